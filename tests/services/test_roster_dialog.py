"""The import in the chat: the file waits for its own person, one at a time, and is applied once."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from benchmarks.roster_data import csv_bytes
from domain.people import Actor
from domain.rights import Role
from domain.roster_columns import Column
from domain.roster_questions import Answers
from services import roster_dialog, roster_files
from services.roster_dialog import Upload
from services.roster_import import Choice, Preview
from storage import drafts
from storage.engine import Database, Transaction
from storage.tables import audit, employees, uploads
from tests import builders
from tests.builders import NOW
from tests.counting import count
from tests.refusals import refused
from tests.services.roster_play import AGENCY, HEADER, add_units, previewed, row

DATA = csv_bytes((HEADER, row(1), row(2)))


@pytest.fixture
async def admin(db: Database) -> Actor:
    """An agency-wide admin whose dialog waits for a file."""

    def fill(tx: Transaction) -> Actor:
        add_units(tx, AGENCY)
        office = builders.unit(tx, "bag-organisasi")
        actor = builders.linked(tx, office, role=Role.ADMIN, person=builders.employee(tx, office, phone_number=""))
        roster_dialog.begin(tx, actor, NOW)
        return actor

    return await db.write(fill)


async def sent(db: Database, admin: Actor, data: bytes = DATA) -> Upload:
    return await db.write(roster_dialog.receive, admin, "pegawai.csv", data, NOW)


async def seen_by(db: Database, admin: Actor, upload: Upload) -> Preview:
    seen = await previewed(db, roster_files.read(upload.content, upload.name, upload.answers), admin)
    await db.write(roster_dialog.show, admin, upload.id, seen.fingerprint, NOW)
    return seen


async def test_a_file_is_applied_once_however_often_it_is_asked_for(db: Database, admin: Actor) -> None:
    upload = await sent(db, admin)
    seen = await seen_by(db, admin, upload)
    first = await db.write(roster_dialog.apply, admin, upload.id, seen, Choice.UPDATE, NOW)
    entries = await db.read(count, audit)
    assert await db.write(roster_dialog.apply, admin, upload.id, seen, Choice.UPDATE, NOW) == first
    assert await db.read(roster_dialog.applied, admin, upload.id) == first
    assert (first[0], first[1].numbers.joined) == ("pegawai.csv", 2)
    assert [await db.read(count, table) for table in (employees, uploads, audit)] == [3, 0, entries]


async def test_what_was_said_about_a_file_is_remembered(db: Database, admin: Actor) -> None:
    upload = await sent(db, admin)
    answers = (
        replace(upload.answers, sheet=1).with_column(3, Column.PHONE).with_column(0, None)
        .without_column(Column.STAFF_NUMBER).ignoring_rest()
    )  # fmt: skip
    answered = await db.write(roster_dialog.answer, admin, upload.id, answers, NOW)
    assert await db.read(roster_dialog.uploaded, admin, upload.id) == answered
    assert answered == Upload(upload.id, "pegawai.csv", DATA, answers, "")


async def test_a_new_file_takes_the_place_of_the_one_before(db: Database, admin: Actor) -> None:
    first = await sent(db, admin)
    second = await sent(db, admin, csv_bytes((HEADER, row(1))))
    assert await db.read(count, uploads) == 1
    with refused("roster.upload_gone"):
        await db.read(roster_dialog.uploaded, admin, first.id)
    assert (await db.read(roster_dialog.uploaded, admin, second.id)).id == second.id


async def test_a_preview_that_was_not_shown_is_not_applied(db: Database, admin: Actor) -> None:
    upload = await sent(db, admin)
    seen = await seen_by(db, admin, upload)
    await db.write(roster_dialog.answer, admin, upload.id, Answers(), NOW)
    with refused("roster.changed"):
        await db.write(roster_dialog.apply, admin, upload.id, seen, Choice.UPDATE, NOW)
    assert await db.read(count, employees) == 1


async def test_the_file_of_another_admin_is_out_of_reach(db: Database, admin: Actor) -> None:
    upload = await sent(db, admin)
    other = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "lain"), 701, role=Role.ADMIN))
    await db.write(lambda tx: drafts.save(tx, 701, roster_dialog.DRAFT, "document", {"upload": upload.id}, NOW))
    with refused("roster.upload_gone"):
        await db.read(roster_dialog.uploaded, other, upload.id)


async def test_a_file_that_nobody_waits_for_is_not_kept(db: Database, admin: Actor) -> None:
    await db.write(roster_dialog.drop, admin)
    with refused("roster.upload_gone"):
        await sent(db, admin)
    assert await db.read(count, uploads) == 0


async def test_dropping_forgets_the_file(db: Database, admin: Actor) -> None:
    upload = await sent(db, admin)
    await db.write(roster_dialog.drop, admin)
    assert await db.read(count, uploads) == 0
    with refused("roster.upload_gone"):
        await db.read(roster_dialog.uploaded, admin, upload.id)


async def test_seeing_who_is_missing_by_name_is_logged(db: Database, admin: Actor) -> None:
    def seen(tx: Transaction) -> list[tuple[str, str]]:
        who = f"account:{admin.telegram_id}"
        rows = tx.execute(select(audit).where(audit.c.actor == who).order_by(audit.c.id))
        return [(row.action, row.subject) for row in rows]

    before = await db.read(seen)
    await db.write(roster_dialog.note_missing, admin, [901, 902], NOW)
    looks = [("see_missing", "roster"), ("see_list", "employee:901"), ("see_list", "employee:902")]
    assert (await db.read(seen))[len(before) :] == looks
