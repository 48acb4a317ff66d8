"""Several processes at one database, and crashes in the middle: nobody is left out, nobody is told twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from domain.people import Unit
from services import reminding, returning
from storage import deadline_tellings, messages
from storage import reminding as stored
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.databases import opened
from tests.services.reminding_play import (
    DAY,
    PLANNING,
    due,
    kept_posts,
    leave,
    own,
    person,
    posts,
    snooze,
    tick,
    waves,
    wish,
)

PEOPLE = 40


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' ways to one PostgreSQL database."""
    async with opened(postgres_url) as one, opened(postgres_url) as other:
        yield one, other


def fill(tx: Transaction) -> list[int]:
    """People of two calendars with due rows of each kind; who is on which account."""
    units: list[Unit] = [builders.unit(tx, f"u{days}", work_days=days) for days in (5, 6)]
    named, single = due(tx, "semua"), builders.deadline(tx, "sendiri", due_at=NOW + 9 * DAY)
    builders.reminder(tx, named, NOW, work_days=6)
    builders.reminder(tx, named, NOW, lead_days=3)
    for account in range(1, PEOPLE + 1):
        someone = person(tx, units[account % 2], account)
        if account % 4 == 0:
            wish(tx, someone)
            own(tx, someone, single)
        if account % 5 == 0:
            snooze(tx, someone, single, NOW)
        if account % 7 == 0:
            leave(tx, someone, NOW - 2 * DAY, NOW - DAY)
    return list(range(1, PEOPLE + 1))


async def work(db: Database, now: datetime = NOW) -> int:
    """One process ticks until nothing is left for it."""
    done = 0
    while count := await db.write(returning.resume, PLANNING, now) or await db.write(reminding.promote, PLANNING, now):
        done += count
    return done


async def told(db: Database) -> dict[int, list[int]]:
    """The named deadlines of each account, all messages together."""
    found: dict[int, list[int]] = {}
    for account, named in await posts(db):
        found.setdefault(account, []).extend(named)
    return found


@pytest.mark.parametrize("workers", [2, 6])
async def test_two_processes_share_the_work_and_tell_nobody_twice(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(reminding, "PAGE", 3)
    monkeypatch.setattr(reminding, "OWN_PAGE", 3)
    monkeypatch.setattr(returning, "BATCH", 2)
    everybody = await two[0].write(fill)
    async with asyncio.timeout(60):
        shares = await asyncio.gather(*(work(two[number % 2]) for number in range(workers)))
        await work(two[0])
    found = await told(two[0])
    assert sorted(found) == everybody
    assert [account for account, named in found.items() if len(named) != len(set(named))] == []
    assert [row.finished_at for row in await two[0].read(waves)] == [NOW] * 2
    assert sum(shares) > 0
    assert await tick(two[1]) == []


async def test_a_row_that_somebody_holds_waits_for_the_next_wave(two: tuple[Database, Database]) -> None:
    def begin(tx: Transaction) -> int:
        person(tx, builders.unit(tx), 1)
        return due(tx).id

    deadline = await two[0].write(begin)
    taken: list[Any] = []
    held, go = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(tx: Transaction) -> None:
        from sqlalchemy.util import await_only

        taken.append(stored.claim_rows(tx, ("Asia/Jakarta", 5), NOW, 10))
        loop.call_soon(held.set)
        await_only(go.wait())
        message = "crash"
        raise RuntimeError(message)

    async with asyncio.timeout(20):
        crashing = asyncio.create_task(two[0].write(hold))
        await held.wait()
        assert await two[1].write(reminding.promote, PLANNING, NOW) == 0
        go.set()
        with pytest.raises(RuntimeError, match="crash"):
            await crashing
    assert len(taken[0]) == 1
    assert await tick(two[1]) == [1, 1]
    assert await posts(two[1]) == [(1, [deadline])]


CRASHES = (
    (stored, "begin_wave"), (stored, "move_on"), (deadline_tellings, "note_told"), (messages, "enqueue"),
)  # fmt: skip


@pytest.mark.parametrize(("module", "step"), CRASHES, ids=[step for _, step in CRASHES])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_rolls_one_page_back_and_the_next_run_goes_on(
    db: Database, monkeypatch: pytest.MonkeyPatch, module: Any, step: str, after: bool
) -> None:
    monkeypatch.setattr(reminding, "PAGE", 7)
    everybody = await db.write(fill)
    real, calls = getattr(module, step), 0

    def crash(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        result = real(*args) if after or calls % 2 == 0 else None
        if calls % 2:
            message = "crash"
            raise RuntimeError(message)
        return result

    monkeypatch.setattr(module, step, crash)
    crashes = 0
    for _ in range(60):
        before = await db.read(kept_posts)
        try:
            if not await work(db):
                break
        except RuntimeError:
            crashes += 1
            assert len(await db.read(kept_posts)) >= len(before)
    found = await told(db)
    assert crashes > 0
    assert sorted(found) == everybody
    assert [account for account, named in found.items() if len(named) != len(set(named))] == []
