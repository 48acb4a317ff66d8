"""What people read when a deadline that they were reminded of changes, from the tick to the words."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import ticks
from bot.posts import render
from domain.deadline import Concerned, DeadlineAudience
from domain.messages import ClaimedPost, Lane
from handlers.office import Office
from services import deadline_changes, deadlines
from services.access import find_actor
from services.deadlines import NewDeadline, Planning
from storage import deadline_tellings
from storage.engine import Transaction
from storage.tables import outbox
from tests.bot.post_office import ASSESSOR, HEAD, post_office

TUESDAY = datetime(2030, 3, 5, 3, 0, tzinfo=UTC)  # 10.00 WIB
PLANNING = Planning(country="")


@dataclass
class FixedClock:
    """A clock that stands still."""

    at: datetime = TUESDAY

    def now(self) -> datetime:
        return self.at


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with post_office(sqlite_url) as running:
        yield replace(running.office, clock=FixedClock(), planning=PLANNING)


def reminded(tx: Transaction) -> int:
    """A deadline of which the head and the assessor were reminded."""
    new = NewDeadline("Unggah eviden", TUESDAY + timedelta(days=9))
    deadline_id = deadlines.add(tx, new, "cli", PLANNING, TUESDAY)
    for account in (HEAD, ASSESSOR):
        actor = find_actor(tx, account)
        assert actor is not None
        assert actor.employee is not None
        deadline_tellings.note_told(tx, [(deadline_id, actor.employee.id)], TUESDAY)
    return deadline_id


async def read(office: Office) -> dict[int, str]:
    """What the tick leaves to be sent, in words, by account."""
    await ticks.tell_of_changes(office)
    rows = await office.db.read(lambda tx: tx.execute(select(outbox).where(outbox.c.kind == "deadline_changed")).all())
    posts = [ClaimedPost(row.id, row.kind, row.params, row.chat_id, None, Lane.BULK, 1, "id") for row in rows]
    screens = {post.chat_id: await render(office, post) for post in posts}
    return {chat: str(screen.text) for chat, screen in screens.items() if screen is not None}


async def test_who_was_reminded_reads_the_old_and_the_new_moment(office: Office) -> None:
    deadline_id = await office.db.write(reminded)
    moved = TUESDAY + timedelta(days=10, hours=6)
    await office.db.write(deadline_changes.move, deadline_id, moved, "cli", PLANNING, TUESDAY)
    found = await read(office)
    assert set(found) == {HEAD, ASSESSOR}
    assert "semula Kamis, 14 Maret 2030 pukul 10.00 WIB" in found[HEAD]
    assert "menjadi <b>Jumat, 15 Maret 2030 pukul 16.00 WIB</b>" in found[HEAD]


async def test_who_is_left_out_reads_that_it_is_not_theirs_any_more(office: Office) -> None:
    deadline_id = await office.db.write(reminded)

    def name_the_head(tx: Transaction) -> None:
        actor = find_actor(tx, HEAD)
        assert actor is not None
        assert actor.employee is not None
        present = deadline_changes.present(tx, deadline_id)
        named = replace(present, audience=DeadlineAudience(Concerned.PEOPLE), people=(actor.employee.id,))
        deadline_changes.edit(tx, deadline_id, named, "cli", PLANNING, TUESDAY)

    await office.db.write(name_the_head)
    found = await read(office)
    assert "Untuk: semula seluruh pegawai" in found[HEAD]
    assert "tidak lagi ditujukan" in found[ASSESSOR]


async def test_a_cancelled_deadline_is_called_off_with_the_title_that_people_know(office: Office) -> None:
    deadline_id = await office.db.write(reminded)

    def rename_and_cancel(tx: Transaction) -> None:
        present = deadline_changes.present(tx, deadline_id)
        deadline_changes.edit(tx, deadline_id, replace(present, title="Lain"), "cli", PLANNING, TUESDAY)
        deadline_changes.cancel(tx, deadline_id, "cli", TUESDAY)

    await office.db.write(rename_and_cancel)
    found = await read(office)
    assert "Tenggat dibatalkan" in found[HEAD]
    assert "Unggah eviden" in found[HEAD]
    assert "Lain" not in found[HEAD]


async def test_what_makes_no_difference_to_the_reader_is_not_sent(office: Office) -> None:
    deadline_id = await office.db.write(reminded)

    def each_zone(tx: Transaction) -> None:
        present = deadline_changes.present(tx, deadline_id)
        deadline_changes.edit(tx, deadline_id, replace(present, each_zone=True), "cli", PLANNING, TUESDAY)

    await office.db.write(each_zone)
    assert await read(office) == {}
