"""What the weekly digests are made of: who gets one, the deadlines around a unit, and how many people owe them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, true

from domain.deadline import Deadline
from domain.digest import Counted
from domain.rights import Role
from storage.deadline_audience import concerned, owing
from storage.deadline_lists import ZONES_APART
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.people import subtree, unit_path
from storage.tables import accounts, deadlines, employees, grants, links, units


def heads(tx: Transaction, calendar: tuple[str, int]) -> tuple[int, ...]:
    """The accounts that can be written to of who leads an open unit with this time zone and working week."""
    zone, work_days = calendar
    query = (
        select(links.c.telegram_id)
        .distinct()
        .join(employees, employees.c.id == links.c.employee_id)
        .join(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .join(grants, grants.c.employee_id == employees.c.id)
        .join(units, units.c.id == grants.c.unit_id)
        .where(grants.c.role == Role.UNIT_HEAD.value, grants.c.revoked_at.is_(None), links.c.ended_at.is_(None))
        .where(employees.c.active, accounts.c.reachable, units.c.closed_at.is_(None))
        .where(units.c.timezone == zone, units.c.work_days == work_days)
        .order_by(links.c.telegram_id)
    )
    return tuple(tx.execute(query).scalars())


def around(tx: Transaction, unit_id: int | None, since: datetime, until: datetime) -> tuple[Deadline, ...]:
    """The deadlines due in this time, in whatever zone, of a unit, those above and below it, or of all (None)."""
    query = select(*COLUMNS).where(deadlines.c.due_at > since - ZONES_APART, deadlines.c.ended_at.is_(None))
    query = query.where(deadlines.c.due_at <= until + ZONES_APART)
    if unit_id is not None:
        above = deadlines.c.unit_id.in_(unit_path(tx, unit_id))
        query = query.where(or_(deadlines.c.unit_id.is_(None), above, deadlines.c.unit_id.in_(subtree(unit_id))))
    return tuple(map(as_deadline, tx.execute(query.order_by(deadlines.c.due_at, deadlines.c.id))))


def counted(tx: Transaction, deadline: Deadline, unit_id: int | None, now: datetime) -> Counted:
    """How many people of a unit and all below it, or of the agency (None), a deadline concerns, and how many owe it."""
    within = true() if unit_id is None else employees.c.unit_id.in_(subtree(unit_id))
    people = employees.join(units, units.c.id == employees.c.unit_id)
    query = select(func.count(), func.count().filter(owing(tx, deadline, now))).select_from(people)
    whole, left = tx.execute(query.where(within, concerned(deadline))).one()
    return Counted(deadline, int(whole), int(left))
