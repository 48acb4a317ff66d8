"""What a file of units changes, compared with the units known: which are new, which change, which it does not name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from domain import units
from domain.errors import DomainError
from domain.roster import Problem
from domain.roster_units import UnitIndex, unit_index
from domain.unit_columns import Column
from domain.unit_rows import Reading, UnitRow

Value: TypeAlias = str | int | None
# What is compared; a file names the parent and the head in its own way, so these two are settled before.
FIELDS: Final = ("name", "kind", "parent", "timezone", "work_days", "predicate", "predicate_year", "head")
DEFAULT_WORK_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as stored: `parent` is a code or "", `head` a staff number or ""."""

    id: int
    code: str
    name: str
    kind: str
    parent: str
    timezone: str
    work_days: int
    predicate: str
    predicate_year: int | None
    head: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What a row changes of a known unit: old and new value by the field's name."""

    unit: KnownUnit
    fields: Mapping[str, tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """All that an import would do; `new` has parents before children, `missing` units are left as they are."""

    new: tuple[KnownUnit, ...]
    changed: tuple[UnitChange, ...]
    missing: tuple[KnownUnit, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]

    @property
    def changes_something(self) -> bool:
        """Whether applying it would do anything."""
        return bool(self.new or self.changed)


def compare(known: Iterable[KnownUnit], reading: Reading, heads: Mapping[str, int], default_timezone: str) -> UnitPlan:
    """Compare the rows of a reading with the units known; `heads` are the employees found by staff number.

    A row whose parent can't stand, or that would make a unit its own ancestor, becomes a problem.
    """
    return _Comparison(tuple(known), reading, heads, default_timezone).plan()


class _Comparison:
    """One comparison: the units known by code, the rows that still hold, and the problems of those that do not."""

    def __init__(
        self, known: Sequence[KnownUnit], reading: Reading, heads: Mapping[str, int], default_timezone: str
    ) -> None:
        self._known = {unit.code: unit for unit in known}
        self._open = {code: unit for code, unit in self._known.items() if not unit.closed}
        self._reading, self._heads, self._timezone = reading, heads, default_timezone
        self._rows: dict[str, UnitRow] = {row.code: row for row in reading.rows}
        self._problems: list[Problem] = []

    def plan(self) -> UnitPlan:
        """Settle parents, drop what does not hold, and tell what is left."""
        for row in list(self._rows.values()):
            self._check_alone(row)
        parents = self._parents()
        self._drop_orphans(parents)
        self._drop_cycles(parents)
        settled = {code: self._settled(self._rows[code], parents) for code in self._rows}
        changes = [change for code in settled if (change := self._change(settled[code]))]
        new = [unit for code, unit in settled.items() if code not in self._known]
        missing = [unit for code, unit in self._open.items() if code not in self._reading.mentioned]
        problems = sorted([*self._reading.problems, *self._problems], key=lambda problem: problem.line)
        return UnitPlan(
            new=tuple(_parents_first(new)),
            changed=tuple(changes),
            missing=tuple(missing),
            unchanged=len(settled) - len(new) - len(changes),
            problems=tuple(problems),
            ignored=self._reading.header.ignored,
        )

    def _check_alone(self, row: UnitRow) -> None:
        known = self._known.get(row.code)
        if known is not None and known.closed:
            self._refuse(row, Column.CODE, row.code, DomainError("units.code_closed", code=row.code))
        elif known is None and row.name is None:
            self._refuse(row, Column.NAME, "", DomainError("units.name_empty"))
        elif row.head and row.head not in self._heads:
            self._refuse(row, Column.HEAD, row.head, DomainError("units.head_unknown"))
        elif row.predicate_year is not None and not self._predicate_after(row, known):
            year = str(row.predicate_year)
            self._refuse(row, Column.PREDICATE_YEAR, year, DomainError("units.year_alone"))

    @staticmethod
    def _predicate_after(row: UnitRow, known: KnownUnit | None) -> str:
        if row.predicate is not None:
            return row.predicate
        return known.predicate if known else ""

    def _parents(self) -> dict[str, str]:
        """The parent's code of each row that names one it can have; the others become problems."""
        named = [(unit.code, unit.name) for unit in self._open.values()]
        named += [(row.code, row.name) for row in self._rows.values() if row.name is not None]
        index = unit_index(named)
        parents: dict[str, str] = {}
        for row in list(self._rows.values()):
            before = self._known[row.code].parent if row.code in self._known else ""
            try:
                parents[row.code] = before if row.parent is None else self._parent(row.parent, index)
            except DomainError as error:
                self._refuse(row, Column.PARENT, row.parent or "", error)
        return parents

    def _parent(self, text: str, index: UnitIndex) -> str:
        code = text.lower()
        if not text or code in self._open or code in self._rows:
            return code
        if code in self._known:
            raise DomainError("units.parent_closed", code=code)
        if code in self._reading.mentioned:
            raise DomainError("units.parent_refused")
        return index.code_of(text)

    def _drop_orphans(self, parents: Mapping[str, str]) -> None:
        """Refuse rows below a new unit that was refused itself, again until none is left."""
        while True:
            held = self._open.keys() | self._rows.keys() | {""}
            orphans = [row for row in self._rows.values() if parents[row.code] not in held]
            if not orphans:
                return
            for row in orphans:
                self._refuse(row, Column.PARENT, row.parent or "", DomainError("units.parent_refused"))

    def _drop_cycles(self, parents: Mapping[str, str]) -> None:
        """Refuse the rows that make a unit its own ancestor, until none does: a refused row changes nothing."""
        while True:
            tree = {unit.code: unit.parent for unit in self._known.values()}
            looped = set(_in_cycles(tree | {code: parents[code] for code in self._rows}))
            guilty = [row for row in self._rows.values() if row.code in looped and self._moves(row.code, parents)]
            if not guilty:
                return
            for row in guilty:
                self._refuse(row, Column.PARENT, row.parent or "", DomainError("units.cycle"))
            self._drop_orphans(parents)

    def _moves(self, code: str, parents: Mapping[str, str]) -> bool:
        return code not in self._known or self._known[code].parent != parents[code]

    def _settled(self, row: UnitRow, parents: Mapping[str, str]) -> KnownUnit:
        """The unit as it is after the row."""
        before = self._known.get(row.code)
        base = before or KnownUnit(0, row.code, "", units.DEFAULT_KIND, "", self._timezone, DEFAULT_WORK_DAYS, "", None)
        said: dict[str, Any] = {name: value for name in FIELDS if (value := getattr(row, name)) is not None}
        if row.predicate is not None and row.predicate != base.predicate:
            said["predicate_year"] = row.predicate_year  # the year of the one before says nothing of this one
        return replace(base, **{**said, "parent": parents[row.code]})

    def _change(self, after: KnownUnit) -> UnitChange | None:
        before = self._known.get(after.code)
        if before is None:
            return None
        pairs = {name: (getattr(before, name), getattr(after, name)) for name in FIELDS}
        fields = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        return UnitChange(before, fields) if fields else None

    def _refuse(self, row: UnitRow, column: Column, value: str, error: DomainError) -> None:
        if self._rows.pop(row.code, None) is not None:
            title = self._reading.header.title(column)
            self._problems.append(Problem(row.line, title, value, error.key, error.params))


def _in_cycles(tree: Mapping[str, str]) -> Iterator[str]:
    """The codes that come back to themselves when one goes up."""
    for code in tree:
        seen = {code}
        step = tree.get(code, "")
        while step and step not in seen:
            seen.add(step)
            step = tree.get(step, "")
        if step == code:
            yield code


def _parents_first(new: Sequence[KnownUnit]) -> Iterator[KnownUnit]:
    waiting = {unit.code: unit for unit in new}
    while waiting:
        ready = [unit for unit in waiting.values() if unit.parent not in waiting]
        yield from ready
        for unit in ready:
            del waiting[unit.code]
