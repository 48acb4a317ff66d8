"""Where all units of a ZI cycle stand: summary, list, risks, weeks, comparison, pictures and workbook."""

from __future__ import annotations

import asyncio

from documents import heat_picture
from documents.workbooks import write_workbook
from domain.agency_status import Order
from domain.errors import DomainError
from domain.rights import Action, offered_actions
from handlers import agency_status_papers as papers
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import agency_status
from services.agency_status import CycleComparison, StatusBoard
from texts import agency_status as texts


async def begin(office: Office, said: Inbound) -> Reply:
    """The button of a menu: the summary by stage."""
    found = await _board(office, said)
    admin = Action.SEE_ADMIN_MENU in offered_actions(said.actor.grants)
    return show(texts.summary(said.place, found, admin=admin))


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of units in an order."""
    found = await _board(office, said, _order(said))
    return show(texts.listing(said.place, found, said.callback.integer(1)))


async def risks(office: Office, said: Inbound) -> Reply:
    """A page of units at risk."""
    return show(texts.risks(said.place, await _board(office, said), said.callback.integer(0)))


async def weeks(office: Office, said: Inbound) -> Reply:
    """How all units came along."""
    return show(texts.weeks(said.place, await _board(office, said)))


async def compare(office: Office, said: Inbound) -> Reply:
    """A page of units beside what they were in the cycle before."""
    return show(texts.compare(said.place, await _comparison(office, said), said.callback.integer(0)))


async def heat(office: Office, said: Inbound) -> Reply:
    """One of the heat tables, a message of its own."""
    found = await _board(office, said, _order(said))
    parts = papers.parts(found)
    part = min(max(said.callback.integer(1), 0), parts - 1)
    await office.busy(said.chat_id, "upload_photo")
    image = await asyncio.to_thread(heat_picture.render, papers.picture(said.place, found, part))
    return Reply((texts.heat(said.place, found, part, parts, image, papers.note(said.place, found, part)),), fresh=True)


async def chart(office: Office, said: Inbound) -> Reply:
    """The lines of progress, a message of its own."""
    found = await _board(office, said)
    await office.busy(said.chat_id, "upload_photo")
    image = await asyncio.to_thread(heat_picture.render, papers.trends(said.place, found))
    return Reply((texts.chart(said.place, found, image),), fresh=True)


async def workbook(office: Office, said: Inbound) -> Reply:
    """All of it as a workbook, a message of its own."""
    found, compared = await _board(office, said), await _comparison(office, said)
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(write_workbook, papers.workbook(said.place, found, compared))
    return Reply((texts.workbook(said.place, found, data),), fresh=True)


async def _board(office: Office, said: Inbound, order: Order = Order.SCORE) -> StatusBoard:
    return await office.db.read(agency_status.board, said.actor, order, said.place.now, office.planning)


async def _comparison(office: Office, said: Inbound) -> CycleComparison | None:
    return await office.db.read(agency_status.comparison, said.actor, said.place.now, office.planning)


def _order(said: Inbound) -> Order:
    word = said.callback.text(0)
    if word not in set(Order):
        raise DomainError("callback.malformed")
    return Order(word)
