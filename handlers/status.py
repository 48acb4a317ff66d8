"""Where a unit stands: the card, its picture, the picker of units."""

from __future__ import annotations

import asyncio

from documents import status_picture
from domain import instrument
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from handlers.papers import status_picture as picture_of
from services import groups, status
from services.status import UnitStatus
from texts import groups as group_texts
from texts import status as texts
from texts.screen import Screen

UNITS_A_PAGE = 8


async def own(office: Office, said: Inbound) -> Reply:
    """/status: the person's own unit; in a group the linked one."""
    if not said.private:
        return await _in_group(office, said)
    found = await office.db.read(status.unit_status, said.actor, None, said.place.now)
    return show(_card(said, found))


async def unit(office: Office, said: Inbound) -> Reply:
    """Another unit, from the picker."""
    found = await office.db.read(status.unit_status, said.actor, said.callback.integer(0), said.place.now)
    return show(_card(said, found))


async def pick(office: Office, said: Inbound) -> Reply:
    """A page of the picker."""
    page = said.callback.integer(0)
    units, pages = await office.db.read(status.pick_units, said.actor, page, UNITS_A_PAGE)
    return show(texts.picker(said.place, units, min(max(page, 0), pages - 1), pages))


async def picture(office: Office, said: Inbound) -> Reply:
    """The card as a picture, a message of its own."""
    found = await office.db.read(status.unit_status, said.actor, said.callback.integer(0), said.place.now)
    if found.card is None:
        raise DomainError("status.no_score")
    facts = picture_of(said.place, _facts(found), found.card, instrument.bundled())
    image = await asyncio.to_thread(status_picture.render, facts)
    return Reply((texts.picture(said.place, found.unit.name, image),), fresh=True)


async def _in_group(office: Office, said: Inbound) -> Reply:
    group = await office.db.read(groups.linked, said.chat_id)
    if group.unit_id is None:
        return show(group_texts.agency_only(said.place))
    found = await office.db.read(status.group_status, group.unit_id, said.place.now)
    return show(texts.card(said.place, _facts(found), instrument.bundled(), in_group=True))


def _card(said: Inbound, found: UnitStatus) -> Screen:
    return texts.card(said.place, _facts(found), instrument.bundled())


def _facts(found: UnitStatus) -> texts.CardFacts:
    return texts.CardFacts(
        found.unit, found.cycle_title, found.stage, found.target, found.card, found.coverage, found.deadlines
    )
