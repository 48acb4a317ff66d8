"""The people who still owe a deadline, a page at a time, by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true

from domain.deadline import Deadline
from domain.deadline_owing import Ower
from storage.deadline_audience import owing
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, employees, links, units


def count(tx: Transaction, deadline: Deadline, unit_id: int | None, now: datetime) -> int:
    """How many people of a unit and all below it, or of the agency (None), still owe the deadline."""
    people = employees.join(units, units.c.id == employees.c.unit_id)
    query = select(func.count()).select_from(people).where(_owing(tx, deadline, unit_id, now))
    return int(tx.execute(query).scalar_one())


def people(
    tx: Transaction, deadline: Deadline, unit_id: int | None, now: datetime, *, offset: int, limit: int
) -> tuple[Ower, ...]:
    """So many of them from `offset` on, by name."""
    linked = (links.c.employee_id == employees.c.id) & links.c.ended_at.is_(None)
    query = (
        select(employees.c.id, employees.c.name, units.c.name.label("unit"), accounts.c.reachable)
        .select_from(employees.join(units, units.c.id == employees.c.unit_id))
        .outerjoin(links, linked)
        .outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .where(_owing(tx, deadline, unit_id, now))
        .order_by(employees.c.name, employees.c.id)
    )
    rows = tx.execute(query.offset(offset).limit(limit))
    return tuple(Ower(row.id, row.name, row.unit, bool(row.reachable)) for row in rows)


def _owing(tx: Transaction, deadline: Deadline, unit_id: int | None, now: datetime) -> ColumnElement[bool]:
    within = true() if unit_id is None else employees.c.unit_id.in_(subtree(unit_id))
    return and_(within, owing(tx, deadline, now))
