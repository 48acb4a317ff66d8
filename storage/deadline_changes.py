"""Changes of deadlines, and how far they have been told to who was reminded before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update

from domain.deadline import Deadline
from domain.deadline_change import DeadlineState
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.tables import accounts, deadline_changes, deadline_tellings, deadlines, employees, links


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a deadline; everybody up to `told_up_to` (an employee's id) was told."""

    id: int
    deadline_id: int
    before: DeadlineState
    after: DeadlineState
    at: datetime
    told_up_to: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who was reminded of a deadline, first at `first_at`; `account` is None for who can't be written to."""

    employee_id: int
    first_at: datetime
    account: int | None


def standing(tx: Transaction, deadline_id: int, *, hold: bool) -> tuple[Deadline, bool] | None:
    """The deadline and whether it was cancelled; `hold` keeps it from changing elsewhere until the transaction ends."""
    query = select(*COLUMNS, deadlines.c.ended_at).where(deadlines.c.id == deadline_id)
    row = tx.execute(query.with_for_update(key_share=True) if hold else query).first()
    return (as_deadline(row), row.ended_at is not None) if row else None


def keep(tx: Transaction, deadline: Deadline, **values: Any) -> None:
    """Write what may be changed of a deadline; `values` are further columns."""
    changed = {
        "title": deadline.title, "due_at": deadline.due_at, "unit_id": deadline.unit_id, "version": deadline.version,
        "rule": deadline.rule.value, "timezone": deadline.timezone, "each_zone": deadline.each_zone,
        "audience": deadline.audience.as_json(), "evidence": deadline.evidence, "plan": deadline.plan.as_json(),
        **values,
    }  # fmt: skip
    tx.execute(update(deadlines).where(deadlines.c.id == deadline.id).values(**changed))


def note(
    tx: Transaction, deadline_id: int, kind: str, before: DeadlineState, after: DeadlineState, by: str, now: datetime
) -> None:
    """Add a change, to be told."""
    states = {"before": before.as_json(), "after": after.as_json()}
    tx.execute(insert(deadline_changes).values(deadline_id=deadline_id, kind=kind, **states, by=by, at=now))


def change(tx: Transaction, change_id: int) -> Change | None:
    """The change with this id."""
    row = tx.execute(select(deadline_changes).where(deadline_changes.c.id == change_id)).first()
    return _change(row) if row else None


def claim(tx: Transaction) -> tuple[Change, ...]:
    """The changes of one deadline that wait to be told, in their order; nobody else can take them meanwhile."""
    waits = exists().where(deadline_changes.c.deadline_id == deadlines.c.id, deadline_changes.c.told_at.is_(None))
    first = select(deadlines.c.id).where(waits).order_by(deadlines.c.id).limit(1)
    deadline_id = tx.execute(first.with_for_update(key_share=True, skip_locked=True)).scalar()
    if deadline_id is None:
        return ()
    query = select(deadline_changes).where(deadline_changes.c.deadline_id == deadline_id)
    rows = tx.execute(query.where(deadline_changes.c.told_at.is_(None)).order_by(deadline_changes.c.id))
    return tuple(map(_change, rows))


def _change(row: Any) -> Change:
    before, after = DeadlineState.from_json(row.before), DeadlineState.from_json(row.after)
    return Change(row.id, row.deadline_id, before, after, row.at, row.told_up_to)


def reminded(tx: Transaction, deadline_id: int, after: int, limit: int) -> tuple[Reminded, ...]:
    """Who was reminded of a deadline, from the employee after this one on, by their ids."""
    told = deadline_tellings.c
    query = (
        select(told.employee_id, told.first_at, accounts.c.telegram_id)
        .join(employees, employees.c.id == told.employee_id)
        .outerjoin(links, (links.c.employee_id == told.employee_id) & links.c.ended_at.is_(None) & employees.c.active)
        .outerjoin(accounts, (accounts.c.telegram_id == links.c.telegram_id) & accounts.c.reachable)
        .where(told.deadline_id == deadline_id, told.employee_id > after)
        .order_by(told.employee_id)
        .limit(limit)
    )
    return tuple(Reminded(*row) for row in tx.execute(query))


def told_up_to(tx: Transaction, changes: Iterable[Change], employee_id: int) -> None:
    """Note that everybody up to this one was told of these changes."""
    ids = [one.id for one in changes if one.told_up_to < employee_id]
    tx.execute(update(deadline_changes).where(deadline_changes.c.id.in_(ids)).values(told_up_to=employee_id))


def told(tx: Transaction, changes: Iterable[Change], now: datetime) -> None:
    """Note that everybody was told of these changes."""
    ids = [one.id for one in changes]
    tx.execute(update(deadline_changes).where(deadline_changes.c.id.in_(ids)).values(told_at=now))
