"""Changing units: each change once, in the unit's own history and in the log; for the command line and `unit_desk`.

`by` is `cli` or `account:ID`. Whoever calls for a person in the chat has asked for the right before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain import units as rules
from domain.errors import DomainError
from domain.people import Unit
from domain.rights import Role
from domain.unit_book import Happened
from services import roles
from services.deadlines import Planning, replan
from storage import audit, people, units
from storage.engine import Transaction


def open_unit(tx: Transaction, code: str) -> Unit:
    """The open unit with this code. Raises `roster.unknown_unit`, `units.merged`, `units.closed`."""
    found = units.by_code(tx, code.strip().lower())
    if found is None:
        raise DomainError("roster.unknown_unit", code=code)
    return _must_be_open(tx, found)


def open_by_id(tx: Transaction, unit_id: int) -> Unit:
    """The open unit with this id. Raises `units.unknown`, `units.merged`, `units.closed`."""
    found = people.unit(tx, unit_id)
    if found is None:
        raise DomainError("units.unknown")
    return _must_be_open(tx, found)


def rename(tx: Transaction, unit_id: int, name: str, by: str, now: datetime) -> Unit:
    """Give a unit another name; signed pledges keep the one they were signed with.

    Raises `units.name_empty`, `units.too_long`, `units.unknown`, `units.merged`, `units.closed`.
    """
    return _change(tx, held(tx, unit_id), Happened.RENAMED, {"name": rules.name(name)}, by, now)


def set_kind(tx: Transaction, unit_id: int, kind: str, by: str, now: datetime) -> Unit:
    """Call a unit another kind. Raises `units.too_long`, and like `rename`."""
    return _change(tx, held(tx, unit_id), Happened.KIND, {"kind": rules.kind(kind)}, by, now)


def set_zone(tx: Transaction, unit_id: int, zone: str, planning: Planning, by: str, now: datetime) -> Unit:
    """Move a unit to another time zone, by WIB, WITA, WIT or IANA name; planned reminders follow.

    Raises `units.zone_unknown`, and like `rename`.
    """
    values = {"timezone": rules.timezone(zone)}
    return _change_calendar(tx, held(tx, unit_id), Happened.ZONE, values, planning, by, now)


def set_work_days(tx: Transaction, unit_id: int, days: str, planning: Planning, by: str, now: datetime) -> Unit:
    """Let a unit work 5 or 6 days a week; planned reminders follow. Raises `units.work_days`, and like `rename`."""
    values = {"work_days": rules.work_days(days)}
    return _change_calendar(tx, held(tx, unit_id), Happened.WORK_DAYS, values, planning, by, now)


def set_predicate(tx: Transaction, unit_id: int, predicate: str, year: str, by: str, now: datetime) -> Unit:
    """Note the predicate of a unit and the year it was given ("" for not known), or "" for no predicate.

    Raises `units.predicate_unknown`, `units.year`, and like `rename`.
    """
    found = rules.predicate(predicate)
    values = {"predicate": found, "predicate_year": rules.predicate_year(year, now.date()) if found and year else None}
    return _change(tx, held(tx, unit_id), Happened.PREDICATE, values, by, now)


def move(tx: Transaction, unit_id: int, parent_id: int | None, planning: Planning, by: str, now: datetime) -> Unit:
    """Put a unit with all below it under another one, or at the top (None); deadlines of those above now concern it.

    Raises `units.cycle`, and like `rename` for both units.
    """
    tree = units.lock_tree(tx)
    unit = held(tx, unit_id)
    parent = held(tx, parent_id) if parent_id is not None else None
    if parent is not None and rules.is_below(tree, parent.id, unit.id):
        raise DomainError("units.cycle")
    if unit.parent_id == parent_id:
        return unit
    old = people.unit(tx, unit.parent_id) if unit.parent_id is not None else None
    units.change(tx, unit.id, {"parent_id": parent_id})
    before, after = {"parent": old.code if old else ""}, {"parent": parent.code if parent else ""}
    record(tx, unit.id, Happened.MOVED, before, after, by, now)
    replan(tx, planning, now)
    return _fresh(tx, unit)


def close(tx: Transaction, unit_id: int, planning: Planning, by: str, now: datetime) -> Unit:
    """Close a unit that is empty; roles over it end. It stays readable.

    Raises `units.not_empty`, and like `rename`.
    """
    units.hold_people(tx)
    unit = held(tx, unit_id)
    if not units.counts(tx, unit.id, now).is_empty:
        raise DomainError("units.not_empty")
    for holding in units.holdings_over(tx, unit.id):
        roles.end(tx, by, holding.id, f"unit {unit.code} ditutup", now)
    units.change(tx, unit.id, {"closed_at": now})
    record(tx, unit.id, Happened.CLOSED, {}, {}, by, now)
    replan(tx, planning, now)
    return _fresh(tx, unit)


def set_head(tx: Transaction, unit: Unit, employee_id: int | None, by: str, now: datetime) -> None:
    """Make this person the only head of a unit; None takes the role from whoever has it."""
    reason = f"kepala unit {unit.code} menurut daftar unit"
    current = [one for one in units.holdings_over(tx, unit.id) if one.role is Role.UNIT_HEAD]
    others = [one for one in current if one.employee_id != employee_id]
    for holding in others:
        roles.end(tx, by, holding.id, reason, now)
    is_new = employee_id is not None and len(others) == len(current)
    if employee_id is not None and is_new:
        roles.give(tx, by, employee_id, Role.UNIT_HEAD, unit.id, reason, now)
    if others or is_new:
        before = {"employees": [one.employee_id for one in current]}
        record(tx, unit.id, Happened.HEAD, before, {"employees": [employee_id] if employee_id else []}, by, now)


def held(tx: Transaction, unit_id: int) -> Unit:
    """The same, kept from changing elsewhere until the end of the transaction."""
    units.lock(tx, unit_id)
    return open_by_id(tx, unit_id)


def record(
    tx: Transaction, unit_id: int, what: Happened, before: Mapping[str, object], after: Mapping[str, object], by: str,
    now: datetime,
) -> None:  # fmt: skip
    """Add a change to the history of the unit and to the log."""
    units.note(tx, unit_id, what.value, before, after, by, now)
    audit.note(tx, now, by, "change_unit", f"unit:{unit_id}", kind=what.value)


def _must_be_open(tx: Transaction, unit: Unit) -> Unit:
    if unit.closed_at is None:
        return unit
    into = people.unit(tx, unit.merged_into) if unit.merged_into is not None else None
    if into is not None:
        raise DomainError("units.merged", code=unit.code, into=into.code)
    raise DomainError("units.closed", code=unit.code)


def _change(tx: Transaction, unit: Unit, what: Happened, values: Mapping[str, object], by: str, now: datetime) -> Unit:
    before = {name: getattr(unit, name) for name in values}
    if before == dict(values):
        return unit
    units.change(tx, unit.id, values)
    record(tx, unit.id, what, before, values, by, now)
    return _fresh(tx, unit)


def _change_calendar(
    tx: Transaction,
    unit: Unit,
    what: Happened,
    values: Mapping[str, object],
    planning: Planning,
    by: str,
    now: datetime,
) -> Unit:
    after = _change(tx, unit, what, values, by, now)
    if after != unit:
        replan(tx, planning, now, {(after.timezone, after.work_days): {(unit.timezone, unit.work_days)}})
    return after


def _fresh(tx: Transaction, unit: Unit) -> Unit:
    found = people.unit(tx, unit.id)
    assert found is not None
    return found
