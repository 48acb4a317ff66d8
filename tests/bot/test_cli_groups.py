"""`zibot group`: the list and letting a group go, as IT staff see them."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from typer.testing import CliRunner, Result

from bot.cli import app
from domain.messages import Group
from services import groups
from storage.engine import Transaction
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.usefixtures("logging_as_before")
FORUM, AGENCY = -1001234567890, -5


@dataclass(frozen=True)
class Place:
    """An installation with a configuration file and a database."""

    folder: Path

    def zibot(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "-c", str(self.folder / "config.toml")])

    def write(self, work: object) -> None:
        engine = create_engine(f"sqlite:///{self.folder / 'zibot.db'}")
        with engine.begin() as connection:
            work(connection)  # type: ignore[operator]
        engine.dispose()


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Place:
    (tmp_path / "config.toml").write_text(
        '[organization]\nname = "Dinas Contoh"\nshort_name = "Dinas"\n'
        '[telegram]\ntoken = "7000000009:cli-test-synthetic-token-000000000"\n'
        f'[database]\nurl = "{sqlite_url}"\n'
    )
    return Place(tmp_path)


def two_groups(tx: Transaction) -> None:
    builders.unit(tx, "dinkes")
    groups.link_directly(tx, "cli", Group(FORUM, 9, "Grup\tZI", None, ""), "dinkes", NOW)
    groups.link_directly(tx, "cli", Group(AGENCY, None, "Pemda", None, ""), "", NOW)
    groups.note_trouble(tx, AGENCY, "kicked", NOW)


def test_the_list_shows_each_group_in_a_line_with_its_trouble(place: Place) -> None:
    place.write(two_groups)
    result = place.zibot("group", "list")
    assert result.exit_code == 0
    kicked = "Bot dikeluarkan dari grup. Mohon tambahkan lagi bot ke grup itu; tautannya masih tersimpan."
    assert result.stdout == f"{AGENCY}\t-\t-\tPemda\t{kicked}\n{FORUM}\tdinkes\t9\tGrup ZI\t-\n"


def test_an_empty_list_says_so(place: Place) -> None:
    result = place.zibot("group", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Belum ada grup yang tertaut.\n"


def test_a_group_is_let_go_once(place: Place) -> None:
    place.write(two_groups)
    result = place.zibot("group", "unlink", str(FORUM))
    assert (result.exit_code, result.stdout) == (0, "Grup Grup\tZI dilepaskan.\n")
    again = place.zibot("group", "unlink", str(FORUM))
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "Grup itu tidak tertaut. Mohon lihat lagi daftar grupnya.\n"
    assert str(FORUM) not in place.zibot("group", "list").stdout


@pytest.mark.parametrize("number", ["grup", "-x", ""])
def test_a_number_that_is_none_is_misuse(place: Place, number: str) -> None:
    assert place.zibot("group", "unlink", number).exit_code == 2
