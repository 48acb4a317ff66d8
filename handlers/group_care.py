"""The linked groups of who cares for them: the list, one group, a test message, sending again, letting go."""

from __future__ import annotations

from typing import Final

from domain.rights import Action, offered_actions
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import groups
from services.groups import LinkedGroup
from texts import group_care as texts
from texts.group_care import CaredGroup

GROUPS_A_PAGE: Final = 6


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of the groups, those in trouble first."""
    return await _list(office, said, said.callback.integer(0))


async def _list(office: Office, said: Inbound, page: int, toast: str = "") -> Reply:
    found = await office.db.read(groups.cared_for, said.actor, said.place.now)
    pages = max(1, -(-len(found) // GROUPS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [_cared(one) for one in found[page * GROUPS_A_PAGE : (page + 1) * GROUPS_A_PAGE]]
    administers = Action.SEE_ADMIN_MENU in offered_actions(said.actor.grants)
    return show(texts.listing(said.place, rows, page, pages, administers=administers), toast=toast)


def _cared(one: LinkedGroup) -> CaredGroup:
    return CaredGroup(one.group, one.unit.name if one.unit else "", one.linked_at, one.undelivered)


async def card(office: Office, said: Inbound) -> Reply:
    """One group."""
    return await _card(office, said)


async def _card(office: Office, said: Inbound, toast: str = "") -> Reply:
    found = await office.db.read(groups.care_card, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.card(said.place, _cared(found)), toast=toast)


async def test(office: Office, said: Inbound) -> Reply:
    """Send a test message."""
    await office.db.write(groups.send_test, said.actor, said.callback.integer(0), said.place.now)
    office.ring()
    return await _card(office, said, texts.testing(said.place))


async def resend(office: Office, said: Inbound) -> Reply:
    """Send once more what did not arrive."""
    await office.db.write(groups.resend, said.actor, said.callback.integer(0), said.place.now)
    office.ring()
    return await _card(office, said, texts.resending(said.place))


async def drop(office: Office, said: Inbound) -> Reply:
    """Ask before the group is let go."""
    found = await office.db.read(groups.care_card, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.drop(said.place, _cared(found)))


async def unlink(office: Office, said: Inbound) -> Reply:
    """Let the group go; pressed again, the list shows that it is gone."""
    await office.db.write(groups.let_go, said.actor, said.callback.integer(0), said.place.now)
    return await _list(office, said, 0, texts.dropped(said.place))
