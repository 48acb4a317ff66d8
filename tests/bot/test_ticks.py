"""Ticks: late ones catch up, failing ones do not stop the clock."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot import ticks
from domain.series import Frequency, NewSeries, SeriesDetails
from handlers.office import Office
from sandbox import Clock
from storage import deadline_series as deadline_rows
from storage.engine import Transaction
from storage.tables import deadlines, outbox, reminders
from tests.bot.post_office import ADMIN, ASSESSOR, HEAD, SECONDS, PostOffice, post_office
from tests.office_hours import to_the_next_morning

WHOLE_PLAN = timedelta(days=60)


class Stumbling(Clock):
    """A clock that fails the first times it is asked."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures
        self.asked = asyncio.Event()

    def now(self) -> datetime:
        if self.failures > 0:
            self.failures -= 1
            raise RuntimeError("the clock stands still")
        self.asked.set()
        return super().now()


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def planned(tx: Transaction) -> int:
    return tx.execute(select(func.count()).where(reminders.c.status == "planned")).scalar_one()


def reminded(tx: Transaction) -> list[int]:
    return list(tx.execute(select(outbox.c.chat_id).where(outbox.c.kind == "reminder")).scalars())


async def test_before_the_time_nothing_is_promoted(post: PostOffice) -> None:
    before = await post.office.db.read(planned)
    await ticks.promote_all(post.office)
    assert await post.office.db.read(planned) == before > 0
    assert (await post.office.db.read(reminded), post.bell.is_set()) == ([], False)


async def test_a_late_tick_catches_up_and_says_everything_once(post: PostOffice) -> None:
    to_the_next_morning(post.box.clock, timedelta(days=8))  # a reminder of the pledge is due by then
    await ticks.promote_all(post.office)
    first = Counter(await post.office.db.read(reminded))
    assert set(first.values()) == {1}
    assert set(first) == {HEAD, ASSESSOR, ADMIN}
    assert post.bell.is_set()
    await ticks.promote_all(post.office)
    assert Counter(await post.office.db.read(reminded)) == first


async def test_long_after_all_deadlines_nothing_is_left_and_all_that_is_owed_is_said_once(post: PostOffice) -> None:
    to_the_next_morning(post.box.clock, WHOLE_PLAN)
    await ticks.promote_all(post.office)
    assert await post.office.db.read(planned) == 0
    assert set(Counter(await post.office.db.read(reminded)).values()) == {1}


async def test_a_tick_that_fails_does_not_stop_the_clock(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "PROMOTE_SECONDS", 0.02)
    clock = Stumbling(2)
    with capture_logs() as logs:
        scheduler = ticks.start(replace(post.office, clock=clock))
        try:
            async with asyncio.timeout(SECONDS):
                await clock.asked.wait()
        finally:
            scheduler.shutdown(wait=False)
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["tick failed", "tick failed"]


async def test_the_running_clock_promotes_what_becomes_due(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "PROMOTE_SECONDS", 0.02)
    scheduler = ticks.start(post.office)
    try:
        to_the_next_morning(post.box.clock, timedelta(days=4))
        async with asyncio.timeout(SECONDS):
            while HEAD not in await post.office.db.read(reminded):
                await post.bell.wait()
    finally:
        scheduler.shutdown(wait=False)


async def test_a_tick_that_is_cut_short_by_the_stop_is_no_error(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ticks, "PROMOTE_SECONDS", 0.02)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(_: Office) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(ticks, "promote_all", endless)
    scheduler = ticks.start(post.office)
    async with asyncio.timeout(SECONDS):
        await begun.wait()
        scheduler.shutdown(wait=False)
        await ended.wait()
    await asyncio.sleep(0)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_tick_makes_the_deadlines_of_series_as_they_come_near(post: PostOffice) -> None:
    db, now = post.office.db, post.office.clock.now()
    first = (now + timedelta(days=90)).date()
    series = NewSeries("Monev", Frequency.YEARLY, first, SeriesDetails("Asia/Jakarta"))
    await db.write(deadline_rows.add, series, "cli", now)
    for _ in range(2):
        await ticks.extend_series(post.office)
    made = await db.read(lambda tx: tx.execute(select(deadlines.c.occurs_on).where(deadlines.c.series_id == 1)).all())
    assert [day for (day,) in made] == [first]
