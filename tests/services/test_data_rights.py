"""A copy of the data, who has looked, leaving and coming back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from domain.data_rights import Seen
from domain.messages import Post
from domain.people import Actor
from domain.rights import Role
from services import data_rights
from services.access import find_actor, note_look, note_look_from, note_looks
from services.onboarding import CONSENT_VERSION
from storage import drafts, messages, people
from storage.engine import Database, Transaction
from storage.tables import (
    attempts,
    audit,
    consent_withdrawals,
    consents,
    link_requests,
    links,
    outbox,
    signatures,
    uploads,
)
from storage.tables import drafts as drafts_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.services import held

LATER = NOW + timedelta(hours=1)


def log(tx: Transaction) -> list[tuple[str, str, str]]:
    query = select(audit.c.actor, audit.c.action, audit.c.subject).order_by(audit.c.id)
    return [(actor, action, subject) for actor, action, subject in tx.execute(query)]


def posts(tx: Transaction) -> list[tuple[str, int, str, str]]:
    query = select(outbox.c.kind, outbox.c.chat_id, outbox.c.status, outbox.c.reason).order_by(outbox.c.id)
    return [(row.kind, row.chat_id, row.status, row.reason) for row in tx.execute(query)]


def siti(tx: Transaction) -> Actor:
    return builders.linked(tx, builders.unit(tx))


async def test_a_copy_is_queued_once_an_update_and_a_few_times_a_day(db: Database) -> None:
    actor = await db.write(siti)
    for request in (1, 2, 2, 3, 1, 3):
        await db.write(data_rights.ask_file, actor, request, NOW)
    with refused("privacy.file_limit", limit=3):
        await db.write(data_rights.ask_file, actor, 4, LATER)
    await db.write(data_rights.ask_file, actor, 5, NOW + timedelta(days=1))
    assert [post[:2] for post in await db.read(posts)] == [("data_file", 700)] * 4
    assert await db.read(log) == [("account:700", "copy_data", "account:700")] * 4


async def test_who_looked_is_told_with_name_role_and_unit_of_that_moment(db: Database) -> None:
    def look(tx: Transaction) -> tuple[Actor, Actor]:
        actor = siti(tx)
        office = builders.unit(tx, "inspektorat", name="Inspektorat")
        head = builders.employee(tx, office, name="Dewi Contoh")
        official = builders.linked(tx, office, 701, role=Role.ADMIN, person=head)
        assert actor.employee is not None
        note_look(tx, official, actor.employee.id, Seen.PERSON, NOW)
        note_look_from(tx, "cli", actor.employee.id, Seen.PLEDGE, LATER)
        note_look(tx, actor, actor.employee.id, Seen.PERSON, LATER)
        builders.move_employee(tx, head, builders.unit(tx, "dinas-lain"))
        builders.revoke_grants(tx, head)
        return actor, official

    actor, official = await db.write(look)
    found = await db.read(data_rights.looks, actor, 0)
    assert [(one.at, one.seen, one.name, one.role, one.unit) for one in found.looks] == [
        (LATER, Seen.PLEDGE, "", "", ""),
        (NOW, Seen.PERSON, "Dewi Contoh", "admin", "Inspektorat"),
    ]
    assert (await db.read(data_rights.looks, official, 0)).looks == ()
    with refused("access.not_linked"):
        await db.write(lambda tx: note_look(tx, builders.stranger(tx), 1, Seen.PERSON, NOW))


async def test_a_list_of_names_is_a_look_at_each_name_but_the_own(db: Database) -> None:
    def look(tx: Transaction) -> tuple[Actor, Actor]:
        actor = siti(tx)
        official = builders.linked(tx, builders.unit(tx, "inspektorat"), 701, role=Role.AUDITOR)
        assert actor.employee is not None
        assert official.employee is not None
        note_looks(tx, official, [actor.employee.id, official.employee.id], NOW)
        return actor, official

    actor, official = await db.write(look)
    assert [(one.seen, one.role) for one in (await db.read(data_rights.looks, actor, 0)).looks] == [
        (Seen.LIST, "auditor")
    ]
    assert (await db.read(data_rights.looks, official, 0)).looks == ()


@pytest.mark.parametrize(("page", "shown", "count"), [(0, 0, 8), (1, 1, 8), (2, 2, 4), (99, 2, 4), (-5, 0, 8)])
async def test_looks_come_in_pages_the_last_first(db: Database, page: int, shown: int, count: int) -> None:
    def look(tx: Transaction) -> Actor:
        actor = siti(tx)
        assert actor.employee is not None
        for minute in range(20):
            note_look_from(tx, "cli", actor.employee.id, Seen.PERSON, NOW + timedelta(minutes=minute))
        return actor

    found = await db.read(data_rights.looks, await db.write(look), page)
    assert (found.page, found.pages, len(found.looks)) == (shown, 3, count)
    assert found.looks[0].at == NOW + timedelta(minutes=19 - 8 * shown)


def begun(tx: Transaction) -> Actor:
    """Somebody with a role, a draft, a message that waits, one that was sent, and one to a group."""
    actor = builders.linked(tx, builders.unit(tx), role=Role.UNIT_HEAD)
    drafts.save(tx, 700, "pledge", "reading", {"campaign": 1}, NOW)
    messages.enqueue(tx, [Post("a", "reminder", 700), Post("b", "reminder", 700), Post("c", "announcement", -5)], NOW)
    first = messages.claim(tx, "x", NOW, NOW, LATER, 1)
    messages.finish(tx, first[0].id, "sent", NOW, 11, "")
    return actor


async def test_unlinking_ends_the_link_and_what_waits_and_keeps_the_rest(db: Database) -> None:
    actor = await db.write(begun)
    for _ in range(2):
        await db.write(data_rights.unlink, actor, LATER)
    after = await db.read(find_actor, 700)
    assert after is not None
    assert (after.employee, after.account.consent_version, after.account.withdrawn) == (None, CONSENT_VERSION, False)
    assert await db.read(drafts.latest, 700) is None
    assert await db.read(posts) == [
        ("reminder", 700, "sent", ""),
        ("reminder", 700, "failed", "unlinked"),
        ("announcement", -5, "queued", ""),
        ("menu", 700, "queued", ""),
    ]
    assert actor.employee is not None
    assert await db.read(log) == [("account:700", "unlink", f"employee:{actor.employee.id}")]
    assert await db.write(people.add_link, actor.employee.id, 700, "contact", LATER)
    again = await db.read(find_actor, 700)
    assert again is not None
    assert [grant.role for grant in again.grants] == [Role.EMPLOYEE, Role.UNIT_HEAD]


async def test_a_withdrawn_consent_is_evidence_and_ends_everything_until_a_new_one_is_given(db: Database) -> None:
    actor = await db.write(begun)
    for _ in range(2):
        await db.write(data_rights.withdraw, actor, LATER)
    after = await db.read(find_actor, 700)
    assert after is not None
    assert (after.employee, after.account.consent_version, after.account.withdrawn) == (None, "", True)
    assert await db.read(drafts.latest, 700) is None
    assert [post[2:] for post in await db.read(posts)][1] == ("failed", "withdrawn")
    rows = await db.read(lambda tx: tx.execute(select(consent_withdrawals.c.withdrawn_at)).scalars().all())
    assert rows == [LATER]
    standing = await db.read(data_rights.standing, after)
    assert (standing.version, standing.withdrawn_at, standing.linked) == ("", LATER, False)

    await db.write(people.add_consent, 700, CONSENT_VERSION, "id", LATER + timedelta(seconds=1))
    fresh = await db.read(find_actor, 700)
    assert fresh is not None
    assert (fresh.account.consent_version, fresh.account.withdrawn) == (CONSENT_VERSION, False)
    standing = await db.read(data_rights.standing, fresh)
    assert (standing.version, standing.withdrawn_at) == (CONSENT_VERSION, None)
    assert await db.read(lambda tx: len(tx.execute(select(consents)).all())) == 2
    assert await db.read(lambda tx: tx.execute(select(links.c.ended_at)).scalars().all()) == [LATER]


async def test_who_never_consented_has_nothing_to_withdraw(db: Database) -> None:
    actor = await db.write(builders.stranger)
    await db.write(data_rights.withdraw, actor, NOW)
    assert await db.read(log) == []
    standing = await db.read(data_rights.standing, actor)
    assert (standing.version, standing.given_at, standing.withdrawn_at) == ("", None, None)


async def test_an_unlinked_account_that_consented_can_withdraw(db: Database) -> None:
    actor = await db.write(builders.stranger, consented=True)
    await db.write(data_rights.withdraw, actor, LATER)
    assert await db.read(log) == [("account:900", "withdraw_consent", "account:900")]


@pytest.mark.parametrize("leave", [data_rights.unlink, data_rights.withdraw])
async def test_what_was_begun_is_erased_and_what_was_decided_stays_nobody_else_loses_anything(
    db: Database, leave: Callable[[Transaction, Actor, datetime], None]
) -> None:
    def fill(tx: Transaction) -> Actor:
        siti, _ = held.fill(tx)
        asked = {"telegram_id": held.MINE, "unit_id": 1, "typed_name": "Siti", "created_at": NOW, "expires_at": LATER}
        tx.execute(insert(link_requests).values(**asked, state="open"))
        return siti

    def rows(tx: Transaction) -> list[int]:
        tables = (drafts_table, uploads, link_requests, signatures, attempts)
        return [tx.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    actor = await db.write(fill)
    assert await db.read(rows) == [2, 2, 3, 2, 2]
    await db.write(leave, actor, LATER)
    assert await db.read(rows) == [1, 1, 2, 2, 2]
    other = await db.read(find_actor, held.OTHER)
    assert other is not None
    assert other.employee is not None
