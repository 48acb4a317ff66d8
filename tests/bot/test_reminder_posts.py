"""Reminders as they go out: by the tick, and worded for what is still owed at the moment of sending."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import ticks
from bot.posts import KINDS
from bot.reminder_posts import absent, named, person
from domain.deadline import Deadline, DoneRule
from domain.messages import ClaimedPost, Lane
from domain.people import Actor
from sandbox import Clock
from storage import deadlines as deadline_repository
from storage.engine import Transaction
from storage.tables import deadlines, outbox, reminders
from tests import builders
from tests.bot.post_office import ADMIN, ASSESSOR, HEAD, PostOffice, post_office
from tests.services.reminding_play import leave
from texts.screen import Screen

MOMENT = datetime.fromisoformat("2031-03-04T03:00+00:00")  # a Tuesday, 10.00 in Jakarta, and no holiday


class Fixed(Clock):
    """A clock that shows one moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield replace(running, office=replace(running.office, clock=Fixed(MOMENT)))


def claimed(chat: int = HEAD, **params: object) -> ClaimedPost:
    return ClaimedPost(1, "", params, chat, None, Lane.TRANSACTIONAL, 1, "id")


def actor(tx: Transaction, account: int = HEAD) -> Actor:
    return builders.actor(tx, account)


def two(tx: Transaction) -> tuple[Deadline, Deadline]:
    """A task of everybody that is due in a week, and one that was due yesterday."""
    later = builders.deadline(tx, "Unggah laporan", due_at=MOMENT + timedelta(days=7))
    late = builders.deadline(tx, "Isi survei", due_at=MOMENT - timedelta(days=1), rule=DoneRule.SHARED)
    return later, late


def listed(*of: Deadline) -> list[dict[str, int]]:
    return [{"id": one.id, "lead": 7} for one in of]


def actions(screen: Screen | None) -> list[str | None]:
    assert screen is not None
    return [button.action for row in screen.buttons for button in row]


def count(tx: Transaction) -> int:
    return len(tx.execute(select(outbox.c.chat_id).where(outbox.c.kind == "reminder")).all())


async def test_the_tick_reminds_in_office_time_once_and_rings(post: PostOffice) -> None:
    def plan(tx: Transaction) -> None:
        tx.execute(reminders.delete())
        builders.reminder(tx, two(tx)[0], MOMENT)

    await post.office.db.write(plan)
    rung: list[None] = []
    told = []
    for hour in (0, 3, 3):
        clock = Fixed(MOMENT.replace(hour=hour))
        await ticks.promote_all(replace(post.office, clock=clock, ring=lambda: rung.append(None)))
        told.append(await post.office.db.read(count))
    assert told[0] == 0
    assert told[1] == told[2] > 0
    assert rung


async def test_a_reminder_names_what_is_owed_now_soonest_first_with_a_button_for_each(post: PostOffice) -> None:
    later, late = await post.office.db.write(two)
    sent = claimed(deadlines=listed(later, late))
    screen = await person(post.office, sent)
    assert screen is not None
    assert screen.text.index(late.title) < screen.text.index(later.title)
    assert "telah lewat waktunya" in screen.text
    ids = f"{late.id}.{later.id}"
    assert actions(screen) == [f"reminder.done:{late.id}:{ids}", f"reminder.done:{later.id}:{ids}", "deadlines.open"]


async def test_what_is_done_ended_or_no_longer_concerns_the_person_is_left_out(post: PostOffice) -> None:
    later, late = await post.office.db.write(two)
    sent = claimed(deadlines=listed(later, late))

    def go(tx: Transaction) -> None:
        someone = actor(tx, ADMIN).employee
        assert someone is not None
        deadline_repository.mark_done(tx, late.id, someone.id, MOMENT)

    await post.office.db.write(go)
    screen = await person(post.office, sent)
    assert actions(screen) == [f"reminder.done:{later.id}:{later.id}", f"snooze.open:{later.id}"]
    await post.office.db.write(builders.end_deadline, later, MOMENT)
    assert await person(post.office, sent) is None


async def test_a_person_who_has_moved_away_is_not_reminded(post: PostOffice) -> None:
    def elsewhere(tx: Transaction) -> Deadline:
        unit = builders.unit(tx, "elsewhere")
        return builders.deadline(tx, of=unit, due_at=MOMENT + timedelta(days=7))

    deadline = await post.office.db.write(elsewhere)
    assert await person(post.office, claimed(deadlines=listed(deadline))) is None


async def test_older_rows_without_leads_are_understood(post: PostOffice) -> None:
    later, _ = await post.office.db.write(two)
    assert named({"deadlines": [later.id]}) == named({"deadlines": listed(later)}) == [later.id]
    assert actions(await person(post.office, claimed(deadlines=[later.id]))) is not None
    assert await person(post.office, claimed(999_999, deadlines=[later.id])) is None


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"missed": "2031-03-01T01:00:00+00:00"}, "sempat tidak aktif sejak Sabtu, 1 Maret 2031 pukul 08.00 WIB"),
        ({"missed": None, "back": True}, "Selamat bertugas kembali"),
        ({"missed": None}, "sekadar mengingatkan"),
    ],
)
async def test_the_first_line_says_why_it_comes(post: PostOffice, extra: dict[str, object], words: str) -> None:
    later, _ = await post.office.db.write(two)
    screen = await person(post.office, replace(claimed(), params={"deadlines": listed(later), **extra}))
    assert screen is not None
    assert words in screen.text.splitlines()[0]


async def test_the_due_moment_is_that_of_the_unit_s_zone(post: PostOffice) -> None:
    def east(tx: Transaction) -> Deadline:
        of = builders.linked(tx, builders.unit(tx, "east", timezone="Asia/Jayapura"), 77)
        assert of.unit is not None
        deadline = builders.deadline(tx, due_at=MOMENT + timedelta(days=7), of=of.unit)
        tx.execute(update(deadlines).where(deadlines.c.id == deadline.id).values(each_zone=True))
        return deadline

    deadline = await post.office.db.write(east)
    screen = await person(post.office, claimed(77, deadlines=listed(deadline)))
    assert screen is not None
    assert "11 Maret 2031 pukul 10.00 WIT" in screen.text


async def test_a_head_reads_whose_leave_a_deadline_falls_into(post: PostOffice) -> None:
    def away(tx: Transaction) -> tuple[int, int, str]:
        head = actor(tx)
        assert head.unit is not None
        someone = builders.employee(tx, head.unit, name="Pegawai Cuti")
        deadline = builders.deadline(tx, "Unggah laporan", due_at=MOMENT + timedelta(days=1), of=head.unit)
        return leave(tx, someone, MOMENT, MOMENT + timedelta(days=2)), deadline.id, someone.name

    absence, deadline, name = await post.office.db.write(away)
    screen = await absent(post.office, claimed(absence=absence, deadline=deadline))
    assert screen is not None
    assert name in screen.text
    assert "cuti Sel, 4 Mar 2031 sampai Kam, 6 Mar 2031" in screen.text
    assert await absent(post.office, claimed(ASSESSOR, absence=absence, deadline=deadline)) is None
    assert (KINDS["reminder"], KINDS["absence_deadline"]) == (person, absent)
