"""The national portal (PortalRB): its entries, its words for answers, and its master list, which each year brings anew.

Source: the portal's interface and master list of 2026, 127 entries. An answer is a letter or a number as text; a
question with counts is one entry a count. An entry belongs to a place of the worksheet: the code of a question
("P1.i.a"), for a count with its key ("P2.v.a:target").
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.answers import Answer, Choice, Counts, SurveyValue
from domain.errors import DomainError
from domain.folding import folded
from domain.instrument_model import AnswerType, Instrument, Question
from domain.stages import Stage

# Proposed in a cycle, whatever came of it; a unit in monitoring got its predicate in a cycle before.
PROPOSED: Final = frozenset(
    {
        Stage.PROPOSED, Stage.ADMINISTRATIVE_SELECTION, Stage.OBJECTION, Stage.DESK_EVALUATION,
        Stage.FIELD_VERIFICATION, Stage.PANEL, Stage.AWARDED, Stage.NOT_AWARDED,
    }
)  # fmt: skip
KINDS: Final[Mapping[AnswerType, str]] = MappingProxyType(
    {
        AnswerType.YES_NO: "ya_tidak", AnswerType.ABC: "abc", AnswerType.ABCD: "abcd", AnswerType.ABCDE: "abcde",
        AnswerType.PERCENT: "jumlah", AnswerType.SURVEY: "0-4",
    }
)  # fmt: skip
"""The portal's words for types of answers."""
# How a master list may head its columns, folded; the first name is that of 2026.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "number": ("soal id", "id"),
        "kind": ("answer type", "tipe jawaban", "jenis jawaban"),
        "place": ("kode", "code"),
    }
)
LARGEST_NUMBER: Final = 2**31 - 1
MOST_ENTRIES: Final = 1000


class Target(StrEnum):
    """What a unit is proposed for; the value is that of the stage table."""

    WBK = "WBK"
    WBBM = "WBBM"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the portal: its number there, its place in the worksheet; `key` names the count, "" without one."""

    number: int
    question: str
    key: str
    kind: str

    @property
    def place(self) -> str:
        """Where in the worksheet it belongs."""
        return f"{self.question}:{self.key}" if self.key else self.question


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as a master list has it; `place` is "" where the list does not say, then its number decides."""

    number: int
    kind: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a master list differs from the worksheet.

    `missing` entries are in the worksheet only, `extra` ones in the list only, `changed` ones take another type of
    answer, `renumbered` ones have another number than in the worksheet.
    """

    missing: tuple[Entry, ...] = ()
    extra: tuple[Listed, ...] = ()
    changed: tuple[tuple[Entry, Listed], ...] = ()
    renumbered: tuple[tuple[Entry, Listed], ...] = ()
    usable: tuple[Entry, ...] = field(default=(), repr=False)
    """What can be sent: the entries of both, with the numbers of the list."""

    @property
    def same(self) -> bool:
        """Whether list and worksheet agree in everything."""
        return not (self.missing or self.extra or self.changed or self.renumbered)


@dataclass(frozen=True, slots=True)
class ProposedUnit:
    """A unit on the portal; `id` never changes, `category` is WBK, WBK-AFIRMASI or WBBM."""

    id: str
    name: str
    category: str
    affirmed: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """The units that an agency proposes in a year."""

    year: int
    units: tuple[ProposedUnit, ...]


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """What is sent for one entry: the words of unit and TPI, their notes, the evidence; None where there is nothing."""

    number: int
    unit: str | None
    tpi: str | None
    unit_note: str | None
    tpi_note: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class UnitAnswers:
    """The worksheet of a proposed unit in the order of the portal's entries, at a moment."""

    unit_id: str
    unit_name: str
    year: int
    at: datetime
    answers: tuple[EntryAnswer, ...]


def entries(instrument: Instrument) -> tuple[Entry, ...]:
    """Every entry that the worksheet fills, with the numbers that come with it, in their order."""
    found = [one for question in instrument.questions for one in _entries(question)]
    return tuple(sorted(found, key=lambda one: one.number))


