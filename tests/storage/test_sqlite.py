"""What SQLite alone does: commits shared by several use cases, and a file that is busy, full or not a file."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from storage import engine, messages, sqlite
from storage.engine import Database, Transaction
from storage.sqlite import TransactionLostError
from tests.builders import NOW
from tests.databases import opened
from tests.halt import Halt
from tests.storage.test_engine import MistakeError, break_at_commit, keep, keep_then_fail, kept

SECONDS = 10


@pytest.fixture
def path(sqlite_url: str) -> str:
    found = make_url(sqlite_url).database
    assert found
    return found


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as database:
        yield database


class Queue:
    """Writes that wait together behind one that is halted, so that they share a commit."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._halt = Halt()
        self._tasks: list[asyncio.Task[Any]] = []

    async def add(self, use_case: Callable[..., Any], *args: object) -> asyncio.Task[Any]:
        """Let one more write wait."""
        if not self._tasks:
            self._tasks.append(asyncio.create_task(self._db.write(self._halt.here)))
            await self._halt.reached()
        self._tasks.append(asyncio.create_task(self._db.write(use_case, *args)))
        await asyncio.sleep(0)
        return self._tasks[-1]

    async def results(self) -> list[Any]:
        """Let all of them run; what each returned or raised."""
        self._halt.release()
        async with asyncio.timeout(SECONDS):
            _, *results = await asyncio.gather(*self._tasks, return_exceptions=True)
            return results


async def test_writes_that_wait_together_share_one_transaction(db: Database) -> None:
    seen: list[object] = []
    queue = Queue(db)
    for _ in range(5):
        await queue.add(lambda tx: seen.append(tx.get_transaction()))
    await queue.results()
    assert len(seen) == 5
    assert len({id(transaction) for transaction in seen}) == 1


async def test_a_batch_has_an_end(db: Database) -> None:
    seen: list[object] = []
    queue = Queue(db)
    for _ in range(sqlite.BATCH + 1):
        await queue.add(lambda tx: seen.append(tx.get_transaction()))
    await queue.results()
    assert len({id(transaction) for transaction in seen}) == 2


async def test_in_a_shared_commit_one_failing_takes_no_other_along(db: Database) -> None:
    queue = Queue(db)
    await queue.add(keep, 1)
    await queue.add(keep_then_fail, 2)
    await queue.add(keep, 3)
    first, second, third = await queue.results()
    assert (first, type(second), third) == (1, MistakeError, 3)
    assert await db.read(kept) == [1, 3]


async def test_nobody_hears_of_success_before_the_shared_commit(db: Database, path: str) -> None:
    heard: list[list[int]] = []

    def look(_: asyncio.Task[Any]) -> None:
        with sqlite3.connect(path) as other:
            heard.append([update_id for (update_id,) in other.execute("SELECT update_id FROM inbox ORDER BY 1")])
        other.close()

    queue = Queue(db)
    for update_id in (1, 2, 3):
        (await queue.add(keep, update_id)).add_done_callback(look)
    await queue.results()
    assert heard == [[1, 2, 3]] * 3


async def test_a_failed_commit_reaches_every_waiter_and_nothing_is_kept(db: Database) -> None:
    queue = Queue(db)
    await queue.add(keep, 1)
    await queue.add(break_at_commit)
    await queue.add(keep_then_fail, 3)
    results = await queue.results()
    assert all(isinstance(result, DBAPIError) for result in results)
    assert await db.read(kept) == []
    assert await db.write(keep, 4) == 4


async def test_a_waiter_who_gave_up_is_left_out(db: Database) -> None:
    queue = Queue(db)
    await queue.add(keep, 1)
    gone = await queue.add(keep, 2)
    gone.cancel()
    first, second = await queue.results()
    assert first == 1
    assert isinstance(second, asyncio.CancelledError)
    assert await db.read(kept) == [1]


async def test_a_waiter_who_gives_up_in_the_middle_hinders_nobody(db: Database) -> None:
    halt = Halt()
    async with asyncio.timeout(SECONDS):
        writing = asyncio.create_task(db.write(halt.here))
        await halt.reached()
        writing.cancel()
        halt.release()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await db.write(keep, 1) == 1


async def test_a_reader_who_gives_up_gives_the_connection_back(db: Database) -> None:
    async with asyncio.timeout(SECONDS):
        for _ in range(sqlite.READERS + 1):
            halt = Halt()
            reading = asyncio.create_task(db.read(halt.here))
            await halt.reached()
            reading.cancel()
            halt.release()
            with pytest.raises(asyncio.CancelledError):
                await reading
        assert await db.read(kept) == []


async def test_reading_before_writing_loses_nothing(db: Database) -> None:
    def one_more(tx: Transaction) -> None:
        keep(tx, max(kept(tx), default=0) + 1)

    async with asyncio.timeout(SECONDS):
        await asyncio.gather(*(db.write(one_more) for _ in range(300)))
    assert await db.read(kept) == list(range(1, 301))


async def test_reading_before_writing_loses_nothing_to_another_program(db: Database, sqlite_url: str) -> None:
    def one_more(tx: Transaction) -> None:
        keep(tx, max(kept(tx), default=0) + 1)

    async with opened(sqlite_url) as other, asyncio.timeout(SECONDS):
        await asyncio.gather(*((db if n % 2 else other).write(one_more) for n in range(60)))
    assert await db.read(kept) == list(range(1, 61))


async def test_a_write_waits_for_another_program(db: Database, path: str) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.timeout(SECONDS):
        writing = asyncio.create_task(db.write(keep, 1))
        assert await db.read(kept) == []
        assert not writing.done()
        other.execute("COMMIT")
        other.close()
        assert await writing == 1


async def test_a_file_that_stays_busy_is_told_to_every_waiter(sqlite_url: str, path: str) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS[:-1], "busy_timeout=30"))
        database = engine.database(sqlite_url)
    await database.open()
    try:
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(database.write(keep, 3), database.write(keep, 4), return_exceptions=True)
        assert ["locked" in str(result) for result in results] == [True, True]
        other.execute("ROLLBACK")
        assert await database.write(keep, 5) == 5
        assert await database.read(kept) == [5]
    finally:
        other.close()
        await database.close()


async def test_a_full_disk_promises_nothing_to_anybody(db: Database) -> None:
    await db.write(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count = 120"))
    await db.write(keep, 1)
    queue = Queue(db)
    await queue.add(keep, 2)
    await queue.add(messages.keep_updates, [(9, "x" * 4_000_000)], NOW)
    await queue.add(keep, 3)
    assert [type(result) for result in await queue.results()] == [TransactionLostError] * 3
    assert await db.read(kept) == [1]
    await db.write(keep, 4)
    assert await db.read(kept) == [1, 4]


async def test_foreign_keys_and_durable_commits_are_on(db: Database) -> None:
    def pragmas(tx: Transaction) -> list[object]:
        names = ("foreign_keys", "synchronous", "journal_mode")
        return [tx.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await db.write(pragmas) == [1, 2, "wal"]


async def test_what_is_not_a_database_is_refused_at_the_start(tmp_path: Path) -> None:
    database = engine.database(f"sqlite+aiosqlite:///{tmp_path}")
    with pytest.raises(sqlite3.OperationalError):
        await database.open()
    await database.close()


@pytest.fixture
def other_file(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    return path


async def test_a_file_of_something_else_is_refused_at_the_start(other_file: Path) -> None:
    database = engine.database(f"sqlite+aiosqlite:///{other_file}")
    with pytest.raises(sqlite3.DatabaseError):
        await database.open()
    await database.close()
