"""Linking a group: asked for in the group, answered in private, within ten minutes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.groups import WAITS, RequestState
from domain.messages import Group
from domain.people import Actor
from domain.rights import Role
from services import group_requests, groups
from storage import groups as group_rows
from storage.engine import Database, Transaction
from storage.tables import audit, outbox, units
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

CHAT = Group(-5, 9, "Grup ZI", 404, "whatever the caller says")
MINUTE = timedelta(minutes=1)


def head(tx: Transaction, telegram_id: int = 700) -> Actor:
    """The head of unit `dinkes`, above `pkm`; `disdik` is somebody else's and `lama` was closed."""
    unit = builders.unit(tx, "dinkes")
    builders.unit(tx, "pkm", parent=unit)
    builders.unit(tx, "disdik")
    closed = builders.unit(tx, "lama", parent=unit)
    tx.execute(update(units).where(units.c.id == closed.id).values(closed_at=NOW))
    return builders.linked(tx, unit, telegram_id, role=Role.UNIT_HEAD, scope=unit)


def number_of(tx: Transaction, code: str) -> int:
    return int(tx.execute(select(units.c.id).where(units.c.code == code)).scalar_one())


async def posts(db: Database) -> list[tuple[str, int, int | None, dict[str, Any]]]:
    rows = await db.read(lambda tx: tx.execute(select(outbox).order_by(outbox.c.id)).all())
    return [(row.kind, row.chat_id, row.thread_id, row.params) for row in rows]


async def noted(db: Database) -> list[str]:
    return list(await db.read(lambda tx: tx.execute(select(audit.c.action).order_by(audit.c.id)).scalars().all()))


async def test_who_asks_hears_in_private_and_nothing_is_linked_yet(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    assert await posts(db) == [("group_request", 700, None, {"request": number})]
    view = await db.read(group_requests.request, actor, number, NOW)
    assert (view.state, view.unit, view.present, view.request.title) == (RequestState.OPEN, actor.unit, None, "Grup ZI")
    assert (view.request.thread_id, view.request.expires_at) == (9, NOW + WAITS)
    assert await noted(db) == ["ask_group_link"]
    with refused("group.not_linked"):
        await db.read(groups.linked, -5)


@pytest.mark.parametrize("code", ["nowhere", "disdik", "lama"])
async def test_a_wrong_code_a_closed_unit_and_a_missing_right_are_answered_alike(db: Database, code: str) -> None:
    actor = await db.write(head)
    with refused("group.link_refused"):
        await db.write(group_requests.ask, actor, CHAT, code, NOW)
    assert (await posts(db), await noted(db)) == ([], [])


@pytest.mark.parametrize("code", ["", "dinkes", "nowhere"])
async def test_who_may_link_nothing_asks_for_nothing(db: Database, code: str) -> None:
    await db.write(head)
    employee = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "kec"), 701, role=Role.ASSESSOR))
    with refused("group.link_refused"):
        await db.write(group_requests.ask, employee, CHAT, code, NOW)


async def test_asking_the_same_again_waits_longer_and_says_nothing_twice(db: Database) -> None:
    actor = await db.write(head)
    first = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    again = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW + 9 * MINUTE)
    assert again == first
    assert len(await posts(db)) == 1
    view = await db.read(group_requests.request, actor, first, NOW + 18 * MINUTE)
    assert view.state is RequestState.OPEN


@pytest.mark.parametrize(
    ("chat", "code", "later", "state"),
    [
        (CHAT, "pkm", MINUTE, RequestState.REPLACED),
        (replace(CHAT, thread_id=None), "dinkes", MINUTE, RequestState.REPLACED),
        (CHAT, "", MINUTE, RequestState.REPLACED),
        (CHAT, "dinkes", 11 * MINUTE, RequestState.REPLACED),
        (replace(CHAT, chat_id=-6), "dinkes", MINUTE, RequestState.OPEN),
    ],
)
async def test_another_wish_for_the_same_group_takes_the_place_of_the_first(
    db: Database, chat: Group, code: str, later: timedelta, state: RequestState
) -> None:
    actor = await db.write(head)
    first = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    second = await db.write(group_requests.ask, actor, chat, code, NOW + later)
    assert second != first
    assert len(await posts(db)) == 2
    assert (await db.read(group_requests.request, actor, first, NOW + later)).state is state


