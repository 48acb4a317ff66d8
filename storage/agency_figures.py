"""Figures of the whole agency over the years, such as the reform index."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from domain.figures import Figure
from storage.engine import Transaction
from storage.tables import agency_figures


def keep(tx: Transaction, figure: Figure) -> None:
    """Keep a figure; the one of that name and year is replaced."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"name": figure.name, "year": figure.year, "value": figure.value}
    statement = dialect.insert(agency_figures).values(**values)
    keys = [agency_figures.c.name, agency_figures.c.year]
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_={"value": figure.value}))


def value(tx: Transaction, name: str, year: int) -> str | None:
    """The figure of a year; None when none is known."""
    query = select(agency_figures.c.value).where(agency_figures.c.name == name, agency_figures.c.year == year)
    return tx.execute(query).scalar_one_or_none()


def latest(tx: Transaction, year: int) -> dict[str, str]:
    """By name: the last figure up to a year."""
    query = select(agency_figures).where(agency_figures.c.year <= year).order_by(agency_figures.c.year)
    return {row.name: row.value for row in tx.execute(query)}


def listing(tx: Transaction, name: str = "") -> tuple[Figure, ...]:
    """Every figure, or those of one name, by name and year."""
    query = select(agency_figures).order_by(agency_figures.c.name, agency_figures.c.year)
    if name:
        query = query.where(agency_figures.c.name == name)
    return tuple(Figure(**row._mapping) for row in tx.execute(query))
