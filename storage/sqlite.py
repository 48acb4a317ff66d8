"""SQLite: one writer that commits in groups and a few readers on snapshots, each in its own aiosqlite thread."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

from storage.gate import Gate

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2
BATCH = 128
BUSY_SECONDS = 10.0
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(BUSY_SECONDS * 1000)}")


class TransactionLostError(Exception):
    """SQLite itself rolled back a transaction that several use cases shared: nothing of any of them is kept."""


class _Thread:
    """One connection and its thread. A function sent to it runs there from start to end."""

    def __init__(self, path: str, begin: str, pragmas: tuple[str, ...]) -> None:
        self._path, self._begin, self._pragmas = path, begin, pragmas
        self._driver: aiosqlite.Connection | None = None
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    async def open(self) -> None:
        opened: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            # Autocommit mode of the driver: transactions begin where we say so, and as IMMEDIATE for writers.
            opened.append(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None))
            return opened[0]

        self._driver = aiosqlite.Connection(connect, iter_chunk_size=64)
        try:
            await self._driver
            await self._hop(self._attach, opened[0])
        except BaseException:
            if opened:
                await self._driver.close()
            # After a failed connect aiosqlite lets its thread run out unseen; the loop may be gone before it is.
            await asyncio.to_thread(self._driver._thread.join)  # noqa: SLF001
            raise

    def _attach(self, raw: sqlite3.Connection) -> None:
        for pragma in self._pragmas:
            raw.execute(f"PRAGMA {pragma}")
        self._engine = create_engine("sqlite+pysqlite://", creator=lambda: raw, poolclass=StaticPool)
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql(self._begin))
        self._connection = self._engine.connect()

    async def close(self) -> None:
        if self._driver is None:
            return
        await self._hop(self._detach)
        await self._driver.close()
        self._driver = None

    def _detach(self) -> None:
        assert self._connection is not None
        assert self._engine is not None
        self._connection.close()

    async def _hop(self, function: Callable[..., T], *args: Any) -> T:
        assert self._driver is not None
        # aiosqlite offers one statement a hop in public; its own way to send a function to the thread is this method.
        result: T = await self._driver._execute(function, *args)  # type: ignore[no-untyped-call]  # noqa: SLF001
        return result

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run the work in one transaction in the thread; commit unless it raises."""
        return await self._hop(self._transaction, work)

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        assert self._connection is not None
        try:
            with self._connection.begin():
                return work(self._connection)
        finally:
            # A COMMIT that fails leaves its transaction open, and no other could ever begin.
            if _in_transaction(self._connection):
                self._connection.connection.rollback()


def _in_transaction(connection: Connection) -> bool:
    """Whether SQLite itself has a transaction open, whatever SQLAlchemy thinks."""
    driver = connection.connection.driver_connection
    return driver is not None and bool(driver.in_transaction)


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    done: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


def _run_batch(jobs: list[_Job], connection: Connection) -> None:
    for job in jobs:
        try:
            with connection.begin_nested():
                job.value = job.work(connection)
        except Exception as error:
            job.error = error
            # A full disk or a failing one ends the whole transaction, not only the savepoint. Going on would begin
            # another one unseen, and those before would be told of a commit that never came.
            if not _in_transaction(connection):
                message = "SQLite rolled the whole transaction back"
                raise TransactionLostError(message) from error


class SqliteDatabase:
    """A `storage.engine.Database` in one file. Only one process may write to it at a time."""

    def __init__(self, path: str) -> None:
        self._writer = _Thread(path, "BEGIN IMMEDIATE", PRAGMAS)
        self._readers = [_Thread(path, "BEGIN", (*PRAGMAS, "query_only=ON")) for _ in range(READERS)]
        self._free: asyncio.Queue[_Thread] = asyncio.Queue()
        self._waiting: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._loop_task: asyncio.Task[None] | None = None
        self._closing = False
        self._gate = Gate()

    async def open(self) -> None:
        """Open the file, made if missing, and start the writer. Raises sqlite3.OperationalError when it can't."""
        await self._writer.open()
        for reader in self._readers:
            await reader.open()
            self._free.put_nowait(reader)
        self._loop_task = asyncio.create_task(self._write_loop(), name="sqlite-writer")
        self._gate.open()

    async def close(self) -> None:
        """Commit what waits, then close all connections."""
        if self._loop_task is None:
            return
        await self._gate.close()
        self._closing = True
        self._wake.set()
        await self._loop_task
        self._loop_task = None
        for _ in self._readers:
            await (await self._free.get()).close()
        await self._writer.close()

    async def write(self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that may write; it shares a commit with those that wait at the same moment."""
        with self._gate.passage():
            job = _Job(_bind(use_case, *args, **kwargs), asyncio.get_running_loop().create_future())
            self._waiting.append(job)
            self._wake.set()
            result: T = await job.done
            return result

    async def read(self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads one snapshot."""
        with self._gate.passage():
            reader = await self._free.get()
            try:
                return await reader.run(_bind(use_case, *args, **kwargs))
            finally:
                self._free.put_nowait(reader)

    async def _write_loop(self) -> None:
        while self._waiting or not self._closing:
            if not self._waiting:
                self._wake.clear()
                await self._wake.wait()
                continue
            waiting = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            jobs = [job for job in waiting if not job.done.cancelled()]
            if jobs:
                await self._commit(jobs)

    async def _commit(self, jobs: list[_Job]) -> None:
        try:
            await self._writer.run(partial(_run_batch, jobs))
        except Exception as error:  # noqa: BLE001 - no commit, no success: each of them hears why
            for job in jobs:
                job.error = error
        for job in jobs:
            if job.done.cancelled():
                continue
            if job.error is None:
                job.done.set_result(job.value)
            else:
                job.done.set_exception(job.error)


def _bind(
    use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> Callable[[Connection], T]:
    return lambda connection: use_case(connection, *args, **kwargs)
