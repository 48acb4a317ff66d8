"""Lists of signatures as files, for who may take them out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from documents.delimited import write_delimited
from documents.workbooks import Sheet, write_workbook
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import pledge_export
from services.pledge_export import Signed
from texts import exports as texts


async def begin(office: Office, said: Inbound) -> Reply:
    """A page of the units to choose from."""
    desk = await office.db.read(pledge_export.desk, said.actor, said.callback.integer(0))
    return show(texts.begin(said.place, desk.units, desk.page, desk.pages, whole=desk.whole))


async def unit(office: Office, said: Inbound) -> Reply:
    """What there is of the chosen unit, or of the agency."""
    unit_id = said.callback.integer(0) or None
    found = await office.db.read(pledge_export.choice, said.actor, unit_id, said.place.now)
    return show(texts.choose(said.place, found.unit, found.campaign, found.of_campaign, found.of_all))


async def make(office: Office, said: Inbound) -> Reply:
    """The list, a message of its own; never in a group, since it holds names."""
    if not said.private:
        raise DomainError("access.private_only")
    pressed, now = said.callback, said.place.now
    unit_id, campaign_id, kind = pressed.integer(0) or None, pressed.integer(1) or None, texts.kind_of(pressed.text(2))
    order = await office.db.write(pledge_export.order, said.actor, unit_id, campaign_id, now)
    await office.busy(said.chat_id, "upload_document")
    signed = await office.db.read(pledge_export.listed, order, now)
    data = await asyncio.to_thread(signature_list, signed, kind, said.place.language)
    return Reply((texts.file(said.place, order.unit, len(signed), kind, data),), fresh=True)


def signature_list(signed: Sequence[Signed], kind: texts.Kind, language: str) -> bytes:
    """The list as a file; slow."""
    header = texts.columns(language)
    rows = [texts.cells(one, language) for one in signed]
    if kind == "csv":
        return write_delimited(header, rows)
    return write_workbook([Sheet(texts.sheet_title(language), header, rows)])
