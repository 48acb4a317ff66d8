"""Insert unless the row is there already, in the words of either database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import Transaction


def insert_missing(tx: Transaction, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert one row; False when any unique constraint says that it is there."""
    return insert_all_missing(tx, table, [values]) == 1


def insert_all_missing(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not there yet; returns how many were new."""
    if not rows:
        return 0
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing()
    if len(rows) == 1:
        return tx.execute(statement.values(**rows[0])).rowcount
    return sum(
        max(0, tx.execute(statement.values(list(rows[at : at + 500]))).rowcount) for at in range(0, len(rows), 500)
    )
