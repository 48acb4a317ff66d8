"""Units from the command line: files in with a preview first, files out, and each change of the tree."""

import csv
import os
from importlib import resources
from pathlib import Path

import pytest

from bot import demo_people
from documents.workbooks import Sheet, read_tables, write_workbook
from services.unit_files import HEADER
from tests.bot.test_cli import Place

pytestmark = pytest.mark.usefixtures("logging_as_before")
TITLES = ["KODE", "Nama Unit Kerja", "Induk", "Zona Waktu", "Hari Kerja", "Luas Kantor"]


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


@pytest.fixture
def full(place: Place) -> Place:
    """With the units of the demo, from the file as it lies in the package."""
    path = place.folder / "unit.csv"
    path.write_bytes(resources.files("bot").joinpath("demo_data", "units.csv").read_bytes())
    result = place.zibot("import", "units", str(path), "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0, "Disimpan: 96 unit baru, 0 berubah; 0 tetap.",
    ), result.output  # fmt: skip
    return place


def workbook(place: Place, *rows: list[str]) -> str:
    path = place.folder / "unit.xlsx"
    path.write_bytes(write_workbook([Sheet("Daftar", TITLES, rows)]))
    return str(path)


def codes(place: Place) -> list[object]:
    return [code for (code,) in place.rows("select code from units order by code")]


def test_the_format_of_the_readme_is_read(place: Place) -> None:
    path = place.folder / "units.csv"
    path.write_text(
        "code,name,kind,parent_code,work_days\nDINKES,Dinas Kesehatan,dinas,,5\npkm,Puskesmas,upt,dinkes,6\n"
    )
    assert place.zibot("import", "units", str(path), "--yes").exit_code == 0
    query = (
        "select u.code, u.name, u.kind, p.code, u.work_days, u.timezone from units u"
        " left join units p on p.id = u.parent_id order by u.code"
    )
    assert place.rows(query) == [
        ("dinkes", "Dinas Kesehatan", "dinas", None, 5, "Asia/Jakarta"),
        ("pkm", "Puskesmas", "upt", "dinkes", 6, "Asia/Jakarta"),
    ]


def test_the_preview_is_shown_and_a_dry_run_stores_nothing(full: Place) -> None:
    file = workbook(
        full, ["dinkes", "Dinas Sehat", "", "WIT", "", ""], ["baru", "Unit Baru", "dinkes", "", "6 hari", ""]
    )
    result = full.zibot("import", "units", file, "--dry-run")
    assert result.exit_code == 0
    assert "Baru       baru: Unit Baru" in result.stdout
    assert "Berubah    dinkes: Nama: Dinas Kesehatan menjadi Dinas Sehat; Zona waktu: WIB menjadi WIT" in result.stdout
    assert "Kolom yang tidak dikenal dan dilewati: Luas Kantor" in result.stdout
    assert "Tidak ada di berkas dan dibiarkan: 95" in result.stdout
    assert result.stdout.splitlines()[-1] == "1 baru, 1 berubah, 0 tetap, 0 baris keliru."
    assert "baru" not in codes(full)


def test_without_an_answer_nothing_is_stored(place: Place) -> None:
    result = place.zibot("import", "units", workbook(place, ["a", "A", "", "", "", ""]))
    assert result.exit_code == 1
    assert codes(place) == []


def test_the_same_file_twice_changes_nothing(full: Place) -> None:
    result = full.zibot("import", "units", str(full.folder / "unit.csv"), "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Tidak ada yang perlu diubah.")


def test_a_bad_row_stops_all_but_the_good_ones_can_be_stored(place: Place) -> None:
    file = workbook(place, ["a", "A", "tiada", "", "", ""], ["b", "B", "", "WIX", "", ""], ["c", "C", "", "", "", ""])
    bad = place.folder / "keliru.xlsx"
    stopped = place.zibot("import", "units", file, "--yes", "--bad-rows", str(bad))
    assert (stopped.exit_code, codes(place)) == (1, [])
    assert 'Baris 2, Induk "tiada": Unit "tiada" tidak ada di daftar unit.' in stopped.stdout
    assert 'Baris 3, Zona Waktu "WIX": Zona waktu "WIX" tidak dikenal.' in stopped.stdout
    (table,) = read_tables(bad.read_bytes(), bad.name)
    assert [row[0] for row in table.rows] == ["KODE", "a", "b"]
    assert table.rows[0][-1] == "Alasan"
    assert place.zibot("import", "units", file, "--yes", "--skip-bad").exit_code == 0
    assert codes(place) == ["c"]


