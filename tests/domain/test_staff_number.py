"""Staff numbers are read strictly and shown masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.staff_number import Kind, StaffNumber, grouped, masked, parse

TODAY = date(2026, 3, 2)
VALID = "198601012010011001"


@pytest.mark.parametrize(
    ("text", "digits", "kind", "born"),
    [
        (VALID, VALID, Kind.PNS, date(1986, 1, 1)),
        ("19860101 201001 1 001", VALID, Kind.PNS, date(1986, 1, 1)),
        ("19860101.201001.1.001", VALID, Kind.PNS, date(1986, 1, 1)),
        (f"'{VALID} ", VALID, Kind.PNS, date(1986, 1, 1)),
        ("198601012010\u00a0011001", VALID, Kind.PNS, date(1986, 1, 1)),
        ("200002292022122999", "200002292022122999", Kind.PNS, date(2000, 2, 29)),
        ("199003152021212001", "199003152021212001", Kind.PPPK, date(1990, 3, 15)),
        ("199003152021991001", "199003152021991001", Kind.PPPK, date(1990, 3, 15)),
        ("199003152021131001", "199003152021131001", Kind.UNKNOWN, date(1990, 3, 15)),
        ("199003152021201001", "199003152021201001", Kind.UNKNOWN, date(1990, 3, 15)),
        ("199003152021001001", "199003152021001001", Kind.UNKNOWN, date(1990, 3, 15)),
    ],
)
def test_a_staff_number_is_read(text: str, digits: str, kind: Kind, born: date) -> None:
    assert parse(text, TODAY) == StaffNumber(digits, kind, born)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "roster.staff_number_empty"),
        (" . ", "roster.staff_number_empty"),
        ("19860101201001100", "roster.staff_number_length"),
        ("1986010120100110011", "roster.staff_number_length"),
        ("19860101201001100A", "roster.staff_number_characters"),
        ("１98601012010011001", "roster.staff_number_characters"),
        ("1.98601012010011E+17", "roster.staff_number_rounded"),
        ("198601012010011000.0", "roster.staff_number_rounded"),
        ("198602302010011001", "roster.staff_number_birth_date"),
        ("190002292010011001", "roster.staff_number_birth_date"),
        ("198613012010011001", "roster.staff_number_birth_date"),
        ("000001012010011001", "roster.staff_number_birth_date"),
        ("195501012010011001", "roster.staff_number_age"),
        ("201001012028011001", "roster.staff_number_age"),
        ("198601011999011001", "roster.staff_number_year"),
        ("198601012099011001", "roster.staff_number_year"),
        ("198601012010013001", "roster.staff_number_sex"),
        ("198601012010010001", "roster.staff_number_sex"),
        ("198601012010011000", "roster.staff_number_serial"),
    ],
)
def test_a_wrong_staff_number_is_refused_for_its_fault(text: str, key: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse(text, TODAY)
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("born", "accepted"),
    [
        (date(2009, 3, 2), True),
        (date(2009, 3, 3), False),
        (date(1956, 3, 2), True),
        (date(1955, 3, 3), True),
        (date(1955, 3, 2), False),
    ],
)
def test_the_age_is_counted_to_the_day(born: date, accepted: bool) -> None:
    text = f"{born:%Y%m%d}{born.year + 17}011001"
    if accepted:
        assert parse(text, TODAY).birth_date == born
    else:
        with pytest.raises(DomainError, match="age"):
            parse(text, TODAY)


def test_without_a_day_to_count_from_the_age_is_not_checked() -> None:
    assert parse("190001011920011001").birth_date == date(1900, 1, 1)


def test_a_number_is_masked_to_its_first_and_last_four_digits() -> None:
    assert masked(VALID) == "1986••••••••1001"
    assert masked("12345678") == "••••••••"
    assert masked("") == "••••••••"


def test_a_number_is_grouped_as_documents_print_it() -> None:
    assert grouped(VALID) == "19860101 201001 1 001"
    assert grouped("123") == "123"


def test_a_number_never_stands_in_a_log_in_full() -> None:
    assert repr(parse(VALID)) == str(parse(VALID)) == "StaffNumber(1986••••••••1001, pns)"


@given(
    born=st.dates(date(1960, 1, 1), date(2005, 12, 31)),
    start=st.integers(18, 60),
    month=st.integers(1, 12),
    sex=st.sampled_from("12"),
    serial=st.integers(1, 999),
)
def test_every_well_made_number_is_read_in_both_forms(
    born: date, start: int, month: int, sex: str, serial: int
) -> None:
    digits = f"{born:%Y%m%d}{born.year + start}{month:02}{sex}{serial:03}"
    assert parse(digits) == parse(grouped(digits)) == StaffNumber(digits, Kind.PNS, born)


@given(digits=st.text("0123456789", min_size=18, max_size=18))
def test_any_eighteen_digits_are_a_number_of_a_real_day_or_refused(digits: str) -> None:
    try:
        number = parse(digits)
    except DomainError:
        return
    assert number.digits == digits
    assert f"{number.birth_date:%Y%m%d}" == digits[:8]
