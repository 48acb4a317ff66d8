"""The whole process: start and stop, crashes, failing handlers, and webhook mode from end to end."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from structlog.testing import capture_logs
from telegram.error import InvalidToken, NetworkError

from bot import demo_seed, inbox
from bot.app import Zibot
from bot.settings import Database, Organization, Settings, Telegram, Web
from domain.errors import DomainError
from sandbox import Clock, Sandbox
from services import incoming
from services.sealing import load_or_make
from storage.engine import Transaction
from storage.tables import inbox as inbox_table
from tests.databases import opened
from tests.handlers.dialogue import unhurried
from texts.errors import sentence
from web.server import SECRET_HEADER, WEBHOOK_PATH

TOKEN = "7000000009:app-test-synthetic-token-000000000"
SECRET = "rahasia-uji_1"
HEAD, ASSESSOR = 5003, 5004  # linked in the demo's data
SECONDS = 8.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    box = Sandbox(clock=Clock(), rate_limits=False, webhook_backoff=(0.05, 0.1))
    box.add_bot(TOKEN, "zi_bot", "Zi")
    for person in (HEAD, ASSESSOR):
        box.add_user(person, f"Pegawai {person}")
        box.world.users[person].started = True
    await box.start(port=0)
    with unhurried():
        yield box
    await box.stop()


@pytest.fixture
async def seeded(sqlite_url: str, box: Sandbox) -> str:
    async with opened(sqlite_url) as db:
        key = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///")).parent / "zibot-seal.pem"
        await db.write(demo_seed.fill, box.clock.now(), load_or_make(key))
    return sqlite_url


def settings(box: Sandbox, url: str, port: int, **telegram: Any) -> Settings:
    return Settings(
        organization=Organization(name="Dinas Contoh", short_name="Dinas"),
        telegram=Telegram(**{"token": SecretStr(TOKEN), "api_base_url": box.address, **telegram}),
        database=Database(url=SecretStr(url)),
        web=Web(listen=f"127.0.0.1:{port}"),
    )


def hooked(box: Sandbox, url: str, port: int) -> Settings:
    """In webhook mode, with an address on this machine: what the sandbox takes and Telegram would not."""
    made = settings(
        box, url, port, mode="webhook", webhook_url="https://contoh.go.id/telegram", webhook_secret=SecretStr(SECRET)
    )
    telegram = made.telegram.model_copy(update={"webhook_url": f"http://127.0.0.1:{port}{WEBHOOK_PATH}"})
    return made.model_copy(update={"telegram": telegram})


@asynccontextmanager
async def running(configured: Settings, box: Sandbox) -> AsyncIterator[Zibot]:
    """Zibot at work; at the end it is told to stop and must do so by itself."""
    zibot = Zibot(configured, clock=box.clock)
    task = asyncio.create_task(zibot.serve())
    waiter = asyncio.create_task(zibot.ready.wait())
    async with asyncio.timeout(SECONDS):
        await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()
    if task.done():
        task.result()
    try:
        yield zibot
    finally:
        zibot.stopping.set()
        async with asyncio.timeout(SECONDS):
            await task


def answers(box: Sandbox, person: int) -> list[str]:
    return [one.text for one in box.messages(person) if one.sender.is_bot]


def left(tx: Transaction) -> list[tuple[int, str]]:
    return [tuple(row) for row in tx.execute(select(inbox_table.c.update_id, inbox_table.c.error))]


async def test_a_started_bot_is_ready_answers_and_stops_when_told(box: Sandbox, seeded: str) -> None:
    port = free_port()
    async with running(settings(box, seeded, port), box) as zibot, aiohttp.ClientSession() as session:
        assert zibot.ready.is_set()
        box.people.text(HEAD, HEAD, "/saya")
        await box.until(lambda: answers(box, HEAD), SECONDS)
        async with session.get(f"http://127.0.0.1:{port}/health") as response:
            assert (response.status, await response.json()) == (200, {"ok": True})
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    async with opened(seeded) as db:
        assert await db.read(left) == []


async def test_stopping_finishes_what_was_begun(box: Sandbox, seeded: str) -> None:
    box.faults.add(method="sendMessage", kind="delay", seconds=0.3, times=None)
    async with running(settings(box, seeded, free_port()), box):
        for person in (HEAD, ASSESSOR):
            box.people.text(person, person, "/saya")
        await box.until(lambda: not box.updates.pending, SECONDS)
        assert (answers(box, HEAD), answers(box, ASSESSOR)) == ([], [])
    assert (len(answers(box, HEAD)), len(answers(box, ASSESSOR))) == (1, 1)
    async with opened(seeded) as db:
        assert await db.read(left) == []


async def test_what_a_former_run_took_and_did_not_finish_is_handled_at_the_start(box: Sandbox, seeded: str) -> None:
    box.people.text(HEAD, HEAD, "/saya")
    rows = [(update.id, json.dumps(update.body)) for update in box.updates.pending.values()]
    box.updates.drop()
    async with opened(seeded) as db:
        await db.write(incoming.keep, rows, box.clock.now())
    async with running(settings(box, seeded, free_port()), box):
        await box.until(lambda: answers(box, HEAD), SECONDS)
    async with opened(seeded) as db:
        assert await db.read(left) == []


async def test_a_handler_that_fails_is_apologised_for_once_and_the_person_is_served_on(
    box: Sandbox, seeded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "FIRST_PAUSE_SECONDS", 0.0)
    async with running(settings(box, seeded, free_port()), box) as zibot:
        assert zibot.office is not None
        await zibot.office.db.write(lambda tx: tx.exec_driver_sql("ALTER TABLE deadlines RENAME TO elsewhere"))
        with capture_logs() as logs:
            box.people.text(HEAD, HEAD, "/tenggat")
            box.people.text(HEAD, HEAD, "/saya")
            await box.until(lambda: len(answers(box, HEAD)) == 2, SECONDS)
        apology, me = answers(box, HEAD)
        assert apology == sentence(DomainError("unexpected"), "id")
        assert "Contoh" in me
        assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["update failed"] * inbox.TRIES
    async with opened(seeded) as db:
        assert [error for _, error in await db.read(left)] == ["OperationalError"]


async def test_an_update_that_can_not_be_read_stops_nobody(
    box: Sandbox, seeded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "FIRST_PAUSE_SECONDS", 0.0)
    async with running(settings(box, seeded, free_port()), box):
        box.updates.add("message", 1, {"chat": "not a chat"})
        box.people.text(HEAD, HEAD, "/saya")
        await box.until(lambda: answers(box, HEAD), SECONDS)
    async with opened(seeded) as db:
        assert len(await db.read(left)) == 1


@pytest.mark.parametrize("broken", ["answerCallbackQuery", "sendMessage"])
async def test_a_reply_that_did_not_get_through_is_tried_again(
    box: Sandbox, seeded: str, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "FIRST_PAUSE_SECONDS", 0.0)
    async with running(settings(box, seeded, free_port()), box):
        box.people.text(HEAD, HEAD, "/start")
        await box.until(lambda: answers(box, HEAD), SECONDS)
        box.faults.add(method=broken, kind="error", times=1)
        if broken == "sendMessage":
            box.people.text(HEAD, HEAD, "/saya")
            await box.until(lambda: len(answers(box, HEAD)) == 2, SECONDS)
        else:
            home = next(one for one in box.messages(HEAD) if one.inline)
            pressed = await box.people.press(HEAD, HEAD, home.id, 0, 0, seconds=SECONDS)
            assert pressed.answer is not None


async def test_a_person_who_blocks_the_bot_before_the_answer_is_no_error(box: Sandbox, seeded: str) -> None:
    async with running(settings(box, seeded, free_port()), box):
        with capture_logs() as logs:
            box.people.text(HEAD, HEAD, "/saya")
            box.people.block(HEAD)
            box.people.text(ASSESSOR, ASSESSOR, "/saya")
            await box.until(lambda: answers(box, ASSESSOR), SECONDS)
            await box.until(lambda: [call for call in box.log if call.code == 403], SECONDS)
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    async with opened(seeded) as db:
        assert await db.read(left) == []


async def test_a_wrong_token_ends_the_start(box: Sandbox, seeded: str) -> None:
    wrong = settings(box, seeded, free_port(), token=SecretStr("7000000009:another-synthetic-token-00000000000"))
    with pytest.raises(InvalidToken):
        async with running(wrong, box):
            pass


async def test_a_token_that_is_revoked_ends_the_run(box: Sandbox, seeded: str) -> None:
    zibot = Zibot(settings(box, seeded, free_port()), clock=box.clock)
    task = asyncio.create_task(zibot.serve())
    async with asyncio.timeout(SECONDS):
        await zibot.ready.wait()
        box.faults.add(method="getUpdates", kind="error", code=401, description="Unauthorized", times=None)
        box.people.text(HEAD, HEAD, "/saya")
        with pytest.raises(InvalidToken):
            await task


async def test_a_telegram_that_can_not_be_reached_ends_the_start(box: Sandbox, seeded: str) -> None:
    away = settings(box, seeded, free_port(), api_base_url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NetworkError):
        async with running(away, box):
            pass


async def test_a_port_that_is_taken_ends_the_start(box: Sandbox, seeded: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        configured = settings(box, seeded, taken.getsockname()[1])
        with pytest.raises(OSError, match="address already in use"):
            async with running(configured, box):
                pass


async def test_an_old_webhook_is_taken_away_before_polling(box: Sandbox, seeded: str) -> None:
    async with aiohttp.ClientSession() as session:
        data = {"url": f"http://127.0.0.1:{free_port()}/alt"}
        async with session.post(f"{box.address}/bot{TOKEN}/setWebhook", data=data) as response:
            assert response.status == 200
    async with running(settings(box, seeded, free_port()), box):
        box.people.text(HEAD, HEAD, "/saya")
        await box.until(lambda: answers(box, HEAD), SECONDS)
    assert box.updates.webhook_url == ""


async def test_in_webhook_mode_people_are_served_and_strangers_turned_away(box: Sandbox, seeded: str) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with running(hooked(box, seeded, port), box), aiohttp.ClientSession() as session:
        box.people.text(HEAD, HEAD, "/start")
        await box.until(lambda: answers(box, HEAD), SECONDS)
        home = next(one for one in box.messages(HEAD) if one.inline)
        pressed = await box.people.press(HEAD, HEAD, home.id, 0, 0, seconds=SECONDS)
        assert pressed.answer is not None
        await box.until(lambda: home.edited, SECONDS)
        assert not [call for call in box.log if call.method == "getUpdates"]

        forged = {"update_id": 1, "message": {"chat": {"id": HEAD, "type": "private"}, "text": "/saya"}}
        async with session.post(address + WEBHOOK_PATH, json=forged, headers={SECRET_HEADER: "salah"}) as response:
            assert response.status == 403
        async with session.get(f"{address}/health") as response:
            assert response.status == 200
        async with session.get(f"{address}/metrics") as response:
            assert "python_info" in await response.text()
    async with opened(seeded) as db:
        assert await db.read(left) == []


async def test_an_update_that_is_pushed_twice_is_answered_once(box: Sandbox, seeded: str) -> None:
    box.faults.add(method="sendMessage", kind="delay", seconds=0.2, times=None)
    port = free_port()
    async with running(hooked(box, seeded, port), box), aiohttp.ClientSession() as session:
        box.people.text(HEAD, HEAD, "/saya")
        (update,) = box.updates.pending.values()
        for _ in range(3):
            url, headers = f"http://127.0.0.1:{port}{WEBHOOK_PATH}", {SECRET_HEADER: SECRET}
            async with session.post(url, json=update.body, headers=headers) as response:
                assert response.status == 200
    assert len(answers(box, HEAD)) == 1


async def test_what_is_said_while_the_webhook_is_down_is_answered_later(box: Sandbox, seeded: str) -> None:
    port = free_port()
    async with running(hooked(box, seeded, port), box):
        pass
    box.people.text(HEAD, HEAD, "/saya")
    async with running(hooked(box, seeded, port), box):
        await box.until(lambda: answers(box, HEAD), SECONDS)
    assert len(answers(box, HEAD)) == 1


async def test_the_demo_has_no_web_server_of_its_own(box: Sandbox, seeded: str) -> None:
    port = free_port()
    zibot = Zibot(settings(box, seeded, port), clock=box.clock, listens=False)
    task = asyncio.create_task(zibot.serve())
    async with asyncio.timeout(SECONDS):
        await zibot.ready.wait()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        zibot.stopping.set()
        await task


async def test_many_people_at_once_are_all_answered(box: Sandbox, seeded: str) -> None:
    crowd = range(800_001, 800_101)
    for person in crowd:
        box.add_user(person, f"Orang {person}")
    async with running(settings(box, seeded, free_port()), box):
        for person in crowd:
            box.people.start(person)
        await box.until(lambda: all(answers(box, person) for person in crowd), SECONDS)
    assert {len(answers(box, person)) for person in crowd} == {1}
    async with opened(seeded) as db:
        assert await db.read(left) == []
