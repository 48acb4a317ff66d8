"""Reminders of the pledge and what they led to, worded at the moment of sending."""

from __future__ import annotations

from datetime import datetime

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, pledge_reminders
from services.pledge_reminders import Reminding
from texts import pledge_reminders as texts
from texts.place import Place
from texts.screen import Screen


def reminding(office: Office) -> Reminding:
    """How this installation reminds of the pledge."""
    return Reminding(office.planning, office.plan, office.tz)


async def person(office: Office, post: ClaimedPost) -> Screen | None:
    """The reminder to one person; nothing once they have signed, declined, left or moved."""
    requests = post.params["requests"]
    assert isinstance(requests, list)
    place = await _place(office, post)
    found = await office.db.read(pledge_reminders.waiting, requests, post.chat_id, place.now)
    return texts.person(place, found, int(str(post.params["number"]))) if found else None


async def head(office: Office, post: ClaimedPost) -> Screen | None:
    """To the head of a unit, as long as they are it and somebody still waits."""
    place = await _place(office, post)
    campaign, unit, people = (int(str(post.params[name])) for name in ("campaign", "unit", "people"))
    told = (campaign, unit, people, post.chat_id, reminding(office), place.now)
    found = await office.db.read(pledge_reminders.told_head, *told)
    return texts.head(place, found.campaign, found.unit, found.people) if found else None


async def agency(office: Office, post: ClaimedPost) -> Screen | None:
    """To an admin of the agency, as long as they are one and somebody still waits."""
    place = await _place(office, post)
    at = datetime.fromisoformat(str(post.params["at"]))
    campaign = int(str(post.params["campaign"]))
    found = await office.db.read(pledge_reminders.told_agency, campaign, at, post.chat_id, place.now)
    return texts.agency(place, *found) if found else None


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id)
    return office.place(actor) if actor else office.place_for(post.language)
