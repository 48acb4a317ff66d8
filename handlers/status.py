"""Where a unit stands: the card, its areas, the road to a predicate, the trend, its picture, the picker of units."""

from __future__ import annotations

import asyncio

from documents import status_picture
from domain.errors import DomainError
from domain.instrument import bundled
from domain.status_views import UnitStatus
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from handlers.papers import status_pictures
from services import groups, status, status_pages, status_pick
from texts import groups as group_texts
from texts import status as texts
from texts import status_pages as page_texts


async def own(office: Office, said: Inbound) -> Reply:
    """/status: the person's own unit; in a group the linked one."""
    if not said.private:
        return await _in_group(office, said)
    if said.data is None:
        found = await office.db.read(status.unit_status, said.actor, None, said.place.now)
    else:
        found = await office.db.write(status_pick.choose, said.actor, None, said.place.now)
    return show(texts.card(said.place, found, bundled()))


async def unit(office: Office, said: Inbound) -> Reply:
    """Another unit, from the picker, or back from one of its pages."""
    _private(said)
    found = await office.db.write(status_pick.choose, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.card(said.place, found, bundled()))


async def pick(office: Office, said: Inbound) -> Reply:
    """A page of the picker."""
    _private(said)
    found = await office.db.write(status_pick.pick, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.picker(said.place, found))


async def pick_anew(office: Office, said: Inbound) -> Reply:
    """The picker without the words that were typed."""
    _private(said)
    return show(
        texts.picker(said.place, await office.db.write(status_pick.pick, said.actor, 0, said.place.now, anew=True))
    )


async def search(office: Office, said: Inbound) -> Reply:
    """Words were typed while the picker was open."""
    return show(
        texts.picker(said.place, await office.db.write(status_pick.search, said.actor, said.text, said.place.now))
    )


async def areas(office: Office, said: Inbound) -> Reply:
    """The sections one by one."""
    return show(texts.areas(said.place, await _scored(office, said), bundled()))


async def missing(office: Office, said: Inbound) -> Reply:
    """The open questions of a section."""
    _private(said)
    unit_id, section, page = said.callback.integer(0), said.callback.text(1), said.callback.integer(2)
    found = await office.db.read(status_pages.open_questions, said.actor, unit_id, section, page)
    return show(page_texts.open_questions(said.place, found))


async def road(office: Office, said: Inbound) -> Reply:
    """A page of the cheapest road to a predicate."""
    _private(said)
    unit_id, target, page = said.callback.integer(0), said.callback.text(1), said.callback.integer(2)
    view = await office.db.read(status_pages.cheapest_road, said.actor, unit_id, target)
    return show(page_texts.road(said.place, view, page))


async def people(office: Office, said: Inbound) -> Reply:
    """Who is in charge, by name."""
    _private(said)
    unit_id, page = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(status_pages.in_charge, said.actor, unit_id, page, said.place.now)
    return show(page_texts.in_charge(said.place, found))


async def trend(office: Office, said: Inbound) -> Reply:
    """The total over time."""
    _private(said)
    found = await office.db.read(status_pages.trend, said.actor, said.callback.integer(0), said.place.now)
    return show(page_texts.trend(said.place, found))


async def picture(office: Office, said: Inbound) -> Reply:
    """The card as pictures, messages of their own."""
    found = await _scored(office, said)
    line = await office.db.read(status_pages.trend, said.actor, found.unit.id, said.place.now)
    pictures = status_pictures(said.place, found, line, bundled())
    await office.busy(said.chat_id, "upload_photo")
    images = [await asyncio.to_thread(status_picture.render, one) for one in pictures]
    return Reply(texts.pictures(said.place, found.unit.name, images), fresh=True)


async def mine(office: Office, said: Inbound) -> Reply:
    """The reader's own part: in a group to the reader alone, where that can't be nobody sees it."""
    unit_id = said.callback.integer(0)
    found = await office.db.read(status_pages.own_part, said.actor, unit_id, said.place.now)
    if said.private:
        return show(page_texts.own_part(said.place, found))
    screen = page_texts.own_part(said.place, found, private=False)
    return Reply(toast=page_texts.to_private(said.place), alert=True, whisper=screen)


async def arrive(office: Office, said: Inbound) -> Reply:
    """The reader came from a group to see the own part."""
    number = said.words[0].partition("_")[2]
    unit_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    found = await office.db.read(status_pages.own_part, said.actor, unit_id, said.place.now)
    return show(page_texts.own_part(said.place, found))


async def _in_group(office: Office, said: Inbound) -> Reply:
    group = await office.db.read(groups.linked, said.chat_id)
    if group.unit_id is None:
        return show(group_texts.agency_only(said.place))
    found = await office.db.read(status.group_status, group.unit_id, said.place.now)
    return show(texts.group_card(said.place, found, bundled()))


async def _scored(office: Office, said: Inbound) -> UnitStatus:
    _private(said)
    found = await office.db.read(status.unit_status, said.actor, said.callback.integer(0), said.place.now)
    if found.card is None:
        raise DomainError("status.no_score")
    return found


def _private(said: Inbound) -> None:
    """What a person asks for by a button never lands in a group, where everybody would read it."""
    if not said.private:
        raise DomainError("access.private_only")
