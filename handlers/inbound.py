"""An update as a typed input: who, where, what was said or pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType

from domain.people import Actor
from services.onboarding import Contact
from texts.callback import Callback, decode
from texts.place import Place


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A document that a person sent: its id for `Office.fetch`, its name, its size in bytes."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """One update of one person. `pressed` is the id of the message whose button was pressed, `written` of their own.

    A `photo` is named by its caption. `answers` is what the buttons say of the bot's message that this one replies to.
    `entities` format the text, or the `caption` of a file, as dicts of the Bot API; files sent together share `album`.
    """

    update_id: int
    actor: Actor
    place: Place
    chat_id: int
    private: bool
    title: str
    thread_id: int | None
    text: str
    data: str | None
    query_id: str | None
    pressed: int | None
    contact: Contact | None
    file: SharedFile | None = None
    written: int | None = None
    photo: SharedFile | None = None
    answers: tuple[str, ...] = ()
    caption: str = ""
    entities: tuple[Mapping[str, Any], ...] = ()
    album: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words after a command."""
        return tuple(self.text.split()[1:])

    @property
    def callback(self) -> Callback:
        """What the pressed button says; raises `callback.malformed`."""
        return decode(self.data)


def inbound(update: Update, actor: Actor, place: Place) -> Inbound:
    """Read an update that has a person and a chat."""
    chat, query, message = update.effective_chat, update.callback_query, update.effective_message
    assert chat is not None
    said = update.message
    contact = said.contact if said else None
    document = said.document if said else None
    return Inbound(
        update_id=update.update_id,
        actor=actor,
        place=place,
        chat_id=chat.id,
        private=chat.type == ChatType.PRIVATE,
        title=chat.title or "",
        thread_id=message.message_thread_id if message and message.is_topic_message else None,
        text=(said.text or "") if said else "",
        data=query.data if query else None,
        query_id=query.id if query else None,
        pressed=message.message_id if query and message else None,
        contact=Contact(contact.phone_number, contact.user_id) if contact else None,
        file=SharedFile(document.file_id, document.file_name or "", document.file_size or 0) if document else None,
        written=said.message_id if said else None,
        photo=_photo(said),
        answers=_answers(said),
        caption=(said.caption or "") if said else "",
        entities=_entities(said),
        album=(said.media_group_id or "") if said else "",
    )


def _entities(said: Message | None) -> tuple[Mapping[str, Any], ...]:
    found = (said.entities or said.caption_entities) if said else ()
    return tuple(one.to_dict() for one in found)


def _photo(said: Message | None) -> SharedFile | None:
    """The largest size of a photo."""
    if said is None or not said.photo:
        return None
    best = max(said.photo, key=lambda one: one.width * one.height)
    return SharedFile(best.file_id, said.caption or "", best.file_size or 0)


def _answers(said: Message | None) -> tuple[str, ...]:
    target = said.reply_to_message if said else None
    if target is None or target.reply_markup is None or target.from_user is None or not target.from_user.is_bot:
        return ()
    rows = target.reply_markup.inline_keyboard
    return tuple(one.callback_data for row in rows for one in row if isinstance(one.callback_data, str))
