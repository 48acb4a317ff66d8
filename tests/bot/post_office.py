"""A sender at work: the sandbox, a database with the demo's people, and an outbox to fill."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select
from telegram.ext import ExtBot

from bot import demo_people, demo_seed
from bot.app import _busy, _fetcher, _profile
from bot.limiter import LaneLimiter
from bot.sender import Sender
from bot.transport import AiohttpRequest
from domain.messages import Group, Lane, Post
from handlers.office import Office
from sandbox import Clock, Sandbox
from sandbox.state import Message
from services.sealing import new_sealer
from storage import groups, messages
from storage.engine import Transaction
from storage.tables import accounts, outbox
from storage.tables import groups as groups_table
from tests import builders
from tests.databases import opened

TOKEN = "123456:AAH-not_a_real-token"
HEAD, ASSESSOR, ADMIN = 5003, 5004, 5005  # linked in the demo's data
GROUP, FORUM = -500, -1000000000700
BODY = "Rapat monev hari Senin"
SECONDS = 8.0
ENDED_SECONDS = 20.0


def wall() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class PostOffice:
    """Everything around a sender; `body` is the number of an announcement to send."""

    box: Sandbox
    office: Office
    bot: ExtBot[Lane]
    bell: asyncio.Event
    body: int

    def announcement(
        self, chat: int, key: str = "", lane: Lane = Lane.TRANSACTIONAL, thread: int | None = None
    ) -> Post:
        return Post(key or f"announcement to {chat}", "announcement", chat, {"announcement": self.body}, lane, thread)

    async def enqueue(self, *posts: Post) -> None:
        await self.office.db.write(messages.enqueue, posts, self.office.clock.now())
        self.bell.set()

    async def rows(self) -> list[tuple[str, str, int]]:
        """(status, reason, attempts) of the outbox, in order of writing."""
        return await self.office.db.read(_rows)

    async def later(self, by: timedelta) -> None:
        """Let the office's time pass."""
        self.box.clock.advance(by)
        self.bell.set()

    async def ended(self) -> list[tuple[str, str, int]]:
        """The rows of the outbox once none is queued any more; pauses between tries are jumped over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ENDED_SECONDS
        while loop.time() < until:
            rows = await self.rows()
            if all(status != "queued" for status, _, _ in rows):
                return rows
            moment = await self.office.db.read(_next_try)
            if moment is not None and moment > self.office.clock.now():
                self.box.clock.set(moment)
                self.bell.set()
        pytest.fail(f"not ended: {Counter(await self.rows())}")

    def received(self, chat: int) -> list[Message]:
        return [one for one in self.box.messages(chat) if one.sender.is_bot and one.text]

    async def reachable(self, person: int) -> bool:
        return await self.office.db.read(_reachable, person)

    async def group(self, chat: int) -> tuple[int | None, str] | None:
        """(topic, trouble) of a linked group."""
        return await self.office.db.read(_group, chat)

    @asynccontextmanager
    async def sending(
        self, wall: Callable[[], datetime] = wall, crowded: Callable[[], bool] = lambda: False
    ) -> AsyncIterator["asyncio.Task[None]"]:
        """A sender at work for as long as the block lasts."""
        task = asyncio.create_task(Sender(self.office, self.bot, self.bell, wall, crowded).run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _rows(tx: Transaction) -> list[tuple[str, str, int]]:
    query = select(outbox.c.status, outbox.c.reason, outbox.c.attempts).order_by(outbox.c.id)
    return [tuple(row) for row in tx.execute(query)]


def _next_try(tx: Transaction) -> datetime | None:
    """When the first message that nobody holds may be tried again."""
    free = (outbox.c.status == "queued") & outbox.c.lease_by.is_(None)
    return tx.execute(select(func.min(outbox.c.not_before)).where(free)).scalar()


def _reachable(tx: Transaction, person: int) -> bool:
    return bool(tx.execute(select(accounts.c.reachable).where(accounts.c.telegram_id == person)).scalar_one())


def _group(tx: Transaction, chat: int) -> tuple[int | None, str] | None:
    query = select(groups_table.c.thread_id, groups_table.c.trouble).where(groups_table.c.chat_id == chat)
    row = tx.execute(query).first()
    return (row.thread_id, row.trouble) if row else None


def _seed(tx: Transaction, now: datetime) -> int:
    demo_seed.fill(tx, now, new_sealer())
    tx.execute(delete(outbox))  # the menus of the demo's role holders
    for chat in (GROUP, FORUM):
        groups.link(tx, Group(chat, None, "Grup", None, ""), 0, now)  # by nobody, who hears of no trouble
    return builders.announcement(tx, 1, BODY, now=now)


def populated() -> Sandbox:
    box = Sandbox(clock=Clock(), rate_limits=False)
    box.add_bot(TOKEN, "zi_bot", "Zi")
    for player in demo_people.PLAYERS:
        box.add_user(player.telegram_id, player.label)
        box.people.start(player.telegram_id)
    box.add_group(GROUP, "Grup", members=[HEAD], admins=[ADMIN])
    box.add_group(FORUM, "Forum", "supergroup", forum=True, admins=[ADMIN])
    for chat in (GROUP, FORUM):
        box.people.add_bot(ADMIN, chat)
    return box


@asynccontextmanager
async def post_office(url: str, limiter: LaneLimiter | None = None, **words: Any) -> AsyncIterator[PostOffice]:
    """A post office on a migrated database; the limiter is generous unless another is given."""
    limiter = limiter or LaneLimiter(per_second=1000, bulk_per_second=1000, interactive_per_second=1000)
    async with AsyncExitStack() as stack:
        box = populated()
        await box.start(port=0)
        stack.push_async_callback(box.stop)
        db = await stack.enter_async_context(opened(url))
        body = await db.write(_seed, box.clock.now())
        bot = ExtBot[Lane](
            TOKEN, f"{box.address}/bot", f"{box.address}/file/bot", request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(connection_pool_size=1), rate_limiter=limiter,
        )  # fmt: skip
        await stack.enter_async_context(bot)
        bell = asyncio.Event()
        facts = {"agency": "Dinas Contoh", "region": "", "signing_place": "", **words}
        office = Office(
            db=db, clock=box.clock, tz=ZoneInfo("Asia/Jakarta"), languages=("id", "en"), bot_username="zi_bot",
            sealer=new_sealer(), ring=bell.set, fetch=_fetcher(bot), busy=_busy(bot), profile=_profile(bot), **facts,
        )  # fmt: skip
        yield PostOffice(box, office, bot, bell, body)
