"""The process is killed while 100 people sign: nothing is lost, doubled or left unsealed, nobody presses twice."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot import demo_people, demo_seed
from domain.pledge_request import RequestState
from sandbox import Message, Sandbox
from services import ledger_check, onboarding, pledges
from services.access import meet
from services.onboarding import Contact
from services.sealing import Sealer, load_or_make
from storage.engine import Transaction, database
from storage.schema import migrate
from storage.tables import inbox, ledger, links, pledge_requests, signatures
from tests.counting import count

TOKEN = "7000000009:kill-test-synthetic-token-00000000"
PEOPLE = range(100_001, 100_201)
STEPS = ("Pakta integritas", "Mulai membaca", *["☐ Saya berjanji"] * 7, "Tanda tangani")
KILLS_AT = (0.2, 0.5, 0.8)
SIGNERS = 100
LIMIT_SECONDS = 150
# The command as it is, but for the pace of one chat: these people press faster than a person reads.
UNHURRIED = "import bot.limiter as limiter; limiter._SCREEN = (100, 0.01); from bot.cli import main; main()"


def _link_everybody(tx: Transaction, now: datetime, sealer: Sealer) -> None:
    demo_seed.fill(tx, now, sealer)
    taken = {player.row for player in demo_people.PLAYERS if player.linked}
    for row, person in enumerate(demo_people.employees()):
        if row in taken:
            continue
        telegram_id = PEOPLE[row]
        onboarding.consent(tx, meet(tx, telegram_id, "id", now), now)
        actor = meet(tx, telegram_id, "id", now)
        onboarding.recognise(tx, actor, Contact(f"62{person.phone[1:]}", telegram_id), now)
        onboarding.confirm(tx, actor, now)


class Bot:
    """The bot as a process of its own, to be killed and started again."""

    def __init__(self, folder: Path, address: str) -> None:
        self._config = folder / "config.toml"
        self._config.write_text(
            f'[organization]\nname = "Instansi Contoh"\nshort_name = "Contoh"\n'
            f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "{address}"\n'
            f'[database]\nurl = "sqlite+aiosqlite:///{folder / "zibot.db"}"\n'
            f'[pledge]\nfactor = "none"\n'
            f'[web]\nlisten = "127.0.0.1:{_free_port()}"\n[log]\nlevel = "warning"\n'
        )
        self._log = (folder / "bot.log").open("ab")
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZIBOT_")}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", UNHURRIED, "run", "-c", str(self._config),
            stdout=self._log, stderr=self._log, env=environment,
        )  # fmt: skip

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    def close(self) -> None:
        self._log.close()


def _check_ledger(tx: Transaction, sealer: Sealer) -> None:
    """Every signature answers one request that is signed, has one entry, and the whole ledger holds."""
    assert ledger_check.verify(tx, sealer, every_seal=True).faults == ()
    given = tx.execute(select(signatures.c.code, signatures.c.request_id)).all()
    sealed = select(ledger.c.subject_id).where(ledger.c.kind == pledges.SIGNATURE_ENTRY)
    assert Counter(tx.execute(sealed).scalars()) == Counter(row.code for row in given)
    signed = select(pledge_requests.c.id).where(pledge_requests.c.state == RequestState.SIGNED.value)
    assert sorted(tx.execute(signed).scalars()) == sorted(row.request_id for row in given)


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _button(message: Message, label: str) -> tuple[int, int] | None:
    for row, buttons in enumerate(message.inline or []):
        for column, button in enumerate(buttons):
            if button["text"] == label:
                return row, column
    return None


class Crowd:
    """People who press each button once, as soon as they see it."""

    def __init__(self, box: Sandbox) -> None:
        self.box, self.presses = box, 0

    async def sign(self, person: int) -> None:
        self.box.people.start(person)
        seen: tuple[int, str] | None = None
        for label in STEPS:
            found = await self.box.until(self._fresh(person, label, seen), LIMIT_SECONDS)
            assert found is not None
            message, (row, column) = found
            seen = (message.id, message.text)
            await self.box.people.press(person, person, message.id, row, column, wait=False)
            self.presses += 1
        await self.box.until(lambda: self._signed(person), LIMIT_SECONDS)

    def _fresh(
        self, person: int, label: str, seen: tuple[int, str] | None
    ) -> Callable[[], tuple[Message, tuple[int, int]] | None]:
        """The button on a screen that has changed since the last press."""

        def look() -> tuple[Message, tuple[int, int]] | None:
            for message in reversed(self.box.messages(person)):
                place = _button(message, label)
                if place is not None and (message.id, message.text) != seen:
                    return message, place
            return None

        return look

    def has_pressed(self, number: float) -> Callable[[], bool]:
        return lambda: self.presses >= number

    def _signed(self, person: int) -> bool:
        messages = self.box.messages(person)
        return any("sudah ditandatangani" in message.text for message in messages) and any(
            message.media is not None for message in messages
        )


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[tuple[Sandbox, Bot, Any]]:
    url = f"sqlite+aiosqlite:///{folder / 'zibot.db'}"
    await migrate(url)
    db = database(url)
    await db.open()
    await db.write(_link_everybody, datetime.now(UTC), load_or_make(folder / "zibot-seal.pem"))
    people = await db.read(lambda tx: sorted(row.telegram_id for row in tx.execute(links.select())))
    people = people[-SIGNERS:]
    await db.close()
    box = Sandbox(rate_limits=False, log_size=None)
    box.add_bot(TOKEN, "zibot_kill_bot", "zibot")
    for person in people:
        box.add_user(person, f"Orang {person}")
    await box.start(port=0)
    bot = Bot(folder, box.address)
    try:
        yield box, bot, people
    finally:
        await bot.kill()
        bot.close()
        await box.stop()


async def test_a_process_killed_three_times_loses_no_tap_and_doubles_no_signature(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    async with asyncio.timeout(LIMIT_SECONDS), scene(tmp_path) as (box, bot, people):
        await bot.start()
        began = time.monotonic()
        crowd = Crowd(box)
        signing = asyncio.gather(*(crowd.sign(person) for person in people))
        total = len(people) * len(STEPS)
        for share in KILLS_AT:
            await box.until(crowd.has_pressed(share * total), LIMIT_SECONDS)
            await bot.kill()
            await bot.start()
        await signing
        elapsed = time.monotonic() - began
        await box.until(lambda: not box.updates.pending, 30)
        db = database(f"sqlite+aiosqlite:///{tmp_path / 'zibot.db'}")
        await db.open()
        try:
            async with asyncio.timeout(30):
                while await db.read(count, inbox):  # noqa: ASYNC110 - another process empties it
                    await asyncio.sleep(0.05)
            signed = await db.read(lambda tx: [row.employee_id for row in tx.execute(signatures.select())])
            await db.read(_check_ledger, load_or_make(tmp_path / "zibot-seal.pem"))
        finally:
            await db.close()

    receipts = [sum(message.media is not None for message in box.messages(person)) for person in people]
    record_property("kill -9", f"{crowd.presses} taps, {sum(receipts) - len(people)} receipts twice, {elapsed:.1f} s")
    print(f"\nkill -9 x3: {len(people)} people, {crowd.presses} taps in {elapsed:.1f} s,", end=" ")
    print(f"{len(signed)} signatures, {sum(receipts) - len(people)} receipts sent twice")
    assert crowd.presses == total
    assert sorted(signed) == sorted(set(signed))
    assert len(signed) == len(people)
    assert min(receipts) >= 1
