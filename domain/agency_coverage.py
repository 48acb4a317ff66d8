"""How far each unit of the agency is with a campaign: rows of numbers, their order, and their sum by units above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.folding import folded


class Order(StrEnum):
    """By what the units stand in the table; the values are short enough for buttons."""

    LOWEST = "low"
    HIGHEST = "high"
    NAME = "name"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """People of a unit by where their request stands; `expected` counts all of them.

    `unreachable` are those of `read` and `open` who have no account, or one that can't be written to.
    """

    code: str
    name: str
    expected: int
    signed: int
    read: int
    open: int
    declined: int
    unreachable: int

    @property
    def missing(self) -> int:
        """How many have not signed, for whatever reason."""
        return self.expected - self.signed

    @property
    def ended(self) -> int:
        """How many requests ended without an answer that counts: expired, or their signature withdrawn."""
        return self.missing - self.read - self.open - self.declined

    @property
    def ratio(self) -> Fraction:
        """Signed by expected, exactly; 0 where nobody is expected."""
        return Fraction(self.signed, self.expected) if self.expected else Fraction(0)

    @property
    def percent(self) -> int:
        """The ratio in whole percent, cut and never rounded up: 100 only when everybody has signed."""
        return int(self.ratio * 100)


def added(rows: Iterable[UnitCoverage], code: str = "", name: str = "") -> UnitCoverage:
    """The sum of rows under another name."""
    found = tuple(rows)
    return UnitCoverage(
        code,
        name,
        expected=sum(one.expected for one in found),
        signed=sum(one.signed for one in found),
        read=sum(one.read for one in found),
        open=sum(one.open for one in found),
        declined=sum(one.declined for one in found),
        unreachable=sum(one.unreachable for one in found),
    )


def ordered(rows: Iterable[UnitCoverage], order: Order) -> tuple[UnitCoverage, ...]:
    """The rows in an order; equal ones, and all in the order of names, by name and code."""
    by_name = sorted(rows, key=lambda one: (folded(one.name), one.code))
    match order:
        case Order.LOWEST:
            return tuple(sorted(by_name, key=lambda one: one.ratio))
        case Order.HIGHEST:
            return tuple(sorted(by_name, key=lambda one: -one.ratio))
        case Order.MISSING:
            return tuple(sorted(by_name, key=lambda one: -one.missing))
        case Order.NAME:
            return tuple(by_name)


def first_level(parents: Mapping[int, int | None], among: Iterable[int]) -> dict[int, int]:
    """For each of `among` the unit of the first level that it counts for, itself or one above it.

    The first level are the units with nothing of `among` above them; where that is a single one, those right below it
    are the first level, and it stands for itself alone. `parents` has the unit above each unit.
    """
    seen = set(among)
    paths = {one: _path(one, parents, seen) for one in seen}
    tops = {path[-1] for path in paths.values()}
    if len(tops) != 1:
        return {one: path[-1] for one, path in paths.items()}
    return {one: path[-2] if len(path) > 1 else path[-1] for one, path in paths.items()}


def _path(unit_id: int, parents: Mapping[int, int | None], among: set[int]) -> Sequence[int]:
    """The unit and those above it as long as they are among the units asked about, nearest first."""
    path, above = [unit_id], parents.get(unit_id)
    while above is not None and above in among:
        path.append(above)
        above = parents.get(above)
    return path
