"""Long polling: fetch updates, keep them, and only then acknowledge them with the next offset."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.outcomes import pause_seconds

log = structlog.get_logger(__name__)

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
HOLD_SECONDS: Final = 30
FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0

Receive = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


class Poller:
    """Asks for updates until it is cancelled. Raises InvalidToken when the token stops being accepted."""

    def __init__(self, bot: Bot, request: BaseRequest, receive: Receive, hold_seconds: int = HOLD_SECONDS) -> None:
        asked = {"timeout": hold_seconds, "limit": 100, "allowed_updates": json.dumps(ALLOWED)}
        self._url = f"{bot.base_url}/getUpdates?{urlencode(asked)}"
        self._request, self._receive, self._hold = request, receive, hold_seconds
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch, keep, acknowledge, for ever; troubles of the network are waited out."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._once()
                pause = FIRST_PAUSE_SECONDS
            except InvalidToken:
                raise
            except Conflict:
                log.error(  # noqa: TRY400 - the trace would tell nothing more
                    "another instance of this bot is polling; only one may"
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            except RetryAfter as error:
                await asyncio.sleep(pause_seconds(error))
            except (NetworkError, TelegramError) as error:
                log.warning("polling failed", error=str(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _once(self) -> None:
        # The plain call instead of Bot.get_updates: the inbox keeps what Telegram sent, not what a library made of it.
        url = self._url if self._offset is None else f"{self._url}&offset={self._offset}"
        updates = await self._request.post(url, read_timeout=self._hold + 5)
        assert isinstance(updates, list)
        if updates:
            await self._receive(updates)
            self._offset = int(updates[-1]["update_id"]) + 1
