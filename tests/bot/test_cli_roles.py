"""Roles from the command line: given, taken back and listed, once, with the reason."""

import asyncio
import os
from pathlib import Path

import pytest

from bot import demo_people
from services import roster
from storage.engine import Transaction
from tests.bot.test_cli import Place
from tests.builders import NOW
from tests.databases import opened

pytestmark = pytest.mark.usefixtures("logging_as_before")
HEAD = demo_people.employees()[0]
NUMBER = HEAD.staff_number
MASKED = f"{NUMBER[:4]}••••••••{NUMBER[-4:]}"


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ZIBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def staffed(tmp_path: Path, sqlite_url: str) -> Place:
    """With the demo's units and people."""

    def fill(tx: Transaction) -> None:
        roster.add_units(tx, demo_people.units(), NOW)
        roster.add_employees(tx, demo_people.employees(), NOW)

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(fill)

    place = Place(tmp_path)
    place.configure()
    asyncio.run(work())
    return place


def grants(place: Place) -> list[tuple[object, ...]]:
    return place.rows(
        "select g.role, u.code, g.reason, g.granted_by, g.revoke_reason, g.revoked_by from grants g "
        "left join units u on u.id = g.unit_id order by g.id"
    )


def test_a_role_is_granted_once_over_a_unit_or_the_agency(staffed: Place) -> None:
    told = [
        staffed.zibot("role", "grant", NUMBER, *words)
        for words in (["admin"], ["unit_head", "--unit", "DPMPTSP", "--reason", "SK 12/2026"], ["admin"])
    ]
    assert [(one.exit_code, one.stdout) for one in told] == [
        (0, "Peran diberikan.\n"),
        (0, "Peran diberikan.\n"),
        (0, "Peran itu sudah dimiliki, tidak ada yang berubah.\n"),
    ]
    assert grants(staffed) == [
        ("admin", None, "lewat baris perintah", "cli", None, None),
        ("unit_head", "dpmptsp", "SK 12/2026", "cli", None, None),
    ]
    query = "select actor, action, detail ->> 'role', detail ->> 'source' from audit where action like '%_role'"
    assert staffed.rows(query) == [("cli", "grant_role", "admin", "cli"), ("cli", "grant_role", "unit_head", "cli")]


def test_a_role_is_revoked_once(staffed: Place) -> None:
    staffed.zibot("role", "grant", NUMBER, "zi_team", "--unit", "dinkes")
    command = ["role", "revoke", NUMBER, "zi_team", "--unit", "dinkes", "--reason", "mutasi"]
    told = [staffed.zibot(*command) for _ in range(2)]
    assert [(one.exit_code, one.stdout) for one in told] == [
        (0, "Peran dicabut.\n"), (0, "Peran itu tidak dimiliki, tidak ada yang berubah.\n"),
    ]  # fmt: skip
    assert grants(staffed) == [("zi_team", "dinkes", "lewat baris perintah", "cli", "mutasi", "cli")]


def test_the_last_admin_of_the_agency_is_not_revoked(staffed: Place) -> None:
    staffed.zibot("role", "grant", NUMBER, "admin")
    result = staffed.zibot("role", "revoke", NUMBER, "admin")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Ini pengelola terakhir untuk seluruh instansi.")
    other = demo_people.employees()[1].staff_number
    assert staffed.zibot("role", "grant", other, "admin").exit_code == 0
    assert staffed.zibot("role", "revoke", NUMBER, "admin").exit_code == 0


@pytest.mark.parametrize("command", ["grant", "revoke"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["198606122010012001", "admin"], 1),
        (["12345", "admin"], 1),
        ([NUMBER, "admin", "--unit", "tidak-ada"], 1),
        ([NUMBER, "raja"], 2),
        ([NUMBER], 2),
    ],
)
def test_what_is_wrong_changes_nothing_and_is_told_in_one_sentence(
    staffed: Place, command: str, words: list[str], code: int
) -> None:
    result = staffed.zibot("role", command, *words)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    if code == 1:
        assert len(result.stderr.splitlines()) == 1
    assert grants(staffed) == []


@pytest.mark.parametrize(
    ("words", "start"),
    [(["admin", "--reason", "ya"], "Alasannya 2 karakter."), (["employee"], "Peran pegawai melekat")],
)
def test_a_grant_that_makes_no_sense_is_refused(staffed: Place, words: list[str], start: str) -> None:
    result = staffed.zibot("role", "grant", NUMBER, *words)
    assert (result.exit_code, result.stderr.startswith(start)) == (1, True)
    assert grants(staffed) == []


def test_holders_are_listed_with_a_masked_number(staffed: Place) -> None:
    assert staffed.zibot("role", "list").stdout == ""
    staffed.zibot("role", "grant", NUMBER, "unit_head", "--unit", "dpmptsp", "--reason", "SK 12/2026")
    (line,) = staffed.zibot("role", "list").stdout.splitlines()
    name, number, role, since = line.split("\t")
    assert (name, number) == (HEAD.name, MASKED)
    assert role == "kepala unit di Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
    assert since.endswith(" oleh cli: SK 12/2026")


def test_a_person_is_listed_with_the_history_and_the_look_is_noted(staffed: Place) -> None:
    assert staffed.zibot("role", "list", NUMBER).stdout == f"{HEAD.name} tidak memegang peran selain sebagai pegawai.\n"
    for command in ("grant", "revoke"):
        staffed.zibot("role", command, NUMBER, "auditor", "--reason", f"alasan {command}")
    past, none = staffed.zibot("role", "list", NUMBER).stdout.splitlines()
    assert "alasan grant" in past
    assert past.endswith(" oleh cli: alasan revoke")
    assert none == f"{HEAD.name} tidak memegang peran selain sebagai pegawai."
    assert staffed.rows("select actor, count(*) from audit where action = 'see_person'") == [("cli", 2)]
