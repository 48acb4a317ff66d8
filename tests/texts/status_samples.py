"""Samples of the status screens of a unit: the card, its areas, the road, people in charge, the trend, the own part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from domain import agency_conditions, road, scoring, stages, worksheet
from domain.answers import Answer
from domain.figures import Figure
from domain.instrument import bundled
from domain.ledger import Coverage
from domain.stages import Stage
from domain.status_views import (
    InCharge,
    LastCycle,
    NextStep,
    OpenPage,
    OwnPart,
    Reader,
    RoadView,
    Total,
    Trend,
    TrendPoint,
    UnitChoice,
    UnitStatus,
)
from domain.worksheet import Doing, Window, WindowState
from domain.worksheet_views import Task
from domain.zone import Layer, QuestionOwner
from tests.texts.cast import BUDI, DEADLINES, LONG_UNIT, NOW, PLEDGE_DUE, SITI, UNIT, facts, place, score
from texts import status, status_pages
from texts.screen import Screen

RULES = bundled()
TODAY = date(2026, 1, 5)
READER = Reader(sees=True, named=True)
BEFORE = Total(score().total, len(RULES.questions), complete=True)
LOW = scoring.score(RULES, {})
FIGURES = {"audit_opinion": "WDP", "sakip_score": "58.2", "reform_index": "81.57"}
OWNERS = (
    QuestionOwner(1, "A1", 11, SITI.name, TODAY + timedelta(days=9)),
    QuestionOwner(2, "P1.i.a", 12, f"Prof. Dr. {BUDI.name} & <Rekan> Sekali Panjang, S.E., M.Si.", None),
)


def next_step(stage: Stage, state: WindowState) -> NextStep:
    """The usual next move, in a window around today."""
    window = Window(Doing.FILL, TODAY - timedelta(days=20), TODAY + timedelta(days=25))
    return NextStep(stages.leaving(stage)[0], window, state)


SO_FAR = facts(UNIT, Stage.SELF_ASSESSMENT, score(complete=False), Coverage(17, 43), DEADLINES)
FULL = replace(
    SO_FAR, next_step=next_step(Stage.SELF_ASSESSMENT, WindowState.OPEN),
    assessed={Layer.TPI: score(), Layer.TPN: score(complete=False)}, month_ago=Fraction(60),
    last=LastCycle("Periode evaluasi 2025", BEFORE, Layer.TPN, BEFORE), findings=3, in_charge=12, reader=READER,
)  # fmt: skip
COMPLETE = facts(LONG_UNIT, Stage.ADMINISTRATIVE_SELECTION, score(), Coverage(1043, 1043), (PLEDGE_DUE,))
IN_GROUP = replace(
    facts(UNIT, Stage.DECLARED, score(complete=False), Coverage(0, 43)),
    next_step=NextStep(stages.leaving(Stage.DECLARED)[0]),
)
FIRST_WINDOW = replace(SO_FAR, next_step=next_step(Stage.BUILDING, WindowState.NOT_YET), month_ago=SO_FAR.card.total)  # type: ignore[union-attr]
LATE_WINDOW = replace(
    SO_FAR, next_step=next_step(Stage.SELF_ASSESSMENT, WindowState.PASSED), last=LastCycle("ZI <2025>", BEFORE)
)


def _roads(answered: dict[str, Answer], predicate: str, *, target: str = "WBBM", unmet: bool = True) -> RoadView:
    found = road.cheapest_road(RULES, answered, target, predicate)
    good = {"audit_opinion": "WTP", "sakip_score": "80", "reform_index": "81", "spip_maturity": "3"}
    return RoadView(LONG_UNIT, found, agency_conditions.unmet(RULES, target, FIGURES if unmet else good))


def _half(code: str) -> Answer:
    question = RULES.question(code)
    raw = {"target": 10} if "target" in {one.role for one in question.inputs} else {"last_year": 4}
    return scoring.parse_answer(question, raw)


COUNTED = next(one.code for one in RULES.questions if one.inputs and one.formula == "share")
EMPTY_ROAD = _roads({}, "")
HALF_ROAD = _roads({COUNTED: _half(COUNTED)}, "WBK", target="WBK")
DONE_ROAD = replace(EMPTY_ROAD, conditions=(), road=replace(
    EMPTY_ROAD.road, improvements=(), steps=0, open=(), missing_predicate=""
))  # fmt: skip
FAR_ROAD = replace(
    EMPTY_ROAD, road=replace(EMPTY_ROAD.road, improvements=(), steps=0, out_of_reach=("total", "area_A1", "clean"))
)
POINTS = (
    TrendPoint(NOW, 2024, Fraction(61), 113, complete=True, cycle="ZI 2024"),
    TrendPoint(NOW, 2025, Fraction(72), 113, complete=True, cycle="ZI 2025"),
    TrendPoint(NOW - timedelta(days=5), 2025, Fraction(12), 40, complete=False),
    TrendPoint(NOW, 2026, Fraction(12), 40, complete=False),
)
TREND = Trend(
    LONG_UNIT, POINTS, ((NOW, Stage.DECLARED), (NOW, Stage.BUILDING)),
    (Figure("reform_index", 2024, "77.26"), Figure("reform_index", 2025, "81.57")),
)  # fmt: skip
QUESTIONS = worksheet.questions_of(RULES, "A6")
TASKS = tuple(Task(UNIT, one, 15, 4, "P1.i.a") for one in OWNERS * 3)
BUSY = OwnPart(LONG_UNIT, signed=False, tasks=TASKS, deadlines=DEADLINES)


def _card(found: UnitStatus) -> Callable[[str], Screen]:
    return lambda language: status.card(place(language), found, RULES)


STATUS_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "status: card": _card(SO_FAR),
    "status: card with everything": _card(FULL),
    "status: complete card": _card(COMPLETE),
    "status: complete card of a weak unit": _card(
        replace(
            COMPLETE,
            unit=UNIT,
            verdicts={
                name: replace(one, unmet=scoring.verdict(RULES, LOW, name, "").unmet)
                for name, one in COMPLETE.verdicts.items()
            },
        )
    ),
    "status: window not open yet": _card(FIRST_WINDOW),
    "status: window over": _card(LATE_WINDOW),
    "status: card in a group": lambda language: status.group_card(place(language), IN_GROUP, RULES),
    "status: card outside the cycle": _card(facts(UNIT)),
    "status: areas": lambda language: status.areas(place(language), FULL, RULES),
    "status: areas of a complete card": lambda language: status.areas(place(language), COMPLETE, RULES),
    "status: first page of units": lambda language: status.picker(
        place(language), UnitChoice("", (UNIT, LONG_UNIT), 20, 0, 3)
    ),
    "status: middle page of units": lambda language: status.picker(
        place(language), UnitChoice("pkm <x>", (LONG_UNIT,), 20, 1, 3)
    ),
    "status: no unit found": lambda language: status.picker(place(language), UnitChoice("dinas & <x>", (), 0, 0, 1)),
    "status: picture": lambda language: status.pictures(place(language), LONG_UNIT.name, [b"one", b"two"])[-1],
    "status: road": lambda language: status_pages.road(place(language), EMPTY_ROAD, 0),
    "status: last page of a road": lambda language: status_pages.road(place(language), EMPTY_ROAD, 99),
    "status: road of half an answer": lambda language: status_pages.road(place(language), HALF_ROAD, 0),
    "status: nothing left on the road": lambda language: status_pages.road(place(language), DONE_ROAD, 0),
    "status: road out of reach": lambda language: status_pages.road(place(language), FAR_ROAD, 0),
    "status: open questions": lambda language: status_pages.open_questions(
        place(language), OpenPage(LONG_UNIT, "A6", QUESTIONS[:8], 15, 0, 2)
    ),
    "status: no open question": lambda language: status_pages.open_questions(
        place(language), OpenPage(UNIT, "H", (), 0, 0, 1)
    ),
    "status: in charge": lambda language: status_pages.in_charge(
        place(language), InCharge(LONG_UNIT, SITI.name, OWNERS, 0, 2)
    ),
    "status: nobody in charge": lambda language: status_pages.in_charge(place(language), InCharge(UNIT, "", (), 0, 1)),
    "status: trend": lambda language: status_pages.trend(place(language), TREND),
    "status: no trend yet": lambda language: status_pages.trend(place(language), Trend(UNIT, ())),
    "status: own part": lambda language: status_pages.own_part(place(language), BUSY),
    "status: own part done": lambda language: status_pages.own_part(
        place(language), replace(BUSY, signed=True, tasks=TASKS[:1], deadlines=())
    ),
    "status: own part without a pledge": lambda language: status_pages.own_part(
        place(language), replace(BUSY, signed=None, tasks=()), private=False
    ),
    "status: own part not in a group": lambda language: status_pages.to_private(place(language)),
}
