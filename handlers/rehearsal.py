"""Trying a plan out before it is real: a kept deadline, the form in hand, or all open deadlines of the next weeks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from documents import rehearsal_picture
from documents.workbooks import write_workbook
from domain.rehearsal import Rehearsal
from handlers import rehearsal_papers as papers
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import rehearsing
from services.deadline_cards import managed_scopes
from services.rehearsing import Asked, Span
from texts import rehearsal as texts

AHEAD: Final = timedelta(days=45)


async def summary(office: Office, said: Inbound) -> Reply:
    """What would be sent, in short."""
    whole = None in managed_scopes(said.actor)
    return show(texts.summary(said.place, await _played(office, said), _word(said), whole=whole))


async def picture(office: Office, said: Inbound) -> Reply:
    """A page of the months, a message of its own."""
    found = await _played(office, said)
    pages = papers.pages(found)
    page = min(max(said.callback.integer(1), 0), pages - 1)
    await office.busy(said.chat_id, "upload_photo")
    image = await asyncio.to_thread(rehearsal_picture.render, papers.picture(said.place, found, page))
    return Reply((texts.picture(said.place, found, _word(said), page, pages, image),), fresh=True)


async def workbook(office: Office, said: Inbound) -> Reply:
    """All of it as a workbook, with the names of who is not reached, a message of its own."""
    found, unreached = await office.db.write(
        rehearsing.papers_as, said.actor, _what(said), office.planning, office.per_second, said.place.now
    )
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(write_workbook, papers.workbook(said.place, found, unreached))
    return Reply((texts.workbook(said.place, found, _word(said), data),), fresh=True)


async def _played(office: Office, said: Inbound) -> Rehearsal:
    return await office.db.read(
        rehearsing.rehearse_as, said.actor, _what(said), office.planning, office.per_second, said.place.now
    )


def _word(said: Inbound) -> str:
    return said.callback.text(0)


def _what(said: Inbound) -> Asked:
    if _word(said) == texts.DRAFT:
        return None
    if _word(said) == texts.ALL:
        today = said.place.now.astimezone(said.place.tz).date()
        return Span(today, today + AHEAD)
    return said.callback.integer(0)
