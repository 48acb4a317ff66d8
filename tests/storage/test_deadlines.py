"""Deadlines, planned reminders, and who is done."""

from datetime import timedelta

from domain.deadline import Deadline, DoneRule
from storage import deadline_lists, deadlines, reminding
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW

DAY = timedelta(days=1)


async def test_a_deadline_is_found_until_it_is_ended(db: Database) -> None:
    kept = await db.write(builders.deadline, rule=DoneRule.PLEDGE)
    assert await db.read(deadlines.deadline, kept.id) == kept
    await db.write(builders.end_deadline, kept)
    assert await db.read(deadlines.deadline, kept.id) is None
    assert await db.read(deadlines.deadline, 404) is None


async def test_upcoming_deadlines_are_those_of_the_agency_and_the_path_soonest_first(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        other = builders.unit(tx, "other")
        builders.deadline(tx, "of low", due_at=NOW + 3 * DAY, of=low)
        builders.deadline(tx, "of top", due_at=NOW + 2 * DAY, of=top)
        builders.deadline(tx, "of other", due_at=NOW + DAY, of=other)
        builders.deadline(tx, "of all", due_at=NOW + DAY)
        builders.deadline(tx, "past", due_at=NOW)
        builders.end_deadline(tx, builders.deadline(tx, "ended"))
        return top.id, low.id

    top, low = await db.write(fill)
    for path, limit, titles in (
        ((low, top), 10, ["of all", "of top", "of low"]),
        ((low, top), 2, ["of all", "of top"]),
        ((), 10, ["of all"]),
    ):
        assert [one.title for one in await db.read(deadline_lists.of_unit, path, NOW, limit)] == titles


async def test_a_mark_counts_for_one_person_and_is_kept_once(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int, int]:
        unit = builders.unit(tx)
        return builders.employee(tx, unit).id, builders.employee(tx, unit).id, builders.deadline(tx).id

    ani, budi, deadline_id = await db.write(fill)
    assert await db.write(deadlines.mark_done, deadline_id, ani, NOW) is True
    assert await db.write(deadlines.mark_done, deadline_id, ani, NOW) is False
    marks = [await db.read(deadline_lists.mark_of, deadline_id, who) for who in (ani, budi, None)]
    assert [mark.employee_id if mark else None for mark in marks] == [ani, None, ani]


def planned(tx: Transaction) -> Deadline:
    """A deadline with five reminders, a day apart, the first one now."""
    of = builders.deadline(tx, due_at=NOW + 7 * DAY)
    for number in range(5):
        builders.reminder(tx, of, NOW + number * DAY, lead_days=7 - number)
    return of


async def test_the_next_reminder_is_the_soonest_one_ahead(db: Database) -> None:
    assert await db.read(deadlines.next_reminder_at, NOW) is None
    await db.write(planned)
    assert await db.read(deadlines.next_reminder_at, NOW - DAY) == NOW
    assert await db.read(deadlines.next_reminder_at, NOW) == NOW + DAY
    await db.write(reminding.claim_rows, ("Asia/Jakarta", 5), NOW + DAY, 10)
    assert await db.read(deadlines.next_reminder_at, NOW - DAY) == NOW + 2 * DAY
    assert await db.read(deadlines.next_reminder_at, NOW + 9 * DAY) is None


async def test_no_reminder_is_planned_twice_for_one_lead_and_calendar(db: Database) -> None:
    of = await db.write(planned)
    await db.write(builders.reminder, of, NOW, work_days=6)
    await db.write(builders.reminder, of, NOW, timezone="Asia/Makassar")
    await db.write(deadlines.add_reminders, [])
    assert len(await db.read(deadlines.reminders_of, of.id)) == 7
