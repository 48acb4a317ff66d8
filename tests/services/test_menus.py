"""Whose command menu shows more than the general one, and when it is set anew."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from domain.people import Employee
from domain.rights import Action, Role
from services import linking, menus, onboarding
from storage import roles
from storage.engine import Database, Transaction
from storage.tables import outbox
from tests import builders
from tests.builders import NOW


async def queued(db: Database) -> list[int]:
    """The chats whose menu waits to be set, once for each time."""
    query = select(outbox.c.chat_id).where(outbox.c.kind == "menu").order_by(outbox.c.id)
    return list(await db.read(lambda tx: tx.execute(query).scalars().all()))


async def test_an_account_without_a_role_has_the_general_menu(db: Database) -> None:
    await db.write(builders.linked, await db.write(builders.unit), 700)
    await db.write(builders.stranger, 900)
    assert [await db.read(menus.of, one) for one in (700, 900, 999)] == [None, None, None]


async def test_a_role_holder_has_a_menu_in_their_language_with_what_any_unit_allows(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        elsewhere = builders.unit(tx, "lain")
        builders.linked(tx, builders.unit(tx), role=Role.ADMIN, scope=elsewhere, language="en")

    await db.write(fill)
    found = await db.read(menus.of, 700)
    assert found is not None
    assert found.language == "en"
    assert Action.MANAGE_ROSTER in found.allowed
    assert not {Action.ANNOUNCE, Action.MANAGE_ROLES} & found.allowed


Loss = Callable[[Transaction, Employee], None]
LOSSES: dict[str, Loss] = {
    "unlinked": lambda tx, _: builders.unlink(tx, 700),
    "left": builders.dismiss,
    "revoked": builders.revoke_grants,
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES.keys())
async def test_a_menu_of_one_s_own_ends_with_the_link_and_the_role(db: Database, lose: Loss) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx), role=Role.AUDITOR))
    assert actor.employee is not None
    assert await db.read(menus.of, 700) is not None
    await db.write(lose, actor.employee)
    assert await db.read(menus.of, 700) is None


async def test_the_menu_of_a_role_holder_follows_link_and_language(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        for telegram_id, role in ((700, Role.AUDITOR), (701, None)):
            person = builders.employee(tx, unit)
            builders.stranger(tx, telegram_id, consented=True)
            if role is not None:
                roles.add(tx, person.id, role, None, NOW)
            assert linking.link(tx, person.id, telegram_id, "contact", NOW)

    async def language(telegram_id: int) -> None:
        actor = await db.read(builders.actor, telegram_id)
        await db.write(onboarding.set_language, actor, "en", ("id", "en"), NOW)

    await db.write(fill)
    assert await queued(db) == [700]
    for telegram_id in (700, 701):
        await language(telegram_id)
    assert await queued(db) == [700, 700]


async def test_who_leaves_with_a_role_loses_the_menu(db: Database) -> None:
    def fill(tx: Transaction) -> list[int]:
        unit = builders.unit(tx)
        actors = [builders.linked(tx, unit, 700, role=Role.ADMIN), builders.linked(tx, unit, 701)]
        builders.linked(tx, unit, 702, role=Role.ADMIN)
        return [one.employee.id for one in actors if one.employee is not None]

    await db.write(menus.leave, await db.write(fill), NOW)
    assert await queued(db) == [700]


async def test_a_new_edition_renews_every_menu_once(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        builders.linked(tx, unit, 700, role=Role.ADMIN)
        builders.linked(tx, unit, 701)

    await db.write(fill)
    renewed = [await db.write(menus.renew, edition, NOW) for edition in ("a", "a", "b")]
    assert (renewed, await queued(db)) == ([1, 0, 1], [700, 700])
