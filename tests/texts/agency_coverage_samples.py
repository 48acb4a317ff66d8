"""Samples of the table of the agency's coverage, its picture and its workbook."""

from collections.abc import Callable

from domain.agency_coverage import Order, UnitCoverage, added, ordered
from services.agency_coverage import CoverageTable
from tests.texts.cast import LONG_UNIT, place
from texts import agency_coverage
from texts.screen import Screen

LONGEST = tuple(
    UnitCoverage(f"u{number}", LONG_UNIT.name, 123_456 + number, 120_000 + number, 1_000, 1_000, 1_000, 1_234)
    for number in range(34)
)
DONE = UnitCoverage("dpmptsp", "DPMPTSP", 43, 43, 0, 0, 0, 0)


def coverage_table(
    rows: tuple[UnitCoverage, ...], order: Order = Order.LOWEST, *, rolled: bool = False, whole: bool = True
) -> CoverageTable:
    """A table of these rows."""
    title = "Pakta Integritas Tahun <2026> & lainnya"
    return CoverageTable(10**9, title, ordered(rows, order), added(rows), order, rolled, whole)


LARGE = coverage_table((*LONGEST, DONE), rolled=True)
SMALL = coverage_table((DONE,), Order.NAME, whole=False)

AGENCY_COVERAGE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "agency coverage: a middle page of long names": lambda language: agency_coverage.table(
        place(language), LARGE, 1, admin=True
    ),
    "agency coverage: the last page": lambda language: agency_coverage.table(place(language), LARGE, 99, admin=False),
    "agency coverage: one unit": lambda language: agency_coverage.table(place(language), SMALL, 0, admin=False),
    "agency coverage: nobody asked": lambda language: agency_coverage.table(
        place(language), coverage_table(()), 0, admin=False
    ),
    "agency coverage: a picture": lambda language: agency_coverage.picture(
        place(language), LARGE, 0, 2, b"\x89PNG", agency_coverage.part_note(language, 1, 25, 35)
    ),
    "agency coverage: the only picture": lambda language: agency_coverage.picture(
        place(language), SMALL, 0, 1, b"\x89PNG", ""
    ),
    "agency coverage: workbook": lambda language: agency_coverage.workbook(place(language), LARGE, b"PK"),
}
