"""Announcements: ask for the text, preview, send."""

from __future__ import annotations

from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import announcements, onboarding
from texts import account
from texts import announcements as texts


async def begin(office: Office, said: Inbound) -> Reply:
    """/umumkan."""
    await office.db.write(announcements.begin, said.actor, said.place.now)
    return show(texts.ask(said.place, announcements.LONGEST))


async def write(office: Office, said: Inbound) -> Reply:
    """The text came: show it as the groups will see it."""
    preview = await office.db.write(announcements.write, said.actor, said.text, said.place.now)
    titles = [group.title for group in preview.groups]
    return show(texts.preview(said.place, preview.key, preview.body, titles, preview.skipped))


async def send(office: Office, said: Inbound) -> Reply:
    """Off it goes."""
    count = await office.db.write(announcements.send, said.actor, said.callback.text(0), said.place.now)
    office.ring()
    return show(texts.sent(said.place, count))


async def drop(office: Office, said: Inbound) -> Reply:
    """Not to be sent after all."""
    had_draft = await office.db.write(onboarding.cancel, said.actor)
    return show(account.cancelled(said.place, had_draft=had_draft))
