"""What has changed of a deadline, worded at the moment of sending."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, deadline_changes
from texts import deadline_changes as texts
from texts.screen import Screen


async def changed(office: Office, post: ClaimedPost) -> Screen | None:
    """To who was reminded of the deadline before: what is different since; nothing when it is the same for them."""
    since, change = (int(str(post.params[name])) for name in ("since", "change"))
    found = await office.db.read(deadline_changes.news, since, change, post.chat_id)
    actor = await office.db.read(access.find_actor, post.chat_id)
    place = office.place(actor) if actor else office.place_for(post.language)
    return texts.changed(place, found) if found else None
