"""Announcements as they are kept, also those of before they had a run."""

import asyncio

from alembic import command
from sqlalchemy import Connection, text

from domain.announcement import Announcement, Audience, Body, State
from services import announcement_delivery
from storage import announcement_copies, announcing, schema
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.databases import opened

OUTBOX = (
    "dedupe_key, kind, params, chat_id, lane, status, not_before, attempts, created_at, finished_at, message_id, reason"
)
FORMATTED = Body("Apel pagi", ({"type": "bold", "offset": 0, "length": 4},), {"kind": "photo", "id": "f", "name": ""})


def author(tx: Transaction) -> int:
    return builders.employee(tx, builders.unit(tx)).id


def add(tx: Transaction, key: str, body: Body, author_id: int) -> int | None:
    return announcing.add(
        tx, key, body, Audience(people=True), NOW,
        state=State.SCHEDULED, ask_read=True, author_id=author_id, by="account:7", now=NOW,
    )  # fmt: skip


async def test_an_announcement_is_kept_once_a_key(db: Database) -> None:
    author_id = await db.write(author)
    first = await db.write(add, "k1", FORMATTED, author_id)
    assert first is not None
    assert await db.write(add, "k1", Body("Apel lagi"), author_id) is None
    second = await db.write(add, "k2", Body("Rapat"), author_id)
    assert second != first
    assert await db.read(announcing.announcement, first) == Announcement(
        first, State.SCHEDULED, FORMATTED, 1, Audience(people=True), NOW, ask_read=True, author_id=author_id,
        author="Pegawai 1", created_at=NOW,
    )  # fmt: skip
    assert await db.read(announcing.announcement, 404) is None
    assert await db.read(announcing.last) == second
    assert await db.read(announcing.writer, first, 1) == "account:7"


async def test_of_many_announcements_with_one_key_at_once_one_is_kept(db: Database) -> None:
    author_id = await db.write(author)
    work = [db.write(add, "k", Body(f"Apel {n}"), author_id) for n in range(20)]
    assert len([kept for kept in await asyncio.gather(*work) if kept is not None]) == 1


async def test_a_body_and_an_audience_are_the_same_after_a_draft(db: Database) -> None:
    assert Body.from_json(FORMATTED.as_json) == FORMATTED
    audience = Audience(groups=False, people=True, units=(3, 4), roles=("admin",), kinds=("opd",))
    assert Audience.from_json(audience.as_json) == audience
    assert Audience.from_json({}) == Audience(groups=True, people=False)


def before(connection: Connection) -> None:
    """A database of the version before, with an announcement to two groups."""
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0009")
    at = "'2026-03-02 03:00:00.000000'"
    put = {
        "units (id, code, name, kind, timezone, work_days, predicate)": [
            "1, 'dinkes', 'D', 'opd', 'Asia/Jakarta', 5, ''"
        ],
        "employees (id, name, staff_number, status, position, rank, unit_id, phone, active)": [
            "1, 'Siti', '', 'PNS', 'Analis', '', 1, '', true"
        ],
        "announcements (id, key, body, author_id, created_at)": [f"7, 'k', 'Apel <pagi>', 1, {at}"],
        f"outbox ({OUTBOX})": [
            f"'{key}', '{kind}', '{{}}', {chat}, 3, '{status}', {at}, 1, {at}, {at}, 5, ''"
            for key, kind, chat, status in (
                ("announcement:7:-1:0", "announcement", -1, "sent"),
                ("announcement:7:-2:9", "announcement", -2, "failed"),
                ("announcement:70:-1:0", "announcement", -1, "sent"),
                ("receipt:7", "receipt", 700, "sent"),
            )
        ],
    }
    for table, rows in put.items():
        for row in rows:
            connection.execute(text(f"INSERT INTO {table} VALUES ({row})"))


async def test_an_announcement_of_before_can_be_shown_counted_and_corrected(empty_url: str) -> None:
    await schema._on_connection(empty_url, before)
    await schema.migrate(empty_url)
    async with opened(empty_url) as db:
        shown = await db.read(announcement_delivery.shown, 7)
        assert shown is not None
        assert (shown.body, shown.ask_read) == (Body("Apel <pagi>"), False)
        found = await db.read(announcing.announcement, 7)
        assert found is not None
        assert (found.state, found.audience, found.author) == (State.DONE, Audience(), "Siti")
        progress = await db.read(announcement_copies.progress, 7)
        assert (progress.sent, progress.failed, progress.total) == (1, {"": 1}, 2)
        stale = await db.read(announcement_copies.stale, 7, 2, 10)
        assert [(one.chat_id, one.message_id) for one in stale] == [(-1, 5)]
