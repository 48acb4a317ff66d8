"""How people wish to be reminded."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.reminder_wish import ReminderWish
from storage.engine import Transaction
from storage.tables import reminder_wishes


def of_person(tx: Transaction, employee_id: int) -> ReminderWish | None:
    """The wish of a person; None where everybody's plan holds."""
    row = tx.execute(select(reminder_wishes).where(reminder_wishes.c.employee_id == employee_id)).first()
    if row is None:
        return None
    return ReminderWish(tuple(row.lead_days), time.fromisoformat(row.send_at) if row.send_at else None)


def put(tx: Transaction, employee_id: int, wish: ReminderWish, now: datetime) -> None:
    """Keep a wish in place of the one before."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    send_at = f"{wish.send_at:%H:%M}" if wish.send_at else None
    values = {"lead_days": list(wish.lead_days), "send_at": send_at, "at": now}
    statement = dialect.insert(reminder_wishes).values(employee_id=employee_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=[reminder_wishes.c.employee_id], set_=values))


def drop(tx: Transaction, employee_id: int) -> bool:
    """Forget a wish; False when there was none."""
    return tx.execute(delete(reminder_wishes).where(reminder_wishes.c.employee_id == employee_id)).rowcount > 0
