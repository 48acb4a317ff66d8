"""`zibot retention` and `zibot data`: what they print, and what they leave in the database."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.engine import Transaction
from tests import builders
from tests.bot.test_cli import Place, place
from tests.databases import opened
from tests.documents.inside import attachments

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")

NUMBER = builders.staff_number(1)


@pytest.fixture
def staffed(place: Place, sqlite_url: str) -> Place:
    """With one employee."""

    def fill(tx: Transaction) -> None:
        builders.employee(tx, builders.unit(tx), number=NUMBER)

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(fill)

    asyncio.run(work())
    return place


def put(at: Place, statement: str) -> None:
    with closing(sqlite3.connect(at.database)) as connection:
        connection.execute(statement)
        connection.commit()


DRAFT = "insert into drafts values ({}, 'pledge', 'reading', '{{}}', 1, '{}')"
WISH = (
    "insert into correction_requests (employee_id, telegram_id, wish, state, created_at, due_at, answer) "
    "values (1, 700, 'Jabatan\nkeliru', 'open', '2026-01-01 00:00:00', '2026-01-04 00:00:00', '')"
)


def test_a_trial_run_counts_and_erases_nothing(place: Place) -> None:
    put(place, DRAFT.format(1, "2020-01-01 00:00:00"))
    put(place, DRAFT.format(2, "9999-01-01 00:00:00"))
    trial = place.zibot("retention", "--dry-run")
    assert (trial.exit_code, trial.output.splitlines()[-1]) == (0, "1 baris akan dihapus.")
    assert place.rows("select count(*) from drafts") == [(2,)]
    assert place.rows("select count(*) from audit") == [(0,)]
    real = place.zibot("retention")
    assert (real.exit_code, real.output.splitlines()[-1]) == (0, "1 baris dihapus.")
    assert place.rows("select telegram_id from drafts") == [(2,)]
    assert place.rows("select actor, action from audit") == [("cli", "erase")]
    assert place.zibot("retention").output.splitlines()[-1] == "0 baris dihapus."


def test_terms_come_from_the_configuration(place: Place) -> None:
    place.configure(more="[retention]\ndrafts = 0\n")
    put(place, DRAFT.format(1, "2020-01-01 00:00:00"))
    done = place.zibot("retention")
    (line,) = [one for one in done.output.splitlines() if one.startswith("drafts")]
    assert line.split() == ["drafts", "tidak", "dihapus", "0"]
    assert place.rows("select count(*) from drafts") == [(1,)]


def test_a_copy_is_written_for_somebody_who_asks_without_the_bot_and_the_look_is_logged(
    staffed: Place, tmp_path: Path
) -> None:
    file = tmp_path / "salinan.pdf"
    done = staffed.zibot("data", "copy", NUMBER, str(file))
    assert done.exit_code == 0, done.output
    (tmp_path / "out").mkdir()
    data = json.loads(attachments(file.read_bytes(), tmp_path / "out")["data.json"])
    assert (data["roster"][0]["staff_number"], data["account"]) == (NUMBER, [])
    subject = f"employee:{data['roster'][0]['id']}"
    assert staffed.rows("select actor, action, subject from audit order by id desc limit 1") == [
        ("cli", "see_person", subject)
    ]


@pytest.mark.parametrize(
    ("number", "file", "words"),
    [("198601012010012999", "x.pdf", "Tidak ada pegawai"), (NUMBER, "tidak/ada/x.pdf", "tidak dapat ditulis")],
)
def test_a_copy_that_can_not_be_made_is_one_sentence(staffed: Place, number: str, file: str, words: str) -> None:
    done = staffed.zibot("data", "copy", number, str(staffed.folder / file))
    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    assert words in done.output


@pytest.mark.parametrize(("flags", "state"), [((), "done"), (("--refuse",), "refused")])
def test_requests_are_listed_and_answered(staffed: Place, flags: tuple[str, ...], state: str) -> None:
    assert staffed.zibot("data", "requests").output == "Tidak ada permintaan yang menunggu.\n"
    put(staffed, WISH)
    (line,) = staffed.zibot("data", "requests").output.splitlines()
    assert line.split("\t")[0::4] == ["1", "Jabatan keliru"]
    done = staffed.zibot("data", "answer", "1", "Sesuai SK.", *flags)
    assert (done.exit_code, done.output.startswith("Jawaban disimpan.")) == (0, True)
    assert staffed.rows("select state, answer from correction_requests") == [(state, "Sesuai SK.")]
    again = staffed.zibot("data", "answer", "1", "Lagi.")
    assert (again.exit_code, "sudah dijawab" in again.output) == (1, True)
    unknown = staffed.zibot("data", "answer", "9", "x")
    assert (unknown.exit_code, "tidak ada lagi" in unknown.output) == (1, True)
