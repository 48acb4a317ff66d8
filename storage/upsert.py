"""Insert unless the row is there already, in the words of either database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
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
    statement = _statement(table, tx.dialect.name)
    if len(rows) == 1:  # the values apart from the statement: then it is the same one each time, and costs less
        return tx.execute(statement, dict(rows[0])).rowcount
    # What is returned is counted: not every driver tells how many rows several inserts have made.
    made = tx.execute(statement.returning(*table.primary_key), [dict(row) for row in rows])
    return len(made.all())


@cache
def _statement(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
