"""The weekly digest of a unit, in numbers: what is due, what is late, and how far the pledge is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.deadline import Deadline
from domain.ledger import Campaign, Coverage
from domain.people import Unit
from domain.work_calendar import WorkCalendar, is_working_day

AHEAD: Final = timedelta(days=14)
BEHIND: Final = timedelta(days=30)
DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Counted:
    """A deadline, due as it is for the reader, with how many people it concerns and how many of them still owe it."""

    deadline: Deadline
    people: int
    owing: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a unit with all below it, or the agency (None), has before and behind it; the soonest first."""

    unit: Unit | None
    due: tuple[Counted, ...]
    late: tuple[Counted, ...]
    coverage: tuple[tuple[Campaign, Coverage], ...]

    @property
    def has_news(self) -> bool:
        """Whether there is anything to do: something due or late, or a pledge that not all have signed."""
        return bool(self.due or self.late) or any(one.signed < one.expected for _, one in self.coverage)


def monday(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def is_due(calendar: WorkCalendar, at: time, now: datetime) -> bool:
    """Whether the digest of this week may go out by now: on its first working day from `at` on, or on a later day."""
    local = now.astimezone(calendar.zone)
    week = (monday(local.date()) + timedelta(days=number) for number in range(DAYS))
    first = next((day for day in week if is_working_day(calendar, day)), None)
    if first is None or local.date() < first:
        return False
    return local.date() > first or local.time() >= at
