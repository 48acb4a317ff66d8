"""Wishes to link a group."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from domain.groups import GroupRequest, RequestState
from storage import group_requests, groups
from storage.engine import Database
from tests import builders
from tests.builders import NOW

UNTIL = NOW + timedelta(minutes=10)
ASKED = GroupRequest(0, -5, 9, "ZI", None, 700, RequestState.OPEN, UNTIL)


async def test_a_request_is_kept_as_it_was_asked(db: Database) -> None:
    number = await db.write(group_requests.add, ASKED, NOW)
    assert await db.read(group_requests.request, number) == replace(ASKED, id=number)
    assert await db.read(group_requests.request, number + 1) is None


async def test_the_open_requests_of_an_account_for_a_group(db: Database) -> None:
    numbers = [await db.write(group_requests.add, ASKED, NOW) for _ in range(3)]
    await db.write(group_requests.add, replace(ASKED, chat_id=-6), NOW)
    await db.write(group_requests.add, replace(ASKED, telegram_id=701), NOW)
    await db.write(group_requests.close, numbers[1], RequestState.REPLACED, None)
    assert [one.id for one in await db.read(group_requests.open_requests, -5, 700)] == [numbers[0], numbers[2]]


async def test_a_request_waits_longer(db: Database) -> None:
    number = await db.write(group_requests.add, ASKED, NOW)
    await db.write(group_requests.prolong, number, UNTIL + timedelta(minutes=3))
    found = await db.read(group_requests.request, number)
    assert found is not None
    assert found.expires_at == UNTIL + timedelta(minutes=3)


async def test_a_request_is_ended_once(db: Database) -> None:
    number = await db.write(group_requests.add, ASKED, NOW)
    unit = await db.write(builders.unit)
    work = [db.write(group_requests.close, number, RequestState.LINKED, unit.id) for _ in range(10)]
    assert sorted(await asyncio.gather(*work)) == [False] * 9 + [True]
    assert await db.write(group_requests.close, number, RequestState.CANCELLED, None) is False
    found = await db.read(group_requests.request, number)
    assert found == replace(ASKED, id=number, state=RequestState.LINKED, unit_id=unit.id)


async def test_requests_follow_a_group_that_becomes_a_supergroup(db: Database) -> None:
    mine, other = [await db.write(group_requests.add, replace(ASKED, chat_id=chat), NOW) for chat in (-5, -6)]
    for _ in range(2):
        await db.write(groups.migrate, -5, -1005)
    found = [await db.read(group_requests.request, number) for number in (mine, other)]
    assert [one.chat_id for one in found if one] == [-1005, -6]
