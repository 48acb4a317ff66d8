"""Reminding of the pledge by the plan: each person on their days, in office time, until they answer, never twice."""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from domain.ledger import Campaign
from domain.messages import Lane
from domain.people import Employee, Unit
from domain.pledge_plan import PledgePlan
from domain.pledge_request import RequestReason, RequestState
from services import campaigns, pledge_reminders
from services.pledge_reminders import Reminding
from storage import people, pledges
from storage.engine import Database, Transaction
from storage.tables import campaigns as campaign_table
from storage.tables import outbox, pledge_requests
from tests import builders
from tests.builders import NOW

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)
HOW = Reminding()
SIMPLE = PledgePlan((3,), (), 0, 0)


def at(day: int, clock: str = "08:00", zone: ZoneInfo = JAKARTA, *, month: int = 3) -> datetime:
    """A local moment of March 2026, whose second is the Monday on which campaigns open."""
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), zone)


async def remind(db: Database, now: datetime, how: Reminding = HOW) -> list[int]:
    """Run the tick until nothing is left; the accounts that were newly written to, sorted."""
    before = await db.read(count)
    await db.write(pledge_reminders.tell_heads, how, now)
    while await db.write(pledge_reminders.promote, how, now):
        pass
    return sorted((await db.read(accounts))[before:])


def count(tx: Transaction) -> int:
    return len(accounts(tx))


def accounts(tx: Transaction) -> list[int]:
    rows = tx.execute(select(outbox.c.chat_id).where(outbox.c.kind == "pledge_reminder").order_by(outbox.c.id))
    return list(rows.scalars())


def posts(tx: Transaction) -> list[Any]:
    return list(tx.execute(select(outbox).where(outbox.c.kind == "pledge_reminder").order_by(outbox.c.id)))


def steps(tx: Transaction) -> list[int]:
    return list(tx.execute(select(pledge_requests.c.reminded).order_by(pledge_requests.c.id)).scalars())


def person(tx: Transaction, unit: Unit, account: int) -> Employee:
    found = builders.linked(tx, unit, account).employee
    assert found is not None
    return found


def asked_at(tx: Transaction, one: Employee, moment: datetime) -> None:
    """Let the current requests of somebody have been made at this moment."""
    theirs = update(pledge_requests).where(pledge_requests.c.employee_id == one.id, pledge_requests.c.current)
    tx.execute(theirs.values(opened_at=moment))


def planned(tx: Transaction, plan: PledgePlan = SIMPLE, *, version: str = "1", days: int = 60) -> Campaign:
    found = builders.campaign(tx, version, days=days)
    tx.execute(update(campaign_table).where(campaign_table.c.id == found.id).values(plan=plan.as_data()))
    return found


def office(tx: Transaction, *numbers: int, plan: PledgePlan = SIMPLE) -> tuple[Campaign, list[Employee]]:
    """A unit with these linked people, and a campaign that asks them on the 2nd."""
    unit = builders.unit(tx)
    asked = [person(tx, unit, number) for number in numbers]
    return planned(tx, plan), asked


