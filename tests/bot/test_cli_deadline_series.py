"""`zibot deadline repeat`, `series`, `skip`, `end-series`; `zibot cycle deadlines`; `zibot import deadlines`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import cli_cycle, cli_deadline_files, cli_deadline_series
from documents.workbooks import read_tables
from tests.bot.test_cli import Place, place
from tests.bot.test_cli_cycle import filled, ran, refused

__all__ = ["filled", "place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAYS = "select occurs_on from deadlines where ended_at is null order by occurs_on"


@pytest.fixture(autouse=True)
def _a_fixed_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cli_cycle, cli_deadline_files, cli_deadline_series):
        monkeypatch.setattr(module, "now", lambda: NOW)


def test_a_series_is_started_listed_cut_and_ended(filled: Place) -> None:
    assert ran(filled, "deadline", "series") == [
        "Belum ada tenggat berulang. Tambahkan dengan `zibot deadline repeat`."
    ]
    start = (
        "deadline", "repeat", "Monev", "--first", "31 Maret 2026 15.00", "--every", "monthly", "--unit", "pkm",
        "--until", "31-12-2026", "--skip", "30-04-2026",
    )  # fmt: skip
    for _ in range(2):
        assert ran(filled, *start) == ["Tenggat berulang 1: Monev, setiap bulan."]
    assert filled.rows(DAYS) == [("2026-03-31",), ("2026-05-31",)]
    assert filled.rows("select due_at, unit_id from deadlines limit 1")[0][1] == 1
    assert ran(filled, "deadline", "skip", "1", "31-05-2026") == ["Monev: Minggu, 31 Mei 2026 dilewati."]
    assert ran(filled, "deadline", "series") == [
        "1  Monev  (setiap bulan, pukul 15.00 sampai Kam, 31 Des 2026)",
        "    Berikutnya: Sel, 31 Mar 2026, Sel, 30 Jun 2026, Jum, 31 Jul 2026",
        "    Dilewati: Kam, 30 Apr 2026, Min, 31 Mei 2026",
    ]
    assert ran(filled, "deadline", "end-series", "1") == ["Monev: diakhiri."]
    assert filled.rows(DAYS) == []


def test_a_series_of_everything(filled: Place) -> None:
    ran(filled, "deadline", "repeat", "Survei", "--first", "30 Juni 2026", "--every", "quarterly", "--rule", "shared",
        "--evidence", "--each-zone")  # fmt: skip
    assert filled.rows(
        "select json_extract(details, '$.at'), json_extract(details, '$.rule') from deadline_series"
    ) == [("16:00", "shared")]
    assert ran(filled, "deadline", "series")[0] == "1  Survei  (setiap triwulan, pukul 16.00)"


WRONG: dict[tuple[str, ...], str] = {
    ("repeat", "Monev", "--first", "31 Juni 2026", "--every", "monthly"): "Tanggal atau waktu",
    ("repeat", "Monev", "--first", "31 Maret 2026", "--every", "monthly", "--unit", "x"): "Tidak ada unit dengan kode",
    ("repeat", "Monev", "--first", "31-01-2025", "--every", "yearly", "--until", "1-2-2026"): "Tidak ada hari",
    ("skip", "9", "31-03-2026"): "Tenggat berulang itu tidak ada.",
    ("end-series", "9"): "Tenggat berulang itu tidak ada.",
}


def test_what_can_not_be_is_said_in_one_sentence(filled: Place) -> None:
    for words, sentence in WRONG.items():
        code, found = refused(filled, "deadline", *words)
        assert (words, code, found[: len(sentence)]) == (words, 1, sentence)
    assert filled.rows("select count(*) from deadline_series") == [(0,)]


def test_the_windows_of_a_cycle_become_deadlines_and_move(filled: Place) -> None:
    ran(filled, "cycle", "start", "2026", "--window", "fill=2026-02-01..2026-04-30")
    ran(filled, "cycle", "window", "2026", "propose", "2026-06-01..2026-06-30")
    line = "  Pengisian LKE: Zona Integritas 2026: Kamis, 30 April 2026 pukul 16.00"
    assert ran(filled, "cycle", "deadlines", "2026", "--dry-run") == [line, "1 tenggat akan dibuat."]
    assert filled.rows("select count(*) from deadlines") == [(0,)]
    assert ran(filled, "cycle", "deadlines", "2026") == [line, "1 tenggat dibuat."]
    assert ran(filled, "cycle", "deadlines", "2026") == ["0 tenggat dibuat."]
    assert ran(filled, "cycle", "deadlines", "2026", "--window", "propose")[-1] == "1 tenggat dibuat."
    ran(filled, "cycle", "window", "2026", "fill", "2026-02-01..2026-05-15")
    found = filled.rows("select window, due_at from deadlines order by id")
    assert [(window, str(due)[:10]) for window, due in found] == [("fill", "2026-05-15"), ("propose", "2026-06-30")]
    assert refused(filled, "cycle", "deadlines", "2025")[0] == 1
    assert refused(filled, "cycle", "deadlines", "2026", "--window", "isi")[0] == 2


def table(at: Place, *rows: str) -> str:
    path = at.folder / "tenggat.csv"
    path.write_text("\n".join(("Judul;Tanggal;Unit;Ulang;Warna", *rows)), "utf-8")
    return str(path)


def test_a_file_is_previewed_saved_and_saved_only_once(filled: Place) -> None:
    file = table(filled, "LHE;12 Juni 2026;pkm;;", "Monev;31-03-2026;;bulanan;")
    lines = ran(filled, "import", "deadlines", file, "--dry-run")
    assert lines[0].startswith("Baru       LHE; Jumat, 12 Juni 2026 pukul 16.00")
    assert lines[-2:] == ["Kolom yang tidak dikenal dan dilewati: Warna", "2 baru, 0 sudah ada, 0 baris keliru."]
    assert filled.rows("select count(*) from deadlines") == [(0,)]
    declined = filled.zibot("import", "deadlines", file)
    assert (declined.exit_code, filled.rows("select count(*) from deadlines")) == (1, [(0,)])
    assert ran(filled, "import", "deadlines", file, "--yes")[-1] == "Disimpan: 2 tenggat; 0 sudah ada."
    before = filled.rows("select id from deadlines")
    assert ran(filled, "import", "deadlines", file, "--yes")[-1] == "Tidak ada yang perlu ditambahkan."
    assert filled.rows("select id from deadlines") == before


def test_a_bad_row_stops_the_whole_file_and_is_given_back(filled: Place) -> None:
    file = table(filled, "LHE;12 Juni 2026;;;", "Rapat;31 Juni 2026;antah;;")
    back = filled.folder / "keliru.xlsx"
    result = filled.zibot("import", "deadlines", file, "--yes", "--bad-rows", str(back))
    assert result.exit_code == 1
    assert 'Baris 3, Tanggal "31 Juni 2026"' in result.stdout
    assert result.stderr.strip() == "Tidak ada yang disimpan. Perbaiki baris yang keliru."
    assert filled.rows("select count(*) from deadlines") == [(0,)]
    rows = read_tables(back.read_bytes(), back.name)[0].rows
    assert rows[0] == ("Judul", "Tanggal", "Unit", "Ulang", "Warna", "Alasan")
    assert rows[1][:3] == ("Rapat", "31 Juni 2026", "antah")


def test_the_example_can_be_imported(filled: Place) -> None:
    example = filled.folder / "contoh.xlsx"
    assert ran(filled, "import", "deadlines", str(example), "--template") == [f"Contoh berkas disimpan ke {example}."]
    assert ran(filled, "import", "deadlines", str(example), "--yes")[-1] == "Disimpan: 2 tenggat; 0 sudah ada."
    assert [name.name for name in read_tables(example.read_bytes(), "x.xlsx")] == ["Tenggat", "Petunjuk"]


def test_a_file_that_is_not_there_or_no_list_is_refused(filled: Place) -> None:
    assert refused(filled, "import", "deadlines", str(Path(filled.folder, "tiada.csv")))[0] == 1
    other = filled.folder / "lain.csv"
    other.write_text("Kode;Nama\na;b\n")
    assert refused(filled, "import", "deadlines", str(other))[1].startswith("Baris judul kolom tidak ditemukan")
