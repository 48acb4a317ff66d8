"""The better answers above a present one, one rung after the other: what a step of improvement is for each question.

Letters, and yes and no: one rung is the next better choice.
Counts: one rung is the next quarter of the target in whole items, and so at least one item; a quarter is the step of
the finest letter scale (A to E), which makes the two comparable. A reduction goes down in the same quarters of last
year's number. Where the target is not known yet, or is 0 and counts for nothing, a rung is a quarter of the share.
Surveys are measured by others, so there is one rung at most: to the floor of the survey itself, and never above it.
An open question starts from the lowest share, 0; so does one whose counts are not all there.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.answers import Answer, Choice, Counts, SurveyValue, is_complete
from domain.instrument_model import CHOICES, AnswerScores, AnswerType, Formula, Indicator, Instrument, Question, Target
from domain.scoring import share

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Rung:
    """One place on a ladder: its worth (0 to 1), and the answer; None while open, or for counts not yet known."""

    share: Fraction
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where a question stands, and the better answers above in order; `open` when it has no full answer yet."""

    question: Question
    present: Rung
    above: tuple[Rung, ...]
    open: bool


def ladder(instrument: Instrument, question: Question, answer: Answer | None, target: Target) -> Ladder:
    """The ladder of a question on the way to `target`; while it is open, `answer` is None or lacks counts."""
    scores = instrument.answer_scores
    is_open = answer is None or not is_complete(question, answer)
    present = Rung(Fraction(0) if is_open or answer is None else share(question, answer, scores), answer)
    rungs = _better_answers(instrument, question, answer, target)
    return Ladder(question, present, tuple(_rising(present.share, rungs)), is_open)


def _rising(start: Fraction, rungs: Iterable[Rung]) -> Iterable[Rung]:
    """The rungs that are better than all before them."""
    best = start
    for rung in rungs:
        if rung.share > best:
            best = rung.share
            yield rung


def _better_answers(instrument: Instrument, question: Question, answer: Answer | None, target: Target) -> list[Rung]:
    scores = instrument.answer_scores
    if question.type is AnswerType.SURVEY:
        return [_survey_floor(instrument.indicator(question.indicator), question, scores, target)]
    if question.type is AnswerType.PERCENT:
        known = answer if isinstance(answer, Counts) else Counts({})
        return _reductions(question, known, scores) if _reduces(question) else _realised(question, known, scores)
    choices = [Choice(value) for value in reversed(CHOICES[question.type])]
    return [Rung(share(question, choice, scores), choice) for choice in choices]


def _reduces(question: Question) -> bool:
    return question.formula is Formula.REDUCTION


def _survey_floor(indicator: Indicator, question: Question, scores: AnswerScores, target: Target) -> Rung:
    """The survey's value at its floor in hundredths, rounded up; the whole scale for a survey without a floor."""
    floor = target.floors[indicator.requirement] if indicator.requirement else indicator.weight
    hundredths = math.ceil(min(Fraction(1), floor / indicator.weight) * scores.survey_scale * 100)
    value = SurveyValue(Decimal(hundredths).scaleb(-2))
    return Rung(share(question, value, scores), value)


def _realised(question: Question, counts: Counts, scores: AnswerScores) -> list[Rung]:
    target = counts.total(question, "target")
    if not target:
        return [Rung(min(scores.share_cap, Fraction(quarter, 4)), None) for quarter in QUARTERS]
    numbers = [math.ceil(Fraction(target * quarter, 4)) for quarter in QUARTERS]
    return [_with(question, counts, scores, "realised", number) for number in numbers]


def _reductions(question: Question, counts: Counts, scores: AnswerScores) -> list[Rung]:
    last_year = counts.total(question, "last_year")
    if last_year is None:
        return [Rung(Fraction(quarter, 4), None) for quarter in QUARTERS]
    numbers = [math.floor(Fraction(last_year * (4 - quarter), 4)) for quarter in QUARTERS]
    return [_with(question, counts, scores, "this_year", number) for number in numbers]


def _with(question: Question, counts: Counts, scores: AnswerScores, role: str, number: int) -> Rung:
    """The counts with another number in `role`; where the role has several inputs, their sum takes their place."""
    keys = {role, *(item.key for item in question.inputs if item.role == role)}
    kept = {key: value for key, value in counts.values.items() if key not in keys}
    answer = Counts({**kept, role: number})
    return Rung(share(question, answer, scores), answer)
