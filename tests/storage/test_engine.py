"""What both databases promise to those who run use cases on them."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from storage import drafts, engine, messages, people
from storage.engine import Database, Transaction
from storage.tables import audit, inbox
from tests import builders
from tests.builders import NOW
from tests.databases import opened
from tests.halt import Halt

SECONDS = 10


class MistakeError(Exception):
    """Something a use case raises."""


def keep(tx: Transaction, update_id: int) -> int:
    messages.keep_updates(tx, [(update_id, "{}")], NOW)
    return update_id


def keep_then_fail(tx: Transaction, update_id: int) -> None:
    keep(tx, update_id)
    raise MistakeError


def kept(tx: Transaction) -> list[int]:
    return [update_id for update_id, _ in messages.pending_updates(tx)]


def break_at_commit(tx: Transaction) -> None:
    """Leave something behind that only the commit itself finds."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("CREATE TEMP TABLE pair (id int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP")
        tx.exec_driver_sql("INSERT INTO pair VALUES (1), (1)")
    else:
        tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        people.add_employees(tx, [{**NOBODY, "unit_id": 404}])


NOBODY = {
    "name": "Tanpa Unit", "staff_number": "", "status": "pns", "position": "", "rank": "", "phone": "", "active": True,
}  # fmt: skip


async def test_a_write_returns_what_the_use_case_returns_with_its_arguments(db: Database) -> None:
    assert await db.write(keep, update_id=7) == 7
    assert await db.read(kept) == [7]


async def test_the_result_arrives_after_the_commit(db: Database, url: str) -> None:
    async with opened(url) as other:

        async def write_and_look(update_id: int) -> bool:
            await db.write(keep, update_id)
            return update_id in await other.read(kept)

        async with asyncio.timeout(SECONDS):
            assert await asyncio.gather(*map(write_and_look, range(20))) == [True] * 20


async def test_a_failing_use_case_leaves_nothing_and_takes_no_other_along(db: Database) -> None:
    async with asyncio.timeout(SECONDS):
        results = await asyncio.gather(
            db.write(keep, 1), db.write(keep_then_fail, 2), db.write(keep, 3), return_exceptions=True
        )
    assert [results[0], type(results[1]), results[2]] == [1, MistakeError, 3]
    assert await db.read(kept) == [1, 3]


async def test_a_failed_commit_reaches_the_waiter_and_the_database_goes_on(db: Database) -> None:
    with pytest.raises(DBAPIError):
        await db.write(break_at_commit)
    await db.write(keep, 1)
    assert await db.read(kept) == [1]


async def test_a_read_refuses_to_write(db: Database) -> None:
    with pytest.raises(DBAPIError):
        await db.read(keep, 1)
    assert await db.read(kept) == []


async def test_a_write_follows_a_read_on_the_same_connection(db: Database) -> None:
    for update_id in range(30):
        await db.read(kept)
        await db.write(keep, update_id)
    assert len(await db.read(kept)) == 30


async def test_a_read_sees_one_snapshot(db: Database) -> None:
    halt = Halt()

    def read_twice(tx: Transaction) -> tuple[list[int], list[int]]:
        before = kept(tx)
        halt.here(tx)
        return before, kept(tx)

    async with asyncio.timeout(SECONDS):
        reading = asyncio.create_task(db.read(read_twice))
        await halt.reached()
        await db.write(keep, 1)
        halt.release()
        assert await reading == ([], [])
        assert await db.read(kept) == [1]


async def test_writes_at_once_to_one_row_lose_nothing(db: Database) -> None:
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(*(db.write(drafts.save, 1, "pledge", "reading", {"n": n}, NOW) for n in range(40)))
    draft = await db.read(drafts.draft, 1, "pledge")
    assert draft is not None
    assert draft.version == 40


async def test_more_readers_than_connections_are_all_served(db: Database) -> None:
    async with asyncio.timeout(SECONDS):
        assert await asyncio.gather(*(db.read(kept) for _ in range(50))) == [[]] * 50


async def test_close_finishes_what_waits_and_refuses_what_comes(db: Database, url: str) -> None:
    halt = Halt()

    def keep_slowly(tx: Transaction) -> int:
        halt.here(tx)
        return keep(tx, 0)

    async with asyncio.timeout(SECONDS):
        writing = [asyncio.create_task(db.write(keep_slowly))]
        await halt.reached()
        writing += [asyncio.create_task(db.write(keep, update_id)) for update_id in (1, 2, 3)]
        reading = [asyncio.create_task(db.read(kept)) for _ in range(8)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(db.close())
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="closed"):
            await db.write(keep, 9)
        halt.release()
        await closing
        assert [task.result() for task in writing] == [0, 1, 2, 3]
        assert all(task.done() and task.exception() is None for task in reading)
    async with opened(url) as again:
        assert await again.read(kept) == [0, 1, 2, 3]


async def test_a_closed_database_refuses_reads_and_writes(db: Database) -> None:
    await db.close()
    async with asyncio.timeout(SECONDS):
        with pytest.raises(RuntimeError, match="closed"):
            await db.read(kept)
        with pytest.raises(RuntimeError, match="closed"):
            await db.write(keep, 1)
        await db.close()


async def test_a_database_that_was_never_opened_refuses_work_and_closes(url: str) -> None:
    database = engine.database(url)
    async with asyncio.timeout(SECONDS):
        with pytest.raises(RuntimeError, match="closed"):
            await database.write(keep, 1)
        await database.close()


async def test_a_naive_moment_is_refused_at_the_door(db: Database) -> None:
    row = {"actor": "cli", "action": "x", "subject": "y", "detail": {}}
    with pytest.raises(StatementError, match="without time zone"):
        await db.write(lambda tx: tx.execute(insert(audit).values(at=datetime(2026, 1, 1), **row)))  # noqa: DTZ001
    assert await db.read(lambda tx: tx.execute(select(audit.c.id)).all()) == []


async def test_a_moment_of_any_zone_comes_back_in_utc(db: Database) -> None:
    jakarta = datetime(2026, 3, 2, 10, 0, 0, 123456, timezone(timedelta(hours=7)))
    await db.write(messages.keep_updates, [(1, "{}")], jakarta)
    received = await db.read(lambda tx: tx.execute(select(inbox.c.received_at)).scalar_one())
    assert received == jakarta
    assert (received.tzinfo, received.utcoffset()) == (UTC, timedelta(0))
    assert await db.read(lambda tx: tx.execute(select(inbox.c.parked_at)).scalar_one()) is None


async def test_moments_of_different_zones_are_ordered_by_time(db: Database) -> None:
    def plan(tx: Transaction) -> None:
        of = builders.deadline(tx)
        for lead, hours in ((3, 9), (2, 7), (1, 0)):
            zone = timezone(timedelta(hours=hours))
            builders.reminder(tx, of, datetime(2026, 3, 2, 10, 0, tzinfo=zone), lead_days=lead)

    await db.write(plan)
    order = "SELECT lead_days FROM reminders ORDER BY due_at"
    assert await db.read(lambda tx: tx.exec_driver_sql(order).scalars().all()) == [3, 2, 1]


@pytest.mark.parametrize(
    "address", ["sqlite+pysqlite:///x.db", "sqlite+aiosqlite://", "postgresql+psycopg://h/d", "mysql://h/d"]
)
def test_other_kinds_of_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="unsupported database address"):
        engine.database(address)
