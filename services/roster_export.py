"""The roster as a table that `roster_import` reads without finding anything to change."""

from __future__ import annotations

from datetime import datetime

from domain.folding import folded
from domain.people import Actor
from domain.rights import Action
from domain.roster_columns import TITLES, Column
from domain.roster_compare import KnownEmployee
from domain.roster_units import unit_index
from services.roster_import import scope
from storage import audit, roster, units
from storage.engine import Transaction

HEADER = tuple(TITLES.values())

Rows = tuple[tuple[str, ...], ...]


def export(tx: Transaction, actor: Actor, now: datetime) -> Rows:
    """Everybody who serves in the units of the actor, a row each below `HEADER`; logged. Raises `access.*`."""
    return _export(tx, f"account:{actor.telegram_id}", scope(tx, actor, Action.EXPORT), now)


def export_directly(tx: Transaction, by: str, now: datetime) -> Rows:
    """The same of the whole agency, for the command line; `by` is "cli"."""
    return _export(tx, by, None, now)


def _export(tx: Transaction, by: str, codes: frozenset[str] | None, now: datetime) -> Rows:
    names = _unit_names(tx)
    shown = [one for one in roster.known_employees(tx) if one.active and (codes is None or one.unit_code in codes)]
    shown.sort(key=lambda one: (names[one.unit_code].casefold(), one.name.casefold(), one.id))
    audit.note(tx, now, by, "export_roster", "roster", count=len(shown))
    return tuple(_row(one, names) for one in shown)


def _unit_names(tx: Transaction) -> dict[str, str]:
    """What each unit is called by: its name, or its code where others have the name too."""
    every = units.every_unit(tx)
    index = unit_index((unit.code, unit.name) for unit in every if unit.closed_at is None)
    return {unit.code: unit.name if index.codes.get(folded(unit.name)) == unit.code else unit.code for unit in every}


def _row(one: KnownEmployee, names: dict[str, str]) -> tuple[str, ...]:
    values = {column: str(getattr(one, column.value, "")) for column in Column}
    values[Column.UNIT] = names[one.unit_code]
    return tuple(values[column] for column in TITLES)
