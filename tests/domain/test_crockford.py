"""Codes of any length forgive how they are typed and find every slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.crockford import ALPHABET, LONGEST, grouped, read, spell

lengths = st.integers(2, LONGEST)


def bytes_for(length: int) -> int:
    return (5 * (length - 1) + 7) // 8


@st.composite
def codes(draw: st.DrawFn) -> str:
    length = draw(lengths)
    size = bytes_for(length)
    return spell(draw(st.binary(min_size=size, max_size=size)), length)


def test_the_alphabet_has_32_characters_without_those_that_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert set(ALPHABET) & set("ILOU") == set()


@pytest.mark.parametrize(
    ("seed", "length", "code"),
    [
        ("00", 2, "00"),
        ("08", 2, "12"),
        ("ff", 2, "ZV"),
        ("00443214c7", 9, "01234567Y"),
        ("ffffffffffff", 10, "ZZZZZZZZZX"),
        ("00000000000002", 12, "000000000012"),
    ],
)
def test_the_check_character_is_fixed_for_good(seed: str, length: int, code: str) -> None:
    assert spell(bytes.fromhex(seed), length) == code


@pytest.mark.parametrize(("length", "size"), [(2, 1), (9, 5), (10, 6), (12, 7), (13, 8), (31, 19)])
def test_a_code_takes_just_the_bytes_of_its_bits(length: int, size: int) -> None:
    assert len(spell(bytes(size), length)) == length
    for wrong in (0, size - 1, size + 1):
        if wrong != size:
            with pytest.raises(ValueError, match=f"takes {size} random bytes, not {wrong}"):
                spell(bytes(wrong), length)


@pytest.mark.parametrize("length", [-1, 0, 1, LONGEST + 1])
def test_a_length_that_the_check_does_not_cover_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="2 to 31 characters"):
        spell(b"\0", length)
    with pytest.raises(ValueError, match="2 to 31 characters"):
        read("00", length)


@given(code=codes())
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    typed = code.lower().replace("1", "l").replace("0", "o")
    for text in (
        code,
        typed,
        code.replace("1", "I").replace("0", "O"),
        grouped(code, 3),
        f" {typed[:1]} {typed[1:]}\n",
    ):
        assert read(text, len(code)) == code
    assert read("\u2013".join(code), len(code)) == code


@given(code=codes())
def test_a_code_is_of_its_own_length_only(code: str) -> None:
    for other in range(2, LONGEST + 1):
        assert (read(code, other) == code) == (other == len(code))


@given(code=codes(), data=st.data())
def test_every_single_wrong_character_is_found(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    others = [character for character in ALPHABET if character != code[place]]
    assert [read(code[:place] + other + code[place + 1 :], len(code)) for other in others] == [None] * 31


@given(code=codes())
def test_every_swap_of_two_different_characters_is_found(code: str) -> None:
    for first in range(len(code)):
        for second in range(first + 1, len(code)):
            characters = list(code)
            characters[first], characters[second] = characters[second], characters[first]
            swapped = "".join(characters)
            assert read(swapped, len(code)) == (code if swapped == code else None)


@given(text=st.text(max_size=40), length=lengths)
def test_any_text_is_a_code_of_the_alphabet_or_none(text: str, length: int) -> None:
    code = read(text, length)
    assert code is None or (len(code) == length and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("text", ["", "0", "000", "0U", "0*", "0é", "0٠", "00\u200b"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read("00", 2) == "00"
    assert read(text, 2) is None


@pytest.mark.parametrize(
    ("code", "size", "text"),
    [("012345678901", 4, "0123-4567-8901"), ("0123456789", 5, "01234-56789"), ("01234", 3, "012-34"), ("01", 2, "01")],
)
def test_a_code_is_shown_in_groups(code: str, size: int, text: str) -> None:
    assert grouped(code, size) == text
