"""Linked groups, and announcements."""

import asyncio

import pytest

from domain.messages import Group
from storage import groups
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW


async def test_a_group_is_linked_and_linked_anew(db: Database) -> None:
    unit = await db.write(builders.unit)
    await db.write(groups.link, Group(-5, None, "ZI", None, ""), 700, NOW)
    await db.write(groups.set_trouble, -5, "kicked")
    await db.write(groups.link, Group(-5, 9, "ZI Dinkes", unit.id, ""), 701, NOW)
    assert await db.read(groups.group, -5) == Group(-5, 9, "ZI Dinkes", unit.id, "")
    assert await db.read(groups.group, -6) is None


async def test_only_groups_without_trouble_get_posts(db: Database) -> None:
    first, second = await db.write(builders.unit, "a"), await db.write(builders.unit, "b")
    for chat_id, unit_id in ((-1, None), (-2, first.id), (-3, second.id), (-4, first.id)):
        await db.write(groups.link, Group(chat_id, None, "", unit_id, ""), 700, NOW)
    await db.write(groups.set_trouble, -4, "no_rights")
    assert [one.chat_id for one in await db.read(groups.all_groups)] == [-3, -2, -1]
    assert [one.chat_id for one in await db.read(groups.all_groups, [first.id])] == [-2]
    assert await db.read(groups.all_groups, []) == ()
    await db.write(groups.set_trouble, -4, "")
    assert [one.chat_id for one in await db.read(groups.all_groups, [first.id])] == [-4, -2]


async def test_the_topic_of_a_group_can_be_left(db: Database) -> None:
    await db.write(groups.link, Group(-5, 9, "ZI", None, ""), 700, NOW)
    await db.write(groups.set_thread, -5, None)
    assert await db.read(groups.group, -5) == Group(-5, None, "ZI", None, "")


@pytest.mark.parametrize("times", [1, 2])
async def test_a_group_keeps_its_link_when_it_becomes_a_supergroup(db: Database, times: int) -> None:
    await db.write(groups.link, Group(-5, None, "ZI", None, ""), 700, NOW)
    for _ in range(times):
        await db.write(groups.migrate, -5, -1005)
    assert await db.read(groups.group, -5) is None
    assert await db.read(groups.group, -1005) == Group(-1005, None, "ZI", None, "")


async def test_a_supergroup_linked_meanwhile_wins_over_the_old_group(db: Database) -> None:
    await db.write(groups.link, Group(-5, None, "old", None, ""), 700, NOW)
    await db.write(groups.link, Group(-1005, None, "new", None, ""), 700, NOW)
    await db.write(groups.migrate, -5, -1005)
    assert await db.read(groups.all_groups) == (Group(-1005, None, "new", None, ""),)


def author(tx: Transaction) -> int:
    return builders.employee(tx, builders.unit(tx)).id


async def test_an_announcement_is_kept_once_a_key(db: Database) -> None:
    author_id = await db.write(author)
    first = await db.write(groups.add_announcement, "k1", "Apel", author_id, NOW)
    assert first is not None
    assert await db.write(groups.add_announcement, "k1", "Apel lagi", author_id, NOW) is None
    second = await db.write(groups.add_announcement, "k2", "Rapat", author_id, NOW)
    assert second != first
    assert await db.read(groups.announcement, first) == "Apel"
    assert await db.read(groups.announcement, 404) is None


async def test_of_many_announcements_with_one_key_at_once_one_is_kept(db: Database) -> None:
    author_id = await db.write(author)
    work = [db.write(groups.add_announcement, "k", f"Apel {n}", author_id, NOW) for n in range(20)]
    assert len([kept for kept in await asyncio.gather(*work) if kept is not None]) == 1
