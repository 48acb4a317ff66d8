"""Planned reminders as they are written: of each calendar, and of people with wishes of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeAlias

from sqlalchemy import Select, delete, exists, func, or_, select

from domain.deadline import Deadline
from storage.deadline_audience import concerned
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.tables import deadlines, employees, personal_reminders, reminder_wishes, reminders, units
from storage.upsert import insert_all_missing

PLANNED = "planned"
Calendar: TypeAlias = tuple[str, int]
"""Time zone and working days a week."""


@dataclass(frozen=True, slots=True)
class Wisher:
    """A person with wishes of their own: on which days before the due day, at which time (None: the usual one)."""

    employee_id: int
    calendar: Calendar
    lead_days: tuple[int, ...]
    send_at: time | None


def _wishers() -> Select[Any]:
    wished = (reminder_wishes.c.lead_days, reminder_wishes.c.send_at)
    return (
        select(employees.c.id, units.c.timezone, units.c.work_days, *wished)
        .join(reminder_wishes, reminder_wishes.c.employee_id == employees.c.id)
        .join(units, units.c.id == employees.c.unit_id)
        .where(employees.c.active)
        .order_by(employees.c.id)
    )


def _wisher(row: Any) -> Wisher:
    at = time.fromisoformat(row.send_at) if row.send_at else None
    return Wisher(row.id, (row.timezone, row.work_days), tuple(row.lead_days), at)


def wishers(tx: Transaction, deadline: Deadline) -> tuple[Wisher, ...]:
    """The people with wishes of their own whom the deadline concerns."""
    return tuple(map(_wisher, tx.execute(_wishers().where(concerned(deadline)))))


def unplanned(tx: Transaction, deadline: Deadline) -> tuple[Wisher, ...]:
    """Those of them who have no plan of their own for the deadline: it has not concerned them when it was planned."""
    own = personal_reminders.c
    planned = exists().where(own.deadline_id == deadline.id, own.employee_id == employees.c.id)
    return tuple(map(_wisher, tx.execute(_wishers().where(concerned(deadline), ~planned))))


def wisher(tx: Transaction, employee_id: int) -> Wisher | None:
    """A person's wishes; None for who is reminded as everybody."""
    row = tx.execute(_wishers().where(employees.c.id == employee_id)).first()
    return _wisher(row) if row else None


def plannable(tx: Transaction, after: datetime) -> tuple[Deadline, ...]:
    """The deadlines that were not ended and are due after a moment, or have reminders planned; soonest first."""
    waiting = exists().where(reminders.c.deadline_id == deadlines.c.id, reminders.c.status == PLANNED)
    query = select(*COLUMNS).where(deadlines.c.ended_at.is_(None), or_(deadlines.c.due_at > after, waiting))
    return tuple(map(as_deadline, tx.execute(query.order_by(deadlines.c.due_at, deadlines.c.id))))


def told(tx: Transaction, deadline_id: int, now: datetime) -> dict[Calendar, frozenset[int]]:
    """The leads of a deadline that each calendar was reminded of, or is about to be: their time has come."""
    query = select(reminders).where(reminders.c.deadline_id == deadline_id)
    query = query.where(or_(reminders.c.status != PLANNED, reminders.c.due_at <= now))
    found: dict[Calendar, set[int]] = defaultdict(set)
    for row in tx.execute(query):
        found[row.timezone, row.work_days].add(row.lead_days)
    return {calendar: frozenset(leads) for calendar, leads in found.items()}


def told_personally(tx: Transaction, deadline_id: int, now: datetime) -> dict[int, frozenset[int]]:
    """The same for the people who have a plan of their own for the deadline; each of them is in it."""
    query = select(personal_reminders).where(personal_reminders.c.deadline_id == deadline_id)
    found: dict[int, set[int]] = defaultdict(set)
    for row in tx.execute(query):
        past = {row.lead_days} if row.status != PLANNED or row.due_at <= now else set()
        found[row.employee_id] |= past
    return {employee_id: frozenset(leads) for employee_id, leads in found.items()}


def farthest(tx: Transaction, deadline_id: int) -> dict[int, int]:
    """The farthest lead in the own plan of each person who has one for the deadline."""
    own = personal_reminders.c
    query = select(own.employee_id, func.max(own.lead_days).label("lead")).where(own.deadline_id == deadline_id)
    return {row.employee_id: row.lead for row in tx.execute(query.group_by(own.employee_id))}


def drop_ahead(tx: Transaction, deadline_id: int, now: datetime) -> None:
    """Forget what is planned of a deadline for later than now, for calendars; `drop_personal` is for people."""
    row = reminders.c
    ahead = (row.deadline_id == deadline_id) & (row.status == PLANNED) & (row.due_at > now)
    tx.execute(delete(reminders).where(ahead))


def drop_personal(tx: Transaction, deadline_id: int, now: datetime, employee_ids: Sequence[int] | None = None) -> None:
    """Forget what is planned of a deadline for later than now for these people, or for everybody's own plan."""
    own = personal_reminders.c
    statement = delete(personal_reminders).where(own.deadline_id == deadline_id, own.status == PLANNED)
    if employee_ids is not None:
        statement = statement.where(own.employee_id.in_(employee_ids))
    tx.execute(statement.where(own.due_at > now))


def drop_all(tx: Transaction, deadline_id: int) -> None:
    """Forget all reminders of a deadline, also those that were promoted: what it says has changed."""
    for table in (reminders, personal_reminders):
        tx.execute(delete(table).where(table.c.deadline_id == deadline_id))


def add_personal(tx: Transaction, rows: Iterable[dict[str, Any]]) -> None:
    """Plan personal reminders; each row has deadline_id, employee_id, lead_days and due_at. One that is known stays."""
    insert_all_missing(tx, personal_reminders, [{**row, "status": PLANNED} for row in rows])
