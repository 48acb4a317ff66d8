"""Screens to Telegram: the only place that knows how a message is sent, edited in place, or an old button answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from domain.messages import Lane
from handlers import whispers
from handlers.inbound import Inbound
from texts.length import split, visible_length
from texts.screen import Button, Keyboard, Screen

NOT_MODIFIED = "message is not modified"
EXPIRED = ("query is too old", "query id is invalid")
UNDELETABLE = ("message to delete not found", "message can't be deleted")
GONE = ("message to edit not found", "message can't be edited")
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: screens, the first in place of the pressed one unless `fresh`; a note at the button.

    `forget` takes the person's own message out of the chat, because it held a secret. `whisper` is for the eyes of who
    pressed the button alone; where the server can't do that, nothing is shown but the note at the button. `buttons`
    take the place of those below the pressed message, which stays as it is.
    """

    screens: tuple[Screen, ...] = ()
    toast: str = ""
    alert: bool = False
    fresh: bool = False
    forget: bool = False
    whisper: Screen | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()


def show(*screens: Screen, toast: str = "") -> Reply:
    """Screens in place of the one that was pressed, or as new messages after words."""
    return Reply(screens, toast)


async def answer(bot: ExtBot[Lane], said: Inbound, reply: Reply) -> None:
    """Give a reply where the person is. A person who blocked the bot meanwhile is no error."""
    try:
        if reply.forget and said.written is not None:
            await _forget(bot, said.chat_id, said.written)
        if said.query_id is None:
            await _send_all(bot, said, reply.screens)
        elif reply.whisper is not None and await whispers.send(bot, said, reply.whisper):
            await _answer_query(bot, said.query_id, Reply())
        else:
            # The button must stop waiting as soon as the screen changes: both calls leave together.
            await asyncio.gather(_answer_query(bot, said.query_id, reply), _redraw(bot, said, reply))
    except Forbidden:
        return


async def _forget(bot: ExtBot[Lane], chat_id: int, message_id: int) -> None:
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest as error:  # the person was quicker, or it is older than two days
        if not _says(error, *UNDELETABLE):
            raise


async def _send_all(bot: ExtBot[Lane], said: Inbound, screens: tuple[Screen, ...]) -> None:
    for screen in screens:
        await send(bot, said.chat_id, screen, said.thread_id, Lane.INTERACTIVE)


async def _answer_query(bot: ExtBot[Lane], query_id: str, reply: Reply) -> None:
    try:
        await bot.answer_callback_query(query_id, reply.toast or None, show_alert=reply.alert)
    except BadRequest as error:
        if not _says(error, *EXPIRED):
            raise


async def _redraw(bot: ExtBot[Lane], said: Inbound, reply: Reply) -> None:
    if reply.buttons and said.pressed is not None:
        await _change_buttons(bot, said.chat_id, said.pressed, reply.buttons)
    if not reply.screens:
        return
    first, *others = reply.screens
    if (
        reply.fresh
        or said.pressed is None
        or not _editable(first)
        or not await edit(bot, said.chat_id, said.pressed, first)
    ):
        await send(bot, said.chat_id, first, said.thread_id, Lane.INTERACTIVE)
    await _send_all(bot, said, tuple(others))


async def _change_buttons(
    bot: ExtBot[Lane], chat_id: int, message_id: int, buttons: tuple[tuple[Button, ...], ...]
) -> None:
    try:
        await bot.edit_message_reply_markup(
            chat_id, message_id, reply_markup=_inline(buttons), rate_limit_args=Lane.INTERACTIVE
        )
    except BadRequest as error:
        if not _says(error, NOT_MODIFIED, *GONE):
            raise


def _editable(screen: Screen) -> bool:
    fits = screen.entities is not None or visible_length(screen.text) <= MessageLimit.MAX_TEXT_LENGTH
    return not screen.has_file and screen.keyboard is None and fits


