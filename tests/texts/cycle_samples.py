"""Screens of ZI cycles and of the check-list of proposals, with values as long and as awkward as real ones get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from domain.cycle_views import (
    AgencyComparison,
    AgencySide,
    CycleFacts,
    CyclePage,
    Form,
    Side,
    Started,
    UnitComparison,
    UnitLine,
    WindowAsk,
)
from domain.cycles import Copied, Keep, Taking
from domain.proposal import ITEMS, ItemState
from domain.proposal_views import Desk, ItemDesk, Line, Overview, OverviewLine, Told
from domain.stages import Stage
from domain.worksheet import Doing, Window, window
from domain.zone import Cycle, Layer, ProposalTick
from tests.texts.cast import LONG_UNIT, NOW, UNIT, place, score
from texts import cycles, proposals
from texts.screen import Screen

FIRST, LAST = date(2026, 2, 1), date(2026, 4, 30)
CYCLE = Cycle(2, 2026, "Zona Integritas <2026> & seterusnya", {"fill": (FIRST, LAST), "propose": (FIRST, LAST)})
OLD = Cycle(1, 2025, "Zona Integritas 2025", {})
FACTS = CycleFacts(CYCLE, {Stage.BUILDING: 1204, Stage.AWARDED: 3}, {"WBK": 1200, "WBBM": 7}, latest=True)
EMPTY = CycleFacts(OLD, {}, {}, latest=False)
FORM = Form(2027, "Zona Integritas 2027", CYCLE, (CYCLE, OLD), Taking.OPEN, frozenset({Keep.EVIDENCE}), 12, "1-2")
LINK = "https://drive.google.com/drive/folders/abc<def>&g"
TICK = ProposalTick("clearance_letter", True, None, LINK, "menunggu <Inspektorat>", "account:1", NOW)
LINES = tuple(Line(one, ItemState.MISSING, None, mine=True) for one in ITEMS)
DESK = Desk(UNIT, CYCLE, Stage.PROPOSED, "WBK", window(CYCLE, Doing.PROPOSE), 12, LINES)
DONE = Line(ITEMS[2], ItemState.DONE, TICK, mine=True)
FILED = Line(ITEMS[2], ItemState.DONE, replace(TICK, file_id=7, link=""), mine=False)
OVERVIEW = Overview(
    CYCLE, DESK.window, 0,
    (OverviewLine(LONG_UNIT, Stage.TPI_REVIEW, 0, ITEMS), OverviewLine(UNIT, Stage.PROPOSED, len(ITEMS), ())),
    1, 1204, 1, 3,
)  # fmt: skip


def _asked(first: date | None = None, last: date | None = None, cycle: Cycle = CYCLE) -> WindowAsk:
    return WindowAsk(cycle, window(cycle, Doing.FILL), first, last)


def _side(cycle: Cycle, *layers: Layer) -> Side:
    return Side(cycle, Stage.BUILDING, "WBK", {layer: score() for layer in layers})


def _agency(*, full: bool) -> AgencyComparison:
    sides = (AgencySide(OLD, 7, 0, None, 0), AgencySide(CYCLE, 1204, 3, Fraction(8157, 100), 2))
    lines = (UnitLine(1, LONG_UNIT.name, None, Fraction(8157, 100), full=full),)
    return AgencyComparison(*sides, lines, 1, 3)


CYCLE_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "cycles: list": lambda language: cycles.listing(place(language), CyclePage((FACTS, EMPTY), 1, 3)),
    "cycles: none": lambda language: cycles.listing(place(language), CyclePage((), 0, 1)),
    "cycles: card": lambda language: cycles.card(place(language), FACTS),
    "cycles: card of an old one without units": lambda language: cycles.card(place(language), EMPTY),
    "cycles: window asked": lambda language: cycles.window_asked(place(language), _asked()),
    "cycles: window open all year": lambda language: cycles.window_asked(place(language), _asked(cycle=OLD)),
    "cycles: last day asked": lambda language: cycles.window_asked(place(language), _asked(FIRST)),
    "cycles: window read back": lambda language: cycles.window_asked(place(language), _asked(FIRST, LAST)),
    "cycles: window of another year": lambda language: cycles.window_asked(place(language), _asked(FIRST, LAST, OLD)),
    "cycles: form with a copy": lambda language: cycles.form(place(language), FORM),
    "cycles: form without evidence": lambda language: cycles.form(place(language), replace(FORM, keep=frozenset())),
    "cycles: form of an empty one": lambda language: cycles.form(place(language), replace(FORM, source=None, units=0)),
    "cycles: form of the first one": lambda language: cycles.form(
        place(language), replace(FORM, source=None, sources=(), units=0)
    ),
    "cycles: started": lambda language: cycles.started(place(language), Started(FACTS, Copied(1204, 12, 113000, 8))),
    "cycles: saved": lambda language: cycles.saved(place(language)),
    "cycles: pair": lambda language: cycles.pair(place(language), FACTS, CyclePage((FACTS, EMPTY), 0, 1)),
    "cycles: nothing to pair": lambda language: cycles.pair(place(language), FACTS, CyclePage((FACTS,), 0, 1)),
    "cycles: agency compared": lambda language: cycles.agency(place(language), _agency(full=False)),
    "cycles: agency compared in full": lambda language: cycles.agency(place(language), _agency(full=True)),
    "cycles: unit compared": lambda language: cycles.unit(
        place(language), UnitComparison(LONG_UNIT, _side(OLD, Layer.UNIT), _side(CYCLE, *Layer))
    ),
    "cycles: unit without answers": lambda language: cycles.unit(
        place(language), UnitComparison(UNIT, Side(OLD, None, "", {}), _side(CYCLE))
    ),
    "proposals: list": lambda language: proposals.desk(place(language), DESK),
    "proposals: complete": lambda language: proposals.desk(place(language), replace(DESK, lines=(DONE,), days_left=-1)),
    "proposals: without a window": lambda language: proposals.desk(
        place(language), replace(DESK, window=Window(Doing.PROPOSE, None, None), days_left=None)
    ),
    "proposals: item missing": lambda language: proposals.item(place(language), ItemDesk(DESK, LINES[0]), files=True),
    "proposals: item without files": lambda language: proposals.item(
        place(language), ItemDesk(DESK, LINES[0]), files=False
    ),
    "proposals: item without evidence": lambda language: proposals.item(
        place(language), ItemDesk(DESK, LINES[-1]), files=True
    ),
    "proposals: item done": lambda language: proposals.item(place(language), ItemDesk(DESK, DONE), files=True),
    "proposals: item of another": lambda language: proposals.item(place(language), ItemDesk(DESK, FILED), files=True),
    "proposals: file": lambda language: proposals.file(
        place(language), "clearance_letter", "TLHP.pdf", b"%PDF-", "application/pdf"
    ),
    "proposals: overview": lambda language: proposals.overview(place(language), OVERVIEW),
    "proposals: overview of nobody": lambda language: proposals.overview(
        place(language), replace(OVERVIEW, lines=(), page=0, pages=1)
    ),
    "proposals: saved": lambda language: proposals.saved(place(language)),
    "proposals: missing": lambda language: proposals.missing(
        place(language), Told(CYCLE, 3, LAST, ((LONG_UNIT, ITEMS),) * 9)
    ),
    "proposals: missing on the last day": lambda language: proposals.missing(
        place(language), Told(CYCLE, 0, LAST, ((UNIT, ITEMS[:1]),))
    ),
}
