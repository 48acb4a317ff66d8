"""What a worksheet file would change: each question beside the present version, and beside the one it was made from.

An empty cell never takes anything away. A file that was made here tells which versions it shows: what it has in common
with them is no change, and where somebody else has changed the same question meanwhile, the file does not win.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from domain import scoring
from domain.answers import Answer, dump_answer, parse_answer
from domain.errors import DomainError
from domain.evidence import checked_link
from domain.instrument_model import Instrument, Question
from domain.lke_reading import Given, Problem, Reading
from domain.people import Unit
from domain.zone import AnswerRecord, Cycle, Layer

LONGEST_NOTE = 1000
PAPER = "Dokumen: "


class State(StrEnum):
    """What a file means for a question."""

    NEW = "new"
    CHANGED = "changed"
    LINKS = "links"
    SAME = "same"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the file: what will be kept, the version it stands on, the links that are not there yet."""

    code: str
    row: int
    state: State
    before: AnswerRecord | None
    value: object
    note: str
    links: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """The version that was seen, 0 for an open question."""
        return self.before.version if self.before else 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. `ours` is the score of its answers by our rules, `claimed` what the file tells."""

    unit: Unit
    cycle: Cycle
    layer: Layer
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    ours: Fraction
    claimed: float | None
    other_unit: str = ""
    own_columns: bool = True

    def count(self, state: State) -> int:
        """How many questions are in a state."""
        return sum(1 for one in self.items if one.state is state)

    @property
    def changes(self) -> tuple[Item, ...]:
        """What would be kept anew."""
        return tuple(one for one in self.items if one.state in {State.NEW, State.CHANGED, State.LINKS})

    @property
    def versions(self) -> dict[str, int]:
        """By question: the version that the preview was made over."""
        return {one.code: one.version for one in self.items}

    @property
    def difference(self) -> Fraction | None:
        """How far the file's own total is from our score; None where it tells none, or the same to two decimals."""
        if self.claimed is None:
            return None
        claimed = Fraction(self.claimed).limit_denominator(10**9)
        apart = claimed - self.ours
        return apart if abs(apart) >= Fraction(1, 200) else None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was kept: answers and links. `stale` were changed by somebody else since the preview and stay so."""

    unit: Unit
    layer: Layer
    answers: int
    links: int
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileDesk:
    """What a person may do with files of a unit now: which layers to import into, and whether to make reports."""

    unit: Unit
    layers: tuple[Layer, ...]
    reports: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a question: the present version, the one the file was made from, and what evidence there is."""

    present: AnswerRecord | None = None
    base: AnswerRecord | None = None
    has_base: bool = False
    names: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """A version's answer and note, comparable."""

    answer: Answer | None = None
    note: str = ""


def compare(
    rules: Instrument, reading: Reading, layer: Layer, known: Mapping[str, Known]
) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """What the file means for each question that it says something of, in the order of the worksheet, and problems."""
    problems = list(reading.problems)
    given = reading.given(layer)
    items = tuple(
        _item(rules.question(code), given[code], layer, known.get(code, Known()), problems)
        for code in rules.codes
        if code in given
    )
    return items, tuple(sorted(problems, key=lambda one: one.row or 10**9))


def score_of(rules: Instrument, given: Mapping[str, Given]) -> Fraction:
    """The score of the answers that a file has."""
    answers = {
        code: parse_answer(rules.question(code), one.value) for code, one in given.items() if one.value is not None
    }
    return scoring.score(rules, answers).total


def _item(question: Question, given: Given, layer: Layer, known: Known, problems: list[Problem]) -> Item:
    present, base = _said(question, known.present), _said(question, known.base)
    told = _told(given, known.names, problems)
    links = _links(given, known.links, problems) if layer is Layer.UNIT else ()
    wanted = _over(question, told, present)
    state = State.SAME
    if wanted != present and not (known.has_base and _over(question, told, base) == base):
        state = State.CHANGED if known.present else State.NEW
        version = known.present.version if known.present else 0
        if known.has_base and version != (known.base.version if known.base else 0):
            state = State.CONFLICT
    elif links:
        state = State.LINKS
    if state in {State.SAME, State.CONFLICT, State.LINKS}:
        wanted = present
    value = dump_answer(wanted.answer) if wanted.answer is not None else None
    return Item(given.code, given.row, state, known.present, value, wanted.note, links)


@dataclass(frozen=True, slots=True)
class _Told:
    value: object
    note: str
    papers: tuple[str, ...] = field(default=())


def _told(given: Given, names: frozenset[str], problems: list[Problem]) -> _Told:
    """What the file says, without papers that are evidence already; a note that is too long is a problem."""
    papers = tuple(f"{PAPER}{line}" for line in given.documents.splitlines() if line not in names)
    length = len("\n".join(filter(None, (given.note, *papers))))
    if length > LONGEST_NOTE:
        error = DomainError("lke_file.note_too_long", question=given.code, length=length, limit=LONGEST_NOTE)
        problems.append(Problem(given.row, given.code, error))
        return _Told(given.value, "")
    return _Told(given.value, given.note, papers)


def _links(given: Given, known: frozenset[str], problems: list[Problem]) -> tuple[str, ...]:
    """The links that are not there yet; one that can't be evidence is a problem."""
    found = []
    for link in given.links:
        try:
            checked = checked_link(link)
        except DomainError as error:
            problems.append(Problem(given.row, given.code, error))
            continue
        if checked not in known:
            found.append(checked)
    return tuple(found)


def _over(question: Question, told: _Told, present: Said) -> Said:
    """The version with what was told put over it."""
    answer = parse_answer(question, told.value) if told.value is not None else present.answer
    note = told.note or present.note
    standing = set(note.splitlines())
    note = "\n".join(filter(None, (note, *(one for one in told.papers if one not in standing))))
    return Said(answer, note if len(note) <= LONGEST_NOTE else present.note)


def _said(question: Question, record: AnswerRecord | None) -> Said:
    if record is None:
        return Said()
    return Said(parse_answer(question, record.value) if record.value is not None else None, record.note)
