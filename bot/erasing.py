"""One run of the retention: batch after batch, so that nobody waits for it, then the entry in the log."""

from __future__ import annotations

from datetime import datetime

from domain.retention import KINDS, Retention
from services import retention
from storage.engine import Database


async def erase_expired(db: Database, terms: Retention, by: str, now: datetime) -> dict[str, int]:
    """Erase everything that is past its term; returns how many rows of each kind. Again, it finds nothing."""
    erased = dict.fromkeys(KINDS, 0)
    for kind in KINDS:
        while count := await db.write(retention.erase, terms, kind, now):
            erased[kind] += count
    await db.write(retention.note, by, erased, now)
    return erased
