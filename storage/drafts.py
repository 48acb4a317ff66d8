"""Where each person is in a dialog of several steps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.people import Draft
from storage.engine import Transaction
from storage.tables import drafts

_OF_KIND = select(drafts).where(drafts.c.telegram_id == bindparam("account"), drafts.c.kind == bindparam("which"))


def draft(tx: Transaction, telegram_id: int, kind: str) -> Draft | None:
    """The person's draft of this kind."""
    row = tx.execute(_OF_KIND, {"account": telegram_id, "which": kind}).first()
    return Draft(row.kind, row.step, row.data, row.version, row.updated_at) if row else None


def latest(tx: Transaction, telegram_id: int) -> Draft | None:
    """The draft that the person changed last."""
    query = select(drafts).where(drafts.c.telegram_id == telegram_id).order_by(drafts.c.updated_at.desc()).limit(1)
    row = tx.execute(query).first()
    return Draft(row.kind, row.step, row.data, row.version, row.updated_at) if row else None


def save(tx: Transaction, telegram_id: int, kind: str, step: str, data: dict[str, object], now: datetime) -> None:
    """Write the draft, its version one higher than before."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"telegram_id": telegram_id, "kind": kind, "step": step, "data": data, "version": 1, "updated_at": now}
    changes = {"step": step, "data": data, "version": drafts.c.version + 1, "updated_at": now}
    keys = [drafts.c.telegram_id, drafts.c.kind]
    tx.execute(dialect.insert(drafts).values(**values).on_conflict_do_update(index_elements=keys, set_=changes))


def drop(tx: Transaction, telegram_id: int, kind: str | None = None) -> int:
    """Forget the person's draft of this kind, or all of them; returns how many there were."""
    statement = delete(drafts).where(drafts.c.telegram_id == telegram_id)
    if kind is not None:
        statement = statement.where(drafts.c.kind == kind)
    return tx.execute(statement).rowcount
