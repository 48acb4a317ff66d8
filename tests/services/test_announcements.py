"""Announcements: writing, showing back, sending once."""

import asyncio

import pytest
from sqlalchemy import select

from domain.messages import Group, Lane
from domain.people import Actor
from domain.rights import Role
from services import announcements, dialogs
from storage import drafts, groups
from storage.engine import Database, Transaction
from storage.tables import announcements as announcement_table
from storage.tables import audit, outbox
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

GROUPS = (Group(-2, 9, "Dinkes", None, ""), Group(-1, None, "Pemda", None, "demoted"))


def admin(tx: Transaction) -> Actor:
    """An admin of the agency, and two linked groups besides one that can't be reached; in one the bot was demoted."""
    for group in (*GROUPS, Group(-3, None, "Gone", None, "")):
        groups.link(tx, group, 700, NOW)
    groups.change_trouble(tx, -3, "", "kicked")
    groups.change_trouble(tx, -1, "", "demoted")
    return builders.linked(tx, builders.unit(tx), role=Role.ADMIN)


async def prepared(db: Database, body: str = "Apel pagi pukul 7") -> tuple[Actor, str]:
    """An admin with an announcement that waits to be sent, and its key."""
    actor = await db.write(admin)
    await db.write(announcements.begin, actor, NOW)
    return actor, (await db.write(announcements.write, actor, body, NOW)).key


async def queued(db: Database) -> list[tuple[int, int | None]]:
    rows = await db.read(lambda tx: tx.execute(select(outbox).order_by(outbox.c.chat_id)).all())
    return [(row.chat_id, row.thread_id) for row in rows]


async def test_the_text_is_shown_back_with_where_it_will_go(db: Database) -> None:
    actor = await db.write(admin)
    await db.write(announcements.begin, actor, NOW)
    preview = await db.write(announcements.write, actor, "  Apel pagi \n", NOW)
    assert (preview.body, preview.groups) == ("Apel pagi", GROUPS)
    assert preview.skipped == (Group(-3, None, "Gone", None, "kicked"),)
    assert preview.key.startswith("700-")
    assert await queued(db) == []


async def test_words_are_awaited_until_they_are_sent(db: Database) -> None:
    actor = await db.write(admin)
    assert await db.read(dialogs.current, actor, "text") is None
    await db.write(announcements.begin, actor, NOW)
    assert await db.read(dialogs.current, actor, "text") == announcements.DRAFT
    preview = await db.write(announcements.write, actor, "Apel", NOW)
    better = await db.write(announcements.write, actor, "Apel pagi", NOW)
    assert (better.key, better.body) == (preview.key, "Apel pagi")
    await db.write(announcements.send, actor, preview.key, NOW)
    assert await db.read(dialogs.current, actor, "text") is None


async def test_the_text_may_be_written_anew_before_it_is_sent(db: Database) -> None:
    actor, key = await prepared(db)
    again = await db.write(announcements.write, actor, "Apel batal", NOW)
    assert again.key == key
    await db.write(announcements.send, actor, key, NOW)
    announcement_id = await db.read(lambda tx: tx.execute(select(announcement_table.c.id)).scalar_one())
    assert await db.read(announcements.body, announcement_id) == "Apel batal"


async def test_words_that_nobody_waits_for_are_refused(db: Database) -> None:
    actor = await db.write(admin)
    with refused("announce.none"):
        await db.write(announcements.write, actor, "Apel", NOW)


@pytest.mark.parametrize("body", ["", " \n\t "])
async def test_an_empty_text_is_refused(db: Database, body: str) -> None:
    actor = await db.write(admin)
    await db.write(announcements.begin, actor, NOW)
    with refused("announce.empty"):
        await db.write(announcements.write, actor, body, NOW)


async def test_a_text_has_a_greatest_length(db: Database) -> None:
    actor = await db.write(admin)
    await db.write(announcements.begin, actor, NOW)
    longest = announcements.LONGEST
    await db.write(announcements.write, actor, f" {'a' * longest} ", NOW)
    with refused("announce.too_long", length=longest + 1, limit=longest):
        await db.write(announcements.write, actor, "a" * (longest + 1), NOW)


async def test_sending_queues_one_post_a_group_in_its_topic(db: Database) -> None:
    actor, key = await prepared(db)
    assert await db.write(announcements.send, actor, key, NOW) == 2
    assert await queued(db) == [(-2, 9), (-1, None)]
    rows = await db.read(lambda tx: tx.execute(select(outbox)).all())
    assert {(row.kind, row.lane) for row in rows} == {("announcement", Lane.BULK)}
    (note,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    kept = await db.read(lambda tx: tx.execute(select(announcement_table)).one())
    assert (note.action, note.subject) == ("announce", f"announcement:{kept.id}")
    assert (kept.body, kept.key, kept.author_id) == ("Apel pagi pukul 7", key, actor.employee and actor.employee.id)


async def test_sending_again_sends_nothing_more(db: Database) -> None:
    actor, key = await prepared(db)
    for _ in range(3):
        assert await db.write(announcements.send, actor, key, NOW) == 2
    assert len(await queued(db)) == 2
    assert len(await db.read(lambda tx: tx.execute(select(audit)).all())) == 1


async def test_sending_many_times_at_once_sends_once(db: Database) -> None:
    actor, key = await prepared(db)
    async with asyncio.timeout(20):
        assert await asyncio.gather(*(db.write(announcements.send, actor, key, NOW) for _ in range(8))) == [2] * 8
    assert len(await queued(db)) == 2


async def test_a_screen_of_an_older_announcement_is_refused(db: Database) -> None:
    actor, old = await prepared(db)
    await db.write(announcements.begin, actor, NOW.replace(hour=4))
    with refused("announce.none"):
        await db.write(announcements.send, actor, old, NOW)
    draft = await db.read(drafts.draft, 700, announcements.DRAFT)
    assert draft is not None
    with refused("announce.none"):
        await db.write(announcements.send, actor, str(draft.data["key"]), NOW)
    assert await queued(db) == []


async def test_without_a_group_there_is_nowhere_to_send_to(db: Database) -> None:
    actor, key = await prepared(db)
    for group in GROUPS:
        await db.write(groups.change_trouble, group.chat_id, group.trouble, "kicked")
    with refused("announce.no_groups"):
        await db.write(announcements.send, actor, key, NOW)


async def test_an_announcement_that_is_missing_is_our_own_mistake(db: Database) -> None:
    with pytest.raises(LookupError, match="announcement 404"):
        await db.read(announcements.body, 404)
