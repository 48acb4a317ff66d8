"""The weekly digest: to heads and groups, in numbers, once a week, on its first working day or as soon as possible."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from domain.digest import Digest
from domain.ledger import Campaign
from domain.messages import Group, Lane
from domain.people import Employee, Unit
from domain.rights import Role
from services import digests
from services.planning import Planning
from storage import deadlines, groups, people, roles
from storage.engine import Database, Transaction
from storage.tables import agency_days, outbox
from storage.tables import deadlines as deadline_table
from tests import builders

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
PLANNING = Planning(country="")
HEAD, GROUP, AGENCY_GROUP = 10, -5, -6
DAY = timedelta(days=1)


def at(day: int, clock: str = "08:00", zone: ZoneInfo = JAKARTA) -> datetime:
    """A local moment of March 2026, whose second, ninth and sixteenth are Mondays."""
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), zone)


async def tick(db: Database, now: datetime, planning: Planning = PLANNING) -> list[int]:
    """What the tick does; the chats that get a digest by it, sorted."""
    before = len(await posts(db))
    for _ in range(20):
        if not await db.write(digests.tell, planning, JAKARTA, now):
            break
    else:
        pytest.fail("the tick never ends")
    return sorted(row.chat_id for row in (await posts(db))[before:])


async def posts(db: Database) -> list[Any]:
    return await db.read(lambda tx: list(tx.execute(select(outbox).order_by(outbox.c.id))))


def house(tx: Transaction, *, zone: str = "Asia/Jakarta", work_days: int = 5) -> Unit:
    """A unit with a head, a group, two more people, and a deadline of Friday, the 13th."""
    unit = builders.unit(tx, timezone=zone, work_days=work_days)
    builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit)
    for account in (1, 2):
        builders.linked(tx, unit, account)
    groups.link(tx, Group(GROUP, 7, "Grup", unit.id, ""), HEAD, at(1))
    builders.deadline(tx, "Laporan", due_at=at(13, "16:00", ZoneInfo(zone)))
    return unit


async def head_reads(db: Database, week: int, now: datetime, account: int = HEAD) -> tuple[Digest, ...]:
    return await db.read(digests.for_head, account, date(2026, 3, week), now)


async def group_reads(db: Database, week: int, now: datetime, chat: int = GROUP) -> Digest | None:
    return await db.read(digests.for_group, chat, date(2026, 3, week), JAKARTA, now)


async def test_head_and_group_get_one_a_week_at_eight_on_monday(db: Database) -> None:
    await db.write(house)
    when: dict[int, list[int]] = {}
    for day in range(2, 17):
        for clock in ("07:30", "07:59", "08:00", "15:00"):
            for chat in await tick(db, at(day, clock)):
                assert clock == "08:00"
                when.setdefault(chat, []).append(day)
    assert when == {HEAD: [2, 9, 16], GROUP: [2, 9, 16]}
    rows = await posts(db)
    assert {(row.chat_id, row.thread_id) for row in rows} == {(HEAD, None), (GROUP, 7)}
    assert {row.lane for row in rows} == {Lane.BULK}
    assert next(row.dedupe_key for row in rows if row.chat_id == HEAD) == f"digest:2026-W10:{HEAD}"


async def test_a_closed_monday_moves_it_to_the_next_working_day(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        tx.execute(insert(agency_days).values(day=date(2026, 3, 2), closed=True, name="Hari jadi"))

    await db.write(fill)
    assert await tick(db, at(2, "10:00")) == []
    assert await tick(db, at(3, "07:59")) == []
    assert await tick(db, at(3)) == [GROUP, HEAD]


async def test_a_week_without_a_working_day_has_none(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        rows = [{"day": date(2026, 3, day), "closed": True, "name": "Cuti"} for day in range(2, 9)]
        tx.execute(insert(agency_days), rows)

    await db.write(fill)
    assert [await tick(db, at(day, "10:00")) for day in range(2, 9)] == [[]] * 7
    assert await tick(db, at(9)) == [GROUP, HEAD]


async def test_what_was_missed_is_made_up_for_in_the_same_week_and_in_office_hours_only(db: Database) -> None:
    await db.write(house)
    for closed in (at(2, "17:00"), at(3, "06:00"), at(6, "12:00")):
        assert await tick(db, closed) == []
    assert await tick(db, at(6, "13:00")) == [GROUP, HEAD]
    assert await tick(db, at(6, "14:00")) == []
    for weekend in (at(7, "10:00"), at(8, "10:00")):
        assert await tick(db, weekend) == []
    assert await tick(db, at(9)) == [GROUP, HEAD]


async def test_after_a_restart_and_with_two_ticks_at_once_nothing_is_repeated(db: Database) -> None:
    await db.write(house)
    await asyncio.gather(*(db.write(digests.tell, PLANNING, JAKARTA, at(2)) for _ in range(4)))
    assert sorted(row.chat_id for row in await posts(db)) == [GROUP, HEAD]
    assert await tick(db, at(2, "08:01")) == []


async def test_each_calendar_has_its_own_morning(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        east = builders.unit(tx, "timur", timezone="Asia/Jayapura")
        builders.linked(tx, east, 11, role=Role.UNIT_HEAD, scope=east)
        groups.link(tx, Group(AGENCY_GROUP, None, "Instansi", None, ""), 11, at(1))

    await db.write(fill)
    assert await tick(db, at(2, "08:00", JAYAPURA)) == [11]
    assert await tick(db, at(2)) == [AGENCY_GROUP, GROUP, HEAD]


async def test_the_group_of_the_agency_gets_it_where_no_unit_has_the_agency_s_calendar(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx, work_days=6)
        groups.link(tx, Group(AGENCY_GROUP, None, "Instansi", None, ""), HEAD, at(1))

    await db.write(fill)
    assert await tick(db, at(2)) == [AGENCY_GROUP, GROUP, HEAD]


async def test_it_can_be_turned_off_or_put_to_another_hour(db: Database) -> None:
    await db.write(house)
    assert await tick(db, at(2), replace(PLANNING, digest_at=None)) == []
    late = replace(PLANNING, digest_at=time(14))
    assert await tick(db, at(2, "13:59"), late) == []
    assert await tick(db, at(2, "14:00"), late) == [GROUP, HEAD]


async def test_it_counts_what_is_due_and_late_in_the_unit_and_below(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = house(tx)
        below = builders.unit(tx, "puskesmas", parent=unit)
        builders.linked(tx, below, 3)
        other = builders.unit(tx, "lain")
        builders.linked(tx, other, 4)
        builders.deadline(tx, "Di bawah", due_at=at(1, "10:00"), of=below)
        builders.deadline(tx, "Di tempat lain", due_at=at(5), of=other)
        builders.deadline(tx, "Kelak", due_at=at(2) + 14 * DAY + timedelta(minutes=1))
        builders.deadline(tx, "Lama sekali", due_at=at(2) - 30 * DAY)
        done = builders.deadline(tx, "Sudah", due_at=at(4), of=below)
        marker = people.account(tx, 3)
        assert marker is not None
        deadlines.mark_done(tx, done.id, marker[1] or 0, at(1))
        half = builders.deadline(tx, "Separuh", due_at=at(10), of=unit)
        deadlines.mark_done(tx, half.id, marker[1] or 0, at(1))

    await db.write(fill)
    (found,) = await head_reads(db, 2, at(2))
    assert [(one.deadline.title, one.people, one.owing) for one in found.due] == [("Separuh", 4, 3), ("Laporan", 4, 4)]
    assert [(one.deadline.title, one.people, one.owing) for one in found.late] == [("Di bawah", 1, 1)]
    assert found.coverage == ()
    assert await group_reads(db, 2, at(2)) == found


async def test_it_is_due_in_the_zone_of_the_unit(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx, zone="Asia/Jayapura")
        tx.execute(update(deadline_table).values(each_zone=True, due_at=at(13, "16:00")))

    await db.write(fill)
    (found,) = await head_reads(db, 2, at(2))
    assert found.due[0].deadline.due_at == at(13, "16:00", JAYAPURA)


async def test_the_pledge_is_news_until_all_have_signed(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Campaign, list[Employee]]:
        house(tx)
        tx.execute(deadline_table.delete())
        signers = [person for one in (HEAD, 1, 2) if (person := builders.actor(tx, one).employee)]
        return builders.campaign(tx, opens_at=at(1)), signers

    def signed(tx: Transaction, campaign: Campaign, one: Employee, code: str) -> None:
        builders.signature(tx, campaign, one, code=code)

    campaign, signers = await db.write(fill)
    for number, one in enumerate(signers):
        (found,) = await head_reads(db, 2, at(2))
        assert [(of.id, (sums.signed, sums.expected)) for of, sums in found.coverage] == [(campaign.id, (number, 3))]
        await db.write(signed, campaign, one, f"AAAAAAAAA{number}")
    assert await head_reads(db, 2, at(2)) == ()
    assert await group_reads(db, 2, at(2)) is None


async def test_without_news_nobody_reads_anything(db: Database) -> None:
    await db.write(house)
    await db.write(lambda tx: tx.execute(deadline_table.delete()))
    assert await head_reads(db, 2, at(2)) == ()
    assert await group_reads(db, 2, at(2)) is None


async def test_a_digest_that_was_not_sent_in_its_week_is_void(db: Database) -> None:
    await db.write(house)
    assert len(await head_reads(db, 2, at(8, "23:00"))) == 1
    assert await head_reads(db, 2, at(9)) == ()
    assert await group_reads(db, 2, at(9)) is None


async def test_it_is_for_who_leads_the_unit_or_is_linked_to_it_by_then(db: Database) -> None:
    def dismiss(tx: Transaction) -> None:
        head = builders.actor(tx, HEAD).employee
        assert head is not None
        builders.revoke_grants(tx, head)
        groups.unlink(tx, GROUP)

    await db.write(house)
    assert await head_reads(db, 2, at(2), 1) == ()
    assert await head_reads(db, 2, at(2), 404) == ()
    await db.write(dismiss)
    assert await head_reads(db, 2, at(2)) == ()
    assert await group_reads(db, 2, at(2)) is None


async def test_who_leads_a_unit_and_one_below_it_reads_of_the_upper_one_and_of_others_beside(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = house(tx)
        below, beside = builders.unit(tx, "puskesmas", parent=unit), builders.unit(tx, "beside", work_days=6)
        head = people.account(tx, HEAD)
        assert head is not None
        for one in (below, beside):
            builders.employee(tx, one)
            roles.add(tx, head[1] or 0, Role.UNIT_HEAD, one.id, at(1))

    await db.write(fill)
    assert await tick(db, at(2)) == [GROUP, HEAD]
    found = await head_reads(db, 2, at(2))
    assert [one.unit.code if one.unit else "" for one in found] == ["beside", "dinkes"]


async def test_who_can_not_be_written_to_gets_none(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        people.set_reachable(tx, HEAD, reachable=False)
        assert groups.change_trouble(tx, GROUP, "", "kicked")

    await db.write(fill)
    assert await tick(db, at(2)) == []


async def test_the_agency_s_group_reads_of_all(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        house(tx)
        other = builders.unit(tx, "lain")
        builders.linked(tx, other, 4)
        builders.deadline(tx, "Di tempat lain", due_at=at(5), of=other)
        groups.link(tx, Group(AGENCY_GROUP, None, "Instansi", None, ""), HEAD, at(1))

    await db.write(fill)
    found = await group_reads(db, 2, at(2), AGENCY_GROUP)
    assert found is not None
    assert found.unit is None
    assert [(one.deadline.title, one.people) for one in found.due] == [("Di tempat lain", 1), ("Laporan", 4)]
