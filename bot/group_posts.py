"""The messages that go out by themselves about groups, each rendered at the moment of sending."""

from __future__ import annotations

from domain.groups import RequestState
from domain.messages import ClaimedPost
from handlers.groups import request_screen
from handlers.office import Office
from services import access, group_requests, groups
from texts import groups as texts
from texts.screen import Screen


async def request(office: Office, post: ClaimedPost) -> Screen | None:
    """A wish to link a group, to who asked; nothing when it was answered meanwhile."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    if actor is None or actor.employee is None:
        return None
    place, request_id = office.place(actor), int(str(post.params["request"]))
    view = await office.db.read(group_requests.request, actor, request_id, place.now)
    return await request_screen(office, actor, place, request_id) if view.state is RequestState.OPEN else None


async def linked(office: Office, post: ClaimedPost) -> Screen | None:
    """To the group: what it is linked to now."""
    target = await office.db.read(groups.target, post.chat_id)
    return None if target is None else texts.linked(office.place_for(post.language), target)


async def test(office: Office, post: ClaimedPost) -> Screen | None:
    """To the group: the bot can write."""
    target = await office.db.read(groups.target, post.chat_id)
    return None if target is None else texts.test_message(office.place_for(post.language), target)


async def trouble(office: Office, post: ClaimedPost) -> Screen | None:
    """To who linked a group: what is wrong with it; nothing when it is well again or linked no more."""
    chat_id = int(str(post.params["chat"]))
    actor = await office.db.read(access.find_actor, post.chat_id)
    found = await office.db.read(groups.present, chat_id)
    if actor is None or found is None:
        return None
    place, target = office.place(actor), found.unit.name if found.unit else ""
    if "topic" in post.params:
        return texts.topic_lost(place, chat_id, found.group.title, target, str(post.params["topic"]))
    wrong = found.group.trouble
    return texts.trouble(place, chat_id, found.group.title, target, wrong) if wrong else None
