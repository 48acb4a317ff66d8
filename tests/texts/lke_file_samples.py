"""Samples of the screens that take worksheets in and out as files."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from domain.errors import DomainError
from domain.lke_import import FileDesk, Imported, Item, Preview, State
from domain.lke_reading import Problem
from domain.zone import AnswerRecord, Cycle, Layer
from tests.texts.cast import LONG_UNIT, NOW, RULES, UNIT, place
from texts import lke_files
from texts.screen import Screen

CYCLE = Cycle(3, 2026, "Periode evaluasi 2026")
LINK = "https://contoh.go.id/sk"
CODES = tuple(RULES.codes)
BEFORE = AnswerRecord("R1.i.a", 2, {"target": 5, "realised": 1}, "", "cli", NOW)
ITEMS = (
    Item("P1.i.a", 7, State.NEW, None, "yes", "Lengkap <SK> & notulen", (LINK, LINK + "/2")),
    Item("P1.i.b", 8, State.LINKS, replace(BEFORE, question="P1.i.b", value="A"), "A", "", (LINK,)),
    Item("P1.ii.a", 9, State.CHANGED, replace(BEFORE, question="P1.ii.a", value="yes"), "yes", "catatan baru"),
    Item("R1.i.a", 110, State.CHANGED, BEFORE, {"target": 5, "realised": 4}, ""),
    *(Item(code, 20, State.NEW, None, "A", "") for code in CODES[10:30] if RULES.question(code).type == "abc"),
    *(Item(code, 30, State.CONFLICT, None, "A", "") for code in CODES[30:50]),
    Item("H1.b", 200, State.SAME, None, "A", ""),
)
UNKNOWN = DomainError("lke.choice_unknown", question="P1.i.b", value="<Z> & seterusnya", allowed=("A", "B", "C"))
PROBLEMS = (
    *(Problem(row, "P1.i.b", UNKNOWN) for row in range(8, 24)),
    Problem(0, "", DomainError("lke_file.questions_missing", count=3, codes=["P1.i.a"])),
)
FULL = Preview(
    LONG_UNIT, CYCLE, Layer.UNIT, ITEMS, PROBLEMS, Fraction(7634, 100), 74.12, other_unit="dinkes", own_columns=True
)  # fmt: skip
NOTHING = Preview(UNIT, CYCLE, Layer.TPI, ITEMS[-1:], (), Fraction(50), None, own_columns=False)
FEW = replace(NOTHING, layer=Layer.TPN, items=ITEMS[:2], problems=PROBLEMS[:1], own_columns=True)

LKE_FILE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "lke file: everything may be done": lambda language: lke_files.desk(
        place(language), FileDesk(LONG_UNIT, tuple(Layer), reports=True)
    ),
    "lke file: only taken out": lambda language: lke_files.desk(place(language), FileDesk(UNIT, (), reports=False)),
    "lke file: which file": lambda language: lke_files.ask(place(language), LONG_UNIT, Layer.TPI),
    "lke file: preview of much": lambda language: lke_files.preview(place(language), 2**50, "lke <1> & 2.xlsx", FULL),
    "lke file: preview of nothing": lambda language: lke_files.preview(place(language), 5, "lke.xlsx", NOTHING),
    "lke file: preview of a little": lambda language: lke_files.preview(place(language), 5, "lke.xlsx", FEW),
    "lke file: kept": lambda language: lke_files.applied(
        place(language), Imported(LONG_UNIT, Layer.UNIT, 113, 12, CODES[:20])
    ),
    "lke file: kept, nothing else": lambda language: lke_files.applied(
        place(language), Imported(UNIT, Layer.TPI, 1, 0, ())
    ),
    "lke file: dropped": lambda language: lke_files.dropped(place(language)),
    "lke file: the workbook": lambda language: lke_files.workbook(place(language), LONG_UNIT, 2026, b"PK"),
    "lke file: the recap": lambda language: lke_files.recap(place(language), "ZI <2026>", 1_043, b"PK"),
    "lke file: the report": lambda language: lke_files.report(place(language), UNIT, "lhe.pdf", "pdf", b"%PDF"),
}
