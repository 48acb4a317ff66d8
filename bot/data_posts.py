"""What the outbox says about personal data: the copy, and requests to correct it."""

from __future__ import annotations

import asyncio

from documents import data_file
from domain.messages import ClaimedPost
from domain.retention import Retention
from handlers.data_paper import paper
from handlers.office import Office
from services import access, corrections, personal_data
from services.personal_data import Held
from texts import corrections as correction_texts
from texts import privacy as texts
from texts.place import Place
from texts.screen import Screen


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id)
    return office.place(actor) if actor else office.place_for(post.language)


async def copy(office: Office, post: ClaimedPost) -> Screen:
    """Everything held at this moment about the account and whoever is linked to it now."""
    place = await _place(office, post)
    held = await office.db.read(personal_data.collect, post.chat_id)
    return texts.data_file(place, held.name, await asyncio.to_thread(_pdf, place, held, office.retention))


def _pdf(place: Place, held: Held, kept: Retention) -> bytes:
    return data_file.render(paper(place, held, kept))


async def correction(office: Office, post: ClaimedPost) -> Screen | None:
    """A request that waits for this admin; nothing once it is decided, or for who may not decide it any more."""
    found = await office.db.read(corrections.to_decide, post.chat_id, int(str(post.params["request"])))
    return correction_texts.post(await _place(office, post), found.request, found.unit) if found else None


async def answer(office: Office, post: ClaimedPost) -> Screen | None:
    """The answer to the person's own request; nothing once another account is theirs."""
    found = await office.db.read(corrections.decided, post.chat_id, int(str(post.params["request"])))
    return texts.answer(await _place(office, post), found) if found else None
