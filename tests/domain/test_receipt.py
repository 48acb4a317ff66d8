"""Receipt codes forgive how they are typed and find every slip."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.receipt import ALPHABET, LENGTH, make, parse, shown

random_bytes = st.binary(min_size=6, max_size=6)


def is_code(text: str) -> bool:
    try:
        return parse(text) == text
    except DomainError as refusal:
        return refusal.key != "verify.bad_code"


@pytest.mark.parametrize(
    ("seed", "code"),
    [
        ("000000000000", "000000000"),
        ("ffffffffffff", "ZZZZZZZZZ"),
        ("000000000008", "000000001"),
        ("f80000000000", "Z00000000"),
    ],
)
def test_a_code_begins_with_the_random_bits(seed: str, code: str) -> None:
    assert make(bytes.fromhex(seed))[:9] == code


def test_the_check_character_is_fixed_for_good() -> None:
    made = [make(bytes([number]) * 6) for number in (1, 86, 255)]
    assert made == ["040G208104", "ASB5CNJPAR", "ZZZZZZZZZX"]


@pytest.mark.parametrize("size", [0, 5, 7])
def test_a_code_takes_six_random_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="takes 6 random bytes"):
        make(bytes(size))


@given(seed=random_bytes)
def test_a_code_has_ten_characters_of_the_alphabet(seed: bytes) -> None:
    code = make(seed)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)


@given(seed=random_bytes)
def test_a_code_is_read_however_it_is_typed(seed: bytes) -> None:
    code = make(seed)
    typed = code.lower().replace("1", "l").replace("0", "o")
    assert parse(code) == parse(shown(code)) == parse(f" {typed[:3]} {typed[3:]}\n") == code
    assert parse(code.replace("1", "I").replace("0", "O").replace("", "-")) == code


@given(seed=random_bytes)
def test_every_single_wrong_character_is_found(seed: bytes) -> None:
    code = make(seed)
    wrong = [
        code[:place] + character + code[place + 1 :]
        for place in range(LENGTH)
        for character in ALPHABET
        if character != code[place]
    ]
    assert len(wrong) == LENGTH * 31
    assert [text for text in wrong if is_code(text)] == []


@given(seed=random_bytes)
def test_every_swap_of_two_characters_is_found(seed: bytes) -> None:
    code = make(seed)
    swapped = [
        code[:first] + code[second] + code[first + 1 : second] + code[first] + code[second + 1 :]
        for first in range(LENGTH)
        for second in range(first + 1, LENGTH)
        if code[first] != code[second]
    ]
    assert [text for text in swapped if is_code(text)] == []


def test_every_pair_of_different_neighbours_is_told_apart_at_every_place() -> None:
    for place in range(LENGTH - 2):
        for first, second in permutations(range(32), 2):
            number = (first << 5 | second) << 5 * (LENGTH - 3 - place)
            code = make((number << 3).to_bytes(6, "big"))
            assert code[place : place + 2] == ALPHABET[first] + ALPHABET[second]
            assert is_code(code)
            assert not is_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize("text", ["", "0", "000000000", "00000000000", "000000000U", "000000000*", "00000–0000é"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse(text)
    assert refusal.value.key == "verify.bad_code"


@given(text=st.text(ALPHABET + "abcilo- ", min_size=8, max_size=14))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        code = parse(text)
    except DomainError:
        return
    assert parse(code) == parse(shown(code)) == code


def test_a_code_is_shown_in_two_groups_of_five() -> None:
    assert shown("0123456789") == "01234-56789"