async def edit(
    bot: ExtBot[Lane],
    chat_id: int,
    message_id: int,
    screen: Screen,
    lane: Lane = Lane.INTERACTIVE,
    *,
    caption: bool = False,
) -> bool:
    """Whether the message shows the screen now; False when it can't be edited any more.

    A file that Telegram holds takes the place of the one in the message; with `caption` the screen has none, and that
    in the message stays above the new text.
    """
    try:
        await _put(bot, screen, caption=caption, chat_id=chat_id, message_id=message_id, rate_limit_args=lane)
    except BadRequest as error:
        if _says(error, NOT_MODIFIED):
            return True
        if _says(error, *GONE, "there is no text in the message to edit"):
            return False
        raise
    return True


async def _put(bot: ExtBot[Lane], screen: Screen, *, caption: bool, **where: Any) -> None:
    where["reply_markup"] = _inline(screen.buttons)
    if screen.photo_id or screen.document_id:
        kind = InputMediaPhoto if screen.photo_id else InputMediaDocument
        file = screen.photo_id or screen.document_id
        await bot.edit_message_media(kind(file, screen.text or None, **_wording(screen, "caption_entities")), **where)
    elif caption:
        await bot.edit_message_caption(caption=screen.text, **_wording(screen, "caption_entities"), **where)
    else:
        page = LinkPreviewOptions(is_disabled=not screen.preview)
        await bot.edit_message_text(screen.text, link_preview_options=page, **_wording(screen, "entities"), **where)


def _wording(screen: Screen, entities: str) -> dict[str, Any]:
    """How the text is to be read: as HTML, or as it is with these entities."""
    if screen.entities is None:
        return {"parse_mode": ParseMode.HTML}
    return {entities: [MessageEntity.de_json(dict(one)) for one in screen.entities]}


def _says(error: BadRequest, *fragments: str) -> bool:
    return any(fragment in str(error).lower() for fragment in fragments)


async def send(
    bot: ExtBot[Lane], chat_id: int, screen: Screen, thread_id: int | None = None, lane: Lane = Lane.TRANSACTIONAL
) -> Message:
    """Send a screen as new message; HTML that is too long for one goes out in several, the buttons under the last."""
    how: dict[str, Any] = {
        "message_thread_id": thread_id, "protect_content": screen.protect, "disable_notification": screen.silent,
        "rate_limit_args": lane,
    }  # fmt: skip
    markup = _markup(screen)
    if screen.has_file:
        return await _send_file(bot, chat_id, screen, reply_markup=markup, **how)
    *before, last = [screen.text] if screen.entities is not None else split(screen.text)
    how |= {"link_preview_options": LinkPreviewOptions(is_disabled=not screen.preview), **_wording(screen, "entities")}
    for part in before:
        await bot.send_message(chat_id, part, **how)
    return await bot.send_message(chat_id, last, reply_markup=markup, **how)


async def _send_file(bot: ExtBot[Lane], chat_id: int, screen: Screen, **how: Any) -> Message:
    how |= {"caption": screen.text or None, **_wording(screen, "caption_entities")}
    photo = screen.photo or screen.photo_id
    if photo:
        return await bot.send_photo(chat_id, photo, **how)
    held = screen.document
    return await bot.send_document(
        chat_id, InputFile(held.data, filename=held.name) if held else screen.document_id, **how
    )


def _markup(screen: Screen) -> Markup:
    if isinstance(screen.keyboard, Keyboard):
        rows = [[KeyboardButton(one.text, request_contact=one.contact) for one in row] for row in screen.keyboard.rows]
        return ReplyKeyboardMarkup(
            rows, resize_keyboard=True, one_time_keyboard=True, input_field_placeholder=screen.keyboard.placeholder
        )
    if screen.keyboard is not None:
        return ReplyKeyboardRemove()
    return _inline(screen.buttons)


def _inline(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in rows]) if rows else None


def _button(one: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        one.text,
        callback_data=one.action,
        url=one.url,
        copy_text=CopyTextButton(one.copy) if one.copy else None,
        style=one.style,
    )
