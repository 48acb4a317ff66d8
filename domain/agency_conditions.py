"""Which conditions on the whole agency are not met yet for a target, from its figures of the last years.

Source: the preconditions of the instrument. A unit that goes as an affirmation (`unit afirmasi`) is let through by who
proposes it, for WBK only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from domain.instrument_model import Instrument, Precondition

AFFIRMED_TARGET = "WBK"


@dataclass(frozen=True, slots=True)
class UnmetCondition:
    """A condition that the agency misses; `actual` is the figure as kept, "" when none is known."""

    condition: Precondition
    needed: Fraction | str
    actual: str


def unmet(instrument: Instrument, target: str, figures: Mapping[str, str]) -> tuple[UnmetCondition, ...]:
    """The conditions of a target that these figures (by code, as kept) miss, in the order of the instrument."""
    found = [(one, one.values[target], figures.get(one.code, "")) for one in instrument.preconditions]
    return tuple(UnmetCondition(*one) for one in found if not _holds(one[0].operator, one[2], one[1]))


def may_be_affirmed(target: str) -> bool:
    """Whether a unit on its way to this target may go as an affirmation."""
    return target == AFFIRMED_TARGET


def _holds(operator: str, actual: str, needed: Fraction | str) -> bool:
    if isinstance(needed, str):
        return actual.strip().upper() == needed.upper()
    try:
        value = Fraction(Decimal(actual.strip().replace(",", ".")))
    except (InvalidOperation, ValueError, OverflowError):
        return False
    return value > needed if operator == ">" else value >= needed
