"""The agency's own days and seasons: a line that is typed, and a file."""

from datetime import date, time

import pytest

from domain.agency_day_rows import DayHeader, compare, find_header
from domain.agency_days import LONGEST_NAME, AgencyDay, NewDays, NewSeason, is_closed, typed_entry
from domain.work_calendar import HoursSeason
from tests.refusals import refused

TODAY = date(2026, 11, 24)
USUAL = time(8)
RAMADAN = (date(2027, 2, 8), date(2027, 3, 9))
HEADER = ("No", "Tanggal", "Keterangan", "Jenis")


def days(first: str, last: str, name: str, *, closed: bool = True) -> NewDays:
    return NewDays(date.fromisoformat(first), date.fromisoformat(last), closed, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17-08-2027 libur HUT daerah", days("2027-08-17", "2027-08-17", "HUT daerah")),
        ("17 Agustus 2027, Libur: HUT daerah.", days("2027-08-17", "2027-08-17", "HUT daerah.")),
        ("besok libur banjir", days("2026-11-25", "2026-11-25", "banjir")),
        ("18 sampai 22 Maret 2027 cuti bersama Lebaran", days("2027-03-18", "2027-03-22", "Lebaran")),
        ("Sabtu, 20 Maret 2027 masuk pengganti", days("2027-03-20", "2027-03-20", "pengganti", closed=False)),
        ("20-03-2027 hari kerja pengganti", days("2027-03-20", "2027-03-20", "pengganti", closed=False)),
        ("20-03-2027 tetap masuk posko", days("2027-03-20", "2027-03-20", "posko", closed=False)),
        ("17 August 2027 closed anniversary", days("2027-08-17", "2027-08-17", "anniversary")),
        ("10 Februari 2029 libur masa tenang pemilu", days("2029-02-10", "2029-02-10", "masa tenang pemilu")),
    ],
)
def test_a_day_is_read_from_one_line(text: str, expected: NewDays) -> None:
    assert typed_entry(text, TODAY, USUAL) == expected


def test_days_in_a_row_are_each_a_day() -> None:
    found = days("2027-03-31", "2027-04-02", "x").days
    assert found == tuple(AgencyDay(date(2027, *day), True, "x") for day in ((3, 31), (4, 1), (4, 2)))


@pytest.mark.parametrize(
    ("text", "name", "send", "quiet"),
    [
        ("Ramadan 8 Februari 2027 - 9 Maret 2027 kirim 09.00 tenang 15.00-08.00", "Ramadan", (9, 0), (15, 8)),
        ("Ramadan 1448 H, 8 Februari sampai 9 Maret 2027 tenang 15:00 sampai 08:00", "Ramadan 1448 H", (8, 0), (15, 8)),
        ("Jam lain: 8/2/2027 s.d. 9/3/2027 tenang pukul 15.00 s.d 09.00", "Jam lain", (9, 0), (15, 9)),
        ("Fasting 8 February to 9 March 2027 send at 08.30 quiet 15.00 to 08.00", "Fasting", (8, 30), (15, 8)),
    ],
)
def test_a_season_is_read_from_one_line(text: str, name: str, send: tuple[int, int], quiet: tuple[int, int]) -> None:
    hours = HoursSeason(*RAMADAN, time(*send), (time(quiet[0]), time(quiet[1])))
    assert typed_entry(text, TODAY, USUAL) == NewSeason(name, hours)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("halo", "agency_day.form"),
        ("17-08-2027", "agency_day.form"),
        ("17-08-2027 libur", "agency_day.name"),
        ("17-08-2027 libur " + "a" * (LONGEST_NAME + 1), "agency_day.name"),
        ("17-08-2027 libur ...", "agency_day.name"),
        ("kapan libur HUT", "date.unreadable"),
        ("17 libur HUT", "date.unclear"),
        ("31-02-2027 libur HUT", "date.impossible"),
        ("22-03-2027 sampai 18-03-2027 libur x", "agency_day.reversed"),
        ("1 Maret 2027 sampai 1 April 2027 libur x", "agency_day.too_many"),
        ("Ramadan tenang", "agency_day.season_form"),
        ("Ramadan 8 Februari 2027 tenang 15.00-08.00", "agency_day.season_form"),
        ("Ramadan tenang 15.00-08.00", "agency_day.season_form"),
        ("8 Februari 2027 - 9 Maret 2027 tenang 15.00-08.00", "agency_day.name"),
        ("Ramadan 9 Maret 2027 - 8 Februari 2027 tenang 15.00-08.00", "agency_day.reversed"),
        ("Ramadan 1 Januari 2027 - 9 Mei 2027 tenang 15.00-08.00", "agency_day.season_long"),
        ("Ramadan 8 Februari 2027 - 9 Maret 2027 kirim 16.00 tenang 15.00-08.00", "agency_day.send_quiet"),
        ("Ramadan 8 Februari 2027 - 9 Maret 2027 tenang 15.00-25.00", "date.impossible"),
        ("Ramadan 8 Februari 2027 - 30 Februari 2027 tenang 15.00-08.00", "date.impossible"),
    ],
)
def test_what_can_not_be_kept_is_refused(text: str, key: str) -> None:
    with refused(key):
        typed_entry(text, TODAY, USUAL)


