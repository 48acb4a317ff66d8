"""The alarm of the ledger's daily check, rendered at the moment of sending."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access
from texts import ledger as texts
from texts.screen import Screen


async def alarm(office: Office, post: ClaimedPost) -> Screen:
    """To an admin of the agency: what the check of that day found first."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    place = office.place(actor) if actor else office.place_for(post.language)
    found = post.params
    return texts.alarm(
        place, int(str(found["count"])), str(found["key"]), int(str(found["sequence"])), str(found["record"])
    )
