"""Samples of the screens of all units of a ZI cycle: long names, every reason, nothing at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from domain.agency_status import Compared, Gap, Order, UnitStanding, Week
from domain.figures import Figure
from domain.quick_scoring import bundled_scorer
from domain.stages import Stage
from domain.unit_risks import Risk, RiskKind
from domain.worksheet import Doing
from domain.zone import Cycle
from services.agency_status import CycleComparison, StatusBoard
from tests.texts.cast import LONG_UNIT, NOW, place
from texts import agency_status
from texts.agency_status_files import part_note
from texts.screen import Screen

CYCLE = Cycle(10**9, 2026, "Zona Integritas Tahun <2026> & lainnya")
EARLIER = Cycle(1, 2025, "Zona Integritas 2025")
LAST = date(2026, 3, 18)
NOTHING = bundled_scorer().tally({})
RISKS = (
    Risk(RiskKind.GAP, 212, 0, Doing.FILL, LAST, 12, Fraction(12, 5)),
    Risk(RiskKind.INCOMPLETE, 113, 113, Doing.FILL, LAST, 0),
    Risk(RiskKind.EVIDENCE, 112, 113, Doing.FILL, LAST, 12),
    Risk(RiskKind.HALF, doing=Doing.FILL, last=LAST, days=12),
    Risk(RiskKind.HEAD),
    Risk(RiskKind.TEAM),
)
LATE = (Risk(RiskKind.EVIDENCE, 1, 3), Risk(RiskKind.STAGE, doing=Doing.PROPOSE, last=LAST, days=-3))
UNIT = UnitStanding(
    unit_id=10**9, code="u", name=LONG_UNIT.name, stage=Stage.RETURNED, target="WBBM", since=NOW, questions=113,
    points=replace(NOTHING, total=Fraction(12_345, 100), answered=113),
    tpi=replace(NOTHING, total=Fraction(9_999, 100)),
    evidence=12_345, without_evidence=113, findings=113, change=Fraction(-4_321, 100), risks=RISKS,
    gap=Gap("area_A6", Fraction(1_234, 100), Fraction(2_500, 100), Fraction(75), 12),
)  # fmt: skip
FINE = replace(UNIT, name="DPMPTSP", risks=(), gap=None, findings=0, tpi=None, change=Fraction(0), stage=Stage.AWARDED)
WEEKS = tuple(Week(NOW - timedelta(weeks=51 - number), 200 * number, Fraction(3 * number, 2)) for number in range(52))
FIGURES = (Figure("reform_index", 2024, "77.26"), Figure("reform_index", 2025, "81.57"))

LARGE = StatusBoard(
    CYCLE,
    (*(replace(UNIT, unit_id=UNIT.unit_id + number) for number in range(34)), replace(FINE, risks=LATE)),
    Order.GAP,
    whole=True,
    weeks=WEEKS,
    figures=FIGURES,
    earlier=EARLIER,
)
SMALL = StatusBoard(CYCLE, (FINE,), Order.SCORE, whole=False, weeks=WEEKS[-1:], figures=(), earlier=None)
EMPTY = StatusBoard(CYCLE, (), Order.STAGE, whole=True, weeks=(Week(NOW, 0, Fraction(0)),), figures=(), earlier=None)
COMPARED = CycleComparison(
    CYCLE,
    EARLIER,
    (
        *(Compared(number, "u", UNIT.name, UNIT, UNIT) for number in range(12)),
        Compared(97, "v", "Baru", FINE, None),
        Compared(98, "w", "Lama", None, FINE),
    ),
    whole=True,
)
APART = CycleComparison(CYCLE, EARLIER, (Compared(97, "v", "Baru", FINE, None),), whole=False)

AGENCY_STATUS_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "agency status: summary": lambda language: agency_status.summary(place(language), LARGE, admin=True),
    "agency status: summary of one unit": lambda language: agency_status.summary(place(language), SMALL, admin=False),
    "agency status: summary of nothing": lambda language: agency_status.summary(place(language), EMPTY, admin=False),
    "agency status: a middle page of long names": lambda language: agency_status.listing(place(language), LARGE, 1),
    "agency status: a list of one": lambda language: agency_status.listing(place(language), SMALL, 0),
    "agency status: a list of nothing": lambda language: agency_status.listing(place(language), EMPTY, 0),
    "agency status: every reason": lambda language: agency_status.risks(place(language), LARGE, 1),
    "agency status: the last risks": lambda language: agency_status.risks(place(language), LARGE, 99),
    "agency status: nobody at risk": lambda language: agency_status.risks(place(language), SMALL, 0),
    "agency status: weeks": lambda language: agency_status.weeks(place(language), LARGE),
    "agency status: no weeks yet": lambda language: agency_status.weeks(place(language), EMPTY),
    "agency status: two cycles": lambda language: agency_status.compare(place(language), COMPARED, 0),
    "agency status: two cycles, the last page": lambda language: agency_status.compare(place(language), COMPARED, 9),
    "agency status: nobody in both cycles": lambda language: agency_status.compare(place(language), APART, 0),
    "agency status: the first cycle": lambda language: agency_status.compare(place(language), None, 0),
    "agency status: a heat table": lambda language: agency_status.heat(
        place(language), LARGE, 0, 2, b"\x89PNG", part_note(language, 1, 25, 35)
    ),
    "agency status: the only heat table": lambda language: agency_status.heat(
        place(language), SMALL, 0, 1, b"\x89PNG", ""
    ),
    "agency status: lines": lambda language: agency_status.chart(place(language), LARGE, b"\x89PNG"),
    "agency status: workbook": lambda language: agency_status.workbook(place(language), LARGE, b"PK"),
}
