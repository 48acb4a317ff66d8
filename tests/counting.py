"""Counting the rows of a table."""

from sqlalchemy import Table, func, select

from storage.engine import Transaction


def count(tx: Transaction, table: Table) -> int:
    """How many rows the table has."""
    return tx.execute(select(func.count()).select_from(table)).scalar_one()
