"""The messages about being linked: a request to its head, the decision to its asker, and the end of an older link."""

from __future__ import annotations

from datetime import datetime

from domain.errors import DomainError
from domain.joining import LinkState
from domain.messages import ClaimedPost
from handlers.joining import request_screen
from handlers.office import Office
from services import access, joining
from texts import joining as texts
from texts.place import Place
from texts.screen import Screen


async def request(office: Office, post: ClaimedPost) -> Screen | None:
    """A request, in the chat of somebody who may decide on it still."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    if actor is None:
        return None
    place = office.place(actor)
    try:
        found = await office.db.read(joining.petition, actor, int(str(post.params["request"])), place.now)
    except DomainError:
        return None
    return await request_screen(office, place, found) if found.standing is LinkState.OPEN else None


async def decided(office: Office, post: ClaimedPost) -> Screen | None:
    """What became of a request, to who asked."""
    place = await _place(office, post)
    found = await office.db.read(joining.told, int(str(post.params["request"])), place.now)
    if found is None or found.request.telegram_id != post.chat_id:
        return None
    return texts.decided(place, found.unit, found.standing, found.employee.name if found.employee else "")


async def moved(office: Office, post: ClaimedPost) -> Screen:
    """The account belongs to nobody any more: another one has taken its place."""
    return texts.moved(await _place(office, post), datetime.fromisoformat(str(post.params["at"])))


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id)
    return office.place(actor) if actor else office.place_for(post.language)
