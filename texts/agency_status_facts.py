"""What the screens of all units of a ZI cycle need to know."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from domain.agency_status import Compared, Order, UnitStanding, Week
from domain.figures import Figure
from domain.stages import Stage
from domain.zone import Cycle


class BoardFacts(Protocol):
    """The units of a cycle in their order, and all of them together."""

    @property
    def cycle(self) -> Cycle:
        """Which cycle."""

    @property
    def rows(self) -> tuple[UnitStanding, ...]:
        """The units that take part."""

    @property
    def order(self) -> Order:
        """Their order."""

    @property
    def whole(self) -> bool:
        """Whether these are all units of the agency."""

    @property
    def weeks(self) -> tuple[Week, ...]:
        """How far they were week by week."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The reform index by year."""

    @property
    def earlier(self) -> Cycle | None:
        """The cycle before."""

    @property
    def endangered(self) -> tuple[UnitStanding, ...]:
        """The units at risk."""

    @property
    def stages(self) -> Mapping[Stage, int]:
        """How many units are at each stage."""

    @property
    def mean(self) -> Fraction:
        """The mean of their totals."""


class ComparisonFacts(Protocol):
    """The units of two cycles by name."""

    @property
    def cycle(self) -> Cycle:
        """The later cycle."""

    @property
    def earlier(self) -> Cycle:
        """The cycle before."""

    @property
    def rows(self) -> tuple[Compared, ...]:
        """The units that take part in either."""

    @property
    def in_both(self) -> tuple[Compared, ...]:
        """Those that take part in both."""

    @property
    def means(self) -> tuple[Fraction, Fraction]:
        """The means of those in both, the earlier one first."""
