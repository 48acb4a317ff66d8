"""The rows of a file of units: what each says of a unit, and everything that is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain import staff_number, units
from domain.errors import DomainError
from domain.folding import folded, tidy
from domain.roster import NUMBER_LABEL, Problem
from domain.unit_columns import Column, Header

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a file tells it; None says nothing, "" says that there is none (parent, predicate, head)."""

    line: int
    code: str
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    timezone: str | None = None
    work_days: int | None = None
    predicate: str | None = None
    predicate_year: int | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows without problems, the problems, the codes of all rows, and the titles that nothing is done with."""

    header: Header
    rows: tuple[UnitRow, ...]
    problems: tuple[Problem, ...]
    mentioned: frozenset[str]


def read_rows(rows: Sequence[Sequence[str]], header: Header, today: date, known: frozenset[str]) -> Reading:
    """Read a whole table; a row with a problem is left out of the good ones, of two with one code the first counts.

    A code that is `known` may have any form.
    """
    good: list[UnitRow] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for line, cells in _unit_lines(rows, header):
        reader = _Line(line, cells, header)
        row = _read(reader, today, known)
        first = lines.setdefault(row.code, line)
        if row.code and first != line:
            reader.refuse(Column.CODE, DomainError("units.duplicate_code", other_line=first))
        problems.extend(reader.problems)
        if not reader.problems:
            good.append(row)
    return Reading(header, tuple(good), tuple(problems), frozenset(lines) - {""})


def _unit_lines(rows: Sequence[Sequence[str]], header: Header) -> Iterator[tuple[int, Sequence[str]]]:
    for line, cells in enumerate(rows[header.line :], header.line + 1):
        if any(index < len(cells) and tidy(cells[index]) for index in header.columns.values()):
            yield line, cells


class _Line:
    """One line being read: its cells by column, and what was found wrong with them."""

    def __init__(self, line: int, cells: Sequence[str], header: Header) -> None:
        self.line = line
        self.problems: list[Problem] = []
        self._cells, self._header = cells, header

    def cell(self, column: Column) -> str:
        """The cell as it stands in the file, "" for a column that is not there."""
        index = self._header.columns.get(column)
        return self._cells[index] if index is not None and index < len(self._cells) else ""

    def take(self, column: Column, parse: Callable[[str], Value]) -> Value | None:
        """What `parse` makes of a cell that says something; None, with a problem, when it refuses."""
        text = tidy(self.cell(column))
        if not folded(text):
            return None
        try:
            return parse(text)
        except DomainError as error:
            self.refuse(column, error)
            return None

    def refuse(self, column: Column, error: DomainError) -> None:
        """Note a problem with a cell."""
        title = self._header.title(column)
        self.problems.append(Problem(self.line, title, self.cell(column), error.key, error.params))


def _read(reader: _Line, today: date, known: frozenset[str]) -> UnitRow:
    code = tidy(reader.cell(Column.CODE)).lower()
    if code not in known:
        try:
            code = units.code(code)
        except DomainError as error:
            reader.refuse(Column.CODE, error)
    return UnitRow(
        line=reader.line,
        code=code,
        name=reader.take(Column.NAME, units.name),
        kind=reader.take(Column.KIND, units.kind),
        parent=reader.take(Column.PARENT, _parent),
        timezone=reader.take(Column.TIMEZONE, units.timezone),
        work_days=reader.take(Column.WORK_DAYS, units.work_days),
        predicate=reader.take(Column.PREDICATE, units.predicate),
        predicate_year=reader.take(Column.PREDICATE_YEAR, lambda text: units.predicate_year(text, today)),
        head=reader.take(Column.HEAD, lambda text: _head(text, today)),
    )


def _parent(text: str) -> str:
    return "" if units.says_none(text) else text


def _head(text: str, today: date) -> str:
    if units.says_none(text):
        return ""
    return staff_number.parse(NUMBER_LABEL.sub("", text).strip("'`‘’ "), today).digits
