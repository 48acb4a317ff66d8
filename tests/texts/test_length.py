"""Lengths as Telegram counts them, and long messages cut into well-formed pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts.telegram_html import faults
from texts.length import split, visible_length, visible_text


@pytest.mark.parametrize(
    ("html", "text", "length"),
    [
        ("", "", 0),
        ("Halo", "Halo", 4),
        ("<b>Halo</b> <i>Ibu</i>", "Halo Ibu", 8),
        ('<a href="https://example.go.id/?a=1&amp;b=2">x</a>', "x", 1),
        ('<a href="x>y">z</a>', "z", 1),
        ("&lt;b&gt; &amp; &quot; &#39; &#x27;", "<b> & \" ' '", 11),
        ("&amp;lt;", "&lt;", 4),
        ("&copy;", "&copy;", 6),
        ("👍", "👍", 2),
        ("&#128077;", "👍", 2),
        ("👨‍👩‍👧", "👨‍👩‍👧", 8),
        ("a < b", "a < b", 5),
    ],
)
def test_a_message_is_as_long_as_what_is_read_of_it(html: str, text: str, length: int) -> None:
    assert visible_text(html) == text
    assert visible_length(html) == length


@pytest.mark.parametrize(
    ("html", "limit", "expected"),
    [
        ("", 10, []),
        ("Halo", 10, ["Halo"]),
        ("satu dua tiga", 8, ["satu dua", "tiga"]),
        ("satu dua\ntiga empat", 13, ["satu dua", "tiga empat"]),
        ("satu\n\ndua\ntiga\nempat", 13, ["satu\n\ndua", "tiga\nempat"]),
        ("satu\ndua\n\ntiga empat", 18, ["satu\ndua", "tiga empat"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("<b>satu dua</b> tiga", 6, ["<b>satu</b>", "<b>dua</b>", "tiga"]),
        ('<a href="https://x.id"><i>satu dua</i></a>', 4,
         ['<a href="https://x.id"><i>satu</i></a>', '<a href="https://x.id"><i>dua</i></a>']),
        ("abcd<b>efgh</b>", 4, ["abcd", "<b>efgh</b>"]),
        ("&lt;&lt;&lt;", 2, ["&lt;&lt;", "&lt;"]),
        ("👍👍", 3, ["👍", "👍"]),
    ],
)  # fmt: skip
def test_a_long_message_is_cut_where_a_reader_would_pause(html: str, limit: int, expected: list[str]) -> None:
    assert split(html, limit) == expected


plain = st.lists(st.sampled_from(["a", "b", " ", "\n", "\n\n", "👍", "&lt;", "&#39;"]), max_size=30).map("".join)
marked = st.recursive(
    plain,
    lambda inner: st.builds("<{0}>{1}</{0}>{2}".format, st.sampled_from(["b", "i", "u", "s"]), inner, inner),
    max_leaves=6,
)


@given(marked, st.integers(2, 40))
def test_every_piece_can_be_sent_and_nothing_readable_is_lost(html: str, limit: int) -> None:
    pieces = split(html, limit)
    assert [fault for piece in pieces for fault in faults(piece, limit)] == []
    assert "".join("".join(map(visible_text, pieces)).split()) == "".join(visible_text(html).split())


def test_a_message_within_the_limit_is_one_piece() -> None:
    assert split("x" * 4096) == ["x" * 4096]
    assert [len(piece) for piece in split("x" * 4097)] == [4096, 1]


def test_a_limit_without_room_for_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="room for one character"):
        split("x", 1)
