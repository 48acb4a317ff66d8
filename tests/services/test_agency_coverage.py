"""The agency's coverage unit by unit: the numbers, the rolled-up rows, and who sees which units."""

import pytest
from sqlalchemy import update

from domain.agency_coverage import Order, UnitCoverage
from domain.people import Actor, Unit
from domain.pledge_request import RequestState
from domain.rights import Role
from services import agency_coverage
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import accounts
from tests import builders
from tests.builders import NOW
from tests.refusals import refused


def filled(tx: Transaction) -> dict[str, Unit]:
    """Two units above, two below the first of them, one without people; of all seven people three have signed."""
    above, other = builders.unit(tx, "dinkes"), builders.unit(tx, "setda")
    units = {"dinkes": above, "setda": other, "empty": builders.unit(tx, "empty")}
    units |= {code: builders.unit(tx, code, parent=above) for code in ("pkm-a", "pkm-b")}
    blocked, free = builders.linked(tx, units["pkm-a"], 701), builders.linked(tx, units["pkm-a"], 702)
    tx.execute(update(accounts).where(accounts.c.telegram_id == blocked.telegram_id).values(reachable=False))
    head, reader, refuser = (builders.employee(tx, units[code]) for code in ("dinkes", "pkm-a", "pkm-b"))
    signers = [head, builders.employee(tx, other), builders.employee(tx, units["pkm-b"])]
    campaign = builders.campaign(tx)
    for number, one in enumerate(signers):
        builders.signature(tx, campaign, one, code=f"{'ABC'[number]}AAAAAAAAA")
    for who, state in ((reader, RequestState.READ), (refuser, RequestState.DECLINED)):
        request = pledges.current_request(tx, campaign.id, who.id)
        assert request is not None
        pledges.set_state(tx, request.id, request.state, state, NOW)
    assert free.employee is not None
    return units


DINKES = UnitCoverage("dinkes", "Unit dinkes", 1, 1, 0, 0, 0, 0)
SETDA = UnitCoverage("setda", "Unit setda", 1, 1, 0, 0, 0, 0)
PKM_A = UnitCoverage("pkm-a", "Unit pkm-a", 3, 0, read=1, open=2, declined=0, unreachable=2)
PKM_B = UnitCoverage("pkm-b", "Unit pkm-b", 2, 1, read=0, open=0, declined=1, unreachable=0)


async def test_each_unit_with_people_asked_stands_by_itself(db: Database) -> None:
    await db.write(filled)

    found = await db.read(agency_coverage.table_directly, 0, Order.LOWEST, NOW, rolled=False)

    assert found.rows == (PKM_A, PKM_B, DINKES, SETDA)
    assert found.total == UnitCoverage("", "", 7, 3, 1, 2, 1, 2)
    assert found.whole


async def test_rolled_up_the_same_people_stand_with_the_unit_above(db: Database) -> None:
    await db.write(filled)

    alone = await db.read(agency_coverage.table_directly, 0, Order.NAME, NOW, rolled=False)
    found = await db.read(agency_coverage.table_directly, 0, Order.NAME, NOW, rolled=True)

    assert found.rows == (UnitCoverage("dinkes", "Unit dinkes", 6, 2, 1, 2, 1, 2), SETDA)
    assert found.total == alone.total


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.ASSESSOR])
async def test_who_reads_for_the_agency_sees_every_unit(db: Database, role: Role) -> None:
    def fill(tx: Transaction) -> Actor:
        units = filled(tx)
        return builders.linked(tx, units["empty"], role=role)

    found = await db.read(agency_coverage.table, await db.write(fill), 0, Order.NAME, NOW, rolled=False)

    assert found.whole
    assert {row.code for row in found.rows} == {"dinkes", "setda", "pkm-a", "pkm-b", "empty"}


async def test_who_reads_for_a_unit_sees_it_and_what_is_below(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        units = filled(tx)
        return builders.linked(tx, units["setda"], role=Role.AUDITOR, scope=units["dinkes"])

    actor = await db.write(fill)
    found = await db.read(agency_coverage.table, actor, 0, Order.LOWEST, NOW, rolled=False)
    rolled = await db.read(agency_coverage.table, actor, 0, Order.LOWEST, NOW, rolled=True)

    assert not found.whole
    assert found.rows == (PKM_A, PKM_B, DINKES)
    assert found.total.expected == 6
    assert rolled.rows == found.rows  # one unit above all others: those below it are the first level


async def test_an_employee_sees_no_table(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        return builders.linked(tx, filled(tx)["setda"])

    with refused("access.denied"):
        await db.read(agency_coverage.table, await db.write(fill), 0, Order.NAME, NOW, rolled=False)


async def test_another_campaign_is_counted_by_its_number(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        filled(tx)
        return builders.campaign(tx, "2").id

    second = await db.write(fill)
    found = await db.read(agency_coverage.table_directly, second, Order.NAME, NOW, rolled=False)

    assert (found.campaign_id, found.total.signed, found.total.expected) == (second, 0, 7)
    with refused("pledge.unknown_campaign"):
        await db.read(agency_coverage.table_directly, second + 1, Order.NAME, NOW, rolled=False)


async def test_without_an_open_campaign_there_is_no_table(db: Database) -> None:
    with refused("pledge.no_campaign"):
        await db.read(agency_coverage.table_directly, 0, Order.NAME, NOW, rolled=False)
