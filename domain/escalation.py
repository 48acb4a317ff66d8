"""When it is told that a deadline is still owed after its due time: to the head of a unit, then to the agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.deadline import Deadline
from domain.people import Unit
from domain.work_calendar import WorkCalendar, is_working_day

MOST_DAYS: Final = 15
"""Working days after the due day, at most: later than this a deadline is old."""
OLD: Final = timedelta(days=30)
"""Of deadlines that were due longer ago nobody is told."""


class Level(StrEnum):
    """Who was told, and of whom.

    HEAD: the head of a unit, of its people. AGENCY: the admins, of all people of a unit. BEYOND: the admins, of what no
    head can be told: people of a unit whose head can't be written to, or the head's own task.
    """

    HEAD = "head"
    AGENCY = "agency"
    BEYOND = "beyond"


class Trouble(StrEnum):
    """Why the admins hear of a unit: nothing has helped, it has no head to write to, or the head owes it too."""

    PEOPLE = "people"
    NO_HEAD = "no_head"
    HEAD_OWES = "head_owes"


@dataclass(frozen=True, slots=True)
class HeadCase:
    """A deadline, due as it was in the unit, that so many people of the unit still owe."""

    deadline: Deadline
    unit: Unit
    people: int


@dataclass(frozen=True, slots=True)
class TroubledUnit:
    """A unit where so many people still owe a deadline, and why the admins hear of it."""

    unit: Unit
    people: int
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class AgencyCase:
    """A deadline with the units where it is still owed, most people first."""

    deadline: Deadline
    units: tuple[TroubledUnit, ...]

    @property
    def people(self) -> int:
        """How many people that are."""
        return sum(one.people for one in self.units)


def has_come(calendar: WorkCalendar, due_on: date, after: int, today: date) -> bool:
    """Whether `today` is the `after`th working day after the due day, or later."""
    days = (due_on + timedelta(days=number) for number in range(1, (today - due_on).days + 1))
    return sum(is_working_day(calendar, day) for day in days) >= after
