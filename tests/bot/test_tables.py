"""Files that the command line reads."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import tables
from domain import pledge
from domain.errors import DomainError
from services.roster import EmployeeRow, UnitRow
from tests.refusals import refused

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
UNITS = "code,name,kind,parent_code,work_days,predicate,predicate_year,timezone\n"
ROSTER = "nama,nip,status,jabatan,golongan,unit,hp\n"


def file(folder: Path, content: str | bytes) -> Path:
    path = folder / "berkas.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_units_are_read_with_and_without_what_is_optional(tmp_path: Path) -> None:
    rows = 'DINKES,"Dinas Kesehatan, Kab.",dinas,,5,WBK,2024,Asia/Jayapura\npkm-1, Puskesmas ,puskesmas,DINKES,6,,,\n'
    assert tables.units(file(tmp_path, UNITS + rows), "Asia/Jakarta") == [
        UnitRow("dinkes", "Dinas Kesehatan, Kab.", "dinas", "", "Asia/Jayapura", 5, "WBK", 2024),
        UnitRow("pkm-1", "Puskesmas", "puskesmas", "dinkes", "Asia/Jakarta", 6, "", None),
    ]
    short = "kind,code,name,work_days,parent_code,catatan\ndinas,x,X,5,,abaikan\n"
    assert tables.units(file(tmp_path, short), "Asia/Makassar") == [UnitRow("x", "X", "dinas", "", "Asia/Makassar", 5)]


@pytest.mark.parametrize(
    "row", ["x,X,dinas,,7,,,", "x,X,dinas,,,,,", "x,X,dinas,,lima,,,", "x,X,dinas,,5,WBK,dua ribu,"]
)
def test_numbers_of_a_unit_that_are_wrong_name_the_line(tmp_path: Path, row: str) -> None:
    good = "a,A,dinas,,5,,,\n"
    path = file(tmp_path, UNITS + good + row)
    with refused("roster.bad_row", line=3, reason="roster.unit_numbers"):
        tables.units(path, "Asia/Jakarta")


def test_employees_are_read_as_they_are_written(tmp_path: Path) -> None:
    row = " Siti Contoh ,198606122010012001,PNS,Analis,III/c,DINKES, 0811-000-0001 \n"
    assert tables.employees(file(tmp_path, "\ufeff" + ROSTER + row)) == [
        EmployeeRow("Siti Contoh", "198606122010012001", "PNS", "Analis", "III/c", "dinkes", "0811-000-0001")
    ]


def test_a_row_that_is_too_short_has_empty_cells(tmp_path: Path) -> None:
    assert tables.employees(file(tmp_path, ROSTER + "Siti\n")) == [EmployeeRow("Siti", "", "", "", "", "", "")]


@pytest.mark.parametrize("content", ["", "nama;nip;status\n", "nama,nip,status,jabatan,golongan\n", "\n\n"])
def test_columns_that_are_missing_are_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(DomainError) as caught:
        tables.employees(file(tmp_path, content))
    assert caught.value.key == "file.columns"
    assert "hp" in str(caught.value.params["missing"])


@pytest.mark.parametrize("content", [b"nama\xff\xfe", "nama,nip".encode("utf-16")])
def test_a_file_in_another_encoding_can_not_be_read(tmp_path: Path, content: bytes) -> None:
    path = file(tmp_path, content)
    with refused("file.unreadable", file=str(path)):
        tables.employees(path)


def test_a_file_that_is_not_there_can_not_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "tidak-ada.csv"
    with refused("file.unreadable", file=str(missing)):
        tables.text(missing)
    with refused("file.unreadable", file=str(tmp_path)):
        tables.text(tmp_path)


def test_the_default_pledge_is_a_good_text() -> None:
    assert pledge.load(tables.default_pledge()).version == "default-1"


VALIDITY: list[tuple[Literal["year_end"] | int, ZoneInfo, datetime, datetime]] = [
    ("year_end", JAKARTA, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)),
    ("year_end", JAKARTA, datetime(2026, 12, 31, 18, tzinfo=UTC), datetime(2027, 12, 31, 16, 59, 59, tzinfo=UTC)),
    ("year_end", JAYAPURA, datetime(2026, 12, 31, 15, tzinfo=UTC), datetime(2027, 12, 31, 14, 59, 59, tzinfo=UTC)),
    (1, JAKARTA, datetime(2026, 1, 31, 3, tzinfo=UTC), datetime(2026, 2, 28, 3, tzinfo=UTC)),
    (12, JAKARTA, datetime(2028, 2, 29, 3, tzinfo=UTC), datetime(2029, 2, 28, 3, tzinfo=UTC)),
    (11, JAKARTA, datetime(2026, 1, 15, 3, tzinfo=UTC), datetime(2026, 12, 15, 3, tzinfo=UTC)),
    (12, JAKARTA, datetime(2026, 12, 15, 3, tzinfo=UTC), datetime(2027, 12, 15, 3, tzinfo=UTC)),
    (1, JAKARTA, datetime(2026, 12, 31, 20, tzinfo=UTC), datetime(2027, 1, 31, 20, tzinfo=UTC)),
]


@pytest.mark.parametrize(("validity", "tz", "now", "until"), VALIDITY)
def test_a_pledge_is_valid_to_the_end_of_the_local_year_or_for_months(
    validity: Literal["year_end"] | int, tz: ZoneInfo, now: datetime, until: datetime
) -> None:
    assert tables.valid_until(validity, tz, now) == until


@given(st.integers(1, 120), st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_months_later_is_the_same_day_and_hour_or_the_last_of_the_month(months: int, now: datetime) -> None:
    local, until = now.astimezone(JAKARTA), tables.valid_until(months, JAKARTA, now).astimezone(JAKARTA)
    assert (until.year * 12 + until.month) - (local.year * 12 + local.month) == months
    assert until.time() == local.time()
    assert until.day == local.day or (until.day < local.day and until.day >= 28)
