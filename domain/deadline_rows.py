"""The rows of a file of deadlines: what each says, and everything that is wrong with it by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Final, TypeVar

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan
from domain.deadline_columns import Column, Header
from domain.errors import DomainError
from domain.folding import folded, shortened, tidy
from domain.reminder_leads import typed_leads
from domain.rights import Role
from domain.roster import Problem
from domain.series import USUAL_TIME, Frequency
from domain.typed_dates import typed_day
from domain.units import ZONES

Value = TypeVar("Value")
Other = TypeVar("Other")

_STAMP: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::\d{2})?")
# "16" and "16.3" are what a spreadsheet makes of 16.00 and 16.30.
_CLOCK: Final = re.compile(
    r"(?:(?:pukul|jam|pkl?\.?)\s*)?(\d{1,2})(?:([.:])(\d{1,2})(?::\d{2})?)?(?:\s*(wib|wita|wit))?"
)
_AFTER: Final = re.compile(r"(?:\bdan\s+)?\bh\s*\+\s*(\d{1,3})\b")
_AUDIENCE: Final = re.compile(r"(peran|jenis)\s*:\s*(.+)")

_EVERYBODY: Final = frozenset({"semua", "semua pegawai", "seluruh pegawai", "all"})
_ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        **{folded(role.value): role for role in Role if role is not Role.EMPLOYEE},
        "tim zi": Role.ZI_TEAM, "kepala": Role.UNIT_HEAD, "kepala unit": Role.UNIT_HEAD, "penilai": Role.ASSESSOR,
        "tpi": Role.ASSESSOR, "asesor": Role.ASSESSOR, "pengelola": Role.ADMIN, "pengawas": Role.AUDITOR,
    }
)  # fmt: skip
_FREQUENCIES: Final[Mapping[str, Frequency]] = MappingProxyType(
    {
        **{one.value: one for one in Frequency},
        "bulanan": Frequency.MONTHLY, "setiap bulan": Frequency.MONTHLY, "tiap bulan": Frequency.MONTHLY,
        "triwulanan": Frequency.QUARTERLY, "setiap triwulan": Frequency.QUARTERLY, "triwulan": Frequency.QUARTERLY,
        "tahunan": Frequency.YEARLY, "setiap tahun": Frequency.YEARLY, "tiap tahun": Frequency.YEARLY,
    }
)  # fmt: skip
_NEVER: Final = frozenset({"tidak", "sekali", "tidak berulang", "no"})
_YES: Final = frozenset({"ya", "iya", "wajib", "perlu", "yes", "true", "v", "x", "1"})
_NO: Final = frozenset({"tidak", "tidak perlu", "tidak wajib", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline as a file tells it.

    `unit` is a code or name as written, "" for the agency; `zone` an IANA name where one was said, "" for the zone of
    each unit. `people` are names and staff numbers of those in charge. With `every` the day is the first of a series.
    """

    line: int
    title: str
    day: date
    at: time = USUAL_TIME
    zone: str = ""
    unit: str = ""
    audience: DeadlineAudience = field(default_factory=DeadlineAudience)
    people: tuple[str, ...] = ()
    evidence: bool = False
    every: Frequency | None = None
    until: date | None = None
    plan: DeadlinePlan = field(default_factory=DeadlinePlan)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows without problems, by line, and the problems of the others."""

    rows: tuple[DeadlineRow, ...]
    problems: tuple[Problem, ...]


class Line:
    """One line being read: its cells by column, and what was found wrong with them."""

    def __init__(self, line: int, cells: Sequence[str], header: Header) -> None:
        self.line = line
        self.problems: list[Problem] = []
        self._cells, self._header = cells, header

    def cell(self, column: Column) -> str:
        """The cell as it stands in the file, "" for a column that is not there."""
        index = self._header.columns.get(column)
        return self._cells[index] if index is not None and index < len(self._cells) else ""

    def take(self, column: Column, parse: Callable[[str], Value], empty: Other) -> Value | Other:
        """What `parse` makes of a cell that says something, else `empty`; also, with a problem, when it refuses."""
        text = tidy(self.cell(column))
        if not folded(text):
            return empty
        try:
            return parse(text)
        except DomainError as error:
            self.refuse(column, error)
            return empty

    def refuse(self, column: Column, error: DomainError) -> None:
        """Note a problem with a cell."""
        title = self._header.title(column)
        self.problems.append(Problem(self.line, title, self.cell(column), error.key, error.params))


def read_rows(rows: Sequence[Sequence[str]], header: Header, today: date) -> Reading:
    """Read a whole table; a row with a problem is left out of the good ones, and blank ones of both."""
    good: list[DeadlineRow] = []
    problems: list[Problem] = []
    for line in lines(rows, header):
        row = _read(line, today)
        problems.extend(line.problems)
        if row is not None and not line.problems:
            good.append(row)
    return Reading(tuple(good), tuple(problems))


def lines(rows: Sequence[Sequence[str]], header: Header) -> Iterator[Line]:
    """The lines below the titles that say something in a known column."""
    for place, cells in enumerate(rows[header.line :], header.line + 1):
        if any(index < len(cells) and tidy(cells[index]) for index in header.columns.values()):
            yield Line(place, cells, header)


def _read(line: Line, today: date) -> DeadlineRow | None:
    day, at = line.take(Column.DAY, lambda text: _day(text, today), (None, USUAL_TIME))
    if not folded(line.cell(Column.DAY)):
        line.refuse(Column.DAY, DomainError("deadline_file.day_empty"))
    title = tidy(line.cell(Column.TITLE))
    if not folded(title):
        line.refuse(Column.TITLE, DomainError("deadline.title_empty"))
    at, zone = line.take(Column.TIME, _time, (at, ""))
    audience, people = line.take(Column.FOR, _concerned, (DeadlineAudience(), ()))
    every = line.take(Column.EVERY, _frequency, None)
    until = line.take(Column.UNTIL, lambda text: _day(text, day or today)[0], None)
    evidence, plan = line.take(Column.EVIDENCE, _yes, False), line.take(Column.REMINDERS, _plan, DeadlinePlan())  # noqa: FBT003
    if day is None:
        return None
    if until is not None and not line.problems:
        _check_until(line, day, every, until)
    return DeadlineRow(
        line.line, title, day, at, zone, tidy(line.cell(Column.UNIT)), audience, people, evidence, every, until, plan
    )


def _check_until(line: Line, day: date, every: Frequency | None, until: date) -> None:
    if every is None:
        line.refuse(Column.UNTIL, DomainError("deadline_file.until_alone"))
    elif until < day:
        line.refuse(Column.UNTIL, DomainError("deadline_file.until_before"))


def _day(text: str, today: date) -> tuple[date, time]:
    stamp = _STAMP.fullmatch(text)
    if stamp is not None:
        return date.fromisoformat(stamp[1]), time.fromisoformat(stamp[2])
    return typed_day(text, today), USUAL_TIME


def _time(text: str) -> tuple[time, str]:
    found = _CLOCK.fullmatch(text.lower())
    if found is None:
        raise DomainError("deadline_file.time", value=shortened(text))
    minute = found[3] or "0"
    if found[2] == "." and len(minute) == 1:
        minute += "0"
    try:
        return time(int(found[1]), int(minute)), ZONES[found[4].upper()] if found[4] else ""
    except ValueError:
        raise DomainError("deadline_file.time", value=shortened(text)) from None


def _concerned(text: str) -> tuple[DeadlineAudience, tuple[str, ...]]:
    if folded(text) in _EVERYBODY:
        return DeadlineAudience(), ()
    found = _AUDIENCE.fullmatch(text.lower())
    if found is not None and found[1] == "jenis":
        return DeadlineAudience(Concerned.KIND, found[2].strip()), ()
    if found is not None:
        return DeadlineAudience(Concerned.ROLE, _role(found[2], text).value), ()
    people = tuple(one for one in map(str.strip, _apart(text)) if one)
    return DeadlineAudience(Concerned.PEOPLE), people


def _apart(text: str) -> Sequence[str]:
    """People stand apart by ";", or by "," where all are numbers: names have commas before their degrees."""
    by_comma = text.split(",")
    if all(one.strip().isdecimal() for one in by_comma):
        return by_comma
    return text.split(";")


def _role(word: str, text: str) -> Role:
    role = _ROLES.get(folded(word))
    if role is None:
        raise DomainError("deadline_file.audience", value=shortened(text))
    return role


def _frequency(text: str) -> Frequency | None:
    words = folded(text)
    if words in _NEVER:
        return None
    if words not in _FREQUENCIES:
        raise DomainError("deadline_file.every", value=shortened(text))
    return _FREQUENCIES[words]


def _yes(text: str) -> bool:
    words = folded(text)
    if words not in _YES | _NO:
        raise DomainError("deadline_file.yes_no", value=shortened(text))
    return words in _YES


def _plan(text: str) -> DeadlinePlan:
    words = text.lower()
    after = {int(days) for days in _AFTER.findall(words)}
    before = _AFTER.sub("", words).strip(" ,;")
    return DeadlinePlan(typed_leads(before) if before else None, tuple(sorted(after)) or None)
