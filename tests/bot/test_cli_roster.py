"""The roster from the command line: the preview, what is asked, what a script says instead, files in and out."""

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from documents.workbooks import Sheet, read_tables, write_workbook
from domain.roster_columns import TITLES
from tests.bot.test_cli import Place, roster_file, units_file

pytestmark = pytest.mark.usefixtures("logging_as_before")
HEADER = tuple(TITLES.values())
PEOPLE = "select count(*) from employees where active"


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ZIBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Place:
    """Configured, with the demo's units."""
    place = Place(tmp_path)
    place.configure()
    assert sqlite_url.endswith(str(place.database))
    file = str(units_file(place.folder))
    prepared(place, "units", lambda: place.zibot("import", "units", file, "--yes"))
    return place


@pytest.fixture
def staffed(place: Place) -> Place:
    """With the demo's people too."""
    file = str(roster_file(place.folder))
    prepared(place, "people", lambda: load(place, file, "--yes"))
    return place


_prepared: dict[str, bytes] = {}


def prepared(place: Place, name: str, command: Callable[[], Result]) -> None:
    """Run the command on the database once; other tests get a copy of what it made."""
    if name in _prepared:
        place.database.write_bytes(_prepared[name])
        return
    assert command().exit_code == 0
    _prepared[name] = place.database.read_bytes()


def load(place: Place, *words: str, answers: str = "") -> Result:
    """`zibot import roster` with these words, and lines typed at its questions."""
    return CliRunner().invoke(app, ["import", "roster", *words, "-c", str(place.config)], input=answers)


def row(serial: int, **other: str) -> tuple[str, ...]:
    values = {
        "name": f"Baru Contoh {serial}", "number": f"19880202201203{1 + serial % 2}{serial:03}", "position": "Analis",
        "unit": "dpmptsp", "rank": "III/a", "status": "PNS", "phone": f"0812{serial:08}", "email": "",
    }  # fmt: skip
    return tuple((values | other).values())


def workbook(place: Place, *rows: Sequence[str], header: Sequence[str] = HEADER) -> str:
    path = place.folder / "pegawai.xlsx"
    path.write_bytes(write_workbook([Sheet("Pegawai", header, rows)]))
    return str(path)


def last(result: Result) -> str:
    return str(result.stdout.splitlines()[-1])


def table(result: Result) -> dict[str, int]:
    """The lines of the preview by their label."""
    lines = [line for line in result.stdout.splitlines() if line[28:35].strip().isdigit()]
    return {line[:28].strip(): int(line[28:35]) for line in lines}


def test_a_preview_alone_stores_nothing(place: Place) -> None:
    result = load(place, workbook(place, row(1), row(2)), "--dry-run")
    assert (result.exit_code, table(result)["Pegawai baru"]) == (0, 2)
    assert place.rows(PEOPLE) == [(0,)]


@pytest.mark.parametrize(("answer", "code", "people"), [("y\n", 0, 2), ("n\n", 1, 0), ("", 1, 0)])
def test_nothing_is_stored_before_it_was_agreed_to(place: Place, answer: str, code: int, people: int) -> None:
    result = load(place, workbook(place, row(1), row(2)), answers=answer)
    assert (result.exit_code, place.rows(PEOPLE)) == (code, [(people,)])
    assert "Terapkan?" in result.output
    assert "Traceback" not in result.output


def test_what_is_missing_is_marked_only_after_a_question_of_its_own(staffed: Place) -> None:
    lines = roster_file(staffed.folder).read_text().splitlines()
    file = staffed.folder / "tanpa.csv"
    file.write_text("\n".join([*lines[:1], *lines[3:]]))
    refused = load(staffed, str(file), "--full", answers="n\n")
    assert (refused.exit_code, table(refused)["Tidak ada di daftar"]) == (0, 2)
    assert staffed.rows(PEOPLE) == [(200,)]
    assert "Terapkan?" not in refused.output
    agreed = load(staffed, str(file), "--full", answers="y\n")
    assert (agreed.exit_code, last(agreed)) == (0, "Disimpan: 0 pegawai baru, 0 berubah, 2 keluar; 198 tetap.")
    assert staffed.rows(PEOPLE) == [(198,)]


@pytest.mark.parametrize(
    ("words", "code", "people"),
    [(["--full"], 0, 200), (["--full", "--leavers", "2"], 0, 198), (["--full", "--leavers", "3"], 1, 200),
     (["--leavers", "2"], 2, 200), ([], 0, 200)],
)  # fmt: skip
def test_a_script_marks_as_gone_by_saying_how_many(staffed: Place, words: list[str], code: int, people: int) -> None:
    lines = roster_file(staffed.folder).read_text().splitlines()
    file = staffed.folder / "tanpa.csv"
    file.write_text("\n".join([*lines[:1], *lines[3:]]))
    result = load(staffed, str(file), "--yes", *words)
    assert (result.exit_code, staffed.rows(PEOPLE)) == (code, [(people,)])
    if words == ["--full"]:
        assert "--leavers 2" in result.stdout


