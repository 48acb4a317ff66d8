"""`zibot demo`: the bot against the sandbox, with demo data; no account, no network, no configuration."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import SecretStr

from bot import demo_people, demo_seed
from bot.app import Zibot
from bot.settings import Database, Organization, Pledge, Portal, Settings, Telegram
from domain.rights import Role
from sandbox import Clock, Jump, Sandbox
from services import deadlines
from services.sealing import load_or_make
from storage.engine import database
from storage.schema import SchemaState, migrate
from web import server as web_server

USERNAME: Final = "zibot_demo_bot"
START_SECONDS: Final = 30.0
DemoFactor: TypeAlias = Literal["none", "name", "pin", "name+pin"]


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: the address of the chats, of the public page that checks a pledge, of the portal's interface."""

    address: str
    page: str
    portal: str
    sandbox: Sandbox
    bot: Zibot


def settings(folder: Path, address: str, token: str, factor: DemoFactor = "none") -> Settings:
    """The configuration of the demo."""
    return Settings(
        organization=Organization(
            name="Pemerintah Kabupaten Probolinggo (contoh)", short_name="Kab. Probolinggo", region="Jawa Timur"
        ),
        telegram=Telegram(token=SecretStr(token), api_base_url=address),
        database=Database(url=SecretStr(f"sqlite+aiosqlite:///{folder / 'zibot.db'}")),
        pledge=Pledge(place="Kraksaan", factor=factor),
        portal=Portal(token=SecretStr(secrets.token_urlsafe(32))),
    )


@asynccontextmanager
async def running(
    folder: Path, port: int, *, rate_limits: bool = True, factor: DemoFactor = "none"
) -> AsyncIterator[Demo]:
    """A demo in this folder; one that was kept goes on where it was. Raises OSError when the port is taken."""
    clock = Clock()
    sandbox = Sandbox(clock=clock, rate_limits=rate_limits)
    token = f"7000000001:{secrets.token_urlsafe(26)[:35]}"
    sandbox.add_bot(token, USERNAME, "zibot")
    await sandbox.start(port=port)
    try:
        configured = settings(folder, sandbox.address, token, factor)
        await _prepare(configured, clock)
        _people(sandbox)
        zibot = Zibot(configured, clock=clock, listens=False)
        sandbox.jumps = _jumps(zibot)
        task = asyncio.create_task(zibot.serve(), name="zibot")
        try:
            await _ready(zibot, task)
            async with _public_pages(zibot) as base:
                portal = f"{base}{configured.portal.path}"
                yield Demo(sandbox.address, f"{base}/v", portal, sandbox, zibot)
        finally:
            zibot.stopping.set()
            await task
    finally:
        await sandbox.stop()


@asynccontextmanager
async def _public_pages(zibot: Zibot) -> AsyncIterator[str]:
    """What the web server gives, on a free port of this machine: the sandbox has the demo's own port."""
    desks = zibot.public_desk(), zibot.evidence_desk(), zibot.portal_desk(), zibot.calendar_desk()
    app = web_server.application(None, "", _healthy, *desks)
    runner = await web_server.serve(app, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _healthy() -> bool:
    return True


async def _ready(zibot: Zibot, task: asyncio.Task[None]) -> None:
    waiter = asyncio.create_task(zibot.ready.wait())
    done, _ = await asyncio.wait({waiter, task}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()
    if task in done:
        task.result()
    if not done:
        raise TimeoutError


async def _prepare(configured: Settings, clock: Clock) -> None:
    url = configured.database.url.get_secret_value()
    if await migrate(url) is not SchemaState.MISSING:
        return
    db = database(url)
    await db.open()
    try:
        await db.write(demo_seed.fill, clock.now(), load_or_make(configured.seal_path))
    finally:
        await db.close()


def _people(sandbox: Sandbox) -> None:
    rows = demo_people.employees()
    for player in demo_people.PLAYERS:
        name = rows[player.row].name if player.row is not None else "Tamu Contoh"
        phone = f"62{rows[player.row].phone[1:]}" if player.row is not None else "6281100099999"
        first, _, last = name.partition(" ")
        sandbox.add_user(player.telegram_id, first, last, phone=phone, label=player.label)
    admin = next(player.telegram_id for player in demo_people.PLAYERS if player.role is Role.ADMIN)
    members = [player.telegram_id for player in demo_people.PLAYERS if player.row is not None]
    sandbox.add_group(demo_seed.GROUP_ID, demo_seed.GROUP_TITLE, "supergroup", members=members, admins=[admin])
    sandbox.people.add_bot(admin, demo_seed.GROUP_ID)
    for player in demo_people.PLAYERS:
        if player.linked:
            sandbox.people.start(player.telegram_id)


def _jumps(zibot: Zibot) -> list[Jump]:
    async def next_reminder() -> datetime | None:
        assert zibot.office is not None
        return await zibot.office.db.read(deadlines.next_reminder_at, zibot.clock.now())

    async def hour() -> timedelta:
        return timedelta(hours=1)

    async def day() -> timedelta:
        return timedelta(days=1)

    return [
        Jump("hour", "maju 1 jam", hour),
        Jump("day", "maju 1 hari", day),
        Jump("next", "ke pengingat tenggat berikutnya", next_reminder),
    ]