def _entries(question: Question) -> Iterator[Entry]:
    kind = KINDS[question.type]
    if question.entry is not None:
        yield Entry(question.entry, question.code, "", kind)
    for item in question.inputs:
        yield Entry(item.entry, question.code, item.key, kind)


def words(instrument: Instrument, entry: Entry, answer: Answer | None) -> str | None:
    """What an answer is for one entry: a letter, "Ya" or "Tidak", a number as text; None without one.

    A count is sent as it is, never as a share. Where only the total of several counts is known, none of them is.
    """
    match answer:
        case Counts(values=values):
            count = values.get(entry.key)
            return None if count is None else str(count)
        case SurveyValue(value=value):
            return f"{value:f}"
        case Choice(value="yes"):
            return instrument.portal.yes
        case Choice(value="no"):
            return instrument.portal.no
        case Choice(value=letter):
            return letter
    return None


def category(target: Target, *, affirmed: bool) -> str:
    """How the portal calls what a unit is proposed for; WBBM knows no affirmation."""
    return f"{target}-AFIRMASI" if affirmed and target is Target.WBK else target.value


def read_list(rows: Sequence[Sequence[str]]) -> tuple[Listed, ...]:
    """The master list in a table with a header: columns soal_id, answer_type and, if there is one, kode.

    DomainError `portal.list_columns` without the first two, `portal.list_empty`, `portal.list_row` (`line`, from 1)
    for a row without a number or type, `portal.list_twice` (`value`) for a number or place that occurs again.
    """
    header = [folded(cell) for cell in rows[0]] if rows else []
    at = {name: next((header.index(one) for one in names if one in header), -1) for name, names in COLUMNS.items()}
    if at["number"] < 0 or at["kind"] < 0:
        raise DomainError("portal.list_columns")
    filled = [(line, row) for line, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if not 0 < len(filled) <= MOST_ENTRIES:
        raise DomainError("portal.list_empty", most=MOST_ENTRIES)
    found = tuple(_listed(line, *(_cell(row, at[name]) for name in COLUMNS)) for line, row in filled)
    _refuse_doubles(found)
    return found


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if 0 <= at < len(row) else ""


def _listed(line: int, number: str, kind: str, place: str) -> Listed:
    digits = number.removesuffix(".0")  # as a workbook gives whole numbers
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or not 0 < int(digits) <= LARGEST_NUMBER:
        raise DomainError("portal.list_row", line=line)
    if not kind:
        raise DomainError("portal.list_row", line=line)
    return Listed(int(digits), kind.lower(), place)


def _refuse_doubles(found: Sequence[Listed]) -> None:
    numbers = Counter(str(one.number) for one in found)
    places = Counter(one.place for one in found if one.place)
    twice = next((value for value, times in (numbers + places).items() if times > 1), None)
    if twice is not None:
        raise DomainError("portal.list_twice", value=twice)


def compare(instrument: Instrument, listed: Sequence[Listed]) -> Comparison:
    """How a master list differs from the worksheet, and what can be sent with it.

    An entry of the list that names its place is that place's, whatever its number; any other one is found by number.
    """
    own = entries(instrument)
    named = {one.place: one for one in listed if one.place}
    numbered = {one.number: one for one in listed if not one.place}
    pairs = [(one, named.get(one.place) or numbered.get(one.number)) for one in own]
    both = [(one, other) for one, other in pairs if other is not None]
    used = {other.number for _, other in both}
    usable = [Entry(other.number, one.question, one.key, one.kind) for one, other in both if one.kind == other.kind]
    return Comparison(
        missing=tuple(one for one, other in pairs if other is None),
        extra=tuple(one for one in listed if one.number not in used),
        changed=tuple((one, other) for one, other in both if one.kind != other.kind),
        renumbered=tuple((one, other) for one, other in both if one.number != other.number),
        usable=tuple(sorted(usable, key=lambda one: one.number)),
    )
