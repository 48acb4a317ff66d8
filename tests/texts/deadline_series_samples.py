"""Deadlines from a file and from the windows of a cycle, with values as long and as awkward as real ones get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from domain.cycle_deadlines import DUTIES, Offer, Offered
from domain.deadline import Concerned, Deadline, DeadlineAudience, DoneRule
from domain.deadline_file import FilePlan, Planned
from domain.roster import Problem
from domain.series import Frequency, SeriesDetails
from domain.worksheet import Doing
from domain.zone import Cycle
from tests.texts.cast import LONG_UNIT, UNIT, place
from texts import cycle_deadlines, deadline_files
from texts.screen import Screen

DUE = datetime(2027, 6, 12, 9, tzinfo=UTC)
DETAILS = SeriesDetails("Asia/Jakarta", each_zone=True)
TITLE = "Unggah bukti dukung <triwulan I> & laporan monitoring dan evaluasi pembangunan Zona Integritas, tahap satu"
PEOPLE = ("Siti Contohwati, S.Kom.", "197001022001031002", "Budi <Santoso>")
ONE = Planned(2, TITLE, date(2027, 6, 12), DETAILS, None, DUE)
NAMED = replace(
    ONE, line=3, unit=LONG_UNIT, people=PEOPLE,
    details=replace(DETAILS, unit_id=LONG_UNIT.id, each_zone=False, audience=DeadlineAudience(Concerned.PEOPLE)),
)  # fmt: skip
MONTHLY = replace(ONE, line=4, every=Frequency.MONTHLY, until=date(2027, 12, 31), unit=UNIT)
ROLE = replace(
    ONE, line=5, details=replace(DETAILS, at=time(8, 5), audience=DeadlineAudience(Concerned.ROLE, "zi_team"))
)
KIND = replace(ONE, line=6, details=replace(DETAILS, audience=DeadlineAudience(Concerned.KIND, "puskesmas")))
GOOD = FilePlan((ONE, NAMED, MONTHLY, ROLE, KIND) * 3, 1204, (), ("Warna <merah>", "Luas"))
PROBLEMS = tuple(
    Problem(line, "Batas <Waktu>", "31 Juni & seterusnya " * 4, "date.impossible", {"value": "31 Juni <2027>"})
    for line in range(2, 40)
)
BAD = FilePlan((ONE,), 0, PROBLEMS, ())
EMPTY = FilePlan((), 3, (), ())

CYCLE = Cycle(2, 2026, "Zona Integritas <2026> & seterusnya", {})
KEPT = Deadline(5, "Pengisian LKE", DUE, None, DoneRule.WORKSHEET, each_zone=True)


def _offered(doing: Doing, last: date | None = None, due_at: datetime | None = None) -> Offered:
    return Offered(doing, f"{doing}: ZI 2026", last, due_at, *DUTIES[doing], None)


OFFER = Offer(
    CYCLE,
    (
        replace(_offered(Doing.FILL, date(2027, 6, 12)), deadline=KEPT), _offered(Doing.REVIEW, date(2026, 1, 5)),
        _offered(Doing.REVISE), _offered(Doing.PROPOSE, date(2027, 6, 12), DUE),
    ),
)  # fmt: skip
MANY = Offer(CYCLE, tuple(_offered(doing, date(2027, 6, 12), DUE + timedelta(days=1)) for doing in Doing))

DEADLINE_SERIES_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "deadline file: asked": lambda language: deadline_files.ask(place(language)),
    "deadline file: preview": lambda language: deadline_files.preview(place(language), 2**47, "tenggat.xlsx", GOOD),
    "deadline file: with problems": lambda language: deadline_files.preview(place(language), 7, "x" * 200, BAD),
    "deadline file: nothing new": lambda language: deadline_files.preview(place(language), 7, "a.csv", EMPTY),
    "deadline file: bad rows": lambda language: deadline_files.bad_rows(place(language), BAD, b"x"),
    "deadline file: example": lambda language: deadline_files.template(place(language), b"x"),
    "deadline file: imported": lambda language: deadline_files.imported(place(language), GOOD),
    "deadline file: dropped": lambda language: deadline_files.dropped(place(language)),
    "cycle deadlines: some": lambda language: cycle_deadlines.offer(place(language), OFFER, frozenset(Doing)),
    "cycle deadlines: all": lambda language: cycle_deadlines.offer(place(language), MANY, {Doing.FILL, Doing.REVIEW}),
    "cycle deadlines: none chosen": lambda language: cycle_deadlines.offer(place(language), MANY, ()),
    "cycle deadlines: none left": lambda language: cycle_deadlines.offer(place(language), Offer(CYCLE, ()), ()),
}
