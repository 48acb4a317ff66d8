"""Dates as people type them; today is Wednesday, 10 June 2026."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.errors import DomainError
from domain.typed_dates import typed_day, typed_moment, typed_period, typed_zone
from tests.refusals import refused

TODAY = date(2026, 6, 10)
JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)  # 10.00 WIB


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 Juni 2026", date(2026, 6, 12)),
        ("  12  JUNI   2026 ", date(2026, 6, 12)),
        ("12 Jun 2026", date(2026, 6, 12)),
        ("12 jun. 2026", date(2026, 6, 12)),
        ("1 Agt 2026", date(2026, 8, 1)),
        ("1 Agu 2026", date(2026, 8, 1)),
        ("7 Nop 2026", date(2026, 11, 7)),
        ("12-Des-2026", date(2026, 12, 12)),
        ("1 May 2027", date(2027, 5, 1)),
        ("12-06-2026", date(2026, 6, 12)),
        ("12/6/2026", date(2026, 6, 12)),
        ("12.06.2026", date(2026, 6, 12)),
        ("5/6/2026", date(2026, 6, 5)),
        ("2026-06-12", date(2026, 6, 12)),
        ("29 Februari 2028", date(2028, 2, 29)),
        ("tanggal 12 Juni 2026", date(2026, 6, 12)),
        ("pada tgl 12 Juni 2026.", date(2026, 6, 12)),
        ("Jumat, 12 Juni 2026", date(2026, 6, 12)),
        ("hari Jum’at 12-06-2026", date(2026, 6, 12)),
        ("Minggu, 14 Juni 2026", date(2026, 6, 14)),
        ("10 Juni", date(2026, 6, 10)),
        ("9 Juni", date(2027, 6, 9)),
        ("12/6", date(2026, 6, 12)),
        ("hari ini", TODAY),
        ("besok", date(2026, 6, 11)),
        ("Tomorrow", date(2026, 6, 11)),
        ("lusa", date(2026, 6, 12)),
        ("dalam 3 hari", date(2026, 6, 13)),
        ("3 hari lagi", date(2026, 6, 13)),
        ("tiga hari lagi", date(2026, 6, 13)),
        ("dalam 2 minggu", date(2026, 6, 24)),
        ("seminggu lagi", date(2026, 6, 17)),
        ("dalam 1 bulan", date(2026, 7, 10)),
        ("dalam 7 bulan", date(2027, 1, 10)),
        ("in 3 days", date(2026, 6, 13)),
        ("Jumat", date(2026, 6, 12)),
        ("Selasa", date(2026, 6, 16)),
        ("Senin depan", date(2026, 6, 15)),
        ("Jumat depan", date(2026, 6, 19)),
        ("next Monday", date(2026, 6, 15)),
        ("Rabu ini", TODAY),
        ("Minggu", date(2026, 6, 14)),
        ("hari Minggu depan", date(2026, 6, 21)),
        ("akhir bulan", date(2026, 6, 30)),
        ("akhir tahun ini", date(2026, 12, 31)),
    ],
)
def test_a_day_is_read_as_it_is_written_in_indonesia(text: str, day: date) -> None:
    assert typed_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "date.unreadable"),
        ("kapan-kapan", "date.unreadable"),
        ("12 Jumadil 2026", "date.unreadable"),
        ("12 Juni 2026 atau besok", "date.unreadable"),
        ("dalam banyak hari", "date.unreadable"),
        ("dalam ² hari", "date.unreadable"),
        ("dalam 3 menit", "date.unreadable"),
        ("akhir pekan", "date.unreadable"),
        ("x" * 81, "date.unreadable"),
        ("31 Juni 2026", "date.impossible"),
        ("29 Februari 2027", "date.impossible"),
        ("06/25/2026", "date.impossible"),
        ("0 Juni 2026", "date.impossible"),
        ("12 Juni 1026", "date.impossible"),
        ("dalam 401 hari", "date.impossible"),
        ("12-06-26", "date.unclear"),
        ("12 Juni 26", "date.unclear"),
        ("29 Februari", "date.unclear"),
        ("12", "date.unclear"),
        ("tanggal 12", "date.unclear"),
        ("minggu depan", "date.unclear"),
        ("bulan depan", "date.unclear"),
        ("Rabu", "date.unclear"),
        ("Senin ini", "date.unclear"),
        ("Kamis, 12 Juni 2026", "date.other_weekday"),
    ],
)
def test_what_is_no_day_or_may_be_two_is_refused(text: str, key: str) -> None:
    with refused(key):
        typed_day(text, TODAY)


def test_the_last_day_of_a_month_stays_in_the_month() -> None:
    assert typed_day("dalam 1 bulan", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("16.00", 16, 0),
        ("16:05", 16, 5),
        ("pukul 16.00", 16, 0),
        ("Pukul 16", 16, 0),
        ("jam 8", 8, 0),
        ("pk. 07.30", 7, 30),
        ("04.00", 4, 0),
        ("jam 4 sore", 16, 0),
        ("jam 4.30 sore", 16, 30),
        ("jam 16 sore", 16, 0),
        ("9 pagi", 9, 0),
        ("jam 12 siang", 12, 0),
        ("jam 1 siang", 13, 0),
        ("jam 7 malam", 19, 0),
        ("4 pm", 16, 0),
        ("12 am", 0, 0),
    ],
)
def test_a_time_of_day(text: str, hour: int, minute: int) -> None:
    found = typed_moment(f"12 Juni 2026 {text}", NOW, JAKARTA)
    assert found.astimezone(JAKARTA).time() == time(hour, minute)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("jam 4", "date.unclear"),
        ("jam 12 malam", "date.unclear"),
        ("jam 1 malam", "date.unclear"),
        ("08.00 atau 09.00", "date.unclear"),
        ("pukul 25.00", "date.impossible"),
        ("16.60", "date.impossible"),
        ("sore", "date.unreadable"),
        ("besok pukul 16.00", "date.unreadable"),
    ],
)
def test_what_is_no_single_time_is_refused(text: str, key: str) -> None:
    with refused(key):
        typed_moment(f"12 Juni 2026 {text}", NOW, JAKARTA)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12 Juni 2026 pukul 16.00", (2026, 6, 12, 9, 0)),
        ("Jumat, 12 Juni 2026 pukul 16.00 WIB", (2026, 6, 12, 9, 0)),
        ("12-06-2026 16.00", (2026, 6, 12, 9, 0)),
        ("12.06.2026 16:00", (2026, 6, 12, 9, 0)),
        ("2026-06-12 16:00", (2026, 6, 12, 9, 0)),
        ("12 Juni 2026 jam 4 sore", (2026, 6, 12, 9, 0)),
        ("12 Juni 2026 pukul 16.00 WITA", (2026, 6, 12, 8, 0)),
        ("12 Juni 2026 pukul 16.00 WIT", (2026, 6, 12, 7, 0)),
        ("besok pukul 08.00", (2026, 6, 11, 1, 0)),
        ("pukul 08.00 besok", (2026, 6, 11, 1, 0)),
        ("Senin depan pukul 16.00", (2026, 6, 15, 9, 0)),
        ("dalam 3 hari, jam 9 pagi", (2026, 6, 13, 2, 0)),
        ("pukul 16.00", (2026, 6, 10, 9, 0)),
    ],
)
def test_a_moment_is_of_the_zone_of_who_types(text: str, moment: tuple[int, int, int, int, int]) -> None:
    assert typed_moment(text, NOW, JAKARTA) == datetime(*moment, tzinfo=UTC)


def test_today_is_the_day_of_the_zone() -> None:
    late = datetime(2026, 6, 10, 18, 0, tzinfo=UTC)  # 01.00 of the next day in Jakarta
    assert typed_moment("besok pukul 08.00", late, JAKARTA) == datetime(2026, 6, 12, 1, 0, tzinfo=UTC)


def test_a_time_that_has_passed_needs_a_day() -> None:
    with refused("date.unclear"):
        typed_moment("pukul 10.00", NOW, JAKARTA)


def test_a_day_without_a_time_takes_the_usual_one_or_is_refused() -> None:
    assert typed_moment("besok", NOW, JAKARTA, time(16)) == datetime(2026, 6, 11, 9, 0, tzinfo=UTC)
    with refused("date.time_missing"):
        typed_moment("besok", NOW, JAKARTA)


@pytest.mark.parametrize(
    "text",
    [
        "1 Juli 2026 sampai 30 September 2026",
        "1 Juli sampai 30 September 2026",
        "1 Juli sampai dengan 30 September",
        "1 Juli s.d. 30 September 2026",
        "1 Juli s/d 30 September 2026",
        "1/7 hingga 30/9/2026",
        "1-7-2026 - 30-9-2026",
        "1 Juli 2026–30 September 2026",
        "2026-07-01..2026-09-30",
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str) -> None:
    assert typed_period(text, TODAY) == (date(2026, 7, 1), date(2026, 9, 30))


def test_the_last_day_of_a_period_without_a_year_is_behind_the_first() -> None:
    assert typed_period("1 Desember 2026 sampai 31 Januari", TODAY) == (date(2026, 12, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3-7 Agustus 2026", date(2026, 8, 3), date(2026, 8, 7)),
        ("3 - 7 agustus", date(2026, 8, 3), date(2026, 8, 7)),
        ("3 – 7 Agt 2026", date(2026, 8, 3), date(2026, 8, 7)),
        ("3 sampai 7 Agustus 2026", date(2026, 8, 3), date(2026, 8, 7)),
        ("28 Juli - 3 Agustus 2026", date(2026, 7, 28), date(2026, 8, 3)),
        ("hari ini sampai 3 Agustus 2026", TODAY, date(2026, 8, 3)),
        ("besok sampai 03-08-2026", date(2026, 6, 11), date(2026, 8, 3)),
        ("28 Desember sampai 5 Januari 2027", date(2026, 12, 28), date(2027, 1, 5)),
        ("28/12 sampai 5/1/2027", date(2026, 12, 28), date(2027, 1, 5)),
    ],
)
def test_a_period_says_month_and_year_once(text: str, first: date, last: date) -> None:
    assert typed_period(text, TODAY) == (first, last)


@pytest.mark.parametrize("text", ["3-7", "3-7-2026", "12 Juni 2026"])
def test_what_is_one_day_stays_one(text: str) -> None:
    assert typed_period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "zone"),
    [("12 Juni pukul 16.00 WITA", "Asia/Makassar"), ("pukul 8 wit", "Asia/Jayapura"), ("16.00", ""), ("witir", "")],
)
def test_a_zone_that_is_said(text: str, zone: str) -> None:
    assert typed_zone(text) == zone


def test_one_day_is_no_period() -> None:
    assert typed_period("12-06-2026", TODAY) is None


def test_three_days_are_no_period() -> None:
    with pytest.raises(DomainError):
        typed_period("1 Juli sampai 2 Juli sampai 3 Juli", TODAY)
