"""Cycles as they are shown: the list and the card, a window and a new cycle about to be kept, two cycles compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.cycles import Copied, Keep, Taking
from domain.people import Unit
from domain.scoring import Scorecard
from domain.stages import Stage
from domain.worksheet import Window
from domain.zone import Cycle, Layer


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle, and how many units are in each stage of it and on the way to each target."""

    cycle: Cycle
    stages: Mapping[Stage, int]
    targets: Mapping[str, int]
    latest: bool

    @property
    def units(self) -> int:
        """How many units take part."""
        return sum(self.stages.values())


@dataclass(frozen=True, slots=True)
class CyclePage:
    """A page (from 0) of cycles, the latest first."""

    cycles: tuple[CycleFacts, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class WindowAsk:
    """A window about to change: what it is now, and what was typed so far. With `last` it waits to be confirmed."""

    cycle: Cycle
    window: Window
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A new cycle about to be started; `units` is how many would be taken over, `key` names this state of the form."""

    year: int
    title: str
    source: Cycle | None
    sources: tuple[Cycle, ...]
    taking: Taking
    keep: frozenset[Keep]
    units: int
    key: str


@dataclass(frozen=True, slots=True)
class Started:
    """A cycle that is there now, and what it took over."""

    facts: CycleFacts
    copied: Copied


@dataclass(frozen=True, slots=True)
class Side:
    """A unit in one cycle: stage (None: took no part), target, and the card of each layer that has answers."""

    cycle: Cycle
    stage: Stage | None
    target: str
    cards: Mapping[Layer, Scorecard]


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """A unit in two cycles, the earlier one first; `manages` tells that the reader came from the agency's page."""

    unit: Unit
    before: Side
    after: Side
    manages: bool = False


@dataclass(frozen=True, slots=True)
class AgencySide:
    """The agency in one cycle: units in it, those with a full worksheet, their mean total (None without any)."""

    cycle: Cycle
    units: int
    complete: int
    mean: Fraction | None
    awarded: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: its own total in each cycle, None where it has no answers, and whether both are full."""

    unit_id: int
    name: str
    before: Fraction | None
    after: Fraction | None
    full: bool


@dataclass(frozen=True, slots=True)
class AgencyComparison:
    """Two cycles of the agency, the earlier one first, and a page (from 0) of their units by name."""

    before: AgencySide
    after: AgencySide
    lines: tuple[UnitLine, ...]
    page: int
    pages: int
