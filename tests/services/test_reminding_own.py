"""Reminders by wish and those that were put off: in the person's one message, at their hour, once."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from domain.deadline import Deadline
from domain.people import Employee
from storage import deadlines as deadline_repository
from storage import people
from storage.engine import Database, Transaction
from storage.tables import deadlines, personal_reminders, snoozes
from tests import builders
from tests.builders import NOW
from tests.services.reminding_play import (
    DAY,
    HOUR,
    due,
    kept_posts,
    office,
    own,
    params,
    person,
    posts,
    snooze,
    tick,
    wish,
)

EARLY = datetime.fromisoformat("2026-03-02T00:30+00:00")  # 07.30 in Jakarta, half an hour before the usual time


def states(tx: Transaction) -> list[str]:
    """The states of all rows that concern single people."""
    found = [
        tx.execute(select(table.c.status).order_by(table.c.id)).scalars() for table in (personal_reminders, snoozes)
    ]
    return [one for rows in found for one in rows]


async def test_who_has_wishes_is_not_reminded_by_the_calendar(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = office(tx, 1)
        mine = person(tx, unit, 2)
        deadline, wished = due(tx), builders.deadline(tx, "Rapat", due_at=NOW + DAY)
        wish(tx, mine)
        own(tx, mine, wished)
        return deadline.id, wished.id

    deadline, wished = await db.write(fill)
    assert await tick(db) == [1, 2]
    assert await posts(db) == [(1, [deadline]), (2, [wished])]
    assert [one["deadlines"] for one in await params(db)] == [
        [{"id": deadline, "lead": 7}],
        [{"id": wished, "lead": 1}],
    ]
    assert await db.read(states) == ["promoted"]


async def test_several_wishes_and_what_was_put_off_are_one_message_outside_of_a_wave(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[list[int], list[int]]:
        mine = person(tx, builders.unit(tx), 1)
        wish(tx, mine)
        found = [builders.deadline(tx, f"{days}", due_at=NOW + days * DAY) for days in (9, 3, 6)]
        own(tx, mine, found[0])
        own(tx, mine, found[1])
        snooze(tx, mine, found[2], NOW)
        ids = list(tx.execute(select(personal_reminders.c.id)).scalars())
        return [found[1].id, found[2].id, found[0].id], [*ids, *tx.execute(select(snoozes.c.id)).scalars(), mine.id]

    named, (first, second, third, mine) = await db.write(fill)
    assert await tick(db) == [3]
    assert await posts(db) == [(1, named)]
    assert [one["lead"] for one in (await params(db))[0]["deadlines"]] == [1, 6, 1]
    assert [row.dedupe_key for row in await db.read(kept_posts)] == [f"reminder:p{first}-p{second}-s{third}:{mine}"]
    assert await tick(db) == []


async def test_who_missed_a_wished_reminder_gets_that_of_the_same_day_along_with_it(db: Database) -> None:
    """The bot was down in the evening: at 07.30 one message, and none at the hour that the person wishes."""

    def fill(tx: Transaction) -> list[int]:
        mine = person(tx, builders.unit(tx), 1)
        wish(tx, mine)
        missed, later = due(tx, at=NOW + 9 * DAY), builders.deadline(tx, due_at=NOW + 8 * DAY)
        tomorrow = builders.deadline(tx, due_at=NOW + 9 * DAY)
        own(tx, mine, missed, NOW - DAY)
        own(tx, mine, later, NOW + 3 * HOUR)
        own(tx, mine, tomorrow, NOW + DAY)
        return [missed.id, later.id]

    named = await db.write(fill)
    assert await tick(db) == [2]
    assert await posts(db) == [(1, named)]
    assert await tick(db, NOW + 4 * HOUR) == []
    assert (await db.read(states)).count("planned") == 1


async def test_what_is_wished_for_later_in_the_day_waits_when_nothing_was_missed(db: Database) -> None:
    def fill(tx: Transaction) -> list[int]:
        mine = person(tx, builders.unit(tx), 1)
        wish(tx, mine)
        put_off, later = builders.deadline(tx), builders.deadline(tx)
        snooze(tx, mine, put_off, NOW)
        own(tx, mine, later, NOW + 3 * HOUR)
        return [put_off.id, later.id]

    put_off, later = await db.write(fill)
    assert await tick(db) == [1]
    assert await tick(db, NOW + 3 * HOUR) == [1]
    assert await posts(db) == [(1, [put_off]), (1, [later])]


async def test_what_was_put_off_joins_the_wave(db: Database) -> None:
    def fill(tx: Transaction) -> list[int]:
        mine = person(tx, builders.unit(tx), 1)
        waved, later = due(tx), builders.deadline(tx, due_at=NOW + DAY)
        snooze(tx, mine, later, NOW)
        return [later.id, waved.id]

    named = await db.write(fill)
    assert await tick(db) == [1, 1]
    assert await posts(db) == [(1, named)]


async def test_what_is_put_off_is_left_out_until_then_and_told_again_on_the_same_day(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Employee, Deadline]:
        return person(tx, builders.unit(tx), 1), due(tx)

    mine, deadline = await db.write(fill)
    await tick(db)
    await db.write(snooze, mine, deadline, NOW + HOUR)
    await db.write(builders.reminder, deadline, NOW + timedelta(minutes=30), lead_days=6)
    await tick(db, NOW + timedelta(minutes=30))
    assert await posts(db) == [(1, [deadline.id])]
    await tick(db, NOW + HOUR)
    assert await posts(db) == [(1, [deadline.id])] * 2
    assert await tick(db, NOW + 2 * HOUR) == []
    assert await db.read(states) == ["told"]


async def test_what_is_done_meanwhile_is_not_told_again(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        mine, deadline = person(tx, builders.unit(tx), 1), builders.deadline(tx)
        snooze(tx, mine, deadline, NOW)
        own(tx, mine, deadline)
        deadline_repository.mark_done(tx, deadline.id, mine.id, NOW)

    await db.write(fill)
    assert await tick(db) == [2]
    assert await posts(db) == []
    assert await db.read(states) == ["promoted", "told"]


async def test_own_hours_are_kept_before_the_usual_time_but_not_outside_of_the_office(db: Database) -> None:
    def fill(tx: Transaction) -> Deadline:
        mine, deadline = person(tx, builders.unit(tx), 1), builders.deadline(tx)
        own(tx, mine, deadline, EARLY - DAY)
        return deadline

    deadline = await db.write(fill)
    for closed in (EARLY - DAY, EARLY - timedelta(minutes=1)):  # a Sunday, and before the office opens
        assert await tick(db, closed) == []
    assert await tick(db, EARLY) == [1]
    assert await posts(db) == [(1, [deadline.id])]
    assert [one["missed"] for one in await params(db)] == [None]


async def test_a_wish_that_was_missed_says_so(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        own(tx, person(tx, builders.unit(tx), 1), builders.deadline(tx), NOW - 3 * DAY)

    await db.write(fill)
    await tick(db)
    assert [one["missed"] for one in await params(db)] == [(NOW - 3 * DAY).isoformat()]


async def test_a_closed_calendar_does_not_hold_up_an_open_one(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        for account, (zone, days) in enumerate((("Asia/Jakarta", 5), ("Asia/Jakarta", 6)), 1):
            someone = person(tx, builders.unit(tx, f"u{account}", timezone=zone, work_days=days), account)
            own(tx, someone, builders.deadline(tx), NOW - 3 * DAY)

    await db.write(fill)
    assert await tick(db, NOW - 2 * DAY) == [1]  # a Saturday
    assert [account for account, _ in await posts(db)] == [2]


async def test_rows_of_who_can_not_be_written_to_are_used_up(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, deadline = builders.unit(tx), builders.deadline(tx)
        gone, silent, unlinked = person(tx, unit, 1), person(tx, unit, 2), builders.employee(tx, unit)
        builders.dismiss(tx, gone)
        people.set_reachable(tx, 2, reachable=False)
        for one in (gone, silent, unlinked):
            own(tx, one, deadline)

    await db.write(fill)
    assert await tick(db) == [3]
    assert await tick(db) == []
    assert await posts(db) == []


async def test_what_can_not_be_worked_out_waits_an_hour(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        mine = person(tx, builders.unit(tx), 1)
        broken, good = builders.deadline(tx, "rusak"), builders.deadline(tx, "baik")
        own(tx, mine, good)
        own(tx, mine, broken)
        snooze(tx, mine, broken, NOW)
        tx.execute(update(deadlines).where(deadlines.c.id == broken.id).values(rule="nonsense"))
        return broken.id, good.id

    broken, good = await db.write(fill)
    assert await tick(db) == [3]
    assert await posts(db) == [(1, [good])]
    assert await db.read(states) == ["promoted", "planned", "waiting"]
    await db.write(lambda tx: tx.execute(update(deadlines).values(rule="mark")))
    assert await tick(db, NOW + HOUR - timedelta(seconds=1)) == []
    assert await tick(db, NOW + HOUR) == [2]
    assert await posts(db) == [(1, [good]), (1, [broken])]
