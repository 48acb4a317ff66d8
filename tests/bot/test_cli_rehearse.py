"""`zibot deadline rehearse`: a plan of a kept deadline, of a new one, or of all in a span of days; nothing is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text, update

from documents.workbooks import read_tables
from storage.tables import accounts, audit
from tests import builders
from tests.bot.test_cli_deadline import Place
from tests.documents.reading import png_size

pytestmark = pytest.mark.usefixtures("logging_as_before")
DUE = "12 Juni 2090 pukul 16.00"
NEW = ("--title", "LHE triwulan", "--due", DUE)
NAME = "Joko Contoh"


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Iterator[Place]:
    (tmp_path / "config.toml").write_text(
        '[organization]\nname = "Dinas Contoh"\nshort_name = "Dinas"\n'
        '[telegram]\ntoken = "7000000009:cli-test-synthetic-token-000000000"\nbulk_per_second = 5\n'
        f'[database]\nurl = "{sqlite_url}"\n'
    )
    engine = create_engine(f"sqlite:///{tmp_path / 'zibot.db'}")
    with engine.begin() as connection:
        west, east = builders.unit(connection, "dpmptsp"), builders.unit(connection, "dinkes", timezone="Asia/Jayapura")
        for account in range(100, 104):
            builders.linked(connection, west, account)
        builders.linked(connection, east, 200)
        builders.employee(connection, west, name=NAME)
        connection.execute(update(accounts).where(accounts.c.telegram_id == 103).values(reachable=False))
    yield Place(tmp_path, engine)
    engine.dispose()


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())


def test_a_plan_is_printed_with_what_moved_and_who_is_missed_and_nothing_is_kept(place: Place) -> None:
    said = place.done("rehearse", *NEW)
    for words in (
        "LHE triwulan, paling lambat Senin, 12 Juni 2090 pukul 16.00 WIB", "Jam setempat", "Sen, 12 Jun 2090", "Hari H",
        "H+14", "H-1 (Min, 11 Jun 2090) dipindah ke Jum, 9 Jun 2090: akhir pekan.",
        "Sasaran 6 orang: 1 belum menautkan akun, 1 memblokir bot atau akunnya tidak aktif, 0 cuti",
        "paling lama 1 detik, 30 pesan per detik", "Tidak ada yang dikirim atau disimpan.",
    ):  # fmt: skip
        assert words in said
    assert [rows(place.engine, one) for one in ("deadlines", "reminders", "audit", "outbox")] == [0, 0, 0, 0]


def test_a_kept_deadline_and_all_together_are_what_is_planned_of_them(place: Place) -> None:
    place.done("add", "LHE", DUE, "--unit", "dinkes", "--lead", "7", "--follow-up", "none")
    place.done("add", "Monev", DUE, "--lead", "7,1")
    one = place.done("rehearse", "1")
    assert ("Monev" in one, "Sasaran 1 orang" in one, "1 pesan; paling lama" in one) == (False, True, True)
    both = place.done("rehearse", "--from", "1 Juni 2090", "--to", "7 Juni 2090")
    assert "LHE; Monev" in both
    assert "4 pesan; paling lama" in both


def test_pictures_and_a_workbook_are_written_and_the_names_are_noted(place: Place) -> None:
    picture, book = place.folder / "rencana.png", place.folder / "rencana.xlsx"
    said = place.done("rehearse", *NEW, "--picture", str(picture), "--workbook", str(book))
    assert f"Disimpan ke {book}." in said
    assert png_size(picture.read_bytes())[0] == 1278
    sheets = {one.name: one.rows for one in read_tables(book.read_bytes(), book.name)}
    assert list(sheets) == ["Rencana", "Dipindah", "Tidak terjangkau"]
    assert sheets["Rencana"][0][:3] == ("Hari", "Jam setempat", "Zona dan hari kerja")
    assert (NAME, "belum menautkan akun") in {(row[0], row[2]) for row in sheets["Tidak terjangkau"]}
    with place.engine.connect() as connection:
        assert connection.execute(select(audit.c.actor, audit.c.action)).all() == [("cli", "export_rehearsal")]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--title", "LHE"),
        ("--from", "1 Juni 2090"),
        ("1", *NEW),
        (*NEW, "--picture", "a.jpg"),
        (*NEW, "--workbook", "a"),
    ],
)
def test_what_is_not_said_clearly_is_refused(place: Place, words: tuple[str, ...]) -> None:
    assert place.zibot("rehearse", *words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("9",), "Tenggat itu sudah tidak ada"),
        (("--title", "LHE", "--due", "12 Juni 2020 pukul 16.00"), "sudah lewat"),
        (("--from", "7 Juni 2090", "--to", "1 Juni 2090"), "Paling banyak 366 hari"),
        ((*NEW, "--unit", "nowhere"), "nowhere"),
        ((*NEW, "--picture", "/nowhere/a.png"), "tidak dapat ditulis"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_sentence(place: Place, words: tuple[str, ...], reason: str) -> None:
    result = place.zibot("rehearse", *words)
    assert (result.exit_code, reason in result.stderr) == (1, True)
