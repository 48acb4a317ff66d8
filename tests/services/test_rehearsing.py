"""A rehearsal says exactly what planning would keep and reminding would send, and writes nothing."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.errors import DomainError
from domain.people import Employee, Unit
from domain.rehearsal import Rehearsal, Silence, Unreached
from domain.rehearsal_moves import Gone, Why
from domain.reminders import ReminderRules
from domain.rights import Role
from services import deadline_changes, deadlines, rehearsing, reminding
from services.deadlines import NewDeadline, Planning
from services.rehearsal_plays import Draft
from services.rehearsing import Span
from storage import deadlines as deadlines_rows
from storage.engine import Database, Transaction
from storage.tables import (
    absences,
    accounts,
    agency_days,
    audit,
    hours_seasons,
    metadata,
    personal_reminders,
    reminder_wishes,
    reminders,
    snoozes,
)
from tests import builders
from tests.builders import NOW
from tests.services.reminding_play import kept_posts

PLANNING = Planning()
RATE = 30
DUE = datetime(2026, 3, 31, 9, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def staff(tx: Transaction, of: Unit, first: int, count: int) -> list[Employee]:
    found = [builders.linked(tx, of, first + one).employee for one in range(count)]
    return [one for one in found if one is not None]


def wish(tx: Transaction, of: Employee, lead_days: tuple[int, ...], send_at: str | None = None) -> None:
    tx.execute(insert(reminder_wishes).values(employee_id=of.id, lead_days=list(lead_days), send_at=send_at, at=NOW))


def leave(tx: Transaction, of: Employee, first: date, last: date) -> None:
    row = {"employee_id": of.id, "first_on": first, "last_on": last, "by": "account:1", "at": NOW}
    tx.execute(insert(absences).values(row))


def agency(tx: Transaction) -> None:
    """Three zones, two working weeks, wishes, leave, a blocked account, people without account, own days, Ramadan."""
    west = builders.unit(tx, "west", timezone="Asia/Jakarta")
    clinic = builders.unit(tx, "clinic", parent=west, timezone="Asia/Jakarta", work_days=6)
    middle = builders.unit(tx, "middle", timezone="Asia/Makassar", work_days=6)
    east = builders.unit(tx, "east", timezone="Asia/Jayapura")
    people = staff(tx, west, 100, 5) + staff(tx, clinic, 200, 3) + staff(tx, middle, 300, 2) + staff(tx, east, 400, 2)
    builders.employee(tx, west)
    builders.employee(tx, east)
    wish(tx, people[0], (10, 5, 1))
    wish(tx, people[5], (7, 2, 0), "13:30")
    wish(tx, people[8], (14, 0), "07:30")
    leave(tx, people[1], date(2026, 3, 16), date(2026, 3, 27))
    leave(tx, people[5], date(2026, 3, 28), date(2026, 3, 30))
    tx.execute(update(accounts).where(accounts.c.telegram_id == 102).values(reachable=False))
    tx.execute(insert(agency_days).values(day=date(2026, 3, 25), closed=True, name="HUT Daerah"))
    tx.execute(insert(agency_days).values(day=date(2026, 4, 4), closed=False, name="Pengganti"))
    season = {
        "name": "Ramadan", "first_on": date(2026, 2, 19), "last_on": date(2026, 3, 20), "send_at": "08:30",
        "quiet_from": "15:00", "quiet_to": "08:00",
    }  # fmt: skip
    tx.execute(insert(hours_seasons).values(**season))


def expected(found: Rehearsal) -> dict[tuple[datetime, int], int]:
    """How many messages leave at each moment, of each deadline."""
    sums: Counter[tuple[datetime, int]] = Counter()
    for line in (line for day in found.days for line in day.lines):
        sums[line.at, line.deadline_id] += line.people
    return {key: count for key, count in sums.items() if count}


def waiting(tx: Transaction) -> datetime | None:
    """When the next reminder is due."""
    own, put_off = personal_reminders.c, snoozes.c
    queries = (
        select(func.min(reminders.c.due_at)).where(reminders.c.status == "planned"),
        select(func.min(own.due_at)).where(own.status == "planned"),
        select(func.min(put_off.until_at)).where(put_off.status == "waiting"),
    )
    found = [tx.execute(query).scalar_one() for query in queries]
    return min((one for one in found if one is not None), default=None)


async def really(db: Database, start: datetime) -> tuple[dict[tuple[datetime, int], int], int]:
    """What the tick sends over virtual days: people by moment and deadline, and how many messages."""
    sums: Counter[tuple[datetime, int]] = Counter()
    before = await db.read(lambda tx: len(reminded(tx)))
    messages, moment = 0, start
    while (due := await db.read(waiting)) is not None:
        moment = max(moment, due)
        while await db.write(reminding.promote, PLANNING, moment):
            pass
        posts = (await db.read(reminded))[before + messages :]
        messages += len(posts)
        sums.update((moment, one["id"]) for post in posts for one in post.params["deadlines"])
        moment += HALF_HOUR  # what waits for the office to open
    return dict(sums), messages


def reminded(tx: Transaction) -> list[Any]:
    return sorted((one for one in kept_posts(tx) if one.kind == "reminder"), key=lambda one: one.id)


def add(tx: Transaction, *new: NewDeadline) -> list[int]:
    return [deadlines.add(tx, one, "cli", PLANNING, NOW) for one in new]


PLANS = {
    "everybody": NewDeadline("Rapat", DUE),
    "each zone": NewDeadline("Apel", DUE.replace(day=30, hour=0, minute=45), each_zone=True),
    "few days left": NewDeadline("Segera", NOW + timedelta(days=2)),
    "within the hour": NewDeadline("Kini", NOW + timedelta(hours=1)),
    "days of its own": NewDeadline("Sendiri", DUE, plan=DeadlinePlan((21, 12, 11, 4), (2, 9))),
}


@pytest.mark.parametrize("name", PLANS)
async def test_a_rehearsal_is_what_then_really_happens(db: Database, name: str) -> None:
    new = PLANS[name]
    await db.write(agency)
    found = await db.read(rehearsing.rehearse, new, PLANNING, RATE, NOW)
    [number] = await db.write(add, new)
    sent, messages = await really(db, NOW)

    said = {(at, number): count for (at, _), count in expected(found).items()}
    assert said == sent
    assert found.messages == messages
    assert messages > 0


async def test_several_deadlines_on_one_morning_are_one_message_in_both(db: Database) -> None:
    await db.write(agency)
    dues = (DUE, DUE + timedelta(hours=1), DUE.replace(day=24))
    await db.write(add, *(NewDeadline(f"Ke-{number}", due) for number, due in enumerate(dues)))
    span = Span(date(2026, 3, 2), date(2026, 4, 20))
    found = await db.read(rehearsing.rehearse, span, PLANNING, RATE, NOW)
    sent, messages = await really(db, NOW)

    assert expected(found) == sent
    assert found.messages == messages
    assert sum(sent.values()) > messages


async def test_a_kept_deadline_is_rehearsed_with_what_was_told_put_off_and_done(db: Database) -> None:
    await db.write(agency)
    [number] = await db.write(add, NewDeadline("Rapat", DUE))
    later = datetime(2026, 3, 17, 4, tzinfo=UTC)
    while (due := await db.read(waiting)) is not None and due <= later:
        while await db.write(reminding.promote, PLANNING, max(due, NOW)):
            pass

    def go_on(tx: Transaction) -> None:
        deadlines.mark_done(tx, builders.actor(tx, 103), number, later)
        row = {"deadline_id": number, "employee_id": 5, "made_at": later, "status": "waiting"}
        tx.execute(insert(snoozes).values(until_at=datetime(2026, 3, 30, 7, tzinfo=UTC), **row))

    await db.write(go_on)
    found = await db.read(rehearsing.rehearse, number, PLANNING, RATE, later)
    sent, messages = await really(db, later)

    assert expected(found) == sent
    assert found.messages == messages
    assert {one.why for one in found.left_out} >= {Gone.TOLD}


async def test_what_is_planned_anew_of_an_edited_deadline_is_what_the_edit_then_plans(db: Database) -> None:
    await db.write(agency)
    [number] = await db.write(add, NewDeadline("Rapat", DUE))
    moved = DUE + timedelta(days=9)
    known = await db.read(deadlines_rows.deadline, number)
    assert known is not None
    found = await db.read(rehearsing.rehearse, Draft(replace(known, due_at=moved)), PLANNING, RATE, NOW)
    await db.write(deadline_changes.move, number, moved, "cli", PLANNING, NOW)
    sent, _ = await really(db, NOW)
    assert expected(found) == sent


async def test_a_rehearsal_writes_nothing(db: Database) -> None:
    await db.write(agency)
    [number] = await db.write(add, NewDeadline("Rapat", DUE))

    def play_all(tx: Transaction) -> tuple[dict[str, int], dict[str, int]]:
        before = counts(tx)
        for what in (NewDeadline("Baru", DUE), number, Span(NOW.date(), DUE.date())):
            rehearsing.rehearse(tx, what, PLANNING, RATE, NOW)
        return before, counts(tx)

    before, after = await db.write(play_all)
    assert before == after


def counts(tx: Transaction) -> dict[str, int]:
    return {
        table.name: int(tx.execute(select(func.count()).select_from(table)).scalar_one())
        for table in metadata.sorted_tables
    }


async def test_days_that_moved_are_told_with_the_names_of_what_closes_them(db: Database) -> None:
    await db.write(agency)
    found = await db.read(rehearsing.rehearse, PLANS["everybody"], PLANNING, RATE, NOW)
    week = next(one for one in found.moves if one.lead == 7)
    assert (week.wished, week.day, week.clock) == (date(2026, 3, 24), date(2026, 3, 17), time(8, 30))
    names = {one.name for one in week.causes}
    assert {"Hari Suci Nyepi", "Hari Raya Idul Fitri", "Ramadan"} <= names
    assert {(one.lead, one.why) for one in found.left_out} >= {(30, Gone.PAST), (14, Gone.DAY)}
    english = await db.read(rehearsing.rehearse, PLANS["everybody"], PLANNING, RATE, NOW, "en")
    assert "Eid al-Fitr" in {cause.name for one in english.moves for cause in one.causes}


async def test_an_agency_day_a_weekend_the_prayers_and_a_late_start_are_reasons_too(db: Database) -> None:
    await db.write(agency)
    noon = Planning(ReminderRules(send_at=time(12)))
    found = await db.read(rehearsing.rehearse, NewDeadline("Rapat", DUE), noon, RATE, NOW)
    reasons = {cause.why for one in found.moves for cause in one.causes}
    assert {Why.PRAYERS, Why.WEEKEND, Why.HOLIDAY, Why.SEASON} <= reasons
    closed = NewDeadline("Rapat", DUE.replace(day=26), plan=DeadlinePlan((1,), ()))
    found = await db.read(rehearsing.rehearse, closed, PLANNING, RATE, NOW)
    assert Why.AGENCY_DAY in {cause.why for one in found.moves for cause in one.causes}
    found = await db.read(rehearsing.rehearse, PLANS["within the hour"], PLANNING, RATE, NOW)
    assert Why.LATE in {cause.why for one in found.moves for cause in one.causes}


async def test_who_is_not_reached_is_counted_and_named(db: Database) -> None:
    await db.write(agency)
    found, missed = await db.write(rehearsing.papers, NewDeadline("Rapat", DUE), PLANNING, RATE, NOW)
    assert (found.reach.people, found.reach.never, found.reach.blocked, found.reach.away) == (14, 2, 1, 2)
    by_reason = Counter(one.why for one in missed)
    assert by_reason == {Silence.NEVER: 2, Silence.BLOCKED: 1, Silence.AWAY: 2}


async def test_people_named_for_a_deadline_that_is_not_kept_are_those_it_concerns(db: Database) -> None:
    await db.write(agency)
    whom = DeadlineAudience(Concerned.PEOPLE)
    found = await db.read(
        rehearsing.rehearse, NewDeadline("Rapat", DUE, audience=whom, people=(4, 5)), PLANNING, RATE, NOW
    )
    assert found.reach.people == 2
    assert {line.people for day in found.days for line in day.lines} == {2}


async def test_a_pledge_without_a_campaign_reminds_nobody(db: Database) -> None:
    await db.write(agency)
    found = await db.read(rehearsing.rehearse, NewDeadline("Pakta", DUE, rule=DoneRule.PLEDGE), PLANNING, RATE, NOW)
    assert (found.days, found.reach.people) == ((), 0)


async def test_a_span_must_have_days(db: Database) -> None:
    for days in (-1, 366):
        with pytest.raises(DomainError, match=r"rehearsal.span"):
            await db.read(rehearsing.rehearse, Span(NOW.date(), NOW.date() + timedelta(days=days)), PLANNING, RATE, NOW)


async def test_only_who_manages_the_deadlines_may_rehearse_and_each_name_is_a_look(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        agency(tx)
        west = builders.unit(tx, "own")
        builders.employee(tx, west)
        builders.linked(tx, west, 900, role=Role.ADMIN, scope=west)
        builders.linked(tx, west, 901, role=Role.UNIT_HEAD, scope=west)
        return west.id

    unit_id = await db.write(fill)

    def look(tx: Transaction, account: int, unit: int | None) -> tuple[Rehearsal, tuple[Unreached, ...]]:
        new = NewDeadline("Rapat", DUE, unit)
        return rehearsing.papers_as(tx, builders.actor(tx, account), new, PLANNING, RATE, NOW)

    found, missed = await db.write(look, 900, unit_id)
    assert (found.reach.people, len(missed)) == (3, 1)
    seen = await db.read(
        lambda tx: list(tx.execute(select(audit.c.subject).where(audit.c.action == "see_list")).scalars())
    )
    assert seen == [f"employee:{missed[0].employee_id}"]
    for account, unit in ((900, None), (901, unit_id)):
        with pytest.raises(DomainError, match=r"access.denied"):
            await db.write(look, account, unit)
