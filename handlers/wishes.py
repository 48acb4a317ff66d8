"""How a person wishes to be reminded."""

from __future__ import annotations

from domain.reminder_wish import WishDesk
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import wishes
from texts import wishes as texts


async def desk(office: Office, said: Inbound) -> Reply:
    """What holds now."""
    return show(texts.desk(said.place, await office.db.read(wishes.desk, said.actor, office.planning)))


async def set_lead(office: Office, said: Inbound) -> Reply:
    """A lead day was ticked, or its tick taken away."""
    lead, wanted = said.callback.integer(0), said.callback.text(1)
    found = await office.db.write(wishes.set_lead, said.actor, lead, wanted, office.planning, said.place.now)
    return _kept(said, found)


async def set_time(office: Office, said: Inbound) -> Reply:
    """A time of day was chosen."""
    clock = said.callback.text(0)
    return _kept(said, await office.db.write(wishes.set_time, said.actor, clock, office.planning, said.place.now))


async def as_usual(office: Office, said: Inbound) -> Reply:
    """Back to what holds for everybody."""
    return _kept(said, await office.db.write(wishes.as_usual, said.actor, office.planning, said.place.now))


def _kept(said: Inbound, found: WishDesk) -> Reply:
    return show(texts.desk(said.place, found), toast=texts.kept(said.place))
