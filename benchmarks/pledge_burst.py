"""A ceremony: thousands of people sign at once, beside a bare python-telegram-bot that only edits a message.

Run `python -m benchmarks.pledge_burst [--people N] [--over SECONDS] [--papers]` (default 2,000 at once; 10,000 takes
some minutes). Bot and sandbox are two processes on one machine. Everybody has read the pledge and stands before the
button that signs; all press it at once, or spread evenly over so many seconds, and then once more, as people do (the
bare bot is pressed once). Measured: the rate, the time from the tap to the screen with the receipt code (p50, p95),
and the CPU of the bot's process for each person, which depends less on what else the machine does. With `--papers`
also how long after the first tap the last document was sent. Checked: every person has one signature, one entry in
the ledger and one receipt in the outbox, and the whole ledger holds.

What costs, for each person who taps twice: the library and the transport (main thread), and the statements of the
transactions. Statements asked at every tap are therefore built once (`storage`), documents are made in a process of
their own once there is a crowd (`documents.paper_press`), and the sender lets the crowd go first (`bot.sender`).
"""

import argparse
import asyncio
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from sqlalchemy import func, select

from domain.employment import Status
from sandbox import Sandbox
from services import campaigns, ledger_check, onboarding, pledges, roster
from services.access import find_actor, meet
from services.onboarding import Contact
from services.roster import EmployeeRow, UnitRow
from services.sealing import Sealer, load_or_make
from storage.engine import Transaction, database
from storage.schema import migrate
from storage.tables import ledger, outbox, signatures
from texts.callback import encode

TOKEN = "7000000009:burst-benchmark-synthetic-token-0000"
FIRST = 100_001
LIMIT = 900.0
START = 30.0
SOURCE = """version = "upacara"
[id]
title = "Pakta"
preamble = "Saya, {name}, {position} pada {unit}, berjanji:"
points = ["Saya bekerja jujur."]
closing = "Janji ini saya pegang."
"""
ECHO = """
import asyncio, sys
from contextlib import suppress
from telegram.error import BadRequest
from telegram.ext import ApplicationBuilder, CallbackQueryHandler
async def echo(update, context):
    with suppress(BadRequest):  # a query that has waited too long
        await update.callback_query.answer()
    await update.callback_query.edit_message_text("sudah")
address, token = sys.argv[1:]
builder = ApplicationBuilder().token(token).base_url(f"{address}/bot").concurrent_updates(64)
# With its own 5 seconds, and 1 for a free connection, it drops taps on a busy machine.
builder = builder.connection_pool_size(256).pool_timeout(300).connect_timeout(300).read_timeout(300).write_timeout(300)
app = builder.build()
app.add_handler(CallbackQueryHandler(echo))
app.run_polling(poll_interval=0.0)
"""
# The command as it is, but for the pace of one chat: the second tap comes at once.
ZIBOT = "import bot.limiter as limiter; limiter._SCREEN = (100, 0.01); from bot.cli import main; main()"


def seed(tx: Transaction, people: int, sealer: Sealer, now: datetime) -> int:
    """People who have read everything; returns the id of the campaign."""
    roster.add_units(tx, [UnitRow(f"u{one}", f"Unit {one}", "opd", "", "Asia/Jakarta", 5) for one in range(95)], now)
    rows = [
        EmployeeRow(f"Orang {one}", "", Status.NON_ASN.value, "Analis", "", f"u{one % 95}", f"0811{one:07}")
        for one in range(people)
    ]
    roster.add_employees(tx, rows, now)
    campaigns.publish(tx, SOURCE, "Upacara", now + timedelta(days=90), now, sealer)
    campaign_id = 0
    for one in range(people):
        telegram_id = FIRST + one
        onboarding.consent(tx, meet(tx, telegram_id, "id", now), now)
        actor = meet(tx, telegram_id, "id", now)
        onboarding.recognise(tx, actor, Contact(f"62811{one:07}", telegram_id), now)
        onboarding.confirm(tx, actor, now)
        linked = find_actor(tx, telegram_id)
        assert linked is not None
        desk = pledges.desk(tx, linked, now)
        campaign_id = desk.campaign.id
        pledges.begin(tx, linked, campaign_id, now)
        pledges.tick(tx, linked, campaign_id, 1, now)
    return campaign_id


