"""The menu of a unit: whose it is, which unit it is about, and which others there are."""

import pytest

from domain.people import Actor, Unit
from domain.rights import Action, Role
from services import unit_desk
from storage.engine import Database, Transaction
from tests import builders
from tests.refusals import refused


def tree(tx: Transaction) -> tuple[Unit, Unit, Unit]:
    top = builders.unit(tx, "top")
    return top, builders.unit(tx, "low", parent=top), builders.unit(tx, "other")


async def test_a_head_has_the_menu_of_the_own_unit_and_a_choice_when_there_are_more_below(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor, Unit, Unit]:
        top, low, _ = tree(tx)
        wide = builders.linked(tx, low, 700, role=Role.UNIT_HEAD, scope=top)
        return wide, builders.linked(tx, low, 701, role=Role.UNIT_HEAD, scope=low), top, low

    wide, narrow, top, low = await db.write(fill)
    desk = await db.read(unit_desk.desk, wide)
    assert (desk.unit.id, desk.several) == (top.id, True)
    assert {Action.ISSUE_CODES, Action.DECIDE_LINK} <= desk.allowed
    assert (await db.read(unit_desk.desk, wide, low.id)).unit == low
    small = await db.read(unit_desk.desk, narrow)
    assert (small.unit.id, small.several) == (low.id, False)
    with refused("access.denied"):
        await db.read(unit_desk.desk, narrow, top.id)
    units, page, pages = await db.read(unit_desk.choices, wide, 7)
    assert ([one.code for one in units], page, pages) == (["low", "top"], 0, 1)


async def test_the_team_has_a_menu_without_codes_and_an_admin_one_for_every_unit(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor, Unit]:
        top, low, other = tree(tx)
        team = builders.linked(tx, low, 700, role=Role.ZI_TEAM, scope=low)
        return team, builders.linked(tx, top, 701, role=Role.ADMIN), other

    team, admin, other = await db.write(fill)
    assert not {Action.ISSUE_CODES, Action.DECIDE_LINK} & (await db.read(unit_desk.desk, team)).allowed
    desk = await db.read(unit_desk.desk, admin)
    assert (desk.unit.code, desk.several) == ("top", True)
    assert (await db.read(unit_desk.desk, admin, other.id)).unit == other
    with refused("access.denied"):
        await db.read(unit_desk.desk, admin, 999)
    assert len((await db.read(unit_desk.choices, admin, 0))[0]) == 3


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ASSESSOR, Role.AUDITOR])
async def test_others_have_none(db: Database, role: Role) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx), role=role))
    with refused("access.denied"):
        await db.read(unit_desk.desk, actor)
    with refused("access.denied"):
        await db.read(unit_desk.choices, actor, 0)
