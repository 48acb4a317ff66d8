"""Being reminded later: in office hours, once for each deadline, and only of what is still owed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from domain.deadline import Deadline, DoneRule
from domain.people import Actor
from domain.reminders import Snooze
from services import deadlines, snoozing
from services.deadlines import Planning
from storage import snoozes as rows
from storage.engine import Database, Transaction
from storage.tables import agency_days, hours_seasons, snoozes
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PLANNING = Planning(country="")
JAKARTA = ZoneInfo("Asia/Jakarta")


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def owing(tx: Transaction, rule: DoneRule = DoneRule.MARK) -> tuple[Actor, Deadline]:
    """Somebody who owes a deadline of the agency, due on Monday, 9 March at 10.00."""
    actor = builders.linked(tx, builders.unit(tx))
    return actor, builders.deadline(tx, rule=rule)


def kept(tx: Transaction) -> list[tuple[datetime, str]]:
    return [(row.until_at, row.status) for row in tx.execute(select(snoozes).order_by(snoozes.c.id))]


@pytest.mark.parametrize(
    ("now", "choice", "expected"),
    [
        (NOW, Snooze.HOUR, local(2, 11)),
        (local(2, 15, 30), Snooze.HOUR, local(3, 7, 30)),  # after office hours
        (local(6, 11), Snooze.HOUR, local(6, 13)),  # the Friday prayers
        (NOW, Snooze.MORNING, local(3, 8)),
        (local(6, 9), Snooze.MORNING, local(9, 7, 30)),  # Saturday goes to the office time that follows
        (local(6, 9), Snooze.WORKDAY, local(9, 8)),
        (NOW, date(2026, 3, 5), local(5, 8)),
        (NOW, date(2026, 3, 8), local(9, 7, 30)),  # a Sunday
        (NOW, local(5, 14, 15), local(5, 14, 15)),
        (NOW, local(5, 21), local(6, 7, 30)),
    ],
)
async def test_a_choice_becomes_a_moment_in_office_hours(
    db: Database, now: datetime, choice: snoozing.Choice, expected: datetime
) -> None:
    actor, deadline = await db.write(owing)
    found = await db.write(snoozing.later, actor, deadline.id, choice, PLANNING, now)
    assert found.until_at == expected
    assert await db.read(kept) == [(expected.astimezone(UTC), "waiting")]


async def test_the_agency_s_own_days_and_seasons_count(db: Database) -> None:
    def close(tx: Transaction) -> tuple[Actor, Deadline]:
        tx.execute(insert(agency_days).values(day=date(2026, 3, 3), closed=True, name="Hari jadi"))
        season = {"name": "Ramadan", "first_on": date(2026, 3, 4), "last_on": date(2026, 3, 20)}
        hours = {"send_at": "09:00", "quiet_from": "14:30", "quiet_to": "08:30"}
        tx.execute(insert(hours_seasons).values(**season, **hours))
        return owing(tx)

    actor, deadline = await db.write(close)
    found = await db.write(snoozing.later, actor, deadline.id, Snooze.WORKDAY, PLANNING, NOW)
    assert found.until_at == local(4, 9)


async def test_each_hears_of_it_by_the_clock_of_their_unit(db: Database) -> None:
    def east(tx: Transaction) -> tuple[Actor, Deadline]:
        return builders.linked(tx, builders.unit(tx, timezone="Asia/Jayapura")), builders.deadline(tx)

    actor, deadline = await db.write(east)
    found = await db.write(snoozing.later, actor, deadline.id, Snooze.MORNING, PLANNING, NOW)
    assert found.until_at == datetime(2026, 3, 3, 8, tzinfo=ZoneInfo("Asia/Jayapura"))


async def test_a_new_choice_replaces_the_one_that_waits(db: Database) -> None:
    actor, deadline = await db.write(owing)
    await db.write(snoozing.later, actor, deadline.id, Snooze.HOUR, PLANNING, NOW)
    await db.write(snoozing.later, actor, deadline.id, date(2026, 3, 5), PLANNING, NOW)
    assert await db.read(kept) == [(local(2, 11), "ended"), (local(5, 8), "waiting")]


async def test_what_one_puts_off_stays_for_another_and_for_other_deadlines(db: Database) -> None:
    def two(tx: Transaction) -> tuple[Actor, Actor, Deadline, Deadline]:
        unit = builders.unit(tx)
        first, second = builders.linked(tx, unit), builders.linked(tx, unit, 701)
        return first, second, builders.deadline(tx), builders.deadline(tx, "Rapat")

    first, second, deadline, other = await db.write(two)
    for actor, number in ((first, deadline.id), (second, deadline.id), (first, other.id)):
        await db.write(snoozing.later, actor, number, Snooze.HOUR, PLANNING, NOW)
    assert await db.read(kept) == [(local(2, 11), "waiting")] * 3


async def test_a_moment_after_the_due_time_is_told_as_too_late(db: Database) -> None:
    actor, deadline = await db.write(owing)
    early = await db.write(snoozing.later, actor, deadline.id, local(9, 9, 59), PLANNING, NOW)
    late = await db.write(snoozing.later, actor, deadline.id, local(9, 10), PLANNING, NOW)
    assert (early.after_due, late.after_due) == (False, True)


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        (date(2026, 3, 1), "snooze.past"),
        (local(2, 9, 59), "snooze.past"),
        (date(2026, 6, 1), "snooze.too_far"),
        (local(1, 9, month=6), "snooze.too_far"),
    ],
)
async def test_neither_the_past_nor_a_far_day_can_be_chosen(db: Database, choice: snoozing.Choice, key: str) -> None:
    actor, deadline = await db.write(owing)
    with refused(key):
        await db.write(snoozing.later, actor, deadline.id, choice, PLANNING, NOW)
    assert await db.read(kept) == []


async def test_the_farthest_day_can_be_chosen(db: Database) -> None:
    actor, deadline = await db.write(owing)
    found = await db.write(snoozing.later, actor, deadline.id, date(2026, 5, 29), PLANNING, NOW)
    assert found.until_at == local(29, 8, month=5)


async def test_what_is_done_or_called_off_or_of_others_can_not_be_put_off(db: Database) -> None:
    def settled(tx: Transaction) -> tuple[Actor, list[tuple[int, str]]]:
        actor, done = owing(tx)
        deadlines.mark_done(tx, actor, done.id, NOW)
        gone, others = builders.deadline(tx, "Batal"), builders.deadline(tx, "Lain", of=builders.unit(tx, "lain"))
        builders.end_deadline(tx, gone)
        wanted = [(done.id, "snooze.done"), (gone.id, "deadline.unknown"), (others.id, "snooze.done")]
        return actor, [*wanted, (999, "deadline.unknown")]

    actor, wanted = await db.write(settled)
    for number, key in wanted:
        with refused(key):
            await db.write(snoozing.later, actor, number, Snooze.HOUR, PLANNING, NOW)


@pytest.mark.parametrize("rule", [DoneRule.MARK, DoneRule.SHARED])
async def test_marking_done_ends_what_waits(db: Database, rule: DoneRule) -> None:
    actor, deadline = await db.write(owing, rule)
    await db.write(snoozing.later, actor, deadline.id, Snooze.HOUR, PLANNING, NOW)
    await db.write(deadlines.mark_done, actor, deadline.id, NOW)
    assert await db.read(kept) == [(local(2, 11), "ended")]


async def test_a_delay_can_be_taken_back(db: Database) -> None:
    actor, deadline = await db.write(owing)
    await db.write(snoozing.later, actor, deadline.id, Snooze.HOUR, PLANNING, NOW)
    assert (await db.write(snoozing.stop, actor, deadline.id, NOW)).until_at is None
    assert await db.read(kept) == [(local(2, 11), "ended")]


async def test_what_is_offered_are_different_moments_and_working_days(db: Database) -> None:
    actor, deadline = await db.write(owing)
    friday = await db.read(snoozing.choices, actor, deadline.id, PLANNING, local(6, 15, 30))
    assert friday.usual == ((Snooze.HOUR, local(9, 7, 30)), (Snooze.WORKDAY, local(9, 8)))
    assert friday.days[:3] == (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11))
    assert len(friday.days) == snoozing.DAYS_OFFERED
    assert friday.present.until_at is None
    monday = await db.read(snoozing.choices, actor, deadline.id, PLANNING, NOW)
    assert [kind for kind, _ in monday.usual] == [Snooze.HOUR, Snooze.MORNING]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("besok", local(3, 8)),
        ("5 Maret 2026", local(5, 8)),
        ("Kamis pukul 14.00", local(5, 14)),
        ("5/3/2026 pukul 21.00", local(6, 7, 30)),
    ],
)
async def test_a_day_or_a_moment_can_be_typed(db: Database, text: str, expected: datetime) -> None:
    actor, deadline = await db.write(owing)
    await db.write(snoozing.ask_day, actor, deadline.id, PLANNING, NOW)
    assert (await db.write(snoozing.say, actor, text, PLANNING, NOW)).until_at == expected
    with refused("snooze.not_asked"):
        await db.write(snoozing.say, actor, text, PLANNING, NOW)


async def test_what_is_no_date_leaves_the_question_open(db: Database) -> None:
    actor, deadline = await db.write(owing)
    await db.write(snoozing.ask_day, actor, deadline.id, PLANNING, NOW)
    with refused("date.unreadable", value="kapan-kapan"):
        await db.write(snoozing.say, actor, "kapan-kapan", PLANNING, NOW)
    assert (await db.write(snoozing.say, actor, "besok", PLANNING, NOW)).until_at == local(3, 8)


async def test_all_that_waits_for_a_deadline_can_be_ended_at_once(db: Database) -> None:
    def two(tx: Transaction) -> int:
        unit, deadline = builders.unit(tx), builders.deadline(tx)
        for _ in range(2):
            rows.put(tx, deadline.id, builders.employee(tx, unit).id, NOW + timedelta(hours=1), NOW)
        return rows.end(tx, deadline.id)

    assert await db.write(two) == 2
