"""Wishes about reminders: what is kept, and that the person's own reminders follow at once."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.people import Actor
from domain.reminder_wish import LEADS, WishDesk, offered_leads, offered_times
from domain.reminders import ReminderRules
from services import deadlines, wishes
from services.deadlines import NewDeadline, Planning
from storage.engine import Database, Transaction
from storage.tables import personal_reminders, reminder_wishes
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PLANNING = Planning(country="")
DUE = datetime(2026, 4, 9, 9, 0, tzinfo=UTC)


def person(tx: Transaction) -> Actor:
    return builders.linked(tx, builders.unit(tx, "home"))


async def planned(db: Database) -> dict[int, time]:
    """The person's own reminders ahead of the due day: leads, and at what time in Jakarta."""
    query = select(personal_reminders).where(personal_reminders.c.lead_days >= 0)
    rows = await db.read(lambda tx: tx.execute(query).all())
    return {row.lead_days: row.due_at.astimezone(ZoneInfo("Asia/Jakarta")).time() for row in rows}


async def kept(db: Database) -> list[tuple[list[int], str | None]]:
    query = select(reminder_wishes.c.lead_days, reminder_wishes.c.send_at)
    return [tuple(row) for row in await db.read(lambda tx: tx.execute(query).all())]


async def test_without_a_wish_everybody_s_plan_is_shown(db: Database) -> None:
    siti = await db.write(person)
    shown = await db.read(wishes.desk, siti, PLANNING)
    assert (shown.lead_days, shown.send_at, shown.own) == (LEADS, time(8), False)
    assert shown.leads == LEADS


async def test_a_wish_is_kept_and_the_reminders_follow(db: Database) -> None:
    siti = await db.write(person)
    await db.write(deadlines.add, NewDeadline("Rapat", DUE), "cli", PLANNING, NOW)
    assert await planned(db) == {}
    for lead in (14, 3, 1):
        await db.write(wishes.set_lead, siti, lead, "off", PLANNING, NOW)
    shown = await db.write(wishes.set_time, siti, "1300", PLANNING, NOW)
    assert (shown.lead_days, shown.send_at, shown.own) == ((30, 7, 0), time(13), True)
    assert await kept(db) == [([30, 7, 0], "13:00")]
    assert await planned(db) == {30: time(13), 7: time(13), 0: time(13)}


async def test_the_same_again_changes_nothing(db: Database) -> None:
    siti = await db.write(person)
    found = [await db.write(wishes.set_lead, siti, 7, "off", PLANNING, NOW) for _ in range(2)]
    assert found[0] == found[1]
    assert (await db.write(wishes.set_lead, siti, 7, "on", PLANNING, NOW)).lead_days == LEADS


async def test_a_deadline_that_is_set_later_follows_the_wish(db: Database) -> None:
    siti = await db.write(person)
    await db.write(wishes.set_lead, siti, 30, "off", PLANNING, NOW)
    await db.write(deadlines.add, NewDeadline("Rapat", DUE), "cli", PLANNING, NOW)
    assert set(await planned(db)) == {14, 7, 3, 1, 0}


async def test_back_to_the_usual_takes_the_own_reminders_away(db: Database) -> None:
    siti = await db.write(person)
    await db.write(deadlines.add, NewDeadline("Rapat", DUE), "cli", PLANNING, NOW)
    await db.write(wishes.set_lead, siti, 30, "off", PLANNING, NOW)
    shown: list[WishDesk] = [await db.write(wishes.as_usual, siti, PLANNING, NOW) for _ in range(2)]
    assert [one.own for one in shown] == [False, False]
    assert (await kept(db), await planned(db)) == ([], {})


async def test_the_due_day_cannot_be_wished_away(db: Database) -> None:
    siti = await db.write(person)
    with refused("wishes.due_day"):
        await db.write(wishes.set_lead, siti, 0, "off", PLANNING, NOW)
    for lead in LEADS[:-1]:
        await db.write(wishes.set_lead, siti, lead, "off", PLANNING, NOW)
    assert (await db.read(wishes.desk, siti, PLANNING)).lead_days == (0,)


@pytest.mark.parametrize("clock", ["1600", "0700", "9", "2400", "x"])
async def test_only_times_that_are_offered_are_taken(db: Database, clock: str) -> None:
    siti = await db.write(person)
    with refused("callback.malformed"):
        await db.write(wishes.set_time, siti, clock, PLANNING, NOW)


async def test_an_installation_that_does_not_remind_on_the_day_is_shown_as_it_is(db: Database) -> None:
    siti = await db.write(person)
    planning = Planning(ReminderRules(lead_days=(10, 5)), "")
    shown = await db.read(wishes.desk, siti, planning)
    assert (shown.lead_days, shown.leads) == ((10, 5), (30, 14, 10, 7, 5, 3, 1, 0))
    assert (await db.write(wishes.set_time, siti, "0900", planning, NOW)).lead_days == (10, 5, 0)


def test_times_in_quiet_hours_are_not_offered() -> None:
    assert offered_times(time(8), (time(12), time(8))) == (time(8), time(9), time(10), time(11))
    assert offered_times(time(8, 15), (time(9), time(15))) == (time(7, 30), time(8), time(8, 15), time(15))
    assert offered_leads((45, 7)) == (45, *LEADS)
