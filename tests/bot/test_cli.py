"""The command line: what it prints, how it exits, and that nothing is stored when a file is wrong."""

import asyncio
import csv
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from typer.testing import CliRunner, Result

from bot import demo_people, tables
from bot.cli import app
from bot.version import __version__
from sandbox import Sandbox
from storage import migrations
from tests.bot.test_app import free_port

pytestmark = pytest.mark.usefixtures("logging_as_before")
TOKEN = "7000000009:cli-test-synthetic-token-000000000"
SECONDS = 30.0


@dataclass(frozen=True)
class Place:
    """An installation of its own: a configuration file and the folder around it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "zibot.db"

    def configure(self, address: str = "http://127.0.0.1:9", port: int = 8099, more: str = "") -> None:
        self.config.write_text(
            f'[organization]\nname = "Dinas Contoh"\nshort_name = "Dinas"\n'
            f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "{address}"\n'
            f'[database]\nurl = "sqlite+aiosqlite:///{self.database}"\n'
            f'[web]\nlisten = "127.0.0.1:{port}"\n{more}'
        )

    def zibot(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "-c", str(self.config)])

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ZIBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Place:
    """Configured, with a database of the present schema."""
    place = Place(tmp_path)
    place.configure()
    assert sqlite_url.endswith(str(place.database))
    return place


_imported: list[bytes] = []


@pytest.fixture
def staffed(place: Place) -> Place:
    """With the demo's units and people imported from files, once; other tests get a copy of the database."""
    units, roster = units_file(place.folder), roster_file(place.folder)
    if _imported:
        place.database.write_bytes(_imported[0])
        return place
    assert place.zibot("import", "units", str(units), "--yes").exit_code == 0
    assert place.zibot("import", "roster", str(roster), "--yes").exit_code == 0
    _imported.append(place.database.read_bytes())
    return place


def units_file(folder: Path, extra: str = "") -> Path:
    path = folder / "unit.csv"
    with path.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(asdict(demo_people.units()[0])))
        writer.writeheader()
        writer.writerows(asdict(unit) for unit in demo_people.units())
    path.write_text(path.read_text() + extra)
    return path


def roster_file(folder: Path, extra: str = "") -> Path:
    lines = ["nama,nip,status,jabatan,golongan,unit,hp"]
    lines += [
        f"{row.name},{row.staff_number},{row.status},{row.position},{row.rank},{row.unit_code},{row.phone}"
        for row in demo_people.employees()
    ]
    path = folder / "pegawai.csv"
    path.write_text("\n".join(lines) + "\n" + extra)
    return path


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"zibot {__version__}\n")


@pytest.mark.parametrize("words", [[], ["import"], ["pledge"], ["deadline"], ["role"]])
def test_without_a_command_the_help_is_shown(words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "Usage" in result.output


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["run", "--nonsense"], ["import", "units"], ["demo", "--port", "0"], ["demo", "--port", "x"]],
)
def test_a_wrong_use_exits_with_2(words: list[str]) -> None:
    assert CliRunner().invoke(app, words).exit_code == 2


@pytest.mark.parametrize(
    "command", [["run"], ["check"], ["migrate"], ["import", "units", "x.csv"], ["role", "grant", "1", "admin"]]
)
def test_a_configuration_that_is_wrong_exits_with_2_and_names_every_problem(tmp_path: Path, command: list[str]) -> None:
    place = Place(tmp_path)
    place.configure(more='[web2]\nx = 1\n[log]\nlevl = "info"\n')
    result = place.zibot(*command)
    assert result.exit_code == 2
    assert "[web2] tidak dikenal" in result.stderr
    assert "[log] levl tidak dikenal. Maksudnya level?" in result.stderr
    assert TOKEN not in result.output


def test_a_configuration_file_that_is_missing_exits_with_2(tmp_path: Path) -> None:
    result = Place(tmp_path).zibot("check")
    assert result.exit_code == 2
    assert "tidak ada" in result.stderr


