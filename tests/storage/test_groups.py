"""Linked groups."""

import asyncio

import pytest

from domain.messages import Group
from storage import groups
from storage.engine import Database
from tests import builders
from tests.builders import NOW


async def test_a_group_is_linked_and_linked_anew(db: Database) -> None:
    unit = await db.write(builders.unit)
    await db.write(groups.link, Group(-5, None, "ZI", None, ""), 700, NOW)
    await db.write(groups.change_trouble, -5, "", "kicked")
    await db.write(groups.link, Group(-5, 9, "ZI Dinkes", unit.id, ""), 701, NOW)
    assert await db.read(groups.group, -5) == Group(-5, 9, "ZI Dinkes", unit.id, "")
    assert await db.read(groups.linked_by, -5) == (701, NOW)
    assert await db.read(groups.group, -6) is None
    assert await db.read(groups.linked_by, -6) is None


async def test_a_link_is_undone_once(db: Database) -> None:
    await db.write(groups.link, Group(-5, None, "ZI", None, ""), 700, NOW)
    assert [await db.write(groups.unlink, -5) for _ in range(2)] == [True, False]
    assert await db.read(groups.all_groups) == ()


async def test_groups_in_trouble_get_no_posts_but_those_with_a_warning_do(db: Database) -> None:
    first, second = await db.write(builders.unit, "a"), await db.write(builders.unit, "b")
    for chat_id, unit_id in ((-1, None), (-2, first.id), (-3, second.id), (-4, first.id)):
        await db.write(groups.link, Group(chat_id, None, f"G{-chat_id}", unit_id, ""), 700, NOW)
    await db.write(groups.change_trouble, -4, "", "no_rights")
    await db.write(groups.change_trouble, -3, "", "demoted")
    assert [one.chat_id for one in await db.read(groups.all_groups)] == [-1, -2, -3, -4]
    assert [one.chat_id for one in await db.read(groups.reachable_groups)] == [-3, -2, -1]
    assert [one.chat_id for one in await db.read(groups.reachable_groups, [first.id])] == [-2]
    assert await db.read(groups.reachable_groups, []) == ()
    await db.write(groups.change_trouble, -4, "no_rights", "")
    assert [one.chat_id for one in await db.read(groups.reachable_groups, [first.id])] == [-4, -2]


async def test_of_two_who_note_a_trouble_at_once_one_did(db: Database) -> None:
    await db.write(groups.link, Group(-5, None, "ZI", None, ""), 700, NOW)
    work = [db.write(groups.change_trouble, -5, "", "kicked") for _ in range(10)]
    assert sorted(await asyncio.gather(*work)) == [False] * 9 + [True]


async def test_a_topic_is_left_once_and_only_the_one_that_is_linked(db: Database) -> None:
    await db.write(groups.link, Group(-5, 9, "ZI", None, ""), 700, NOW)
    assert await db.write(groups.leave_thread, -5, 8) is False
    assert await db.write(groups.leave_thread, -5, 9) is True
    assert await db.write(groups.leave_thread, -5, 9) is False
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
