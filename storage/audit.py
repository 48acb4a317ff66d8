"""The append-only log of who did what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from storage.engine import Transaction
from storage.tables import audit

_ENTRY = insert(audit)


def note(tx: Transaction, now: datetime, actor: str, action: str, subject: str, **detail: object) -> None:
    """Add an entry. `actor` is `account:ID` or `cli`; `subject` is `kind:ID`; detail holds plain values, no names."""
    note_all(tx, now, actor, action, [subject], **detail)


def note_all(
    tx: Transaction, now: datetime, actor: str, action: str, subjects: Sequence[str], **detail: object
) -> None:
    """Add the same entry for each of these subjects."""
    rows = [{"at": now, "actor": actor, "action": action, "subject": one, "detail": detail} for one in subjects]
    if rows:
        tx.execute(_ENTRY, rows if len(rows) > 1 else rows[0])
