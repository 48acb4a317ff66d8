"""The weekly digest to a head or a group, counted and worded at the moment of sending."""

from __future__ import annotations

from datetime import date

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, digests
from texts import digests as texts
from texts.screen import Screen


async def head(office: Office, post: ClaimedPost) -> Screen | None:
    """To who leads units, in the week that it is about; nothing without news."""
    found = await office.db.read(digests.for_head, post.chat_id, _week(post), office.clock.now())
    actor = await office.db.read(access.find_actor, post.chat_id)
    return texts.head(office.place(actor), found) if actor and found else None


async def group(office: Office, post: ClaimedPost) -> Screen | None:
    """To a linked group, without names; nothing without news."""
    found = await office.db.read(digests.for_group, post.chat_id, _week(post), office.tz, office.clock.now())
    return texts.group(office.place_for(post.language), found) if found else None


def _week(post: ClaimedPost) -> date:
    return date.fromisoformat(str(post.params["week"]))
