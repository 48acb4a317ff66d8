"""Files that the command line reads: units and employees as CSV, a pledge text as TOML."""

from __future__ import annotations

import calendar
import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from services.roster import EmployeeRow, UnitRow

UNIT_COLUMNS = ("code", "name", "kind", "parent_code", "work_days")
ROSTER_COLUMNS = ("nama", "nip", "status", "jabatan", "golongan", "unit", "hp")


def text(file: Path) -> str:
    """The text of a file; DomainError `file.unreadable`."""
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError("file.unreadable", file=str(file)) from error


def _rows(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    reader = csv.DictReader(text(file).splitlines())
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise DomainError("file.columns", file=str(file), missing=", ".join(missing))
    return [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]


def units(file: Path, timezone: str) -> list[UnitRow]:
    """Units of a CSV file; DomainError `file.*`, `roster.bad_row`."""
    found = []
    for line, row in enumerate(_rows(file, UNIT_COLUMNS), 2):
        year = row.get("predicate_year", "")
        if row["work_days"] not in {"5", "6"} or (year and not year.isdigit()):
            raise DomainError("roster.bad_row", line=line, reason="roster.unit_numbers")
        found.append(
            UnitRow(
                row["code"].lower(), row["name"], row["kind"], row["parent_code"].lower(),
                row.get("timezone") or timezone, int(row["work_days"]), row.get("predicate", ""),
                int(year) if year else None,
            )
        )  # fmt: skip
    return found


def employees(file: Path) -> list[EmployeeRow]:
    """Employees of a CSV file; DomainError `file.*`."""
    return [
        EmployeeRow(
            name=row["nama"], staff_number=row["nip"], status=row["status"], position=row["jabatan"],
            rank=row["golongan"], unit_code=row["unit"].lower(), phone=row["hp"],
        )
        for row in _rows(file, ROSTER_COLUMNS)
    ]  # fmt: skip


def default_pledge() -> str:
    """The TOML source of the default pledge text."""
    return resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8")


def valid_until(validity: Literal["year_end"] | int, tz: ZoneInfo, now: datetime) -> datetime:
    """When signatures given now stop counting: the last second of the year, or some months from now."""
    local = now.astimezone(tz)
    if validity == "year_end":
        return local.replace(month=12, day=31, hour=23, minute=59, second=59, microsecond=0).astimezone(UTC)
    years, month = divmod(local.month - 1 + validity, 12)
    last_day = calendar.monthrange(local.year + years, month + 1)[1]
    day = min(local.day, last_day)
    return local.replace(year=local.year + years, month=month + 1, day=day).astimezone(UTC)
