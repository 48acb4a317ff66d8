"""The kind reminder of a head to somebody who has yet to sign, rendered at the moment of sending."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, nudging
from texts import coverage as texts
from texts.screen import Screen


async def nudge(office: Office, post: ClaimedPost) -> Screen | None:
    """Who reminds of which campaign; nothing once the person has answered, or the head may not remind any more."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    request, by = int(str(post.params["request"])), int(str(post.params["by"]))
    found = await office.db.read(nudging.told, request, by, post.chat_id, office.clock.now())
    if actor is None or found is None:
        return None
    return texts.nudge(office.place(actor), found.campaign, found.name, found.position)
