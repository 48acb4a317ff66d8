"""The kind reminder of a head: to whom it goes, once a day each, in office hours, and to nobody who has answered."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.ledger import Campaign
from domain.people import Actor, Employee, Unit
from domain.pledge_request import RequestState
from domain.rights import Role
from services import nudging
from services.deadlines import Planning
from services.nudging import Nudge, Told
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import accounts, campaigns, outbox, units
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PLANNING = Planning()
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)  # a Monday, 12.00 in Jakarta
EVENING = datetime(2026, 3, 6, 10, tzinfo=UTC)  # Friday, 17.00 in Jakarta
MONDAY = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)  # 07.30 in Jakarta


def filled(tx: Transaction) -> tuple[Actor, Unit, Campaign]:
    """A head who has not signed; two to be reminded, one without an account, one blocked, one declined, one signed."""
    unit = builders.unit(tx)
    below = builders.unit(tx, "pkm", parent=unit)
    elsewhere = builders.unit(tx, "lain")
    head = builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit)
    builders.linked(tx, unit, 701, person=builders.employee(tx, unit, name="first"))
    builders.linked(tx, below, 702, person=builders.employee(tx, below, name="second"))
    builders.employee(tx, unit, name="unlinked")
    blocked = builders.linked(tx, unit, 703)
    refuser, signer = builders.linked(tx, unit, 704), builders.linked(tx, unit, 705)
    builders.linked(tx, elsewhere, 706)
    campaign = builders.campaign(tx)
    assert refuser.employee is not None
    assert signer.employee is not None
    builders.signature(tx, campaign, signer.employee)
    move(tx, campaign, refuser.employee, RequestState.DECLINED)
    tx.execute(update(accounts).where(accounts.c.telegram_id == blocked.telegram_id).values(reachable=False))
    return head, unit, campaign


def move(tx: Transaction, campaign: Campaign, person: Employee, state: RequestState) -> None:
    request = pledges.current_request(tx, campaign.id, person.id)
    assert request is not None
    pledges.set_state(tx, request.id, request.state, state, NOW)


def request_of(tx: Transaction, campaign: Campaign, telegram_id: int) -> int:
    person = builders.actor(tx, telegram_id).employee
    assert person is not None
    request = pledges.current_request(tx, campaign.id, person.id)
    assert request is not None
    return request.id


def queued(tx: Transaction) -> list[tuple[int, datetime]]:
    query = select(outbox.c.chat_id, outbox.c.not_before).where(outbox.c.kind == nudging.KIND)
    return [(chat, at) for chat, at in tx.execute(query.order_by(outbox.c.chat_id, outbox.c.id))]


def nudge(unit: Unit, campaign: Campaign, told: int, already: int, at: datetime | None = None) -> Nudge:
    return Nudge(unit, campaign, told=told, already=already, unreachable=2, late=0, at=at)


async def test_all_who_wait_and_can_be_reached_are_told_once_a_day(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    everybody = (head, unit.id, campaign.id)
    assert await db.read(nudging.preview, *everybody, NOON, PLANNING) == nudge(unit, campaign, 2, 0)
    assert await db.write(nudging.nudge_all, *everybody, NOON, PLANNING) == nudge(unit, campaign, 2, 0)
    assert await db.read(queued) == [(701, NOON), (702, NOON)]
    later = NOON + timedelta(hours=1)
    assert await db.read(nudging.preview, *everybody, later, PLANNING) == nudge(unit, campaign, 0, 2)
    assert await db.write(nudging.nudge_all, *everybody, later, PLANNING) == nudge(unit, campaign, 0, 2)
    tomorrow = NOON + timedelta(days=1)
    assert await db.write(nudging.nudge_all, *everybody, tomorrow, PLANNING) == nudge(unit, campaign, 2, 0)
    assert await db.read(queued) == [(701, NOON), (701, tomorrow), (702, NOON), (702, tomorrow)]


async def test_two_taps_at_once_tell_once(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    taps = [db.write(nudging.nudge_all, head, unit.id, campaign.id, NOON, PLANNING) for _ in range(2)]
    found = await asyncio.gather(*taps)
    assert sorted(one.told for one in found) == [0, 2]
    assert sorted(one.already for one in found) == [0, 2]
    assert [chat for chat, _ in await db.read(queued)] == [701, 702]


async def test_outside_office_hours_it_waits_for_the_next_ones_of_the_person_s_unit(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    six_days = update(units).where(units.c.code == "pkm").values(work_days=6, timezone="Asia/Jayapura")
    await db.write(lambda tx: tx.execute(six_days))
    saturday = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)  # 07.30 in Jayapura
    found = await db.write(nudging.nudge_all, head, unit.id, campaign.id, EVENING, PLANNING)
    assert found == nudge(unit, campaign, 2, 0, saturday)
    assert await db.read(queued) == [(701, MONDAY), (702, saturday)]
    # On Sunday the first waits for the same Monday, while the second is to be told on a new day.
    sunday = EVENING + timedelta(days=2)
    assert (await db.write(nudging.nudge_all, head, unit.id, campaign.id, sunday, PLANNING)).already == 1
    monday_noon = datetime(2026, 3, 9, 5, tzinfo=UTC)
    assert (await db.write(nudging.nudge_all, head, unit.id, campaign.id, monday_noon, PLANNING)).told == 0


async def test_holidays_are_no_office_time(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    holiday = datetime(2026, 4, 3, 3, tzinfo=UTC)  # Good Friday
    without = Planning(country="")
    assert (await db.read(nudging.preview, head, unit.id, campaign.id, holiday, without)).at is None
    found = await db.write(nudging.nudge_all, head, unit.id, campaign.id, holiday, PLANNING)
    assert found.at == datetime(2026, 4, 6, 0, 30, tzinfo=UTC)


async def test_nobody_is_told_after_the_campaign_has_closed(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    await db.write(lambda tx: tx.execute(update(campaigns).values(closes_at=MONDAY)))
    found = await db.write(nudging.nudge_all, head, unit.id, campaign.id, EVENING, PLANNING)
    assert (found.told, found.late, found.at) == (0, 2, None)
    first = await db.read(request_of, campaign, 701)
    with refused("nudge.late"):
        await db.write(nudging.nudge_one, head, first, EVENING, PLANNING)
    with refused("coverage.campaign_over"):
        await db.write(nudging.nudge_one, head, first, MONDAY, PLANNING)
    assert await db.read(queued) == []


async def test_one_person_is_told_once_a_day(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    first = await db.read(request_of, campaign, 701)
    assert await db.write(nudging.nudge_one, head, first, NOON, PLANNING) is None
    with refused("nudge.already"):
        await db.write(nudging.nudge_one, head, first, NOON + timedelta(hours=1), PLANNING)
    assert (await db.read(nudging.preview, head, unit.id, campaign.id, NOON, PLANNING)).already == 1
    assert await db.write(nudging.nudge_one, head, first, EVENING, PLANNING) == MONDAY
    assert await db.read(queued) == [(701, NOON), (701, MONDAY)]


@pytest.mark.parametrize(
    ("account", "key"), [(703, "nudge.unreachable"), (704, "nudge.not_waiting"), (705, "nudge.not_waiting")]
)
async def test_who_can_t_or_need_not_be_told_is_not(db: Database, account: int, key: str) -> None:
    head, _, campaign = await db.write(filled)
    request = await db.read(request_of, campaign, account)
    with refused(key):
        await db.write(nudging.nudge_one, head, request, NOON, PLANNING)
    assert await db.read(queued) == []


async def test_only_who_may_remind_the_unit_does(db: Database) -> None:
    head, unit, campaign = await db.write(filled)
    first, other = await db.read(request_of, campaign, 701), await db.read(request_of, campaign, 706)

    def others(tx: Transaction) -> list[Actor]:
        elsewhere = builders.unit(tx, "elsewhere")
        return [
            builders.linked(tx, elsewhere, 801, role=Role.UNIT_HEAD, scope=elsewhere),
            builders.linked(tx, elsewhere, 802, role=Role.AUDITOR),
            builders.linked(tx, unit, 803),
        ]

    for actor in await db.write(others):
        with refused("access.denied"):
            await db.read(nudging.preview, actor, unit.id, campaign.id, NOON, PLANNING)
        with refused("access.denied"):
            await db.write(nudging.nudge_all, actor, unit.id, campaign.id, NOON, PLANNING)
        with refused("access.denied"):
            await db.write(nudging.nudge_one, actor, first, NOON, PLANNING)
    for foreign in (other, 9_999):  # of another unit, and none at all
        with refused("access.denied"):
            await db.write(nudging.nudge_one, head, foreign, NOON, PLANNING)
    assert await db.read(queued) == []


def told(tx: Transaction, campaign: Campaign, by: Actor, account: int = 701) -> Told | None:
    assert by.employee is not None
    return nudging.told(tx, request_of(tx, campaign, 701), by.employee.id, account, NOON)


async def test_the_person_reads_who_reminds_them_while_it_is_still_true(db: Database) -> None:
    head, _, campaign = await db.write(filled)
    assert head.employee is not None
    assert await db.read(told, campaign, head) == Told(campaign, head.employee.name, head.employee.position)
    assert await db.read(told, campaign, head, 702) is None
    assert await db.read(nudging.told, 9_999, head.employee.id, 701, NOON) is None
    reminded = await db.read(builders.actor, 701)
    assert await db.read(told, campaign, reminded) is None  # who may not remind


@pytest.mark.parametrize("change", ["signed", "declined", "moved", "ended", "replaced", "left"])
async def test_what_changed_before_the_sending_keeps_it_back(db: Database, change: str) -> None:
    head, unit, campaign = await db.write(filled)
    assert head.employee is not None
    request = await db.read(request_of, campaign, 701)

    def happen(tx: Transaction) -> None:
        person = builders.actor(tx, 701).employee
        assert person is not None
        assert head.employee is not None
        match change:
            case "signed":
                builders.signature(tx, campaign, person, code="AAAAAAAAA2")
            case "declined":
                move(tx, campaign, person, RequestState.DECLINED)
            case "moved":
                builders.move_employee(tx, person, unit)
            case "ended":
                builders.end_campaign(tx, campaign)
            case "replaced":
                builders.revoke_grants(tx, head.employee)
            case "left":
                builders.dismiss(tx, head.employee)

    assert await db.read(nudging.told, request, head.employee.id, 701, NOON) is not None
    await db.write(happen)
    assert await db.read(nudging.told, request, head.employee.id, 701, NOON) is None