@asynccontextmanager
async def process(*command: str, log: Path) -> AsyncIterator[int]:
    """A Python process that ends with the block; its number."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZIBOT_")}
    with log.open("wb") as file:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", *command, stdout=file, stderr=file, env=environment
        )
        try:
            yield running.pid
        finally:
            if running.returncode is not None:
                print(await asyncio.to_thread(log.read_text), file=sys.stderr)
            else:
                running.terminate()
                await running.wait()


def cpu_of(process_id: int) -> float:
    """The seconds of CPU that a process has used (Linux); those of its children are their own."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Ceremony:
    """People before one button each, in a sandbox of their own."""

    def __init__(self, people: int, over: float) -> None:
        self.over = over
        self.box = Sandbox(rate_limits=False, log_size=None)
        self.box.add_bot(TOKEN, "upacara_bot", "upacara")
        self.people = range(FIRST, FIRST + people)
        for person in self.people:
            self.box.add_user(person, f"Orang {person}")

    def show(self, callback: str) -> dict[int, int]:
        """The button in front of everybody, as the bot would have sent it; returns the message by person."""
        world, shown = self.box.world, {}
        for person in self.people:
            self.box.people.start(person)
            keyboard = [[{"text": "Tanda tangani", "callback_data": callback}]]
            shown[person] = world.post(world.chat(person), world.bot, text="Siap", inline=keyboard).id
        return shown

    async def press(self, shown: dict[int, int], times: int) -> tuple[float, list[float]]:
        """All press, so many times; the seconds of the whole, and those from each first tap to its screen."""
        before = len(self.box.log)
        began = time.time()
        tapped: dict[int, float] = {}
        for _ in range(times):
            for place, person in enumerate(self.people):
                if self.over and person not in tapped:
                    await asyncio.sleep(max(0.0, began + self.over * place / len(self.people) - time.time()))
                tapped.setdefault(person, time.time())
                await self.box.people.press(person, person, shown[person], 0, 0, wait=False)
        await self.box.until(self._all_redrawn(before), LIMIT)
        redrawn: dict[int, float] = {}
        for call in self.box.log[before:]:
            if call.method == "editMessageText" and call.accepted and call.chat_id is not None:
                redrawn.setdefault(call.chat_id, call.time)
        return max(redrawn.values()) - began, [redrawn[one] - tapped[one] for one in self.people]

    def papers(self) -> int:
        """How many people have been sent a document."""
        return len({one.chat_id for one in self.box.log if one.method == "sendDocument" and one.accepted})

    def _all_redrawn(self, before: int) -> Callable[[], bool]:
        done: set[int] = set()
        seen = before

        def look() -> bool:
            nonlocal seen
            log = self.box.world.log
            while seen < len(log):
                call = log[seen]
                seen += 1
                if call.method == "editMessageText" and call.accepted and call.chat_id is not None:
                    done.add(call.chat_id)
            return len(done) == len(self.people)

        return look


@dataclass(frozen=True)
class Result:
    """People served a second, and seconds of CPU for each."""

    rate: float
    cpu: float


def told(name: str, people: int, seconds: float, waits: list[float], cpu: float) -> Result:
    """Print one line."""
    cuts = quantiles(waits, n=100)
    print(
        f"{name:<28} {people / seconds:8.0f}/s   p50 {cuts[49]:7.2f} s   p95 {cuts[94]:7.2f} s   "
        f"CPU {1000 * cpu / people:6.1f} ms a person",
        flush=True,
    )
    return Result(people / seconds, cpu / people)


