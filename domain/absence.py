"""A person's own leave: whole days, during which no reminders come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import DomainError

LONGEST_DAYS: Final = 366
"""A leave of one year at most, leap years included."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Leave from its first to its last day, both included."""

    id: int
    first_on: date
    last_on: date

    def holds(self, first_on: date, last_on: date) -> bool:
        """Whether these days all lie in it."""
        return self.first_on <= first_on and last_on <= self.last_on

    def overlaps(self, first_on: date, last_on: date) -> bool:
        """Whether one of these days lies in it."""
        return self.first_on <= last_on and first_on <= self.last_on


def checked_span(first_on: date, last_on: date, today: date) -> tuple[date, date]:
    """The days as given; raises `leave.reversed`, `leave.past` when all of it is over, `leave.too_long`."""
    if last_on < first_on:
        raise DomainError("leave.reversed")
    if last_on < today:
        raise DomainError("leave.past")
    if (last_on - first_on).days >= LONGEST_DAYS:
        raise DomainError("leave.too_long")
    return first_on, last_on


def merged(
    known: Iterable[Absence], first_on: date, last_on: date, today: date
) -> tuple[date, date, tuple[Absence, ...]]:
    """The days joined with every known leave that they overlap, and those leaves. Raises as `checked_span`."""
    first_on, last_on = checked_span(first_on, last_on, today)
    touched = tuple(one for one in known if one.overlaps(first_on, last_on))
    first = min([first_on, *(one.first_on for one in touched)])
    last = max([last_on, *(one.last_on for one in touched)])
    return (*checked_span(first, last, today), touched)
