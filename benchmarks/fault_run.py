"""An announcement to thousands of people and some groups while everything breaks, and the process dies again and again.

Run `python -m benchmarks.fault_run [--people N] [--kills N] [--calm]` (default 10,000 people and 10 kills: some 15
minutes). Bot and sandbox are two processes on one machine; the sandbox keeps Telegram's limits. Of the calls that send,
2 % each are answered 429, 500, broken before and broken after they took effect, or are slow; 2 % each of the people
have blocked the bot or are deactivated, some groups have become supergroups or have thrown the bot out. The bot is
killed with SIGKILL at even parts of the work. Meanwhile some people ask for /bantuan every few seconds, and reminders
come due. `--calm` leaves out faults and kills: the lanes alone.

Checked at the end (`benchmarks/fault_check.py`): nobody who can be reached is left without the message; who got it
twice is explained by a line that broke after acceptance or by a kill at that very moment; who can't be reached is
recorded with the right reason; the sums of the delivery report are those of the sandbox's own log.
"""

import argparse
import asyncio
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select, update

from benchmarks.fault_check import Facts, check
from domain.announcement import Audience, Body
from domain.deadline import DoneRule
from domain.employment import Status
from domain.messages import Group, Lane, Post
from domain.rights import Role
from sandbox import Sandbox
from sandbox.faults import Fault, Faults
from sandbox.state import Call
from services import announcement_report, announcing, onboarding, roster
from services.access import find_actor, meet
from services.onboarding import Contact
from services.roster import EmployeeRow, UnitRow
from storage import deadlines, groups, messages
from storage.engine import Database, Transaction, database
from storage.schema import migrate
from storage.tables import accounts, employees, grants, outbox

TOKEN = "7000000009:fault-run-synthetic-token-00000000"
FIRST, FIRST_GROUP, GROUPS = 100_001, -500_001, 50
SHARE = 0.02
PROBES = 20
LIMIT = 3600.0
TEXT = "Rapat monev zona integritas hari Senin"
ANSWER = "Bantuan"


class NotingFaults(Faults):
    """Faults that remember whose message went out although its line broke."""

    def __init__(self) -> None:
        super().__init__(seed=6)
        self.broken_after: Counter[int] = Counter()
        self.struck: Counter[str] = Counter()

    def strike(self, method: str, chat: int | None) -> list[Fault]:
        """As the sandbox does, and note it."""
        hit = super().strike(method, chat)
        for fault in hit:
            self.struck[f"{fault.kind} {fault.code}" if fault.kind == "error" else fault.kind] += 1
            if fault.kind == "break_after" and chat is not None:
                self.broken_after[chat] += 1
        return hit


@dataclass
class Watch:
    """What was seen from outside: waits for an answer, kills, and the messages that were in hand at a kill."""

    waits: list[float] = field(default_factory=list)
    kills: int = 0
    down: list[tuple[float, float]] = field(default_factory=list)
    in_hand: Counter[int] = field(default_factory=Counter)
    reminded: list[float] = field(default_factory=list)


