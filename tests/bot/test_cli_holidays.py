"""The agency's own days from the command line: a preview first, every bad row named, and plans made anew."""

import os
from datetime import date
from pathlib import Path

import pytest

from documents.workbooks import Sheet, write_workbook
from tests.bot.test_cli import Place

pytestmark = pytest.mark.usefixtures("logging_as_before")
TITLES = ["Tanggal", "Keterangan", "Jenis"]
GOOD = [["2027-08-17", "HUT daerah", "libur"], ["20-03-2027", "Pengganti cuti", "masuk"]]
SAVED = "Disimpan: 2 hari baru, 0 berubah; 0 tetap. Pengingat tenggat yang berjalan direncanakan ulang."


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ZIBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Place:
    """Configured, with an empty database of the present schema."""
    place = Place(tmp_path)
    place.configure()
    assert sqlite_url.endswith(str(place.database))
    return place


def workbook(place: Place, *rows: list[str]) -> str:
    path = place.folder / "libur.xlsx"
    path.write_bytes(write_workbook([Sheet("Libur", TITLES, rows)]))
    return str(path)


def kept(place: Place) -> list[tuple[object, ...]]:
    return place.rows("select day, closed, name from agency_days order by day")


def test_a_preview_keeps_nothing(place: Place) -> None:
    result = place.zibot("import", "holidays", workbook(place, *GOOD), "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "Baru       Sabtu, 20 Maret 2027: masuk kerja, Pengganti cuti",
        "Baru       Selasa, 17 Agustus 2027: libur, HUT daerah",
        "2 baru, 0 berubah, 0 tetap, 0 baris keliru.",
    ]
    assert kept(place) == []


def test_a_file_is_kept_once_and_says_what_it_changes(place: Place) -> None:
    path = workbook(place, *GOOD)
    result = place.zibot("import", "holidays", path, "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, SAVED), result.output
    assert kept(place) == [("2027-03-20", 0, "Pengganti cuti"), ("2027-08-17", 1, "HUT daerah")]
    assert place.zibot("import", "holidays", path).stdout.splitlines()[-1] == "Tidak ada yang perlu diubah."
    changed = place.zibot("import", "holidays", workbook(place, ["17-08-2027", "HUT", "libur"]), "--yes")
    assert "Berubah    Selasa, 17 Agustus 2027: libur, HUT" in changed.stdout
    assert kept(place)[1] == ("2027-08-17", 1, "HUT")


def test_a_table_of_text_is_read_too(place: Place) -> None:
    path = place.folder / "libur.csv"
    path.write_text("tanggal;keterangan;jenis\n17 Agustus 2027;HUT daerah;libur\n")
    assert place.zibot("import", "holidays", str(path), "--yes").exit_code == 0
    assert kept(place) == [("2027-08-17", 1, "HUT daerah")]


def test_every_bad_row_is_named_and_nothing_is_kept(place: Place) -> None:
    path = workbook(place, *GOOD, ["31-02-2027", "", "mungkin"])
    result = place.zibot("import", "holidays", path, "--yes")
    assert result.exit_code == 1
    bad = [line.partition(":")[0] for line in result.stdout.splitlines() if line.startswith("Baris ")]
    assert bad == ['Baris 4, Tanggal "31-02-2027"', 'Baris 4, Keterangan ""', 'Baris 4, Jenis "mungkin"']
    assert "Perbaiki baris yang keliru" in result.stderr
    assert kept(place) == []
    skipped = place.zibot("import", "holidays", path, "--yes", "--skip-bad")
    assert (skipped.exit_code, len(kept(place))) == (0, 2)


def test_without_an_agreement_nothing_is_kept(place: Place) -> None:
    result = place.zibot("import", "holidays", workbook(place, *GOOD))
    assert (result.exit_code, kept(place)) == (1, [])


def test_a_long_list_is_shown_in_part(place: Place) -> None:
    rows = [[date.fromordinal(date(2027, 1, 1).toordinal() + day).isoformat(), "x", "libur"] for day in range(45)]
    lines = place.zibot("import", "holidays", workbook(place, *rows), "--dry-run").stdout.splitlines()
    assert lines[-2:] == ["… dan 5 lagi", "45 baru, 0 berubah, 0 tetap, 0 baris keliru."]


@pytest.mark.parametrize(("name", "words"), [("tidak-ada.xlsx", "tidak dapat dibaca"), ("bukan.xlsx", "")])
def test_a_file_that_can_not_be_used_is_told_in_one_sentence(place: Place, name: str, words: str) -> None:
    path = place.folder / name
    if not words:
        path.write_bytes(write_workbook([Sheet("x", ["Nama"], [["a"]])]))
    result = place.zibot("import", "holidays", str(path))
    assert result.exit_code == 1
    assert (words or "Judul kolom Tanggal, Keterangan, dan Jenis tidak ditemukan") in result.stderr
