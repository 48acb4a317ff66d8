"""A deadline typed in one line: where the title ends and the date begins, and what is refused as unclear."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.deadline_line import typed_deadline
from domain.errors import DomainError
from domain.reminder_leads import typed_leads
from tests.refusals import refused

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
"""A Monday, 10.00 in Jakarta."""


@pytest.mark.parametrize(
    ("line", "title", "day", "at"),
    [
        ("LHE puskesmas 12 Juni 2027 16.00", "LHE puskesmas", date(2027, 6, 12), time(16)),
        ("LHE puskesmas 12 Juni 2027", "LHE puskesmas", date(2027, 6, 12), time(16)),
        ("Rapat monev Jumat depan pukul 15", "Rapat monev", date(2027, 3, 12), time(15)),
        ("LHE besok", "LHE", date(2027, 3, 2), time(16)),
        ("LHE besok jam 9 pagi", "LHE", date(2027, 3, 2), time(9)),
        ("Laporan 12-06-2027", "Laporan", date(2027, 6, 12), time(16)),
        ("Laporan 12/6/2027 10:30", "Laporan", date(2027, 6, 12), time(10, 30)),
        ("Laporan 2027-06-12 16.00", "Laporan", date(2027, 6, 12), time(16)),
        ("Laporan 16.00 2027-06-12", "Laporan", date(2027, 6, 12), time(16)),
        ("Survei IKM triwulan 3 12 Juni 2027 16.00", "Survei IKM triwulan 3", date(2027, 6, 12), time(16)),
        ("Laporan 2026 12 Juni 2027", "Laporan 2026", date(2027, 6, 12), time(16)),
        ("Apel 07.30 bersama 12 Juni 2027 16.00", "Apel 07.30 bersama", date(2027, 6, 12), time(16)),
        ("LHE paling lambat tanggal 12 Juni", "LHE", date(2027, 6, 12), time(16)),
        ("Unggah eviden, paling lambat pada 12 Juni 2027", "Unggah eviden", date(2027, 6, 12), time(16)),
        ("IPKP sebelum hari Jumat", "IPKP", date(2027, 3, 5), time(16)),
        ("Isi LKE sampai akhir tahun", "Isi LKE", date(2027, 12, 31), time(16)),
        ("Monev akhir bulan", "Monev", date(2027, 3, 31), time(16)),
        ("Laporan akhir bulan Mei 31 Mei 2027", "Laporan akhir bulan Mei", date(2027, 5, 31), time(16)),
        ("Rapat 3 hari lagi", "Rapat", date(2027, 3, 4), time(16)),
        ("Rapat dalam 3 hari pukul 10.30", "Rapat", date(2027, 3, 4), time(10, 30)),
        ("Rapat pukul 15", "Rapat", date(2027, 3, 1), time(15)),
        ("Rapat lusa pukul 10.30 WITA", "Rapat", date(2027, 3, 3), time(9, 30)),
        ("Unggah eviden, Senin, 14 Juni 2027 pukul 16.00 WIB", "Unggah eviden", date(2027, 6, 14), time(16)),
        ("Isi  LKE\n12 Juni 2027 jam 4 sore", "Isi LKE", date(2027, 6, 12), time(16)),
        ("Evidence by 12 June 2027 4 pm", "Evidence", date(2027, 6, 12), time(16)),
        ("Rapat Senin", "Rapat", None, None),
        ("Senin bersih 12 Juni 2027", "Senin bersih", date(2027, 6, 12), time(16)),
        ("Kirim ke a@contoh.go.id 12 Juni 2027", "Kirim ke a@contoh.go.id", date(2027, 6, 12), time(16)),
    ],
)
def test_the_date_stands_at_the_end(line: str, title: str, day: date | None, at: time | None) -> None:
    if day is None or at is None:  # said on a Monday, "Senin" may be today or in a week
        with refused("date.unclear"):
            typed_deadline(line, NOW, JAKARTA)
        return
    found = typed_deadline(line, NOW, JAKARTA)
    assert (found.title, found.due_at) == (title, datetime.combine(day, at, JAKARTA))
    assert (found.due_at.tzinfo, found.unit_code) == (UTC, "")


@pytest.mark.parametrize("line", ["LHE @Dinkes 12 Juni 2027", "@dinkes LHE 12 Juni 2027", "LHE 12 Juni 2027 @dinkes"])
def test_a_unit_is_named_by_its_code_wherever_it_stands(line: str) -> None:
    found = typed_deadline(line, NOW, JAKARTA)
    assert (found.title, found.unit_code) == ("LHE", "dinkes")
    assert found.due_at == datetime(2027, 6, 12, 16, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("", "deadline.line_empty", None),
        ("   ", "deadline.line_empty", None),
        ("@dinkes", "deadline.line_empty", None),
        ("besok", "deadline.line_no_title", None),
        ("paling lambat 12 Juni 2027", "deadline.line_no_title", None),
        ("@dinkes besok pukul 15", "deadline.line_no_title", None),
        ("LHE puskesmas", "deadline.line_no_date", "LHE puskesmas"),
        ("Laporan tahun 2026", "deadline.line_no_date", "Laporan tahun 2026"),
        ("12 Juni 2027 LHE", "deadline.line_no_date", "12 Juni 2027 LHE"),
        ("LHE @dinkes @dpmptsp besok", "deadline.line_units", "@dinkes, @dpmptsp"),
        ("Rapat minggu depan", "date.unclear", "minggu depan"),
        ("Rapat 12/6/27", "date.unclear", "12/6/27"),
        ("LHE 12", "date.unclear", "12"),
        ("Rapat 09.00 12 Juni 2027 16.00", "date.unclear", "09.00 12 Juni 2027 16.00"),
        ("Rapat Jumat 12 Juni 2027", "date.other_weekday", "Jumat 12 Juni 2027"),
        ("Rapat 31 Februari 2027", "date.impossible", "31 Februari 2027"),
        ("Rapat 12 Juni 2027 pukul 25", "date.impossible", None),
    ],
)
def test_what_is_not_understood_is_said(line: str, key: str, value: str | None) -> None:
    with pytest.raises(DomainError) as caught:
        typed_deadline(line, NOW, JAKARTA)
    assert caught.value.key == key
    if value is not None:
        assert caught.value.params == {"value": value}


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("30, 14, 7", (30, 14, 7)),
        ("7 30 7", (30, 7)),
        ("H-7 H-1 hari H", (7, 1, 0)),
        ("14, 7 dan 0", (14, 7, 0)),
        ("D-3; D-day", (3, 0)),
        ("0", (0,)),
    ],
)
def test_lead_days_are_read(text: str, leads: tuple[int, ...]) -> None:
    assert typed_leads(text) == leads


@pytest.mark.parametrize("text", ["", "dua minggu", "7, x", "-7", "1.5", "H+3", "12345", " ".join(map(str, range(31)))])
def test_other_words_are_no_lead_days(text: str) -> None:
    with refused("deadline.leads"):
        typed_leads(text)
