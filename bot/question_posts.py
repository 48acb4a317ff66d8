"""The message to who is in charge of a question of the worksheet now, rendered at the moment of sending."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, question_owners
from texts import question_owners as texts
from texts.screen import Screen


async def owner(office: Office, post: ClaimedPost) -> Screen | None:
    """What they are in charge of; nothing when somebody else is by now."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    found = await office.db.read(question_owners.told, int(str(post.params["owner"])), post.chat_id)
    return texts.told(office.place(actor), found) if actor and found else None
