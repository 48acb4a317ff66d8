"""Announcements at the moment of sending, what is done to copies that have arrived, and the live report."""

from __future__ import annotations

from telegram.error import BadRequest
from telegram.ext import ExtBot

from domain.messages import ClaimedPost, Lane
from handlers.office import Office
from handlers.outbound import edit
from services import access, announcement_delivery, announcement_report
from services.announcement_delivery import Rewrite
from texts import announcement_posts as texts
from texts.place import Place
from texts.screen import Screen

UNDELETABLE = "message can't be deleted"
DELETED = "message to delete not found"


async def announcement(office: Office, post: ClaimedPost) -> Screen | None:
    """A copy as it is to look now; None when the announcement was stopped."""
    shown = await office.db.read(announcement_delivery.shown, _number(post))
    if shown is None:
        return None
    return texts.post(await _place(office, post), shown.announcement_id, shown.body, ask_read=shown.ask_read)


async def approval(office: Office, post: ClaimedPost) -> Screen | None:
    """To an admin who may approve it, as long as nobody has decided."""
    found = await office.db.read(announcement_report.to_approve, _number(post), int(str(post.params["version"])))
    return texts.approval(await _place(office, post), found.announcement, found.reach) if found else None


async def decided(office: Office, post: ClaimedPost) -> Screen:
    """To the author: what another admin has decided."""
    found = await office.db.read(announcement_report.decision, _number(post), int(str(post.params["by"])))
    return texts.decided(
        await _place(office, post), found.announcement, found.by,
        approved=bool(post.params["approved"]), correction=bool(post.params["correction"]),
    )  # fmt: skip


async def rewrite(office: Office, bot: ExtBot[Lane], post: ClaimedPost) -> None:
    """Let a copy that has arrived show the version in force, or take it back."""
    copy_id = int(str(post.params["copy"]))
    found = await office.db.read(announcement_delivery.to_rewrite, _number(post), copy_id, office.clock.now())
    if found is None:
        return
    place = await _place(office, post)
    if found.shown is None:
        await _take_back(bot, post, found, place)
    else:
        screen = texts.post(place, found.shown.announcement_id, found.shown.body, ask_read=found.shown.ask_read)
        await edit(bot, post.chat_id, found.message_id, screen, post.lane)


async def _take_back(bot: ExtBot[Lane], post: ClaimedPost, found: Rewrite, place: Place) -> None:
    """Delete the message; where Telegram does not let us, it says that it was taken back."""
    if found.deletable:
        try:
            await bot.delete_message(post.chat_id, found.message_id, rate_limit_args=post.lane)
        except BadRequest as error:
            reason = str(error).lower()
            if DELETED in reason:
                return
            if UNDELETABLE not in reason:
                raise
        else:
            return
    await edit(bot, post.chat_id, found.message_id, texts.withdrawn(place), post.lane, caption=found.captioned)


async def report(office: Office, bot: ExtBot[Lane], post: ClaimedPost) -> None:
    """Draw the live report in the admin's chat, unless it looks like that already."""
    drawing = await office.db.read(announcement_report.to_draw, _number(post))
    if drawing is None:
        return
    screen = texts.report(await _place(office, post), drawing.report.announcement, drawing.report.progress)
    there = await edit(bot, drawing.chat_id, drawing.message_id, screen, post.lane)
    await office.db.write(announcement_report.drawn, _number(post), drawing, gone=not there)


def _number(post: ClaimedPost) -> int:
    return int(str(post.params["announcement"]))


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id) if post.chat_id > 0 else None
    return office.place(actor) if actor else office.place_for(post.language)
