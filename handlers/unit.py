"""The menu of who leads a unit: activation codes for its people, and the requests to join it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from documents import code_sheet
from domain.errors import DomainError
from domain.rights import Action
from handlers.code_papers import code_sheet as sheet_of
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import activation, unit_desk
from texts import unit as texts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A moment in milliseconds, up to the year 5138.
LARGEST_MOMENT = 10**14


async def menu(office: Office, said: Inbound) -> Reply:
    """/unit, or the menu of the chosen unit."""
    unit_id = said.callback.integer(0) if said.data is not None else None
    desk = await office.db.read(unit_desk.desk, said.actor, unit_id)
    allowed = desk.allowed if office.witnessing else desk.allowed - {Action.WITNESS_PLEDGES}
    return show(texts.menu(said.place, desk.unit, allowed, several=desk.several))


async def pick(office: Office, said: Inbound) -> Reply:
    """A page of the units that the person has a menu for."""
    units, page, pages = await office.db.read(unit_desk.choices, said.actor, said.callback.integer(0))
    return show(texts.picker(said.place, units, page, pages))


async def codes(office: Office, said: Inbound) -> Reply:
    """How many people of the unit are not linked yet."""
    unit, count = await office.db.read(activation.waiting, said.actor, said.callback.integer(0))
    return show(texts.codes(said.place, unit, count, activation.MOST_IN_CHAT))


async def make_codes(office: Office, said: Inbound) -> Reply:
    """New codes, as a sheet in this chat; in clear they are nowhere else."""
    unit_id, moment = said.callback.integer(0), said.callback.integer(1)
    if not 0 <= moment <= LARGEST_MOMENT:
        raise DomainError("callback.malformed")
    place, days = said.place, office.activation_days
    shown_at = EPOCH + timedelta(milliseconds=moment)
    unit, _ = await office.db.read(activation.waiting, said.actor, unit_id)
    issued = await office.db.write(activation.issue, said.actor, unit_id, shown_at, place.now, days)
    await office.busy(said.chat_id, "upload_document")
    pdf = await asyncio.to_thread(code_sheet.render, sheet_of(place, issued))
    return show(texts.codes_made(place, unit, len(issued)), texts.sheet(place, unit, pdf, issued[0].expires_at))
