"""The messages to a signer that their pledge was attested, or that their signature was withdrawn as an error."""

from __future__ import annotations

from domain.messages import ClaimedPost
from handlers.office import Office
from services import access, withdrawing, witnessing
from texts import withdrawal as withdrawal_texts
from texts import witness as texts
from texts.screen import Screen


async def witnessed(office: Office, post: ClaimedPost) -> Screen | None:
    """Who has taken note of the pledge; nothing once the account is not the signer's any more."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    found = await office.db.read(witnessing.told, int(str(post.params["mark"])), post.chat_id)
    return texts.post(office.place(actor), found.campaign, found.mark) if actor and found else None


async def withdrawn(office: Office, post: ClaimedPost) -> Screen | None:
    """Which signature never counted, and why; nothing once the account is not the person's any more."""
    actor = await office.db.read(access.find_actor, post.chat_id)
    found = await office.db.read(withdrawing.told, int(str(post.params["withdrawal"])), post.chat_id)
    if actor is None or found is None:
        return None
    reason = found.withdrawal.reason
    return withdrawal_texts.post(
        office.place(actor), found.signature, found.campaign, reason, asked_again=found.asked_again
    )
