"""Scores of many worksheets at once, exactly as `domain.scoring` gives them, from answers as they are kept (JSON text).

What one kept answer is worth, and how it can be raised, is remembered by question and text: many units give the same
answers, and neither ever changes. So a worksheet costs a sum of remembered fractions.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache

from domain.answers import Answer, is_complete, parse_answer
from domain.instrument import bundled
from domain.instrument_model import Instrument, Question, Target
from domain.ladder import ladder
from domain.scoring import share

REMEMBERED_ANSWERS = 20_000
REMEMBERED_WORKSHEETS = 500
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """The points of a worksheet, named as in a `Scorecard`; `areas` in percent of each area's weight."""

    areas: Mapping[str, Fraction] = field(hash=False)
    enabler: Fraction
    clean: Fraction
    integrity_survey: Fraction
    performance: Fraction
    service_survey: Fraction
    result: Fraction
    total: Fraction
    answered: int

    def measured(self, target: Target) -> tuple[tuple[str, Fraction, Fraction], ...]:
        """Every requirement in the order of the regulation: name, what there is, floor (areas in percent)."""
        floors = target.floors
        return (
            ("total", self.total, floors["total"]),
            ("enabler", self.enabler, floors["enabler"]),
            *((f"area_{code}", percent, floors["area_percent"]) for code, percent in self.areas.items()),
            ("clean", self.clean, floors["clean"]),
            ("integrity_survey", self.integrity_survey, floors["integrity_survey"]),
            ("performance", self.performance, floors["performance"]),
            ("service_survey", self.service_survey, floors["service_survey"]),
        )


class ExactSum:
    """A sum of fractions, added up by denominator: several times as fast as adding the fractions one by one."""

    def __init__(self) -> None:
        self._by_denominator: dict[int, int] = {}

    def add(self, points: Fraction, sign: int = 1) -> None:
        """Add the points, or take them away (-1)."""
        numerator, denominator = points.as_integer_ratio()
        self._by_denominator[denominator] = self._by_denominator.get(denominator, 0) + sign * numerator

    @property
    def value(self) -> Fraction:
        """What all of it comes to."""
        return sum((Fraction(top, bottom) for bottom, top in self._by_denominator.items()), NOTHING)


class QuickScorer:
    """The rules of one instrument, and what it remembers. Answers are JSON text by question; "null" is no answer."""

    def __init__(self, rules: Instrument) -> None:
        self.rules = rules
        self._worth = {
            question.code: one.weight / len(one.questions) for one in rules.indicators for question in one.questions
        }
        # Results are added up by indicator, since floors are held against some of them.
        self._place = {question.code: question.area or question.indicator for question in rules.questions}
        self._clean = {group.code for group in rules.result_groups if group.requirement == "clean"}
        self.points = lru_cache(REMEMBERED_ANSWERS)(self._points)
        self._gains = lru_cache(REMEMBERED_ANSWERS)(self._gains_anew)
        self._steps = lru_cache(REMEMBERED_WORKSHEETS)(self._steps_anew)

    def tally(self, answers: Mapping[str, str]) -> Tally:
        """The points of a worksheet; a question that the instrument does not have counts for nothing."""
        places, answered = self._places(answers)
        areas = {area.code: places[area.code] for area in self.rules.areas}
        results = {one.code: places[one.code] for one in self.rules.indicators if one.area is None}
        named = {one.requirement: results[one.code] for one in self.rules.indicators if one.requirement}
        clean = [results[one.code] for one in self.rules.indicators if one.group in self._clean]
        enabler, result = sum(areas.values(), NOTHING), sum(results.values(), NOTHING)
        return Tally(
            areas={area.code: areas[area.code] / area.weight * 100 for area in self.rules.areas},
            enabler=enabler,
            clean=sum(clean, NOTHING),
            integrity_survey=named["integrity_survey"],
            performance=named["performance"],
            service_survey=named["service_survey"],
            result=result,
            total=enabler + result,
            answered=answered,
        )

    def fewest_steps(self, answers: Mapping[str, str], target: str) -> int | None:
        """The fewest improvements that close every gap if each open question gets its best answer; None: none can.

        For a complete worksheet that is `Road.steps` of the cheapest road. What is open is no improvement yet: so a
        worksheet that has hardly been begun does not look like one that is far behind.
        """
        return self._steps(frozenset((code, text) for code, text in answers.items() if code in self._worth), target)

    def _places(self, answers: Mapping[str, str]) -> tuple[dict[str, Fraction], int]:
        sums = {place: ExactSum() for place in self._place.values()}
        answered = 0
        for code, text in answers.items():
            points = self.points(code, text)
            if points is not None:
                answered += 1
                if points:
                    sums[self._place[code]].add(points)
        return {place: one.value for place, one in sums.items()}, answered

    def _answer(self, question: Question, text: str) -> Answer | None:
        raw = json.loads(text)
        return None if raw is None else parse_answer(question, raw)

    def _points(self, code: str, text: str) -> Fraction | None:
        """The points of a kept answer; None where it is not a full one, or foreign to the instrument."""
        if code not in self._worth:
            return None
        question = self.rules.question(code)
        answer = self._answer(question, text)
        if answer is None or not is_complete(question, answer):
            return None
        return share(question, answer, self.rules.answer_scores) * self._worth[code]

    def _gains_anew(self, code: str, text: str, target: str) -> tuple[Fraction, ...]:
        """The points that one, two, … steps add to a full answer."""
        question = self.rules.question(code)
        found = ladder(self.rules, question, self._answer(question, text), self.rules.targets[target])
        return tuple((rung.share - found.present.share) * self._worth[code] for rung in found.above)

    def _steps_anew(self, answers: frozenset[tuple[str, str]], target_name: str) -> int | None:
        target, known = self.rules.targets[target_name], dict(answers)
        places, _ = self._places(known)
        gains: dict[str, list[tuple[Fraction, ...]]] = {place: [] for place in places}
        for code, place in self._place.items():
            if code not in known or self.points(code, known[code]) is None:
                places[place] += self._worth[code]
            elif steps := self._gains(code, known[code], target_name):
                gains[place].append(steps)
        return _Fewest(self.rules, target, places, gains).found()


