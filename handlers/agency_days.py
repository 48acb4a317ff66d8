"""Working days and office hours in the admin's menu: the agency's own days and seasons, added by a typed line."""

from __future__ import annotations

from datetime import date, datetime

from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import agency_day_dialog, agency_days
from texts import agency_days as texts
from texts.screen import Screen


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of days and seasons."""
    return show(await _page(office, said, said.callback.integer(0)))


async def day(office: Office, said: Inbound) -> Reply:
    """One day."""
    facts = await office.db.read(agency_days.day_card, said.actor, _day(said), office.planning)
    return show(texts.day(said.place, facts))


async def season(office: Office, said: Inbound) -> Reply:
    """One season."""
    facts = await office.db.read(agency_days.season_card, said.actor, said.callback.integer(0))
    return show(texts.season(said.place, facts))


async def ask(office: Office, said: Inbound) -> Reply:
    """Something is to be added: the next words say what."""
    await office.db.write(agency_day_dialog.begin, said.actor, said.place.now)
    return show(texts.ask(said.place))


async def say(office: Office, said: Inbound) -> Reply:
    """A line was typed: it is read back."""
    found = await office.db.write(
        agency_day_dialog.say, said.actor, said.text, office.planning, said.place.now, said.place.tz
    )
    return show(texts.read_back(said.place, found))


async def save(office: Office, said: Inbound) -> Reply:
    """What was read back is right."""
    key = said.callback.text(0)
    await office.db.write(agency_day_dialog.save, said.actor, key, office.planning, said.place.now)
    return show(await _page(office, said, 0), toast=texts.saved(said.place))


async def drop(office: Office, said: Inbound) -> Reply:
    """Nothing is added after all."""
    await office.db.write(agency_day_dialog.drop, said.actor)
    return show(await _page(office, said, 0))


async def remove_day(office: Office, said: Inbound) -> Reply:
    """A day is taken back."""
    await office.db.write(agency_days.remove_day, said.actor, _day(said), office.planning, said.place.now)
    return show(await _page(office, said, 0), toast=texts.removed(said.place))


async def remove_season(office: Office, said: Inbound) -> Reply:
    """A season is taken back."""
    season_id = said.callback.integer(0)
    await office.db.write(agency_days.remove_season, said.actor, season_id, office.planning, said.place.now)
    return show(await _page(office, said, 0), toast=texts.removed(said.place))


async def _page(office: Office, said: Inbound, page: int) -> Screen:
    found = await office.db.read(agency_days.listing, said.actor, page, office.planning, said.place.now, said.place.tz)
    return texts.listing(said.place, found)


def _day(said: Inbound) -> date:
    try:
        return datetime.strptime(said.callback.text(0), "%Y%m%d").date()  # noqa: DTZ007 - a plain day
    except ValueError:
        raise DomainError("callback.malformed") from None
