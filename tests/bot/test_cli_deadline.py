"""`zibot deadline`: setting, listing, moving, editing and cancelling deadlines as IT staff do it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text
from typer.testing import CliRunner, Result

from bot.cli import app
from storage.tables import deadline_changes, deadlines, done_marks, reminders
from storage.tables import units as unit_table
from tests import builders

pytestmark = pytest.mark.usefixtures("logging_as_before")
DUE = "12 Juni 2090 pukul 16.00"


@dataclass(frozen=True)
class Place:
    """An installation with a configuration file and a database of two units."""

    folder: Path
    engine: Engine

    def zibot(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["deadline", *words, "-c", str(self.folder / "config.toml")])

    def done(self, *words: str) -> str:
        """What a command that went well has said."""
        result = self.zibot(*words)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def refused(self, *words: str) -> str:
        """The one sentence of a command that was refused."""
        result = self.zibot(*words)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
        return result.stderr

    def deadline(self, number: int = 1) -> dict[str, object]:
        with self.engine.connect() as connection:
            row = connection.execute(select(deadlines).where(deadlines.c.id == number)).mappings().one()
            return dict(row)

    def count(self, table: str) -> int:
        with self.engine.connect() as connection:
            return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Iterator[Place]:
    (tmp_path / "config.toml").write_text(
        '[organization]\nname = "Dinas Contoh"\nshort_name = "Dinas"\n'
        '[telegram]\ntoken = "7000000009:cli-test-synthetic-token-000000000"\n'
        f'[database]\nurl = "{sqlite_url}"\n'
    )
    engine = create_engine(f"sqlite:///{tmp_path / 'zibot.db'}")
    with engine.begin() as connection:
        unit = builders.unit(connection, "dinkes", timezone="Asia/Makassar")
        builders.employee(connection, unit)
        builders.employee(connection, builders.unit(connection, "dpmptsp"))
        connection.execute(unit_table.update().where(unit_table.c.id == unit.id).values(kind="puskesmas"))
    yield Place(tmp_path, engine)
    engine.dispose()


@pytest.mark.parametrize("due", [DUE, "Senin, 12-06-2090 16.00", "12-06-2090 16:00", "2090-06-12 16:00"])
def test_a_deadline_is_given_the_way_people_write_dates_and_read_back(place: Place, due: str) -> None:
    said = place.done("add", " Unggah   eviden ", due)
    assert said == "Tenggat 1 ditambahkan: Unggah eviden, paling lambat Senin, 12 Juni 2090 pukul 16.00 WIB.\n"
    found = place.deadline()
    assert (found["title"], found["due_at"], found["by"]) == (
        "Unggah eviden", datetime.fromisoformat("2090-06-12 09:00+00:00"), "cli",
    )  # fmt: skip
    assert place.count("reminders") > 0


def test_all_that_a_deadline_can_be_is_kept(place: Place) -> None:
    place.done(
        "add", "LHE", DUE, "--unit", "dinkes", "--rule", "shared", "--evidence", "--audience", "kind:puskesmas",
        "--each-zone", "--lead", "30,14", "--follow-up", "3,1",
    )  # fmt: skip
    found = place.deadline()
    assert (found["rule"], found["evidence"], found["each_zone"], found["timezone"]) == (
        "shared", True, True, "Asia/Jakarta",
    )  # fmt: skip
    assert found["audience"] == {"concerned": "kind", "value": "puskesmas"}
    assert found["plan"] == {"lead_days": [30, 14], "follow_ups": [1, 3]}
    with place.engine.connect() as connection:
        leads = connection.execute(select(reminders.c.timezone, reminders.c.lead_days)).all()
    assert {zone for zone, _ in leads} == {"Asia/Makassar"}
    assert {lead for _, lead in leads} <= {30, 14, -1, -3}


def test_people_are_named_by_staff_number_and_others_by_what_they_owe(place: Place) -> None:
    number = builders.staff_number(1)
    place.done("add", "LHE", DUE, "--audience", f"people: {number}", "--follow-up", "none")
    place.done("add", "Susulan", DUE, "--audience", "owing:1")
    place.done("add", "Tim", DUE, "--audience", "role:zi_team")
    assert place.count("deadline_people") == 1
    assert place.deadline(1)["plan"] == {"follow_ups": []}
    assert [place.deadline(one)["audience"] for one in (2, 3)] == [
        {"concerned": "owing", "value": "1"}, {"concerned": "role", "value": "zi_team"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["X", "2020-01-01 10:00"], "sudah lewat"),
        (["X", "besok"], "Waktu belum ada"),
        (["X", "minggu depan pukul 16.00"], "lebih dari satu waktu"),
        (["X", "12 Juni 2090 pukul 16.00", "--unit", "tidak-ada"], "tidak-ada"),
        ([" ", DUE], "Judulnya kosong"),
        (["X", DUE, "--audience", "semua"], "Sasaran"),
        (["X", DUE, "--audience", "all:1"], "Sasaran"),
        (["X", DUE, "--audience", "role:kepala"], "zi_team"),
        (["X", DUE, "--audience", "people:123"], "NIP"),
        (["X", DUE, "--audience", "owing:9"], "Tenggat lain"),
        (["X", DUE, "--lead", "tiga"], "hari pengingat"),
        (["X", DUE, "--follow-up", "0"], "susulan"),
        (["X", DUE, "--rule", "pledge", "--evidence"], "Bukti"),
    ],
)
def test_a_deadline_that_is_wrong_is_refused_in_one_sentence(place: Place, words: list[str], sentence: str) -> None:
    assert sentence in place.refused("add", *words)
    assert place.count("deadlines") == 0


def test_an_option_that_does_not_exist_is_misuse(place: Place) -> None:
    assert place.zibot("add", "X", DUE, "--rule", "nonsense").exit_code == 2


def test_the_list_shows_who_has_done_what_and_with_all_also_what_is_over(place: Place) -> None:
    assert place.zibot("list").stderr == "Belum ada tenggat.\n"
    place.done("add", "LHE", DUE, "--unit", "dinkes")
    place.done("add", "Apel", "13 Juni 2090 pukul 08.00")
    place.done("add", "Batal", "14 Juni 2090 pukul 08.00")
    assert place.done("cancel", "3") == "Tenggat 3 dibatalkan: Batal.\n"
    with place.engine.begin() as connection:
        connection.execute(insert(done_marks).values(deadline_id=2, employee_id=1, done_at=builders.NOW))
        connection.execute(text("update deadlines set due_at = '2020-01-01 00:00:00.000000' where id = 1"))
    assert place.done("list") == "2\tSelasa, 13 Juni 2090 pukul 08.00 WIB\t-\t1/2\tApel\n"
    whole = [line.split("\t") for line in place.done("list", "--all").splitlines()]
    assert [(row[0], row[2], row[3]) for row in whole] == [
        ("1", "dinkes", "0/1"), ("2", "-", "1/2"), ("3", "-", "dibatalkan"),
    ]  # fmt: skip


def test_a_deadline_is_moved_edited_and_cancelled(place: Place) -> None:
    place.done("add", "LHE", DUE, "--lead", "5")
    said = place.done("move", "1", "13 Juni 2090 pukul 09.00")
    assert said == "Tenggat 1: LHE, paling lambat Selasa, 13 Juni 2090 pukul 09.00 WIB.\n"
    said = place.done(
        "edit", "1", "--title", "LHE lengkap", "--unit", "dpmptsp", "--evidence", "--follow-up", "2", "--each-zone",
    )  # fmt: skip
    assert "LHE lengkap" in said
    found = place.deadline()
    assert (found["version"], found["unit_id"], found["evidence"], found["each_zone"]) == (3, 2, True, True)
    assert found["plan"] == {"lead_days": [5], "follow_ups": [2]}
    everywhere = ("--unit", "-", "--no-evidence", "--one-moment", "--audience", "kind:puskesmas", "--lead", "4")
    place.done("edit", "1", *everywhere)
    found = place.deadline()
    assert (found["unit_id"], found["evidence"], found["each_zone"], found["version"]) == (None, False, False, 4)
    assert (found["audience"], found["plan"]) == (
        {"concerned": "kind", "value": "puskesmas"}, {"lead_days": [4], "follow_ups": [2]},
    )  # fmt: skip
    place.done("cancel", "1")
    with place.engine.connect() as connection:
        kinds = connection.execute(select(deadline_changes.c.kind).order_by(deadline_changes.c.id)).scalars().all()
    assert list(kinds) == ["moved", "edited", "edited", "cancelled"]


def test_what_can_not_be_changed_is_refused_in_one_sentence(place: Place) -> None:
    place.done("add", "LHE", DUE)
    place.done("cancel", "1")
    assert "sudah dibatalkan" in place.refused("move", "1", DUE)
    assert "sudah dibatalkan" in place.refused("edit", "1", "--title", "X")
    assert "sudah tidak ada" in place.refused("move", "9", DUE)
    assert "sudah tidak ada" in place.refused("cancel", "9")
