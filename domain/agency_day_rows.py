"""A file of the agency's own days: its columns, its rows, and what it would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from domain.agency_days import AgencyDay, checked_name, is_closed, new_days, typed_days
from domain.errors import DomainError
from domain.folding import folded, shortened, tidy
from domain.roster import Problem

HEADER_WITHIN: Final = 20
DAY, NAME, KIND = "Tanggal", "Keterangan", "Jenis"
TITLES: Final = (DAY, NAME, KIND)
_MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("tanggal", "tgl", "hari tanggal", "hari", "date", "day"), DAY),
        **dict.fromkeys(("keterangan", "nama", "uraian", "nama hari libur", "hari libur", "name"), NAME),
        **dict.fromkeys(("jenis", "status", "kind", "type"), KIND),
    }
)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class DayHeader:
    """The line with the titles, from 1, and the place of each column."""

    line: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a file would change, and the rows that say nothing that could be kept."""

    new: tuple[AgencyDay, ...]
    changed: tuple[AgencyDay, ...]
    unchanged: int
    problems: tuple[Problem, ...]


def find_header(rows: Sequence[Sequence[str]]) -> DayHeader:
    """The first line among 20 that names all columns. Raises `agency_day.header`."""
    for line, row in enumerate(rows[:HEADER_WITHIN], 1):
        found = {_MEANINGS.get(folded(title)): place for place, title in reversed(list(enumerate(row)))}
        columns = {title: found[title] for title in TITLES if title in found}
        if len(columns) == len(TITLES):
            return DayHeader(line, columns)
    raise DomainError("agency_day.header", limit=HEADER_WITHIN)


def compare(rows: Sequence[Sequence[str]], today: date, known: Mapping[date, AgencyDay]) -> DayPlan:
    """What the table would change of the days that are `known`; rows that say nothing are passed over.

    Raises `agency_day.header`.
    """
    header = find_header(rows)
    wanted: dict[date, AgencyDay] = {}
    lines: dict[date, int] = {}
    problems: list[Problem] = []
    for line, cells in enumerate(rows[header.line :], header.line + 1):
        row = _Row(line, cells, header)
        days = row.days(today, lines)
        problems.extend(row.problems)
        if not row.problems:
            wanted |= {one.day: one for one in days}
            lines |= dict.fromkeys((one.day for one in days), line)
    new = tuple(wanted[day] for day in sorted(wanted.keys() - known.keys()))
    changed = tuple(wanted[day] for day in sorted(wanted.keys() & known.keys()) if wanted[day] != known[day])
    return DayPlan(new, changed, len(wanted) - len(new) - len(changed), tuple(problems))


class _Row:
    """One line being read: its cells by column, and what was found wrong with them."""

    def __init__(self, line: int, cells: Sequence[str], header: DayHeader) -> None:
        self.line = line
        self.problems: list[Problem] = []
        places = header.columns.items()
        self._cells = {title: tidy(cells[place]) if place < len(cells) else "" for title, place in places}

    def days(self, today: date, taken: Mapping[date, int]) -> tuple[AgencyDay, ...]:
        """The days of which the line tells; empty when it says nothing, or with problems."""
        if not any(self._cells.values()):
            return ()
        span = self._take(DAY, lambda text: typed_days(text, today))
        name, closed = self._take(NAME, checked_name), self._take(KIND, is_closed)
        if span is None or name is None or closed is None:
            return ()
        found = self._take(DAY, lambda _: new_days(*span, closed, name))
        twice = next((taken[one.day] for one in found.days if one.day in taken), None) if found else None
        if twice is not None:
            self._refuse(DAY, DomainError("agency_day.twice", other_line=twice))
        return found.days if found else ()

    def _take(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """What `parse` makes of a cell; None, with a problem, when it refuses."""
        try:
            return parse(self._cells[column])
        except DomainError as error:
            self._refuse(column, error)
            return None

    def _refuse(self, column: str, error: DomainError) -> None:
        value = shortened(self._cells[column])
        self.problems.append(Problem(self.line, column, value, error.key, error.params))
