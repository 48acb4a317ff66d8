"""A year of an agency in minutes: every reminder of 1,000 people on a virtual clock, each message judged afterwards.

Run `python -m benchmarks.time_lapse [--people N] [--units N] [--first DAY] [--last DAY] [--log FILE]`; by default it is
the year 2026 with its holidays, leave and Ramadan, 60 units in three zones. Bot and sandbox run in one process on one
clock, which jumps from event to event; at each stop the ticks of the bot are called as its scheduler would call them,
also at night and on holidays. People mark tasks done, put them off, take leave, block the bot, join and leave;
deadlines are moved, edited and cancelled; twice the bot is down.

What the sandbox accepted and all facts go into a log, which `benchmarks/check_log.py` reads: it knows nothing of the
project and fails when a rule is broken.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from unittest.mock import patch

import structlog
from pydantic import SecretStr
from sqlalchemy import func, select
from telegram.ext import BaseRateLimiter

import bot.app
from benchmarks.lapse_acts import Acts, year_of
from benchmarks.lapse_agency import (
    FIRST,
    Log,
    closed_days,
    deadlines_as_facts,
    people_as_facts,
    seed,
    take_messages,
    units_as_facts,
)
from bot import ticks
from bot.app import Zibot
from bot.settings import Database as DatabaseSettings
from bot.settings import Organization, Pledge, Settings, Telegram
from domain.messages import Lane
from handlers.office import Office
from sandbox import Clock, Sandbox
from storage.engine import Transaction, database
from storage.schema import migrate
from storage.tables import outbox

TOKEN = "7000000010:time-lapse-synthetic-token-0000000"
STOPS = (  # UTC; 07.30 and 08.00 of each zone, the morning, the Friday prayers, the afternoon, the evening, the night
    "00:00", "00:31", "01:00", "02:00", "03:35", "05:00", "06:10", "07:30", "08:30", "09:30", "14:00", "22:31", "23:00",
)  # fmt: skip
TICKS = (
    ticks.open_and_close_campaigns, ticks.promote_all, ticks.tell_of_changes, ticks.tell_of_what_is_owed,
    ticks.send_digests,
)  # fmt: skip
SECONDS = 120.0


class MovedClock(Clock):
    """A clock that begins at any moment, also one that has passed."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._offset = start.timestamp() - time.time()


class Unhurried(BaseRateLimiter[Lane]):
    """No limits: a day of the year lasts a second here, and the limits are those of real seconds."""

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self, callback: Any, args: Any, kwargs: dict[str, Any], endpoint: str, data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:  # fmt: skip
        """Make the call."""
        del endpoint, data, rate_limit_args
        return await callback(*args, **kwargs)


class NoScheduler:
    """In place of the scheduler: the run itself says when it ticks."""

    def shutdown(self, *, wait: bool) -> None:
        """Nothing to stop."""


@dataclass(frozen=True, slots=True)
class Span:
    """How many people in how many units, from the first to the last day; `stops` are the times of day of ticks, UTC."""

    people: int
    units: int
    first: date
    last: date
    seed: int = 6
    stops: tuple[str, ...] = STOPS


