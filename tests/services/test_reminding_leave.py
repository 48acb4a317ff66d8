"""People on leave: reminders pause, the head hears once what falls inside, the first day back tells what is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.deadline import Deadline
from domain.people import Employee, Unit
from domain.rights import Role
from services import leave_notices, returning
from storage import absences as absence_repository
from storage import deadlines as deadline_repository
from storage.engine import Database, Transaction
from storage.tables import absences
from tests import builders
from tests.builders import NOW
from tests.services.reminding_play import (
    DAY,
    HOUR,
    PLANNING,
    due,
    kept_posts,
    leave,
    own,
    params,
    person,
    posts,
    snooze,
    tick,
    told_heads,
    wish,
)

HEAD, AWAY, UPPER = 1, 2, 3


def fill(tx: Transaction) -> tuple[Unit, Employee]:
    """A unit with a head (1), below one with a head of its own (3); somebody (2) is on leave from Monday to Friday."""
    upper = builders.unit(tx, "upper")
    unit = builders.unit(tx, parent=upper)
    person(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit)
    person(tx, upper, UPPER, role=Role.UNIT_HEAD, scope=upper)
    away = person(tx, unit, AWAY)
    leave(tx, away, NOW, NOW + 4 * DAY)
    return unit, away


async def test_leave_pauses_reminders_and_the_first_working_day_tells_what_is_open(db: Database) -> None:
    unit, _ = await db.write(fill)
    deadline = await db.write(lambda tx: due(tx, of=unit, due_at=NOW + 30 * DAY))
    await tick(db)
    assert await posts(db) == [(HEAD, [deadline.id])]
    for day in range(1, 7):
        await tick(db, NOW + day * DAY)
    assert await posts(db) == [(HEAD, [deadline.id])]
    await tick(db, NOW + 7 * DAY - 4 * HOUR)  # Monday at 06.00
    assert len(await posts(db)) == 1
    await tick(db, NOW + 7 * DAY)
    assert await posts(db) == [(HEAD, [deadline.id]), (AWAY, [deadline.id])]
    assert (await params(db))[1]["back"] is True
    for day in range(7, 12):
        await tick(db, NOW + day * DAY)
    assert len(await posts(db)) == 2


async def test_a_head_hears_once_of_a_deadline_inside_the_leave(db: Database) -> None:
    unit, _ = await db.write(fill)
    inside, outside = await db.write(
        lambda tx: (due(tx, of=unit, due_at=NOW + 4 * DAY), due(tx, of=unit, due_at=NOW + 5 * DAY))
    )
    await db.write(lambda tx: builders.reminder(tx, inside, NOW + DAY, lead_days=3))
    await tick(db)
    await tick(db, NOW + DAY)
    assert await told_heads(db) == [(HEAD, inside.id)]
    assert (HEAD, [inside.id, outside.id]) in await posts(db)


async def test_the_unit_above_hears_when_the_head_is_away(db: Database) -> None:
    unit, _ = await db.write(fill)

    def go(tx: Transaction) -> Deadline:
        head = builders.actor(tx, HEAD).employee
        assert head is not None
        leave(tx, head, NOW, NOW + DAY)
        return due(tx, of=unit, due_at=NOW + DAY)

    deadline = await db.write(go)
    await tick(db)
    assert await told_heads(db) == [(HEAD, deadline.id), (UPPER, deadline.id)]


async def test_nobody_hears_when_there_is_no_head(db: Database) -> None:
    def alone(tx: Transaction) -> None:
        leave(tx, person(tx, builders.unit(tx), AWAY), NOW, NOW + DAY)
        due(tx, due_at=NOW + DAY)

    await db.write(alone)
    await tick(db)
    assert await db.read(kept_posts) == []


async def test_what_a_head_reads_is_checked_when_it_is_sent(db: Database) -> None:
    unit, away = await db.write(fill)
    deadline = await db.write(lambda tx: builders.deadline(tx, of=unit, due_at=NOW + DAY))
    absence = await db.read(lambda tx: tx.execute(select(absences.c.id)).scalar_one())
    ask = (absence, deadline.id)
    found = await db.read(leave_notices.told, *ask, HEAD, NOW)
    assert found is not None
    assert (found.employee, found.leave.last_on, found.deadline) == (away, (NOW + 4 * DAY).date(), deadline)
    assert await db.read(leave_notices.told, *ask, UPPER, NOW) is None
    assert await db.read(leave_notices.told, absence, 404, HEAD, NOW) is None
    await db.write(deadline_repository.mark_done, deadline.id, away.id, NOW)
    assert await db.read(leave_notices.told, *ask, HEAD, NOW) is None
    other = await db.write(lambda tx: builders.deadline(tx, of=unit, due_at=NOW + DAY))
    await db.write(absence_repository.end, away.id, [absence], NOW)
    assert await db.read(leave_notices.told, absence, other.id, HEAD, NOW) is None


async def test_back_means_one_message_also_when_more_is_due_that_morning(db: Database) -> None:
    unit, _ = await db.write(fill)

    def more(tx: Transaction) -> list[int]:
        missed = due(tx, "terlewat", of=unit, at=NOW + DAY, due_at=NOW + 20 * DAY)
        fresh = due(tx, "baru", of=unit, at=NOW + 7 * DAY - 2 * HOUR, due_at=NOW + 14 * DAY)
        done = due(tx, "selesai", of=unit, at=NOW + DAY, due_at=NOW + 20 * DAY)
        before = due(tx, "sebelumnya", of=unit, at=NOW - 4 * DAY, due_at=NOW + 20 * DAY)
        builders.end_deadline(tx, done)
        return [fresh.id, missed.id, before.id]

    fresh, missed, before = await db.write(more)
    for day in range(-4, 15):
        await tick(db, NOW + day * DAY)
    mine = [named for account, named in await posts(db) if account == AWAY]
    assert mine == [[before], [fresh, missed]]


async def test_own_rows_that_came_due_during_leave_are_told_at_the_end(db: Database) -> None:
    unit, away = await db.write(fill)

    def more(tx: Transaction) -> list[int]:
        wish(tx, away)
        inside = builders.deadline(tx, of=unit, due_at=NOW + 3 * DAY)
        later, asked = (builders.deadline(tx, of=unit, due_at=NOW + days * DAY) for days in (20, 21))
        own(tx, away, inside, NOW + DAY)
        own(tx, away, later, NOW + 2 * DAY)
        snooze(tx, away, asked, NOW + 3 * DAY)
        return [inside.id, later.id, asked.id]

    inside, later, asked = await db.write(more)
    for day in range(6):
        await tick(db, NOW + day * DAY)
    assert await told_heads(db) == [(HEAD, inside)]
    assert await posts(db) == []
    await tick(db, NOW + 7 * DAY)
    assert await posts(db) == [(AWAY, [inside, later, asked])]


async def test_leave_that_ends_early_is_over_the_next_working_moment(db: Database) -> None:
    unit, away = await db.write(fill)
    deadline = await db.write(lambda tx: due(tx, of=unit, due_at=NOW + 30 * DAY))
    await tick(db)
    absence = await db.read(lambda tx: tx.execute(select(absences.c.id)).scalar_one())
    await db.write(absence_repository.end, away.id, [absence], NOW + DAY)
    await tick(db, NOW + DAY)
    assert (AWAY, [deadline.id]) in await posts(db)


async def test_leave_after_leave_is_told_of_at_the_end_of_both(db: Database) -> None:
    unit, away = await db.write(fill)

    def more(tx: Transaction) -> Deadline:
        leave(tx, away, NOW + 5 * DAY, NOW + 9 * DAY)
        return due(tx, of=unit, due_at=NOW + 30 * DAY)

    deadline = await db.write(more)
    for day in range(10):
        await tick(db, NOW + day * DAY)
    assert [account for account, _ in await posts(db)] == [HEAD]
    await tick(db, NOW + 10 * DAY)
    assert await posts(db) == [(HEAD, [deadline.id]), (AWAY, [deadline.id])]
    left = await db.read(lambda tx: tx.execute(select(absences).where(absences.c.resumed_at.is_(None))).all())
    assert left == []


async def test_nothing_missed_is_nothing_said(db: Database) -> None:
    await db.write(fill)
    assert await db.write(returning.resume, PLANNING, NOW + 6 * DAY) == 0
    assert await db.write(returning.resume, PLANNING, NOW + 7 * DAY) == 1
    assert await db.write(returning.resume, PLANNING, NOW + 7 * DAY) == 0
    assert await db.read(kept_posts) == []


async def test_who_is_back_is_told_a_batch_at_a_time(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "BATCH", 2)

    def many(tx: Transaction) -> None:
        unit = builders.unit(tx)
        for account in range(1, 6):
            leave(tx, person(tx, unit, account), NOW - 4 * DAY, NOW - DAY)
        due(tx, at=NOW - 3 * DAY)

    await db.write(many)
    taken = [await db.write(returning.resume, PLANNING, NOW) for _ in range(4)]
    assert taken == [2, 2, 1, 0]
    assert [account for account, _ in await posts(db)] == [1, 2, 3, 4, 5]
    assert await tick(db) == [1, 5]  # the wave that comes after them finds all of them told
    assert len(await posts(db)) == 5


async def test_a_day_off_that_has_not_begun_is_no_leave(db: Database) -> None:
    _, away = await db.write(fill)
    await db.write(lambda tx: tx.execute(update(absences).values(first_on=(NOW + DAY).date())))
    deadline = await db.write(due)
    await tick(db)
    assert (AWAY, [deadline.id]) in await posts(db)
    assert away.active
    assert await tick(db, NOW + timedelta(minutes=1)) == []


async def test_a_row_of_before_the_leave_that_was_missed_is_told_at_its_end(db: Database) -> None:
    _, away = await db.write(fill)

    def more(tx: Transaction) -> Deadline:
        deadline = builders.deadline(tx, due_at=NOW + 20 * DAY)
        own(tx, away, deadline, NOW - 3 * DAY)
        return deadline

    deadline = await db.write(more)
    await tick(db, NOW + 7 * DAY)
    assert await posts(db) == [(AWAY, [deadline.id])]
