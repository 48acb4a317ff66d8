"""What is due for one person alone: reminders by wish, and those that were put off ("remind me later")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, select, union_all, update

from storage.among import among
from storage.engine import Transaction
from storage.reminding import PLANNED, Calendar
from storage.tables import employees, personal_reminders, snoozes, units

_WAITING: ColumnElement[str] = literal_column("'waiting'")


@dataclass(frozen=True, slots=True)
class Own:
    """A row that came due for one person; `asked` tells that it was put off by them, and then `lead_days` is None."""

    id: int
    employee_id: int
    deadline_id: int
    lead_days: int | None
    at: datetime
    asked: bool


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(personal_reminders.c.status == PLANNED, personal_reminders.c.due_at <= now)


def _over(now: datetime) -> ColumnElement[bool]:
    return and_(snoozes.c.status == _WAITING, snoozes.c.until_at <= now)


def _whose(now: datetime) -> Any:
    wished = select(personal_reminders.c.employee_id.label("employee_id")).where(_due(now))
    put_off = select(snoozes.c.employee_id.label("employee_id")).where(_over(now))
    return union_all(wished, put_off).subquery("due")


def due_calendars(tx: Transaction, now: datetime) -> tuple[Calendar, ...]:
    """The calendars of people for whom something of their own is due."""
    due = _whose(now)
    query = (
        select(units.c.timezone, units.c.work_days)
        .select_from(due)
        .join(employees, employees.c.id == due.c.employee_id)
        .join(units, units.c.id == employees.c.unit_id)
        .distinct()
        .order_by(units.c.timezone, units.c.work_days)
    )
    return tuple((zone, work_days) for zone, work_days in tx.execute(query))


def due_people(tx: Transaction, calendar: Calendar, now: datetime, limit: int) -> tuple[int, ...]:
    """Employees of a calendar for whom something of their own is due, at most so many.

    They are held until the transaction ends, and whom another process holds is left out: what is due for one person
    is told by one process.
    """
    query = (
        select(employees.c.id)
        .join(units, units.c.id == employees.c.unit_id)
        .where(employees.c.id.in_(select(_whose(now).c.employee_id)))
        .where(units.c.timezone == calendar[0], units.c.work_days == calendar[1])
        .order_by(employees.c.id)
        .limit(limit)
        .with_for_update(of=employees, key_share=True, skip_locked=True)
    )
    return tuple(tx.execute(query).scalars())


def claim(tx: Transaction, employee_ids: Sequence[int], now: datetime, until: datetime) -> tuple[Own, ...]:
    """Take all that is due for these people alone.

    Who has missed a wished reminder gets those up to `until`, the end of the day, along with it: one message a day.
    """
    if not employee_ids:
        return ()
    theirs, missed = personal_reminders.c, personal_reminders.alias("missed")
    missing = exists().where(
        missed.c.employee_id == theirs.employee_id, missed.c.status == PLANNED, missed.c.due_at <= now
    )
    today = and_(theirs.status == PLANNED, theirs.due_at <= until, missing)
    due = _held(select(theirs.id).where(today, among(tx, theirs.employee_id, employee_ids)))
    wished = tx.execute(
        update(personal_reminders)
        .where(theirs.id.in_(due))
        .values(status="promoted")
        .returning(theirs.id, theirs.employee_id, theirs.deadline_id, theirs.lead_days, theirs.due_at)
    )
    found = [Own(id_, person, deadline, lead, at, asked=False) for id_, person, deadline, lead, at in wished]
    put_off = snoozes.c
    over = _held(select(put_off.id).where(_over(now), among(tx, put_off.employee_id, employee_ids)))
    asked = tx.execute(
        update(snoozes)
        .where(put_off.id.in_(over))
        .values(status="told")
        .returning(put_off.id, put_off.employee_id, put_off.deadline_id, put_off.until_at)
    )
    found += [Own(id_, person, deadline, None, at, asked=True) for id_, person, deadline, at in asked]
    return tuple(sorted(found, key=lambda one: (one.asked, one.id)))


def _held(query: Any) -> Any:
    held = query.with_for_update(skip_locked=True).cte("held")
    return select(held.c.id)


def push(tx: Transaction, rows: Iterable[Own], until: datetime) -> None:
    """Put off what was taken and could not be worked out."""
    kept = list(rows)
    wished = [one.id for one in kept if not one.asked]
    asked = [one.id for one in kept if one.asked]
    of_wishes = update(personal_reminders).where(among(tx, personal_reminders.c.id, wished))
    tx.execute(of_wishes.values(status="planned", due_at=until))
    tx.execute(update(snoozes).where(among(tx, snoozes.c.id, asked)).values(status="waiting", until_at=until))


def hold_back(tx: Transaction, rows: Iterable[Own], now: datetime) -> None:
    """Note that rows were taken while their people are on leave: what came due during it, `since` finds by now."""
    kept = list(rows)
    wished = among(tx, personal_reminders.c.id, [one.id for one in kept if not one.asked])
    asked = among(tx, snoozes.c.id, [one.id for one in kept if one.asked])
    tx.execute(update(personal_reminders).where(wished).values(due_at=now))
    tx.execute(update(snoozes).where(asked).values(until_at=now))


def put_off(tx: Transaction, employee_ids: Sequence[int], now: datetime) -> frozenset[tuple[int, int]]:
    """(deadline, employee) of what these people do not want to be reminded of yet."""
    query = select(snoozes.c.deadline_id, snoozes.c.employee_id).where(
        among(tx, snoozes.c.employee_id, employee_ids), snoozes.c.status == _WAITING, snoozes.c.until_at > now
    )
    return frozenset((deadline_id, employee_id) for deadline_id, employee_id in tx.execute(query))


def since(tx: Transaction, employee_ids: Sequence[int], start: datetime, now: datetime) -> tuple[Own, ...]:
    """What came due for these people alone from `start` to `now` and was not given up, taken or not."""
    theirs, later = personal_reminders.c, snoozes.c
    wished = select(theirs.id, theirs.employee_id, theirs.deadline_id, theirs.lead_days, theirs.due_at)
    rows = tx.execute(wished.where(among(tx, theirs.employee_id, employee_ids), theirs.due_at.between(start, now)))
    found = [Own(id_, person, deadline, lead, at, asked=False) for id_, person, deadline, lead, at in rows]
    asked = select(later.id, later.employee_id, later.deadline_id, later.until_at).where(
        among(tx, later.employee_id, employee_ids), later.until_at.between(start, now), later.status != "ended"
    )
    found += [Own(id_, person, deadline, None, at, asked=True) for id_, person, deadline, at in tx.execute(asked)]
    return tuple(found)
