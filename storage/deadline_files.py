"""What an import of deadlines compares a file with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select, text

from domain.deadline_change import DeadlineState
from domain.series import Frequency
from storage.engine import Transaction
from storage.tables import deadline_changes, deadline_series, deadlines, employees

CHUNK = 500


def hold(tx: Transaction) -> None:
    """Let nobody else add deadlines until the end of the transaction; SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE deadlines, deadline_series IN SHARE ROW EXCLUSIVE MODE"))


def due(tx: Transaction, moments: Iterable[datetime]) -> tuple[tuple[str, datetime, int | None], ...]:
    """(title, due, unit id) of the deadlines that are or were due at these moments (UTC), whatever became of them."""
    wanted = sorted(set(moments))
    found: list[tuple[str, datetime, int | None]] = []
    before = deadline_changes.c.before
    for at in range(0, len(wanted), CHUNK):
        some = wanted[at : at + CHUNK]
        query = select(deadlines.c.title, deadlines.c.due_at, deadlines.c.unit_id).where(deadlines.c.due_at.in_(some))
        found.extend((title, due_at, unit_id) for title, due_at, unit_id in tx.execute(query))
        was_due = before["due_at"].as_string().in_([moment.isoformat() for moment in some])
        states = map(DeadlineState.from_json, tx.execute(select(before).where(was_due)).scalars())
        found.extend((one.title, one.due_at, one.unit_id) for one in states)
    return tuple(found)


def series_from(tx: Transaction, days: Iterable[date]) -> tuple[tuple[str, Frequency, date, int | None], ...]:
    """(title, frequency, first day, unit id) of the series that began on these days, also of those ended."""
    wanted = sorted(set(days))
    columns = deadline_series.c
    query = select(columns.title, columns.frequency, columns.first_on, columns.details)
    return tuple(
        (title, Frequency(frequency), first_on, details["unit_id"])
        for at in range(0, len(wanted), CHUNK)
        for title, frequency, first_on, details in tx.execute(
            query.where(columns.first_on.in_(wanted[at : at + CHUNK]))
        )
    )


def active_by_name(tx: Transaction, names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By name in lower case: the ids of the active employees who are called so."""
    wanted = sorted({name.lower() for name in names})
    found: dict[str, list[int]] = {}
    lowered = func.lower(employees.c.name)
    for at in range(0, len(wanted), CHUNK):
        query = select(lowered, employees.c.id).where(lowered.in_(wanted[at : at + CHUNK]), employees.c.active)
        for name, employee_id in tx.execute(query.order_by(employees.c.id)):
            found.setdefault(name, []).append(employee_id)
    return {name: tuple(ids) for name, ids in found.items()}
