"""The cheapest road of a unit to WBK or WBBM: the fewest improvements of answers that close every gap, exactly.

An improvement (step) is one rung on the ladder of one question (`domain.ladder`). Among roads with equally few steps
the one with fewer questions wins, then the one with the higher total, then the one that raises the earlier questions.

How: points of a question count in one place only (an area, or one result item), and every floor is a sum over places.
So each place keeps its best points for every cost, and places are joined one by one, dropping what falls below a floor
and what costs no less and gives no more than something else. That is exact: no later choice can need what was dropped.
A cost and what it gives are whole numbers (points over a common denominator), each packed with its tie-breaker.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from domain.answers import Answer
from domain.instrument_model import Indicator, Instrument, Precondition, Target
from domain.ladder import Ladder, Rung, ladder
from domain.scoring import Scorecard, holds, measured, score_shares

Front = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Improvement:
    """A question to raise: from where to where, in how many steps, for how many points; `area` is None for results.

    `after.answer` is None where only the share can be told, since the counts of the question are not known yet.
    """

    question: str
    area: str | None
    before: Rung
    after: Rung
    steps: int
    gain: Fraction
    open: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """One requirement: what the unit has now, what it has in the end, the floor (points; areas in percent)."""

    requirement: str
    now: Fraction
    then: Fraction
    floor: Fraction


@dataclass(frozen=True, slots=True)
class Road:
    """The improvements in the order to take them: open questions first, then those that give most for a step.

    `open` are the questions without a full answer: no verdict is given before they have one, the lowest included.
    `out_of_reach` are floors that the answers can't meet even when each is the best; then nothing is to improve here
    and `floors` show the best end. `missing_predicate`, `unmet_conditions` and `unknown_conditions` (of the agency)
    are not for the answers to solve.
    """

    target: str
    open: tuple[str, ...]
    improvements: tuple[Improvement, ...]
    steps: int
    floors: tuple[Floor, ...] = field(hash=False)
    out_of_reach: tuple[str, ...]
    missing_predicate: str
    unmet_conditions: tuple[str, ...]
    unknown_conditions: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        """Whether better answers can meet every floor."""
        return not self.out_of_reach


def cheapest_road(
    instrument: Instrument,
    answers: Mapping[str, Answer],
    target_name: str,
    prior_predicate: str = "",
    agency: Mapping[str, Fraction | str] | None = None,
) -> Road:
    """The road from `answers` (by question code) to a target (`WBK`, `WBBM`).

    `agency` has the agency's values by precondition code; those it lacks are unknown. KeyError for an unknown target,
    ValueError for an answer that does not fit its question.
    """
    target = instrument.targets[target_name]
    ladders = [ladder(instrument, question, answers.get(question.code), target) for question in instrument.questions]
    now = _card(instrument, ladders, [0] * len(ladders))
    top = _card(instrument, ladders, [len(one.above) for one in ladders])
    out_of_reach = tuple(name for name, reached, floor in measured(top, target) if reached < floor)
    taken = [0] * len(ladders) if out_of_reach else _Search(instrument, target, ladders, now).cheapest()
    end = top if out_of_reach else _card(instrument, ladders, taken)
    conditions = _conditions(instrument, target_name, agency or {})
    return Road(
        target=target_name,
        open=tuple(one.question.code for one in ladders if one.open),
        improvements=_improvements(instrument, ladders, taken),
        steps=sum(taken),
        floors=tuple(
            Floor(name, before, after, floor)
            for (name, before, floor), (_, after, _) in zip(measured(now, target), measured(end, target), strict=True)
        ),
        out_of_reach=out_of_reach,
        missing_predicate="" if holds(instrument, target.prior_predicate, prior_predicate) else target.prior_predicate,
        unmet_conditions=tuple(code for code, met in conditions if met is False),
        unknown_conditions=tuple(code for code, met in conditions if met is None),
    )


def meets(precondition: Precondition, target_name: str, value: Fraction | str) -> bool:
    """Whether the agency's value meets the condition for a target; ValueError for an operator that is not known."""
    wanted = precondition.values[target_name]
    if precondition.operator == "==":
        return value == wanted
    if isinstance(value, str) or isinstance(wanted, str) or precondition.operator not in (">", ">="):
        msg = f"{precondition.code}: {value!r} can't be held against {precondition.operator} {wanted}"
        raise ValueError(msg)
    return value > wanted if precondition.operator == ">" else value >= wanted


def _conditions(
    instrument: Instrument, target_name: str, agency: Mapping[str, Fraction | str]
) -> list[tuple[str, bool | None]]:
    return [
        (one.code, meets(one, target_name, agency[one.code]) if one.code in agency else None)
        for one in instrument.preconditions
    ]


def _card(instrument: Instrument, ladders: Sequence[Ladder], taken: Sequence[int]) -> Scorecard:
    return score_shares(
        instrument, {one.question.code: _rung(one, steps).share for one, steps in zip(ladders, taken, strict=True)}
    )