async def test_a_confirmed_request_links_the_group_and_tells_it_once(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    unit_id = await db.read(number_of, "dinkes")
    for later in (MINUTE, 2 * MINUTE, 30 * MINUTE):
        view = await db.write(group_requests.confirm, actor, number, unit_id, NOW + later)
        assert (view.state, view.present_unit) == (RequestState.LINKED, actor.unit)
    assert await db.read(groups.linked, -5) == Group(-5, 9, "Grup ZI", unit_id, "")
    assert await db.read(group_rows.linked_by, -5) == (700, NOW + MINUTE)
    assert (await posts(db))[1:] == [("group_linked", -5, 9, {})]
    assert await noted(db) == ["ask_group_link", "link_group"]


async def test_what_was_chosen_is_linked_when_no_code_was_given(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "", NOW)
    pkm = await db.read(number_of, "pkm")
    choice = await db.read(group_requests.choices, actor, number, 0, 8, NOW)
    assert (choice.agency, [unit.code for unit in choice.units], choice.pages) == (False, ["dinkes", "pkm"], 1)
    shown = await db.read(group_requests.chosen, actor, number, pkm, NOW)
    assert shown.unit is not None
    assert (shown.unit.code, shown.present) == ("pkm", None)
    assert (await db.write(group_requests.confirm, actor, number, pkm, NOW)).unit == shown.unit
    assert (await db.read(groups.linked, -5)).unit_id == pkm


@pytest.mark.parametrize(("page", "shown", "codes"), [(-3, 0, ["a", "b"]), (1, 1, ["c", "d"]), (99, 2, ["e"])])
async def test_the_choice_comes_in_pages_and_an_admin_may_choose_the_agency(
    db: Database, page: int, shown: int, codes: list[str]
) -> None:
    def fill(tx: Transaction) -> Actor:
        first, *_ = [builders.unit(tx, code) for code in "abcde"]
        return builders.linked(tx, first, role=Role.ADMIN)

    actor = await db.write(fill)
    number = await db.write(group_requests.ask, actor, CHAT, "", NOW)
    choice = await db.read(group_requests.choices, actor, number, page, 2, NOW)
    assert (choice.agency, choice.page, choice.pages) == (True, shown, 3)
    assert [unit.code for unit in choice.units] == codes
    view = await db.write(group_requests.confirm, actor, number, None, NOW)
    assert (view.state, view.unit, view.present_unit) == (RequestState.LINKED, None, None)
    assert (await db.read(groups.linked, -5)).unit_id is None


async def test_a_unit_that_one_may_not_link_or_that_is_gone_is_not_linked(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "", NOW)
    admin = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "kec"), 701, role=Role.ADMIN))
    its = await db.write(group_requests.ask, admin, CHAT, "", NOW)
    refusals = [
        (actor, number, await db.read(number_of, "disdik"), "access.denied"),
        (actor, number, None, "access.denied"),
        (actor, number, 404, "access.denied"),
        (actor, number, await db.read(number_of, "lama"), "group.link_refused"),
        (admin, its, 404, "group.link_refused"),
    ]
    for who, what, unit_id, key in refusals:
        with refused(key):
            await db.read(group_requests.chosen, who, what, unit_id, NOW)
        with refused(key):
            await db.write(group_requests.confirm, who, what, unit_id, NOW)
    with refused("group.not_linked"):
        await db.read(groups.linked, -5)


