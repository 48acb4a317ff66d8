"""The agency's own days from a file: what it would change, and the import itself. For the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from domain.agency_day_rows import HEADER_WITHIN, DayPlan, compare, find_header
from domain.agency_days import AgencyDay
from domain.errors import DomainError
from domain.typed_dates import EARLIEST_YEAR, LATEST_YEAR
from services import agency_days
from services.planning import Planning
from storage import work_calendars as stored
from storage.engine import Transaction

Rows: TypeAlias = Sequence[Sequence[str]]
FIRST: Final = date(EARLIEST_YEAR, 1, 1)
LAST: Final = date(LATEST_YEAR, 12, 31)


def find_sheet(tables: Sequence[Rows]) -> Rows:
    """The first sheet with the titles of such a list. Raises `agency_day.header` when none has them."""
    for rows in tables:
        with suppress(DomainError):
            find_header(rows)
            return rows
    raise DomainError("agency_day.header", limit=HEADER_WITHIN)


def preview(tx: Transaction, rows: Rows, now: datetime, tz: ZoneInfo) -> DayPlan:
    """What the file would change. Raises `agency_day.header`."""
    return compare(rows, now.astimezone(tz).date(), _known(tx))


def apply(
    tx: Transaction, rows: Rows, planning: Planning, by: str, now: datetime, tz: ZoneInfo, *, skip_bad: bool = False
) -> DayPlan:
    """Do what a preview at this moment shows, all or nothing; a second time it changes nothing. Returns what was done.

    Raises `agency_day.problems` when a row is bad, unless bad rows are to be skipped, and `agency_day.header`.
    """
    plan = preview(tx, rows, now, tz)
    if plan.problems and not skip_bad:
        raise DomainError("agency_day.problems", count=len({problem.line for problem in plan.problems}))
    agency_days.put(tx, (*plan.new, *plan.changed), by, planning, now)
    return plan


def _known(tx: Transaction) -> Mapping[date, AgencyDay]:
    return {one.day: one for one in stored.days(tx, FIRST, LAST)}
