"""What the screens of assessors show, as values: the queue, a review, a question of it, layers compared, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain import worksheet
from domain.answers import Answer
from domain.errors import DomainError
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.people import Unit
from domain.rights import Grant, offered_actions
from domain.scoring import Scorecard
from domain.stages import Stage
from domain.worksheet import Difference
from domain.zone import AnswerRecord, Cycle, Finding, Layer, StageChange

# In which stages a layer is written. The ministry's steps have no window here: their dates are its own.
OPEN_STAGES: Final[Mapping[Layer, frozenset[Stage]]] = {
    Layer.TPI: frozenset({Stage.TPI_REVIEW}),
    Layer.TPN: frozenset(
        {
            Stage.ADMINISTRATIVE_SELECTION, Stage.OBJECTION, Stage.DESK_EVALUATION, Stage.FIELD_VERIFICATION,
            Stage.PANEL,
        }
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """The worksheet of a unit as an assessor has it; `refusal` tells why the layer can't be written now.

    `records` and `answers` are by layer and question, `evidence` counts items by question.
    """

    unit: Unit
    cycle: Cycle
    change: StageChange
    layer: Layer
    refusal: DomainError | None
    records: Mapping[Layer, Mapping[str, AnswerRecord]] = field(hash=False)
    answers: Mapping[Layer, Mapping[str, Answer]] = field(hash=False)
    evidence: Mapping[str, int] = field(hash=False)
    findings: tuple[Finding, ...]

    def is_reviewed(self, question: Question) -> bool:
        """Whether the layer has a full answer that is not older than the unit's."""
        return worksheet.is_answered(question, self.answers[self.layer]) and not self.is_stale(question)

    def is_stale(self, question: Question) -> bool:
        """Whether the unit has changed its answer or note since the layer's answer."""
        own = self.records[self.layer].get(question.code)
        unit = self.records[Layer.UNIT].get(question.code)
        return own is not None and unit is not None and unit.answered_at > own.answered_at

    @property
    def to_review(self) -> tuple[str, ...]:
        """The questions to be looked at, in the order of the worksheet."""
        return tuple(one.code for one in bundled().questions if not self.is_reviewed(one))

    @property
    def to_accept(self) -> tuple[str, ...]:
        """The questions without an answer in the layer which the unit has answered in full."""
        own, unit = self.answers[self.layer], self.answers[Layer.UNIT]
        rules = bundled().questions
        return tuple(one.code for one in rules if one.code not in own and worksheet.is_answered(one, unit))


@dataclass(frozen=True, slots=True)
class Look:
    """One question of a review; `next_code` is the next one to be looked at, None when there is no other."""

    review: Review
    question: Question
    number: int
    next_code: str | None

    @property
    def version(self) -> int:
        """The version of the layer's answer that is shown, 0 without one."""
        own = self.review.records[self.review.layer].get(self.question.code)
        return own.version if own else 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The open findings at the question."""
        return tuple(one for one in self.review.findings if one.question == self.question.code)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit in the queue: its stage and since when, how many questions the layer has answered, open findings."""

    unit: Unit
    change: StageChange
    answered: int
    findings: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page (from 0) of the units of a layer; `layers` are those that the actor writes somewhere."""

    cycle: Cycle
    layer: Layer
    layers: tuple[Layer, ...]
    rows: tuple[Waiting, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A page (from 0) of the questions of a section."""

    review: Review
    section: str
    questions: tuple[Question, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The layers of a worksheet side by side; a layer without any answer is left out of `cards`."""

    review: Review
    cards: Mapping[Layer, Scorecard] = field(hash=False)
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A page (from 0) of the open findings of a unit; `revised`: those at whose question it has answered anew since."""

    unit: Unit
    findings: tuple[Finding, ...]
    revised: frozenset[int]
    page: int
    pages: int
    total: int


class Typed(StrEnum):
    """What is waited for."""

    VALUE = "value"
    NOTE = "note"
    FINDING = "finding"
    CLOSING = "closing"


def writes_somewhere(grants: Iterable[Grant]) -> bool:
    """Whether one of these roles writes an assessors' layer of any unit."""
    offered = offered_actions(grants)
    return any(worksheet.LAYER_ACTIONS[layer] in offered for layer in OPEN_STAGES)
