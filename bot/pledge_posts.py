"""The message that somebody declined to sign, to the one person who is to hear of it."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, declining
from texts import pledge as texts
from texts.screen import Screen


async def declined(office: Office, post: ClaimedPost) -> Screen | None:
    """Who declined and why; nothing once the reader is not the head any more, and never in a group."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    found = await office.db.read(declining.told, int(str(post.params["decline"])), post.chat_id)
    if actor is None or found is None:
        return None
    return texts.told_of_decline(office.place(actor), found.name, found.unit, found.reason, found.at)
