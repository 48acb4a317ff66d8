"""Everything held about a person, and nothing about anybody else."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from domain.people import Actor
from services import data_rights, personal_data
from storage import personal_data as stored
from storage.engine import Database, Transaction
from storage.tables import metadata
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.services import held

# Tables without a column that leads to a person.
ABOUT_NOBODY = {
    "agency_days": "of the agency",
    "agency_figures": "of the agency",
    "announcement_runs": "of the agency; who approved one stands in the log",
    "announcement_versions": "what the agency wrote",
    "answers": "of a unit",
    "campaigns": "of the agency",
    "cycles": "of the agency",
    "deadline_changes": "of a deadline",
    "deadline_escalations": "numbers of a unit",
    "deadline_series": "of a unit or the agency",
    "deadlines": "of a unit or the agency",
    "evidence_files": "names of contents; who gave one stands in the log",
    "evidence_items": "of a unit; who gave one stands in the log too",
    "evidence_removals": "of a unit",
    "evidence_shares": "of a unit",
    "finding_closures": "of a unit",
    "findings": "of a unit",
    "hours_seasons": "of the agency",
    "installation": "of the installation",
    "ledger": "seals the records of other tables, which are searched",
    "ledger_head": "of the installation",
    "pledge_counts": "of a unit",
    "pledge_escalations": "numbers of a unit",
    "pledge_texts": "of the agency",
    "proposal_ticks": "of a unit",
    "reminder_waves": "of a calendar; messages to a person are in the outbox",
    "reminders": "of a deadline; messages to a person are in the outbox",
    "staff_counts": "numbers of a unit",
    "stage_changes": "of a unit",
    "unit_changes": "of a unit",
    "units": "of a unit",
}


def test_every_table_is_searched_or_known_to_be_about_nobody() -> None:
    assert sorted({*stored.tables(), *ABOUT_NOBODY}) == sorted(metadata.tables)
    assert not set(stored.tables()) & ABOUT_NOBODY.keys()


def plain(value: Any) -> Any:
    """As JSON holds it."""
    return json.loads(json.dumps(value, default=lambda moment: moment.isoformat()))


def rows_about(tx: Transaction, kind: str, actor: Actor) -> list[dict[str, Any]]:
    """What the table holds about this account or employee, asked for in another way than the code does."""
    told = stored.KINDS[kind]
    assert actor.employee is not None
    keys = {told.account: actor.telegram_id, told.employee: actor.employee.id}
    everything = [dict(row._mapping) for row in tx.execute(select(told.table)).all()]
    mine = [row for row in everything if any(row[column] == key for column, key in keys.items() if column)]
    return [{name: value for name, value in row.items() if name not in told.hidden} for row in mine]


async def test_the_file_holds_what_the_database_holds_about_the_person_and_nobody_else(db: Database) -> None:
    siti, budi = await db.write(held.fill)
    found = await db.read(personal_data.collect, siti.telegram_id)
    written = found.as_json(NOW)
    data = json.loads(written)
    assert (data["name"], data["made_at"]) == ("Siti Contohwati", NOW.isoformat())
    assert [kind for kind, rows in data.items() if rows == []] == []
    doers = {"by", "granted_by", "revoked_by", "issued_by"}
    for kind in stored.KINDS:
        expected = plain(await db.read(rows_about, kind, siti))
        names = {name for row in expected for name in row} - doers
        assert [{name: row[name] for name in names} for row in data[kind]] == [
            {name: row[name] for name in names} for row in expected
        ], kind
    assert budi.employee is not None
    for secret in (budi.employee.name, str(budi.telegram_id), budi.employee.staff_number, held.SECRET_DIGEST, "isi"):
        assert secret not in written.decode()


async def test_who_did_something_is_named_in_words_without_the_accounts_of_others(db: Database) -> None:
    siti, _ = await db.write(held.fill)
    kinds = (await db.read(personal_data.collect, siti.telegram_id)).kinds
    assert [row["by"] for row in kinds["changes"]] == ["Dewi Petugas"]
    assert [row["issued_by"] for row in kinds["codes"]] == ["Dewi Petugas"]
    assert [row["granted_by"] for row in kinds["roles"]] == ["cli"]
    assert [(row["action"], row["actor"]) for row in kinds["log"]] == [("see_person", "Dewi Petugas"), ("sign", "self")]
    assert [(row["name"], row["role"], row["unit"]) for row in kinds["looks"]] == [
        ("Dewi Petugas", "admin", "Inspektorat")
    ]
    assert str(held.OFFICIAL) not in str(kinds)


async def test_references_are_told_by_name(db: Database) -> None:
    siti, _ = await db.write(held.fill)
    kinds = (await db.read(personal_data.collect, siti.telegram_id)).kinds
    assert kinds["roster"][0]["unit_name"] == "DPMPTSP"
    assert kinds["pledges"][0]["campaign_name"].startswith("Pakta")
    assert kinds["done"][0]["deadline_name"] == "Unggah eviden"
    assert kinds["link_requests"][0]["decided_by_name"] == "Dewi Petugas"
    assert kinds["parked"][0]["payload"]["message"]["text"] == "dari 700"


async def test_an_account_that_was_parted_from_its_person_holds_nothing_of_the_roster(db: Database) -> None:
    siti, _ = await db.write(held.fill)
    await db.write(data_rights.unlink, siti, NOW)
    found = await db.read(personal_data.collect, siti.telegram_id)
    assert found.name == ""
    filled = {kind for kind, rows in found.kinds.items() if rows}
    assert filled == {
        "account", "consents", "withdrawals", "links", "attempts", "link_requests", "groups", "group_requests",
        "corrections", "messages", "parked", "log", "announcements_got", "announcements_read",
    }  # fmt: skip


async def test_a_stranger_has_an_account_and_nothing_else(db: Database) -> None:
    await db.write(builders.stranger)
    found = await db.read(personal_data.collect, 900)
    assert {kind for kind, rows in found.kinds.items() if rows} == {"account"}


async def test_an_account_never_seen_is_an_error(db: Database) -> None:
    with pytest.raises(LookupError, match="12345"):
        await db.read(personal_data.collect, 12345)


async def test_from_the_command_line_it_is_the_same_for_a_person_without_account_and_a_look(db: Database) -> None:
    siti, _ = await db.write(held.fill)
    assert siti.employee is not None
    before = await db.read(personal_data.collect, siti.telegram_id)
    found = await db.write(personal_data.collect_from, "cli", siti.employee.staff_number, NOW)
    assert found.name == before.name
    assert [kind for kind in found.kinds if found.kinds[kind] != before.kinds[kind]] == ["looks", "log"]
    await db.write(data_rights.withdraw, siti, NOW)
    alone = await db.write(personal_data.collect_from, "cli", siti.employee.staff_number, NOW)
    assert (len(alone.kinds["roster"]), alone.kinds["account"]) == (1, [])
    with refused("roster.unknown_person"):
        await db.write(personal_data.collect_from, "cli", builders.staff_number(500), NOW)
