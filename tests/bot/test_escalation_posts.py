"""Deadlines that are over and weekly digests as they go out: by the tick, in words, while there is something to say."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot import ticks
from bot.posts import render
from domain.messages import ClaimedPost, Lane
from domain.people import Actor
from domain.rights import Role
from handlers.office import Office
from services.access import find_actor
from services.planning import Planning
from storage import people, roles
from storage.engine import Transaction
from storage.tables import deadlines, done_marks, employees, outbox
from tests import builders
from tests.bot.post_office import ADMIN, ASSESSOR, FORUM, GROUP, HEAD, PostOffice, post_office
from texts.catalogue import translator
from texts.screen import Screen

MONDAY = datetime(2030, 3, 4, 3, 0, tzinfo=UTC)  # 10.00 WIB
DAY = timedelta(days=1)


@dataclass
class FixedClock:
    """A clock that shows one moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def at(post: PostOffice, moment: datetime) -> Office:
    return replace(post.office, clock=FixedClock(moment), planning=Planning(country=""))


def over(tx: Transaction) -> int:
    """The only deadline was due on Friday at 16.00, for the unit of the head; nothing of any other is left."""
    tx.execute(delete(done_marks))
    for table in tuple(deadlines.metadata.sorted_tables):
        if "deadline_id" in table.c:
            tx.execute(delete(table))
    tx.execute(delete(deadlines))
    actor = person(tx, HEAD)
    assert actor.unit is not None
    return builders.deadline(tx, "Unggah eviden", due_at=MONDAY - 3 * DAY + timedelta(hours=6), of=actor.unit).id


def person(tx: Transaction, account: int) -> Actor:
    found = find_actor(tx, account)
    assert found is not None
    assert found.employee is not None
    return found


async def waiting(office: Office) -> list[ClaimedPost]:
    rows = await office.db.read(lambda tx: tx.execute(select(outbox).order_by(outbox.c.id)).all())
    return [ClaimedPost(row.id, row.kind, row.params, row.chat_id, row.thread_id, Lane.BULK, 1, "id") for row in rows]


async def words(office: Office) -> dict[tuple[str, int], Screen | None]:
    """What waits to be sent, in words, by kind and chat."""
    return {(post.kind, post.chat_id): await render(office, post) for post in await waiting(office)}


async def test_the_head_and_then_the_agency_read_of_what_is_over_once(post: PostOffice) -> None:
    number = await post.office.db.write(over)
    office = at(post, MONDAY)
    for _ in range(2):
        await ticks.tell_of_what_is_owed(office)
    assert post.bell.is_set()
    found = await words(office)
    assert set(found) == {("deadline_escalation", HEAD), ("deadline_agency", ADMIN)}  # the head owes it too
    screen = found["deadline_escalation", HEAD]
    assert screen is not None
    assert "<b>H+3</b> · Unggah eviden" in screen.text
    assert "lewat sejak Jumat, 1 Maret 2030 pukul 16.00 WIB" in screen.text
    assert "Belum menyelesaikan: 24 orang" in screen.text
    ((button,),) = screen.buttons
    assert str(button.action).startswith(f"owing.list:{number}:")
    owes = found["deadline_agency", ADMIN]
    assert owes is not None
    assert "kepala unitnya sendiri" in owes.text
    later = at(post, MONDAY + 2 * DAY)
    await ticks.tell_of_what_is_owed(later)
    last = await render(later, (await waiting(later))[-1])
    assert last is not None
    assert "DPMPTSP" in last.text or "Penanaman Modal" in last.text
    assert "25 orang" in last.text


async def test_a_message_in_the_reader_s_language(post: PostOffice) -> None:
    await post.office.db.write(over)
    await post.office.db.write(people.set_language, HEAD, "en")
    office = at(post, MONDAY)
    await ticks.tell_of_what_is_owed(office)
    screen = (await words(office))["deadline_escalation", HEAD]
    assert screen is not None
    assert translator("en")("Siapa yang belum") == screen.buttons[0][0].text


async def test_what_was_called_off_meanwhile_is_not_told(post: PostOffice) -> None:
    await post.office.db.write(over)
    office = at(post, MONDAY)
    await ticks.tell_of_what_is_owed(office)
    await office.db.write(lambda tx: tx.execute(deadlines.update().values(ended_at=MONDAY)))
    assert set((await words(office)).values()) == {None}


async def test_head_and_groups_read_the_digest_on_monday_and_groups_no_names(post: PostOffice) -> None:
    await post.office.db.write(over)
    office = at(post, MONDAY)
    for _ in range(2):
        await ticks.send_digests(office)
    found = {chat: screen for (kind, chat), screen in (await words(office)).items() if kind.startswith("digest")}
    assert {HEAD, GROUP, FORUM} <= set(found)
    assert len(await waiting(office)) == len(found)
    for chat in (HEAD, GROUP):
        screen = found[chat]
        assert screen is not None
        assert "Sudah lewat dan belum selesai:" in screen.text
        assert "25 dari 25 orang belum selesai" in screen.text
    roster = await office.db.read(lambda tx: tx.execute(select(employees.c.name)).scalars().all())
    agency = found[GROUP]
    assert agency is not None
    assert agency.buttons == ()
    assert [name for name in roster if name in agency.text] == []


async def test_without_news_there_is_no_digest_and_an_old_one_is_void(post: PostOffice) -> None:
    await post.office.db.write(over)
    office = at(post, MONDAY)
    await ticks.send_digests(office)
    assert set((await words(at(post, MONDAY + 7 * DAY))).values()) == {None}
    await post.office.db.write(lambda tx: tx.execute(delete(deadlines)))
    assert set((await words(office)).values()) == {None}


async def test_who_leads_two_units_reads_of_both(post: PostOffice) -> None:
    def lead(tx: Transaction) -> None:
        other = people.unit_by_code(tx, "dinkes")
        head = person(tx, HEAD)
        assert other is not None
        assert head.employee is not None
        roles.add(tx, head.employee.id, Role.UNIT_HEAD, other.id, MONDAY)
        builders.deadline(tx, "Apel", due_at=MONDAY + DAY, of=other)

    await post.office.db.write(over)
    await post.office.db.write(lead)
    office = at(post, MONDAY)
    await ticks.send_digests(office)
    screen = (await words(office))["digest", HEAD]
    assert screen is not None
    assert "Apel" in screen.text
    assert "Unggah eviden" in screen.text
    assert len(screen.buttons) == 3  # what is late, and a menu for each unit
    assert ("digest", ASSESSOR) not in await words(office)
