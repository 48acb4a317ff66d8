"""The score of a worksheet in exact fractions, and the verdict for WBK or WBBM (PermenPANRB 90/2021, annex III).

An open question adds nothing and stays in the divisor, so the score so far can only grow; no verdict is given then.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from domain.answers import Answer, Choice, Counts, SurveyValue, dump_answer, is_complete, parse_answer
from domain.instrument_model import AnswerScores, AnswerType, Area, Formula, Indicator, Instrument, Question, Target

__all__ = [
    "Answer",
    "AreaScore",
    "Choice",
    "Counts",
    "Scorecard",
    "Status",
    "SurveyValue",
    "Unmet",
    "Verdict",
    "WeakHalf",
    "display",
    "dump_answer",
    "holds",
    "measured",
    "parse_answer",
    "score",
    "score_shares",
    "share",
    "verdict",
    "weak_halves",
]


@dataclass(frozen=True, slots=True)
class AreaScore:
    """Points of one change area, its weight in points, and its percent of that weight."""

    score: Fraction
    weight: Fraction
    percent: Fraction
    fulfilment: Fraction
    reform: Fraction


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Points of a worksheet; the requirements are named as in the instrument's targets."""

    areas: Mapping[str, AreaScore] = field(hash=False)
    indicators: Mapping[str, Fraction] = field(hash=False)
    fulfilment: Fraction
    reform: Fraction
    enabler: Fraction
    clean: Fraction
    integrity_survey: Fraction
    performance: Fraction
    service_survey: Fraction
    result: Fraction
    total: Fraction
    answered: int
    unanswered: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every question has a full answer."""
        return not self.unanswered


class Status(StrEnum):
    """What can be said of a worksheet against one predicate."""

    INCOMPLETE = "incomplete"
    MET = "met"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement below its floor: points, percent for `area_A1` to `area_A6`, names for `prior_predicate`."""

    requirement: str
    actual: Fraction | str
    floor: Fraction | str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status against one predicate and what is missing, in the order of the regulation."""

    status: Status
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class WeakHalf:
    """An area that passes as a whole while its fulfilment (P) or reform (R) half alone is below the floor."""

    area: str
    part: str
    percent: Fraction
    floor: Fraction


def score(instrument: Instrument, answers: Mapping[str, Answer]) -> Scorecard:
    """The card of `answers` by question code, made by `parse_answer`; ValueError for a foreign code or answer kind."""
    for code in answers:
        if code not in instrument.codes:
            msg = f"{instrument.id} has no question {code}"
            raise ValueError(msg)
    shares = {
        question.code: share(question, answers[question.code], instrument.answer_scores)
        for question in instrument.questions
        if question.code in answers and is_complete(question, answers[question.code])
    }
    return score_shares(instrument, shares)


def score_shares(instrument: Instrument, shares: Mapping[str, Fraction]) -> Scorecard:
    """The card of what each answer is worth (0 to 1) by question code; a question that is not there is open."""
    points = {indicator.code: _points(indicator, shares) for indicator in instrument.indicators}
    return _card(instrument, points, shares)


def verdict(instrument: Instrument, card: Scorecard, target_name: str, prior_predicate: str) -> Verdict:
    """The verdict for a target (`WBK`, `WBBM`), compared before rounding; KeyError for an unknown target."""
    target = instrument.targets[target_name]
    unmet = [
        Unmet(requirement, actual, floor) for requirement, actual, floor in measured(card, target) if actual < floor
    ]
    if not holds(instrument, target.prior_predicate, prior_predicate):
        unmet.append(Unmet("prior_predicate", prior_predicate, target.prior_predicate))
    if not card.complete:
        return Verdict(Status.INCOMPLETE, tuple(unmet))
    return Verdict(Status.NOT_MET if unmet else Status.MET, tuple(unmet))


def weak_halves(instrument: Instrument, card: Scorecard, target_name: str) -> tuple[WeakHalf, ...]:
    """Halves below the area floor in areas that pass: a warning only, since one source measures each half alone."""
    floor = instrument.targets[target_name].floors["area_percent"]
    return tuple(
        WeakHalf(area.code, part, percent, floor)
        for area in instrument.areas
        if card.areas[area.code].percent >= floor
        for part, percent in _half_percents(area, card.areas[area.code])
        if percent < floor
    )


def display(value: Fraction) -> Decimal:
    """`value` rounded half up to 2 decimals, for showing only."""
    hundredths = math.floor(abs(value) * 100 + Fraction(1, 2))
    return Decimal(hundredths if value >= 0 else -hundredths).scaleb(-2)


def share(question: Question, answer: Answer, scores: AnswerScores) -> Fraction:
    """What one full answer is worth, 0 to 1; ValueError for an answer of another kind than the question asks."""
    if isinstance(answer, Choice) and question.type in scores.choices:
        return scores.choices[question.type][answer.value]
    if isinstance(answer, SurveyValue) and question.type is AnswerType.SURVEY:
        return Fraction(answer.value) / scores.survey_scale
    if isinstance(answer, Counts) and question.formula is Formula.SHARE:
        return _realised(question, answer, scores)
    if isinstance(answer, Counts) and question.formula is Formula.REDUCTION:
        return _reduced(question, answer, scores)
    msg = f"{question.code} of type {question.type} can't take {answer!r}"
    raise ValueError(msg)


def _realised(question: Question, counts: Counts, scores: AnswerScores) -> Fraction:
    target, realised = counts.total(question, "target"), counts.total(question, "realised")
    assert target is not None
    assert realised is not None
    if target == 0:
        return scores.when_zero[str(question.when_zero)]
    return min(scores.share_cap, Fraction(realised, target))


def _reduced(question: Question, counts: Counts, scores: AnswerScores) -> Fraction:
    last_year, this_year = counts.total(question, "last_year"), counts.total(question, "this_year")
    assert last_year is not None
    assert this_year is not None
    if last_year == 0:
        return scores.reduction_rise_from_zero if this_year else scores.reduction_both_zero
    return max(scores.reduction_floor, Fraction(last_year - this_year, last_year))


def _points(indicator: Indicator, shares: Mapping[str, Fraction]) -> Fraction:
    earned = sum((shares.get(question.code, Fraction(0)) for question in indicator.questions), Fraction(0))
    return earned / len(indicator.questions) * indicator.weight


def _card(instrument: Instrument, points: Mapping[str, Fraction], shares: Mapping[str, Fraction]) -> Scorecard:
    parts = {
        part.code: _sum(points, [row.code for row in instrument.indicators if row.part == part.code])
        for part in instrument.parts
    }
    by_requirement = {row.requirement: points[row.code] for row in instrument.indicators if row.requirement}
    clean = [group.code for group in instrument.result_groups if group.requirement == "clean"]
    return Scorecard(
        areas=MappingProxyType({area.code: _area(instrument, area, points) for area in instrument.areas}),
        indicators=MappingProxyType(dict(points)),
        fulfilment=parts["P"],
        reform=parts["R"],
        enabler=parts["P"] + parts["R"],
        clean=_sum(points, [row.code for row in instrument.indicators if row.group in clean]),
        integrity_survey=by_requirement["integrity_survey"],
        performance=by_requirement["performance"],
        service_survey=by_requirement["service_survey"],
        result=parts["H"],
        total=parts["P"] + parts["R"] + parts["H"],
        answered=len(shares),
        unanswered=tuple(question.code for question in instrument.questions if question.code not in shares),
    )


def _area(instrument: Instrument, area: Area, points: Mapping[str, Fraction]) -> AreaScore:
    halves = {
        part: _sum(points, [row.code for row in instrument.indicators if (row.area, row.part) == (area.code, part)])
        for part in area.weights
    }
    earned = halves["P"] + halves["R"]
    return AreaScore(earned, area.weight, earned / area.weight * 100, halves["P"], halves["R"])


def _sum(points: Mapping[str, Fraction], codes: list[str]) -> Fraction:
    return sum((points[code] for code in codes), Fraction(0))


def _half_percents(area: Area, card: AreaScore) -> tuple[tuple[str, Fraction], ...]:
    return (
        ("P", card.fulfilment / area.weights["P"] * 100),
        ("R", card.reform / area.weights["R"] * 100),
    )


def measured(card: Scorecard, target: Target) -> tuple[tuple[str, Fraction, Fraction], ...]:
    """Every requirement in the order of the regulation: name, what the card has, floor (areas in percent)."""
    floors = target.floors
    return (
        ("total", card.total, floors["total"]),
        ("enabler", card.enabler, floors["enabler"]),
        *((f"area_{code}", area.percent, floors["area_percent"]) for code, area in card.areas.items()),
        ("clean", card.clean, floors["clean"]),
        ("integrity_survey", card.integrity_survey, floors["integrity_survey"]),
        ("performance", card.performance, floors["performance"]),
        ("service_survey", card.service_survey, floors["service_survey"]),
    )


def holds(instrument: Instrument, required: str, held: str) -> bool:
    """Whether `held` is the required predicate or one that itself builds on it (inferred: WBBM includes WBK)."""
    if not required or held == required:
        return True
    return held in instrument.targets and instrument.targets[held].prior_predicate == required
