"""Requests to correct data: the list of an admin, one request, its answer."""

from __future__ import annotations

from domain.data_rights import RequestState
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import corrections
from texts import corrections as texts


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")


async def listing(office: Office, said: Inbound) -> Reply:
    """The open requests, a page at a time."""
    _alone(said)
    page = said.callback.integer(0) if said.callback.parts else 0
    found = await office.db.read(corrections.listing, said.actor, page)
    rows = [(one.request, one.unit) for one in found.requests]
    return show(texts.listing(said.place, rows, found.page, found.pages))


async def case(office: Office, said: Inbound) -> Reply:
    """One request by name; the look is logged."""
    _alone(said)
    found = await office.db.write(corrections.case, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.case(said.place, found.request, found.employee, found.unit))


async def done(office: Office, said: Inbound) -> Reply:
    """The data was corrected: ask what to tell the person."""
    return await _begin(office, said, RequestState.DONE)


async def refuse(office: Office, said: Inbound) -> Reply:
    """The wish is refused: ask for the reason."""
    return await _begin(office, said, RequestState.REFUSED)


async def _begin(office: Office, said: Inbound, state: RequestState) -> Reply:
    _alone(said)
    number = said.callback.integer(0)
    found = await office.db.write(corrections.begin_answer, said.actor, number, state, said.place.now)
    return show(texts.ask_answer(said.place, found.employee.name, state, corrections.LONGEST))


async def write(office: Office, said: Inbound) -> Reply:
    """The answer came: the request is closed."""
    found = await office.db.write(corrections.answer, said.actor, said.text, said.place.now)
    office.ring()
    return show(texts.answered(said.place, found.case.request, is_mine=found.is_mine, told=found.told))


async def drop(office: Office, said: Inbound) -> Reply:
    """No answer yet: back to the list."""
    _alone(said)
    await office.db.write(corrections.drop, said.actor)
    found = await office.db.read(corrections.listing, said.actor, 0)
    rows = [(one.request, one.unit) for one in found.requests]
    return show(texts.listing(said.place, rows, found.page, found.pages))
