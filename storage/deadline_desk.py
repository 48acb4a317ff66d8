"""What who changes a deadline wants to know of it: how many were reminded, and when the next reminders are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.engine import Transaction
from storage.tables import deadline_tellings, reminders


def told(tx: Transaction, deadline_id: int) -> int:
    """How many people have been reminded of a deadline."""
    query = select(func.count()).select_from(deadline_tellings).where(deadline_tellings.c.deadline_id == deadline_id)
    return int(tx.execute(query).scalar_one())


def reminders_ahead(
    tx: Transaction, deadline_id: int, calendar: tuple[str, int], now: datetime, limit: int
) -> tuple[datetime, ...]:
    """When units with this zone and working week are reminded of a deadline next."""
    zone, work_days = calendar
    query = select(reminders.c.due_at).where(
        reminders.c.deadline_id == deadline_id,
        reminders.c.timezone == zone,
        reminders.c.work_days == work_days,
        reminders.c.status == "planned",
        reminders.c.due_at > now,
    )
    return tuple(tx.execute(query.order_by(reminders.c.due_at).limit(limit)).scalars())
