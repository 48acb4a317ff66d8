"""Lists of signatures for who may take them out: which units, what is logged, and what each signature is worth."""

import pytest
from sqlalchemy import select

from domain.people import Actor, Unit
from domain.pledge_request import Standing
from domain.rights import Role
from services import pledge_export
from storage.engine import Database, Transaction
from storage.tables import audit
from tests import builders, sealed
from tests.builders import NOW
from tests.refusals import refused


def filled(tx: Transaction) -> tuple[Unit, Unit]:
    """Three signatures in a unit, one of them withdrawn; one below another unit, signed again in a later campaign."""
    sealed.fill(tx)
    above = builders.unit(tx, "setda")
    below = builders.unit(tx, "bagian", parent=above)
    who = builders.employee(tx, below, name="Zainal")
    for number, version in enumerate(("2", "3")):
        builders.signature(tx, builders.campaign(tx, version), who, code=f"{'DE'[number]}DDDDDDDDD")
    return above, below


def keeper(tx: Transaction, *, narrow: bool = False) -> tuple[Actor, Unit, Unit]:
    above, below = filled(tx)
    home = builders.unit(tx, "home")
    return builders.linked(tx, home, 760, role=Role.ADMIN, scope=above if narrow else None), above, below


async def test_the_list_of_a_unit_holds_those_below_it_and_is_logged_first(db: Database) -> None:
    actor, above, _ = await db.write(keeper)

    order = await db.write(pledge_export.order, actor, above.id, None, NOW)
    found = await db.read(pledge_export.listed, order, NOW)

    assert (order.unit, order.count) == (above, 2)
    assert [(one.signature.name, one.standing) for one in found] == [
        ("Zainal", Standing.SUPERSEDED), ("Zainal", Standing.VALID)
    ]  # fmt: skip
    assert {one.signature.shown for one in found} == {""}

    def noted(tx: Transaction) -> list[tuple[str, str]]:
        query = select(audit.c.actor, audit.c.subject).where(audit.c.action == "export_pledges")
        return [tuple(row) for row in tx.execute(query)]

    assert await db.read(noted) == [("account:760", f"unit:{above.id}")]


async def test_the_list_of_the_agency_tells_what_each_signature_is_worth(db: Database) -> None:
    actor, _, _ = await db.write(keeper)

    found = await db.read(pledge_export.listed, await db.write(pledge_export.order, actor, None, 1, NOW), NOW)

    assert [one.standing for one in found] == [Standing.VALID, Standing.WITHDRAWN, Standing.VALID]
    assert all(one.sequence for one in found)


async def test_the_choice_counts_the_open_campaign_and_all(db: Database) -> None:
    actor, above, below = await db.write(keeper)

    agency = await db.read(pledge_export.choice, actor, None, NOW)
    unit = await db.read(pledge_export.choice, actor, below.id, NOW)

    assert (agency.unit, agency.of_all) == (None, 5)
    assert (unit.unit, unit.of_campaign, unit.of_all) == (below, 1, 2)
    with refused("roles.unknown_unit"):
        await db.read(pledge_export.choice, actor, above.id + 1000, NOW)


async def test_who_keeps_one_unit_takes_out_nothing_else(db: Database) -> None:
    actor, above, below = await db.write(lambda tx: keeper(tx, narrow=True))

    desk = await db.read(pledge_export.desk, actor, 0)

    assert not desk.whole
    assert {unit.id for unit in desk.units} == {above.id, below.id}
    with refused("access.denied"):
        await db.write(pledge_export.order, actor, None, None, NOW)
    with refused("access.denied"):
        await db.read(pledge_export.choice, actor, 1, NOW)


async def test_who_keeps_the_agency_chooses_among_all_units(db: Database) -> None:
    actor, _, _ = await db.write(keeper)

    desk = await db.read(pledge_export.desk, actor, 99)

    assert (desk.whole, desk.page, desk.pages, len(desk.units)) == (True, 0, 1, 4)


async def test_an_empty_list_and_one_that_is_too_long_are_refused(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, above, _ = await db.write(keeper)
    with refused("export.nothing"):
        await db.write(pledge_export.order, actor, above.id, 1, NOW)
    with refused("pledge.unknown_campaign"):
        await db.write(pledge_export.order, actor, None, 99, NOW)
    monkeypatch.setattr(pledge_export, "MOST_IN_CHAT", 4)
    with refused("export.too_many"):
        await db.write(pledge_export.order, actor, None, None, NOW)
