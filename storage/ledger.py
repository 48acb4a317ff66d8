"""The ledger: entries in the order they were written, and where it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.ledger import Entry, Signature
from domain.seal import FIRST_LINK
from storage.engine import Transaction
from storage.tables import ledger, ledger_head, pledge_texts, signatures
from storage.upsert import insert_missing

BATCH = 2000

# What every entry needs, built once.
_LOCKED = select(ledger_head).where(ledger_head.c.id == 1).with_for_update()
_ENTRY = insert(ledger)
_NEXT = update(ledger_head).where(ledger_head.c.id == 1)


def lock_head(tx: Transaction) -> tuple[int, str]:
    """The sequence and link of the last entry, kept from growing elsewhere until the end of the transaction."""
    insert_missing(tx, ledger_head, {"id": 1, "sequence": 0, "link": FIRST_LINK})
    row = tx.execute(_LOCKED).one()
    return row.sequence, row.link


def head(tx: Transaction) -> tuple[int, str]:
    """The sequence and link of the last entry; (0, FIRST_LINK) for an empty ledger."""
    row = tx.execute(select(ledger_head).where(ledger_head.c.id == 1)).first()
    return (row.sequence, row.link) if row else (0, FIRST_LINK)


def add(tx: Transaction, entry: Entry, link: str) -> None:
    """Write an entry behind the locked head; `link` is what the next one holds on to."""
    values = {name: getattr(entry, name) for name in ("sequence", "kind", "subject_id", "body", "seal")}
    tx.execute(_ENTRY, values)
    tx.execute(_NEXT, {"sequence": entry.sequence, "link": link})


def entry_of(tx: Transaction, kind: str, subject_id: str) -> Entry | None:
    """The entry of a record."""
    row = tx.execute(select(ledger).where(ledger.c.kind == kind, ledger.c.subject_id == subject_id)).first()
    return Entry(**row._mapping) if row else None


def last(tx: Transaction) -> Entry | None:
    """The last entry."""
    row = tx.execute(select(ledger).order_by(ledger.c.sequence.desc()).limit(1)).first()
    return Entry(**row._mapping) if row else None


def texts(tx: Transaction) -> list[tuple[str, str, datetime]]:
    """Every published text as (version, source, moment), the oldest first."""
    query = select(pledge_texts.c.version, pledge_texts.c.source, pledge_texts.c.published_at)
    rows = tx.execute(query.order_by(pledge_texts.c.published_at, pledge_texts.c.version))
    return [(row.version, row.source, row.published_at) for row in rows]


def signatures_before(tx: Transaction) -> list[Signature]:
    """Every signature in the order they were given, for a ledger that has no entry yet."""
    return [Signature(**row._mapping) for row in tx.execute(select(signatures).order_by(signatures.c.id))]


def entries(tx: Transaction, after: int, limit: int = BATCH) -> Iterator[Entry]:
    """The next entries after a sequence, in order."""
    rows = tx.execute(select(ledger).where(ledger.c.sequence > after).order_by(ledger.c.sequence).limit(limit))
    return (Entry(**row._mapping) for row in rows)
