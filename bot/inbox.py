"""The inbox: updates durable before they are acknowledged, in order for each person, replayed after a crash."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog

from handlers.office import Clock
from services import incoming
from storage.engine import Database

log = structlog.get_logger(__name__)

TRIES: Final = 3
FIRST_PAUSE_SECONDS: Final = 0.5

Update = Mapping[str, Any]
Handle = Callable[[Update], Awaitable[None]]
Apologise = Callable[[Update], Awaitable[None]]


class Inbox:
    """Takes updates in, and runs `handle` for each: one lane a person and chat, `at_once` lanes at the same time.

    `handle` raises when it failed; after three tries the update is parked and `apologise` is called.
    """

    def __init__(self, db: Database, clock: Clock, handle: Handle, apologise: Apologise, at_once: int = 64) -> None:
        self._db, self._clock, self._handle, self._apologise = db, clock, handle, apologise
        self._slots = asyncio.Semaphore(at_once)
        self._lanes: dict[str, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: set[int] = set()

    @property
    def waiting(self) -> int:
        """How many lanes have something to be done: people who wait for an answer."""
        return len(self._lanes)

    async def replay(self) -> int:
        """Take up what a former run left unfinished; returns how many updates."""
        left = await self._db.read(incoming.pending)
        self._enqueue([json.loads(body) for _, body in left])
        return len(left)

    async def receive(self, updates: Sequence[Update]) -> None:
        """Write the updates to the inbox; they may be acknowledged when this returns."""
        rows = [(int(update["update_id"]), json.dumps(update, ensure_ascii=False)) for update in updates]
        await self._db.write(incoming.keep, rows, self._clock.now())
        self._enqueue(updates)

    def _enqueue(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if update["update_id"] in self._seen:
                continue
            self._seen.add(int(update["update_id"]))
            lane = lane_of(update)
            waiting = self._lanes.get(lane)
            if waiting is not None:
                waiting.append(update)
                continue
            self._lanes[lane] = deque([update])
            task = asyncio.create_task(self._run(lane), name=f"lane-{lane}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: str) -> None:
        waiting = self._lanes[lane]
        while waiting:
            # The slot is given back between two updates: a flood in one lane holds up nobody else.
            async with self._slots:
                try:
                    await self._process(waiting[0])
                except Exception:
                    # The row stays in the inbox for the next start; the lane must go on, or its person is cut off.
                    log.exception("update left in the inbox", update_id=waiting[0]["update_id"])
            waiting.popleft()
        del self._lanes[lane]

    async def _process(self, update: Update) -> None:
        update_id = int(update["update_id"])
        for attempt in range(1, TRIES + 1):
            try:
                await self._handle(update)
            except Exception as error:
                log.exception("update failed", update_id=update_id, attempt=attempt)
                if attempt == TRIES:
                    await self._park(update, error)
                else:
                    await asyncio.sleep(FIRST_PAUSE_SECONDS * 4 ** (attempt - 1))
            else:
                await self._db.write(incoming.finish, update_id)
                break
        self._seen.discard(update_id)

    async def _park(self, update: Update, error: Exception) -> None:
        kind = type(error).__name__
        await self._db.write(incoming.park, int(update["update_id"]), kind, self._clock.now())
        try:
            await self._apologise(update)
        except Exception:
            log.exception("apology failed", update_id=update["update_id"])

    async def drain(self, seconds: float) -> bool:
        """Wait until all lanes are empty, at most so long; False when something was still running."""
        tasks = set(self._tasks)
        if not tasks:
            return True
        _, running = await asyncio.wait(tasks, timeout=seconds)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        return not running


def lane_of(update: Update) -> str:
    """The lane of an update: its chat and person, as far as it has them."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, Mapping):
            continue
        person = _part(content, "from") or _part(content, "user")
        chat = _part(content, "chat") or _part(_part(content, "message"), "chat")
        return f"{chat.get('id', '')}:{person.get('id', '')}"
    return ":"


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    # What is kept is replayed at each start: an update of no known shape must not end the process.
    part = content.get(name)
    return part if isinstance(part, Mapping) else {}
