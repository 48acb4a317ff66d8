"""What the coverage of a unit costs: no query reads more than the rows it counts, whatever the others hold."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import event

from storage import coverage, people, pledges
from storage.engine import Database, Transaction
from tests import builders
from tests.databases import opened


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as database:
        yield database


def plan_of(tx: Transaction, query: Callable[[Transaction], object]) -> list[str]:
    """How SQLite goes about what `query` asks, a line a step."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(tx, "before_cursor_execute", keep)
    query(tx)
    event.remove(tx, "before_cursor_execute", keep)
    steps = (tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given) for statement, given in asked)
    return [row[3] for rows in steps for row in rows]


QUERIES: dict[str, tuple[Callable[[Transaction], object], str]] = {
    "the counts": (lambda tx: coverage.counts(tx, 1, 1), "SEARCH pledge_counts"),
    "who can't be reached": (lambda tx: coverage.unreached(tx, 1, 1), "ix_pledge_requests_unit"),
    "who joined": (lambda tx: coverage.joined(tx, 1, 1), "ix_pledge_requests_joined"),
    "who serves": (lambda tx: people.count_employees(tx, 1), "SEARCH staff_counts"),
    "what counts no longer": (lambda tx: coverage.unexpected(tx, 1, 1), "ix_pledge_requests_past"),
    "the request of a person": (lambda tx: pledges.current_request(tx, 1, 1), "uq_pledge_requests_current"),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_an_index_leads_to_the_rows(db: Database, name: str) -> None:
    query, index = QUERIES[name]
    await db.write(builders.unit)
    steps = await db.read(plan_of, query)
    assert [one for one in steps if index in one], steps
    whole = ("SCAN pledge_requests", "SCAN employees", "SCAN signatures", "SCAN links", "SCAN accounts")
    assert [one for one in steps if one.startswith(whole)] == []
