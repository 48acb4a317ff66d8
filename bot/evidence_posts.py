"""What the outbox does to give out the documents of a unit: makes them one by one, telling how far it is."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from telegram.error import BadRequest
from telegram.ext import ExtBot

from documents.evidence_zip import EvidenceZip, file_name
from documents.pades import Credential
from domain.errors import DomainError
from domain.messages import ClaimedPost, Lane
from handlers.letterhead import Letterhead
from handlers.office import Office
from handlers.outbound import send
from handlers.papers import pledge_document
from services import access, evidence_export
from services.evidence_export import EvidenceOrder
from storage.engine import Database
from texts import evidence as texts
from texts.errors import refusal
from texts.place import Place
from texts.screen import Screen
from texts.verify import sealing_reason

LARGEST: Final = 50_000_000
EVERY_SECONDS: Final = 3.0

Press = Callable[..., Awaitable[bytes]]


async def fill(
    target: EvidenceZip,
    db: Database,
    head: Letterhead,
    place: Place,
    codes: Sequence[str],
    press: Press,
    credential: Credential | None,
    now: Callable[[], datetime],
) -> AsyncIterator[int]:
    """Put the documents and their list into a ZIP file; yields how many are in. Raises OSError, LookupError.

    `press` makes one as `documents.paper_press.make` does, off the event loop.
    """
    rows = []
    for done, code in enumerate(codes, start=1):
        paper = await db.read(evidence_export.paper, code)
        signed = paper.receipt.signature
        document = pledge_document(head, place, paper.receipt, paper.besides)
        pdf = await press(document, credential, sealing_reason(signed.language, code), now())
        name = file_name(signed.name, code)
        await asyncio.to_thread(target.add, name, pdf)
        rows.append(texts.cells(signed, paper.besides.record, name))
        yield done
    await asyncio.to_thread(target.add_list, texts.LIST, texts.columns(place.language), rows)


async def give(office: Office, bot: ExtBot[Lane], post: ClaimedPost) -> None:
    """Make what was asked for, as it is allowed now, and send it; too large, or not allowed any more, it says so."""
    unit_id, campaign = int(str(post.params["unit"])), post.params["campaign"]
    actor = await office.db.read(access.find_actor, post.chat_id)
    place = office.place(actor) if actor else office.place_for(post.language)
    try:
        order = await office.db.read(
            evidence_export.still_allowed, post.chat_id, unit_id, int(str(campaign)) if campaign else None
        )
    except DomainError as error:
        await send(bot, post.chat_id, Screen(refusal(error, place.language)), lane=post.lane)
        return
    with tempfile.TemporaryDirectory(prefix="zibot-") as folder:
        path = Path(folder) / "evidence.zip"
        await _make(office, bot, post, place, order, path)
        size = (await asyncio.to_thread(path.stat)).st_size
        if size > LARGEST:
            screen = texts.too_large(place, order.unit)
        else:
            screen = texts.file(place, order.unit, len(order.codes), await asyncio.to_thread(path.read_bytes))
        await send(bot, post.chat_id, screen, lane=post.lane)


async def _make(
    office: Office, bot: ExtBot[Lane], post: ClaimedPost, place: Place, order: EvidenceOrder, path: Path
) -> None:
    total = len(order.codes)
    told = await send(bot, post.chat_id, texts.progress(place, order.unit, 0, total), lane=post.lane)
    said_at = time.monotonic()
    credential = office.pdf_signer.credential if office.pdf_signer else None
    with EvidenceZip(path, place.now) as target:
        async for done in fill(
            target, office.db, office, place, order.codes, office.press.make, credential, office.clock.now
        ):
            if time.monotonic() - said_at >= EVERY_SECONDS:
                said_at = time.monotonic()
                await _say(bot, post, told.message_id, texts.progress(place, order.unit, done, total))
    await _say(bot, post, told.message_id, texts.progress(place, order.unit, total, total))


async def _say(bot: ExtBot[Lane], post: ClaimedPost, message_id: int, screen: Screen) -> None:
    """Progress is a courtesy: whoever has deleted the message, or was told the same, misses nothing."""
    try:
        await bot.edit_message_text(screen.text, post.chat_id, message_id, parse_mode="HTML", rate_limit_args=post.lane)
    except BadRequest:
        return
