"""From which working day on it is told that a deadline is still owed, and when a weekly digest is due."""

from datetime import date, datetime, time, timedelta

import pytest

from domain.digest import is_due, monday
from domain.escalation import has_come
from domain.work_calendar import WorkCalendar, is_working_day

FIVE, SIX = WorkCalendar("Asia/Jakarta"), WorkCalendar("Asia/Jakarta", 6)
FEAST = WorkCalendar("Asia/Jakarta", 5, frozenset(date(2026, 3, day) for day in range(18, 25)))
FRIDAY, SATURDAY = date(2026, 3, 13), date(2026, 3, 14)
MONDAY = date(2026, 3, 16)


def days(calendar: WorkCalendar, due_on: date, after: int) -> list[int]:
    """The first two days of March on which it has come."""
    found = (due_on + timedelta(days=number) for number in range(31))
    return [day.day for day in found if has_come(calendar, due_on, after, day)][:2]


@pytest.mark.parametrize(
    ("calendar", "due_on", "after", "expected"),
    [
        (FIVE, MONDAY, 1, [17, 18]),
        (FIVE, MONDAY, 3, [19, 20]),
        (FIVE, FRIDAY, 1, [16, 17]),
        (SIX, FRIDAY, 1, [14, 15]),
        (FIVE, SATURDAY, 1, [16, 17]),
        (FIVE, FRIDAY, 3, [18, 19]),
        (FEAST, FRIDAY, 2, [17, 18]),
        (FEAST, FRIDAY, 3, [25, 26]),
    ],
)
def test_only_working_days_after_the_due_day_count(
    calendar: WorkCalendar, due_on: date, after: int, expected: list[int]
) -> None:
    assert days(calendar, due_on, after) == expected


def test_the_due_day_and_days_before_it_never_count() -> None:
    assert [has_come(FIVE, MONDAY, 1, MONDAY - timedelta(days=number)) for number in range(5)] == [False] * 5


@pytest.mark.parametrize(
    ("calendar", "moments"),
    [(FIVE, [(16, 8), (17, 0)]), (FEAST, [(16, 8), (17, 0)]), (SIX, [(16, 8), (17, 0)])],
)
def test_a_digest_is_due_from_monday_at_eight_to_the_end_of_the_week(
    calendar: WorkCalendar, moments: list[tuple[int, int]]
) -> None:
    hours = [datetime(2026, 3, day, hour, tzinfo=calendar.zone) for day in range(16, 23) for hour in range(24)]
    found = [(one.day, one.hour) for one in hours if is_due(calendar, time(8), one)]
    assert found[:1] == moments[:1]
    assert len(found) == 7 * 24 - 8
    assert moments[1] in found


@pytest.mark.parametrize("closed", range(1, 6))
def test_with_closed_days_it_is_due_on_the_first_open_one(closed: int) -> None:
    holidays = frozenset(MONDAY + timedelta(days=number) for number in range(closed))
    calendar = WorkCalendar("Asia/Jayapura", 5, holidays)
    hours = [datetime(2026, 3, day, hour, tzinfo=calendar.zone) for day in range(16, 23) for hour in range(24)]
    found = [one for one in hours if is_due(calendar, time(8), one)]
    if closed == 5:
        assert found == []
        return
    assert (found[0].date(), found[0].hour) == (MONDAY + timedelta(days=closed), 8)
    assert is_working_day(calendar, found[0].date())


def test_every_day_of_a_week_has_the_same_monday() -> None:
    assert {monday(MONDAY + timedelta(days=number)) for number in range(7)} == {MONDAY}
    assert monday(MONDAY + timedelta(days=7)) == MONDAY + timedelta(days=7)
