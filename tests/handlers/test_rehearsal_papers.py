"""A rehearsal as months and as sheets: which day shows what."""

from dataclasses import replace
from datetime import date

import pytest

from documents.rehearsal_picture import DayCell, DayMark, MonthGrid
from domain.rehearsal import Silence, Unreached
from domain.rehearsal_moves import Cause, ClosedDay, Why
from handlers import rehearsal_papers as papers
from tests.texts.cast import place
from tests.texts.rehearsal_samples import MORNING, NYEPI, WHOLE, day

CLOSED = (
    ClosedDay(date(2026, 3, 24), NYEPI),
    ClosedDay(date(2026, 3, 28), Cause(Why.WEEKEND)),
    ClosedDay(date(2026, 4, 3), Cause(Why.AGENCY_DAY, "HUT")),
)
FOUND = replace(WHOLE, closed=CLOSED)


def cells(month: MonthGrid) -> dict[int, DayCell]:
    return {one.day: one for week in month.weeks for one in week if one is not None}


def test_a_day_shows_what_is_sent_what_moved_and_what_closes_it() -> None:
    march, april = papers.picture(place("id"), FOUND, 0).months
    here = cells(march)
    assert (march.title, len(here), len(cells(april))) == ("Maret 2026", 31, 30)
    assert here[17].marks == (DayMark("H-7", moved=True),)
    assert (here[17].count, here[17].number, here[17].closed) == ("10.250 pesan", "10.250", False)
    assert (here[24].closed, here[24].name, here[24].wished) == (True, NYEPI.name, ("H-7",))
    assert (here[28].closed, here[28].name, here[28].wished) == (True, "", ("H-3",))
    assert (here[31].framed, here[31].due, here[31].marks) == (True, "Tenggat", ())
    assert cells(april)[1].marks == (DayMark("H+1", after=True),)
    assert cells(april)[3].name == "libur instansi HUT"


def test_more_marks_than_have_room_are_counted() -> None:
    found = replace(FOUND, days=(day(MORNING, 30, 14, 0, -1),))
    assert cells(papers.picture(place("id"), found, 0).months[0])[17].marks == (DayMark("Hari H"), DayMark("+3"))


@pytest.mark.parametrize(("months", "pages"), [(0, 1), (1, 1), (2, 2), (3, 2)])
def test_two_months_are_a_page(months: int, pages: int) -> None:
    days = (day(MORNING, 7), day(MORNING.replace(month=3 + months), 0))
    found = replace(FOUND, days=days)
    assert papers.pages(found) == pages
    assert all(1 <= len(papers.picture(place("id"), found, page).months) <= 2 for page in range(pages))


def test_the_sheets_hold_lines_moves_and_people() -> None:
    missed = (Unreached(1, "Joko", "DPMPTSP", Silence.BLOCKED),)
    plan, moved, unreached = papers.workbook(place("id"), FOUND, missed)
    assert plan.rows[0][:6] == (
        "Selasa, 17 Maret 2026", "08.30", "WIB 5 hari", FOUND.deadlines[0].title, "H-7", 10_250,
    )  # fmt: skip
    assert (plan.rows[0][8], plan.rows[0][9]) == (10_250, "08.30–08.35.42 WIB")
    assert [row[4] for row in plan.rows] == ["H-7", "H-3", "Ingatkan nanti", "H+1"]
    assert len(moved.rows) == len(FOUND.moves) + len(FOUND.left_out)
    assert moved.rows[0][5] == f"{NYEPI.name}, jam khusus Ramadan"
    assert moved.rows[-1][3] == "tidak dikirim"
    assert unreached.rows == [("Joko", "DPMPTSP", "memblokir bot atau akunnya tidak aktif")]
