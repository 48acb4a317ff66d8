import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.hyphenation import SOFT_HYPHEN, breakable


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("mempertanggungjawabkan", "mem-per-tang-gung-ja-wabkan"),
        ("memengaruhi", "meme-nga-ruhi"),
        ("menggunakan", "meng-gu-nakan"),
        ("menyelenggarakan", "menye-leng-ga-rakan"),
        ("kepentingan", "kepen-tingan"),
        ("integritas", "integri-tas"),
        ("saksi", "saksi"),
        ("Kusumawardhani", "Kusumawardhani"),
        ("abcdefghijk1", "abcdefghijk1"),
        ("mencegah/melanggar", "mencegah/melang-gar"),
    ],
)
def test_long_words_break_between_syllables(word: str, broken: str) -> None:
    assert breakable(word).replace(SOFT_HYPHEN, "-") == broken


@given(st.text(st.sampled_from("abdegiknorstuy AN.-")))
def test_the_words_themselves_stay_as_they_are(text: str) -> None:
    assert breakable(text).replace(SOFT_HYPHEN, "") == text


@given(st.text(st.sampled_from("abdegiklnorstuy"), min_size=9, max_size=30))
def test_no_part_is_shorter_than_three_letters_at_the_ends(word: str) -> None:
    parts = breakable(word).split(SOFT_HYPHEN)

    assert len(parts) == 1 or (len(parts[0]) >= 3 and len(parts[-1]) >= 3)