async def test_a_request_belongs_to_who_asked(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    other = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "kec"), 701, role=Role.ADMIN))
    for what in (number, number + 1):
        with refused("group.request_unknown"):
            await db.read(group_requests.request, other, what, NOW)
        with refused("group.request_unknown"):
            await db.write(group_requests.confirm, other, what, None, NOW)
        with refused("group.request_unknown"):
            await db.write(group_requests.cancel, other, what, NOW)
    assert (await db.read(group_requests.request, actor, number, NOW)).state is RequestState.OPEN


async def test_after_ten_minutes_it_is_too_late(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    unit_id = await db.read(number_of, "dinkes")
    for work in (
        await db.write(group_requests.confirm, actor, number, unit_id, NOW + WAITS),
        await db.write(group_requests.cancel, actor, number, NOW + WAITS),
        await db.read(group_requests.chosen, actor, number, unit_id, NOW + WAITS),
    ):
        assert (work.state, work.present) == (RequestState.EXPIRED, None)


async def test_a_cancelled_request_links_nothing_any_more(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    unit_id = await db.read(number_of, "dinkes")
    for _ in range(2):
        assert (await db.write(group_requests.cancel, actor, number, NOW)).state is RequestState.CANCELLED
    view = await db.write(group_requests.confirm, actor, number, unit_id, NOW)
    assert (view.state, view.present) == (RequestState.CANCELLED, None)
    assert await noted(db) == ["ask_group_link", "cancel_group_link"]


async def test_a_right_that_was_lost_meanwhile_links_nothing(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    unit_id = await db.read(number_of, "dinkes")
    assert actor.employee is not None
    await db.write(builders.revoke_grants, actor.employee)
    with refused("access.denied"):
        await db.write(group_requests.confirm, await db.read(builders.actor, 700), number, unit_id, NOW)
    with refused("access.denied"):
        await db.read(group_requests.choices, await db.read(builders.actor, 700), number, 0, 8, NOW)


async def test_linking_anew_is_told_apart_in_the_log_and_clears_the_trouble(db: Database) -> None:
    actor = await db.write(head)
    dinkes, pkm = await db.read(number_of, "dinkes"), await db.read(number_of, "pkm")
    await db.write(groups.link_directly, "cli", CHAT, "dinkes", NOW)
    await db.write(groups.note_trouble, -5, "kicked", NOW)
    number = await db.write(group_requests.ask, actor, replace(CHAT, thread_id=None), "pkm", NOW)
    view = await db.write(group_requests.confirm, actor, number, pkm, NOW)
    assert view.present == Group(-5, None, "Grup ZI", pkm, "")
    (note,) = await db.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "relink_group")).all())
    assert (note.actor, note.subject) == ("account:700", "group:-5")
    assert note.detail == {"unit": pkm, "thread": None, "before": dinkes}


@pytest.mark.parametrize("code", ["disdik", ""])
async def test_nobody_takes_a_group_away_from_those_it_belongs_to(db: Database, code: str) -> None:
    actor = await db.write(head)
    await db.write(groups.link_directly, "cli", CHAT, code, NOW)
    with refused("group.linked_elsewhere"):
        await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    await db.write(groups.unlink_directly, "cli", -5, NOW)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    await db.write(groups.link_directly, "cli", CHAT, code, NOW)
    with refused("group.linked_elsewhere"):
        await db.write(group_requests.confirm, actor, number, await db.read(number_of, "dinkes"), NOW)


async def test_a_group_that_moves_between_request_and_confirmation_is_linked_where_it_is(db: Database) -> None:
    actor = await db.write(head)
    number = await db.write(group_requests.ask, actor, CHAT, "dinkes", NOW)
    for _ in range(2):
        await db.write(groups.migrated, -5, -1005)
    view = await db.write(group_requests.confirm, actor, number, await db.read(number_of, "dinkes"), NOW)
    assert view.present is not None
    assert view.present.chat_id == -1005
    assert [(kind, chat) for kind, chat, *_ in await posts(db)] == [("group_request", 700), ("group_linked", -1005)]
