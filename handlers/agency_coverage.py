"""How far the units of the agency are with the integrity pledge: the table, its picture and its workbook."""

from __future__ import annotations

import asyncio

from documents import coverage_picture
from documents.workbooks import write_workbook
from domain.agency_coverage import Order
from domain.errors import DomainError
from domain.rights import Action, offered_actions
from handlers import coverage_papers as papers
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import agency_coverage
from services.agency_coverage import CoverageTable
from texts import agency_coverage as texts


async def begin(office: Office, said: Inbound) -> Reply:
    """The button of a menu: each unit of the open campaign by itself, the lowest first."""
    found = await office.db.read(
        agency_coverage.table, said.actor, 0, Order.LOWEST, said.place.now, rolled=False
    )  # fmt: skip
    return _table(said, found, 0)


async def table(office: Office, said: Inbound) -> Reply:
    """Another page, order, or kind of rows."""
    return _table(said, await _found(office, said), said.callback.integer(2))


async def picture(office: Office, said: Inbound) -> Reply:
    """One of the pictures, a message of its own."""
    found = await _found(office, said)
    parts = papers.parts(found)
    part = min(max(said.callback.integer(2), 0), parts - 1)
    await office.busy(said.chat_id, "upload_photo")
    image = await asyncio.to_thread(coverage_picture.render, papers.picture(said.place, found, part))
    note = papers.note(said.place, found, part)
    return Reply((texts.picture(said.place, found, part, parts, image, note),), fresh=True)


async def workbook(office: Office, said: Inbound) -> Reply:
    """The table as a workbook, a message of its own."""
    found = await _found(office, said)
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(write_workbook, papers.workbook(said.place, found))
    return Reply((texts.workbook(said.place, found, data),), fresh=True)


async def _found(office: Office, said: Inbound) -> CoverageTable:
    pressed = said.callback
    if pressed.text(0) not in set(Order):
        raise DomainError("callback.malformed")
    order, rolled, campaign_id = Order(pressed.text(0)), pressed.integer(1) == 1, pressed.integer(3)
    return await office.db.read(
        agency_coverage.table, said.actor, campaign_id, order, said.place.now, rolled=rolled
    )  # fmt: skip


def _table(said: Inbound, found: CoverageTable, page: int) -> Reply:
    admin = Action.SEE_ADMIN_MENU in offered_actions(said.actor.grants)
    return show(texts.table(said.place, found, page, admin=admin))
