"""Units in and out as a table: a preview of what a file would change, the import itself, and the export.

`by` is `cli` or `account:ID`. Whoever calls for a person in the chat has asked for the right before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from domain import units as rules
from domain.data_rights import Seen
from domain.errors import DomainError
from domain.people import Employee, Unit
from domain.unit_book import Happened
from domain.unit_columns import TITLES, Header, find_header
from domain.unit_plan import KnownUnit, UnitChange, UnitPlan, compare
from domain.unit_rows import read_rows
from services.access import note_look_from
from services.deadlines import Calendar, Planning, replan
from services.units import record, set_head
from storage import audit, people, units
from storage.engine import Transaction

Rows: TypeAlias = Sequence[Sequence[str]]

HEADER: Final = tuple(TITLES.values())

# Which change of the history a field belongs to.
_HAPPENED: Final[Mapping[str, Happened]] = MappingProxyType(
    {
        "name": Happened.RENAMED, "kind": Happened.KIND, "parent": Happened.MOVED, "timezone": Happened.ZONE,
        "work_days": Happened.WORK_DAYS, "predicate": Happened.PREDICATE, "predicate_year": Happened.PREDICATE,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A sheet with units: its rows as they stand in the file, and what its titles say."""

    rows: Rows
    header: Header


def find_sheet(tables: Sequence[Rows]) -> UnitFile:
    """The sheet whose titles say the most; raises what the first sheet raises when none is a list of units."""
    found: list[UnitFile] = []
    refused: list[DomainError] = []
    for rows in tables:
        try:
            found.append(UnitFile(rows, find_header(rows)))
        except DomainError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return max(found, key=lambda file: len(file.header.columns))


