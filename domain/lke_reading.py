"""Reading the rows of a worksheet file: the layout of the field (`LKE ZI`) and the portal's own (sheet `Jawaban`).

A question is told by where it stands: its place among all of them when all are there, else by part, area, indicator and
letter. Texts are not compared, since they vary in typing. What can't be read is a problem with its row; it never stops
the rest. An empty cell says nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from importlib import resources
from types import MappingProxyType
from typing import Final, TypeAlias

from domain.answers import dump_answer, parse_answer
from domain.errors import DomainError
from domain.folding import folded, tidy
from domain.instrument_model import AnswerType, Instrument, Question
from domain.lke_cells import as_number, as_text, counts_of, is_open, links_in
from domain.lke_places import Found, place_rows
from domain.zone import Layer

Value: TypeAlias = int | float | str | bool | date | time | datetime | timedelta | None
Rows: TypeAlias = Sequence[Sequence[Value]]

HEADER_WITHIN: Final = 15
TITLE_NAMES: Final = ("penilaian", "bobot", "jawaban")
PORTAL_SHEET: Final = "Jawaban"
GRAND_TOTAL: Final = "nilai evaluasi zona integritas"
ASSESSORS: Mapping[str, Layer] = MappingProxyType({"tpi": Layer.TPI, "tpn": Layer.TPN})
# Columns of the portal's answer file, from 0: K, L, M of the unit, N and Q of the assessors.
_PORTAL: Mapping[Layer, tuple[int, int]] = MappingProxyType({Layer.UNIT: (10, 11), Layer.TPI: (13, 16)})
_PORTAL_EVIDENCE: Final = 12


@dataclass(frozen=True, slots=True)
class Given:
    """What a file says of one question in one layer. `value` is as kept, None where no answer stands there.

    `documents` are words about papers that are not links.
    """

    code: str
    row: int
    value: object = None
    note: str = ""
    documents: str = ""
    links: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether anything stands there."""
        return self.value is not None or bool(self.note or self.documents or self.links)


