"""Private addresses of calendars, known by the SHA-256 of their tokens, and what a calendar shows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update

from domain.deadline_views import Dated
from domain.people import Employee, Unit
from storage.deadline_audience import concerning
from storage.deadline_lists import ZONES_APART
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.tables import accounts, calendar_feeds, deadline_changes, deadlines, done_marks, employees, links


def make(tx: Transaction, employee_id: int, token_hash: str, now: datetime) -> None:
    """Open an address for a person; the one before ends."""
    end(tx, employee_id, now)
    values = {"employee_id": employee_id, "token_hash": token_hash, "made_at": now}
    tx.execute(insert(calendar_feeds).values(**values))


def end(tx: Transaction, employee_id: int, now: datetime) -> bool:
    """Close a person's address; False when there was none."""
    open_one = (calendar_feeds.c.employee_id == employee_id, calendar_feeds.c.ended_at.is_(None))
    return tx.execute(update(calendar_feeds).where(*open_one).values(ended_at=now)).rowcount > 0


def made_at(tx: Transaction, employee_id: int) -> datetime | None:
    """When a person's open address was made."""
    query = select(calendar_feeds.c.made_at).where(calendar_feeds.c.employee_id == employee_id)
    return tx.execute(query.where(calendar_feeds.c.ended_at.is_(None)).limit(1)).scalar()


def reader(tx: Transaction, token_hash: str) -> int | None:
    """The account of the person behind an open address, while they serve and are linked."""
    query = (
        select(links.c.telegram_id)
        .join(calendar_feeds, calendar_feeds.c.employee_id == links.c.employee_id)
        .join(employees, employees.c.id == links.c.employee_id)
        .join(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .where(calendar_feeds.c.token_hash == token_hash, calendar_feeds.c.ended_at.is_(None))
        .where(links.c.ended_at.is_(None), employees.c.active)
    )
    return tx.execute(query).scalar_one_or_none()


def dated(
    tx: Transaction, employee: Employee, unit: Unit, unit_path: tuple[int, ...], since: datetime, until: datetime,
    deadline_id: int | None = None,
) -> tuple[Dated, ...]:  # fmt: skip
    """The deadlines that concern a person, due in this time in whatever zone, soonest first, or the one with this id.

    Those that were called off are among them.
    """
    marks = select(func.max(done_marks.c.id)).where(done_marks.c.deadline_id == deadlines.c.id)
    own = marks.where(done_marks.c.employee_id == employee.id)
    changed = select(func.max(deadline_changes.c.at)).where(deadline_changes.c.deadline_id == deadlines.c.id)
    query = (
        select(
            *COLUMNS, deadlines.c.created_at, deadlines.c.ended_at, changed.scalar_subquery().label("changed_at"),
            own.scalar_subquery().label("mine"), marks.scalar_subquery().label("anybody"),
        )
        .where(deadlines.c.due_at > since - ZONES_APART, deadlines.c.due_at < until + ZONES_APART)
        .where(concerning(employee.id, unit.kind, unit_path))
        .order_by(deadlines.c.due_at, deadlines.c.id)
    )  # fmt: skip
    if deadline_id is not None:
        query = query.where(deadlines.c.id == deadline_id)
    return tuple(
        Dated(
            as_deadline(row),
            max(at for at in (row.created_at, row.ended_at, row.changed_at) if at is not None),
            row.ended_at is not None,
            row.mine is not None,
            row.anybody is not None,
        )
        for row in tx.execute(query)
    )