def test_the_kind_is_one_of_a_few_words() -> None:
    assert is_closed(" Libur ")
    assert not is_closed("MASUK")
    with refused("agency_day.kind", value="mungkin"):
        is_closed("mungkin")


def test_the_titles_stand_within_the_first_lines() -> None:
    assert find_header([("Daftar libur",), ("tgl.", "URAIAN", "jenis", "tgl.")]) == DayHeader(
        2, {"Tanggal": 0, "Keterangan": 1, "Jenis": 2}
    )
    for rows in ([], [("Tanggal", "Keterangan")], [("x",)] * 20 + [("Tanggal", "Keterangan", "Jenis")]):
        with refused("agency_day.header", limit=20):
            find_header(rows)


def test_a_file_is_compared_with_what_is_known() -> None:
    rows = [
        HEADER,
        ("1", "2027-08-17", "HUT daerah", "libur"),
        ("2", "18-22 Maret 2027", "Lebaran", "Cuti bersama"),
        ("", "", " ", ""),
        ("3", "20-04-2027", "Pengganti", "masuk"),
        ("4", "21-04-2027", "Sama", "libur"),
    ]
    known = {
        day.day: day
        for day in (
            AgencyDay(date(2027, 4, 20), closed=True, name="Pengganti"),
            AgencyDay(date(2027, 4, 21), closed=True, name="Sama"),
            AgencyDay(date(2027, 5, 1), closed=True, name="Tidak ada di berkas"),
        )
    }
    found = compare(rows, TODAY, known)
    assert [one.day for one in found.new] == [*(date(2027, 3, day) for day in range(18, 23)), date(2027, 8, 17)]
    assert found.changed == (AgencyDay(date(2027, 4, 20), closed=False, name="Pengganti"),)
    assert (found.unchanged, found.problems) == (1, ())


def test_every_bad_row_is_named_with_everything_that_is_wrong() -> None:
    rows = [
        HEADER,
        ("1", "17-08-2027", "HUT daerah", "libur"),
        ("2", "kapan", "", "mungkin"),
        ("3", "17-08-2027", "Dua kali", "libur"),
        ("4", "22-03-2027 sampai 18-03-2027", "Terbalik", "libur"),
        ("5", "18-08-2027"),
    ]
    found = compare(rows, TODAY, {})
    assert [one.day for one in found.new] == [date(2027, 8, 17)]
    assert [(one.line, one.column, one.value, one.key) for one in found.problems] == [
        (3, "Tanggal", "kapan", "date.unreadable"),
        (3, "Keterangan", "", "agency_day.name"),
        (3, "Jenis", "mungkin", "agency_day.kind"),
        (4, "Tanggal", "17-08-2027", "agency_day.twice"),
        (5, "Tanggal", "22-03-2027 sampai 18-03-2027", "agency_day.reversed"),
        (6, "Keterangan", "", "agency_day.name"),
        (6, "Jenis", "", "agency_day.kind"),
    ]
    assert found.problems[3].params == {"other_line": 2}