@dataclass(frozen=True, slots=True)
class Problem:
    """What can't be used: the row in the file, the question ("" when it is not known which), the reason."""

    row: int
    code: str
    error: DomainError = field(compare=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """That the file was made here: for which unit and year, and which version of each question it shows, by layer."""

    unit_code: str
    year: int
    versions: Mapping[Layer, Mapping[str, int]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it is understood; `total` is the score that it claims, None when it tells none.

    A layer that has no column in the file is not in `layers`.
    """

    layers: Mapping[Layer, Mapping[str, Given]] = field(hash=False)
    problems: tuple[Problem, ...] = ()
    total: float | None = None
    origin: Origin | None = None

    def given(self, layer: Layer) -> Mapping[str, Given]:
        """What the file says for a layer. An assessor's own copy without columns of theirs is read as their answers."""
        return self.layers[layer] if layer in self.layers else self.layers.get(Layer.UNIT, {})

    def own_columns(self, layer: Layer) -> bool:
        """Whether the file has columns of this layer."""
        return layer in self.layers


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand, from 0. `first` holds the components; `answers` and `notes` are by layer."""

    row: int
    first: int
    weight: int
    choices: int
    value: int
    answers: Mapping[Layer, int] = field(hash=False)
    notes: Mapping[Layer, int] = field(hash=False)
    documents: int
    links: int


def find_columns(rows: Rows) -> Columns | None:
    """The columns by the header row; None when no row looks like one."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        titles = [folded(as_text(cell)) for cell in row]
        if all(name in titles for name in TITLE_NAMES):
            return _columns(at, titles)
    return None


def _columns(at: int, titles: Sequence[str]) -> Columns:
    answer = titles.index("jawaban")
    note = next((place for place, one in enumerate(titles) if place > answer and one.startswith("catatan")), answer + 4)
    answers, notes = {Layer.UNIT: answer}, {Layer.UNIT: note}
    for word, layer in ASSESSORS.items():
        mine = [place for place, one in enumerate(titles) if word in one.split() and place > note]
        for place in mine:
            if "jawaban" in titles[place]:
                answers[layer] = place
            elif "catatan" in titles[place]:
                notes[layer] = place
    choices = next((place for place, one in enumerate(titles) if one.startswith("pilihan")), answer - 1)
    taken = {*answers.values(), *notes.values()}
    documents = note + 1 if note + 1 not in taken else -1
    links = note + 2 if note + 2 not in taken else -1
    first, weight = titles.index("penilaian"), titles.index("bobot")
    value = next((place for place, one in enumerate(titles) if place > answer and one == "nilai"), answer + 1)
    return Columns(at, first, weight, choices, value, answers, notes, documents, links)


def read_field(rules: Instrument, rows: Rows, columns: Columns) -> Reading:
    """A sheet in the layout of the field."""
    found, unplaced = place_rows(rules, rows, columns.row + 1, columns.first, columns.weight, columns.choices)
    problems = [Problem(row, "", DomainError("lke_file.row_unknown", row=row)) for row in unplaced]
    layers: dict[Layer, dict[str, Given]] = {}
    for layer, at in columns.answers.items():
        told: dict[str, Given] = {}
        for one in found:
            given = _given(rules.question(one.code), rows, one, columns, layer, at, problems)
            if given.says_something:
                told[one.code] = given
        layers[layer] = told
    missing = [code for code in rules.codes if code not in {one.code for one in found}]
    if missing:
        problems.append(Problem(0, "", DomainError("lke_file.questions_missing", count=len(missing), codes=missing)))
    return Reading(layers, _in_order(problems), _total(rows, columns))


def read_portal(rules: Instrument, rows: Rows) -> Reading:
    """The sheet of the portal's answer file: one row an entry."""
    places = portal_rows()
    problems: list[Problem] = []
    layers: dict[Layer, dict[str, Given]] = {}
    for layer, (answer, note) in _PORTAL.items():
        told: dict[str, Given] = {}
        for question in rules.questions:
            at = [places[entry] - 1 for entry in question.entries if entry in places]
            if len(at) != len(question.entries):
                continue
            evidence = [cell_of(rows, row, _PORTAL_EVIDENCE) for row in at] if layer is Layer.UNIT else []
            links, documents = links_in(map(as_text, evidence))
            notes = _joined(as_text(cell_of(rows, row, note)) for row in at)
            raw = [cell_of(rows, row, answer) for row in at]
            value = _checked(question, at[0] + 1, partial(_portal_value, question, raw), problems)
            given = Given(question.code, at[0] + 1, value, neat_note(notes), neat_note(documents), links)
            if given.says_something:
                told[question.code] = given
        layers[layer] = told
    if not layers[Layer.TPI]:
        del layers[Layer.TPI]
    return Reading(layers, _in_order(problems))


def neat_note(text: str) -> str:
    """A note as it is kept: lines tidied, empty ones left out."""
    return "\n".join(filter(None, (tidy(line) for line in text.splitlines())))


def cell_of(rows: Rows, row: int, column: int) -> Value:
    """What stands in a cell; None outside of the table."""
    return rows[row][column] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None


@cache
def portal_rows() -> Mapping[int, int]:
    """By entry: the row of the portal's answer file of 2026, from 1."""
    text = resources.files("domain").joinpath("data", "portal_rows_2026.csv").read_text("utf-8")
    return {int(one["soal_id"]): int(one["row"]) for one in csv.DictReader(text.splitlines())}


def _given(
    question: Question, rows: Rows, one: Found, columns: Columns, layer: Layer, at: int, problems: list[Problem]
) -> Given:
    place = one.row - 1
    value = _checked(question, one.row, partial(_value, question, rows, one, columns.choices, at), problems)
    note = neat_note(as_text(cell_of(rows, place, columns.notes.get(layer, -1))))
    if layer is not Layer.UNIT:
        return Given(one.code, one.row, value, note)
    links, documents = links_in([as_text(cell_of(rows, place, columns.links))])
    papers = _joined([as_text(cell_of(rows, place, columns.documents)), documents])
    return Given(one.code, one.row, value, note, neat_note(papers), links)


def _value(question: Question, rows: Rows, one: Found, choices: int, at: int) -> object:
    if question.type is not AnswerType.PERCENT:
        return _plain(question, cell_of(rows, one.row - 1, at))
    helpers = [(as_text(cell_of(rows, row - 1, choices - 3)), cell_of(rows, row - 1, at)) for row in one.helpers]
    if not helpers and not is_open(cell_of(rows, one.row - 1, at)):
        raise DomainError("lke_file.counts_missing", question=question.code)
    return counts_of(question, helpers)


def _portal_value(question: Question, raw: Sequence[Value]) -> object:
    if question.type is not AnswerType.PERCENT:
        return _plain(question, raw[0])
    given = {one.key: value for one, value in zip(question.inputs, raw, strict=True) if not is_open(value)}
    return given or None


def _plain(question: Question, cell: Value) -> object:
    if is_open(cell):
        return None
    if question.type is AnswerType.SURVEY:
        return cell if isinstance(cell, int | float | str) else as_text(cell)
    return as_text(cell).strip().rstrip(".").strip()


def _checked(
    question: Question, row: int, read: Callable[[], object], problems: list[Problem]
) -> object:  # fmt: skip
    try:
        raw = read()
        return None if raw is None else dump_answer(parse_answer(question, raw))
    except DomainError as error:
        problems.append(Problem(row, question.code, error))
        return None


def _total(rows: Rows, columns: Columns) -> float | None:
    for row in rows[columns.row + 1 :]:
        if any(folded(as_text(cell)) == GRAND_TOTAL for cell in row[: columns.weight]):
            return as_number(row[columns.value]) if columns.value < len(row) else None
    return None


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text.strip())


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: one.row or 10**9))
