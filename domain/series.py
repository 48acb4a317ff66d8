"""Deadlines that come again: on which days, and what each of them takes over from its series."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import count
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.deadline import DeadlineAudience, DeadlinePlan, DoneRule
from domain.errors import DomainError

USUAL_TIME: Final = time(16)
"""When a deadline is due whose time of day nobody has named."""
MONTHS: Final = 12


class Frequency(StrEnum):
    """How often a deadline comes again."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


MONTHS_BETWEEN: Final[Mapping[Frequency, int]] = MappingProxyType(
    {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: MONTHS}
)


@dataclass(frozen=True, slots=True)
class SeriesDetails:
    """What each deadline of a series takes over: due at the time of day `at` on the clock of `timezone` (IANA).

    The other fields are those of `domain.deadline.Deadline`; `people` are the ids of those in charge by name.
    """

    timezone: str
    at: time = USUAL_TIME
    unit_id: int | None = None
    rule: DoneRule = DoneRule.MARK
    audience: DeadlineAudience = field(default_factory=DeadlineAudience)
    evidence: bool = False
    plan: DeadlinePlan = field(default_factory=DeadlinePlan)
    each_zone: bool = False
    people: tuple[int, ...] = ()

    def due_on(self, day: date) -> datetime:
        """The last moment of a deadline of this day, in UTC."""
        return datetime.combine(day, self.at, ZoneInfo(self.timezone)).astimezone(UTC)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "timezone": self.timezone, "at": self.at.isoformat("minutes"), "unit_id": self.unit_id,
            "rule": self.rule.value, "audience": self.audience.as_json(), "evidence": self.evidence,
            "plan": self.plan.as_json(), "each_zone": self.each_zone, "people": list(self.people),
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SeriesDetails:
        """What `as_json` wrote."""
        return cls(
            stored["timezone"], time.fromisoformat(stored["at"]), stored["unit_id"], DoneRule(stored["rule"]),
            DeadlineAudience.from_json(stored["audience"]), stored["evidence"], DeadlinePlan.from_json(stored["plan"]),
            stored["each_zone"], tuple(stored["people"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """A deadline that comes again from `first_on` on, which gives the day of the month, until `until` (None: ever).

    `skipped` are the days left out; `ended_at` is when somebody ended it.
    """

    id: int
    title: str
    frequency: Frequency
    first_on: date
    until: date | None
    skipped: frozenset[date]
    details: SeriesDetails
    ended_at: datetime | None = None

    def days(self, after: date, horizon: date) -> tuple[date, ...]:
        """Its days after one day and up to another, that one included, as `occurrences` tells them."""
        return occurrences(self.first_on, self.frequency, self.until, self.skipped, after, horizon)

    def falls_on(self, day: date) -> bool:
        """Whether a deadline belongs to this day, left out or not."""
        return day in occurrences(self.first_on, self.frequency, self.until, (), date.min, day)[-1:]


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """A series with the next days for which it has a deadline, or will have one.

    `trouble` is why none can be made any more, such as that nobody in charge serves there; None when all is well.
    """

    series: Series
    next_days: tuple[date, ...]
    trouble: DomainError | None = None


@dataclass(frozen=True, slots=True)
class NewSeries:
    """What a series needs; its days are those of the zone of `details`."""

    title: str
    frequency: Frequency
    first_on: date
    details: SeriesDetails
    until: date | None = None
    skipped: frozenset[date] = frozenset()

    def as_series(self, series_id: int = 0) -> Series:
        """The series that it becomes."""
        return Series(series_id, self.title, self.frequency, self.first_on, self.until, self.skipped, self.details)


def occurrences(
    first_on: date, frequency: Frequency, until: date | None, skipped: Collection[date], after: date, horizon: date
) -> tuple[date, ...]:
    """The days of a series after `after` and up to `horizon`, that one included, in their order.

    The day of the month is that of `first_on`, or the last day of a month that has no such day.
    """
    last = horizon if until is None else min(until, horizon)
    step = MONTHS_BETWEEN[frequency]
    start = max(0, _months(after) - _months(first_on)) // step
    return tuple(day for day in _steps(first_on, step, start, last) if day > after and day not in skipped)


def _steps(first_on: date, step: int, start: int, last: date) -> Iterator[date]:
    for turn in count(start):
        month = _months(first_on) + turn * step
        if month > _months(last):
            return
        day = _in_month(month, first_on.day)
        if day <= last:
            yield day


def _months(day: date) -> int:
    return day.year * MONTHS + day.month - 1


def _in_month(month: int, wanted: int) -> date:
    year, place = divmod(month, MONTHS)
    return date(year, place + 1, min(wanted, calendar.monthrange(year, place + 1)[1]))
