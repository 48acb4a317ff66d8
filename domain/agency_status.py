"""The units of a ZI cycle side by side: rows of numbers, their order, and how they came along week by week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.folding import folded
from domain.instrument_model import Instrument, Target
from domain.quick_scoring import ExactSum, QuickScorer, Tally
from domain.stages import Stage
from domain.unit_risks import Risk

CHANGE_WEEKS = 4
MOST_WEEKS = 53
WEEK = timedelta(weeks=1)


class Order(StrEnum):
    """By what the units stand in the list; the values are short enough for buttons."""

    SCORE = "score"
    GAP = "gap"
    CHANGE = "change"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Gap:
    """The requirement of its target that a unit misses by most points; `missing` are points, for an area too.

    `actual` and `floor` are points, for an area percent. `unmet` counts all requirements below their floors.
    """

    requirement: str
    missing: Fraction
    actual: Fraction
    floor: Fraction
    unmet: int


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit that takes part: where it stands, what it has answered and shown, what is missing, what endangers it.

    `tpi` is None while assessors have answered nothing. `gap` is None when every floor of the target is met, by the
    unit's own answers so far. `change` are points within the last four weeks.
    """

    unit_id: int
    code: str
    name: str
    stage: Stage
    target: str
    since: datetime
    points: Tally
    tpi: Tally | None
    questions: int
    evidence: int
    without_evidence: int
    findings: int
    gap: Gap | None
    change: Fraction
    risks: tuple[Risk, ...] = ()

    @property
    def total(self) -> Fraction:
        """Points of the unit's own answers so far."""
        return self.points.total

    @property
    def complete(self) -> bool:
        """Whether every question has a full answer of the unit."""
        return self.points.answered == self.questions

    @property
    def ready(self) -> bool:
        """Whether a complete worksheet meets every floor of the target; what else the target needs is not asked."""
        return self.complete and self.gap is None


@dataclass(frozen=True, slots=True)
class Event:
    """That a unit gave a version of an answer; `text` is the value as JSON."""

    unit_id: int
    question: str
    version: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """How far all units were at a moment: answers of theirs, and the mean of their totals."""

    at: datetime
    answered: int
    mean: Fraction


@dataclass(frozen=True, slots=True)
class History:
    """What answers became: by unit what it has now and its total four weeks ago, and the weeks, the first one first."""

    present: Mapping[int, Mapping[str, str]] = field(hash=False)
    before: Mapping[int, Fraction] = field(hash=False)
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One unit in two cycles; a side is None where it took no part."""

    unit_id: int
    code: str
    name: str
    now: UnitStanding | None
    earlier: UnitStanding | None

    @property
    def change(self) -> Fraction | None:
        """Points more than in the earlier cycle; None unless it took part in both."""
        return self.now.total - self.earlier.total if self.now and self.earlier else None


def gap(rules: Instrument, points: Tally, target: Target) -> Gap | None:
    """What is missing most to a target; the first of equal ones. None when every floor is met."""
    weights = {f"area_{area.code}": area.weight for area in rules.areas}
    missing = [
        (name, (floor - actual) * weights.get(name, Fraction(100)) / 100, actual, floor)
        for name, actual, floor in points.measured(target)
        if actual < floor
    ]
    if not missing:
        return None
    return Gap(*max(missing, key=lambda one: one[1]), unmet=len(missing))


def ordered(rows: Iterable[UnitStanding], order: Order) -> tuple[UnitStanding, ...]:
    """The rows in an order, the best first (the largest gap first); equal ones by name and code."""
    by_name = sorted(rows, key=lambda one: (folded(one.name), one.code))
    match order:
        case Order.SCORE:
            return tuple(sorted(by_name, key=lambda one: -one.total))
        case Order.GAP:
            return tuple(sorted(by_name, key=lambda one: -(one.gap.missing if one.gap else Fraction(0))))
        case Order.CHANGE:
            return tuple(sorted(by_name, key=lambda one: -one.change))
        case Order.STAGE:
            places = list(Stage)
            return tuple(sorted(by_name, key=lambda one: (-places.index(one.stage), -one.total)))


def at_risk(rows: Iterable[UnitStanding]) -> tuple[UnitStanding, ...]:
    """The units at risk: those with most reasons first, among them those with the larger gap."""
    endangered = [one for one in ordered(rows, Order.GAP) if one.risks]
    return tuple(sorted(endangered, key=lambda one: -len(one.risks)))


def mean(totals: Sequence[Fraction]) -> Fraction:
    """The mean, exactly; 0 of nothing."""
    return sum(totals, Fraction(0)) / len(totals) if totals else Fraction(0)


def week_ends(first: datetime | None, now: datetime) -> tuple[datetime, ...]:
    """`now` and the same time of the weeks before it, back to the last one before `first`, a year at most."""
    ends = [now]
    while first is not None and ends[-1] > first and len(ends) < MOST_WEEKS:
        ends.append(ends[-1] - WEEK)
    return tuple(reversed(ends))


def replayed(
    scorer: QuickScorer, events: Sequence[Event], unit_ids: Iterable[int], now: datetime, first: datetime | None
) -> History:
    """Go once through the answers, ordered by time, of these units until `now`; `first` begins the weeks.

    Every mean is of all these units, those included that had answered nothing by then.
    """
    board = _Board(scorer, unit_ids)
    before_at, before = now - CHANGE_WEEKS * WEEK, dict[int, Fraction]()
    ends = sorted({*week_ends(first, now), before_at})
    weeks, place = [], 0
    for end in ends:
        while place < len(events) and events[place].at <= end:
            board.take(events[place])
            place += 1
        if end == before_at:
            before = {unit_id: one.value for unit_id, one in board.totals.items()}
        weeks.append(Week(end, board.answered, board.mean()))
    shown = set(week_ends(first, now))
    return History(board.texts, before, tuple(week for week in weeks if week.at in shown))


class _Board:
    """What the units have at a moment of the replay."""

    def __init__(self, scorer: QuickScorer, unit_ids: Iterable[int]) -> None:
        self.scorer = scorer
        self.totals = {unit_id: ExactSum() for unit_id in unit_ids}
        self.whole = ExactSum()
        self.texts: dict[int, dict[str, str]] = {unit_id: {} for unit_id in self.totals}
        self.versions: dict[tuple[int, str], int] = defaultdict(int)
        self.answered = 0

    def take(self, event: Event) -> None:
        """A later version takes the place of the one before, whatever their times say."""
        key = (event.unit_id, event.question)
        if event.unit_id not in self.totals or event.version <= self.versions[key]:
            return
        self.versions[key] = event.version
        texts = self.texts[event.unit_id]
        old = self.scorer.points(event.question, texts[event.question]) if event.question in texts else None
        new = self.scorer.points(event.question, event.text)
        texts[event.question] = event.text
        self.answered += (new is not None) - (old is not None)
        for points, sign in ((old, -1), (new, 1)):
            if points:
                self.totals[event.unit_id].add(points, sign)
                self.whole.add(points, sign)

    def mean(self) -> Fraction:
        """The mean of the totals so far."""
        return self.whole.value / len(self.totals) if self.totals else Fraction(0)
