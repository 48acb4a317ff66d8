"""What the screens of a worksheet show, as values: the overview, one question, lists, and who is in charge of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from domain import worksheet
from domain.answers import Answer
from domain.errors import DomainError
from domain.instrument_model import Input, Question
from domain.people import Employee, Unit
from domain.scoring import Scorecard
from domain.stages import Stage
from domain.worksheet import Progress, Window
from domain.zone import AnswerRecord, Cycle, Finding, Layer, QuestionOwner


@dataclass(frozen=True, slots=True)
class Sheet:
    """The worksheet of a unit in the present cycle, as one person may use it.

    `stage` is None for a unit that takes no part. `owned` are the questions and areas that the person is in charge of,
    `refusal` tells why nothing can be filled now.
    """

    cycle: Cycle
    unit: Unit
    stage: Stage | None
    target: str
    sees: bool
    fills: bool
    assigns: bool
    owned: frozenset[str]
    refusal: DomainError | None
    window: Window

    def may_fill(self, question: Question) -> bool:
        """Whether answering is the person's part: by role, or because they are in charge of the question."""
        return self.fills or not self.owned.isdisjoint({question.code, worksheet.section(question)})

    def may_read(self, question: Question) -> bool:
        """Whether the person may look at the question."""
        return self.sees or self.may_fill(question)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the worksheet of a unit stands. `next_code` is the first open question that the reader may fill.

    `owned` counts what the reader is in charge of, `several` tells that there are other units to choose from.
    """

    sheet: Sheet
    card: Scorecard
    progress: tuple[Progress, ...]
    next_code: str | None
    owners: Mapping[str, QuestionOwner] = field(hash=False)
    several: bool = False

    @property
    def owned(self) -> int:
        """How many questions and areas the reader is in charge of."""
        return len(self.sheet.owned)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with all that is known of it; `version` is what an answer must have seen, 0 for an open one.

    `points` is what the present answer is worth, `most` what the best one is. `assessed` holds the answers of the
    assessors. `owner` is who is in charge, of the question itself or of its area. `number` counts from 1.
    """

    sheet: Sheet
    question: Question
    number: int
    answered: int
    total: Fraction
    record: AnswerRecord | None
    answer: Answer | None
    points: Fraction | None
    most: Fraction
    author: str
    evidence: int
    findings: tuple[Finding, ...]
    owner: QuestionOwner | None
    assessed: Mapping[Layer, tuple[Answer | None, str]] = field(hash=False)
    next_code: str | None = None

    @property
    def version(self) -> int:
        """The version that is shown."""
        return self.record.version if self.record else 0

    @property
    def note(self) -> str:
        """The note that is shown."""
        return self.record.note if self.record else ""

    @property
    def open(self) -> bool:
        """Whether the reader may answer it now."""
        return self.sheet.refusal is None and self.sheet.may_fill(self.question)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question in the chat. `awaits` is the number that is to be typed next, `known` what was typed already.

    `kept` is the code of the question that was answered just now, "" when none was; `meanwhile` tells that somebody
    else was first, `noting` that a note is awaited.
    """

    view: QuestionView
    kept: str = ""
    meanwhile: bool = False
    noting: bool = False
    awaits: Input | None = None
    known: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A question in a list, and what there is of it."""

    question: Question
    answered: bool
    evidence: int
    findings: int


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A page (from 0) of the questions of a section."""

    sheet: Sheet
    progress: Progress
    lines: tuple[Line, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an answer beside the one before it; values are raw, None without an answer. `author` may be ""."""

    number: int
    before: object
    after: object
    note_before: str
    note: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page (from 0) of the versions of one answer, the last one first."""

    unit: Unit
    question: Question
    versions: tuple[Version, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is in charge of `scope`, a question or an area; `chosen` is who is about to be.

    `due` are the dates to choose from, by the word of their button.
    """

    unit: Unit
    scope: str
    owner: QuestionOwner | None
    chosen: Employee | None = None
    due: tuple[tuple[str, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page (from 0) of the people of a unit, to choose who is in charge."""

    unit: Unit
    scope: str
    people: tuple[Employee, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is in charge of, and how many of its questions are open."""

    unit: Unit
    owner: QuestionOwner
    questions: int
    open: int
    next_code: str | None
