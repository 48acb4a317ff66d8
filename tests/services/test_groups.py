"""Linked groups: the declaration card, what goes wrong with one, and taking care of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.delivery import Reason
from domain.ledger import Coverage
from domain.messages import Group, Post
from domain.people import Actor
from domain.rights import Role
from services import groups
from storage import groups as group_rows
from storage import messages
from storage.engine import Database, Transaction
from storage.tables import audit, outbox
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

CHAT = Group(-5, 9, "Grup ZI", 404, "whatever the caller says")
LATER = NOW + timedelta(minutes=1)


def head(tx: Transaction) -> Actor:
    """The head of unit `dinkes`, above `pkm`; `disdik` is somebody else's."""
    unit = builders.unit(tx, "dinkes")
    builders.unit(tx, "pkm", parent=unit)
    builders.unit(tx, "disdik")
    return builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit)


async def linked_to(db: Database, code: str = "dinkes", linker: int = 700) -> Actor:
    """A head, and the group linked to the unit with this code."""
    actor = await db.write(head)
    await db.write(groups.link_directly, "cli", CHAT, code, NOW, linker)
    return actor


async def posts(db: Database) -> list[tuple[str, int, dict[str, Any]]]:
    rows = await db.read(lambda tx: tx.execute(select(outbox).order_by(outbox.c.id)).all())
    return [(row.kind, row.chat_id, row.params) for row in rows]


async def last_note(db: Database) -> tuple[str, str, str, dict[str, Any]]:
    row = (await db.read(lambda tx: tx.execute(select(audit).order_by(audit.c.id)).all()))[-1]
    return row.actor, row.action, row.subject, row.detail


async def test_the_command_line_links_without_asking(db: Database) -> None:
    actor = await linked_to(db)
    assert actor.unit is not None
    assert await db.read(groups.linked, -5) == Group(-5, 9, "Grup ZI", actor.unit.id, "")
    assert await last_note(db) == ("cli", "link_group", "group:-5", {"unit": actor.unit.id, "thread": 9})
    assert [await db.read(groups.target, chat) for chat in (-5, -6)] == ["Unit dinkes", None]
    assert await db.write(groups.link_directly, "cli", CHAT, "", NOW) is None
    assert await db.read(groups.target, -5) == ""
    with refused("roster.unknown_unit", code="nowhere"):
        await db.write(groups.link_directly, "cli", CHAT, "nowhere", NOW)


async def test_a_group_is_let_go_with_what_waits_for_it(db: Database) -> None:
    actor = await linked_to(db)
    assert actor.unit is not None
    await db.write(messages.enqueue, [Post("a", "announcement", -5), Post("b", "announcement", -6)], NOW)
    assert (await db.write(groups.unlink, actor, -5, NOW)).title == "Grup ZI"
    assert await last_note(db) == ("account:700", "unlink_group", "group:-5", {"unit": actor.unit.id})
    rows = await db.read(lambda tx: tx.execute(select(outbox.c.status, outbox.c.reason).order_by(outbox.c.id)).all())
    assert [tuple(row) for row in rows] == [("failed", "unlinked"), ("queued", "")]
    with refused("group.not_linked"):
        await db.write(groups.unlink, actor, -5, NOW)
    await db.write(groups.let_go, actor, -5, NOW)


@pytest.mark.parametrize("code", ["disdik", ""])
async def test_only_who_may_link_a_group_there_takes_care_of_it(db: Database, code: str) -> None:
    actor = await linked_to(db, code)
    for use_case in (groups.unlink, groups.let_go, groups.send_test, groups.resend, groups.care_card):
        with refused("access.denied"):
            await db.write(use_case, actor, -5, NOW)
    assert await db.read(groups.cared_for, actor, NOW) == ()
    assert await posts(db) == []


async def test_the_command_line_lets_a_group_go(db: Database) -> None:
    await linked_to(db)
    await db.write(groups.unlink_directly, "cli", -5, NOW)
    assert (await last_note(db))[:2] == ("cli", "unlink_group")
    with refused("group.gone"):
        await db.write(groups.unlink_directly, "cli", -5, NOW)


