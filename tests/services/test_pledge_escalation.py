"""When reminders do not help: heads hear a number once a week, the agency's admins of what heads can't help with."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.people import Employee, Unit
from domain.pledge_plan import PledgePlan
from domain.rights import Role
from services import pledge_reminders
from services.pledge_reminders import HEAD_LEVEL, Reminding
from storage import people, roles
from storage import pledge_reminders as stored
from storage.engine import Database, Transaction
from storage.tables import outbox, pledge_escalations, pledge_requests
from tests import builders
from tests.services.test_pledge_reminders import HOW, at, person, planned, remind

HEAD, ADMIN = 10, 20
TENTH = at(10)
PLAN = PledgePlan((3, 7, 14), (7, 1), 2, 4)


def house(tx: Transaction, *accounts: int, plan: PledgePlan = PLAN, head: bool = True) -> tuple[Unit, list[Employee]]:
    """A unit of these people, asked on the 2nd until the 31st; its head and the admin of the agency have signed."""
    unit = builders.unit(tx)
    asked = [person(tx, unit, account) for account in accounts]
    done = [builders.linked(tx, builders.unit(tx, "pusat"), ADMIN, role=Role.ADMIN).employee]
    if head:
        done.append(builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit).employee)
    campaign = planned(tx, plan, days=29)
    for number, one in enumerate(done):
        assert one is not None
        builders.signature(tx, campaign, one, code=f"AAAAAAAAA{number}")
    return unit, asked


async def day(db: Database, now: datetime, how: Reminding = HOW) -> None:
    """What the tick does."""
    await db.write(pledge_reminders.tell_heads, how, now)
    await db.write(pledge_reminders.tell_agency, how, now)
    await remind(db, now, how)


async def told(db: Database, kind: str) -> list[tuple[int, int, Any]]:
    """(day of March, account, parameters) of all messages of a kind."""
    query = select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)
    rows = await db.read(lambda tx: tx.execute(query).all())
    return [(row.created_at.day, row.chat_id, row.params) for row in rows]


def reminded(tx: Transaction, times: int, *others: Employee) -> None:
    """Let so many steps be behind all requests that wait, or behind those of these people."""
    statement = update(pledge_requests)
    if others:
        statement = statement.where(pledge_requests.c.employee_id.in_([one.id for one in others]))
    tx.execute(statement.values(reminded=times))


def kept(tx: Transaction) -> list[tuple[str, int]]:
    rows = tx.execute(select(pledge_escalations).order_by(pledge_escalations.c.id))
    return [(row.level, row.people) for row in rows]


async def test_a_head_hears_weekly_and_the_agency_when_even_that_did_not_help(db: Database) -> None:
    unit, _ = await db.write(house, 1, 2)
    for number in range(5, 32):
        await day(db, at(number))
    await day(db, at(31, "09:00"))
    heads = await told(db, "pledge_escalation")
    # Reminded for the second time on the 9th; the 24th is collective leave.
    assert [(when, account) for when, account, _ in heads] == [(10, HEAD), (17, HEAD), (25, HEAD)]
    assert {(params["unit"], params["people"]) for _, _, params in heads} == {(unit.id, 2)}
    assert [(when, account) for when, account, _ in await told(db, "pledge_agency")] == [(26, ADMIN)]
    assert await db.read(kept) == [("head", 2), ("head", 2), ("head", 2), ("agency", 2)]


async def test_only_those_count_whom_reminders_did_not_help(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        _, (one, two, *_) = house(tx, 1, 2, 3)
        reminded(tx, 2, one, two)
        builders.unlink(tx, 2)  # who can't be reminded counts too

    await db.write(fill)
    await day(db, at(10))
    assert [params["people"] for _, _, params in await told(db, "pledge_escalation")] == [2]
    assert await told(db, "pledge_agency") == []


async def test_a_head_who_has_not_signed_is_the_admins_case(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, (one, head) = house(tx, 1, HEAD, head=False)
        roles.add(tx, head.id, Role.UNIT_HEAD, unit.id, at(2))
        reminded(tx, 2, one, head)

    await db.write(fill)
    await day(db, at(10))
    ((_, account, params),) = await told(db, "pledge_escalation")
    assert (account, params["people"]) == (HEAD, 1)
    assert [account for _, account, _ in await told(db, "pledge_agency")] == [ADMIN]
    assert await db.read(kept) == [("head", 2), ("agency", 1)]


async def test_a_head_who_is_the_only_one_left_hears_no_number(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit, (head,) = house(tx, HEAD, head=False)
        roles.add(tx, head.id, Role.UNIT_HEAD, unit.id, at(2))
        reminded(tx, 2)

    await db.write(fill)
    await day(db, at(10))
    assert await told(db, "pledge_escalation") == []
    assert await db.read(kept) == [("agency", 1)]


@pytest.mark.parametrize("missing", ["none", "unreachable"])
async def test_without_a_head_who_can_be_written_to_the_admins_hear(db: Database, missing: str) -> None:
    def fill(tx: Transaction) -> None:
        house(tx, 1, 2, head=missing == "unreachable")
        people.set_reachable(tx, HEAD, reachable=False)
        reminded(tx, 2)

    await db.write(fill)
    await day(db, at(10))
    await day(db, at(16))
    assert await told(db, "pledge_escalation") == []
    assert [when for when, _, _ in await told(db, "pledge_agency")] == [10]
    await day(db, at(17))
    assert [when for when, _, _ in await told(db, "pledge_agency")] == [10, 17]


async def test_a_plan_can_tell_nobody(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx, 1, plan=PledgePlan((3,), (), 0, 0))
        reminded(tx, 9)

    await db.write(fill)
    await day(db, at(10))
    assert await db.read(kept) == []


async def test_outside_office_hours_nobody_is_told(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx, 1)
        reminded(tx, 4)

    await db.write(fill)
    for closed in (at(10, "07:59"), at(10, "16:00"), at(14), at(13, "12:00"), at(19)):
        await day(db, closed)
    assert await db.read(kept) == []


async def test_processes_at_the_same_moment_tell_once(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx, 1)
        reminded(tx, 4)

    await db.write(fill)
    async with asyncio.timeout(20):
        await asyncio.gather(*(db.write(pledge_reminders.tell_heads, HOW, at(10)) for _ in range(4)))
        await asyncio.gather(*(db.write(pledge_reminders.tell_agency, HOW, at(10)) for _ in range(4)))
    assert await db.read(kept) == [("head", 1), ("agency", 1)]
    assert len(await told(db, "pledge_escalation")) == len(await told(db, "pledge_agency")) == 1


async def test_what_a_head_reads_is_true_when_it_is_sent(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, list[Employee]]:
        unit, asked = house(tx, 1, 2)
        reminded(tx, 2)
        return unit.id, asked

    unit, asked = await db.write(fill)
    await day(db, at(10))
    ((_, _, params),) = await told(db, "pledge_escalation")
    post = (int(params["campaign"]), unit, int(params["people"]))

    async def read(account: int = HEAD, now: datetime = TENTH) -> int | None:
        found = await db.read(pledge_reminders.told_head, *post, account, HOW, now)
        return found.people if found else None

    assert await read() == 2
    assert await read(ADMIN) is None
    assert await read(now=at(31, "10:00")) is None
    await db.write(builders.dismiss, asked[0])
    assert await read() == 1
    await db.write(builders.dismiss, asked[1])
    assert await read() is None


async def test_what_an_admin_reads_is_true_when_it_is_sent(db: Database) -> None:
    def fill(tx: Transaction) -> list[Employee]:
        _, asked = house(tx, 1, 2)
        other = person(tx, builders.unit(tx, "kedua", name="Unit kedua"), 3)
        reminded(tx, 4)
        return [*asked, other]

    asked = await db.write(fill)
    await day(db, at(10))
    ((_, _, params),) = await told(db, "pledge_agency")
    campaign, moment = int(params["campaign"]), datetime.fromisoformat(params["at"])

    async def read(account: int = ADMIN, now: datetime = TENTH) -> list[tuple[str, int]]:
        found = await db.read(pledge_reminders.told_agency, campaign, moment, account, now)
        return [(name, count) for _, name, count in found[1]] if found else []

    assert await read() == [("Unit dinkes", 2), ("Unit kedua", 1)]
    assert await read(HEAD) == []
    assert await read(now=at(31, "10:00")) == []
    for one in asked[1:]:
        await db.write(builders.dismiss, one)
    assert await read() == [("Unit dinkes", 1)]
    await db.write(builders.dismiss, asked[0])
    assert await read() == []


async def test_who_was_told_is_kept_by_unit_campaign_and_level(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit, _ = house(tx, 1)
        campaign = tx.execute(select(pledge_requests.c.campaign_id)).scalars().first()
        assert campaign is not None
        stored.keep_escalations(tx, campaign, HEAD_LEVEL, {unit.id: 3}, at(9))
        stored.keep_escalations(tx, campaign, HEAD_LEVEL, {}, at(9))
        return campaign, unit.id

    campaign, unit = await db.write(fill)
    assert await db.read(stored.told_since, campaign, HEAD_LEVEL, at(9)) == {unit}
    assert await db.read(stored.told_since, campaign, HEAD_LEVEL, at(9, "08:01")) == frozenset()
    assert await db.read(stored.told_since, campaign, "agency", at(9)) == frozenset()
    assert await db.read(stored.told_since, campaign + 1, HEAD_LEVEL, at(9)) == frozenset()
