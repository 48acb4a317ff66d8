"""The append-only log of who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from storage.engine import Transaction
from storage.tables import audit


def note(tx: Transaction, now: datetime, actor: str, action: str, subject: str, **detail: object) -> None:
    """Add an entry. `actor` is `account:ID` or `cli`; `subject` is `kind:ID`; detail holds plain values, no names."""
    tx.execute(insert(audit).values(at=now, actor=actor, action=action, subject=subject, detail=detail))