@pytest.mark.parametrize(
    ("choice", "code", "expected"),
    [("stop", 1, [("Analis", 1)]), ("update", 0, [("Kepala", 1), ("Analis", 1)]), ("skip", 0, [("Analis", 2)])],
)
def test_bad_rows_are_treated_as_was_chosen(
    place: Place, choice: str, code: int, expected: list[tuple[str, int]]
) -> None:
    load(place, workbook(place, row(1)), "--yes")
    bad = place.folder / "salah.xlsx"
    file = workbook(place, row(1, position="Kepala"), row(2), row(3, number="123"))
    result = load(place, file, "--yes", "--on-error", choice, "--bad-rows", str(bad))
    assert result.exit_code == code
    assert 'Baris 4, NIP/NI PPPK "123": NIP bukan 18 angka.' in result.stdout
    query = "select position, count(*) from employees group by position order by position desc"
    assert place.rows(query) == expected
    (found,) = read_tables(bad.read_bytes(), "salah.xlsx")
    assert found.rows[0] == (*HEADER, "Baris", "Alasan")
    assert found.rows[1][-2:] == ("4", "NIP/NI PPPK: NIP bukan 18 angka. Mohon periksa angkanya.")
    assert stat.S_IMODE(bad.stat().st_mode) == 0o600
    mended = load(place, str(bad), "--dry-run")
    assert (mended.exit_code, table(mended)["Baris bermasalah"]) == (0, 1)


def test_columns_that_are_not_certain_are_listed_and_can_be_told(place: Place) -> None:
    header = ("Nama", "NIP", "Tempat Bertugas", "Kontak", "HP", "No. WA")
    file = workbook(place, ("Ani", row(1)[1], "dpmptsp", "a@contoh.example", "0812", "0812-0000-0001"), header=header)
    refused = load(place, file)
    assert refused.exit_code == 2
    for words in ('E "HP"', 'F "No. WA"', "Unit Kerja: tidak ditemukan", 'D "Kontak": tidak dikenal', "--column"):
        assert words in refused.stderr
    told = ("--column", "tempat bertugas=unit", "--column", "F=phone", "--column", "Kontak=-")
    assert load(place, file, *told, "--yes").exit_code == 0
    assert place.rows("select phone, email from employees") == [("+6281200000001", "")]


@pytest.mark.parametrize(
    ("column", "words"),
    [("Umur=phone", 'Tidak ada kolom "Umur"'), ("Nama=salary", '"salary" bukan arti'), ("Nama", 'Tidak ada kolom ""')],
)
def test_a_column_that_is_told_wrongly_is_named(place: Place, column: str, words: str) -> None:
    result = load(place, workbook(place, row(1)), "--column", column)
    assert (result.exit_code, words in result.stderr) == (2, True)


def test_unknown_columns_can_be_ignored(place: Place) -> None:
    file = workbook(place, (*row(1)[:7], "A-1"), header=(*HEADER[:7], "Ruang"))
    assert load(place, file, "--yes").exit_code == 2
    assert load(place, file, "--yes", "--ignore-columns").exit_code == 0
    assert place.rows(PEOPLE) == [(1,)]


def test_of_several_sheets_one_is_named(place: Place) -> None:
    path = place.folder / "dua.xlsx"
    path.write_bytes(write_workbook([Sheet("Dinas", HEADER, [row(1)]), Sheet("Puskesmas", HEADER, [row(2), row(3)])]))
    refused = load(place, str(path), "--yes")
    assert (refused.exit_code, '"Dinas", "Puskesmas"' in refused.stderr) == (2, True)
    assert load(place, str(path), "--yes", "--sheet", "Lain").exit_code == 2
    assert load(place, str(path), "--yes", "--sheet", "Puskesmas").exit_code == 0
    assert place.rows(PEOPLE) == [(2,)]


@pytest.mark.parametrize(("content", "words"), [(b"", "tidak berisi data"), (b"%PDF-1.7", "tidak dapat dibaca")])
def test_a_file_that_is_no_table_is_named(place: Place, content: bytes, words: str) -> None:
    path = place.folder / "surat.xlsx"
    path.write_bytes(content)
    result = load(place, str(path))
    assert (result.exit_code, "surat.xlsx" in result.stderr, words in result.stderr) == (1, True, True)


@pytest.mark.parametrize("name", ["keluar.xlsx", "keluar.csv"])
def test_an_import_of_an_export_changes_nothing(staffed: Place, name: str) -> None:
    file = staffed.folder / name
    result = staffed.zibot("export", "roster", str(file))
    assert (result.exit_code, result.stdout.startswith("200 pegawai disimpan")) == (0, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = load(staffed, str(file), "--full", "--yes")
    assert (again.exit_code, last(again), table(again)["Tidak berubah"]) == (0, "Tidak ada yang perlu diubah.", 200)
    logged = "select actor, detail ->> 'count' from audit where action = 'export_roster'"
    assert staffed.rows(logged) == [("cli", 200)]


@pytest.mark.parametrize(("name", "code"), [("keluar.pdf", 2), ("keluar", 2), ("tidak-ada/keluar.csv", 1)])
def test_an_export_to_where_it_can_not_go_is_refused(staffed: Place, name: str, code: int) -> None:
    result = staffed.zibot("export", "roster", str(staffed.folder / name))
    assert (result.exit_code, "Traceback" in result.output, len(result.stderr.splitlines())) == (code, False, 1)
