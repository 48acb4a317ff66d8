"""What keepers of a proposal's items are told, worded at the moment of sending."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, proposal_reminders
from texts import proposals as texts
from texts.screen import Screen


async def missing(office: Office, post: ClaimedPost) -> Screen | None:
    """What is missing of theirs; nothing once it is there, or they don't keep it any more."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    place = office.place(actor) if actor else office.place_for(post.language)
    found = await office.db.read(proposal_reminders.told, post.params, post.chat_id, office.tz, place.now)
    return texts.missing(place, found) if found else None