class Lapse:
    """The run: the sandbox, the bot, the log, and the acts of people by their time."""

    def __init__(self, span: Span, log: Log) -> None:
        self.span, self.log = span, log
        start = datetime.combine(span.first, datetime.min.time(), UTC) - timedelta(hours=14)
        self.clock = MovedClock(start)
        self.box = Sandbox(clock=self.clock, rate_limits=False, log_size=None, history=5)
        self.acts = Acts(self.box, log, span.people, span.units, span.seed)
        self.messages = 0

    async def run(self, folder: Path) -> None:
        """All of it."""
        self.box.add_bot(TOKEN, "uji_bot", "uji")
        for number in range(self.span.people):
            self.box.add_user(FIRST + number, f"Orang {number:04}")
            self.box.people.start(FIRST + number)
        self.box.updates.pending.clear()
        await self.box.start(port=0)
        try:
            limiter = patch.object(bot.app, "_limiter", _unhurried)
            start = patch.object(ticks, "start", _no_scheduler)
            with limiter, start:
                await self._with_bot(folder)
        finally:
            await self.box.stop()

    async def _with_bot(self, folder: Path) -> None:
        settings = _settings(folder, self.box.address)
        await self._seed(settings.database.url.get_secret_value())
        zibot = Zibot(settings, clock=self.clock, listens=False)
        task = asyncio.create_task(zibot.serve())
        try:
            ready = asyncio.create_task(zibot.ready.wait())
            await asyncio.wait({ready, task}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            assert zibot.office is not None
            await self._live(zibot.office)
        finally:
            zibot.stopping.set()
            await task

    async def _seed(self, url: str) -> None:
        await migrate(url)
        db = database(url)
        await db.open()
        try:
            await db.write(seed, self.span.people, self.span.units, self.clock.now())
        finally:
            await db.close()

    async def _live(self, office: Office) -> None:
        self._note_rules(office)
        for key, facts in await office.db.read(lambda tx: list(units_as_facts(tx))):
            self.log.note("unit", self.clock.now(), id=key, **facts)
        await self._drain(office)
        await self._note_state(office)
        year = year_of(self.span.first, self.span.last, self.acts)
        for down in year.downtimes:
            self.log.note("down", self.clock.now(), start=down[0].isoformat(), end=down[1].isoformat())
        stops = deque(_stops(self.span))
        while stops:
            if self.acts.waiting and self.acts.waiting[0][0] < stops[0]:
                await self._act(office, year.is_down)
            else:
                await self._stop(office, stops.popleft(), year.is_down)

    def _note_rules(self, office: Office) -> None:
        rules, now = office.planning.rules, self.clock.now()
        self.log.note(
            "rules", now, leads=rules.lead_days, follow_ups=rules.follow_ups, send_at=f"{rules.send_at:%H:%M}",
            quiet=[f"{one:%H:%M}" for one in rules.quiet_hours], friday=[f"{one:%H:%M}" for one in rules.friday_prayer],
            agency_zone=office.tz.key, first_account=FIRST,
        )  # fmt: skip
        self.log.note("closed", now, days=[one.isoformat() for one in closed_days(self.span.first.year)])

    async def _stop(self, office: Office, at: datetime, is_down: Any) -> None:
        """Jump to a moment of the day and let the bot tick."""
        self._jump(at)
        if is_down(at):
            return
        self.log.note("tick", self.clock.now())
        if at.hour in (22, 5):
            await ticks.extend_series(office)
            await ticks.plan_newcomers(office)
            await self._note_state(office)
        for _ in range(20):
            for tick in TICKS:
                await tick(office)
            if not await self._drain(office):
                return
        raise RuntimeError("the ticks find no end")

    async def _act(self, office: Office, is_down: Any) -> None:
        at, act = self.acts.pop()
        if is_down(at) and not act.offline:
            return
        self._jump(at)
        await act.work(office, self.clock.now())
        await self._drain(office)
        if act.changes:
            await self._note_state(office)
            if not is_down(at):
                self.log.note("tick", self.clock.now())
                await ticks.promote_all(office)
                await self._drain(office)

    def _jump(self, at: datetime) -> None:
        if at > self.clock.now():
            self.clock.set(at)

    async def _note_state(self, office: Office) -> None:
        now = self.clock.now()
        for kind, facts in (("person", people_as_facts), ("deadline", deadlines_as_facts)):
            for key, one in await office.db.read(facts):
                self.log.note_changed(kind, now, key, one)

    async def _drain(self, office: Office) -> int:
        """Wait until nothing is left to be sent now; returns how many messages came."""
        until = time.monotonic() + SECONDS
        while await office.db.read(_left, self.clock.now()):
            if time.monotonic() > until:
                raise TimeoutError("the outbox is not emptied")
            office.ring()
            await asyncio.sleep(0.004)
        found = take_messages(self.box)
        for at, chat, text in found:
            self.log.note("message", at, chat=chat, text=text)
            self.acts.heard(at, chat, text)
        self.messages += len(found)
        return len(found)


def _unhurried(_per_second: int) -> Unhurried:
    return Unhurried()


def _no_scheduler(_office: Office) -> NoScheduler:
    return NoScheduler()


def _left(tx: Transaction, now: datetime) -> int:
    waiting = select(func.count()).select_from(outbox).where(outbox.c.status == "queued", outbox.c.not_before <= now)
    return tx.execute(waiting).scalar_one()


def _stops(span: Span) -> Iterator[datetime]:
    day = span.first - timedelta(days=1)
    while day <= span.last:
        for clock in span.stops:
            yield datetime.fromisoformat(f"{day}T{clock}:00+00:00")
        day += timedelta(days=1)


def _settings(folder: Path, address: str) -> Settings:
    return Settings(
        organization=Organization(name="Uji", short_name="Uji", region="Uji"),
        telegram=Telegram(token=SecretStr(TOKEN), api_base_url=address),
        database=DatabaseSettings(url=SecretStr(f"sqlite+aiosqlite:///{folder / 'zibot.db'}")),
        pledge=Pledge(place="Uji", factor="none"),
    )


async def lapse(span: Span, out: TextIO) -> Lapse:
    """Run the span and write the log; returns the run with its counts."""
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, ASYNC240 - a year writes much: spare the disk
    with tempfile.TemporaryDirectory(dir=memory) as name:
        run = Lapse(span, Log(out))
        await run.run(Path(name))
    return run


def main() -> int:
    """Run, judge, print figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 1, 1))
    parser.add_argument("--last", type=date.fromisoformat, default=date(2026, 12, 31))
    parser.add_argument("--log", type=Path)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as name:
        file = asked.log or Path(name) / "year.jsonl"
        began = time.monotonic()
        with file.open("w", encoding="utf-8") as out:
            run = asyncio.run(lapse(Span(asked.people, asked.units, asked.first, asked.last), out))
        print(f"{run.messages} messages in {time.monotonic() - began:.0f} s; facts: {run.log.counts}", flush=True)
        checker = Path(__file__).with_name("check_log.py")
        return subprocess.run([sys.executable, str(checker), str(file)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