class Bot:
    """The bot as a process of its own, to be killed and started again."""

    def __init__(self, folder: Path, address: str) -> None:
        self._config = folder / "config.toml"
        self._config.write_text(
            f'[organization]\nname = "Uji"\nshort_name = "Uji"\n[telegram]\ntoken = "{TOKEN}"\n'
            f'api_base_url = "{address}"\n[database]\nurl = "sqlite+aiosqlite:///{folder / "zibot.db"}"\n'
            f'[pledge]\nfactor = "none"\n[web]\nlisten = "127.0.0.1:{_free_port()}"\n[log]\nlevel = "error"\n'
        )
        self._log = folder / "bot.log"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; `SIGKILL` ends it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZIBOT_")}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", "-c", str(self._config), stdout=log, stderr=log, env=environment
            )

    async def kill(self) -> None:
        """End it without a warning."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    @property
    def errors(self) -> str:
        """What it wrote."""
        return self._log.read_text()[-4000:] if self._log.exists() else ""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def seed(tx: Transaction, people: int, now: datetime) -> None:
    """Linked people in 95 units, the first of them an admin, and linked groups."""
    roster.add_units(tx, [UnitRow(f"u{one}", f"Unit {one}", "opd", "", "Asia/Jakarta", 5) for one in range(95)], now)
    rows = [
        EmployeeRow(f"Orang {one}", "", Status.NON_ASN.value, "Analis", "", f"u{one % 95}", f"0811{one:07}")
        for one in range(people)
    ]
    roster.add_employees(tx, rows, now)
    for one in range(people):
        telegram_id = FIRST + one
        onboarding.consent(tx, meet(tx, telegram_id, "id", now), now)
        actor = meet(tx, telegram_id, "id", now)
        onboarding.recognise(tx, actor, Contact(f"62811{one:07}", telegram_id), now)
        onboarding.confirm(tx, actor, now)
    admin = tx.execute(select(func.min(employees.c.id))).scalar_one()
    tx.execute(grants.insert().values(employee_id=admin, role=Role.ADMIN.value, granted_at=now))
    for one in range(GROUPS):
        groups.link(tx, Group(FIRST_GROUP - one, None, f"Grup {one}", None, ""), FIRST, now)
    tx.execute(update(outbox).where(outbox.c.status == "queued").values(status="sent", finished_at=now))


def publish(tx: Transaction, now: datetime) -> int:
    """The announcement to everybody; its number."""
    admin = find_actor(tx, FIRST)
    assert admin is not None
    made = announcing.publish(
        tx, admin, "fault-run", Body(TEXT), Audience(groups=True, people=True), None, now, ask_read=False, threshold=0
    )
    return made.id


class Stage:
    """The sandbox with its people, groups and faults."""

    def __init__(self, people: int, *, calm: bool) -> None:
        self.box = Sandbox(log_size=None, history=50)
        self.faults = NotingFaults()
        self.box.world.faults = self.faults
        self.box.add_bot(TOKEN, "uji_bot", "uji")
        self.people = range(FIRST, FIRST + people)
        self.expected: dict[int, str] = {}
        self.moved: dict[int, int] = {}
        self._read, self._delivered = 0, Counter[int]()
        for person in self.people:
            self.box.add_user(person, f"Orang {person}")
            self.box.people.start(person)
        for one in range(GROUPS):
            self.box.add_group(FIRST_GROUP - one, f"Grup {one}", members=[FIRST], admins=[FIRST])
            self.box.people.add_bot(FIRST, FIRST_GROUP - one)
        self.box.updates.pending.clear()
        if not calm:
            self._break()

    def _break(self) -> None:
        dice = Random(6)
        chosen = dice.sample(list(self.people)[PROBES + 1 :], int(2 * SHARE * len(self.people)))
        for person in chosen[::2]:
            self.box.people.block(person)
            self.expected[person] = "blocked"
        for person in chosen[1::2]:
            self.box.people.deactivate(person)
            self.expected[person] = "deactivated"
        for one in range(5):
            self.box.people.remove_bot(FIRST, FIRST_GROUP - one)
            self.expected[FIRST_GROUP - one] = "kicked"
            self.moved[FIRST_GROUP - 10 - one] = self.box.people.migrate(FIRST_GROUP - 10 - one)
        self.box.updates.pending.clear()
        broken = {"share": SHARE, "times": None, "method": "sendMessage"}
        self.faults.add(kind="error", code=429, description="Too Many Requests: retry after 1",
                        parameters={"retry_after": 1}, **broken)  # type: ignore[arg-type]  # fmt: skip
        self.faults.add(kind="error", code=500, **broken)  # type: ignore[arg-type]
        self.faults.add(kind="break_before", **broken)  # type: ignore[arg-type]
        self.faults.add(kind="break_after", **broken)  # type: ignore[arg-type]
        self.faults.add(kind="delay", seconds=3.0, **broken)  # type: ignore[arg-type]

    def delivered(self) -> Counter[int]:
        """How often the announcement was accepted, by chat."""
        log = self.box.world.log
        while self._read < len(log):
            call = log[self._read]
            self._read += 1
            if call.chat_id is not None and call.accepted and _is_announcement(call):
                self._delivered[call.chat_id] += 1
        return self._delivered


async def probe(stage: Stage, watch: Watch, over: asyncio.Event) -> None:
    """Some people ask for help now and then; how long each waits for the answer."""
    number = 0
    while not over.is_set():
        person = FIRST + 1 + number % PROBES
        number += 1
        asked, before = time.time(), len(stage.box.world.log)
        stage.box.people.text(person, person, "/bantuan")
        try:
            await stage.box.until(lambda p=person, b=before: _answered(stage, p, b), 60)  # type: ignore[misc]
            if not any(first <= time.time() and asked <= last for first, last in watch.down):
                watch.waits.append(time.time() - asked)
        except TimeoutError:
            watch.waits.append(60.0)
        await asyncio.sleep(0.5)


def _answered(stage: Stage, person: int, before: int) -> bool:
    log = stage.box.world.log
    return any(
        log[at].chat_id == person and log[at].accepted and not _is_announcement(log[at])
        for at in range(len(log) - 1, before - 1, -1)
    )


def _is_announcement(call: Call) -> bool:
    return call.method == "sendMessage" and TEXT in str(call.params.get("text", ""))


async def remind(stage: Stage, db: Database, watch: Watch, over: asyncio.Event) -> None:
    """A due reminder every 20 s, to one person each; how late it is."""
    due = datetime.now(UTC) + timedelta(days=3)

    def keep(tx: Transaction) -> int:
        return deadlines.add(tx, "Unggah eviden", due, None, DoneRule.MARK, datetime.now(UTC))

    deadline = await db.write(keep)
    number = 0
    while not over.is_set():
        person, now = FIRST + 30 + number, datetime.now(UTC)
        post = Post(f"reminder:run:{number}", "reminder", person, {"deadlines": [deadline]}, Lane.TRANSACTIONAL)
        number += 1
        if person in stage.expected:
            continue
        before = len(stage.box.world.log)
        await db.write(messages.enqueue, [post], now)
        try:
            await stage.box.until(lambda p=person, b=before: _answered(stage, p, b), 90)  # type: ignore[misc]
            watch.reminded.append(time.time() - now.timestamp())
        except TimeoutError:
            watch.reminded.append(90.0)
        await asyncio.sleep(20)


def _open(tx: Transaction) -> int:
    waiting = select(func.count()).select_from(outbox).where(outbox.c.kind == "announcement")
    return tx.execute(waiting.where(outbox.c.status == "queued")).scalar_one()


def _in_hand(tx: Transaction) -> list[int]:
    """Chats whose announcement a sender had in hand: it may have been accepted, and is not recorded as sent."""
    queued = select(outbox.c.chat_id).where(outbox.c.kind == "announcement", outbox.c.status == "queued")
    return list(tx.execute(queued.where(outbox.c.lease_by.is_not(None))).scalars())


async def run(people: int, kills: int, *, calm: bool) -> None:
    """The whole run; prints figures, and fails when a rule is broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'zibot.db'}"
        await migrate(url)
        db = database(url)
        await db.open()
        began = time.time()
        await db.write(seed, people, datetime.now(UTC) - timedelta(minutes=5))
        stage, watch = Stage(people, calm=calm), Watch()
        print(f"{people} people and {GROUPS} groups seeded in {time.time() - began:.0f} s", flush=True)
        await stage.box.start(port=0)
        bot = Bot(folder, stage.box.address)
        await bot.start()
        try:
            await stage.box.until(lambda: any(one.method == "deleteWebhook" for one in stage.box.world.log), 60)
        except TimeoutError:
            print(bot.errors, file=sys.stderr)
            raise
        number, over = await db.write(publish, datetime.now(UTC)), asyncio.Event()
        began = time.time()
        tasks = [asyncio.create_task(probe(stage, watch, over)), asyncio.create_task(remind(stage, db, watch, over))]
        try:
            await _kill_now_and_then(stage, db, bot, watch, 0 if calm else kills, people)
            await _wait_for_the_end(db, number, bot)
            seconds = time.time() - began
        finally:
            over.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await bot.kill()
        await _judge(stage, db, watch, number, seconds)
        await db.close()
        await stage.box.stop()


