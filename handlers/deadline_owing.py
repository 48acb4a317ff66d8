"""Who still owes a deadline, by name, for who leads them."""

from __future__ import annotations

from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import deadline_owing
from texts import deadline_owing as texts

LARGEST_PAGE = 10**6


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of the people of a unit, or of the agency (unit 0); each of them can read that they were looked at."""
    deadline_id, unit_id = said.callback.integer(0), said.callback.integer(1) or None
    shown = min(max(said.callback.integer(2), 0), LARGEST_PAGE)
    found = await office.db.write(deadline_owing.page, said.actor, deadline_id, unit_id, shown, said.place.now)
    return show(texts.listing(said.place, found))
