"""The web server: who may push updates, what is refused, health, metrics."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from web.server import LARGEST_UPDATE, SECRET_HEADER, WEBHOOK_PATH, application, serve

SECRET = "rahasia-uji_1"
UPDATE = {"update_id": 5, "message": {"text": "Salam & <b>hormat</b> 🙂"}}


class Inbox:
    """Keeps what is pushed; `trouble` is raised instead when it is set."""

    def __init__(self) -> None:
        self.kept: list[Mapping[str, Any]] = []
        self.trouble: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.well = True

    async def receive(self, updates: Sequence[Mapping[str, Any]]) -> None:
        await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        self.kept += updates

    async def healthy(self) -> bool:
        if self.trouble is not None:
            raise self.trouble
        return self.well


@asynccontextmanager
async def served(inbox: Inbox, *, hook: bool = True) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the server on a free port."""
    runner = await serve(application(inbox.receive if hook else None, SECRET, inbox.healthy), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=5)) as session:
            yield session
    finally:
        await runner.cleanup()


async def pushed(session: aiohttp.ClientSession, body: bytes, secret: str | None = SECRET) -> int:
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    async with session.post(WEBHOOK_PATH, data=io.BytesIO(body), headers=headers) as response:
        return response.status


async def test_an_update_is_kept_as_it_came_and_answered_with_an_empty_200() -> None:
    inbox = Inbox()
    async with served(inbox) as session:
        headers = {SECRET_HEADER: SECRET}
        async with session.post(WEBHOOK_PATH, json=UPDATE, headers=headers) as response:
            assert (response.status, await response.read()) == (200, b"")
    assert inbox.kept == [UPDATE]


async def test_the_answer_waits_until_the_update_is_kept() -> None:
    inbox = Inbox()
    inbox.gate.clear()
    async with served(inbox) as session:
        push = asyncio.create_task(pushed(session, json.dumps(UPDATE).encode()))
        async with session.get("/health") as response:
            assert response.status == 200
        assert (push.done(), inbox.kept) == (False, [])
        inbox.gate.set()
        assert await push == 200
    assert inbox.kept == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", "rahasia", SECRET + "x", SECRET.upper(), "é"])
async def test_without_the_secret_nothing_is_kept(secret: str | None) -> None:
    inbox = Inbox()
    async with served(inbox) as session:
        assert await pushed(session, json.dumps(UPDATE).encode(), secret) == 403
        assert await pushed(session, b"{", secret) == 403
    assert inbox.kept == []


BAD = [b"", b"{", b"null", b"[1]", b'"text"', b"5", b"{}", b'{"update_id": null}', b'{"update_id": "x"}', b"\xff\xfe",
       b'{"update_id": [1]}', b'{"update_id": 1e999}', b'{"update_id": NaN}', b"[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=[body[:20].decode("latin-1") for body in BAD])
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    inbox = Inbox()
    async with served(inbox) as session:
        assert await pushed(session, body) == 400
    assert inbox.kept == []


async def test_an_update_that_is_too_large_is_refused() -> None:
    inbox = Inbox()
    fits = json.dumps({"update_id": 1, "text": "x" * (LARGEST_UPDATE - 100)}).encode()
    async with served(inbox) as session:
        assert await pushed(session, fits) == 200
        assert await pushed(session, b"x" * (LARGEST_UPDATE + 1)) == 413
    assert len(inbox.kept) == 1


async def test_telegram_pushes_again_what_could_not_be_kept() -> None:
    inbox = Inbox()
    inbox.trouble = OSError("no space left on device")
    async with served(inbox) as session:
        assert await pushed(session, json.dumps(UPDATE).encode()) == 500
        inbox.trouble = None
        assert await pushed(session, json.dumps(UPDATE).encode()) == 200
    assert inbox.kept == [UPDATE]


@pytest.mark.parametrize(
    ("well", "trouble", "status"), [(True, None, 200), (False, None, 503), (True, OSError("disk"), 503)]
)
async def test_health_tells_whether_the_database_answers(well: bool, trouble: Exception | None, status: int) -> None:
    inbox = Inbox()
    inbox.well, inbox.trouble = well, trouble
    async with served(inbox) as session, session.get("/health") as response:
        assert (response.status, await response.json()) == (status, {"ok": status == 200})


async def test_metrics_are_given_as_prometheus_reads_them() -> None:
    async with served(Inbox()) as session, session.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "process_cpu_seconds_total" in await response.text()


async def test_while_polling_there_is_no_webhook() -> None:
    async with served(Inbox(), hook=False) as session:
        assert await pushed(session, json.dumps(UPDATE).encode()) == 404
        async with session.get("/health") as response:
            assert response.status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", WEBHOOK_PATH, 405), ("GET", "/", 404), ("POST", "/health", 405)]
)
async def test_other_requests_are_refused(method: str, path: str, status: int) -> None:
    async with served(Inbox()) as session, session.request(method, path) as response:
        assert response.status == status


async def test_an_address_that_is_taken_is_an_error_and_leaves_nothing_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="address already in use"):
        await serve(application(None, "", Inbox().healthy), "127.0.0.1", taken.getsockname()[1])
