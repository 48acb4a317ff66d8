"""The check-list of a proposal as it is shown: of one unit, one item of it, all units, and what a keeper is told."""

from dataclasses import dataclass
from datetime import date

from domain.people import Unit
from domain.proposal import Item, ItemState
from domain.stages import Stage
from domain.worksheet import Window
from domain.zone import Cycle, ProposalTick


@dataclass(frozen=True, slots=True)
class Line:
    """An item, how far it is, its last tick, and whether the person keeps it."""

    item: Item
    state: ItemState
    tick: ProposalTick | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The check-list of a unit in the present cycle; `days_left` None without an end of the window."""

    unit: Unit
    cycle: Cycle
    stage: Stage
    target: str
    window: Window
    days_left: int | None
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """What is not done."""
        return tuple(one.item for one in self.lines if one.state is not ItemState.DONE)


@dataclass(frozen=True, slots=True)
class ItemDesk:
    """One item of a unit's check-list."""

    desk: Desk
    line: Line


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """A unit, its stage, and how many items are done."""

    unit: Unit
    stage: Stage
    done: int
    missing: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A page (from 0) of the units that take part, those with most missing first."""

    cycle: Cycle
    window: Window
    days_left: int | None
    lines: tuple[OverviewLine, ...]
    complete: int
    units: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a keeper reads: by unit what is missing of theirs, and days until the window closes."""

    cycle: Cycle
    days_left: int
    last: date
    units: tuple[tuple[Unit, tuple[Item, ...]], ...]
