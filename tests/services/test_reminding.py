"""Promoting planned reminders: one post a person, to those who still owe the task, once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.deadline import Deadline, DoneRule
from domain.messages import Lane
from domain.people import Unit
from domain.reminders import ReminderRules
from services import deadlines, reminding
from services.deadlines import NewDeadline
from storage import deadlines as deadline_repository
from storage import people
from storage.engine import Database, Transaction
from storage.tables import outbox
from tests import builders
from tests.builders import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def posts(db: Database) -> list[tuple[int, object]]:
    """Account and named deadlines of all queued reminders."""
    rows = await db.read(lambda tx: tx.execute(select(outbox).order_by(outbox.c.chat_id, outbox.c.id)).all())
    assert {(row.kind, row.lane) for row in rows} <= {("reminder", Lane.TRANSACTIONAL)}
    return [(row.chat_id, row.params["deadlines"]) for row in rows]


def due(
    tx: Transaction,
    title: str = "Unggah",
    *,
    at: datetime = NOW,
    due_at: datetime = NOW + timedelta(days=7),
    of: Unit | None = None,
    rule: DoneRule = DoneRule.MARK,
) -> Deadline:
    """A deadline with one reminder whose time has come at `at`."""
    deadline = builders.deadline(tx, title, due_at=due_at, of=of, rule=rule)
    builders.reminder(tx, deadline, at)
    return deadline


def office(tx: Transaction, *accounts: int) -> Unit:
    """A unit with these linked people."""
    unit = builders.unit(tx)
    for account in accounts:
        builders.linked(tx, unit, account)
    return unit


async def test_a_reminder_becomes_a_post_to_each_person_when_its_time_has_come(db: Database) -> None:
    await db.write(office, 1, 2)
    deadline = await db.write(due)
    assert await db.write(reminding.promote, NOW - HOUR) == 0
    assert await posts(db) == []
    assert await db.write(reminding.promote, NOW) == 1
    assert await posts(db) == [(1, [deadline.id]), (2, [deadline.id])]


async def test_a_reminder_is_promoted_once(db: Database) -> None:
    await db.write(office, 1)
    await db.write(due)
    async with asyncio.timeout(20):
        taken = await asyncio.gather(*(db.write(reminding.promote, NOW) for _ in range(6)))
    assert sorted(taken) == [0, 0, 0, 0, 0, 1]
    assert await db.write(reminding.promote, NOW + DAY) == 0
    assert len(await posts(db)) == 1


async def test_several_overdue_reminders_become_one_post_a_person(db: Database) -> None:
    def fill(tx: Transaction) -> list[int]:
        unit = office(tx, 1)
        builders.linked(tx, builders.unit(tx, "other"), 2)
        upload = due(tx, "Unggah", at=NOW - HOUR)
        builders.reminder(tx, upload, NOW, lead_days=3)
        return [upload.id, due(tx, "Rapat", of=unit).id]

    upload, meeting = await db.write(fill)
    assert await db.write(reminding.promote, NOW) == 3
    assert await posts(db) == [(1, [upload, meeting]), (2, [upload])]


async def test_later_reminders_of_one_deadline_are_posts_of_their_own(db: Database) -> None:
    await db.write(office, 1)
    deadline = await db.write(due)
    await db.write(builders.reminder, deadline, NOW + DAY, lead_days=6)
    await db.write(reminding.promote, NOW)
    await db.write(reminding.promote, NOW + DAY)
    assert await posts(db) == [(1, [deadline.id])] * 2


async def test_who_is_done_or_has_signed_is_left_alone(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        done, signed, _ = (builders.linked(tx, unit, account).employee for account in (1, 2, 3))
        assert done is not None
        assert signed is not None
        upload, sign = due(tx, "Unggah"), due(tx, "Pakta", rule=DoneRule.PLEDGE)
        deadline_repository.mark_done(tx, upload.id, done.id, NOW)
        builders.signature(tx, builders.campaign(tx), signed)
        return upload.id, sign.id

    upload, sign = await db.write(fill)
    await db.write(reminding.promote, NOW)
    assert await posts(db) == [(1, [sign]), (2, [upload]), (3, [upload, sign])]


async def test_nobody_is_asked_to_sign_while_no_campaign_is_open(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1)
        due(tx, "Pakta", rule=DoneRule.PLEDGE)

    await db.write(fill)
    assert await db.write(reminding.promote, NOW) == 1
    assert await posts(db) == []


async def test_who_can_not_be_reached_or_has_left_gets_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1, 2, 3)
        people.set_reachable(tx, 1, reachable=False)
        builders.unlink(tx, 2)
        left = builders.actor(tx, 3).employee
        assert left is not None
        builders.dismiss(tx, left)
        due(tx)

    await db.write(fill)
    assert await db.write(reminding.promote, NOW) == 1
    assert await posts(db) == []


@pytest.mark.parametrize("late", [timedelta(0), HOUR, DAY])
async def test_a_reminder_found_after_the_due_time_says_nothing(db: Database, late: timedelta) -> None:
    await db.write(office, 1)
    await db.write(due, due_at=NOW + HOUR)
    assert await db.write(reminding.promote, NOW + HOUR + late) == 1
    assert await posts(db) == []


async def test_a_reminder_meant_for_after_the_due_time_is_still_sent(db: Database) -> None:
    await db.write(office, 1)
    deadline = await db.write(due, due_at=NOW - HOUR)
    await db.write(reminding.promote, NOW)
    assert await posts(db) == [(1, [deadline.id])]


async def test_a_reminder_of_an_ended_deadline_says_nothing(db: Database) -> None:
    await db.write(office, 1)
    await db.write(builders.end_deadline, await db.write(due))
    assert await db.write(reminding.promote, NOW) == 1
    assert await posts(db) == []


async def test_each_zone_and_working_week_is_reminded_at_its_own_time(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        calendars = (("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Makassar", 5), ("Asia/Jayapura", 5))
        for account, (zone, days) in enumerate(calendars, 1):
            builders.linked(tx, builders.unit(tx, f"u{account}", timezone=zone, work_days=days), account)
        due_at = datetime.fromisoformat("2026-03-16T09:00+00:00")
        deadlines.add(tx, NewDeadline("Rapat", due_at), ReminderRules(lead_days=(2,)), "", NOW)

    await db.write(fill)
    reminded = []
    for moment in ("2026-03-12T23:00", "2026-03-13T00:00", "2026-03-13T01:00", "2026-03-14T01:00", "2026-03-15T09:00"):
        await db.write(reminding.promote, datetime.fromisoformat(f"{moment}+00:00"))
        reminded.append([account for account, _ in await posts(db)])
    assert reminded == [[4], [3, 4], [1, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]


async def test_a_long_backlog_is_worked_off_batch_by_batch(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1)
        for number in range(reminding.BATCH + 5):
            due(tx, f"{number}")

    await db.write(fill)
    taken = [await db.write(reminding.promote, NOW) for _ in range(3)]
    assert taken == [reminding.BATCH, 5, 0]
    assert len(await posts(db)) == 2


async def test_a_post_names_the_deadlines_that_are_left_soonest_first(db: Database) -> None:
    def fill(tx: Transaction) -> list[Deadline]:
        return [builders.deadline(tx, f"{days}", due_at=NOW + days * DAY) for days in (9, 3, 6)]

    late, soon, ended = await db.write(fill)
    await db.write(builders.end_deadline, ended)
    ids = [late.id, soon.id, ended.id, 404]
    assert await db.read(reminding.named_deadlines, ids) == (soon, late)
    assert await db.read(reminding.named_deadlines, [ended.id]) == ()
