"""Pushing updates to the bot's webhook: chats side by side, the updates of one chat in order, retried until taken."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from sandbox.clock import Clock
from sandbox.params import Params
from sandbox.updates import Update, UpdateQueue

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
Reply = Callable[[str, Params], Awaitable[None]]


@dataclass(slots=True)
class Hook:
    """Where to push and what went wrong last."""

    url: str
    secret: str = ""
    max_connections: int = 40
    has_certificate: bool = False
    error_date: int | None = None
    error: str = ""
    lanes: dict[int, deque[Update]] = field(default_factory=dict)


class Pusher:
    """Pushes while a webhook is set; `backoff` is the first and the longest pause between tries, in seconds."""

    def __init__(self, queue: UpdateQueue, clock: Clock, backoff: tuple[float, float] = (1.0, 60.0)) -> None:
        self._queue = queue
        self._clock = clock
        self._backoff = backoff
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(40)
        self.hook: Hook | None = None
        self.on_reply: Reply | None = None
        self.on_result: Callable[[], None] = lambda: None

    async def start(self, hook: Hook) -> None:
        """Push everything that waits, and all that comes, to this address."""
        await self.stop()
        self.hook = hook
        self._queue.webhook_url = hook.url
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        self._slots = asyncio.Semaphore(hook.max_connections)
        self._queue.on_add = self._enqueue
        for update in self._queue.pending.values():
            self._enqueue(update)

    async def stop(self) -> None:
        """Push no more; what was not taken stays for polling."""
        self.hook, self._queue.webhook_url, self._queue.on_add = None, "", None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _enqueue(self, update: Update) -> None:
        assert self.hook is not None
        lane = self.hook.lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self.hook.lanes[update.lane] = deque([update])
        task = asyncio.create_task(self._drain(self.hook, update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, hook: Hook, lane: int) -> None:
        waiting, (pause, longest) = hook.lanes[lane], self._backoff
        while waiting:
            if waiting[0].id in self._queue.pending:  # not dropped by drop_pending_updates meanwhile
                async with self._slots:
                    error = await self._push(hook, waiting[0])
                if error:
                    hook.error, hook.error_date = error, int(self._clock.timestamp())
                    self.on_result()
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, longest)
                    continue
                self._queue.pending.pop(waiting[0].id, None)
                self.on_result()
                pause = self._backoff[0]
            waiting.popleft()
        del hook.lanes[lane]

    async def _push(self, hook: Hook, update: Update) -> str:
        """Hand over one update; empty when it was taken, else the reason as getWebhookInfo words it."""
        assert self._session is not None
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with self._session.post(hook.url, json=update.body, headers=headers) as response:
                body = await response.read()
                if not 200 <= response.status < 300:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection reset by peer"
        await self._take_reply(body)
        return ""

    async def _take_reply(self, body: bytes) -> None:
        """A webhook may answer with a call in place of a separate request."""
        if not body.startswith(b"{") or self.on_reply is None:
            return
        try:
            values: dict[str, Any] = json.loads(body)
        except ValueError:
            return
        if isinstance(method := values.pop("method", None), str):
            await self.on_reply(method, Params(values))
