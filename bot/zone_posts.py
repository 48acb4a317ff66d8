"""The messages about a unit's new stage: to one person, and to a linked group."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, stage_news
from texts import stages as texts
from texts.screen import Screen


async def moved(office: Office, post: ClaimedPost) -> Screen | None:
    """The unit's new stage; nothing once it does not concern the account any more."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    news = await office.db.read(stage_news.told, int(str(post.params["change"])), post.chat_id)
    return texts.post(office.place(actor), news) if actor and news else None


async def moved_group(office: Office, post: ClaimedPost) -> Screen | None:
    """The same for a linked group, without names."""
    news = await office.db.read(stage_news.told_group, int(str(post.params["change"])))
    return texts.group_post(office.place_for(post.language), news) if news else None
