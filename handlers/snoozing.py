"""Being reminded of a deadline later, from its card or from a reminder."""

from __future__ import annotations

from datetime import date

from domain.deadline_views import Snoozed
from domain.errors import DomainError
from domain.reminders import Snooze
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import snoozing
from texts import snoozing as texts

PRESSED = (Snooze.HOUR, Snooze.MORNING, Snooze.WORKDAY)


async def choices(office: Office, said: Inbound) -> Reply:
    """When to be reminded again."""
    found = await office.db.read(
        snoozing.choices, said.actor, said.callback.integer(0), office.planning, said.place.now
    )  # fmt: skip
    return show(texts.choices(said.place, found))


async def later(office: Office, said: Inbound) -> Reply:
    """After one of the usual delays."""
    wanted = next((one for one in PRESSED if one.value == said.callback.text(1)), None)
    if wanted is None:
        raise DomainError("callback.malformed")
    return await _later(office, said, wanted)


async def pick(office: Office, said: Inbound) -> Reply:
    """On a day, which is pressed or typed."""
    found = await office.db.write(
        snoozing.ask_day, said.actor, said.callback.integer(0), office.planning, said.place.now
    )  # fmt: skip
    return show(texts.days(said.place, found))


async def day(office: Office, said: Inbound) -> Reply:
    """On the day that was pressed."""
    try:
        wanted = date.fromisoformat(said.callback.text(1))
    except ValueError as error:
        raise DomainError("callback.malformed") from error
    return await _later(office, said, wanted)


async def words(office: Office, said: Inbound) -> Reply:
    """On the day, or at the moment, that was typed."""
    found = await office.db.write(snoozing.say, said.actor, said.text, office.planning, said.place.now)
    return show(texts.later(said.place, found))


async def stop(office: Office, said: Inbound) -> Reply:
    """As planned again."""
    found = await office.db.write(snoozing.stop, said.actor, said.callback.integer(0), said.place.now)
    return _told(said, found)


async def _later(office: Office, said: Inbound, wanted: snoozing.Choice) -> Reply:
    found = await office.db.write(
        snoozing.later, said.actor, said.callback.integer(0), wanted, office.planning, said.place.now
    )  # fmt: skip
    return _told(said, found)


def _told(said: Inbound, found: Snoozed) -> Reply:
    return show(texts.later(said.place, found), toast=texts.noted(said.place, found))
