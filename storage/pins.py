"""Personal PINs, of which only an argon2 hash is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import Transaction
from storage.tables import links, pins


def hash_of(tx: Transaction, employee_id: int) -> str | None:
    """The hash of the person's PIN; one that was chosen before the account was linked does not count any more."""
    query = (
        select(pins.c.hash)
        .join(links, (links.c.employee_id == pins.c.employee_id) & links.c.ended_at.is_(None))
        .where(pins.c.employee_id == employee_id, pins.c.set_at >= links.c.linked_at)
    )
    return tx.execute(query).scalar()


def keep(tx: Transaction, employee_id: int, hashed: str, now: datetime) -> None:
    """Write the PIN of a person, in place of an older one."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"hash": hashed, "set_at": now}
    statement = dialect.insert(pins).values(employee_id=employee_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=[pins.c.employee_id], set_=values))
