"""Samples of the messages to who keeps the units, with units as many and as long-named as real ones get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.roster import Problem
from domain.unit_book import MergePreview, Purpose, UnitCounts, UnitEvent, UnitFacts, UnitPage
from domain.unit_plan import KnownUnit, UnitChange, UnitPlan
from tests.texts.cast import LONG_UNIT, NOW, SITI, UNIT, place
from texts import units
from texts.screen import Screen

CLOSED = replace(LONG_UNIT, closed_at=NOW)
EMPTY = UnitCounts(people=0, people_below=0, children=0, grants=0, groups=0, deadlines=0)
BUSY = UnitCounts(people=43, people_below=1043, children=12, grants=3, groups=1, deadlines=2)
CHANGES: tuple[tuple[str, dict[str, object], dict[str, object]], ...] = (
    ("renamed", {"name": UNIT.name}, {"name": LONG_UNIT.name}),
    ("zone", {"timezone": "Asia/Jakarta"}, {"timezone": "Asia/Makassar"}),
    ("predicate", {"predicate": "", "predicate_year": None}, {"predicate": "WBK", "predicate_year": 2024}),
    ("moved", {"parent": "dinkes"}, {"parent": ""}),
    ("head", {"employees": []}, {"employees": [1]}),
)
EVENTS = tuple(
    UnitEvent(kind, before, after, "cli", NOW - timedelta(days=day))
    for day, (kind, before, after) in enumerate(CHANGES)
)
LAST = tuple(
    UnitEvent(kind, {}, after, "cli", NOW)
    for kind, after in (("closed", {}), ("merged", {"into": "dpmptsp"}), ("absorbed", {"from": "pkm"}), ("created", {}))
)
FACTS = UnitFacts(LONG_UNIT, UNIT, SITI, BUSY, (UNIT,) * 10, EVENTS, None)

KNOWN = KnownUnit(1, "pkm-contoh", LONG_UNIT.name, "upt", "dinkes", "Asia/Jakarta", 6, "WBK", 2024)
CHANGE = UnitChange(
    KNOWN,
    {
        "name": (LONG_UNIT.name, "Puskesmas <Contoh>"),
        "timezone": ("Asia/Jakarta", "Asia/Jayapura"),
        "head": ("", SITI.staff_number),
        "predicate_year": (2024, None),
    },
)
PROBLEMS = (
    Problem(7, "Induk <baru>", "dinas yang <tidak> ada", "roster.unit_unknown", {"value": "dinas yang <tidak> ada"}),
    Problem(9, "Nama", "", "units.name_empty", {}),
)
GOOD = UnitPlan((KNOWN,) * 12, (CHANGE,) * 9, (KNOWN,) * 3, 1043, (), ("Luas <Kantor>",))
BAD = replace(GOOD, new=(KNOWN,), changed=(), problems=PROBLEMS * 4, missing=(), ignored=())
NOTHING = UnitPlan((), (), (), 96, (), ())


def _picker(purpose: Purpose, page: int = 0, pages: int = 3, words: str = "") -> Callable[[str], Screen]:
    subject = LONG_UNIT if purpose is not Purpose.SEE else None
    shown = UnitPage(purpose, subject, words, (UNIT, LONG_UNIT) * 4, 24, page, pages)
    return lambda language: units.picker(place(language), shown)


UNIT_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "units: first page": _picker(Purpose.SEE),
    "units: found by words": _picker(Purpose.SEE, 1, 2, "puskesmas <contoh>"),
    "units: into which": _picker(Purpose.MERGE, 2),
    "units: under which": _picker(Purpose.PARENT),
    "units: card": lambda language: units.card(place(language), FACTS),
    "units: card of an empty one": lambda language: units.card(
        place(language), UnitFacts(UNIT, None, None, EMPTY, (), (), None)
    ),
    "units: card of one with a predicate without year": lambda language: units.card(
        place(language), replace(FACTS, unit=replace(LONG_UNIT, predicate_year=None))
    ),
    "units: card of a closed one": lambda language: units.card(
        place(language), UnitFacts(CLOSED, UNIT, None, EMPTY, (), LAST, None)
    ),
    "units: card of a merged one": lambda language: units.card(
        place(language), UnitFacts(CLOSED, UNIT, None, EMPTY, (), LAST, UNIT)
    ),
    "units: asked for a name": lambda language: units.ask_name(place(language), LONG_UNIT),
    "units: zones": lambda language: units.zones(place(language), LONG_UNIT),
    "units: working days": lambda language: units.work_days(place(language), LONG_UNIT),
    "units: predicates": lambda language: units.predicates(place(language), LONG_UNIT),
    "units: years": lambda language: units.years(place(language), LONG_UNIT, "WBK"),
    "units: merge": lambda language: units.merge_preview(
        place(language), LONG_UNIT, UNIT, MergePreview(43, 0, 3, 1, 2, head_ends=False)
    ),
    "units: merge of two with a head": lambda language: units.merge_preview(
        place(language), LONG_UNIT, UNIT, MergePreview(1043, 12, 0, 0, 0, head_ends=True)
    ),
    "units: close": lambda language: units.confirm_close(place(language), LONG_UNIT),
    "units: asked for a file": lambda language: units.ask_file(place(language)),
    "units: preview": lambda language: units.file_preview(place(language), 3, "unit-kerja-<2026>.xlsx", GOOD),
    "units: preview with bad rows": lambda language: units.file_preview(place(language), 3, "unit.csv", BAD),
    "units: preview with one bad row": lambda language: units.file_preview(
        place(language), 3, "unit.csv", replace(NOTHING, problems=PROBLEMS[1:])
    ),
    "units: preview of nothing": lambda language: units.file_preview(place(language), 3, "unit.csv", NOTHING),
    "units: bad rows": lambda language: units.bad_rows(place(language), BAD, b"PK"),
    "units: imported": lambda language: units.imported(place(language), GOOD),
    "units: imported without bad rows": lambda language: units.imported(place(language), BAD),
    "units: exported": lambda language: units.exported(place(language), 1043, b"PK"),
    "units: file dropped": lambda language: units.dropped(place(language)),
}
