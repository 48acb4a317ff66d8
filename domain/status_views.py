"""What the status screens of a unit show, as values: the card, its trend, the road to a predicate, the own part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from domain.agency_conditions import UnmetCondition
from domain.deadline import Deadline
from domain.figures import Figure
from domain.instrument_model import Question
from domain.ledger import Coverage
from domain.people import Unit
from domain.road import Road
from domain.scoring import Scorecard, Verdict
from domain.stages import Stage, Transition
from domain.worksheet import Window, WindowState
from domain.worksheet_views import Task
from domain.zone import Layer, QuestionOwner


@dataclass(frozen=True, slots=True)
class NextStep:
    """The usual next move of a unit, and the window that it needs: None where any day will do."""

    transition: Transition
    window: Window | None = None
    state: WindowState | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The points of a worksheet without their parts, and how many questions have a full answer."""

    points: Fraction
    answered: int
    complete: bool


@dataclass(frozen=True, slots=True)
class LastCycle:
    """How the cycle before ended for the unit: its own score, and the highest layer that assessed anything.

    `assessed` is None where nobody but the unit answered; a score of an incomplete worksheet is one so far.
    """

    title: str
    own: Total
    assessor: Layer | None = None
    assessed: Total | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """What the reader of a card may open besides: the answers (`sees`), and who is in charge by name (`named`)."""

    sees: bool = False
    named: bool = False


NOBODY = Reader()


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """The card of a unit. `stage`, `target`, `card` and `verdicts` are empty for a unit outside the present cycle.

    `card` is the unit's own score, `assessed` holds those of assessors that have answered anything. `month_ago` is the
    own score 30 days ago and None when there was none; `in_charge` counts people. No names of people in here.
    """

    unit: Unit
    cycle_title: str
    stage: str
    target: str
    card: Scorecard | None
    verdicts: Mapping[str, Verdict] = field(hash=False)
    coverage: Coverage | None
    deadlines: tuple[Deadline, ...]
    as_of: datetime
    next_step: NextStep | None = None
    assessed: Mapping[Layer, Scorecard] = field(default_factory=dict, hash=False)
    month_ago: Fraction | None = None
    last: LastCycle | None = None
    findings: int = 0
    in_charge: int = 0
    reader: Reader = NOBODY

    @property
    def month_change(self) -> Fraction | None:
        """Points won or lost in the last 30 days."""
        return None if self.card is None or self.month_ago is None else self.card.total - self.month_ago

    @property
    def cycle_change(self) -> Fraction | None:
        """The unit's own score against its own at the end of the cycle before."""
        return None if self.card is None or self.last is None else self.card.total - self.last.own.points


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The unit's own total at a moment; `cycle` is the title of an earlier cycle at its end, "" in the present one."""

    at: datetime
    year: int
    total: Fraction
    answered: int
    complete: bool
    cycle: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The totals of earlier cycles and of the months of the present one, oldest first; `figures` are the agency's."""

    unit: Unit
    points: tuple[TrendPoint, ...]
    stages: tuple[tuple[datetime, Stage], ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadView:
    """The cheapest road of a unit, and the conditions that its agency misses (`actual` "" where it is not known)."""

    unit: Unit
    road: Road
    conditions: tuple[UnmetCondition, ...]


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page (from 0) of the questions of a section that have no full answer."""

    unit: Unit
    section: str
    questions: tuple[Question, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class InCharge:
    """A page (from 0) of who is in charge of what; `head` is the name of the head of the unit, "" without one."""

    unit: Unit
    head: str
    owners: tuple[QuestionOwner, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What is up to one person: the pledge (None: nothing is asked), questions in charge, deadlines."""

    unit: Unit
    signed: bool | None
    tasks: tuple[Task, ...]
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A page (from 0) of the units to choose from; `words` narrow it, `found` counts them on all pages."""

    words: str
    units: tuple[Unit, ...]
    found: int
    page: int
    pages: int
