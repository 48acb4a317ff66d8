"""Reminders of deadlines and what heads hear of leave, worded at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, leave_notices, reminding
from texts import reminding as texts
from texts.place import Place
from texts.screen import Screen


async def person(office: Office, post: ClaimedPost) -> Screen | None:
    """The reminder to one person, of what they still owe by now; nothing when that is all done or over."""
    place = await _place(office, post)
    found = await office.db.read(reminding.still_owed, post.chat_id, named(post.params), place.now)
    if not found:
        return None
    missed = post.params.get("missed")
    since = datetime.fromisoformat(str(missed)) if missed else None
    return texts.reminder(place, [(one, False) for one in found], missed=since, back=bool(post.params.get("back")))


def named(params: Mapping[str, object]) -> list[int]:
    """The ids of the deadlines of a reminder; older rows of the outbox hold them without leads."""
    listed = params["deadlines"]
    assert isinstance(listed, list)
    return [int(one["id"]) if isinstance(one, dict) else int(one) for one in listed]


async def absent(office: Office, post: ClaimedPost) -> Screen | None:
    """To the head of a unit: whose leave a deadline falls into, as long as it does and the task is open."""
    place = await _place(office, post)
    absence, deadline = (int(str(post.params[name])) for name in ("absence", "deadline"))
    found = await office.db.read(leave_notices.told, absence, deadline, post.chat_id, place.now)
    if found is None:
        return None
    return texts.absent(place, found.employee.name, found.leave.first_on, found.leave.last_on, found.deadline)


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id)
    return office.place(actor) if actor else office.place_for(post.language)