async def test_the_whole_course_of_a_person_and_of_one_who_joins_in_the_middle(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        person(tx, unit, 1)
        joiner = person(tx, unit, 2)
        builders.campaign(tx, days=29)  # until the 31st, 10.00
        asked_at(tx, joiner, at(12, "14:00"))

    await db.write(fill)
    seen: dict[int, list[int]] = {}
    for day in range(2, 32):
        for clock in ("08:00", "13:30"):
            for account in await remind(db, at(day, clock)):
                seen.setdefault(account, []).append(day)
    # The 24th is collective leave of Idulfitri, the 15th a Sunday; the 26th and 30th are for both.
    assert seen == {1: [5, 9, 16, 25, 30], 2: [16, 25, 26, 30]}
    written = await db.read(posts)
    assert {(row.lane, len(row.params["requests"])) for row in written} == {(Lane.BULK, 1)}
    assert [row.params["number"] for row in written if row.chat_id == 1] == [1, 2, 3, 4, 5]
    assert await remind(db, at(1, month=4)) == []


async def test_a_step_is_not_taken_before_its_day_nor_outside_office_hours(db: Database) -> None:
    await db.write(office, 1)
    for early in (at(4, "15:00"), at(5, "00:00"), at(5, "07:59"), at(5, "16:00"), at(5, "23:00")):
        assert await remind(db, early) == []
    assert await remind(db, at(6, "11:30")) == []
    assert await remind(db, at(6, "12:59")) == []
    assert await remind(db, at(6, "13:00")) == [1]


@pytest.mark.parametrize("answer", ["sign", "decline", "leave", "withdraw"])
async def test_an_answer_or_leaving_stops_it_at_once_also_what_is_queued(db: Database, answer: str) -> None:
    def end(tx: Transaction, campaign: Campaign, one: Employee) -> None:
        request = pledges.current_request(tx, campaign.id, one.id)
        assert request is not None
        match answer:
            case "sign":
                builders.signature(tx, campaign, one)
            case "decline":
                pledges.set_state(tx, request.id, request.state, RequestState.DECLINED, NOW)
            case "leave":
                builders.dismiss(tx, one)
            case "withdraw":
                pledges.set_state(tx, request.id, request.state, RequestState.WITHDRAWN, NOW)

    campaign, (one, _) = await db.write(lambda tx: office(tx, 1, 2, plan=PledgePlan((3, 4), (), 0, 0)))
    assert await remind(db, at(5)) == [1, 2]
    first, second = await db.read(posts)
    for row in (first, second):
        waits = await db.read(pledge_reminders.waiting, row.params["requests"], row.chat_id, at(5))
        assert [found.id for found in waits] == [campaign.id]
    await db.write(end, campaign, one)
    assert await db.read(pledge_reminders.waiting, first.params["requests"], 1, at(5)) == ()
    assert await remind(db, at(6)) == [2]


async def test_a_queued_reminder_is_for_the_account_and_the_open_campaign_only(db: Database) -> None:
    campaign, _ = await db.write(office, 1)
    await remind(db, at(5))
    (row,) = await db.read(posts)
    requests = row.params["requests"]
    assert await db.read(pledge_reminders.waiting, requests, 2, at(5)) == ()
    assert await db.read(pledge_reminders.waiting, [404], 1, at(5)) == ()
    assert await db.read(pledge_reminders.waiting, requests, 1, campaign.closes_at) == ()
    await db.write(builders.unlink, 1)
    assert await db.read(pledge_reminders.waiting, requests, 1, at(5)) == ()


async def test_who_moves_is_asked_anew_and_counts_from_there(db: Database) -> None:
    def move(tx: Transaction, one: Employee) -> None:
        tx.execute(update(pledge_requests).values(reminded=1, reminded_at=at(5)))
        campaigns.ask_anew(tx, [one.id], RequestReason.MOVED, at(5, "10:00"))

    _, (one,) = await db.write(office, 1)
    await db.write(move, one)
    assert await remind(db, at(6)) == []
    assert await remind(db, at(9)) == [1]
    (row,) = await db.read(posts)
    assert row.params["number"] == 1


async def test_after_days_of_downtime_there_is_one_message(db: Database) -> None:
    await db.write(lambda tx: office(tx, 1, plan=PledgePlan((3, 4, 7), (), 0, 0)))
    assert await remind(db, at(10)) == [1]
    assert await db.read(steps) == [3]
    for later in (at(10, "09:00"), at(11), at(12)):
        assert await remind(db, later) == []
    (row,) = await db.read(posts)
    assert row.params["number"] == 1  # it is the first that they hear


async def test_several_campaigns_that_wait_for_a_person_make_one_message(db: Database) -> None:
    def fill(tx: Transaction) -> list[int]:
        unit = builders.unit(tx)
        person(tx, unit, 1)
        return [planned(tx, version="1").id, planned(tx, version="2", days=30).id]

    first, second = await db.write(fill)
    assert await remind(db, at(5)) == [1]
    (row,) = await db.read(posts)
    found = await db.read(pledge_reminders.waiting, row.params["requests"], 1, at(5))
    assert [one.id for one in found] == [second, first]
    assert await db.read(steps) == [1, 1]


async def test_nobody_hears_twice_on_a_day_and_who_was_nudged_waits_for_the_next(db: Database) -> None:
    def nudge(tx: Transaction, one: Employee, moment: datetime) -> None:
        theirs = update(pledge_requests).where(pledge_requests.c.employee_id == one.id)
        tx.execute(theirs.values(nudged_at=moment))

    def fill(tx: Transaction) -> None:
        _, (_, two, three) = office(tx, 1, 2, 3)
        planned(tx, PledgePlan((4,), (), 0, 0), version="2")
        nudge(tx, two, at(5, "07:40"))
        nudge(tx, three, at(4, "23:59"))

    await db.write(fill)
    assert await remind(db, at(5)) == [1, 3]
    assert await remind(db, at(5, "15:00")) == []
    assert await remind(db, at(6)) == [1, 2, 3]
    rows = await db.read(posts)
    assert [len(row.params["requests"]) for row in rows if row.chat_id == 2] == [2]


async def test_who_can_not_be_written_to_moves_on_without_a_message(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1, 2)
        people.set_reachable(tx, 1, reachable=False)
        builders.unlink(tx, 2)

    await db.write(fill)
    assert await remind(db, at(5)) == []
    assert await db.read(steps) == [1, 1]
    assert await db.read(lambda tx: tx.execute(select(pledge_requests.c.reminded_at).distinct()).scalars().all()) == [
        None
    ]


async def test_each_zone_and_working_week_has_its_own_time(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        calendars = (("Asia/Jakarta", 5), ("Asia/Makassar", 5), ("Asia/Jayapura", 5), ("Asia/Jakarta", 6))
        for account, (zone, work_days) in enumerate(calendars, 1):
            person(tx, builders.unit(tx, f"u{account}", timezone=zone, work_days=work_days), account)
        planned(tx, PledgePlan((3, 5), (), 0, 0))

    await db.write(fill)
    heard = [await remind(db, at(5, clock)) for clock in ("05:59", "06:00", "07:00", "07:30", "08:00")]
    assert heard == [[], [3], [2], [], [1, 4]]
    assert [await remind(db, at(day)) for day in (7, 8, 9)] == [[4], [], [1, 2, 3]]  # Saturday, Sunday, Monday


async def test_holidays_count_only_where_they_are_respected(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        _, (one,) = office(tx, 1)
        asked_at(tx, one, at(16))

    await db.write(fill)
    assert [await remind(db, at(day)) for day in (19, 20, 23, 24)] == [[], [], [], []]  # Nyepi, Idulfitri and its leave
    assert await remind(db, at(25)) == [1]


async def test_a_campaign_follows_its_own_plan_or_else_that_of_the_installation(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        person(tx, unit, 1)
        builders.campaign(tx, "1", days=60)

    await db.write(fill)
    how = Reminding(plan=PledgePlan((2,), (), 0, 0))
    assert await remind(db, at(3), how) == []
    assert await remind(db, at(4), how) == [1]


@pytest.mark.parametrize("ended", ["closed", "ended", "ahead"])
async def test_a_campaign_that_is_not_open_reminds_nobody(db: Database, ended: str) -> None:
    def fill(tx: Transaction) -> None:
        campaign, _ = office(tx, 1)
        values = {
            "closed": {"closes_at": at(5, "07:00")},
            "ended": {"ended_at": at(4)},
            "ahead": {"opens_at": at(10)},
        }[ended]
        tx.execute(update(campaign_table).where(campaign_table.c.id == campaign.id).values(**values))

    await db.write(fill)
    assert await remind(db, at(5)) == []
    assert await db.read(steps) == [0]


async def test_two_processes_never_send_twice(db: Database) -> None:
    await db.write(lambda tx: office(tx, *range(1, 8)))
    await db.write(pledge_reminders.tell_heads, HOW, at(5))
    async with asyncio.timeout(20):
        taken = await asyncio.gather(*(db.write(pledge_reminders.promote, HOW, at(5)) for _ in range(5)))
    assert sum(taken) == 7
    assert sorted(await db.read(accounts)) == list(range(1, 8))


async def test_many_are_taken_batch_by_batch(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pledge_reminders, "BATCH", 2)
    await db.write(lambda tx: office(tx, 1, 2, 3))
    await db.write(pledge_reminders.tell_heads, HOW, at(5))
    taken = [await db.write(pledge_reminders.promote, HOW, at(5)) for _ in range(4)]
    assert taken == [2, 1, 0, 0]


async def test_a_day_that_is_done_is_not_searched_again(db: Database) -> None:
    def late(tx: Transaction, one: Employee) -> None:
        asked_at(tx, one, at(1))

    _, (one,) = await db.write(office, 1)
    await db.write(lambda tx: asked_at(tx, one, at(4)))
    assert await remind(db, at(5)) == []
    await db.write(late, one)
    assert await remind(db, at(5, "09:00")) == []
    assert await remind(db, at(6)) == [1]


async def test_a_restart_in_the_middle_of_a_batch_loses_and_doubles_nothing(db: Database) -> None:
    def cut_short(tx: Transaction) -> None:
        pledge_reminders.tell_heads(tx, HOW, at(5))
        assert pledge_reminders.promote(tx, HOW, at(5)) == 2
        raise ZeroDivisionError

    await db.write(lambda tx: office(tx, 1, 2))
    with pytest.raises(ZeroDivisionError):
        await db.write(cut_short)
    assert await db.read(steps) == [0, 0]
    assert await remind(db, at(5)) == [1, 2]
    assert await remind(db, at(5, "08:01")) == []


def keys(tx: Transaction) -> list[str]:
    return [row.dedupe_key for row in posts(tx)]


async def test_the_key_of_a_message_names_request_and_step(db: Database) -> None:
    await db.write(lambda tx: office(tx, 1, plan=PledgePlan((3, 4), (), 0, 0)))
    await remind(db, at(5))
    await remind(db, at(6))
    first, second = await db.read(keys)
    request = (await db.read(lambda tx: tx.execute(select(pledge_requests.c.id)).scalars().all()))[0]
    assert (first, second) == (f"pledge_reminder:{request}.1", f"pledge_reminder:{request}.2")
