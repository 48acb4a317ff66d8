"""Long polling acknowledges only what is kept, waits troubles out, and stops when the token is refused."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs
from telegram import Bot
from telegram.error import InvalidToken

from bot import polling
from bot.inbox import Inbox
from bot.polling import Poller
from bot.transport import AiohttpRequest
from sandbox import Sandbox
from services import incoming
from tests.databases import opened

TOKEN = "123456:AAH-not_a_real-token"
SITI = 7
SECONDS = 5.0


class Keeper:
    """Takes updates in; holds them up while the gate is shut."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.came = asyncio.Event()
        self.kept: list[int] = []

    async def receive(self, updates: Sequence[Mapping[str, Any]]) -> None:
        self.came.set()
        await self.gate.wait()
        self.kept += [update["update_id"] for update in updates]


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    box = Sandbox(rate_limits=False)
    box.add_bot(TOKEN, "zi_bot", "Zi")
    box.add_user(SITI, "Siti")
    await box.start(port=0)
    yield box
    await box.stop()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE_SECONDS", 0.01)


@asynccontextmanager
async def polled(box: Sandbox, keeper: Keeper | Inbox, token: str = TOKEN) -> AsyncIterator["asyncio.Task[None]"]:
    """A poller at work; it is cancelled at the end."""
    request = AiohttpRequest(connection_pool_size=1)
    await request.initialize()
    bot = Bot(token, base_url=f"{box.address}/bot")
    task = asyncio.create_task(Poller(bot, request, keeper.receive, hold_seconds=2).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await request.shutdown()


def waiting(box: Sandbox) -> list[int]:
    return list(box.updates.pending)


async def test_updates_are_acknowledged_only_when_they_are_kept(box: Sandbox) -> None:
    keeper = Keeper()
    keeper.gate.clear()
    box.people.start(SITI)
    (first,) = waiting(box)
    async with polled(box, keeper):
        await box.until(lambda: [call for call in box.log if call.method == "getUpdates"], SECONDS)
        box.people.text(SITI, SITI, "halo")
        async with asyncio.timeout(SECONDS):
            await keeper.came.wait()
        assert (keeper.kept, waiting(box)) == ([], [first, first + 1])
        keeper.gate.set()
        await box.until(lambda: not waiting(box), SECONDS)
    assert keeper.kept == [first, first + 1]


async def test_an_acknowledged_update_is_in_the_inbox_until_it_is_handled(box: Sandbox, sqlite_url: str) -> None:
    gate = asyncio.Event()

    async def handle(_: Mapping[str, Any]) -> None:
        await gate.wait()

    async with opened(sqlite_url) as db:
        inbox = Inbox(db, box.clock, handle, handle)
        for _ in range(3):
            box.people.start(SITI)
        told = waiting(box)
        async with polled(box, inbox):
            await box.until(lambda: not waiting(box), SECONDS)
            assert [number for number, _ in await db.read(incoming.pending)] == told
            gate.set()
            assert await inbox.drain(SECONDS)
        assert await db.read(incoming.pending) == ()


async def test_what_could_not_be_kept_stays_with_telegram(box: Sandbox) -> None:
    class Full(Keeper):
        async def receive(self, updates: Sequence[Mapping[str, Any]]) -> None:
            del updates
            raise OSError("no space left on device")

    box.people.start(SITI)
    async with polled(box, Full()) as task:
        with pytest.raises(OSError, match="no space"):
            async with asyncio.timeout(SECONDS):
                await task
    assert len(waiting(box)) == 1


async def test_many_updates_arrive_once_each_and_in_order(box: Sandbox) -> None:
    box.people.start(SITI)
    for number in range(250):
        box.people.text(SITI, SITI, f"pesan {number}")
    expected = waiting(box)
    keeper = Keeper()
    async with polled(box, keeper):
        await box.until(lambda: not waiting(box), SECONDS)
    assert keeper.kept == expected


async def test_an_update_wakes_a_waiting_poll(box: Sandbox) -> None:
    keeper = Keeper()
    async with polled(box, keeper):
        await box.until(lambda: box.updates.is_polled, SECONDS)
        box.people.start(SITI)
        await box.until(lambda: not waiting(box), 1.5)
    assert len(keeper.kept) == 1


FAULTS: list[dict[str, Any]] = [
    {"kind": "break_before"},
    {"kind": "break_after"},
    {"kind": "error", "code": 500, "description": "Internal Server Error"},
    {"kind": "error", "code": 502, "description": "Bad Gateway"},
    {"kind": "error", "code": 429, "description": "Too Many Requests: retry after 0", "parameters": {"retry_after": 0}},
    {"kind": "error", "code": 400, "description": "Bad Request: strange"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['kind']} {fault.get('code', '')}")
async def test_troubles_are_waited_out_and_nothing_is_lost(box: Sandbox, fault: dict[str, Any]) -> None:
    keeper = Keeper()
    box.faults.add(method="getUpdates", times=3, **fault)
    box.people.start(SITI)
    (first,) = waiting(box)
    async with polled(box, keeper):
        await box.until(lambda: not waiting(box), SECONDS)
    assert keeper.kept == [first]


async def test_a_second_poller_is_named_and_outlasted(box: Sandbox) -> None:
    keeper = Keeper()
    with capture_logs() as logs:
        async with polled(box, keeper), aiohttp.ClientSession() as session:
            await box.until(lambda: box.updates.is_polled, SECONDS)
            async with session.post(f"{box.address}/bot{TOKEN}/getUpdates", data={"timeout": 0}) as response:
                assert response.status == 200
            await box.until(lambda: [call for call in box.log if call.code == 409], SECONDS)
            box.people.start(SITI)
            await box.until(lambda: not waiting(box), SECONDS)
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
        "another instance of this bot is polling; only one may"
    ]
    assert len(keeper.kept) == 1


async def test_pauses_grow_up_to_a_limit(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "LONGEST_PAUSE_SECONDS", 0.03)
    box.faults.add(method="getUpdates", kind="error", times=5)
    with capture_logs() as logs:
        async with polled(box, Keeper()):
            await box.until(lambda: box.updates.is_polled, SECONDS)
    assert [entry["pause"] for entry in logs if entry["event"] == "polling failed"] == [0.01, 0.02, 0.03, 0.03, 0.03]


async def test_a_token_that_is_refused_ends_the_polling_with_a_clear_error(box: Sandbox) -> None:
    async with polled(box, Keeper(), token="123456:AAH-another_token-here") as task:
        with pytest.raises(InvalidToken):
            async with asyncio.timeout(SECONDS):
                await task


async def test_a_token_that_is_revoked_on_the_way_ends_the_polling(box: Sandbox) -> None:
    keeper = Keeper()
    async with polled(box, keeper) as task:
        box.people.start(SITI)
        await box.until(lambda: not waiting(box), SECONDS)
        box.faults.add(method="getUpdates", kind="error", code=401, description="Unauthorized", times=None)
        box.people.text(SITI, SITI, "halo")
        with pytest.raises(InvalidToken):
            async with asyncio.timeout(SECONDS):
                await task
    assert len(keeper.kept) == 2


async def test_only_the_kinds_that_are_handled_are_asked_for(box: Sandbox) -> None:
    async with polled(box, Keeper()):
        await box.until(lambda: box.updates.is_polled, SECONDS)
    assert box.updates.allowed == list(polling.ALLOWED)