@cache
def bundled_scorer() -> QuickScorer:
    """The scorer of the worksheet that comes with the program."""
    return QuickScorer(bundled())


@dataclass(frozen=True, slots=True)
class _Front:
    """The most points (whole numbers) for `first`, `first + 1`, … steps, rising to the most there is."""

    first: int
    points: list[int]

    def above(self, need: int) -> "_Front | None":
        """What reaches so many points; None when nothing does."""
        start = next((place for place, points in enumerate(self.points) if points >= need), None)
        return None if start is None else _Front(self.first + start, self.points[start:])

    def joined(self, other: "_Front") -> "_Front":
        """The best of both together."""
        best = [0] * (len(self.points) + len(other.points) - 1)
        for place, points in enumerate(self.points):
            for step, more in enumerate(other.points, place):
                if best[step] < points + more:  # noqa: PLR1730 - the innermost step of all: twice as fast as max()
                    best[step] = points + more
        return _Front(self.first + other.first, best)


class _Fewest:
    """The same search as `domain.road`, for the number of steps alone: fronts by steps instead of whole roads."""

    def __init__(
        self, rules: Instrument, target: Target, places: Mapping[str, Fraction],
        gains: Mapping[str, Sequence[tuple[Fraction, ...]]],
    ) -> None:  # fmt: skip
        self.rules, self.target, self.places = rules, target, places
        self.unit = math.lcm(
            *(points.denominator for points in places.values()),
            *(points.denominator for rows in gains.values() for row in rows for points in row),
            *(floor.denominator * 100 for floor in target.floors.values()),
            *(area.weight.denominator for area in rules.areas),
        )
        self.fronts = {place: self._front(places[place], rows) for place, rows in gains.items()}

    def found(self) -> int | None:
        """The fewest steps; None when a floor is out of reach."""
        floors = self.target.floors
        enabler = self._all(
            [
                self.fronts[area.code].above(self._whole(floors["area_percent"] * area.weight / 100))
                for area in self.rules.areas
            ]
        )
        inside, outside = self._results()
        parts = [
            enabler and enabler.above(self._whole(floors["enabler"])),
            inside and inside.above(self._whole(floors["clean"])),
            outside,
        ]
        whole = self._all(parts)
        reached = whole and whole.above(self._whole(floors["total"]))
        return reached.first if reached else None

    def _results(self) -> tuple[_Front | None, _Front | None]:
        clean = {group.code for group in self.rules.result_groups if group.requirement == "clean"}
        inside: list[_Front | None] = []
        outside: list[_Front | None] = []
        for one in self.rules.indicators:
            if one.area is None:
                floor = self.target.floors[one.requirement] if one.requirement else Fraction(0)
                front = self.fronts[one.code].above(self._whole(floor))
                (inside if one.group in clean else outside).append(front)
        return self._all(inside), self._all(outside)

    def _whole(self, points: Fraction) -> int:
        return math.ceil(points * self.unit)

    def _front(self, start: Fraction, rows: Sequence[tuple[Fraction, ...]]) -> _Front:
        front = _Front(0, [self._whole(start)])
        for row in rows:
            front = front.joined(_Front(0, [0, *(self._whole(points) for points in row)]))
        return front

    def _all(self, fronts: Sequence[_Front | None]) -> _Front | None:
        whole = _Front(0, [0])
        for front in fronts:
            if front is None:
                return None
            whole = whole.joined(front)
        return whole
