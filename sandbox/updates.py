"""The queue of updates for the bot: long polling with its conflicts, and what waits for a webhook."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sandbox.clock import Clock
from sandbox.errors import bad_request, conflict
from sandbox.params import Params

ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT_SECONDS: Final = 24 * 3600
MAX_TIMEOUT: Final = 50
CONFLICT_PAUSE: Final = 3.0
SECOND_POLLER: Final = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET: Final = "terminated by setWebhook request"
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class Update:
    """One update as handed out; `lane` is the chat whose updates a webhook gets one after the other."""

    id: int
    lane: int
    born: float
    body: dict[str, Any]


@dataclass(slots=True)
class _Previous:
    offset: int = -1
    began: float = 0.0


class UpdateQueue:
    """Updates that the bot has not confirmed yet, oldest first."""

    def __init__(self, clock: Clock, *, strict: bool = True, first_id: int = 700_000_001) -> None:
        self._clock = clock
        self._strict = strict
        self._next_id = first_id
        self._poller: asyncio.Future[None] | None = None
        self._previous = _Previous()
        self._conflict_at = 0.0
        self.pending: dict[int, Update] = {}
        self.allowed: list[str] = []
        self.webhook_url = ""
        self.on_change: Callable[[], None] = lambda: None
        self.on_add: Callable[[Update], None] | None = None

    def add(self, kind: str, lane: int, payload: dict[str, Any]) -> int | None:
        """Queue an update; its id, or None when the bot has not asked for this kind."""
        if not self.wants(kind):
            return None
        update = Update(self._next_id, lane, self._clock.timestamp(), {"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self.pending[update.id] = update
        self.on_change()
        if self.on_add is not None:
            self.on_add(update)
        elif self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        return update.id

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates call waits at this moment."""
        return self._poller is not None

    def wants(self, kind: str) -> bool:
        """Whether the remembered allowed_updates let this kind through."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def confirmed(self, update_id: int) -> bool:
        """Whether the bot has acknowledged this update."""
        return update_id < self._next_id and update_id not in self.pending

    def remember_allowed(self, params: Params) -> None:
        """Keep allowed_updates for this and later calls, if it was sent; an empty list means the default."""
        if not params.has("allowed_updates"):
            return
        allowed = params.json("allowed_updates")
        if not isinstance(allowed, list | None):
            raise bad_request("can't parse allowed_updates: expected an Array of String")
        self.allowed = [str(kind) for kind in allowed or []]

    async def poll(self, params: Params) -> list[dict[str, Any]]:
        """The answer of getUpdates: waits up to `timeout` seconds when there is nothing."""
        if self.webhook_url:
            await self._conflict_turn()
            raise conflict(WEBHOOK_ACTIVE)
        self.remember_allowed(params)
        self.interrupt(SECOND_POLLER)
        offset, limit, timeout = self._tempered(params)
        self._confirm(offset)
        if not self.pending and timeout:
            await self._wait(timeout)
        return [update.body for update in list(self.pending.values())[:limit]]

    def interrupt(self, reason: str) -> None:
        """End the poll that is waiting now with a 409."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(reason))
        self._poller = None

    def drop(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()

    def _tempered(self, params: Params) -> tuple[int, int, float]:
        """Offset, limit and timeout, tightened like Telegram does for who asks the same thing again at once."""
        offset = params.integer("offset")
        limit = params.integer("limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        timeout = float(min(max(params.integer("timeout"), 0), MAX_TIMEOUT))
        now = time.monotonic()
        if self._strict and offset == self._previous.offset:
            if now < self._previous.began + 0.5:
                limit = 1
            if timeout < 3 and now < self._previous.began + 3:
                timeout = 3.0
        self._previous = _Previous(offset, now)
        return offset, limit, timeout

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            for update_id in list(self.pending)[:offset]:
                del self.pending[update_id]
        oldest = self._clock.timestamp() - KEPT_SECONDS
        for update in list(self.pending.values()):
            if update.id >= offset and update.born >= oldest:
                break
            del self.pending[update.id]

    async def _wait(self, seconds: float) -> None:
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        self.on_change()
        await asyncio.wait([poller], timeout=seconds)
        if self._poller is poller:
            self._poller = None
        if poller.done():
            try:
                poller.result()
            except Exception:
                await self._conflict_turn()
                raise

    async def _conflict_turn(self) -> None:
        """Conflicts are answered at most once in three seconds; the next one has to wait for its turn."""
        now = time.monotonic()
        turn = max(now, self._conflict_at)
        self._conflict_at = turn + CONFLICT_PAUSE
        if turn > now:
            await asyncio.sleep(turn - now)
