"""Deadlines that are over and still owed: heads hear a number once, the agency's admins of what heads can't help."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from domain.deadline import Concerned, Deadline, DeadlineAudience, DoneRule
from domain.escalation import AgencyCase, Trouble
from domain.people import Employee, Unit
from domain.rights import Role
from services import deadline_escalation
from services.planning import Planning
from storage import deadlines, people, roles
from storage.deadline_audience import put_in_charge
from storage.engine import Database, Transaction
from storage.tables import agency_days, deadline_escalations, installation, outbox
from storage.tables import deadlines as deadline_table
from tests import builders

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
HEAD, ADMIN = 10, 20
PLANNING = Planning(country="")
HEADS, AGENCY = "deadline_escalation", "deadline_agency"


def at(day: int, clock: str = "08:00", zone: ZoneInfo = JAKARTA, *, month: int = 3) -> datetime:
    """A local moment of March 2026, whose second is a Monday."""
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), zone)


MONDAY_AT_FOUR = at(2, "16:00")


def person(tx: Transaction, of: Unit, account: int, role: Role | None = None, scope: Unit | None = None) -> Employee:
    found = builders.linked(tx, of, account, role=role, scope=scope).employee
    assert found is not None
    return found


def office(tx: Transaction, *accounts: int, code: str = "dinkes", head: int = HEAD, zone: str = "Asia/Jakarta") -> Unit:
    """A unit of these people with a head from elsewhere, who owes nothing."""
    unit = builders.unit(tx, code, timezone=zone)
    for account in accounts:
        person(tx, unit, account)
    if head:
        person(tx, builders.unit(tx, f"rumah-{code}"), head, Role.UNIT_HEAD, unit)
    return unit


def due(
    tx: Transaction, of: Unit | None, title: str = "Unggah", when: datetime = MONDAY_AT_FOUR, **more: Any
) -> Deadline:
    found = builders.deadline(tx, title, due_at=when, of=of)
    if more:
        tx.execute(update(deadline_table).where(deadline_table.c.id == found.id).values(**more))
    return found


def house(tx: Transaction, *accounts: int) -> tuple[Unit, Deadline]:
    """Such a unit with a deadline of Monday, the 2nd, at 16.00, and an admin of the agency elsewhere."""
    person(tx, builders.unit(tx, "pusat"), ADMIN, Role.ADMIN)
    unit = office(tx, *accounts or (1, 2, 3))
    return unit, due(tx, unit)


async def tick(db: Database, now: datetime, planning: Planning = PLANNING) -> int:
    """What the tick does; how many messages are new."""
    heads = await db.write(deadline_escalation.tell_heads, planning, now)
    return heads + await db.write(deadline_escalation.tell_agency, planning, JAKARTA, now)


async def told(db: Database, kind: str = HEADS) -> list[tuple[int, list[int]]]:
    """(account, ids of what is told) of all messages of a kind."""
    query = select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)
    return [(row.chat_id, row.params["told"]) for row in await db.read(lambda tx: tx.execute(query).all())]


async def kept(db: Database) -> list[tuple[int, str, int]]:
    """(unit, level, people) of everything told."""
    query = select(deadline_escalations).order_by(deadline_escalations.c.id)
    return [(row.unit_id, row.level, row.people) for row in await db.read(lambda tx: tx.execute(query).all())]


async def read_by(db: Database, account: int, now: datetime) -> list[tuple[str, str, int]]:
    """(deadline, unit, people) of each message of a head, as it would be worded now."""
    found = [
        case
        for chat, ids in await told(db)
        if chat == account
        for case in await db.read(deadline_escalation.told_head, ids, account, now)
    ]
    return [(one.deadline.title, one.unit.code, one.people) for one in found]


async def read_by_admin(db: Database, now: datetime) -> list[AgencyCase]:
    messages = [ids for chat, ids in await told(db, AGENCY) if chat == ADMIN]
    return [one for ids in messages for one in await db.read(deadline_escalation.told_agency, ids, ADMIN, now)]


async def test_a_head_hears_on_the_next_working_day_and_the_agency_on_the_third(db: Database) -> None:
    unit, _ = await db.write(house)
    when: dict[str, list[int]] = {HEADS: [], AGENCY: []}
    for day in range(2, 32):
        for clock in ("08:00", "13:30", "16:30"):
            before = {kind: len(await told(db, kind)) for kind in when}
            await tick(db, at(day, clock))
            for kind in when:
                when[kind] += [day] * (len(await told(db, kind)) - before[kind])
    assert when == {HEADS: [3], AGENCY: [5]}
    assert await kept(db) == [(unit.id, "head", 3), (unit.id, "agency", 3)]
    assert await read_by(db, HEAD, at(3)) == [("Unggah", "dinkes", 3)]
    (case,) = await read_by_admin(db, at(5))
    assert [(one.unit.id, one.people, one.trouble) for one in case.units] == [(unit.id, 3, Trouble.PEOPLE)]


async def test_closed_days_are_not_counted_and_nobody_is_told_on_them(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        tx.execute(insert(agency_days).values(day=date(2026, 3, 3), closed=True, name="Hari jadi"))

    await db.write(fill)
    assert await tick(db, at(3)) == 0
    assert await tick(db, at(4)) == 1
    assert [await tick(db, at(day)) for day in (5, 6, 7, 8)] == [0, 1, 0, 0]


@pytest.mark.parametrize("clock", ["00:00", "07:59", "16:00", "23:00"])
async def test_outside_of_office_hours_nobody_is_told(db: Database, clock: str) -> None:
    await db.write(house)
    assert await tick(db, at(4, clock)) == 0
    assert await tick(db, at(4, "15:59")) == 1


async def test_each_zone_is_told_in_its_own_hours_of_its_own_due_time(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        east = office(tx, 4, code="timur", head=11, zone="Asia/Jayapura")
        due(tx, east, "Timur", each_zone=True)

    await db.write(fill)
    await tick(db, at(2, "14:01"))  # 16.01 in Jayapura, where it is over
    assert await told(db) == []
    await tick(db, at(3, "08:00", JAYAPURA))
    assert [chat for chat, _ in await told(db)] == [11]
    (case,) = await db.read(deadline_escalation.told_head, (await told(db))[0][1], 11, at(3, "08:00", JAYAPURA))
    assert case.deadline.due_at == at(2, "16:00", JAYAPURA)
    await tick(db, at(3))
    assert [chat for chat, _ in await told(db)] == [11, HEAD]


async def test_the_same_tick_again_repeats_nothing_even_without_its_mark(db: Database) -> None:
    def forget_the_day(tx: Transaction) -> None:
        for key in (deadline_escalation.HEADS_TOLD, deadline_escalation.AGENCY_TOLD):
            tx.execute(installation.delete().where(installation.c.key.startswith(key)))

    await db.write(house)
    assert await tick(db, at(3)) == 1
    assert await tick(db, at(3)) == 0
    await db.write(forget_the_day)
    assert await tick(db, at(3, "09:00")) == 0
    assert [len(ids) for _, ids in await told(db)] == [1]


async def test_two_ticks_at_once_tell_once(db: Database) -> None:
    await db.write(house)
    for day in (3, 5):
        await asyncio.gather(*(tick(db, at(day)) for _ in range(4)))
    assert [len(await told(db, kind)) for kind in (HEADS, AGENCY)] == [1, 1]
    assert len(await kept(db)) == 2


async def test_after_downtime_it_is_made_up_for_until_the_deadline_is_old(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, _ = house(tx)
        due(tx, unit, "Lama", at(2, "16:00", month=2))

    await db.write(fill)
    assert await tick(db, at(10)) == 2  # head and agency, of the one of the 2nd of March
    assert await read_by(db, HEAD, at(10)) == [("Unggah", "dinkes", 3)]
    assert [one.deadline.title for one in await read_by_admin(db, at(10))] == ["Unggah"]


async def test_several_deadlines_and_units_of_a_morning_are_one_message(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, _ = house(tx)
        other = office(tx, 4, code="dispora", head=0)
        head = people.account(tx, HEAD)
        assert head is not None
        assert head[1] is not None
        roles.add(tx, head[1], Role.UNIT_HEAD, other.id, at(1))
        due(tx, unit, "Rekap", at(2, "10:00"))
        due(tx, None, "Semua", at(2, "11:00"))

    await db.write(fill)
    await tick(db, at(3))
    assert [chat for chat, _ in await told(db)] == [HEAD]
    assert await read_by(db, HEAD, at(3)) == [
        ("Rekap", "dinkes", 3), ("Semua", "dinkes", 3), ("Semua", "dispora", 1), ("Unggah", "dinkes", 3),
    ]  # fmt: skip


async def test_a_head_who_owes_it_too_is_the_admins_case(db: Database) -> None:
    def fill(tx: Transaction) -> Unit:
        unit, _ = house(tx, 1)
        person(tx, unit, 2, Role.UNIT_HEAD, unit)
        return unit

    unit = await db.write(fill)
    await tick(db, at(3))
    assert await read_by(db, 2, at(3)) == [("Unggah", "dinkes", 1)]
    assert await read_by(db, HEAD, at(3)) == [("Unggah", "dinkes", 2)]
    (case,) = await read_by_admin(db, at(3))
    assert [(one.people, one.trouble) for one in case.units] == [(1, Trouble.HEAD_OWES)]
    assert await kept(db) == [(unit.id, "head", 2), (unit.id, "beyond", 1)]
    await tick(db, at(5))
    assert await kept(db) == [(unit.id, "head", 2), (unit.id, "beyond", 1), (unit.id, "agency", 2)]


async def test_a_head_who_is_the_only_one_left_hears_no_number(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        person(tx, builders.unit(tx, "pusat"), ADMIN, Role.ADMIN)
        unit = builders.unit(tx)
        person(tx, unit, HEAD, Role.UNIT_HEAD, unit)
        due(tx, unit)

    await db.write(fill)
    await tick(db, at(3))
    assert await told(db) == []
    assert [chat for chat, _ in await told(db, AGENCY)] == [ADMIN]


@pytest.mark.parametrize("missing", ["none", "unreachable"])
async def test_without_a_head_who_can_be_written_to_the_admins_hear_at_once(db: Database, missing: str) -> None:
    def fill(tx: Transaction) -> None:
        person(tx, builders.unit(tx, "pusat"), ADMIN, Role.ADMIN)
        due(tx, office(tx, 1, 2, head=0 if missing == "none" else HEAD))
        people.set_reachable(tx, HEAD, reachable=False)

    await db.write(fill)
    await tick(db, at(3))
    assert await told(db) == []
    (case,) = await read_by_admin(db, at(3))
    assert [(one.people, one.trouble) for one in case.units] == [(2, Trouble.NO_HEAD)]


async def test_a_head_who_comes_later_is_told_then(db: Database) -> None:
    def appoint(tx: Transaction, unit: Unit) -> None:
        person(tx, builders.unit(tx, "rumah"), HEAD, Role.UNIT_HEAD, unit)

    def fill(tx: Transaction) -> Unit:
        unit = office(tx, 1, head=0)
        due(tx, unit)
        return unit

    unit = await db.write(fill)
    assert await tick(db, at(3)) == 0
    await db.write(appoint, unit)
    assert await tick(db, at(4)) == 1
    assert await read_by(db, HEAD, at(4)) == [("Unggah", "dinkes", 1)]


async def test_what_was_moved_and_is_over_again_is_told_anew(db: Database) -> None:
    def move(tx: Transaction, deadline: Deadline) -> None:
        values = {"due_at": at(4, "16:00"), "version": 2}
        tx.execute(update(deadline_table).where(deadline_table.c.id == deadline.id).values(values))

    _, deadline = await db.write(house)
    await tick(db, at(3))
    await db.write(move, deadline)
    assert await read_by(db, HEAD, at(3, "09:00")) == []  # ahead again: the message that waits is void
    assert await tick(db, at(4)) == 0
    assert await tick(db, at(5)) == 1
    assert [len(ids) for _, ids in await told(db)] == [1, 1]


async def test_a_message_tells_what_is_true_when_it_goes_out(db: Database) -> None:
    def finish(tx: Transaction, deadline: Deadline, account: int) -> None:
        found = people.account(tx, account)
        assert found is not None
        assert found[1] is not None
        deadlines.mark_done(tx, deadline.id, found[1], at(3))

    _, deadline = await db.write(house)
    await tick(db, at(3))
    await db.write(finish, deadline, 1)
    assert await read_by(db, HEAD, at(3)) == [("Unggah", "dinkes", 2)]
    for account in (2, 3):
        await db.write(finish, deadline, account)
    assert await read_by(db, HEAD, at(3)) == []
    assert await tick(db, at(5)) == 0


async def test_a_message_that_waits_is_void_once_called_off_or_for_somebody_else(db: Database) -> None:
    def dismiss(tx: Transaction) -> None:
        found = people.account(tx, HEAD)
        assert found is not None
        head = people.employee(tx, found[1] or 0)
        assert head is not None
        builders.revoke_grants(tx, head)

    unit, deadline = await db.write(house)
    await tick(db, at(3))
    await tick(db, at(5))
    ((_, heads),), ((_, admins),) = await told(db), await told(db, AGENCY)
    assert await db.read(deadline_escalation.told_head, heads, 1, at(5)) == ()
    assert await db.read(deadline_escalation.told_agency, admins, HEAD, at(5)) == ()
    await db.write(dismiss)
    assert await db.read(deadline_escalation.told_head, heads, HEAD, at(5)) == ()
    assert len(await read_by_admin(db, at(5))) == 1
    await db.write(builders.end_deadline, deadline)
    assert await read_by_admin(db, at(5)) == []
    assert unit.id


async def test_only_whom_it_concerns_counts_also_those_who_can_not_be_reminded(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, deadline = house(tx, 1, 2)
        silent = builders.employee(tx, unit)
        audience = DeadlineAudience(Concerned.PEOPLE).as_json()
        tx.execute(update(deadline_table).where(deadline_table.c.id == deadline.id).values(audience=audience))
        put_in_charge(tx, deadline.id, [silent.id])

    await db.write(fill)
    await tick(db, at(3))
    assert await read_by(db, HEAD, at(3)) == [("Unggah", "dinkes", 1)]


async def test_a_deadline_for_heads_by_role_counts_them_and_goes_to_the_admins(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        person(tx, builders.unit(tx, "pusat"), ADMIN, Role.ADMIN)
        unit = builders.unit(tx)
        person(tx, unit, 1)
        person(tx, unit, HEAD, Role.UNIT_HEAD, unit)
        due(tx, None, audience=DeadlineAudience(Concerned.ROLE, Role.UNIT_HEAD.value).as_json())

    await db.write(fill)
    await tick(db, at(3))
    assert await told(db) == []
    (case,) = await read_by_admin(db, at(3))
    assert [(one.people, one.trouble) for one in case.units] == [(1, Trouble.HEAD_OWES)]


async def test_a_task_that_one_does_for_all_is_over_with_one_mark(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, _ = house(tx)
        shared = builders.deadline(tx, "Bersama", due_at=MONDAY_AT_FOUR, of=unit, rule=DoneRule.SHARED)
        found = people.account(tx, 1)
        assert found is not None
        deadlines.mark_done(tx, shared.id, found[1] or 0, at(2))

    await db.write(fill)
    await tick(db, at(3))
    assert await read_by(db, HEAD, at(3)) == [("Unggah", "dinkes", 3)]


@pytest.mark.parametrize(
    ("head_after", "agency_after", "expected"),
    [(0, 3, [AGENCY]), (1, 0, [HEADS]), (0, 0, []), (4, 4, [HEADS, AGENCY])],
)
async def test_each_can_be_turned_off_or_put_to_another_day(
    db: Database, head_after: int, agency_after: int, expected: list[str]
) -> None:
    await db.write(house)
    planning = replace(PLANNING, head_after=head_after, agency_after=agency_after)
    for day in (3, 4, 5):
        await tick(db, at(day), planning)
    early = len(await kept(db))
    await tick(db, at(6), planning)
    kinds = await db.read(lambda tx: tx.execute(select(outbox.c.kind).order_by(outbox.c.id)).scalars().all())
    assert list(kinds) == expected
    assert early == (0 if head_after == 4 else len(expected))


async def test_without_an_admin_nothing_is_kept_for_the_agency(db: Database) -> None:
    await db.write(lambda tx: due(tx, office(tx, 1)))
    for day in (3, 4, 5):
        await tick(db, at(day))
    assert [level for _, level, _ in await kept(db)] == ["head"]
    await db.write(lambda tx: person(tx, builders.unit(tx, "pusat"), ADMIN, Role.ADMIN))
    assert await tick(db, at(5, "09:00")) == 1


async def test_many_units_are_one_message_to_each_admin_and_one_to_each_head(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        person(tx, builders.unit(tx, "pusat"), ADMIN, Role.ADMIN)
        for number in range(12):
            office(tx, 100 + number, code=f"unit-{number}", head=200 + number)
        due(tx, None)

    await db.write(fill)
    await tick(db, at(5))
    heads = await told(db)
    # The homes of the heads have nobody to lead them, and neither has the admin's: the admins hear of these too.
    assert sorted(chat for chat, _ in heads) == list(range(200, 212))
    assert {len(ids) for _, ids in heads} == {1}
    (case,) = await read_by_admin(db, at(5))
    assert (len(case.units), case.people) == (25, 25)
    assert case.deadline.due_at - MONDAY_AT_FOUR == timedelta()