def bad_rows(file: UnitFile, reasons: Mapping[int, str], title: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the lines with a reason as they stand in the file, the reason in a last column."""
    width = len(file.header.titles)
    rows = [(*_padded(file.rows[line - 1], width), words) for line, words in sorted(reasons.items())]
    return (*file.header.titles, title), rows


def preview(tx: Transaction, file: UnitFile, default_timezone: str, now: datetime) -> UnitPlan:
    """What the file would change. A new unit without a zone gets the default one, an IANA name."""
    known = _known(tx)
    reading = read_rows(file.rows, file.header, now.date(), frozenset(unit.code for unit in known))
    heads = units.active_by_staff_number(tx, {row.head for row in reading.rows if row.head})
    return compare(known, reading, heads, default_timezone)


def apply(
    tx: Transaction, file: UnitFile, default_timezone: str, planning: Planning, by: str, now: datetime,
    *, skip_bad: bool = False,
) -> UnitPlan:  # fmt: skip
    """Do what a preview at this moment shows, all or nothing; a second time it changes nothing. Returns what was done.

    Raises `units.problems` when a row is bad, unless bad rows are to be skipped.
    """
    units.lock_tree(tx)
    plan = preview(tx, file, default_timezone, now)
    if plan.problems and not skip_bad:
        raise DomainError("units.problems", count=len({problem.line for problem in plan.problems}))
    if not plan.changes_something:
        return plan
    ids = {unit.code: unit.id for unit in units.every_unit(tx)}
    for new in plan.new:
        ids[new.code] = _create(tx, new, ids, by, now)
    moved: dict[Calendar, set[Calendar]] = defaultdict(set)
    for change in plan.changed:
        before, after = _alter(tx, change, ids, by, now)
        moved[after.timezone, after.work_days].add((before.timezone, before.work_days))
    _put_heads(tx, plan, ids, by, now)
    replan(tx, planning, now, moved)
    audit.note(tx, now, by, "import_units", "units", new=len(plan.new), changed=len(plan.changed))
    return plan


def export(tx: Transaction, by: str, now: datetime) -> tuple[tuple[str, ...], ...]:
    """Every open unit as a row below `HEADER`, parents before children; reading it back changes nothing. Logged."""
    known = _known(tx)
    heads = units.heads(tx)
    rows = tuple(_row(unit) for unit in known if not unit.closed)
    audit.note(tx, now, by, "export_units", "units", count=len(rows))
    for employee_id in sorted({head.id for head in heads.values()}):
        note_look_from(tx, by, employee_id, Seen.PERSON, now)
    return rows


def tree(tx: Transaction, *, closed: bool = False) -> tuple[list[tuple[Unit, int]], dict[int, Employee]]:
    """The open units, or all, with their depth in the tree, each below its parent; and the heads by unit id."""
    return in_tree_order(units.every_unit(tx) if closed else people.all_units(tx)), units.heads(tx)


def in_tree_order(found: Sequence[Unit]) -> list[tuple[Unit, int]]:
    """Units with their depth, each right below its parent, brothers in the order given."""
    ids = {unit.id for unit in found}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in found:
        below[unit.parent_id if unit.parent_id in ids else None].append(unit)
    ordered: list[tuple[Unit, int]] = []
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        ordered.append((unit, depth))
        waiting.extend((child, depth + 1) for child in reversed(below[unit.id]))
    return ordered


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(cells[index] if index < len(cells) else "" for index in range(width))


def _known(tx: Transaction) -> tuple[KnownUnit, ...]:
    every = units.every_unit(tx)
    codes = {unit.id: unit.code for unit in every}
    heads = units.heads(tx)
    return tuple(
        KnownUnit(
            id=unit.id,
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent=codes[unit.parent_id] if unit.parent_id is not None else "",
            timezone=unit.timezone,
            work_days=unit.work_days,
            predicate=unit.predicate,
            predicate_year=unit.predicate_year,
            head=heads[unit.id].staff_number if unit.id in heads else "",
            closed=unit.closed_at is not None,
        )
        for unit, _ in in_tree_order(every)
    )


def _row(unit: KnownUnit) -> tuple[str, ...]:
    year = str(unit.predicate_year) if unit.predicate_year else ""
    zone = rules.zone_word(unit.timezone)
    days = str(unit.work_days)
    return (unit.code, unit.name, unit.kind, unit.parent, zone, days, unit.predicate, year, unit.head)


def _create(tx: Transaction, new: KnownUnit, ids: Mapping[str, int], by: str, now: datetime) -> int:
    values = {
        "code": new.code, "name": new.name, "kind": new.kind, "timezone": new.timezone, "work_days": new.work_days,
        "predicate": new.predicate, "predicate_year": new.predicate_year,
    }  # fmt: skip
    unit_id = units.add(tx, {**values, "parent_id": ids[new.parent] if new.parent else None})
    record(tx, unit_id, Happened.CREATED, {}, {**values, "parent": new.parent}, by, now)
    return unit_id


def _alter(tx: Transaction, change: UnitChange, ids: Mapping[str, int], by: str, now: datetime) -> tuple[Unit, Unit]:
    """The unit before and after, with an entry of the history for each kind of change."""
    before = people.unit(tx, change.unit.id)
    assert before is not None
    entries: dict[Happened, tuple[dict[str, object], dict[str, object]]] = {}
    values: dict[str, object] = {}
    for name, (old, new) in change.fields.items():
        if name == "head":
            continue
        entry = entries.setdefault(_HAPPENED[name], ({}, {}))
        entry[0][name], entry[1][name] = old, new
        if name == "parent":
            values["parent_id"] = ids[str(new)] if new else None
        else:
            values[name] = new
    if values:
        units.change(tx, before.id, values)
    for what, (old_values, new_values) in entries.items():
        record(tx, before.id, what, old_values, new_values, by, now)
    after = people.unit(tx, before.id)
    assert after is not None
    return before, after


def _put_heads(tx: Transaction, plan: UnitPlan, ids: Mapping[str, int], by: str, now: datetime) -> None:
    named = {unit.code: unit.head for unit in plan.new if unit.head}
    named |= {change.unit.code: str(change.fields["head"][1]) for change in plan.changed if "head" in change.fields}
    found = units.active_by_staff_number(tx, {number for number in named.values() if number})
    for code, number in named.items():
        unit = people.unit(tx, ids[code])
        assert unit is not None
        set_head(tx, unit, found[number] if number else None, by, now)