async def _kill_now_and_then(stage: Stage, db: Database, bot: Bot, watch: Watch, kills: int, people: int) -> None:
    for one in range(1, kills + 1):
        goal = people * one // (kills + 1)
        await stage.box.until(lambda g=goal: len(stage.delivered()) >= g, LIMIT)  # type: ignore[misc]
        await bot.kill()
        killed = time.time()
        held, waiting = await db.read(_in_hand), await db.read(_open)
        watch.in_hand.update(held)
        watch.kills += 1
        watch.down.append((killed - 60, killed + 12))
        await bot.start()
        print(f"kill {one}: {waiting} waiting, {len(held)} of them in hand", flush=True)


async def _wait_for_the_end(db: Database, number: int, bot: Bot) -> None:
    until = time.time() + LIMIT
    while time.time() < until:
        state = await db.read(announcement_report.progress, number)
        if state.sent and state.queued == 0 and await db.read(_open) == 0:
            return
        await asyncio.sleep(1)
    raise TimeoutError(bot.errors)


async def _judge(stage: Stage, db: Database, watch: Watch, number: int, seconds: float) -> None:
    progress = await db.read(announcement_report.progress, number)
    reachable = await db.read(
        lambda tx: set(tx.execute(select(accounts.c.telegram_id).where(accounts.c.reachable)).scalars())
    )
    rows = await db.read(lambda tx: tx.execute(
        select(outbox.c.chat_id, outbox.c.status, outbox.c.reason).where(outbox.c.kind == "announcement")
    ).all())  # fmt: skip
    facts = Facts(
        people=list(stage.people), groups=[FIRST_GROUP - one for one in range(GROUPS)], moved=stage.moved,
        expected=stage.expected, delivered=stage.delivered(), broken_after=stage.faults.broken_after,
        in_hand=watch.in_hand, rows=[(row.chat_id, row.status, row.reason) for row in rows], reachable=reachable,
        sent=progress.sent, failed=dict(progress.failed),
    )  # fmt: skip
    print(f"{sum(facts.delivered.values())} deliveries in {seconds:.0f} s, {watch.kills} kills -9")
    print("faults struck:", ", ".join(f"{kind} {count}" for kind, count in sorted(stage.faults.struck.items())))
    for line in check(facts):
        print(line)
    ours = sum(1 for call in stage.box.world.log if call.code == 429) - stage.faults.struck["error 429"]
    print(f"429 of our own making: {ours}")
    _tell("answers to /bantuan", watch.waits)
    _tell("lateness of due reminders", watch.reminded)


def _tell(what: str, waits: list[float]) -> None:
    waits = sorted(waits)
    at: Callable[[float], float] = lambda share: waits[min(len(waits) - 1, int(share * len(waits)))]  # noqa: E731
    if waits:
        print(f"{what}: {len(waits)}, p50 {at(0.5):.2f} s, p95 {at(0.95):.2f} s, longest {waits[-1]:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--calm", action="store_true")
    asked = parser.parse_args()
    asyncio.run(run(asked.people, asked.kills, calm=asked.calm))
