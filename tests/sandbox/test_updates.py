"""getUpdates: offsets, limits, waiting, conflicts and remembered kinds."""

import asyncio
import time
from datetime import timedelta

import pytest

from sandbox import Clock
from tests.sandbox.rig import ANI, BUDI, TOKEN, Rig, running

SECOND_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


def say(rig: Rig, *texts: str) -> None:
    for text in texts:
        rig.box.people.text(ANI, ANI, text)


async def texts(rig: Rig, **params: object) -> list[str]:
    return [update["message"]["text"] for update in await rig.updates(**params)]


async def test_updates_stay_until_a_higher_offset_confirms_them() -> None:
    async with running() as rig:
        say(rig, "a", "b", "c")
        first = (await rig.updates())[0]["update_id"]
        assert await texts(rig) == ["a", "b", "c"]
        assert await texts(rig, offset=first + 1) == ["b", "c"]
        assert await texts(rig, offset=first) == ["b", "c"]
        assert [rig.box.updates.confirmed(first + n) for n in (0, 1, 2, 3)] == [True, False, False, False]


async def test_a_negative_offset_keeps_only_the_last_updates() -> None:
    async with running() as rig:
        say(rig, "a", "b", "c")
        assert await texts(rig, offset=-1) == ["c"]
        assert await texts(rig) == ["c"]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (100, 100), (0, 100), (500, 100)])
async def test_a_limit_from_1_to_100_is_respected(limit: int, count: int) -> None:
    async with running() as rig:
        say(rig, *["x"] * 120)
        assert len(await rig.updates(limit=limit)) == count


async def test_a_waiting_poll_answers_as_soon_as_something_happens() -> None:
    async with running() as rig:
        began = time.monotonic()
        poll = asyncio.create_task(texts(rig, timeout=30))
        await rig.box.until(lambda: rig.box.updates.is_polled)
        say(rig, "a")
        assert await poll == ["a"]
        assert time.monotonic() - began < 5


async def test_a_poll_without_news_ends_empty_after_its_timeout() -> None:
    async with running() as rig:
        began = time.monotonic()
        assert await rig.updates(timeout=1) == []
        assert 0.9 < time.monotonic() - began < 4


async def test_a_second_poller_ends_the_first_with_a_conflict() -> None:
    async with running() as rig:
        first = asyncio.create_task(rig.refusal("getUpdates", timeout=30))
        await rig.box.until(lambda: rig.box.updates.is_polled)
        second = asyncio.create_task(texts(rig, timeout=30))
        assert await first == (409, SECOND_POLLER)
        say(rig, "a")
        assert await second == ["a"]


@pytest.mark.parametrize("polled_again_first", [True, False])
async def test_a_poller_that_died_takes_nothing_with_it(*, polled_again_first: bool) -> None:
    async with running() as rig:
        host, _, port = rig.box.address.removeprefix("http://").partition(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /bot{TOKEN}/getUpdates?timeout=50 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        await rig.box.until(lambda: rig.box.updates.is_polled)
        writer.transport.abort()
        if not polled_again_first:
            say(rig, "a")
        poll = asyncio.create_task(texts(rig, timeout=30))
        if polled_again_first:
            polls = len(rig.box.log)
            await rig.box.until(lambda: len(rig.box.log) > polls)
            say(rig, "a")
        assert await asyncio.wait_for(poll, 5) == ["a"]


async def test_polling_beside_a_webhook_is_a_conflict_answered_once_in_three_seconds() -> None:
    async with running() as rig:
        await rig.result("setWebhook", url="http://127.0.0.1:1/none")
        began = time.monotonic()
        assert await rig.refusal("getUpdates") == (409, WEBHOOK_ACTIVE)
        assert time.monotonic() - began < 2
        assert await rig.refusal("getUpdates") == (409, WEBHOOK_ACTIVE)
        assert time.monotonic() - began > 2.9


async def test_setting_a_webhook_ends_a_waiting_poll() -> None:
    async with running() as rig:
        poll = asyncio.create_task(rig.refusal("getUpdates", timeout=30))
        await rig.box.until(lambda: rig.box.updates.is_polled)
        await rig.result("setWebhook", url="http://127.0.0.1:1/none")
        assert await poll == (409, "Conflict: terminated by setWebhook request")


async def test_allowed_updates_are_remembered_until_they_are_sent_again() -> None:
    async with running() as rig:
        await rig.updates(allowed_updates=["message_reaction"])
        say(rig, "not wanted")
        sent = await rig.result("sendMessage", chat_id=ANI, text="x")
        rig.box.people.react(ANI, ANI, sent["message_id"], "👍")
        assert ["message_reaction" in update for update in await rig.updates()] == [True]
        await rig.updates(allowed_updates=[], offset=-1)
        rig.box.people.react(ANI, ANI, sent["message_id"], None)
        say(rig, "wanted again")
        kinds = [sorted(update) for update in await rig.updates()]
        assert kinds == [["message_reaction", "update_id"], ["message", "update_id"]]


async def test_reactions_and_members_are_told_only_on_request() -> None:
    async with running() as rig:
        sent = await rig.result("sendMessage", chat_id=ANI, text="x")
        rig.box.people.react(ANI, ANI, sent["message_id"], "👍")
        assert await rig.updates() == []


async def test_updates_that_nobody_fetched_for_a_day_are_gone() -> None:
    clock = Clock()
    async with running(clock=clock) as rig:
        say(rig, "old")
        clock.advance(timedelta(hours=25))
        say(rig, "new")
        assert await texts(rig) == ["new"]


async def test_asking_the_same_again_at_once_is_tempered_like_at_telegram() -> None:
    async with running(rate_limits=True) as rig:
        say(rig, "a", "b", "c")
        assert await texts(rig, offset=1) == ["a", "b", "c"]
        assert await texts(rig, offset=1) == ["a"]


async def test_update_ids_rise_over_all_chats() -> None:
    async with running() as rig:
        rig.box.people.start(BUDI)
        say(rig, "a")
        ids = [update["update_id"] for update in await rig.updates()]
        assert ids == [ids[0], ids[0] + 1]