@pytest.mark.parametrize("content", [b"", b"apa,saja\n1,2\n", b"\x00\x01\x02", b"kode,nama,unit\na,A,A\n"])
def test_a_file_that_is_no_list_of_units_is_told_in_a_sentence(place: Place, content: bytes) -> None:
    path = place.folder / "unit.csv"
    path.write_bytes(content)
    result = place.zibot("import", "units", str(path), "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Mohon" in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_is_missing_or_can_not_be_written_is_named(full: Place) -> None:
    missing = full.zibot("import", "units", str(full.folder / "tiada.csv"))
    assert (missing.exit_code, "tiada.csv" in missing.stderr) == (1, True)
    nowhere = full.zibot("export", "units", str(full.folder / "tiada" / "unit.csv"))
    assert (nowhere.exit_code, "tidak dapat ditulis" in nowhere.stderr) == (1, True)
    assert full.zibot("export", "units", str(full.folder / "unit.pdf")).exit_code == 2


@pytest.mark.parametrize("name", ["unit.xlsx", "keluar.csv"])
def test_the_export_reads_back_without_a_change(full: Place, name: str) -> None:
    target = full.folder / name
    exported = full.zibot("export", "units", str(target))
    assert (exported.exit_code, exported.stdout.startswith("96 unit disimpan")) == (0, True)
    (table,) = read_tables(target.read_bytes(), name)
    assert tuple(table.rows[0]) == HEADER
    again = full.zibot("import", "units", str(target), "--yes")
    assert again.stdout.splitlines()[-1] == "Tidak ada yang perlu diubah."
    assert target.stat().st_mode & 0o077 == 0


def test_the_tree_is_listed_with_its_depth(full: Place) -> None:
    lines = full.zibot("unit", "list").stdout.splitlines()
    assert len(lines) == 96
    parent = next(place for place, line in enumerate(lines) if line.startswith("setda  "))
    assert lines[parent + 1].startswith("  bag-")
    assert lines[parent].endswith("(WIB, 5 hari)")


def test_a_unit_is_renamed_set_and_moved(full: Place) -> None:
    facts = ["--zone", "WITA", "--work-days", "5", "--predicate", "wbk", "--year", "2024", "--kind", "upt"]
    told = [
        full.zibot("unit", "rename", "pkm-leces", "Puskesmas Leces Baru"),
        full.zibot("unit", "set", "pkm-leces", *facts),
        full.zibot("unit", "move", "pkm-leces", "setda"),
    ]
    assert [result.exit_code for result in told] == [0, 0, 0]
    assert told[-1].stdout == "Tersimpan: pkm-leces  Puskesmas Leces Baru  (WITA, 5 hari, WBK 2024)\n"
    query = 'select c.kind, c."by" from unit_changes c join units u on u.id = c.unit_id where u.code = '
    kinds = full.rows(f"{query} 'pkm-leces' order by c.id")
    assert kinds == [
        (kind, "cli") for kind in ("created", "renamed", "kind", "zone", "work_days", "predicate", "moved")
    ]
    assert full.zibot("unit", "move", "pkm-leces").exit_code == 0
    assert full.rows("select parent_id from units where code = 'pkm-leces'") == [(None,)]


def test_units_are_merged_after_a_preview_and_closed_ones_are_left_out(full: Place) -> None:
    roster = full.folder / "pegawai.csv"
    with roster.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["nama", "nip", "status", "jabatan", "golongan", "unit", "hp"])
        for one in demo_people.employees()[:30]:
            writer.writerow([one.name, one.staff_number, one.status, one.position, one.rank, one.unit_code, one.phone])
    assert full.zibot("import", "roster", str(roster), "--yes").exit_code == 0
    unanswered = full.zibot("unit", "merge", "dpmptsp", "dinkes")
    assert (unanswered.exit_code, "pegawai 25, unit di bawahnya 0, peran 0" in unanswered.stdout) == (1, True)
    done = full.zibot("unit", "merge", "dpmptsp", "dinkes", "--yes")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Unit digabung.")
    count = "select count(*) from employees e join units u on u.id = e.unit_id where u.code = '{}'"
    assert (full.rows(count.format("dpmptsp")), full.rows(count.format("dinkes"))) == ([(0,)], [(25,)])
    again = full.zibot("unit", "merge", "dpmptsp", "dinkes", "--yes")
    assert (again.exit_code, again.stderr) == (1, 'Unit "dpmptsp" sudah digabung ke "dinkes". Mohon pilih unit itu.\n')
    assert len(full.zibot("unit", "list").stdout.splitlines()) == 95
    assert sum("ditutup" in line for line in full.zibot("unit", "list", "--all").stdout.splitlines()) == 1


def test_only_an_empty_unit_is_closed(full: Place) -> None:
    refused = full.zibot("unit", "close", "setda")
    assert (refused.exit_code, "masih memiliki" in refused.stderr) == (1, True)
    closed = full.zibot("unit", "close", "bag-umum")
    assert (closed.exit_code, closed.stdout) == (0, "Bagian Umum ditutup.\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["rename", "tiada", "X"], 1),
        (["rename", "setda", " "], 1),
        (["set", "setda"], 2),
        (["set", "setda", "--zone", "WIX"], 1),
        (["set", "setda", "--predicate", "WBK", "--year", "1999"], 1),
        (["move", "setda", "bag-umum"], 1),
        (["merge", "setda", "setda", "--yes"], 1),
        (["merge", "setda", "bag-umum", "--yes"], 1),
        ([], 2),
    ],
)
def test_what_can_not_be_done_is_told_in_a_sentence(full: Place, words: list[str], code: int) -> None:
    result = full.zibot("unit", *words) if words else full.zibot("unit", "nonsense")
    assert result.exit_code == code
    assert "Traceback" not in result.output
