"""Who acts, and whether they may."""

import pytest

from domain.errors import DomainError
from domain.people import Account, Actor
from domain.rights import ROLE_ACTIONS, Action, Grant, Reach, Role
from services import access
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.refusals import refused


async def test_an_account_never_seen_is_nobody(db: Database) -> None:
    assert await db.read(access.find_actor, 700) is None


async def test_a_first_contact_is_remembered_and_a_second_changes_nothing(db: Database) -> None:
    expected = Actor(Account(700, "en", "", reachable=True))
    assert await db.write(access.meet, 700, "en", NOW) == expected
    assert await db.write(access.meet, 700, "id", NOW) == expected
    assert await db.read(access.find_actor, 700) == expected


async def test_a_linked_person_acts_with_unit_path_and_roles(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        return builders.linked(tx, low, role=Role.ZI_TEAM, scope=top), top.id, low.id

    actor, top, low = await db.write(fill)
    assert actor.unit is not None
    assert (actor.unit.id, actor.unit_path, actor.telegram_id, actor.language) == (low, (low, top), 700, "id")
    assert actor.grants == (Grant(Role.EMPLOYEE, low), Grant(Role.ZI_TEAM, top))


async def test_who_has_left_acts_as_a_stranger_without_roles(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = builders.linked(tx, builders.unit(tx), role=Role.ADMIN)
        assert actor.employee is not None
        builders.dismiss(tx, actor.employee)
        return builders.actor(tx, 700)

    actor = await db.write(fill)
    assert (actor.employee, actor.unit, actor.grants, actor.unit_path) == (None, None, (), ())


async def test_a_link_that_ended_gives_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        builders.linked(tx, builders.unit(tx), role=Role.ADMIN)
        builders.unlink(tx, 700)
        return builders.actor(tx, 700)

    assert (await db.write(fill)).grants == ()


async def test_a_revoked_role_gives_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = builders.linked(tx, builders.unit(tx), role=Role.ADMIN)
        assert actor.employee is not None
        builders.revoke_grants(tx, actor.employee)
        return builders.actor(tx, 700)

    actor = await db.write(fill)
    assert [grant.role for grant in actor.grants] == [Role.EMPLOYEE]
    with refused("access.denied"):
        await db.read(access.require, actor, Action.ANNOUNCE)


def test_an_account_without_a_person_is_asked_to_link() -> None:
    with refused("access.not_linked"):
        access.require_person(Actor(Account(700, "id", "", reachable=True)))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EMPLOYEE])
async def test_a_role_over_a_unit_reaches_all_below_it_and_no_other(db: Database, role: Role) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int, int]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        other = builders.unit(tx, "other")
        home = builders.unit(tx, "home")
        return builders.linked(tx, home, role=role, scope=top), top.id, low.id, other.id

    def allowed(tx: Transaction, action: Action, unit_id: int | None) -> bool:
        try:
            access.require(tx, actor, action, unit_id)
        except DomainError:
            return False
        return True

    actor, top, low, other = await db.write(fill)
    for action in Action:
        reach = ROLE_ACTIONS[role].get(action)
        everybody = Reach.EVERYWHERE in {reach, ROLE_ACTIONS[Role.EMPLOYEE].get(action)}
        found = [await db.read(allowed, action, unit_id) for unit_id in (top, low, other, None)]
        expected = [True] * 4 if everybody else [reach is Reach.UNIT] * 2 + [False] * 2
        assert (action, found) == (action, expected)
