"""A running sandbox with invented people, driven by python-telegram-bot and by plain HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox import Sandbox

TOKEN = "1000001:test-token"
BOT = 1000001
ANI, BUDI, CITRA, STRANGER = 11, 12, 13, 99
GROUP, SUPERGROUP, FORUM = -500, -1000000000600, -1000000000700
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x04\x00\x00\x00\x03\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
)
Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Rig:
    """The sandbox, the library's bot, and a session for raw calls."""

    box: Sandbox
    bot: Bot
    session: aiohttp.ClientSession

    async def call(self, method: str, **params: Any) -> Answer:
        """A call as JSON; HTTP status and body."""
        async with self.session.post(f"{self.box.address}/bot{TOKEN}/{method}", json=params) as response:
            return response.status, await response.json()

    async def result(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        status, body = await self.call(method, **params)
        assert status == 200, body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        """Code and description of a call that must be refused, with the HTTP status equal to the code."""
        status, body = await self.call(method, **params)
        assert status == body["error_code"]
        assert body["ok"] is False
        return status, body["description"]

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """What getUpdates gives now."""
        updates: list[dict[str, Any]] = await self.result("getUpdates", **params)
        return updates

    async def page(self, path: str, **params: Any) -> Any:
        """A read of the page's interface."""
        async with self.session.get(f"{self.box.address}/_/{path}", params=params) as response:
            return await response.json()

    async def act(self, me: int, do: str, **fields: Any) -> Any:
        """An act of the page's interface."""
        async with self.session.post(f"{self.box.address}/_/act", json={"me": me, "do": do, **fields}) as response:
            return await response.json()


def populated(**options: Any) -> Sandbox:
    """A sandbox with a bot, four people and three groups that the bot is not in yet."""
    box = Sandbox(**{"rate_limits": False, **options})
    box.add_bot(TOKEN, "uji_bot", "Bot Uji")
    box.add_user(ANI, "Ani", "Contoh", phone="+6280000000011", username="ani_contoh")
    box.add_user(BUDI, "Budi", phone="+6280000000012")
    box.add_user(CITRA, "Citra", language_code="en")
    box.add_user(STRANGER, "Orang", "Asing")
    box.add_group(GROUP, "Grup Uji", members=[BUDI], admins=[ANI])
    box.add_group(SUPERGROUP, "Supergrup Uji", "supergroup", members=[BUDI], admins=[ANI])
    box.add_group(FORUM, "Forum Uji", "supergroup", forum=True, members=[BUDI], admins=[ANI])
    return box


@asynccontextmanager
async def running(*, started: bool = True, **options: Any) -> AsyncIterator[Rig]:
    """A populated sandbox on a free port; Ani has pressed Start unless `started` is false, and the bot knows it."""
    box = populated(**options)
    await box.start(port=0)
    if started:
        box.people.start(ANI)
        box.updates.drop()
    # Without TLS there is nothing to verify, and loading the certificates would take most of a test's time.
    request, polling = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    bot = Bot(TOKEN, f"{box.address}/bot", f"{box.address}/file/bot", request=request, get_updates_request=polling)
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            await bot.initialize()
            yield Rig(box, bot, session)
            await bot.shutdown()
    finally:
        await box.stop()
