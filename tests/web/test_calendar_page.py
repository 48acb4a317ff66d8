"""Calendars over real HTTP: read by a program that asks again and again, and gets only what has changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import update

from domain.deadline import Deadline
from domain.people import Actor
from services import calendar_feeds, deadlines
from storage.engine import Database, Transaction
from storage.tables import deadlines as deadline_table
from tests import builders, calendar_reader
from tests.builders import NOW
from tests.databases import opened
from texts.place import Place
from web.calendar_page import CalendarDesk
from web.rate import Buckets
from web.server import application, serve


def place(actor: Actor) -> Place:
    assert actor.unit is not None
    return Place(actor.language, "Kabupaten Contoh", ZoneInfo(actor.unit.timezone), NOW, "contoh_bot")


@dataclass
class Site:
    """A person with a calendar of one deadline, and a program that reads it."""

    db: Database
    session: aiohttp.ClientSession
    actor: Actor
    deadline: Deadline
    path: str

    async def get(self, path: str = "", **headers: str) -> tuple[int, str, bytes]:
        """Status, ETag and body."""
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(path or self.path, headers=asked) as answer:
            return answer.status, answer.headers.get("ETag", ""), await answer.read()

    async def change(self, **values: object) -> None:
        changed = update(deadline_table).where(deadline_table.c.id == self.deadline.id).values(**values)
        await self.db.write(lambda tx: tx.execute(changed).rowcount)


@asynccontextmanager
async def served(desk: CalendarDesk) -> AsyncIterator[aiohttp.ClientSession]:
    async def healthy() -> bool:
        return True

    runner = await serve(application(None, "", healthy, calendars=desk), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=10)) as session:
            yield session
    finally:
        await runner.cleanup()


def now() -> datetime:
    return NOW


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    def fill(tx: Transaction) -> tuple[Actor, Deadline, str]:
        actor = builders.linked(tx, builders.unit(tx))
        return actor, builders.deadline(tx), calendar_feeds.make(tx, actor, NOW)

    async with opened(sqlite_url) as db, served(CalendarDesk(db, now, place)) as session:
        actor, deadline, token = await db.write(fill)
        yield Site(db, session, actor, deadline, calendar_feeds.address(token, ""))


async def test_a_program_reads_the_calendar_and_may_keep_it_for_its_owner_alone(site: Site) -> None:
    async with site.session.get(site.path) as answer:
        events = calendar_reader.events(await answer.read())
        assert answer.status == 200
        wanted = {
            "Content-Type": "text/calendar; charset=utf-8",
            "Cache-Control": "private, no-cache",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        }
        assert {name: answer.headers[name] for name in wanted} == wanted
    (event,) = events.values()
    assert (event.text("SUMMARY"), event.moment("DTEND")) == ("Tenggat: Unggah eviden", site.deadline.due_at)


async def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    status, tag, content = await site.get()
    assert (status, content[:15], tag[:1], tag[-1:]) == (200, b"BEGIN:VCALENDAR", '"', '"')
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        assert await site.get(If_None_Match=known) == (304, tag, b"")
    assert (await site.get(If_None_Match='"x"'))[0] == 200


async def test_whatever_moves_changes_the_tag(site: Site) -> None:
    _, first, _ = await site.get()
    tags, content = [first], b""
    for values in (
        {"due_at": NOW + timedelta(days=9), "version": 2},
        {"title": "Unggah eviden lengkap"},
        {"ended_at": NOW, "version": 3},
    ):
        await site.change(**values)
        status, tag, content = await site.get(If_None_Match=tags[-1])
        assert status == 200
        tags.append(tag)
    assert len(set(tags)) == 4
    (event,) = calendar_reader.events(content).values()
    assert (event.value("STATUS"), event.value("SEQUENCE")) == ("CANCELLED", "3")
    assert event.moment("DTEND") == NOW + timedelta(days=9)


async def test_a_task_that_is_done_says_so_and_rings_no_more(site: Site) -> None:
    _, before, _ = await site.get()
    await site.db.write(deadlines.mark_done, site.actor, site.deadline.id, NOW)
    status, _, content = await site.get(If_None_Match=before)
    (event,) = calendar_reader.events(content).values()
    assert (status, event.text("SUMMARY"), event.within("VALARM")) == (200, "Selesai: Unggah eviden", [])


async def test_unknown_and_closed_addresses_get_one_empty_answer(site: Site) -> None:
    paths = ["/k/x.ics", f"/k/{'A' * 43}.ics", site.path[:-5] + "A.ics"]
    answers = [await site.get(path) for path in paths]
    await site.db.write(calendar_feeds.revoke, site.actor, NOW)
    answers.append(await site.get())
    assert {(status, tag, body) for status, tag, body in answers} == {(404, "", b"")}
    assert (await site.get(site.path.removesuffix(".ics")))[0] == 404


async def test_a_look_at_the_head_alone_tells_the_tag(site: Site) -> None:
    _, tag, _ = await site.get()
    async with site.session.head(site.path) as answer:
        assert (answer.status, answer.headers["ETag"]) == (200, tag)


async def test_who_asks_too_often_waits(site: Site) -> None:
    async with served(CalendarDesk(site.db, now, place, Buckets(2))) as session:
        statuses = []
        for _ in range(3):
            async with session.get(site.path) as answer:
                statuses.append((answer.status, answer.headers.get("Retry-After")))
    assert statuses == [(200, None), (200, None), (429, "30")]