async def test_the_declaration_counts_the_unit_and_all_below_it(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = head(tx)
        campaign = builders.campaign(tx)
        assert actor.unit is not None
        assert actor.employee is not None
        builders.signature(tx, campaign, actor.employee)
        builders.employee(tx, actor.unit)
        groups.link_directly(tx, "cli", CHAT, "dinkes", NOW)
        return actor

    actor = await db.write(fill)
    card = await db.read(groups.declaration, actor, -5, NOW)
    assert (card.target, card.campaign.title, card.coverage) == ("Unit dinkes", "Pakta uji-1", Coverage(1, 2))


async def test_the_declaration_of_the_agency_has_no_unit(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = builders.linked(tx, builders.unit(tx), role=Role.ADMIN)
        builders.campaign(tx)
        groups.link_directly(tx, "cli", CHAT, "", NOW)
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
    await db.write(groups.link_directly, "cli", CHAT, "dinkes", NOW)
    with refused("pledge.no_campaign"):
        await db.read(groups.declaration, actor, -5, NOW)
    with refused("access.denied"):
        await db.read(groups.declaration, employee, -5, NOW)


async def test_a_group_that_moves_takes_its_queued_posts_along(db: Database) -> None:
    await linked_to(db)
    await db.write(messages.enqueue, [Post("a", "announcement", -5), Post("b", "announcement", -6)], NOW)
    for _ in range(2):
        await db.write(groups.migrated, -5, -1005)
    assert [chat for _, chat, _ in await posts(db)] == [-1005, -6]
    assert (await db.read(groups.linked, -1005)).title == "Grup ZI"


async def test_trouble_is_noted_told_once_to_who_linked_the_group_and_taken_back(db: Database) -> None:
    await linked_to(db)
    for _ in range(2):
        await db.write(groups.note_trouble, -5, "kicked", NOW)
    assert (await db.read(groups.linked, -5)).trouble == "kicked"
    assert await last_note(db) == ("telegram", "group_trouble", "group:-5", {"before": "", "after": "kicked"})
    await db.write(groups.note_trouble, -5, "chat_not_found", LATER)  # worse, but known to be bad already
    assert await posts(db) == [("group_trouble", 700, {"chat": -5, "trouble": "kicked"})]
    for _ in range(2):
        await db.write(groups.note_trouble, -5, "", LATER)
    assert (await db.read(groups.linked, -5)).trouble == ""
    await db.write(groups.note_trouble, -5, "kicked", LATER)
    assert len(await posts(db)) == 2


async def test_what_was_only_a_warning_is_told_again_when_it_gets_worse(db: Database) -> None:
    await linked_to(db)
    await db.write(groups.note_trouble, -5, "demoted", NOW)
    await db.write(groups.note_trouble, -5, "no_rights", NOW)
    assert [params["trouble"] for _, _, params in await posts(db)] == ["demoted", "no_rights"]


async def test_trouble_with_a_group_that_is_not_linked_is_nobody_s(db: Database) -> None:
    await db.write(groups.note_trouble, -5, "kicked", NOW)
    await db.write(groups.leave_topic, -5, 9, Reason.TOPIC_MISSING, NOW)
    assert await posts(db) == []
    assert await db.read(lambda tx: tx.execute(select(audit)).all()) == []


@pytest.mark.parametrize("change", ["by nobody", "no right any more", "left", "never seen"])
async def test_who_is_not_responsible_any_more_hears_nothing(db: Database, change: str) -> None:
    linker = {"by nobody": 0, "never seen": 999}.get(change, 700)
    actor = await linked_to(db, linker=linker)
    assert actor.employee is not None
    if change == "no right any more":
        await db.write(builders.revoke_grants, actor.employee)
    elif change == "left":
        await db.write(builders.dismiss, actor.employee)
    await db.write(groups.note_trouble, -5, "kicked", NOW)
    assert await posts(db) == []
    assert (await db.read(groups.linked, -5)).trouble == "kicked"


@pytest.mark.parametrize("reason", [Reason.TOPIC_MISSING, Reason.TOPIC_CLOSED])
async def test_a_topic_that_is_gone_or_closed_is_left_and_told_once(db: Database, reason: Reason) -> None:
    await linked_to(db)
    await db.write(groups.leave_topic, -5, 8, reason, NOW)  # an older message, for a topic linked before
    assert (await db.read(groups.linked, -5)).thread_id == 9
    for _ in range(2):
        await db.write(groups.leave_topic, -5, 9, reason, NOW)
    group = await db.read(groups.linked, -5)
    assert (group.thread_id, group.trouble) == (None, "")
    assert await posts(db) == [("group_trouble", 700, {"chat": -5, "topic": reason})]
    detail = {"thread": 9, "reason": reason}
    assert await last_note(db) == ("telegram", "group_topic_lost", "group:-5", detail)


async def test_the_groups_of_a_head_are_those_of_the_own_subtree_and_trouble_comes_first(db: Database) -> None:
    actor = await db.write(head)
    codes = {-1: "dinkes", -2: "pkm", -3: "disdik", -4: ""}
    for chat, code in codes.items():
        await db.write(groups.link_directly, "cli", Group(chat, None, f"G{-chat}", None, ""), code, NOW)
    await db.write(groups.note_trouble, -2, "kicked", NOW)
    found = await db.read(groups.cared_for, actor, LATER)
    assert [(one.group.chat_id, one.unit.code if one.unit else "") for one in found] == [(-2, "pkm"), (-1, "dinkes")]
    assert [one.group.chat_id for one in await db.read(groups.all_linked, LATER)] == [-2, -1, -3, -4]
    assert found[0].linked_at == NOW


async def test_a_test_message_goes_to_the_linked_topic_once_a_minute(db: Database) -> None:
    actor = await linked_to(db)
    for moment in (NOW, NOW + timedelta(seconds=59), LATER):
        await db.write(groups.send_test, actor, -5, moment)
    assert await posts(db) == [("group_test", -5, {})] * 2
    threads = await db.read(lambda tx: tx.execute(select(outbox.c.thread_id)).scalars().all())
    assert threads == [9, 9]


async def test_announcements_that_did_not_arrive_are_sent_once_more(db: Database) -> None:
    actor = await linked_to(db)
    await db.write(messages.enqueue, [Post(key, "announcement", -5) for key in "abc"], NOW)
    for number, reason in ((1, "kicked"), (2, "kicked")):
        await db.write(messages.finish, number, "failed", NOW, None, reason)
    assert (await db.read(groups.care_card, actor, -5, LATER)).undelivered == 2
    assert [await db.write(groups.resend, actor, -5, LATER) for _ in range(2)] == [2, 0]
    assert await last_note(db) == ("account:700", "resend_to_group", "group:-5", {"count": 2})
    assert (await db.read(groups.care_card, actor, -5, LATER)).undelivered == 0
    assert await db.read(lambda tx: tx.execute(select(outbox.c.status)).scalars().all()) == ["queued"] * 3


async def test_what_did_not_arrive_long_ago_stays_where_it_is(db: Database) -> None:
    actor = await linked_to(db)
    await db.write(messages.enqueue, [Post("a", "announcement", -5)], NOW)
    await db.write(messages.finish, 1, "failed", NOW, None, "kicked")
    much_later = NOW + groups.UNDELIVERED_SINCE + timedelta(seconds=1)
    assert (await db.read(groups.care_card, actor, -5, much_later)).undelivered == 0
    assert await db.write(groups.resend, actor, -5, much_later) == 0


async def test_a_group_that_was_let_go_meanwhile_is_told_to_be_gone(db: Database) -> None:
    actor = await db.write(head)
    for use_case in (groups.care_card, groups.send_test, groups.resend):
        with refused("group.gone"):
            await db.write(use_case, actor, -5, NOW)


async def test_of_many_senders_that_find_a_trouble_at_once_one_tells(db: Database) -> None:
    await linked_to(db)
    for moment in (NOW, LATER):
        await db.write(groups.note_trouble, -5, "kicked", moment)
    assert await db.write(group_rows.change_trouble, -5, "", "no_rights") is False
    assert len(await posts(db)) == 1
