"""What PostgreSQL alone does: use cases that run side by side, and are tried again when the server asks for it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from storage import engine
from storage.engine import Transaction
from storage.postgres import TRIES, PostgresDatabase
from storage.tables import inbox
from tests.databases import opened
from tests.halt import Halt
from tests.storage.test_engine import keep, keep_then_fail, kept

SECONDS = 10


@pytest.fixture
async def db(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with opened(postgres_url) as database:
        assert isinstance(database, PostgresDatabase)
        yield database


def connections_in_use(db: PostgresDatabase) -> str:
    return db._engine.pool.status().rpartition("Current Checked out connections: ")[2]


def fail_with(tx: Transaction, sqlstate: str, calls: list[int]) -> None:
    keep(tx, len(calls))
    calls.append(1)
    tx.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'once more' USING ERRCODE = '{sqlstate}'; END $$")


@pytest.mark.parametrize(("sqlstate", "tries"), [("40001", TRIES), ("40P01", TRIES), ("23514", 1), ("57014", 1)])
async def test_only_what_the_server_wants_again_is_tried_again_and_not_for_ever(
    db: PostgresDatabase, sqlstate: str, tries: int
) -> None:
    calls: list[int] = []
    with pytest.raises(DBAPIError):
        await db.write(fail_with, sqlstate, calls)
    assert len(calls) == tries
    assert await db.read(kept) == []


async def test_a_use_case_that_succeeds_at_the_second_try_is_kept_once(db: PostgresDatabase) -> None:
    calls: list[int] = []

    def fail_once(tx: Transaction) -> str:
        if not calls:
            fail_with(tx, "40001", calls)
        keep(tx, 1)
        return "done"

    assert await db.write(fail_once) == "done"
    assert await db.read(kept) == [1]


async def test_of_two_use_cases_that_block_each_other_both_are_kept(db: PostgresDatabase) -> None:
    locked = {1: asyncio.Event(), 2: asyncio.Event()}

    def lock(tx: Transaction, update_id: int) -> None:
        tx.execute(update(inbox).where(inbox.c.update_id == update_id).values(error=inbox.c.error + "x"))

    def crosswise(tx: Transaction, first: int, second: int) -> None:
        lock(tx, first)
        locked[first].set()
        await_only(asyncio.wait_for(locked[second].wait(), SECONDS))
        lock(tx, second)

    await db.write(keep, 1)
    await db.write(keep, 2)
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(db.write(crosswise, 1, 2), db.write(crosswise, 2, 1))
    errors = await db.read(lambda tx: tx.execute(select(inbox.c.error)).scalars().all())
    assert errors == ["xx", "xx"]


async def test_a_cancelled_use_case_leaves_nothing(db: PostgresDatabase) -> None:
    halt = Halt()

    def keep_and_wait(tx: Transaction) -> None:
        keep(tx, 1)
        halt.here(tx)

    async with asyncio.timeout(SECONDS):
        writing = asyncio.create_task(db.write(keep_and_wait))
        await halt.reached()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await db.read(kept) == []


async def test_every_connection_comes_back(db: PostgresDatabase) -> None:
    work = [db.write(keep, n) for n in range(30)] + [db.write(keep_then_fail, 100 + n) for n in range(30)]
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(*work, return_exceptions=True)
        await asyncio.gather(*(db.read(kept) for _ in range(30)))
    assert connections_in_use(db) == "0"


async def test_use_cases_run_side_by_side(db: PostgresDatabase) -> None:
    first, second = Halt(), Halt()
    async with asyncio.timeout(SECONDS):
        writing = [asyncio.create_task(db.write(halt.here)) for halt in (first, second)]
        await first.reached()
        await second.reached()
        first.release()
        second.release()
        await asyncio.gather(*writing)


async def test_a_server_that_is_not_there_is_told_at_the_start(tmp_path: object) -> None:
    database = engine.database(f"postgresql+asyncpg://nobody@/nothing?host={tmp_path}")
    with pytest.raises((OSError, DBAPIError)):
        await database.open()
    await database.close()


async def test_a_database_that_is_not_there_is_told_at_the_start(postgres_url: str) -> None:
    database = engine.database(postgres_url.replace("/zibot?", "/elsewhere?"))
    with pytest.raises(DBAPIError):
        await database.open()
    await database.close()
