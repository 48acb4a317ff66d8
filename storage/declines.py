"""That people declined to sign, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from domain.ledger import Decline
from storage.engine import Transaction
from storage.tables import declines


def add(tx: Transaction, request_id: int, employee_id: int, reason: str, now: datetime) -> Decline:
    """Keep it for ever."""
    values = {"request_id": request_id, "employee_id": employee_id, "reason": reason, "at": now}
    row = tx.execute(insert(declines).values(**values).returning(declines)).one()
    return Decline(**row._mapping)


def decline(tx: Transaction, decline_id: int) -> Decline | None:
    """The record with this id."""
    row = tx.execute(select(declines).where(declines.c.id == decline_id)).first()
    return Decline(**row._mapping) if row else None