def stored(tx: Transaction) -> tuple[int, int, int, int]:
    """Signatures, people who signed, entries of signatures in the ledger, receipts in the outbox."""
    entries = select(func.count()).select_from(ledger).where(ledger.c.kind == pledges.SIGNATURE_ENTRY)
    receipts = select(func.count()).select_from(outbox).where(outbox.c.kind == "receipt")
    people = select(func.count(signatures.c.id), func.count(signatures.c.employee_id.distinct()))
    signed, persons = tx.execute(people).one()
    return signed, persons, tx.execute(entries).scalar_one(), tx.execute(receipts).scalar_one()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def configuration(folder: Path, address: str) -> Path:
    """The file of the bot that signs."""
    path = folder / "config.toml"
    path.write_text(
        f'[organization]\nname = "Upacara"\nshort_name = "Upacara"\n\n[telegram]\ntoken = "{TOKEN}"\n'
        f'api_base_url = "{address}"\n\n[database]\nurl = "sqlite+aiosqlite:///{folder / "zibot.db"}"\n\n'
        f'[web]\nlisten = "127.0.0.1:{_free_port()}"\n\n[pledge]\nfactor = "none"\n'
    )
    return path


async def sign(people: int, over: float, papers: bool) -> Result:  # noqa: FBT001
    """The ceremony with zibot."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'zibot.db'}"
        await migrate(url)
        db = database(url)
        await db.open()
        now = datetime.now(UTC) - timedelta(minutes=5)
        sealer = load_or_make(folder / "zibot-seal.pem")
        campaign = await db.write(seed, people, sealer, now)
        await db.close()
        ceremony = Ceremony(people, over)
        await ceremony.box.start(port=0)
        shown = ceremony.show(encode("pledge.sign", campaign))
        ceremony.box.updates.pending.clear()
        config = configuration(folder, ceremony.box.address)
        async with process(ZIBOT, "run", "-c", str(config), log=folder / "log") as number:
            await ceremony.box.until(lambda: any(one.method == "deleteWebhook" for one in ceremony.box.log), START)
            cpu, began = cpu_of(number), time.time()
            seconds, waits = await ceremony.press(shown, 2)
            cpu = cpu_of(number) - cpu
            await db.open()
            found = await db.read(stored)
            verdict = await db.read(ledger_check.verify, sealer, every_seal=True)
            await db.close()
            if papers:
                await ceremony.box.until(lambda: ceremony.papers() == people, LIMIT)
                print(f"the last document was sent {time.time() - began:.0f} s after the first tap")
        await ceremony.box.stop()
    assert found == (people, people, people, people), found
    assert not verdict.faults, verdict
    print(f"{people} people, {found[0]} signatures, {found[2]} entries, {found[3]} receipts queued: each exactly once")
    print(f"the ledger holds: {verdict.entries} entries, every seal checked")
    return told("zibot signs", people, seconds, waits, cpu)


async def echo(people: int, over: float) -> Result:
    """The same taps answered by a bare bot."""
    with tempfile.TemporaryDirectory() as name:
        ceremony = Ceremony(people, over)
        await ceremony.box.start(port=0)
        shown = ceremony.show("x")
        ceremony.box.updates.pending.clear()
        async with process(ECHO, ceremony.box.address, TOKEN, log=Path(name) / "log") as number:
            await ceremony.box.until(lambda: any(one.method == "deleteWebhook" for one in ceremony.box.log), START)
            cpu = cpu_of(number)
            seconds, waits = await ceremony.press(shown, 1)
            cpu = cpu_of(number) - cpu
        await ceremony.box.stop()
    return told("bare python-telegram-bot", people, seconds, waits, cpu)


async def main(people: int, over: float, papers: bool) -> None:  # noqa: FBT001
    """Both, and the ratio."""
    bare, ours = await echo(people, over), await sign(people, over, papers)
    print(f"ratio of the rates, zibot to bare: {ours.rate / bare.rate:.2f}; of the CPU: {ours.cpu / bare.cpu:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--over", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--papers", action="store_true")
    asked = parser.parse_args()
    asyncio.run(main(asked.people, asked.over, asked.papers))
