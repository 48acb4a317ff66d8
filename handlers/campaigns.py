"""Campaigns of the pledge in the chat: the list, a card, ending one, and publishing step by step."""

from __future__ import annotations

from datetime import datetime

from domain.errors import DomainError
from domain.people import Actor
from domain.publication import Ask
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import publishing, publishing_dialog
from texts import campaigns as texts


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of campaigns."""
    found = await office.db.read(publishing.listing, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.listing(said.place, found))


async def card(office: Office, said: Inbound) -> Reply:
    """One campaign."""
    return show(texts.card(said.place, await office.db.read(publishing.card, *_campaign(said))))


async def ask_end(office: Office, said: Inbound) -> Reply:
    """A campaign is to end: really?"""
    facts = await office.db.read(publishing.card, *_campaign(said))
    return show(texts.card(said.place, facts, ending=True))


async def end(office: Office, said: Inbound) -> Reply:
    """It ends."""
    facts = await office.db.write(publishing.end, *_campaign(said))
    return show(texts.card(said.place, facts), toast=texts.ended(said.place))


async def begin(office: Office, said: Inbound) -> Reply:
    """A new campaign, or another text for an open one."""
    asked = await office.db.write(publishing_dialog.begin, said.actor, said.place.now, office.tz)
    return show(texts.question(said.place, asked))


async def turn(office: Office, said: Inbound) -> Reply:
    """Another page of what can be chosen."""
    page = said.callback.integer(0)
    asked = await office.db.write(publishing_dialog.turn, said.actor, page, said.place.now, office.tz)
    return show(texts.question(said.place, asked))


async def answer(office: Office, said: Inbound) -> Reply:
    """A button answered a question."""
    ask, chosen = _ask(said.callback.text(0)), said.callback.text(1)
    asked = await office.db.write(publishing_dialog.choose, said.actor, ask, chosen, said.place.now, office.tz)
    return show(texts.question(said.place, asked))


async def words(office: Office, said: Inbound) -> Reply:
    """Words answered a question."""
    asked = await office.db.write(publishing_dialog.say, said.actor, said.text, said.place.now, office.tz)
    return show(texts.question(said.place, asked))


async def receive(office: Office, said: Inbound) -> Reply:
    """A text came as a file."""
    assert said.file is not None
    if said.file.size > publishing_dialog.LARGEST:
        raise DomainError("campaign.text_size", kilobytes=publishing_dialog.LARGEST // 1024)
    content = await office.fetch(said.file.file_id)
    asked = await office.db.write(publishing_dialog.receive, said.actor, content, said.place.now, office.tz)
    return show(texts.question(said.place, asked))


async def difference(office: Office, said: Inbound) -> Reply:
    """A page of the whole difference."""
    found = await office.db.read(publishing_dialog.reading, said.actor, said.place.now, office.tz)
    return show(texts.difference(said.place, found, said.callback.integer(0)))


async def publish(office: Office, said: Inbound) -> Reply:
    """It is published."""
    key, now = said.callback.text(0), said.place.now
    facts = await office.db.write(publishing_dialog.publish, said.actor, key, now, office.sealer, office.tz)
    office.ring()
    return show(texts.card(said.place, facts), toast=texts.published(said.place))


async def drop(office: Office, said: Inbound) -> Reply:
    """Nothing is published after all."""
    await office.db.write(publishing_dialog.drop, said.actor)
    return show(texts.dropped(said.place))


def _campaign(said: Inbound) -> tuple[Actor, int, datetime]:
    return said.actor, said.callback.integer(0), said.place.now


def _ask(word: str) -> Ask:
    try:
        return Ask(word)
    except ValueError:
        raise DomainError("callback.malformed") from None
