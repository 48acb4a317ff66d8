"""How far a unit is with the integrity pledge, by numbers and by name, and the kind reminder, for who leads it."""

from __future__ import annotations

from domain.coverage import Listing
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import coverage, coverage_lists, nudging
from texts import coverage as texts
from texts.screen import Screen

LARGEST_PAGE = 10**6


async def overview(office: Office, said: Inbound) -> Reply:
    """The numbers of a unit in the chosen campaign, or in that of the agency."""
    pressed = said.callback
    chosen = pressed.integer(1) if len(pressed.parts) > 1 else None
    found = await office.db.read(coverage.overview, said.actor, pressed.integer(0), said.place.now, chosen)
    return show(texts.overview(said.place, found))


async def campaigns(office: Office, said: Inbound) -> Reply:
    """The open campaigns, to choose one."""
    unit, found = await office.db.read(coverage.choices, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.campaigns(said.place, unit, found))


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of people by where their signature stands."""
    which, page = said.callback.text(2), said.callback.integer(3)
    if which not in set(Listing):
        raise DomainError("callback.malformed")
    return show(await _page(office, said, Listing(which), page))


async def nudge(office: Office, said: Inbound) -> Reply:
    """Remind one person; the page shows it."""
    page, request = said.callback.integer(2), said.callback.integer(3)
    at = await office.db.write(nudging.nudge_one, said.actor, request, said.place.now, office.planning)
    office.ring()
    return show(await _page(office, said, Listing.WAITING, page), toast=texts.told_one(said.place, at))


async def ask_all(office: Office, said: Inbound) -> Reply:
    """What reminding all would do."""
    unit, campaign = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.read(nudging.preview, said.actor, unit, campaign, said.place.now, office.planning)
    return show(texts.confirm(said.place, found))


async def nudge_all(office: Office, said: Inbound) -> Reply:
    """Remind all who have yet to sign and can be reached."""
    unit, campaign = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(nudging.nudge_all, said.actor, unit, campaign, said.place.now, office.planning)
    office.ring()
    return show(texts.reminded(said.place, found))


async def _page(office: Office, said: Inbound, which: Listing, page: int) -> Screen:
    unit, campaign = said.callback.integer(0), said.callback.integer(1)
    shown = min(max(page, 0), LARGEST_PAGE)
    found = await office.db.write(coverage_lists.page, said.actor, unit, campaign, which, shown, said.place.now)
    return texts.listing(said.place, found)
