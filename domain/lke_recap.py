"""The worksheets of many units beside each other, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.answers import Answer
from domain.people import Unit
from domain.scoring import Scorecard
from domain.zone import Cycle, Layer


@dataclass(frozen=True, slots=True)
class RecapRow:
    """A unit that takes part: its stage and target, answers and cards by layer."""

    unit: Unit
    stage: str
    target: str
    answers: Mapping[Layer, Mapping[str, Answer]] = field(hash=False)
    cards: Mapping[Layer, Scorecard] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Recap:
    """A cycle and the units, by code."""

    cycle: Cycle
    rows: tuple[RecapRow, ...]