def test_migrate_prepares_the_database_once(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.configure()
    first, second = place.zibot("migrate"), place.zibot("migrate")
    assert (first.exit_code, first.stdout) == (0, "Basis data disiapkan.\n")
    assert (second.exit_code, second.stdout) == (0, "Basis data sudah sesuai.\n")


def test_a_database_of_an_old_schema_is_migrated(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.configure()
    first_version(place.database)
    refused = place.zibot("run")
    assert (refused.exit_code, "zibot migrate" in refused.stderr) == (1, True)
    migrated = place.zibot("migrate")
    assert (migrated.exit_code, migrated.stdout) == (0, "Basis data diperbarui.\n")


def first_version(path: Path) -> None:
    """A database as the very first migration left it."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite+pysqlite:///{path}")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
    finally:
        engine.dispose()


@pytest.mark.parametrize("command", [["run"], ["migrate"], ["role", "grant", "198606122010012001", "admin"]])
def test_a_database_of_a_newer_version_is_left_alone(place: Place, command: list[str]) -> None:
    with closing(sqlite3.connect(place.database)) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    result = place.zibot(*command)
    assert result.exit_code == 1
    assert "lebih baru" in result.stderr
    assert place.rows("select version_num from alembic_version") == [("9999",)]


@pytest.mark.parametrize(
    "command", [["run"], ["pledge", "publish", "--title", "Pakta"], ["deadline", "add", "X", "2090-01-01 10:00"]]
)
def test_a_database_that_was_not_prepared_is_named(tmp_path: Path, command: list[str]) -> None:
    place = Place(tmp_path)
    place.configure()
    result = place.zibot(*command)
    assert (result.exit_code, "zibot migrate" in result.stderr) == (1, True)
    assert not place.database.exists()


def test_units_and_people_are_imported_once(place: Place) -> None:
    units, roster = units_file(place.folder), roster_file(place.folder)
    files = (("units", units), ("roster", roster))
    told, again = ([place.zibot("import", kind, str(file), "--yes") for kind, file in files] for _ in range(2))
    assert [(one.exit_code, one.stdout.splitlines()[-1]) for one in told] == [
        (0, "Disimpan: 96 unit baru, 0 berubah; 0 tetap."),
        (0, "Disimpan: 200 pegawai baru, 0 berubah, 0 keluar; 0 tetap."),
    ]
    assert [(one.exit_code, one.stdout.splitlines()[-1]) for one in again] == [(0, "Tidak ada yang perlu diubah.")] * 2
    assert place.rows("select count(*) from employees") == [(200,)]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("Siti,198613122010012001,PNS,Analis,III/c,dinkes,08110009999\n", "tanggal lahir"),
        ("Siti,19860612201001200,PNS,Analis,III/c,dinkes,08110009999\n", "18 angka"),
        ("Siti,1.98606E+17,PNS,Analis,III/c,dinkes,08110009999\n", "dibulatkan"),
        ("Siti,198606122010012001,PNS,Analis,III/c,tidak-ada,08110009999\n", "tidak-ada"),
        ("Siti,198606122010012001,PNS,Analis,III/c,dinkes,telepon\n", "omor ponsel"),
    ],
)
def test_one_bad_row_stores_no_row_and_names_its_line(place: Place, extra: str, words: str) -> None:
    place.zibot("import", "units", str(units_file(place.folder)), "--yes")
    result = place.zibot("import", "roster", str(roster_file(place.folder, extra)), "--yes")
    assert (result.exit_code, result.stderr.startswith("1 baris bermasalah; tidak ada yang disimpan.")) == (1, True)
    assert "202" in result.stdout
    assert words in result.stdout
    assert "Traceback" not in result.output
    assert place.rows("select count(*) from employees") == [(0,)]


def test_a_unit_under_an_unknown_parent_stores_no_unit(place: Place) -> None:
    extra = "baru,Unit Baru,dinas,tidak-ada,Asia/Jakarta,5,,\n"
    result = place.zibot("import", "units", str(units_file(place.folder, extra)), "--yes")
    assert (result.exit_code, "tidak-ada" in result.stdout) == (1, True)
    assert place.rows("select count(*) from units") == [(0,)]


@pytest.mark.parametrize("what", ["units", "roster"])
def test_a_file_that_can_not_be_read_is_named(place: Place, what: str) -> None:
    result = place.zibot("import", what, str(place.folder / "tidak-ada.csv"))
    assert (result.exit_code, "tidak-ada.csv" in result.stderr) == (1, True)


def test_a_text_is_published_again_for_a_new_year_but_never_with_other_words(staffed: Place) -> None:
    first = staffed.zibot("pledge", "publish", "--title", "Pakta Integritas 2088", "--year", "2088")
    assert (first.exit_code, first.stderr) == (0, "")
    done = "Naskah versi default-1 diterbitkan, berlaku sampai Jumat, 31 Desember 2088 pukul 23.59 WIB."
    assert first.stdout.splitlines()[-1] == done
    again = staffed.zibot("pledge", "publish", "--title", "Pakta Integritas 2089", "--year", "2089")
    assert (again.exit_code, "default-1" in again.stdout) == (0, True)
    changed = staffed.folder / "lain.toml"
    changed.write_text(tables.default_pledge().replace("tanpa paksaan", "dengan rela"))
    refused = staffed.zibot("pledge", "publish", "--title", "Pakta lain", str(changed))
    assert (refused.exit_code, "default-1 sudah ada" in refused.stderr) == (1, True)
    titles = [("Pakta Integritas 2088", "default-1"), ("Pakta Integritas 2089", "default-1")]
    assert staffed.rows("select title, text_version from campaigns order by id") == titles


def test_months_of_validity_count_from_each_signature(staffed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZIBOT_PLEDGE__VALIDITY", "6")
    result = staffed.zibot("pledge", "publish", "--title", "Pakta")
    assert (result.exit_code, "6 bulan sejak ditandatangani" in result.stdout) == (0, True)
    assert staffed.rows("select months from campaigns") == [(6,)]


def test_a_pledge_for_a_year_that_is_over_is_refused(staffed: Place) -> None:
    result = staffed.zibot("pledge", "publish", "--title", "Pakta", "--year", "2001")
    assert (result.exit_code, "tahun 2001 sudah lewat" in result.stderr) == (1, True)


def test_the_configuration_in_the_present_folder_is_found(staffed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(staffed.folder)
    result = CliRunner().invoke(app, ["migrate"])
    assert (result.exit_code, result.stdout) == (0, "Basis data sudah sesuai.\n")


@pytest.mark.parametrize("text", ["", "bukan toml =", 'version = "x"\n', "[id]\ntitle = 5\n"])
def test_a_pledge_text_that_is_wrong_is_not_published(place: Place, text: str) -> None:
    path = place.folder / "naskah.toml"
    path.write_text(text)
    result = place.zibot("pledge", "publish", "--title", "Pakta", str(path))
    assert (result.exit_code, result.stderr.startswith("Naskah pakta tidak benar: ")) == (1, True)
    assert place.rows("select count(*) from campaigns") == [(0,)]


@pytest.mark.parametrize("command", ["migrate", "run", "grant"])
@pytest.mark.parametrize("broken", ["no database", "a folder", "in a folder that is missing"])
def test_a_database_that_can_not_be_opened_is_told_in_one_sentence(tmp_path: Path, command: str, broken: str) -> None:
    place = Place(tmp_path)
    place.configure()
    if broken == "no database":
        place.database.write_bytes(b"this is no database at all, whatever its name says" * 100)
    elif broken == "a folder":
        place.database.mkdir()
    else:
        place.config.write_text(place.config.read_text().replace("/zibot.db", "/tidak-ada/zibot.db"))
    words = {"grant": ["role", "grant", "198606122010012001", "admin"]}.get(command, [command])
    result = place.zibot(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Basis data ")
    assert len(result.stderr.splitlines()) == 1


@asynccontextmanager
async def process(*words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """zibot as a process of its own; killed at the end if it still runs."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *words, stdout=pipe, stderr=pipe)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def outcome(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    box = Sandbox(rate_limits=False)
    box.add_bot(TOKEN, "zi_bot", "Zi")
    box.add_user(7, "Siti")
    await box.start(port=0)
    yield box
    await box.stop()


async def test_run_serves_people_until_it_is_told_to_stop(place: Place, box: Sandbox) -> None:
    place.configure(box.address, free_port())
    async with process("run", "-c", str(place.config)) as running:
        box.people.start(7)
        await box.until(lambda: [one for one in box.messages(7) if one.sender.is_bot], SECONDS)
        await box.until(lambda: not box.updates.pending, SECONDS)
        running.send_signal(signal.SIGTERM)
        code, _, err = await outcome(running)
    assert (code, "Traceback" in err, TOKEN in err) == (0, False, False)
    assert place.rows("select count(*) from inbox") == [(0,)]


async def test_run_names_a_refused_token_and_an_address_that_is_taken(place: Place, box: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        place.configure(box.address, port)
        other = Place(place.folder / "lain")
        other.folder.mkdir()
        other.configure(box.address, free_port())
        other.config.write_text(other.config.read_text().replace(TOKEN, f"{TOKEN}x"))
        other.database.write_bytes(place.database.read_bytes())
        async with (
            process("run", "-c", str(place.config)) as without_port,
            process("run", "-c", str(other.config)) as without_token,
        ):
            first, second = await outcome(without_port), await outcome(without_token)
    assert (first[0], f"127.0.0.1:{port} tidak dapat dipakai" in first[2], "Traceback" in first[2]) == (1, True, False)
    assert (second[0], "Token bot ditolak Telegram" in second[2], "Traceback" in second[2]) == (1, True, False)
    assert "Unclosed" not in second[2]


async def test_check_tells_what_is_wrong_with_exit_code_1_and_0_when_all_is_well(place: Place, box: Sandbox) -> None:
    place.configure("http://127.0.0.1:9")
    result = await asyncio.to_thread(place.zibot, "check")
    assert result.exit_code == 1
    assert TOKEN not in result.output
    place.configure(box.address, free_port())
    result = await asyncio.to_thread(place.zibot, "check")
    assert result.exit_code == 0, result.output
    assert "@zi_bot" in result.output


async def test_the_demo_names_a_port_that_is_taken_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    async with process("demo", "--port", str(port), "--keep", str(tmp_path / "demo")) as first:
        assert first.stdout is not None
        async with asyncio.timeout(SECONDS):
            line = (await first.stdout.readline()).decode()
        assert line == f"Halaman percakapan: http://127.0.0.1:{port}\n"
        async with process("demo", "--port", str(port)) as second:
            code, _, err = await outcome(second)
        assert (code, f"Port {port} tidak dapat dipakai" in err, "Traceback" in err) == (1, True, False)
        first.send_signal(signal.SIGINT)
        code, _, err = await outcome(first)
    assert (code, err) == (0, "")
    assert (tmp_path / "demo" / "zibot.db").exists()
