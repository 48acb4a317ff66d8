"""Who wants to be reminded of which deadline later, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from storage.engine import Transaction
from storage.tables import snoozes

WAITING, TOLD, ENDED = "waiting", "told", "ended"


def put(tx: Transaction, deadline_id: int, employee_id: int, until_at: datetime, now: datetime) -> int:
    """Let a deadline come back to a person at a moment, in place of what waited before; returns the row's id."""
    end(tx, deadline_id, employee_id)
    values = {
        "deadline_id": deadline_id, "employee_id": employee_id, "until_at": until_at, "made_at": now,
        "status": WAITING,
    }  # fmt: skip
    return int(tx.execute(insert(snoozes).values(**values).returning(snoozes.c.id)).scalar_one())


def waiting(tx: Transaction, deadline_id: int, employee_id: int) -> datetime | None:
    """The moment for which a person has put a deadline off."""
    query = select(snoozes.c.until_at).where(
        snoozes.c.deadline_id == deadline_id, snoozes.c.employee_id == employee_id, snoozes.c.status == WAITING
    )
    return tx.execute(query.order_by(snoozes.c.id.desc()).limit(1)).scalar()


def end(tx: Transaction, deadline_id: int, employee_id: int | None = None) -> int:
    """End what waits for a deadline, of one person or of everybody (None); returns how many that were."""
    statement = update(snoozes).where(snoozes.c.deadline_id == deadline_id, snoozes.c.status == WAITING)
    if employee_id is not None:
        statement = statement.where(snoozes.c.employee_id == employee_id)
    return tx.execute(statement.values(status=ENDED)).rowcount
