"""The inbox keeps updates before they are acknowledged, handles each lane in order, and loses nothing on the way."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot import inbox as module
from bot.inbox import TRIES, Inbox, lane_of
from sandbox import Clock
from services import incoming
from storage.engine import Database, Transaction
from storage.tables import inbox as table
from tests.databases import opened

Json = dict[str, Any]
SECONDS = 5.0


def update(number: int, person: int = 7, chat: int | None = None) -> Json:
    sender = {"id": person, "is_bot": False, "first_name": "Siti"}
    return {"update_id": number, "message": {"chat": {"id": chat or person}, "from": sender, "text": f"pesan {number}"}}


class Desk:
    """Handles updates as a test tells it to, and remembers what happened in which order."""

    def __init__(self, handle: Callable[[Json], Awaitable[None]] | None = None) -> None:
        self.begun: list[int] = []
        self.done: list[int] = []
        self.apologies: list[int] = []
        self._handle = handle

    async def handle(self, raw: Any) -> None:
        self.begun.append(raw["update_id"])
        if self._handle is not None:
            await self._handle(raw)
        self.done.append(raw["update_id"])

    async def apologise(self, raw: Any) -> None:
        self.apologies.append(raw["update_id"])


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as database:
        yield database


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.0)


def inbox(db: Database, desk: Desk, at_once: int = 64) -> Inbox:
    return Inbox(db, Clock(), desk.handle, desk.apologise, at_once)


def rows(tx: Transaction) -> list[tuple[int, str, bool]]:
    query = select(table.c.update_id, table.c.error, table.c.parked_at.is_not(None)).order_by(table.c.update_id)
    return [(number, error, bool(parked)) for number, error, parked in tx.execute(query)]


async def test_updates_are_durable_when_receive_returns(db: Database) -> None:
    gate = asyncio.Event()
    desk = Desk(lambda _: gate.wait())  # type: ignore[arg-type,return-value]
    box = inbox(db, desk)
    await box.receive([update(1), update(2, person=8)])
    kept = await db.read(incoming.pending)
    assert [(number, json.loads(body)["message"]["text"]) for number, body in kept] == [(1, "pesan 1"), (2, "pesan 2")]
    gate.set()
    assert await box.drain(SECONDS)
    assert await db.read(rows) == []


async def test_one_lane_is_handled_in_order_and_never_two_at_once(db: Database) -> None:
    busy = 0

    async def handle(raw: Json) -> None:
        nonlocal busy
        busy += 1
        assert busy == 1
        for _ in range(raw["update_id"] % 4):
            await asyncio.sleep(0)
        busy -= 1

    desk = Desk(handle)
    box = inbox(db, desk)
    for start in range(0, 40, 5):
        await box.receive([update(number) for number in range(start, start + 5)])
    assert await box.drain(SECONDS)
    assert (desk.begun, desk.done, desk.apologies) == (list(range(40)), list(range(40)), [])


async def test_people_do_not_wait_for_each_other(db: Database) -> None:
    second_came = asyncio.Event()

    async def handle(raw: Json) -> None:
        if raw["update_id"] == 1:
            async with asyncio.timeout(SECONDS):
                await second_came.wait()
        second_came.set()

    desk = Desk(handle)
    box = inbox(db, desk)
    await box.receive([update(1, person=7), update(2, person=8)])
    assert await box.drain(SECONDS)
    assert desk.done == [2, 1]


async def test_one_person_in_two_chats_has_two_lanes(db: Database) -> None:
    other_chat = asyncio.Event()

    async def handle(raw: Json) -> None:
        if raw["update_id"] == 1:
            async with asyncio.timeout(SECONDS):
                await other_chat.wait()
        other_chat.set()

    desk = Desk(handle)
    box = inbox(db, desk)
    await box.receive([update(1, person=7), update(2, person=7, chat=-5)])
    assert await box.drain(SECONDS)
    assert desk.done == [2, 1]


async def test_no_more_lanes_run_at_once_than_there_are_slots(db: Database) -> None:
    running, most = 0, 0

    async def handle(_: Json) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _turn in range(5):
            await asyncio.sleep(0)
        running -= 1

    desk = Desk(handle)
    box = inbox(db, desk, at_once=3)
    await box.receive([update(number, person=number) for number in range(1, 30)])
    assert await box.drain(SECONDS)
    assert (most, sorted(desk.done)) == (3, list(range(1, 30)))


async def test_a_flood_in_one_lane_gives_the_slot_back_after_each_update(db: Database) -> None:
    desk = Desk()
    box = inbox(db, desk, at_once=1)
    await box.receive([*(update(number, person=7) for number in range(1, 6)), update(6, person=8)])
    assert await box.drain(SECONDS)
    assert desk.done.index(6) == 1


async def test_what_was_not_finished_is_taken_up_after_a_restart(db: Database) -> None:
    never = asyncio.Event()

    async def stuck(raw: Json) -> None:
        if raw["update_id"] == 2:
            await never.wait()

    first = Desk(stuck)
    box = inbox(db, first)
    await box.receive([update(1), update(2), update(3), update(4, person=8)])
    assert not await box.drain(0.05)
    assert (first.begun, await db.read(rows)) == ([1, 4, 2], [(2, "", False), (3, "", False)])

    second = Desk()
    again = inbox(db, second)
    assert await again.replay() == 2
    assert await again.drain(SECONDS)
    assert (second.done, await db.read(rows)) == ([2, 3], [])


async def test_an_update_that_comes_twice_is_handled_once(db: Database) -> None:
    gate = asyncio.Event()
    desk = Desk(lambda _: gate.wait())  # type: ignore[arg-type,return-value]
    box = inbox(db, desk)
    await box.receive([update(1), update(1)])
    await box.receive([update(1), update(2)])
    gate.set()
    assert await box.drain(SECONDS)
    assert desk.done == [1, 2]


async def test_what_comes_again_during_the_replay_is_handled_once(db: Database) -> None:
    await db.write(incoming.keep, [(1, json.dumps(update(1)))], Clock().now())
    gate = asyncio.Event()
    desk = Desk(lambda _: gate.wait())  # type: ignore[arg-type,return-value]
    box = inbox(db, desk)
    assert await box.replay() == 1
    await box.receive([update(1), update(2)])
    gate.set()
    assert await box.drain(SECONDS)
    assert desk.done == [1, 2]


async def test_an_update_that_fails_each_time_is_parked_with_one_apology(db: Database) -> None:
    async def handle(raw: Json) -> None:
        if raw["update_id"] == 1:
            raise ZeroDivisionError("a secret of the person")

    desk = Desk(handle)
    box = inbox(db, desk)
    await box.receive([update(1), update(2), update(3, person=8)])
    assert await box.drain(SECONDS)
    assert desk.begun.count(1) == TRIES
    assert (sorted(desk.done), desk.apologies) == ([2, 3], [1])
    assert await db.read(rows) == [(1, "ZeroDivisionError", True)]

    again = Desk()
    later = inbox(db, again)
    assert await later.replay() == 0
    assert await later.drain(SECONDS)
    assert again.begun == []


@pytest.mark.parametrize("failures", range(TRIES))
async def test_a_handler_that_recovers_in_time_needs_no_apology(db: Database, failures: int) -> None:
    tries = 0

    async def handle(_: Json) -> None:
        nonlocal tries
        tries += 1
        if tries <= failures:
            raise RuntimeError("busy")

    desk = Desk(handle)
    box = inbox(db, desk)
    await box.receive([update(1), update(2)])
    assert await box.drain(SECONDS)
    assert (desk.done, desk.apologies, await db.read(rows)) == ([1, 2], [], [])


async def test_an_apology_that_fails_stops_nobody(db: Database) -> None:
    async def handle(raw: Json) -> None:
        if raw["update_id"] == 1:
            raise RuntimeError("always")

    class Silent(Desk):
        async def apologise(self, raw: Any) -> None:
            await super().apologise(raw)
            raise ConnectionError("no network")

    desk = Silent(handle)
    box = inbox(db, desk)
    await box.receive([update(1), update(2)])
    assert await box.drain(SECONDS)
    assert (desk.done, desk.apologies) == ([2], [1])


async def test_a_result_that_can_not_be_written_down_cuts_nobody_off(db: Database) -> None:
    class Full:
        """A database whose disk is full for one moment, when update 1 is finished."""

        async def write(self, use_case: Any, *args: Any) -> Any:
            if use_case is incoming.finish and args == (1,):
                raise OSError("no space left on device")
            return await db.write(use_case, *args)

        async def read(self, use_case: Any, *args: Any) -> Any:
            return await db.read(use_case, *args)

    desk = Desk()
    box = inbox(Full(), desk)  # type: ignore[arg-type]
    await box.receive([update(1), update(2)])
    assert await box.drain(SECONDS)
    await box.receive([update(3)])
    assert await box.drain(SECONDS)
    assert (desk.done, await db.read(rows)) == ([1, 2, 3], [(1, "", False)])


async def test_nothing_is_handled_that_could_not_be_kept(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        desk = Desk()
        box = inbox(database, desk)
    with pytest.raises(RuntimeError):
        await box.receive([update(1)])
    assert await box.drain(SECONDS)
    assert desk.begun == []


async def test_an_empty_inbox_is_drained_at_once(db: Database) -> None:
    assert await inbox(db, Desk()).drain(0.0)


PERSON = {"id": 7}
LANES: list[tuple[Json, str]] = [
    ({"update_id": 1, "message": {"chat": {"id": 7}, "from": PERSON}}, "7:7"),
    ({"update_id": 1, "message": {"chat": {"id": -5}, "from": PERSON}}, "-5:7"),
    ({"update_id": 1, "edited_message": {"chat": {"id": 7}, "from": PERSON}}, "7:7"),
    ({"update_id": 1, "callback_query": {"from": PERSON, "message": {"chat": {"id": 7}}}}, "7:7"),
    ({"update_id": 1, "callback_query": {"from": PERSON, "message": {"chat": {"id": -5}}}}, "-5:7"),
    ({"update_id": 1, "callback_query": {"from": PERSON, "inline_message_id": "x"}}, ":7"),
    ({"update_id": 1, "my_chat_member": {"chat": {"id": 7}, "from": PERSON}}, "7:7"),
    ({"update_id": 1, "message_reaction": {"chat": {"id": 7}, "user": PERSON}}, "7:7"),
    ({"update_id": 1, "channel_post": {"chat": {"id": -9}}}, "-9:"),
    ({"update_id": 1, "poll": {"id": "1"}}, ":"),
    ({"update_id": 1, "something_new": "text"}, ":"),
    ({"update_id": 1}, ":"),
    ({"update_id": 1, "message": {"chat": "text", "from": 5, "user": []}}, ":"),
    ({"update_id": 1, "callback_query": {"message": None, "from": PERSON}}, ":7"),
]


@pytest.mark.parametrize(("raw", "lane"), LANES)
def test_a_lane_is_a_chat_and_a_person(raw: Json, lane: str) -> None:
    assert lane_of(raw) == lane
