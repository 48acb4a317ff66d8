"""The sender: leases posts of the outbox, renders and sends messages, does other acts, and writes down what became."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog
from telegram.ext import ExtBot

from bot.outcomes import outcome_of
from bot.posts import ACTS, render
from domain.delivery import Bug, Decision, Halt, Sent, decide
from domain.messages import ClaimedPost, Lane
from handlers.office import Office
from handlers.outbound import send
from services import outgoing

log = structlog.get_logger(__name__)

AT_ONCE: Final = 32
AT_ONCE_IN_A_CROWD: Final = 4
IDLE_SECONDS: Final = 1.0
STOP_SECONDS: Final = 5.0
RENEWAL_SECONDS: Final = outgoing.RENEWAL.total_seconds()


class _NothingToSay(Exception):  # noqa: N818 - no error: what the message was about is over
    """A message has become pointless."""


def _wall() -> datetime:
    return datetime.now(UTC)


class Sender:
    """Sends until it is cancelled. Two of them on one database never take the same message at once.

    While it is `crowded` only a few posts are in hand: who has pressed a button gets the answer first.
    """

    def __init__(
        self,
        office: Office,
        bot: ExtBot[Lane],
        bell: asyncio.Event,
        wall: Callable[[], datetime] = _wall,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        self._office, self._bot, self._bell, self._wall, self._crowded = office, bot, bell, wall, crowded
        self._name = uuid.uuid4().hex[:12]
        self._running: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()

    async def run(self) -> None:
        """Send what is due; sleep until the bell rings or a second has passed."""
        keeper = asyncio.create_task(self._keep_leases(), name="leases")
        try:
            while True:
                self._bell.clear()
                if not await self._fill():
                    await self._rest()
        finally:
            await self._finish()
            keeper.cancel()

    async def _keep_leases(self) -> None:
        """Renew the leases of what is in hand: a message may wait for its turn longer than a lease lasts."""
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            if self._in_hand:
                try:
                    await self._office.db.write(outgoing.renew, self._name, sorted(self._in_hand), self._wall())
                except Exception:  # the next try comes long before the leases run out
                    log.exception("leases not renewed")

    async def _finish(self) -> None:
        """End what was begun; a message that still waits for its turn keeps its lease and is sent by who comes next."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _fill(self) -> bool:
        """Claim for the free hands; whether anything was claimed."""
        free = (AT_ONCE_IN_A_CROWD if self._crowded() else AT_ONCE) - len(self._running)
        if free <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return True
        now = self._office.clock.now()
        posts = await self._office.db.write(outgoing.claim, self._name, now, self._wall(), free)
        for post in posts:
            self._in_hand.add(post.id)
            task = asyncio.create_task(self._deliver(post), name=f"post-{post.id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return bool(posts)

    async def _rest(self) -> None:
        # Not `wait_for`: before Python 3.12 it loses a cancellation that comes in the moment the bell rings.
        with suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS):
                await self._bell.wait()

    async def _deliver(self, post: ClaimedPost) -> None:
        try:
            await self._try(post)
        finally:
            self._in_hand.discard(post.id)

    async def _try(self, post: ClaimedPost) -> None:
        now = self._office.clock.now
        try:
            message_id = await self._carry_out(post)
        except _NothingToSay:
            await self._office.db.write(outgoing.drop, post, now())
        except Exception as error:  # noqa: BLE001 - every error becomes a decision, and is logged
            decision = decide(outcome_of(error), post.attempt)
            _tell(post, decision, error)
            await self._office.db.write(outgoing.record, post, decision, None, now())
        else:
            await self._office.db.write(outgoing.record, post, Sent(), message_id, now())

    async def _carry_out(self, post: ClaimedPost) -> int | None:
        """Do what the post stands for; the number of the message, if that is one."""
        if post.kind in ACTS:
            await ACTS[post.kind](self._office, self._bot, post)
            return None
        screen = await render(self._office, post)
        if screen is None:
            raise _NothingToSay
        return (await send(self._bot, post.chat_id, screen, post.thread_id, post.lane)).message_id


def _tell(post: ClaimedPost, decision: Decision, error: Exception) -> None:
    words = {"post": post.id, "kind": post.kind, "attempt": post.attempt, "decision": repr(decision)}
    if isinstance(decision, Bug | Halt):
        log.error("message refused", **words, exc_info=error)
    else:
        log.warning("message not sent", **words, error=str(error))
