"""What a file of deadlines would add."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from domain.folding import folded
from domain.people import Unit
from domain.roster import Problem
from domain.series import Frequency, NewSeries, SeriesDetails

Key: TypeAlias = tuple[str, datetime | date, Frequency | None, int | None]
"""What makes two rows the same: title, moment or first day, how often, and unit."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A deadline, or a series of them (`every`), that a row would add; `unit` is None for the agency.

    `due_at` is the moment of the deadline, or of the first one of the series that is still to come. `people` are the
    names of those in charge as the row has them.
    """

    line: int
    title: str
    first_on: date
    details: SeriesDetails
    unit: Unit | None
    due_at: datetime
    every: Frequency | None = None
    until: date | None = None
    people: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What makes it another deadline than those that are there."""
        when = self.due_at if self.every is None else self.first_on
        return (folded(self.title), when, self.every, self.details.unit_id)

    @property
    def series(self) -> NewSeries | None:
        """The series that it begins, None for a single deadline."""
        if self.every is None:
            return None
        return NewSeries(self.title, self.every, self.first_on, self.details, self.until)


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What a file would add, how many of its rows are there already, what is wrong with others, titles not known."""

    new: tuple[Planned, ...]
    known: int
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]

    @property
    def bad(self) -> int:
        """How many rows are wrong."""
        return len({problem.line for problem in self.problems})
