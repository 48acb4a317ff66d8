"""The days of deadlines that come again."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.series import MONTHS_BETWEEN, Frequency, Series, SeriesDetails, occurrences

DAYS = st.dates(date(1999, 1, 1), date(2110, 12, 31))
FREQUENCIES = st.sampled_from(Frequency)
SPANS = st.integers(0, 1200).map(lambda days: timedelta(days=days))
EVER = date(2200, 1, 1)


def days(first: str, frequency: Frequency, horizon: str, until: str = "", after: str = "0001-01-01") -> list[str]:
    end = date.fromisoformat(until) if until else None
    found = occurrences(
        date.fromisoformat(first), frequency, end, (), date.fromisoformat(after), date.fromisoformat(horizon)
    )
    return [day.isoformat() for day in found]


CASES = {
    "the 31st is the last day of shorter months, and the 31st again": (
        days("2027-01-31", Frequency.MONTHLY, "2027-05-31"),
        ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"],
    ),
    "the 29th of February in a leap year": (
        days("2028-01-29", Frequency.MONTHLY, "2028-03-31"), ["2028-01-29", "2028-02-29", "2028-03-29"],
    ),
    "the 30th over the end of the year": (
        days("2027-11-30", Frequency.QUARTERLY, "2028-06-01"), ["2027-11-30", "2028-02-29", "2028-05-30"],
    ),
    "29 February each year": (
        days("2028-02-29", Frequency.YEARLY, "2032-12-31"),
        ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"],
    ),
    "2100 is no leap year": (
        days("2096-02-29", Frequency.YEARLY, "2104-12-31", after="2099-01-01"),
        ["2099-02-28", "2100-02-28", "2101-02-28", "2102-02-28", "2103-02-28", "2104-02-29"],
    ),
    "31 December": (days("2026-12-31", Frequency.MONTHLY, "2027-02-27"), ["2026-12-31", "2027-01-31"]),
    "the last day counts": (
        days("2027-03-10", Frequency.MONTHLY, "2028-01-01", until="2027-05-10"),
        ["2027-03-10", "2027-04-10", "2027-05-10"],
    ),
    "the day asked after does not": (
        days("2027-03-10", Frequency.MONTHLY, "2027-05-10", after="2027-03-10"), ["2027-04-10", "2027-05-10"],
    ),
    "between two": (days("2027-03-10", Frequency.QUARTERLY, "2027-06-09", after="2027-03-11"), []),
    "before the first": (days("2027-03-10", Frequency.YEARLY, "2027-03-09"), []),
    "until before the first": (days("2027-03-10", Frequency.YEARLY, "2030-01-01", until="2027-03-09"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_days_of_a_series(name: str) -> None:
    found, expected = CASES[name]
    assert found == expected


@given(DAYS, FREQUENCIES, SPANS)
def test_the_days_lie_so_many_months_apart_on_the_same_day_of_the_month(
    first: date, frequency: Frequency, span: timedelta
) -> None:
    found = occurrences(first, frequency, None, (), date.min, first + span)
    assert found[0] == first
    step = MONTHS_BETWEEN[frequency]
    for turn, day in enumerate(found):
        assert day.year * 12 + day.month == first.year * 12 + first.month + turn * step
        assert day.day == min(first.day, calendar.monthrange(day.year, day.month)[1])


@given(DAYS, FREQUENCIES, SPANS, SPANS, SPANS)
def test_a_part_of_the_days_is_what_the_whole_has_in_it(
    first: date, frequency: Frequency, span: timedelta, before: timedelta, until: timedelta
) -> None:
    after, horizon, end = first - timedelta(days=400) + before, first + span, first + until
    whole = occurrences(first, frequency, None, (), date.min, max(horizon, end))
    expected = tuple(day for day in whole if after < day <= min(horizon, end))
    assert occurrences(first, frequency, end, (), after, horizon) == expected


@given(DAYS, FREQUENCIES, SPANS, st.data())
def test_a_day_that_is_left_out_takes_no_other_with_it(
    first: date, frequency: Frequency, span: timedelta, data: st.DataObject
) -> None:
    whole = occurrences(first, frequency, None, (), date.min, first + span)
    skipped = data.draw(st.sets(st.sampled_from(whole) | DAYS))
    found = occurrences(first, frequency, None, skipped, date.min, first + span)
    assert found == tuple(day for day in whole if day not in skipped)


def test_a_series_knows_its_own_days_left_out_or_not() -> None:
    skipped = frozenset({date(2027, 2, 28)})
    series = Series(1, "Monev", Frequency.MONTHLY, date(2027, 1, 31), date(2027, 4, 30), skipped, SeriesDetails("UTC"))
    assert series.days(date(2027, 1, 31), EVER) == (date(2027, 3, 31), date(2027, 4, 30))
    assert [day for day in (date(2027, 1, 30) + timedelta(days=one) for one in range(200)) if series.falls_on(day)] == [
        date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30),
    ]  # fmt: skip


def test_a_deadline_of_a_series_is_due_at_its_time_in_its_zone() -> None:
    assert SeriesDetails("Asia/Jakarta").due_on(date(2026, 12, 31)) == datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert SeriesDetails("Asia/Jayapura", time(8, 30)).due_on(date(2027, 1, 1)) == datetime(
        2026, 12, 31, 23, 30, tzinfo=UTC
    )


FULL = SeriesDetails(
    "Asia/Makassar", time(7, 5), 12, DoneRule.SHARED, DeadlineAudience(Concerned.PEOPLE), True,
    DeadlinePlan((7, 1), (1, 3)), True, (4, 9),
)  # fmt: skip


@pytest.mark.parametrize("details", [SeriesDetails("Asia/Jakarta"), FULL])
def test_what_is_stored_is_read_back(details: SeriesDetails) -> None:
    assert SeriesDetails.from_json(details.as_json()) == details
