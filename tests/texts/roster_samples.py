"""Samples of the screens about importing the roster."""

from collections.abc import Callable

from domain.roster import Problem
from domain.roster_columns import Column
from domain.roster_numbers import Applied, Numbers
from domain.roster_questions import Doubt, Question
from tests.texts.cast import LONG_UNIT, UNIT, place
from texts import roster
from texts.screen import Screen

FILE = "Daftar Pegawai Kabupaten Contoh per Februari 2026 (FINAL) <rev 2> & lampiran.xlsx"
UPLOAD = 2**48 - 1
TITLES = ("No", "Nama", "NIP", "NIP Baru", "Tempat Tugas & Unit <Induk> menurut Keputusan Bupati Tahun 2026", "")
NUMBERS = Numbers(
    joined=120, moved=250, units=83, positions=77, ranks=91, corrected=12, renumbered=3, returned=1, missing=80,
    uncertain=4, unchanged=9_536, bad=7, serving=10_000,
)  # fmt: skip
VALUES = ("1.98601012010011E+17", "0811-0000-001 / 0811-0000-002", "Dinas <Kesehatan> & KB", "", "III/f")
PROBLEMS = (
    Problem(57, "NIP/NI PPPK", VALUES[0], "roster.staff_number_rounded", {}),
    Problem(57, "No. HP", VALUES[1], "roster.phone_several", {}),
    Problem(101, "Unit Kerja", VALUES[2], "roster.unit_unknown_near",
            {"value": VALUES[2], "suggestion": "Dinas Kesehatan"}),
    Problem(202, "Nama", VALUES[3], "roster.name_empty", {}),
    Problem(303, "Pangkat/Gol.", VALUES[4], "roster.rank_unknown", {"value": VALUES[4]}),
    *(Problem(line, "Email", "pegawai(at)contoh.example", "roster.email_malformed", {"value": "pegawai(at)contoh"})
      for line in range(404, 408)),
)  # fmt: skip
PEOPLE = tuple((f"Pegawai Contoh {number}, S.E., M.Si.", LONG_UNIT.name) for number in range(80))
UNKNOWN = Question(Doubt.UNKNOWN, (4,), meanings=(Column.UNIT, Column.RANK, Column.STATUS, Column.PHONE, Column.EMAIL))


def _preview(numbers: Numbers, *, problems: tuple[Problem, ...] = (), partial: bool = False) -> Callable[[str], Screen]:
    sheet = "Pegawai <aktif>" if problems else ""
    seen = roster.Overview(UPLOAD, FILE, sheet, numbers, problems, partial)
    return lambda language: roster.preview(place(language), seen)


def _column(question: Question, *samples: str) -> Callable[[str], Screen]:
    return lambda language: roster.column(place(language), UPLOAD, FILE, question, TITLES, samples)


ROSTER_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "roster: asked for the file": lambda language: roster.ask(place(language), 20),
    "roster: which sheet": lambda language: roster.sheet(place(language), UPLOAD, FILE, ("Dinas", "<Puskesmas> & UPT")),
    "roster: several columns": _column(Question(Doubt.SEVERAL, (2, 3), Column.STAFF_NUMBER)),
    "roster: a column is missing": _column(Question(Doubt.MISSING, (4,), Column.UNIT)),
    "roster: an unknown column": _column(UNKNOWN, "Ruang <A> & B", "198601012010012001", "+62 811-0000-001"),
    "roster: an unknown column without values": _column(UNKNOWN),
    "roster: preview": _preview(NUMBERS, problems=PROBLEMS),
    "roster: preview of a clean file": _preview(Numbers(joined=10_000)),
    "roster: preview of some bad rows": _preview(Numbers(unchanged=3, bad=4, serving=3), problems=PROBLEMS[:5]),
    "roster: preview of nothing new": _preview(Numbers(unchanged=10_000, serving=10_000)),
    "roster: preview of a list of few": _preview(Numbers(unchanged=25, missing=9_975, serving=10_000), partial=True),
    "roster: mark as gone": lambda language: roster.leavers(place(language), UPLOAD, FILE, PEOPLE),
    "roster: mark one as gone": lambda language: roster.leavers(place(language), UPLOAD, FILE, (("Ani", UNIT.name),)),
    "roster: applied": lambda language: roster.applied(place(language), FILE),
    "roster: result": lambda language: roster.result(
        place(language), FILE, Applied(NUMBERS, left=80, accounts=61, roles=2, role_holders=3)
    ),
    "roster: plain result": lambda language: roster.result(place(language), FILE, Applied(Numbers(joined=200))),
    "roster: dropped": lambda language: roster.dropped(place(language)),
    "roster: bad rows": lambda language: roster.bad_rows(place(language), FILE, 300, b"PK"),
    "roster: missing people": lambda language: roster.missing(place(language), FILE, 80, b"PK"),
    "roster: exported": lambda language: roster.exported(place(language), 10_040, b"PK"),
}
