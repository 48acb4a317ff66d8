"""What people do in Telegram: write, press, share, block; each act reaches the bot as its update."""

import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from sandbox.acts import PersonError
from sandbox.entities import detect, trim, utf16_length
from sandbox.errors import ApiError
from sandbox.group_acts import GroupActs
from sandbox.membership import change_private
from sandbox.methods_edit import REACTIONS
from sandbox.safe_html import start_payload
from sandbox.state import Answer, Json, Media, Message, Query
from sandbox.wire import chat_json, message_json, user_json

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024


@dataclass(frozen=True, slots=True)
class Press:
    """A press: its callback query, the update that told the bot (None: not asked for), the answer if it came."""

    query_id: str
    update_id: int | None
    answer: Answer | None


class People(GroupActs):
    """All acts of people, by their user ids; every wrong act is a PersonError."""

    def start(self, user: int, payload: str = "") -> Message:
        """Press Start (or open a deep link with `payload`); unblocks a blocked bot like the app does."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise PersonError("Tautan ini tidak sah: isinya paling panjang 64 huruf, angka, _ atau -.")
        person = self._person(user)
        if person.blocked:
            change_private(self._world, person, blocked=False)
        person.started = True
        return self._write(person, self._world.chats[user], text=f"/start {payload}".strip())

    def text(self, user: int, chat: int, text: str, topic: int | None = None, reply_to: int | None = None) -> Message:
        """Send a text message of 1 to 4096 UTF-16 units."""
        person, place = self._at(user, chat)
        trimmed, _ = trim(text, [])
        if not 1 <= utf16_length(trimmed) <= MAX_TEXT:
            raise PersonError("Pesan berisi 1 sampai 4096 karakter.")
        if place.person is not None and re.fullmatch(r"/start( [A-Za-z0-9_-]{1,64})?", trimmed):
            return self.start(user, trimmed[7:])
        self._ready(person, place, topic)
        return self._write(person, place, text=trimmed, topic=topic, reply_to=reply_to)

    def edit(self, user: int, chat: int, message_id: int, text: str) -> Message:
        """Change the text of an own message."""
        person, place = self._at(user, chat)
        message = self._message(place, message_id)
        if message.sender is not person:
            raise PersonError("Hanya pesan sendiri yang dapat diubah.")
        message.text, message.entities = text, detect(text, [])
        message.edited = int(self._world.clock.timestamp())
        self._world.show("edit", message)
        if self._bot_sees(message):
            self._world.updates.add("edited_message", place.id, message_json(message))
        return message

    async def press(
        self, user: int, chat: int, message_id: int, row: int, column: int, *, wait: bool = True, seconds: float = 10.0
    ) -> Press:
        """Press an inline button; waits up to `seconds` for the bot's answer unless `wait` is false."""
        query, update_id = self._press(user, chat, message_id, row, column)
        if wait and update_id is not None:
            with suppress(TimeoutError):
                await self._world.until(lambda: query.answer, seconds)
        return Press(query.id, update_id, query.answer)

    def _press(self, user: int, chat: int, message_id: int, row: int, column: int) -> tuple[Query, int | None]:
        person, place = self._at(user, chat)
        self._ready(person, place, None)
        message = self._message(place, message_id)
        try:
            button = (message.inline or [])[row][column]
        except IndexError:
            raise PersonError("Tombol ini sudah tidak ada.") from None
        if "callback_data" not in button:
            payload = start_payload(button.get("url", ""), self._world.bot.username or "")
            if payload is None:
                raise PersonError("Tombol ini tidak memanggil bot.")
            opened = self.start(user, payload)
            return Query("", user, user, opened.id, 0.0), None
        query = Query(self._world.new_id(), user, chat, message_id, self._world.clock.timestamp())
        self._world.ask(query)
        body = {
            "id": query.id,
            "from": user_json(person),
            "message": message_json(message),
            "chat_instance": chat_instance(chat),
            "data": button["callback_data"],
        }
        return query, self._world.updates.add("callback_query", chat, body)

    def share_contact(self, user: int, chat: int, of: int | None = None) -> Message:
        """Share the own contact, or somebody else's out of the address book."""
        person, place = self._at(user, chat)
        self._ready(person, place, None)
        owner = self._person(of if of is not None else user)
        if not owner.phone:
            raise PersonError("Akun ini tidak mempunyai nomor telepon.")
        contact: Json = {"phone_number": owner.phone, "first_name": owner.first_name, "user_id": owner.id}
        if owner.last_name:
            contact["last_name"] = owner.last_name
        return self._write(person, place, contact=contact)

    def upload(
        self,
        user: int,
        chat: int,
        data: bytes,
        name: str,
        mime: str,
        caption: str = "",
        *,
        as_photo: bool = False,
        topic: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Send a file of at most 50 MB as a photo or a document."""
        person, place = self._at(user, chat)
        self._ready(person, place, topic)
        if utf16_length(caption) > MAX_CAPTION:
            raise PersonError("Keterangan paling panjang 1024 karakter.")
        kind: Literal["photo", "document"] = "photo" if as_photo else "document"
        try:
            file = self._world.files.add(kind, name, mime, data)
        except ApiError:
            raise PersonError("Berkas ini kosong, terlalu besar, atau bukan gambar yang dikenal.") from None
        return self._write(person, place, text=caption, media=Media(kind, file), topic=topic, reply_to=reply_to)

    def block(self, user: int) -> None:
        """Block the bot."""
        person = self._person(user)
        if person.blocked or not person.started:
            raise PersonError("Bot ini belum dimulai atau sudah diblokir.")
        change_private(self._world, person, blocked=True)

    def unblock(self, user: int) -> None:
        """Unblock the bot."""
        person = self._person(user)
        if not person.blocked:
            raise PersonError("Bot ini tidak diblokir.")
        change_private(self._world, person, blocked=False)

    def deactivate(self, user: int) -> None:
        """Delete the Telegram account."""
        self._person(user).deactivated = True

    def react(self, user: int, chat: int, message_id: int, emoji: str | None) -> None:
        """React to a message with one of Telegram's emoji; None takes the reaction back."""
        person, place = self._at(user, chat)
        message = self._message(place, message_id)
        if emoji is not None and emoji not in REACTIONS:
            raise PersonError("Reaksi ini tidak dikenal Telegram.")
        before = message.reactions.pop(user, None)
        if emoji is not None:
            message.reactions[user] = emoji
        self._world.show("edit", message)
        if place.person is None and not place.is_admin(self._world.bot.id):
            return
        body = {
            "chat": chat_json(place),
            "message_id": message_id,
            "user": user_json(person),
            "date": int(self._world.clock.timestamp()),
            "old_reaction": _reaction(before),
            "new_reaction": _reaction(emoji),
        }
        self._world.updates.add("message_reaction", chat, body)

    def read(self, user: int, chat: int) -> None:
        """Read a chat to its end."""
        _, place = self._at(user, chat)
        place.read[user] = max(place.messages, default=0)


def _reaction(emoji: str | None) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def chat_instance(chat_id: int) -> str:
    """The lasting opaque number by which callback queries name a chat."""
    return str(int.from_bytes(sha256(str(chat_id).encode()).digest()[:8], "big", signed=True))
