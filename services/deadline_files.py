"""Deadlines from a table: a preview of what a file would add, and the import itself, all or nothing.

`by` is `cli` or `account:ID`. Whoever calls for a person in the chat has asked for the right before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from domain.deadline import Concerned, DeadlineAudience
from domain.deadline_columns import TITLES, Column, Header, find_header
from domain.deadline_file import FilePlan, Key, Planned
from domain.deadline_rows import DeadlineRow, Line, lines, read_rows
from domain.errors import DomainError
from domain.folding import folded, shortened
from domain.people import Unit
from domain.roster import Problem
from domain.series import NewSeries, SeriesDetails
from services import deadline_series, deadlines, series_growth
from services.planning import Planning
from storage import audit, deadline_files, people, units
from storage.engine import Transaction

Rows: TypeAlias = Sequence[Sequence[str]]
HEADER: Final = tuple(TITLES.values())
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class DeadlineFile:
    """A sheet with deadlines: its rows as they stand in the file, and what its titles say."""

    rows: Rows
    header: Header


def find_sheet(tables: Sequence[Rows]) -> DeadlineFile:
    """The sheet whose titles say the most; raises what the first sheet raises when none is a list of deadlines."""
    found: list[DeadlineFile] = []
    refused: list[DomainError] = []
    for rows in tables:
        try:
            found.append(DeadlineFile(rows, find_header(rows)))
        except DomainError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return max(found, key=lambda file: len(file.header.columns))


def bad_rows(file: DeadlineFile, reasons: Mapping[int, str], title: str) -> tuple[tuple[str, ...], Rows]:
    """Header and rows of the lines with a reason as they stand in the file, the reason in a last column."""
    width = len(file.header.titles)
    rows = [(*_padded(file.rows[line - 1], width), words) for line, words in sorted(reasons.items())]
    return (*file.header.titles, title), rows


def preview(
    tx: Transaction, file: DeadlineFile, tz: ZoneInfo, now: datetime,
    may: Callable[[int | None], bool] = lambda unit_id: True,  # noqa: ARG005
) -> FilePlan:  # fmt: skip
    """What the file would add. `tz` is the zone of the agency, `may` tells whose deadlines can be added.

    Raises `deadline_file.too_many`.
    """
    reading = read_rows(file.rows, file.header, now.astimezone(tz).date())
    if len(reading.rows) > MOST:
        raise DomainError("deadline_file.too_many", limit=MOST)
    desk = _Desk(tx, file, reading.rows, tz, now, may)
    found = [one for one in map(desk.resolved, reading.rows) if one is not None]
    known = _known(tx, found)
    new = [one for one in found if one.key not in known]
    fresh = [one for one in new if desk.holds(one)]
    problems = sorted((*reading.problems, *desk.problems), key=lambda problem: problem.line)
    return FilePlan(tuple(fresh), len(found) - len(new), tuple(problems), file.header.ignored)


def apply(
    tx: Transaction, file: DeadlineFile, by: str, planning: Planning, tz: ZoneInfo, now: datetime,
    may: Callable[[int | None], bool] = lambda unit_id: True,  # noqa: ARG005
) -> FilePlan:  # fmt: skip
    """Add what a preview at this moment shows, all or nothing; a second time it adds nothing. Returns what was added.

    Raises `deadline_file.problems` when a row is bad, and as `preview`.
    """
    deadline_files.hold(tx)
    plan = preview(tx, file, tz, now, may)
    if plan.problems:
        raise DomainError("deadline_file.problems", count=plan.bad)
    for one in plan.new:
        series = one.series
        if series is not None:
            deadline_series.start(tx, series, by, planning, now)
        else:
            deadlines.add(tx, series_growth.new_deadline(one.title, one.details, one.first_on), by, planning, now)
    if plan.new:
        audit.note(tx, now, by, "import_deadlines", "deadlines", new=len(plan.new), known=plan.known)
    return plan


class _Desk:
    """The rows of a file being compared with the agency's units and people, and what was found wrong."""

    def __init__(
        self, tx: Transaction, file: DeadlineFile, rows: Sequence[DeadlineRow], tz: ZoneInfo, now: datetime,
        may: Callable[[int | None], bool],
    ) -> None:  # fmt: skip
        self.problems: list[Problem] = []
        self._tx, self._tz, self._now, self._may = tx, tz, now, may
        self._lines = {one.line: one for one in lines(file.rows, file.header)}
        self._units: dict[str, list[Unit]] = {}
        for unit in people.all_units(tx):
            for word in {folded(unit.code), folded(unit.name)}:
                self._units.setdefault(word, []).append(unit)
        named = {word for row in rows for word in row.people}
        self._by_number = units.active_by_staff_number(tx, {one for one in map(_digits, named) if one})
        self._by_name = deadline_files.active_by_name(tx, {one for one in named if not _digits(one)})
        self._seen: dict[Key, int] = {}

    def resolved(self, row: DeadlineRow) -> Planned | None:
        """What a row means here; None, with a problem, when that can't be told."""
        column = Column.UNIT
        try:
            unit = self._unit(row.unit)
            column = Column.FOR
            found = self._planned(row, unit, *self._audience(row))
            column = Column.TITLE
            self._check_first(found)
        except DomainError as error:
            self._refuse(row.line, column, error)
            return None
        return found

    def _check_first(self, found: Planned) -> None:
        first = self._seen.setdefault(found.key, found.line)
        if first != found.line:
            raise DomainError("deadline_file.duplicate", other_line=first)

    def holds(self, planned: Planned) -> bool:
        """Whether what is new can be added; else a problem says why not."""
        found = self._trouble(planned)
        if found is not None:
            self._refuse(planned.line, *found)
        return found is None

    def _trouble(self, planned: Planned) -> tuple[Column, DomainError] | None:
        if not self._may(planned.details.unit_id):
            return Column.UNIT, DomainError("deadline_file.outside")
        if planned.due_at <= self._now:
            return Column.DAY, DomainError("series.nothing_ahead") if planned.every else DomainError("deadline.past")
        try:
            series_growth.check(self._tx, planned.title, planned.details, self._now)
        except DomainError as error:
            return Column.TITLE, error
        return None

    def _refuse(self, line: int, column: Column, error: DomainError) -> None:
        reader: Line = self._lines[line]
        reader.refuse(column, error)
        self.problems.append(reader.problems[-1])

    def _unit(self, words: str) -> Unit | None:
        if not folded(words):
            return None
        found = self._units.get(folded(words), [])
        if not found:
            raise DomainError("deadline_file.unit_unknown", value=shortened(words))
        if len(found) > 1:
            raise DomainError("deadline_file.unit_ambiguous", value=shortened(words))
        return found[0]

    def _audience(self, row: DeadlineRow) -> tuple[DeadlineAudience, tuple[int, ...]]:
        if row.audience.concerned is not Concerned.KIND:
            return row.audience, tuple(self._person(word) for word in row.people)
        kinds = {folded(unit.kind): unit.kind for unit in people.all_units(self._tx)}
        kind = kinds.get(folded(row.audience.value))
        if kind is None:
            known = ", ".join(sorted(filter(None, kinds.values())))
            raise DomainError("deadline_file.kind_unknown", value=shortened(row.audience.value), known=known)
        return DeadlineAudience(Concerned.KIND, kind), ()

    def _person(self, word: str) -> int:
        number = _digits(word)
        one = self._by_number.get(number)
        found = self._by_name.get(word.lower(), ()) if not number else (one,) if one is not None else ()
        if not found:
            raise DomainError("deadline_file.person_unknown", value=shortened(word))
        if len(found) > 1:
            raise DomainError("deadline_file.person_ambiguous", value=shortened(word))
        return found[0]

    def _planned(
        self, row: DeadlineRow, unit: Unit | None, audience: DeadlineAudience, in_charge: tuple[int, ...]
    ) -> Planned:  # fmt: skip
        zone = row.zone or (unit.timezone if unit is not None else self._tz.key)
        details = SeriesDetails(
            zone, row.at, unit.id if unit is not None else None, audience=audience, evidence=row.evidence,
            plan=row.plan, each_zone=not row.zone, people=in_charge,
        )  # fmt: skip
        due_at = details.due_on(self._first_ahead(row, details))
        return Planned(row.line, row.title, row.day, details, unit, due_at, row.every, row.until, row.people)

    def _first_ahead(self, row: DeadlineRow, details: SeriesDetails) -> date:
        if row.every is None:
            return row.day
        series = NewSeries(row.title, row.every, row.day, details, row.until).as_series()
        return next(iter(series_growth.next_days(series, self._now, 1)), row.day)


def _known(tx: Transaction, found: Sequence[Planned]) -> set[Key]:
    moments = [one.due_at for one in found if one.every is None]
    there: set[Key] = {(folded(title), due, None, unit_id) for title, due, unit_id in deadline_files.due(tx, moments)}
    series = deadline_files.series_from(tx, [one.first_on for one in found if one.every is not None])
    return there | {(folded(title), first_on, every, unit_id) for title, every, first_on, unit_id in series}


def _digits(word: str) -> str:
    bare = word.replace(" ", "")
    return bare if bare.isascii() and bare.isdecimal() else ""


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(cells[index] if index < len(cells) else "" for index in range(width))
