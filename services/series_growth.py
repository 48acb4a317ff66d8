"""Making the deadlines of series as their days come near.

A deadline is made once, when it is at most 100 days ahead; a day that was left out before is never made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import Deadline
from domain.errors import DomainError
from domain.series import Series, SeriesDetails
from services import deadline_checks, deadlines
from services.deadlines import NewDeadline
from services.planning import Planning
from storage import audit, deadline_lists, people
from storage import deadline_series as stored
from storage.engine import Transaction

HORIZON: Final = timedelta(days=100)
BATCH: Final = 20
BY: Final = "scheduler"
LONGEST_YEAR: Final = 366


def extend(tx: Transaction, planning: Planning, now: datetime) -> int:
    """Make deadlines of the next 100 days that are not there yet, a batch; returns how many, 0 when none is missing.

    Two processes that extend one series at once make each of its deadlines once. What can't be made, since those in
    charge or the kind of unit are gone, holds up no other series; `listing` tells of it.
    """
    running = stored.running(tx)
    if not running:
        return 0
    known = stored.days_made(tx, _today(running, now))
    made = 0
    for series in running:
        if any((series.id, day) not in known for day in _wanted(series, now)):
            made += _extend(tx, series.id, BATCH - made, planning, now)
        if made == BATCH:
            break
    return made


def _extend(tx: Transaction, series_id: int, most: int, planning: Planning, now: datetime) -> int:
    series = stored.locked(tx, series_id)
    series = _at_home(tx, series, now) if series is not None and series.ended_at is None else None
    if series is None:
        return 0
    return make_missing(tx, series, BY, planning, now, most) if trouble(tx, series, now) is None else 0


def make_missing(
    tx: Transaction, series: Series, by: str, planning: Planning, now: datetime, most: int | None = None
) -> int:  # fmt: skip
    """Make the deadlines of the next 100 days that a series lacks, at most so many; returns how many."""
    days = _missing(tx, series, now)[:most]
    details = _of_today(tx, series.details)
    for day in days:
        new = replace(new_deadline(series.title, details, day), series_id=series.id, occurs_on=day)
        deadlines.add(tx, new, by, planning, now)
    return len(days)


def _at_home(tx: Transaction, series: Series, now: datetime) -> Series | None:
    """The series where its unit has gone by merges; None, and ended, when that one is closed."""
    unit = people.unit(tx, series.details.unit_id) if series.details.unit_id is not None else None
    while unit is not None and unit.merged_into is not None:
        unit = people.unit(tx, unit.merged_into)
    if unit is None or (unit.id == series.details.unit_id and unit.closed_at is None):
        return series
    if unit.closed_at is not None:
        stored.end(tx, series.id, now)
        audit.note(tx, now, BY, "end_series", f"series:{series.id}", unit=unit.code)
        return None
    details = replace(series.details, unit_id=unit.id)
    stored.set_details(tx, series.id, details)
    return replace(series, details=details)


def _missing(tx: Transaction, series: Series, now: datetime) -> tuple[date, ...]:
    wanted = _wanted(series, now)
    known = stored.days_made(tx, wanted[0], series.id) if wanted else frozenset()
    return tuple(day for day in wanted if (series.id, day) not in known)


def _wanted(series: Series, now: datetime) -> tuple[date, ...]:
    today = _local(series, now)
    days = series.days(today - timedelta(days=1), today + HORIZON)
    return tuple(day for day in days if series.details.due_on(day) > now)


def new_deadline(title: str, details: SeriesDetails, day: date) -> NewDeadline:
    """A deadline of this day with these details, of no series."""
    return NewDeadline(
        title, details.due_on(day), details.unit_id, details.rule, timezone=details.timezone,
        each_zone=details.each_zone, audience=details.audience, evidence=details.evidence, plan=details.plan,
        people=details.people,
    )  # fmt: skip


def check(tx: Transaction, title: str, details: SeriesDetails, now: datetime) -> None:
    """Refuse deadlines that nobody could do. Raises as `deadline_checks.title` and `deadline_checks.check`."""
    example = Deadline(
        0, deadline_checks.title(title), now, details.unit_id, details.rule, details.timezone, details.each_zone,
        details.audience, details.evidence, details.plan,
    )  # fmt: skip
    deadline_checks.check(tx, example, details.people)


def trouble(tx: Transaction, series: Series, now: datetime) -> DomainError | None:
    """Why no deadline of a series can be made now, None when it can."""
    try:
        check(tx, series.title, _of_today(tx, series.details), now)
    except DomainError as error:
        return error
    return None


def _of_today(tx: Transaction, details: SeriesDetails) -> SeriesDetails:
    """The details with those in charge who still serve there."""
    if not details.people:
        return details
    serving = deadline_lists.serving_within(tx, details.people, details.unit_id)
    return replace(details, people=tuple(one for one in details.people if one in serving))


def next_days(series: Series, now: datetime, count: int) -> tuple[date, ...]:
    """The next so many days of a series whose moment is still to come."""
    today = _local(series, now)
    wide = timedelta(days=(count + len(series.skipped) + 1) * LONGEST_YEAR)
    start = max(today, series.first_on)
    days = series.days(today - timedelta(days=1), start + wide)
    return tuple(day for day in days if series.details.due_on(day) > now)[:count]


def _today(running: Collection[Series], now: datetime) -> date:
    return min(_local(series, now) for series in running)


def _local(series: Series, now: datetime) -> date:
    return now.astimezone(ZoneInfo(series.details.timezone)).date()
