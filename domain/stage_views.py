"""What the screens of stages show, as values: where a unit stands, its history, a move, and declaring units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.agency_conditions import UnmetCondition, may_be_affirmed
from domain.people import Unit
from domain.proposal import Item
from domain.scoring import Unmet
from domain.stage_facts import Standing
from domain.stages import Move, Need, Transition
from domain.worksheet import Window
from domain.zone import Cycle, StageChange


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known for the table of moves, and what stands behind each need that is missing.

    `floors` are the requirements that the TPI's score misses, `prior` the predicate that the target asks for ("" for
    none), `items` the papers of the proposal and `conditions` those on the agency that are not there yet.
    """

    standing: Standing
    held: frozenset[Need]
    floors: tuple[Unmet, ...]
    prior: str
    windows: Mapping[Need, Window] = field(hash=False)
    conditions: tuple[UnmetCondition, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class StageDesk:
    """Where a unit stands in the present cycle: None for `change` while it takes no part, for `cycle` without one.

    `own` are the moves that the actor may make, `others` those of others; a letter counts as there, since it is asked
    for with the move.
    """

    unit: Unit
    cycle: Cycle | None
    change: StageChange | None
    own: tuple[Move, ...]
    others: tuple[Move, ...]
    gathered: Gathered | None
    may_declare: bool

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every way out of the stage."""
        return (*self.own, *self.others)


@dataclass(frozen=True, slots=True)
class StageHistory:
    """A page (from 0) of what a unit went through in the present cycle, the last first."""

    unit: Unit
    cycle: Cycle
    changes: tuple[tuple[StageChange, Transition | None], ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A move about to be made from `change`, with the note so far; `affirmed` lets it go as an affirmation."""

    unit: Unit
    change: StageChange
    transition: Transition
    note: str
    affirmed: bool

    @property
    def needs_letter(self) -> bool:
        """Whether the move needs a letter."""
        return Need.LETTER in self.transition.needs

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be typed."""
        return bool(self.note) or not self.needs_letter


@dataclass(frozen=True, slots=True)
class StageNews:
    """What is told of a change: the unit and its new stage; `opens` tells that the reader may see more of it."""

    unit: Unit
    change: StageChange
    opens: bool


@dataclass(frozen=True, slots=True)
class DeclareDesk:
    """A page (from 0) of the units that take no part yet, those chosen so far, and the target.

    `total` counts all that take no part, `words` narrow what is shown.
    """

    cycle: Cycle
    units: tuple[Unit, ...]
    chosen: frozenset[int]
    target: str
    page: int
    pages: int
    total: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """The units that take part from now on, and how many did before."""

    cycle: Cycle
    target: str
    units: tuple[Unit, ...]
    already: int


def can_be_affirmed(move: Move, target: str) -> bool:
    """Whether only the agency's conditions are missing, and the unit may go as an affirmation."""
    return move.missing == (Need.AGENCY_CONDITIONS,) and may_be_affirmed(target)
