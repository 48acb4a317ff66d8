"""Own leave: the list, days typed and read back, and ending one."""

from __future__ import annotations

from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import absences
from texts import absences as texts


async def listing(office: Office, said: Inbound) -> Reply:
    """Leave that is ahead or goes on."""
    found = await office.db.write(absences.listing, said.actor, said.place.now)
    return show(texts.listing(said.place, found))


async def say(office: Office, said: Inbound) -> Reply:
    """Days were typed."""
    asked = await office.db.read(absences.say, said.actor, said.text, said.place.now)
    return show(texts.read_back(said.place, asked.first_on, asked.last_on, asked.joins, asked.due_inside))


async def keep(office: Office, said: Inbound) -> Reply:
    """What was read back is right."""
    days = (said.callback.text(0), said.callback.text(1))
    found = await office.db.write(absences.keep, said.actor, days, said.place.now)
    return show(texts.listing(said.place, found), toast=texts.kept(said.place))


async def end(office: Office, said: Inbound) -> Reply:
    """Leave is taken back or ends early."""
    found = await office.db.write(absences.end, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.listing(said.place, found), toast=texts.ended(said.place))
