"""The callback codec gives back what it was given and takes nothing else."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from texts.callback import MAX_BYTES, Callback, decode, encode

words = st.text(string.ascii_letters + string.digits + "_.-", min_size=1, max_size=12)


@given(words, st.lists(words, max_size=3))
def test_callback_data_survives_the_round_trip(verb: str, parts: list[str]) -> None:
    data = encode(verb, *parts)
    assert len(data.encode()) <= MAX_BYTES
    assert decode(data) == Callback(verb, tuple(parts))


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_survive_the_round_trip(value: int) -> None:
    assert decode(encode("v", "x", value)).integer(1) == value


@given(st.text(string.ascii_letters + ":._- é٣", max_size=70))
def test_anything_is_either_refused_or_canonical(data: str) -> None:
    with suppress(DomainError):
        callback = decode(data)
        assert encode(callback.verb, *callback.parts) == data


@pytest.mark.parametrize(
    "data", [None, "", ":", "a:", ":a", "a::b", "a b", "a:b\n", "tanda✓", "a:１", "a" * 65, "a:" * 32 + "a", "a/b"]
)
def test_foreign_callback_data_is_malformed(data: str | None) -> None:
    with pytest.raises(DomainError, match=r"callback\.malformed"):
        decode(data)


@pytest.mark.parametrize(
    "part", ["x", "1_0", "01", "-0", "1.0", "-", "9223372036854775808", "-9223372036854775809", "9" * 40]
)
def test_a_part_that_is_no_number_of_64_bits_is_malformed(part: str) -> None:
    with pytest.raises(DomainError, match=r"callback\.malformed"):
        decode(f"v:{part}").integer(0)


@pytest.mark.parametrize("index", [1, -1])
def test_a_missing_part_is_malformed(index: int) -> None:
    with pytest.raises(DomainError, match=r"callback\.malformed"):
        decode("v:1").text(index)


@pytest.mark.parametrize("words", [("",), ("a", ""), ("a:b",), ("a", "b c"), ("é",), ("a", "b" * 63)])
def test_a_button_with_unfit_data_is_our_own_mistake(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not fit for callback data"):
        encode(*words)


def test_the_longest_data_fits() -> None:
    assert len(encode("a", "b" * 62)) == MAX_BYTES
