"""The append-only log of who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from storage.engine import Transaction
from storage.tables import audit

_ENTRY = insert(audit)


def note(tx: Transaction, now: datetime, actor: str, action: str, subject: str, **detail: object) -> None:
    """Add an entry. `actor` is `account:ID` or `cli`; `subject` is `kind:ID`; detail holds plain values, no names."""
    entry = {"at": now, "actor": actor, "action": action, "subject": subject, "detail": detail}
    tx.execute(_ENTRY, entry)
