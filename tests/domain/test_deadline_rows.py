"""What the rows of a file of deadlines say, and what is wrong with them."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan
from domain.deadline_columns import TITLES, Column, examples, find_header
from domain.deadline_rows import DeadlineRow, read_rows
from domain.rights import Role
from domain.roster import Problem
from domain.series import Frequency
from tests.refusals import refused

TODAY = date(2026, 3, 2)
HEADER = tuple(TITLES.values())
PEOPLE = DeadlineAudience(Concerned.PEOPLE)


def read(*rows: Sequence[str]) -> tuple[list[DeadlineRow], list[Problem]]:
    table = [HEADER, *rows]
    found = read_rows(table, find_header(table), TODAY)
    return list(found.rows), list(found.problems)


def one(**cells: str) -> DeadlineRow:
    """The row with these cells, and a title and day where none is given."""
    good, problems = read(row(**cells))
    assert problems == []
    return good[0]


def row(**cells: str) -> tuple[str, ...]:
    given = {"title": "LHE", "day": "12 Juni 2027", **cells}
    return tuple(given.get(column.value, "") for column in TITLES)


GOOD: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "a day and a title are enough": (
        {}, {"title": "LHE", "day": date(2027, 6, 12), "at": time(16), "zone": "", "unit": "", "people": ()},
    ),
    "a day as spreadsheets keep it": ({"day": "2027-06-12"}, {"day": date(2027, 6, 12), "at": time(16)}),
    "a day with its time": ({"day": "2027-06-12 08:30:00"}, {"day": date(2027, 6, 12), "at": time(8, 30)}),
    "the column of times stands above it": ({"day": "2027-06-12 08:30", "time": "9.15"}, {"at": time(9, 15)}),
    "a day in figures": ({"day": "12/06/2027"}, {"day": date(2027, 6, 12)}),
    "16.00": ({"time": "16.00"}, {"at": time(16)}),
    "16:05:00 of a time cell": ({"time": "16:05:00"}, {"at": time(16, 5)}),
    "16 of a number cell": ({"time": "16"}, {"at": time(16)}),
    "16.3 of a number cell is half past": ({"time": "16.3"}, {"at": time(16, 30)}),
    "a time in a zone": ({"time": "pukul 09.00 WITA"}, {"at": time(9), "zone": "Asia/Makassar"}),
    "everybody": ({"for": "Semua"}, {"audience": DeadlineAudience()}),
    "a role as it is called": (
        {"for": "Peran: Tim ZI"}, {"audience": DeadlineAudience(Concerned.ROLE, Role.ZI_TEAM.value)},
    ),
    "a role by its name": (
        {"for": "peran:unit_head"}, {"audience": DeadlineAudience(Concerned.ROLE, Role.UNIT_HEAD.value)},
    ),
    "a kind of unit": ({"for": "jenis:Puskesmas"}, {"audience": DeadlineAudience(Concerned.KIND, "puskesmas")}),
    "names with degrees": (
        {"for": "Siti Aminah, S.Kom.; Budi Santoso, M.Si."},
        {"audience": PEOPLE, "people": ("Siti Aminah, S.Kom.", "Budi Santoso, M.Si.")},
    ),
    "numbers": ({"for": "197001022001031002, 197001032001032003"}, {
        "audience": PEOPLE, "people": ("197001022001031002", "197001032001032003"),
    }),
    "evidence": ({"evidence": "Ya"}, {"evidence": True}),
    "no evidence": ({"evidence": "tidak"}, {"evidence": False}),
    "each month until a day": (
        {"every": "Bulanan", "until": "31 Desember 2027"}, {"every": Frequency.MONTHLY, "until": date(2027, 12, 31)},
    ),
    "each quarter": ({"every": "triwulanan"}, {"every": Frequency.QUARTERLY, "until": None}),
    "each year": ({"every": "setiap tahun"}, {"every": Frequency.YEARLY}),
    "once": ({"every": "tidak"}, {"every": None}),
    "reminders before": ({"reminders": "30, 7 dan 1"}, {"plan": DeadlinePlan((30, 7, 1))}),
    "reminders before and after": (
        {"reminders": "H-7, hari-H, H+3 dan H+1"}, {"plan": DeadlinePlan((7, 0), (1, 3))},
    ),
    "reminders only after": ({"reminders": "H+2"}, {"plan": DeadlinePlan(None, (2,))}),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_a_row_says(name: str) -> None:
    cells, expected = GOOD[name]
    found = one(**cells)
    assert {field: getattr(found, field) for field in expected} == expected


BAD: dict[str, tuple[dict[str, str], list[tuple[str, str, str]]]] = {
    "no title": ({"title": " "}, [("Judul", " ", "deadline.title_empty")]),
    "no day": ({"day": ""}, [("Tanggal", "", "deadline_file.day_empty")]),
    "no such day": ({"day": "31 Juni 2027"}, [("Tanggal", "31 Juni 2027", "date.impossible")]),
    "a day that is none": ({"day": "segera"}, [("Tanggal", "segera", "date.unreadable")]),
    "a time that is none": ({"time": "sore"}, [("Jam", "sore", "deadline_file.time")]),
    "a time past midnight": ({"time": "25.00"}, [("Jam", "25.00", "deadline_file.time")]),
    "no such role": ({"for": "peran:raja"}, [("Untuk", "peran:raja", "deadline_file.audience")]),
    "everybody is no role": ({"for": "peran:employee"}, [("Untuk", "peran:employee", "deadline_file.audience")]),
    "neither yes nor no": ({"evidence": "mungkin"}, [("Bukti", "mungkin", "deadline_file.yes_no")]),
    "no such rhythm": ({"every": "mingguan"}, [("Ulang", "mingguan", "deadline_file.every")]),
    "until when, but once": ({"until": "2027-12-31"}, [("Sampai", "2027-12-31", "deadline_file.until_alone")]),
    "until before the first": (
        {"every": "bulanan", "until": "2027-06-11"}, [("Sampai", "2027-06-11", "deadline_file.until_before")],
    ),
    "reminders in words": ({"reminders": "seminggu"}, [("Pengingat", "seminggu", "deadline.leads")]),
    "all at once": (
        {"title": "", "day": "x", "time": "y"},
        [
            ("Tanggal", "x", "date.unreadable"), ("Judul", "", "deadline.title_empty"),
            ("Jam", "y", "deadline_file.time"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_row(name: str) -> None:
    cells, expected = BAD[name]
    good, problems = read(row(unit="dinkes", **cells), row(title="Baik"))
    assert [found.title for found in good] == ["Baik"]
    assert [(found.line, found.column, found.value, found.key) for found in problems] == [
        (2, *problem) for problem in expected
    ]


def test_blank_rows_are_no_rows() -> None:
    assert read(("",) * 9, (" ",), ()) == ([], [])


def test_the_titles_may_stand_lower_and_in_any_order() -> None:
    table = [
        ["Daftar tenggat 2027"],
        ["No", "PIC", "Batas Waktu", "Kegiatan", "Warna"],
        ["1", "semua", "2027-06-12", "LHE"],
    ]
    header = find_header(table)
    assert (header.line, header.ignored) == (2, ("Warna",))
    assert header.columns == {Column.FOR: 1, Column.DAY: 2, Column.TITLE: 3}
    assert (header.title(Column.DAY), header.title(Column.UNIT)) == ("Batas Waktu", "Unit")
    assert [found.line for found in read_rows(table, header, TODAY).rows] == [3]


def test_a_table_without_titles_or_with_two_alike_is_refused() -> None:
    for table in ([], [["Judul", "Unit"]], [["Tanggal", "Jam"]]):
        with refused("deadline_file.header_missing", limit=20):
            find_header(table)
    with refused("deadline_file.column_twice", columns="Tanggal / Batas Waktu"):
        find_header([["Judul", "Tanggal", "Batas Waktu"]])


def test_the_examples_are_read_without_a_problem() -> None:
    good, problems = read(*examples(2027))
    assert problems == []
    assert [(found.every, found.until) for found in good] == [(None, None), (Frequency.MONTHLY, date(2027, 12, 31))]
