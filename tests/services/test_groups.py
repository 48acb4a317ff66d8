"""Linking a group chat, its declaration card, and what happens to it afterwards."""

import pytest
from sqlalchemy import select

from domain.ledger import Coverage
from domain.messages import Group, Post
from domain.people import Actor
from domain.rights import Role
from services import groups
from storage import messages, pledges
from storage.engine import Database, Transaction
from storage.tables import audit, outbox
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

CHAT = Group(-5, 9, "Grup ZI", 404, "whatever the caller says")


def head(tx: Transaction) -> Actor:
    """The head of unit `dinkes`."""
    unit = builders.unit(tx, "dinkes")
    builders.unit(tx, "pkm", parent=unit)
    builders.unit(tx, "disdik")
    return builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit)


async def test_a_group_is_linked_to_the_unit_with_the_code(db: Database) -> None:
    actor = await db.write(head)
    unit = await db.write(groups.link, actor, CHAT, "dinkes", NOW)
    assert unit == actor.unit
    assert unit is not None
    assert await db.read(groups.linked, -5) == Group(-5, 9, "Grup ZI", unit.id, "")
    (note,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert (note.action, note.subject, note.detail) == ("link_group", "group:-5", {"unit": unit.id})


async def test_a_group_is_linked_again_elsewhere(db: Database) -> None:
    actor = await db.write(head)
    await db.write(groups.link, actor, CHAT, "dinkes", NOW)
    below = await db.write(groups.link, actor, CHAT, "pkm", NOW)
    assert below is not None
    assert (await db.read(groups.linked, -5)).unit_id == below.id


async def test_an_unknown_code_is_refused(db: Database) -> None:
    actor = await db.write(head)
    with refused("group.unknown_unit", code="nowhere"):
        await db.write(groups.link, actor, CHAT, "nowhere", NOW)
    with refused("group.not_linked"):
        await db.read(groups.linked, -5)


@pytest.mark.parametrize("code", ["disdik", ""])
async def test_a_head_links_only_the_own_subtree(db: Database, code: str) -> None:
    actor = await db.write(head)
    with refused("access.denied"):
        await db.write(groups.link, actor, CHAT, code, NOW)


async def test_an_admin_links_a_group_to_the_agency(db: Database) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx), role=Role.ADMIN))
    assert await db.write(groups.link, actor, CHAT, "", NOW) is None
    assert (await db.read(groups.linked, -5)).unit_id is None


async def test_the_declaration_counts_the_unit_and_all_below_it(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = head(tx)
        campaign = builders.campaign(tx)
        assert actor.unit is not None
        assert actor.employee is not None
        pledges.add_signature(tx, builders.signature_values(campaign, actor.employee, actor.unit))
        builders.employee(tx, actor.unit)
        groups.link(tx, actor, CHAT, "dinkes", NOW)
        return actor

    actor = await db.write(fill)
    card = await db.read(groups.declaration, actor, -5, NOW)
    assert (card.target, card.campaign.title, card.coverage) == ("Unit dinkes", "Pakta uji-1", Coverage(1, 2))


async def test_the_declaration_of_the_agency_has_no_unit(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = builders.linked(tx, builders.unit(tx), role=Role.ADMIN)
        builders.campaign(tx)
        groups.link(tx, actor, CHAT, "", NOW)
        return actor

    card = await db.read(groups.declaration, await db.write(fill), -5, NOW)
    assert (card.target, card.coverage) == ("", Coverage(0, 1))


async def test_no_declaration_without_link_right_or_campaign(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor]:
        actor = head(tx)
        assert actor.unit is not None
        return actor, builders.linked(tx, actor.unit, 701)

    actor, employee = await db.write(fill)
    with refused("group.not_linked"):
        await db.read(groups.declaration, actor, -5, NOW)
    await db.write(groups.link, actor, CHAT, "dinkes", NOW)
    with refused("pledge.no_campaign"):
        await db.read(groups.declaration, actor, -5, NOW)
    with refused("access.denied"):
        await db.read(groups.declaration, employee, -5, NOW)


async def test_a_group_that_moves_takes_its_queued_posts_along(db: Database) -> None:
    actor = await db.write(head)
    await db.write(groups.link, actor, CHAT, "dinkes", NOW)
    await db.write(messages.enqueue, [Post("a", "announcement", -5), Post("b", "announcement", -6)], NOW)
    for _ in range(2):
        await db.write(groups.migrated, -5, -1005)
    chats = await db.read(lambda tx: tx.execute(select(outbox.c.chat_id).order_by(outbox.c.id)).scalars().all())
    assert chats == [-1005, -6]
    assert (await db.read(groups.linked, -1005)).title == "Grup ZI"


async def test_trouble_with_a_group_is_noted_and_taken_back(db: Database) -> None:
    actor = await db.write(head)
    await db.write(groups.link, actor, CHAT, "dinkes", NOW)
    for trouble in ("no_rights", ""):
        await db.write(groups.set_trouble, -5, trouble)
        assert (await db.read(groups.linked, -5)).trouble == trouble
