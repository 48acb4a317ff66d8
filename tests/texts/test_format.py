"""Dates, numbers and progress in both languages, against the office conventions and exact arithmetic."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts import format as wording

JAKARTA, MAKASSAR, JAYAPURA = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
MOMENT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "time", "label"),
    [
        ("Asia/Jakarta", "16.00 WIB", "WIB"),
        ("Asia/Pontianak", "16.00 WIB", "WIB"),
        ("Asia/Makassar", "17.00 WITA", "WITA"),
        ("Asia/Jayapura", "18.00 WIT", "WIT"),
        ("UTC", "09.00 UTC", "UTC"),
        ("Asia/Tokyo", "18.00 GMT+09:00", "GMT+09:00"),
        ("Etc/GMT+3", "06.00 GMT-03:00", "GMT-03:00"),
    ],
)
def test_a_zone_has_its_indonesian_abbreviation(zone: str, time: str, label: str) -> None:
    assert wording.time_of_day(MOMENT, ZoneInfo(zone)) == time
    assert wording.zone_label(ZoneInfo(zone)) == label


@pytest.mark.parametrize(
    ("language", "long", "short", "moment"),
    [
        ("id", "Senin, 12 Januari 2026", "Sen, 12 Jan 2026", "Senin, 12 Januari 2026 pukul 16.00 WIB"),
        ("en", "Monday, 12 January 2026", "Mon, 12 Jan 2026", "Monday, 12 January 2026 at 16.00 WIB"),
        ("fr", "Senin, 12 Januari 2026", "Sen, 12 Jan 2026", "Senin, 12 Januari 2026 pukul 16.00 WIB"),
    ],
)
def test_a_moment_is_written_out(language: str, long: str, short: str, moment: str) -> None:
    assert wording.date_long(MOMENT, JAKARTA, language) == long
    assert wording.date_short(MOMENT, JAKARTA, language) == short
    assert wording.moment_long(MOMENT, JAKARTA, language) == moment


def test_a_date_is_the_one_on_the_calendar_of_the_zone() -> None:
    evening = datetime(2025, 12, 31, 15, 30, tzinfo=UTC)
    assert wording.date_long(evening, JAKARTA) == "Rabu, 31 Desember 2025"
    assert wording.date_long(evening, JAYAPURA) == "Kamis, 1 Januari 2026"
    assert wording.date_long(date(2025, 12, 31)) == "Rabu, 31 Desember 2025"


@pytest.mark.parametrize(
    ("due", "now", "zone", "expected"),
    [
        (MOMENT, datetime(2026, 1, 5, 1, 0, tzinfo=UTC), JAKARTA, "H-7"),
        (MOMENT, datetime(2026, 1, 11, 16, 59, tzinfo=UTC), JAKARTA, "H-1"),
        (MOMENT, datetime(2026, 1, 11, 17, 0, tzinfo=UTC), JAKARTA, "Hari H"),
        (MOMENT, datetime(2026, 1, 12, 16, 59, tzinfo=UTC), JAKARTA, "Hari H"),
        (MOMENT, datetime(2026, 1, 12, 17, 0, tzinfo=UTC), JAKARTA, "H+1"),
        (MOMENT, datetime(2026, 1, 12, 16, 30, tzinfo=UTC), MAKASSAR, "H+1"),
        (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC), JAKARTA, "H-1"),
    ],
)
def test_a_countdown_counts_calendar_days_of_the_zone(
    due: datetime, now: datetime, zone: ZoneInfo, expected: str
) -> None:
    assert wording.countdown(due, now, zone) == expected


@pytest.mark.parametrize(("days", "expected"), [(-7, "D-7"), (0, "D-day"), (30, "D+30")])
def test_an_english_countdown(days: int, expected: str) -> None:
    assert wording.countdown(MOMENT, MOMENT + timedelta(days=days), JAKARTA, "en") == expected


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        wording.moment_long(datetime(2026, 1, 12, 9, 0), JAKARTA)  # noqa: DTZ001 - the naive value is the case
    with pytest.raises(ValueError, match="only in a zone"):
        wording.date_long(MOMENT)


@pytest.mark.parametrize(
    ("value", "places", "language", "expected"),
    [
        (Fraction(8157, 100), 2, "id", "81,57"),
        (Fraction(8157, 100), 2, "en", "81.57"),
        (Fraction(1, 3), 2, "id", "0,33"),
        (Fraction(2, 3), 2, "id", "0,67"),
        (Fraction(1, 200), 2, "id", "0,01"),
        (Fraction(-1, 200), 2, "id", "-0,01"),
        (Fraction(-1, 1000), 2, "id", "0,00"),
        (Decimal("2.675"), 2, "id", "2,68"),
        (2.675, 2, "id", "2,68"),
        (0.5, 0, "id", "1"),
        (1234567.891, 1, "id", "1.234.567,9"),
        (1234567.891, 1, "en", "1,234,567.9"),
        (60, 2, "id", "60,00"),
        (10**20, 2, "id", "100.000.000.000.000.000.000,00"),
    ],
)
def test_a_decimal_is_rounded_half_up(value: wording.Number, places: int, language: str, expected: str) -> None:
    assert wording.decimal(value, places, language) == expected


@pytest.mark.parametrize(
    ("ratio", "places", "language", "expected"),
    [
        (Fraction(1), 0, "id", "100%"),
        (0, 0, "id", "0%"),
        (Fraction(1, 200), 0, "id", "1%"),
        (Fraction(163, 200), 1, "id", "81,5%"),
        (0.815, 1, "en", "81.5%"),
        (Fraction(2, 3), 2, "id", "66,67%"),
    ],
)
def test_a_percentage_is_a_share_of_the_whole(ratio: wording.Number, places: int, language: str, expected: str) -> None:
    assert wording.percent(ratio, places, language) == expected


@given(st.decimals(-(10**9), 10**9, places=5), st.integers(0, 4))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, places: int) -> None:
    with localcontext(prec=60):
        expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    for given_as in (value, Fraction(value)):
        assert wording.rounded(given_as, places) == expected


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_never_off_by_more_than_half_a_step(value: Fraction, places: int) -> None:
    assert abs(Fraction(wording.rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity"), Decimal("NaN")])
def test_only_finite_numbers_are_shown(value: wording.Number) -> None:
    with pytest.raises(ValueError, match="finite"):
        wording.decimal(value)


@pytest.mark.parametrize(("language", "expected"), [("id", "-10.250"), ("en", "-10,250")])
def test_thousands_are_grouped(language: str, expected: str) -> None:
    assert wording.number(-10250, language) == expected


@pytest.mark.parametrize(
    ("ratio", "width", "expected"),
    [
        (0, 5, "▱▱▱▱▱"),
        (Fraction(1, 1000), 5, "▰▱▱▱▱"),
        (0.5, 4, "▰▰▱▱"),
        (Fraction(999, 1000), 5, "▰▰▰▰▱"),
        (1, 5, "▰▰▰▰▰"),
        (Fraction(6, 5), 5, "▰▰▰▰▰"),
        (-1, 5, "▱▱▱▱▱"),
    ],
)
def test_a_bar_is_full_only_when_all_is_done(ratio: wording.Number, width: int, expected: str) -> None:
    assert wording.bar(ratio, width) == expected


@given(st.fractions(-1, 2), st.integers(2, 30))
def test_a_bar_keeps_its_width_and_its_ends_are_honest(ratio: Fraction, width: int) -> None:
    made = wording.bar(ratio, width)
    assert len(made) == width
    assert ("▱" not in made) == (ratio >= 1)
    assert ("▰" not in made) == (ratio <= 0)
