"""What is past its term goes, in batches; evidence and what still runs stay."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, func, insert, select

from bot.erasing import erase_expired
from domain.retention import KINDS, Retention
from services import retention
from storage import retention as stored
from storage.engine import Database, Transaction
from storage.tables import (
    EVIDENCE,
    attempts,
    audit,
    correction_requests,
    drafts,
    group_requests,
    inbox,
    link_requests,
    outbox,
    uploads,
)
from tests import builders
from tests.builders import NOW

TERMS = Retention()
JAKARTA = ZoneInfo("Asia/Jakarta")
HOUR = timedelta(hours=1)

Make = Callable[[int, datetime], dict[str, Any]]

# By kind: its table, and a row (number n) whose term began to run at a moment.
ROWS: dict[str, tuple[Table, Make]] = {
    "attempts": (attempts, lambda n, at: {
        "telegram_id": n, "kind": "code", "failures": 1, "window_started_at": at, "last_at": at,
    }),
    "parked_inbox": (inbox, lambda n, at: {
        "update_id": n, "payload": "{}", "received_at": at, "parked_at": at, "error": "ValueError",
    }),
    "outbox_details": (outbox, lambda n, at: {
        "dedupe_key": str(n), "kind": "receipt", "params": {"signature": "A"}, "chat_id": n, "lane": 2,
        "status": "sent", "not_before": at, "attempts": 1, "created_at": at, "finished_at": at, "message_id": n,
        "reason": "",
    }),
    "drafts": (drafts, lambda n, at: {
        "telegram_id": n, "kind": "pledge", "step": "reading", "data": {}, "version": 1, "updated_at": at,
    }),
    "uploads": (uploads, lambda n, at: {
        "telegram_id": n, "kind": "roster", "name": "a.csv", "content": b"a", "uploaded_at": at,
    }),
    "link_requests": (link_requests, lambda _, at: {
        "telegram_id": 900, "unit_id": 1, "typed_name": "Siti", "state": "expired", "created_at": at,
        "expires_at": at + HOUR,
    }),
    "group_requests": (group_requests, lambda n, at: {
        "chat_id": -n, "title": "Grup", "telegram_id": 900, "state": "expired", "created_at": at,
        "expires_at": at + HOUR,
    }),
    "correction_requests": (correction_requests, lambda _, at: {
        "employee_id": 1, "telegram_id": 900, "wish": "x", "state": "done", "created_at": at, "due_at": at,
        "decided_at": at, "answer": "y",
    }),
}  # fmt: skip


def world(tx: Transaction) -> None:
    builders.stranger(tx)
    builders.employee(tx, builders.unit(tx))


def put(tx: Transaction, /, kind: str, number: int, at: datetime, **more: Any) -> None:
    table, make = ROWS[kind]
    tx.execute(insert(table).values(**{**make(number, at), **more}))


def count(tx: Transaction, table: Table) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def term(kind: str) -> timedelta:
    return timedelta(days=asdict(TERMS)[kind])


def test_every_kind_has_a_case_here_and_none_is_evidence() -> None:
    assert sorted(ROWS) == sorted(KINDS)
    assert not {table.name for table, _ in ROWS.values()} & set(EVIDENCE)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"outbox_details"}))
async def test_a_row_goes_when_its_term_has_ended_and_not_before(db: Database, kind: str) -> None:
    table, _ = ROWS[kind]
    await db.write(world)
    await db.write(put, kind, 1, NOW - term(kind) - timedelta(seconds=1))
    await db.write(put, kind, 2, NOW - term(kind))
    await db.write(put, kind, 3, NOW)
    assert (await db.read(retention.past, TERMS, NOW))[kind] == 1
    assert await db.write(retention.erase, TERMS, kind, NOW) == 1
    assert await db.write(retention.erase, TERMS, kind, NOW) == 0
    assert await db.read(count, table) == 2


@pytest.mark.parametrize(
    ("kind", "running"),
    [
        ("attempts", {"locked_until": NOW + HOUR}),
        ("parked_inbox", {"parked_at": None}),
        ("link_requests", {"expires_at": NOW + HOUR}),
        ("group_requests", {"expires_at": NOW + HOUR}),
        ("correction_requests", {"decided_at": None, "state": "open"}),
        ("outbox_details", {"status": "queued", "finished_at": None}),
    ],
)
async def test_what_still_runs_stays_however_old_it_is(db: Database, kind: str, running: dict[str, Any]) -> None:
    await db.write(world)
    await db.write(put, kind, 1, NOW - 10 * term(kind), **running)
    assert (await db.read(retention.past, TERMS, NOW))[kind] == 0
    assert await db.write(retention.erase, TERMS, kind, NOW) == 0


async def test_a_message_keeps_that_it_was_sent_and_loses_what_it_said(db: Database) -> None:
    old = NOW - term("outbox_details") - HOUR
    await db.write(put, "outbox_details", 1, old)
    await db.write(put, "outbox_details", 2, old, status="failed", params={}, reason="blocked", message_id=None)
    await db.write(put, "outbox_details", 3, NOW)
    assert await db.write(retention.erase, TERMS, "outbox_details", NOW) == 2
    assert await db.write(retention.erase, TERMS, "outbox_details", NOW) == 0
    query = select(outbox.c.dedupe_key, outbox.c.status, outbox.c.params, outbox.c.reason, outbox.c.message_id)
    rows = await db.read(lambda tx: tx.execute(query.order_by(outbox.c.id)).all())
    assert [tuple(row) for row in rows] == [
        ("1", "sent", {}, "", 1),
        ("2", "failed", {}, "", None),
        ("3", "sent", {"signature": "A"}, "", 3),
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_term_of_nothing_keeps_for_ever(db: Database, kind: str) -> None:
    await db.write(world)
    await db.write(put, kind, 1, datetime(2000, 1, 1, tzinfo=UTC))
    kept = replace(TERMS, **{kind: 0})
    assert kind not in await db.read(retention.past, kept, NOW)
    assert await db.write(retention.erase, kept, kind, NOW) == 0


async def test_a_run_erases_everything_in_batches_and_says_so_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    sizes: list[int] = []
    erase = stored.erase

    def watched(tx: Transaction, kind: str, before: datetime, now: datetime, limit: int) -> int:
        sizes.append(erase(tx, kind, before, now, limit))
        return sizes[-1]

    monkeypatch.setattr(stored, "erase", watched)

    def fill(tx: Transaction) -> None:
        world(tx)
        for kind in KINDS:
            for number in range(1, 8):
                put(tx, kind, number, NOW - term(kind) - HOUR)

    await db.write(fill)
    before = await db.read(retention.past, TERMS, NOW)
    assert before == dict.fromkeys(KINDS, 7)
    assert await erase_expired(db, TERMS, "cli", NOW) == before
    assert sizes == [3, 3, 1, 0] * len(KINDS)
    assert await erase_expired(db, TERMS, "cli", NOW) == dict.fromkeys(KINDS, 0)
    entries = await db.read(lambda tx: tx.execute(select(audit.c.actor, audit.c.action, audit.c.detail)).all())
    assert [(actor, action, detail["drafts"]) for actor, action, detail in entries] == [
        ("cli", "erase", 7),
        ("cli", "erase", 0),
    ]


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, datetime(2026, 3, 2, 12, tzinfo=JAKARTA), True),
        (datetime(2026, 3, 2, 2, tzinfo=JAKARTA), datetime(2026, 3, 2, 23, tzinfo=JAKARTA), False),
        (datetime(2026, 3, 2, 2, tzinfo=JAKARTA), datetime(2026, 3, 3, 1, 59, tzinfo=JAKARTA), False),
        (datetime(2026, 3, 2, 2, tzinfo=JAKARTA), datetime(2026, 3, 3, 2, tzinfo=JAKARTA), True),
        (datetime(2026, 3, 1, 12, tzinfo=JAKARTA), datetime(2026, 3, 2, 9, tzinfo=JAKARTA), True),
        (datetime(2026, 3, 1, 1, tzinfo=JAKARTA), datetime(2026, 3, 2, 1, tzinfo=JAKARTA), True),
    ],
)
async def test_a_run_is_due_once_a_night_and_a_missed_one_is_made_up_for(
    db: Database, last: datetime | None, now: datetime, due: bool
) -> None:
    if last is not None:
        await db.write(retention.note, "retention", {"drafts": 1}, last)
    assert await db.read(retention.is_due, JAKARTA, now) is due
