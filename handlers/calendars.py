"""Deadlines in calendar programs: a file of one or of all, and the private address."""

from __future__ import annotations

from documents.calendar_file import ENDING, MEDIA_TYPE
from domain.deadline_views import Dates
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import calendar_feeds, calendar_files
from texts import calendars as texts


async def desk(office: Office, said: Inbound) -> Reply:
    """The file and the address."""
    made_at = await office.db.read(calendar_feeds.made_at, said.actor)
    return show(texts.desk(said.place, made_at, public=bool(office.public_url)))


async def whole(office: Office, said: Inbound) -> Reply:
    """A file of all that concerns me."""
    return _file(said, await office.db.read(calendar_feeds.mine, said.actor, said.place.now), "tenggat")


async def one(office: Office, said: Inbound) -> Reply:
    """A file of one deadline."""
    number = said.callback.integer(0)
    found = await office.db.read(calendar_feeds.mine, said.actor, said.place.now, number)
    return _file(said, found, f"tenggat-{number}")


async def make(office: Office, said: Inbound) -> Reply:
    """A private address, in place of the one before."""
    if not office.public_url:
        raise DomainError("calendar.no_public_address")
    token = await office.db.write(calendar_feeds.make, said.actor, said.place.now)
    return show(texts.made(said.place, calendar_feeds.address(token, office.public_url)))


async def revoke(office: Office, said: Inbound) -> Reply:
    """Close the address."""
    await office.db.write(calendar_feeds.revoke, said.actor, said.place.now)
    reply = await desk(office, said)
    return Reply(reply.screens, toast=texts.revoked(said.place))


def _file(said: Inbound, found: Dates, name: str) -> Reply:
    content = calendar_files.written(said.place, found)
    return Reply((texts.file(said.place, content, f"{name}.{ENDING}", MEDIA_TYPE),), fresh=True)
