"""Figures of the whole agency, such as the reform index; for the command line, whose user owns the installation."""

from __future__ import annotations

from datetime import datetime

from domain import instrument
from domain.figures import Figure, checked_figure
from storage import agency_figures, audit
from storage.engine import Transaction


def keep(tx: Transaction, name: str, year: int, typed: str, by: str, now: datetime) -> Figure:
    """Keep a figure of a year, in place of the one before. Raises `figure.*`, `cycle.year`."""
    figure = checked_figure(instrument.bundled(), name, year, typed)
    before = agency_figures.value(tx, name, year)
    if before != figure.value:
        agency_figures.keep(tx, figure)
        audit.note(tx, now, by, "set_figure", f"figure:{name}:{year}", before=before, value=figure.value)
    return figure


def listing(tx: Transaction, name: str = "") -> tuple[Figure, ...]:
    """Every figure, or those of one name, by name and year."""
    return agency_figures.listing(tx, name)
