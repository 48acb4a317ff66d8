"""What a worksheet (LKE) is made of: plain values, read by `instrument.load` (PermenPANRB 90/2021, annex III)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NoReturn

Labels = Mapping[str, str]


class AnswerType(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ABC = "abc"
    ABCD = "abcd"
    ABCDE = "abcde"
    PERCENT = "percent"
    SURVEY = "survey"


CHOICES = {
    AnswerType.YES_NO: ("yes", "no"),
    AnswerType.ABC: ("A", "B", "C"),
    AnswerType.ABCD: ("A", "B", "C", "D"),
    AnswerType.ABCDE: ("A", "B", "C", "D", "E"),
}
SURVEY_SCALE = 4


class Formula(StrEnum):
    """How counts become a score: a share of a target, or a reduction against last year."""

    SHARE = "share"
    REDUCTION = "reduction"


@dataclass(frozen=True)
class Component:
    """One of the two halves of the worksheet: enabler (60 points) and result (40 points)."""

    code: str
    weight: Fraction
    labels: Labels = field(hash=False)


@dataclass(frozen=True)
class Part:
    """Fulfilment (P), reform (R) or results (H), with its points and its declared number of questions."""

    code: str
    component: str
    weight: Fraction
    question_count: int
    labels: Labels = field(hash=False)


@dataclass(frozen=True)
class Area:
    """One of the six change areas, with its points for fulfilment (P) and for reform (R)."""

    code: str
    weights: Mapping[str, Fraction] = field(hash=False)
    labels: Labels = field(hash=False)

    @property
    def weight(self) -> Fraction:
        """Points of the whole area."""
        return sum(self.weights.values(), Fraction(0))


@dataclass(frozen=True)
class ResultGroup:
    """A group of result indicators; `requirement` names the floor it is held against, if there is one."""

    code: str
    weight: Fraction
    requirement: str | None
    labels: Labels = field(hash=False)


@dataclass(frozen=True)
class Input:
    """One number a count question asks for: `key` is unique in its question, `entry` is the portal's number."""

    key: str
    role: str
    entry: int
    labels: Labels = field(hash=False)


@dataclass(frozen=True)
class Question:
    """One line of the worksheet; `entry` is the portal's number, None where the inputs carry their own."""

    code: str
    type: AnswerType
    indicator: str
    area: str | None
    part: str
    entry: int | None
    inputs: tuple[Input, ...]
    formula: Formula | None
    when_zero: str | None
    labels: Labels = field(hash=False)

    @property
    def entries(self) -> tuple[int, ...]:
        """The portal's numbers that this question fills, in order."""
        return (self.entry,) if self.entry is not None else tuple(item.entry for item in self.inputs)


@dataclass(frozen=True)
class Indicator:
    """Questions with one weight in points; in an area (P, R) or in a result group (H)."""

    code: str
    part: str
    area: str | None
    group: str | None
    requirement: str | None
    weight: Fraction
    questions: tuple[Question, ...]
    labels: Labels = field(hash=False)


@dataclass(frozen=True)
class AnswerScores:
    """What an answer is worth, 0 to 1: letters per answer type, and the rules for counts and surveys."""

    choices: Mapping[AnswerType, Mapping[str, Fraction]] = field(hash=False)
    share_cap: Fraction
    when_zero: Mapping[str, Fraction] = field(hash=False)
    reduction_floor: Fraction
    reduction_both_zero: Fraction
    reduction_rise_from_zero: Fraction
    survey_minimum: Fraction
    survey_scale: Fraction


@dataclass(frozen=True)
class Target:
    """Floors of a predicate by requirement: points, but `area_percent` in percent of an area's weight."""

    name: str
    floors: Mapping[str, Fraction] = field(hash=False)
    prior_predicate: str


@dataclass(frozen=True)
class Precondition:
    """A condition on the whole agency before it may propose a unit, by target."""

    code: str
    operator: str
    values: Mapping[str, Fraction | str] = field(hash=False)
    labels: Labels = field(hash=False)
    note: str = ""


@dataclass(frozen=True)
class Portal:
    """What the national portal calls things: the year of its master list, its entries, its words for yes and no."""

    year: int
    entries: int
    yes: str
    no: str


@dataclass(frozen=True)
class Instrument:
    """A whole worksheet that adds up; made by `load` only."""

    id: str
    regulation: str
    question_count: int
    total: Fraction
    portal: Portal
    components: tuple[Component, ...]
    parts: tuple[Part, ...]
    areas: tuple[Area, ...]
    result_groups: tuple[ResultGroup, ...]
    indicators: tuple[Indicator, ...]
    answer_scores: AnswerScores
    targets: Mapping[str, Target] = field(hash=False)
    preconditions: tuple[Precondition, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of the worksheet."""
        return tuple(question for indicator in self.indicators for question in indicator.questions)

    @cached_property
    def _questions_by_code(self) -> Mapping[str, Question]:
        return {question.code: question for question in self.questions}

    @property
    def codes(self) -> Collection[str]:
        """The codes of all questions."""
        return self._questions_by_code.keys()

    def question(self, code: str) -> Question:
        """The question with this code; KeyError when the instrument has none."""
        return self._questions_by_code[code]

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; KeyError when the instrument has none."""
        return next((found for found in self.indicators if found.code == code), None) or _missing(code)

    def area(self, code: str) -> Area:
        """The change area with this code; KeyError when the instrument has none."""
        return next((found for found in self.areas if found.code == code), None) or _missing(code)


def _missing(code: str) -> NoReturn:
    raise KeyError(code)
