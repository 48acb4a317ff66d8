"""Deadlines: setting one plans its reminders; people see theirs and mark them done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

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
MISSED_SHOWN = timedelta(days=30)

Calendar: TypeAlias = tuple[str, int]
"""Time zone and working days a week."""


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
class Planning:
    """By which rules and holidays ("" for none) reminders are planned."""

    rules: ReminderRules = field(default_factory=ReminderRules)
    country: str = "ID"


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
    kept = Deadline(deadline_id, new.title, new.due_at, new.unit_id, new.rule)
    for calendar in people.calendars(tx, new.unit_id):
        _plan(tx, kept, calendar, frozenset(), Planning(rules, country), now)
    audit.note(tx, now, "cli", "add_deadline", f"deadline:{deadline_id}", title=new.title)
    return deadline_id


def _plan(
    tx: Transaction, deadline: Deadline, calendar: Calendar, told: frozenset[int], planning: Planning, now: datetime
) -> None:
    zone, work_days = calendar
    closed = national_holidays(planning.country, now.year, deadline.due_at.year)
    whole = reminders.plan(deadline.id, deadline.due_at, WorkCalendar(zone, work_days, closed), planning.rules, now)
    row = {"deadline_id": deadline.id, "timezone": zone, "work_days": work_days}
    planned = reminders.not_told(whole, told, planning.rules)
    deadlines.add_reminders(tx, [{**row, "lead_days": one.lead_days, "due_at": one.at} for one in planned])


def replan(
    tx: Transaction, planning: Planning, now: datetime, moved: Mapping[Calendar, AbstractSet[Calendar]] | None = None
) -> None:
    """Plan the open deadlines anew after units have changed: what nobody keeps any more goes, what is new comes.

    A calendar that has planned reminders stays as it is. `moved` names, by the calendar that people keep now, those
    they kept before: what the old one has reminded them of, a new one does not remind them of again.
    """
    for deadline in deadlines.open_deadlines(tx, now):
        known = deadlines.reminders_of(tx, deadline.id)
        planned = {calendar for calendar, _, status in known if status == "planned"}
        used = set(people.calendars(tx, deadline.unit_id))
        for calendar in planned - used:
            deadlines.drop_planned(tx, deadline.id, calendar)
        for calendar in used - planned:
            before = {calendar, *(moved or {}).get(calendar, ())}
            told = frozenset(lead for one, lead, status in known if one in before and status != "planned")
            _plan(tx, deadline, calendar, told, planning, now)


def owed(tx: Transaction, actor: Actor, now: datetime) -> tuple[Owed, ...]:
    """The deadlines that concern the person: missed ones of the last weeks still owed, then the next, soonest first.

    Raises `access.not_linked`.
    """
    employee, _ = require_person(actor)
    campaign = pledges.open_campaign(tx, now)
    signed = campaign is not None and pledges.signature_of(tx, campaign.id, employee.id) is not None
    rows = deadlines.upcoming(tx, actor.unit_path, now - MISSED_SHOWN, 2 * SHOWN, employee.id)
    found = (Owed(deadline, signed if deadline.rule is DoneRule.PLEDGE else marked) for deadline, marked in rows)
    kept = [one for one in found if one.deadline.due_at > now or _still_owed(one, can_sign=campaign is not None)]
    return tuple(kept[:SHOWN])


def _still_owed(missed: Owed, *, can_sign: bool) -> bool:
    return not missed.done and (can_sign or missed.deadline.rule is not DoneRule.PLEDGE)


def named(tx: Transaction, actor: Actor, ids: Sequence[int], now: datetime) -> tuple[Owed, ...]:
    """Those of these deadlines that concern the person, in the order of the ids. Raises `access.not_linked`."""
    concerning = {one.deadline.id: one for one in owed(tx, actor, now)}
    return tuple(concerning[one] for one in ids if one in concerning)


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
