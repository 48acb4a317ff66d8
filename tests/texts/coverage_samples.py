"""Samples of the screen that tells who leads a unit how far it is with the pledge."""

from collections.abc import Callable

from services.coverage import CoverageOverview
from tests.texts.cast import LONG_UNIT, place
from texts import coverage
from texts.screen import Screen

MANY = CoverageOverview(LONG_UNIT, "Pakta <2026> & lainnya", 12_345, 1_234, 4_321, 12, 1_200, 34, 56, 789)

COVERAGE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "coverage: a large unit": lambda language: coverage.overview(place(language), MANY),
}
