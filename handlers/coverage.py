"""How far a unit is with the integrity pledge, for who leads it."""

from __future__ import annotations

from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import coverage
from texts import coverage as texts


async def overview(office: Office, said: Inbound) -> Reply:
    """The numbers of a unit in the open campaign."""
    found = await office.db.read(coverage.overview, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.overview(said.place, found))
