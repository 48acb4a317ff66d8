"""Setting a deadline plans its reminders; people see theirs and mark them done."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.deadline import DoneRule
from domain.people import Actor
from domain.reminders import ReminderRules, WorkCalendar, plan
from services import deadlines
from services.deadlines import NewDeadline, Owed
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import audit, done_marks, reminders
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

DAY = timedelta(days=1)
RULES = ReminderRules()
DUE = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)


async def planned(db: Database) -> list[tuple[str, int, int, datetime]]:
    rows = await db.read(lambda tx: tx.execute(select(reminders).order_by(reminders.c.id)).all())
    return [(row.timezone, row.work_days, row.lead_days, row.due_at) for row in rows]


def three_zones(tx: Transaction) -> int:
    """Units of three zones, one of them with a week of six days and one below another; the id of the first."""
    west = builders.unit(tx, "west")
    builders.unit(tx, "clinic", parent=west, work_days=6)
    builders.unit(tx, "branch", parent=west)
    builders.unit(tx, "middle", timezone="Asia/Makassar")
    builders.unit(tx, "east", timezone="Asia/Jayapura", work_days=6)
    return west.id


async def test_a_deadline_is_planned_once_for_each_zone_and_working_week(db: Database) -> None:
    await db.write(three_zones)
    deadline_id = await db.write(deadlines.add, NewDeadline("Rapat", DUE), RULES, "", NOW)
    calendars = [("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Jayapura", 6), ("Asia/Makassar", 5)]
    expected = [
        (zone, days, one.lead_days, one.at)
        for zone, days in calendars
        for one in plan(deadline_id, DUE, WorkCalendar(zone, days), RULES, NOW)
    ]
    assert await planned(db) == expected
    assert {lead for _, _, lead, _ in expected} == {30, 14, 7, 3, 1, 0}


async def test_reminders_come_in_the_morning_of_each_zone(db: Database) -> None:
    await db.write(three_zones)
    await db.write(deadlines.add, NewDeadline("Rapat", DUE), RULES, "", NOW)
    rows = await planned(db)
    assert {at.astimezone(ZoneInfo(zone)).time() for zone, _, _, at in rows} == {time(8)}
    week = {days: {at.astimezone(ZoneInfo(zone)).weekday() for zone, n, _, at in rows if n == days} for days in (5, 6)}
    assert max(week[5]) <= 4
    assert max(week[6]) <= 5


async def test_a_six_day_week_is_reminded_on_a_saturday_and_a_five_day_week_on_the_friday(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx, "office")
        builders.unit(tx, "clinic", work_days=6)

    await db.write(fill)
    due = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
    rules = ReminderRules(lead_days=(2,))
    await db.write(deadlines.add, NewDeadline("Rapat", due), rules, "", NOW)
    days = {work_days: at.astimezone(ZoneInfo("Asia/Jakarta")).date() for _, work_days, _, at in await planned(db)}
    assert days == {5: date(2026, 3, 13), 6: date(2026, 3, 14)}


async def test_holidays_and_collective_leave_are_no_days_to_remind(db: Database) -> None:
    await db.write(builders.unit)
    due = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
    rules = ReminderRules(lead_days=(9,))
    await db.write(deadlines.add, NewDeadline("a", due), rules, "ID", NOW)
    await db.write(deadlines.add, NewDeadline("b", due), rules, "", NOW)
    with_holidays, without = (at.astimezone(ZoneInfo("Asia/Jakarta")).date() for *_, at in await planned(db))
    assert without == date(2026, 3, 20)
    assert with_holidays == date(2026, 3, 17)


def test_the_table_of_holidays_has_holidays_and_collective_leave() -> None:
    found = deadlines.national_holidays("ID", 2026, 2026)
    assert {date(2026, 8, 17), date(2026, 3, 20), date(2026, 3, 23)} <= found
    assert {day.year for day in found} == {2026}
    assert deadlines.national_holidays("", 2026, 2026) == frozenset()


async def test_a_deadline_of_a_unit_is_planned_for_its_subtree_only(db: Database) -> None:
    west = await db.write(three_zones)
    await db.write(deadlines.add, NewDeadline("Rapat", DUE, west), RULES, "", NOW)
    assert {(zone, days) for zone, days, _, _ in await planned(db)} == {("Asia/Jakarta", 5), ("Asia/Jakarta", 6)}


@pytest.mark.parametrize("due_at", [NOW, NOW - DAY])
async def test_a_deadline_lies_ahead(db: Database, due_at: datetime) -> None:
    await db.write(builders.unit)
    with refused("deadline.past"):
        await db.write(deadlines.add, NewDeadline("Rapat", due_at), RULES, "", NOW)
    assert await planned(db) == []


async def test_a_new_deadline_is_logged(db: Database) -> None:
    deadline_id = await db.write(deadlines.add, NewDeadline("Rapat", DUE), RULES, "", NOW)
    (note,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert (note.action, note.subject, note.detail) == ("add_deadline", f"deadline:{deadline_id}", {"title": "Rapat"})


async def test_the_next_reminder_is_the_soonest_one_ahead(db: Database) -> None:
    await db.write(builders.unit)
    assert await db.read(deadlines.next_reminder_at, NOW) is None
    await db.write(deadlines.add, NewDeadline("Rapat", DUE), RULES, "", NOW)
    assert await db.read(deadlines.next_reminder_at, NOW) == (await planned(db))[0][3]


def titles(owed: tuple[Owed, ...]) -> list[tuple[str, bool]]:
    return [(one.deadline.title, one.done) for one in owed]


async def test_a_person_owes_what_the_agency_and_the_units_above_set(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        other = builders.unit(tx, "other")
        for number, (title, unit) in enumerate((("low", low), ("other", other), ("top", top), ("all", None))):
            builders.deadline(tx, title, due_at=NOW + (9 - number) * DAY, of=unit)
        return builders.linked(tx, low)

    actor = await db.write(fill)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("all", False), ("top", False), ("low", False)]
    assert await db.read(deadlines.owed, actor, NOW + 50 * DAY) == ()


async def test_what_was_missed_stays_owed_until_it_is_done_or_long_past(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        missed = builders.deadline(tx, "missed", due_at=NOW + DAY)
        builders.deadline(tx, "pledge", due_at=NOW + DAY, rule=DoneRule.PLEDGE)
        builders.deadline(tx, "next", due_at=NOW + 9 * DAY)
        return builders.linked(tx, builders.unit(tx)), missed.id

    actor, missed = await db.write(fill)
    late = NOW + 3 * DAY
    # Nobody can sign while no campaign is open: that one is not held against the person.
    assert titles(await db.read(deadlines.owed, actor, late)) == [("missed", False), ("next", False)]
    await db.write(deadlines.mark_done, actor, missed, late)
    assert titles(await db.read(deadlines.owed, actor, late)) == [("next", False)]
    await db.write(builders.campaign)
    assert titles(await db.read(deadlines.owed, actor, late)) == [("pledge", False), ("next", False)]
    assert titles(await db.read(deadlines.owed, actor, NOW + 32 * DAY)) == [("next", False)]


async def test_no_more_than_a_screenful_is_shown(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        for number in range(deadlines.SHOWN + 3):
            builders.deadline(tx, f"{number}", due_at=NOW + DAY + timedelta(minutes=number))
        return builders.linked(tx, builders.unit(tx))

    owed = await db.read(deadlines.owed, await db.write(fill), NOW)
    assert [one.deadline.title for one in owed] == [f"{number}" for number in range(deadlines.SHOWN)]


async def test_signing_ends_the_duty_to_sign(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = builders.linked(tx, builders.unit(tx))
        builders.campaign(tx)
        builders.deadline(tx, "sign", rule=DoneRule.PLEDGE)
        return actor

    def sign(tx: Transaction) -> None:
        campaign = pledges.open_campaign(tx, NOW)
        assert campaign is not None
        assert actor.employee is not None
        assert actor.unit is not None
        builders.signature(tx, campaign, actor.employee)

    actor = await db.write(fill)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("sign", False)]
    await db.write(sign)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("sign", True)]


async def test_a_group_sees_the_deadlines_of_its_unit_and_the_agency(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        builders.deadline(tx, "low", of=low)
        builders.deadline(tx, "top", of=top)
        builders.deadline(tx, "all")
        return top.id

    top = await db.write(fill)
    assert [one.title for one in await db.read(deadlines.group_deadlines, top, NOW)] == ["top", "all"]
    assert [one.title for one in await db.read(deadlines.group_deadlines, None, NOW)] == ["all"]


async def test_a_duty_is_marked_done_once(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        unit = builders.unit(tx)
        return builders.linked(tx, unit), builders.deadline(tx, "upload", of=unit).id

    actor, deadline_id = await db.write(fill)
    for now in (NOW, NOW + DAY):
        assert titles(await db.write(deadlines.mark_done, actor, deadline_id, now)) == [("upload", True)]
    async with asyncio.timeout(20):
        await asyncio.gather(*(db.write(deadlines.mark_done, actor, deadline_id, NOW) for _ in range(8)))
    (mark,) = await db.read(lambda tx: tx.execute(select(done_marks)).all())
    assert mark.done_at == NOW
    (note,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert (note.action, note.actor, note.subject) == ("mark_done", "account:700", f"deadline:{deadline_id}")


async def test_a_duty_that_is_not_ones_own_is_unknown(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, list[int]]:
        ended = builders.deadline(tx, "ended")
        builders.end_deadline(tx, ended)
        theirs = builders.deadline(tx, "theirs", of=builders.unit(tx, "other"))
        return builders.linked(tx, builders.unit(tx)), [ended.id, theirs.id, 404]

    actor, ids = await db.write(fill)
    for deadline_id in ids:
        with refused("deadline.unknown"):
            await db.write(deadlines.mark_done, actor, deadline_id, NOW)


async def test_a_duty_to_sign_is_done_by_signing(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        return builders.linked(tx, builders.unit(tx)), builders.deadline(tx, rule=DoneRule.PLEDGE).id

    actor, deadline_id = await db.write(fill)
    with refused("deadline.by_signing"):
        await db.write(deadlines.mark_done, actor, deadline_id, NOW)
