"""Loading units, employees and roles; for the command line and the demo, whose user owns the installation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from domain import phone, staff_number
from domain.errors import DomainError
from storage import audit, people
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit to be loaded; `parent_code` is "" at the top."""

    code: str
    name: str
    kind: str
    parent_code: str
    timezone: str
    work_days: int
    predicate: str = ""
    predicate_year: int | None = None


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """An employee to be loaded; staff number and phone as people write them, or ""."""

    name: str
    staff_number: str
    status: str
    position: str
    rank: str
    unit_code: str
    phone: str


def add_units(tx: Transaction, rows: Sequence[UnitRow], now: datetime) -> int:
    """Add the units that are not known yet, parents before children; returns how many.

    Raises `roster.unknown_unit` for a parent that is neither known nor in the rows.
    """
    ids = {unit.code: unit.id for unit in people.all_units(tx)}
    waiting = [row for row in rows if row.code not in ids]
    total = len(waiting)
    while waiting:
        ready = [row for row in waiting if not row.parent_code or row.parent_code in ids]
        if not ready:
            raise DomainError("roster.unknown_unit", code=waiting[0].parent_code, line=rows.index(waiting[0]) + 2)
        people.add_units(tx, [_unit_values(row, ids) for row in ready])
        ids = {unit.code: unit.id for unit in people.all_units(tx)}
        waiting = [row for row in waiting if row.code not in ids]
    if total:
        audit.note(tx, now, "cli", "import_units", "agency", count=total)
    return total


def _unit_values(row: UnitRow, ids: Mapping[str, int]) -> dict[str, object]:
    values = asdict(row)
    parent = values.pop("parent_code")
    return {**values, "parent_id": ids[parent] if parent else None}


def add_employees(tx: Transaction, rows: Sequence[EmployeeRow], now: datetime) -> int:
    """Add the employees whose staff number is not known yet; all or none. Returns how many.

    Raises `roster.bad_row` with the line (the header is line 1) and the key of the reason.
    """
    ids = {unit.code: unit.id for unit in people.all_units(tx)}
    new = []
    for line, row in enumerate(rows, 2):
        try:
            values = _employee_values(row, ids)
        except DomainError as error:
            raise DomainError("roster.bad_row", **{**error.params, "line": line, "reason": error.key}) from error
        known = values["staff_number"] and people.employee_by_staff_number(tx, str(values["staff_number"]))
        if not known:
            new.append(values)
    if new:
        people.add_employees(tx, new)
        audit.note(tx, now, "cli", "import_roster", "agency", count=len(new))
    return len(new)


def _employee_values(row: EmployeeRow, ids: Mapping[str, int]) -> dict[str, object]:
    if row.unit_code not in ids:
        raise DomainError("roster.unknown_unit", code=row.unit_code)
    values = asdict(row)
    values["unit_id"] = ids[values.pop("unit_code")]
    values["staff_number"] = staff_number.parse(row.staff_number).digits if row.staff_number.strip() else ""
    values["phone"] = phone.normalise(row.phone) if row.phone.strip() else ""
    return {**values, "active": True}


def unit_id(tx: Transaction, code: str) -> int:
    """The id of the unit with this code; raises `roster.unknown_unit`."""
    unit = people.unit_by_code(tx, code)
    if unit is None:
        raise DomainError("roster.unknown_unit", code=code)
    return unit.id
