"""Telephone numbers of rosters and of Telegram contacts meet in one form."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.phone import from_contact, masked, normalise


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("0812.3456.7890", "+6281234567890"),
        ("(0812) 3456 7890", "+6281234567890"),
        ("'081234567890", "+6281234567890"),
        ("\u202a+62 812\u20113456\u00a07890\u202c", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("62 0812 3456 7890", "+6281234567890"),
        ("+6281234567890", "+6281234567890"),
        ("+62 (0)812 3456 7890", "+6281234567890"),
        ("0062 812 3456 7890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("81234567890.0", "+6281234567890"),
        ("6281234567890.0", "+6281234567890"),
        ("0811111111", "+62811111111"),
        ("0335 421234", "+62335421234"),
        ("021-3456789", "+62213456789"),
        ("+60 12-345 6789", "+60123456789"),
        ("+81 23 4567 890", "+81234567890"),
    ],
)
def test_a_number_is_read(text: str, number: str) -> None:
    assert normalise(text) == number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "roster.phone_empty"),
        (" - ", "roster.phone_empty"),
        ("tidak ada", "roster.phone_characters"),
        ("08123456789/08123456780", "roster.phone_characters"),
        ("8.12E+10", "roster.phone_characters"),
        ("०८१२३४५६७८९०", "roster.phone_characters"),
        ("+", "roster.phone_characters"),
        ("081234567", "roster.phone_length"),
        ("081234", "roster.phone_length"),
        ("08123456789012", "roster.phone_length"),
        ("+62", "roster.phone_length"),
        ("+1234", "roster.phone_length"),
        ("+1234567890123456", "roster.phone_length"),
        ("+0123456789", "roster.phone_length"),
        ("0081234567890", "roster.phone_length"),
        ("1234567890", "roster.phone_prefix"),
    ],
)
def test_a_wrong_number_is_refused_for_its_fault(text: str, key: str) -> None:
    with pytest.raises(DomainError) as refusal:
        normalise(text)
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6281234567890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("60123456789", "+60123456789"),
        ("81234567890", "+81234567890"),
    ],
)
def test_a_contact_always_carries_its_country(text: str, number: str) -> None:
    assert from_contact(text) == number


def test_a_japanese_contact_never_passes_for_an_indonesian_one() -> None:
    assert from_contact("81234567890") != normalise("81234567890")


@pytest.mark.parametrize("text", ["", "081234567890", "abc", "+"])
def test_a_contact_without_a_country_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="phone"):
        from_contact(text)


def test_a_number_is_shown_masked() -> None:
    assert masked("+6281234567890") == "+62••••890"
    assert masked("+62") == "••••"


national = st.from_regex(r"8[0-9]{8,11}", fullmatch=True)
spellings = st.sampled_from(["0{}", "62{}", "+62{}", "{}", "+62 {}", " 0{}", "{}.0", "0062{}"])
gaps = st.sampled_from(["", " ", "-", "."])


@example(number="800000000", spelling="0{}", gap=".")  # the last zeros are digits, not a workbook's decimals
@given(number=national, spelling=spellings, gap=gaps)
def test_every_spelling_of_a_mobile_number_is_the_same_number(number: str, spelling: str, gap: str) -> None:
    assert normalise(spelling.format(gap.join([number[:4], number[4:]]))) == f"+62{number}"


@given(number=national)
def test_a_normal_number_stays_as_it_is(number: str) -> None:
    assert normalise(f"+62{number}") == from_contact(f"62{number}") == f"+62{number}"