def _rung(one: Ladder, steps: int) -> Rung:
    return one.above[steps - 1] if steps else one.present


def _worth(indicator: Indicator, share: Fraction) -> Fraction:
    return share * indicator.weight / len(indicator.questions)


def _improvements(instrument: Instrument, ladders: Sequence[Ladder], taken: Sequence[int]) -> tuple[Improvement, ...]:
    indicators = {one.code: one for one in instrument.indicators}
    found = []
    for one, steps in zip(ladders, taken, strict=True):
        if steps:
            after, indicator = _rung(one, steps), indicators[one.question.indicator]
            gain = _worth(indicator, after.share - one.present.share)
            found.append(Improvement(one.question.code, one.question.area, one.present, after, steps, gain, one.open))
    return tuple(sorted(found, key=lambda item: (not item.open, -item.gain / item.steps)))


class _Search:
    """The fronts of the places of one worksheet: entries (cost, value), both rising.

    A cost is steps times `question_room`, plus questions. A value is points times `order_room`, plus the steps of every
    question as digits in the order of the worksheet, so that the earlier question is worth more among equals.
    """

    def __init__(self, instrument: Instrument, target: Target, ladders: Sequence[Ladder], now: Scorecard) -> None:
        self.instrument, self.target, self.ladders, self.now = instrument, target, ladders, now
        self.question_room = len(ladders) + 1
        self.base = 1 + max((len(one.above) for one in ladders), default=0)
        self.order_room = self.base ** len(ladders)
        indicators = {one.code: one for one in instrument.indicators}
        self.gains = [
            [_worth(indicators[one.question.indicator], rung.share - one.present.share) for rung in one.above]
            for one in ladders
        ]
        missing = self._missing()
        self.unit = math.lcm(*(points.denominator for row in [*self.gains, missing.values()] for points in row))
        self.need = {name: int(points * self.unit) for name, points in missing.items()}

    def _missing(self) -> dict[str, Fraction]:
        """What each requirement lacks in points (areas too, whose floors are percent); 0 or less when it is met."""
        weights = {f"area_{area.code}": area.weight for area in self.instrument.areas}
        return {
            name: (floor - reached) * weights.get(name, Fraction(100)) / 100
            for name, reached, floor in measured(self.now, self.target)
        }

    def cheapest(self) -> list[int]:
        """The steps of each question; every floor must be in reach."""
        enabler: Front = [(0, 0)]
        for area in self.instrument.areas:
            inside = self._front(area=area.code)
            enabler = self._joined(enabler, self._above(inside, self.need[f"area_{area.code}"]))
        whole = self._joined(self._above(enabler, self.need["enabler"]), self._results())
        return self._digits(self._above(whole, self.need["total"])[0][1])

    def _results(self) -> Front:
        clean = {group.code for group in self.instrument.result_groups if group.requirement == "clean"}
        inside: Front = [(0, 0)]
        outside: Front = [(0, 0)]
        for indicator in self.instrument.indicators:
            if indicator.area is None:
                front = self._front(indicator=indicator.code)
                if indicator.requirement:
                    front = self._above(front, self.need[indicator.requirement])
                if indicator.group in clean:
                    inside = self._joined(inside, front)
                else:
                    outside = self._joined(outside, front)
        return self._joined(self._above(inside, self.need["clean"]), outside)

    def _front(self, area: str | None = None, indicator: str | None = None) -> Front:
        """The front of the questions of one area, or of one indicator."""
        front: Front = [(0, 0)]
        for place, (one, gains) in enumerate(zip(self.ladders, self.gains, strict=True)):
            if gains and (one.question.area == area if area else one.question.indicator == indicator):
                digit = self.base ** (len(self.ladders) - 1 - place)
                rungs = [
                    (steps * self.question_room + 1, int(gain * self.unit) * self.order_room + steps * digit)
                    for steps, gain in enumerate(gains, start=1)
                ]
                front = self._joined(front, [(0, 0), *rungs])
        return front

    def _above(self, front: Front, need: int) -> Front:
        return [(cost, value) for cost, value in front if value // self.order_room >= need]

    def _joined(self, left: Front, right: Front) -> Front:
        """Each of one with each of the other; kept is the best of a cost that gives more points than all cheaper."""
        best: dict[int, int] = {}
        for cost, value in left:
            for more, gain in right:
                if best.get(cost + more, -1) < value + gain:
                    best[cost + more] = value + gain
        front: Front = []
        points = -1
        for cost, value in sorted(best.items()):
            if value // self.order_room > points:
                points = value // self.order_room
                front.append((cost, value))
        return front

    def _digits(self, value: int) -> list[int]:
        rest, digits = value % self.order_room, []
        for _ in self.ladders:
            rest, digit = divmod(rest, self.base)
            digits.append(digit)
        return digits[::-1]
