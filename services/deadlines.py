"""Deadlines: setting one plans its reminders; people see theirs and mark them done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import holidays as holiday_tables

from domain import reminders
from domain.deadline import Deadline, DoneRule
from domain.errors import DomainError
from domain.people import Actor
from domain.reminders import ReminderRules, WorkCalendar
from domain.rights import Action
from services.access import require, require_person
from storage import audit, deadlines, people, pledges
from storage.engine import Transaction

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Owed:
    """A deadline as it concerns one person."""

    deadline: Deadline
    done: bool


@lru_cache(maxsize=32)
def national_holidays(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """Public holidays and collective leave of these years, from the `holidays` tables; "" for none."""
    if not country:
        return frozenset()
    categories = holiday_tables.country_holidays(country).supported_categories
    wanted = tuple(kind for kind in ("public", "government") if kind in categories)
    table = holiday_tables.country_holidays(country, years=range(first_year, last_year + 1), categories=wanted)
    return frozenset(table)


@dataclass(frozen=True, slots=True)
class NewDeadline:
    """What a deadline needs. `unit_id` None means the whole agency."""

    title: str
    due_at: datetime
    unit_id: int | None = None
    rule: DoneRule = DoneRule.MARK


def add(tx: Transaction, new: NewDeadline, rules: ReminderRules, country: str, now: datetime) -> int:
    """Keep a deadline and plan its reminders in the same transaction; returns its id.

    For the command line, whose user owns the installation. Raises `deadline.past`.
    """
    if new.due_at <= now:
        raise DomainError("deadline.past")
    deadline_id = deadlines.add(tx, new.title, new.due_at, new.unit_id, new.rule, now)
    closed = national_holidays(country, now.year, new.due_at.year)
    for zone, work_days in people.calendars(tx, new.unit_id):
        calendar = WorkCalendar(zone, work_days, closed)
        planned = reminders.plan(deadline_id, new.due_at, calendar, rules, now)
        row = {"deadline_id": deadline_id, "timezone": zone, "work_days": work_days}
        deadlines.add_reminders(tx, [{**row, "lead_days": one.lead_days, "due_at": one.at} for one in planned])
    audit.note(tx, now, "cli", "add_deadline", f"deadline:{deadline_id}", title=new.title)
    return deadline_id


def owed(tx: Transaction, actor: Actor, now: datetime) -> tuple[Owed, ...]:
    """The next deadlines that concern the person, soonest first. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    campaign = pledges.open_campaign(tx, now)
    signed = campaign is not None and pledges.signature_of(tx, campaign.id, employee.id) is not None
    rows = deadlines.upcoming(tx, actor.unit_path, now, SHOWN, employee.id)
    return tuple(Owed(deadline, signed if deadline.rule is DoneRule.PLEDGE else marked) for deadline, marked in rows)


def group_deadlines(tx: Transaction, unit_id: int | None, now: datetime) -> tuple[Deadline, ...]:
    """The next deadlines of the agency and of a linked group's unit."""
    path = people.unit_path(tx, unit_id) if unit_id is not None else ()
    return tuple(deadline for deadline, _ in deadlines.upcoming(tx, path, now, SHOWN))


def mark_done(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> tuple[Owed, ...]:
    """Mark one's own duty done; again changes nothing. Raises `deadline.unknown`, `deadline.by_signing`, `access.*`."""
    employee, _ = require_person(actor)
    deadline = deadlines.deadline(tx, deadline_id)
    if deadline is None or (deadline.unit_id is not None and deadline.unit_id not in actor.unit_path):
        raise DomainError("deadline.unknown")
    require(tx, actor, Action.FINISH_OWN_TASK, employee.unit_id)
    if deadline.rule is DoneRule.PLEDGE:
        raise DomainError("deadline.by_signing")
    if deadlines.mark_done(tx, deadline_id, employee.id, now):
        audit.note(tx, now, f"account:{actor.telegram_id}", "mark_done", f"deadline:{deadline_id}")
    return owed(tx, actor, now)


def next_reminder_at(tx: Transaction, now: datetime) -> datetime | None:
    """The moment of the soonest planned reminder that is still ahead."""
    return deadlines.next_reminder_at(tx, now)
