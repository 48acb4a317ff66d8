"""Deadlines, their planned reminders, and who is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from domain.deadline import Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from storage.engine import Transaction
from storage.tables import deadlines, done_marks, reminders
from storage.upsert import insert_all_missing, insert_missing

COLUMNS = (
    deadlines.c.id, deadlines.c.title, deadlines.c.due_at, deadlines.c.unit_id, deadlines.c.rule, deadlines.c.timezone,
    deadlines.c.each_zone, deadlines.c.audience, deadlines.c.evidence, deadlines.c.plan, deadlines.c.version,
    deadlines.c.series_id, deadlines.c.occurs_on,
)  # fmt: skip


def as_deadline(row: Any) -> Deadline:
    """A row with the columns of a deadline as the value it is."""
    return Deadline(
        row.id, row.title, row.due_at, row.unit_id, DoneRule(row.rule), row.timezone, row.each_zone,
        DeadlineAudience.from_json(row.audience), row.evidence, DeadlinePlan.from_json(row.plan), row.version,
        row.series_id, row.occurs_on,
    )  # fmt: skip


def add(tx: Transaction, title: str, due_at: datetime, unit_id: int | None, rule: DoneRule, now: datetime,
        **details: Any) -> int:  # fmt: skip
    """Keep a deadline; returns its id. `details` are further columns of the table."""
    values = {"title": title, "due_at": due_at, "unit_id": unit_id, "rule": rule.value, "created_at": now, **details}
    return int(tx.execute(insert(deadlines).values(**values).returning(deadlines.c.id)).scalar_one())


def any_deadline(tx: Transaction, deadline_id: int) -> Deadline | None:
    """The deadline with this id, also when it was ended."""
    row = tx.execute(select(*COLUMNS).where(deadlines.c.id == deadline_id)).first()
    return as_deadline(row) if row else None


def deadline(tx: Transaction, deadline_id: int) -> Deadline | None:
    """The deadline with this id, unless it was ended."""
    row = tx.execute(select(*COLUMNS).where(deadlines.c.id == deadline_id, deadlines.c.ended_at.is_(None))).first()
    return as_deadline(row) if row else None


def mark_done(tx: Transaction, deadline_id: int, employee_id: int, now: datetime) -> bool:
    """Note that a person is done; False when that was known."""
    return insert_missing(tx, done_marks, {"deadline_id": deadline_id, "employee_id": employee_id, "done_at": now})


def add_reminders(tx: Transaction, rows: Iterable[dict[str, Any]]) -> None:
    """Plan reminders; each row has deadline_id, timezone, work_days, lead_days and due_at. One that is known stays."""
    insert_all_missing(tx, reminders, [{**row, "status": "planned"} for row in rows])


def reminders_of(tx: Transaction, deadline_id: int) -> tuple[tuple[tuple[str, int], int, str], ...]:
    """The reminders of a deadline as (calendar, lead days, status); a calendar is time zone and working days."""
    query = select(reminders).where(reminders.c.deadline_id == deadline_id).order_by(reminders.c.due_at, reminders.c.id)
    return tuple(((row.timezone, row.work_days), row.lead_days, row.status) for row in tx.execute(query))


def drop_planned(tx: Transaction, deadline_id: int, calendar: tuple[str, int]) -> None:
    """Forget the reminders of a deadline that are planned for a calendar; what was promoted stays."""
    zone, work_days = calendar
    tx.execute(
        delete(reminders).where(
            reminders.c.deadline_id == deadline_id,
            reminders.c.timezone == zone,
            reminders.c.work_days == work_days,
            reminders.c.status == "planned",
        )
    )


def next_reminder_at(tx: Transaction, now: datetime) -> datetime | None:
    """The moment of the soonest planned reminder that is still ahead."""
    planned = select(reminders.c.due_at).where(reminders.c.status == "planned", reminders.c.due_at > now)
    query = planned.order_by(reminders.c.due_at).limit(1)
    return tx.execute(query).scalar()
