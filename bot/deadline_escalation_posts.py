"""What heads and admins hear of deadlines that are over and still owed, worded at the moment of sending."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, deadline_escalation
from texts import deadline_escalation as texts
from texts.place import Place
from texts.screen import Screen


async def head(office: Office, post: ClaimedPost) -> Screen | None:
    """To the head of a unit, as long as they are it and somebody still owes it."""
    place = await _place(office, post)
    found = await office.db.read(deadline_escalation.told_head, _told(post), post.chat_id, place.now)
    return texts.head(place, found) if found else None


async def agency(office: Office, post: ClaimedPost) -> Screen | None:
    """To an admin of the agency, as long as they are one and somebody still owes it."""
    place = await _place(office, post)
    found = await office.db.read(deadline_escalation.told_agency, _told(post), post.chat_id, place.now)
    return texts.agency(place, found) if found else None


def _told(post: ClaimedPost) -> list[int]:
    told = post.params["told"]
    assert isinstance(told, list)
    return told


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id)
    return office.place(actor) if actor else office.place_for(post.language)
