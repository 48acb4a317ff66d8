"""A person's own leave: typed, read back, kept, ended. Reminders pause meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.absence import Absence, merged
from domain.deadline import Deadline
from domain.errors import DomainError
from domain.people import Actor, Employee
from domain.typed_dates import typed_day, typed_period
from services import deadlines
from services.access import require_person
from storage import absences, audit, drafts
from storage.engine import Transaction

DRAFT: Final = "leave"
MOST: Final = 20
"""Spans of leave ahead of one person."""


@dataclass(frozen=True, slots=True)
class LeaveAsk:
    """Leave that is read back before it is kept: its days, the leave it joins, and the deadlines that fall inside."""

    first_on: date
    last_on: date
    joins: tuple[Absence, ...]
    due_inside: tuple[Deadline, ...]


def listing(tx: Transaction, actor: Actor, now: datetime) -> tuple[Absence, ...]:
    """The person's leave that is not over, soonest first; what is typed next is the days of another one.

    Raises `access.not_linked`.
    """
    employee, today = _person(actor, now)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {}, now)
    return absences.of_person(tx, employee.id, today)


def say(tx: Transaction, actor: Actor, text: str, now: datetime) -> LeaveAsk:
    """Days were typed, "3-7 Agustus 2026" or one day. Raises `access.not_linked`, `date.*`, `leave.*`."""
    employee, today = _person(actor, now)
    first, last = typed_period(text, today) or (typed_day(text, today),) * 2
    known = absences.of_person(tx, employee.id, today)
    first, last, joins = merged(known, first, last, today)
    if len(known) - len(joins) >= MOST:
        raise DomainError("leave.too_many", most=MOST)
    return LeaveAsk(first, last, joins, _due_inside(tx, actor, first, last, now))


def keep(tx: Transaction, actor: Actor, days: tuple[str, str], now: datetime) -> tuple[Absence, ...]:
    """Keep what was read back (days as 20260803), joined with leave that it overlaps; again, it changes nothing.

    Raises `access.not_linked`, `leave.*`, `callback.malformed`.
    """
    employee, today = _person(actor, now)
    first, last = _parsed(days[0]), _parsed(days[1])
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {}, now)  # of two taps at once, one waits here for the other
    known = absences.of_person(tx, employee.id, today)
    first, last, joins = merged(known, first, last, today)
    if len(known) - len(joins) >= MOST:
        raise DomainError("leave.too_many", most=MOST)
    if not any(one.holds(first, last) for one in joins):
        absences.end(tx, employee.id, [one.id for one in joins], now)
        leave_id = absences.add(tx, employee.id, first, last, _by(actor), now)
        audit.note(tx, now, _by(actor), "take_leave", f"absence:{leave_id}")
    return absences.of_person(tx, employee.id, today)


def end(tx: Transaction, actor: Actor, absence_id: int, now: datetime) -> tuple[Absence, ...]:
    """Take leave back, or end it early; again, it changes nothing. Raises `access.not_linked`."""
    employee, today = _person(actor, now)
    if absences.end(tx, employee.id, [absence_id], now):
        audit.note(tx, now, _by(actor), "end_leave", f"absence:{absence_id}")
    return absences.of_person(tx, employee.id, today)


def _due_inside(tx: Transaction, actor: Actor, first: date, last: date, now: datetime) -> tuple[Deadline, ...]:
    _, unit = require_person(actor)
    tz = ZoneInfo(unit.timezone)
    open_ones = [one.deadline for one in deadlines.everything_owed(tx, actor, now) if not one.done]
    return tuple(one for one in open_ones if first <= one.due_at.astimezone(tz).date() <= last)


def _person(actor: Actor, now: datetime) -> tuple[Employee, date]:
    """The person, and the day it is where they work."""
    employee, unit = require_person(actor)
    return employee, now.astimezone(ZoneInfo(unit.timezone)).date()


def _parsed(day: str) -> date:
    try:
        return datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise DomainError("callback.malformed") from None


def _by(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
