"""What people do in Telegram: write, press, share, block, join; each act reaches the bot as its update."""

import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Literal

from sandbox.entities import detect, trim, utf16_length
from sandbox.errors import ApiError
from sandbox.membership import DEFAULT_RIGHTS, change_member, change_private
from sandbox.methods_edit import REACTIONS
from sandbox.safe_html import start_payload
from sandbox.state import Answer, Chat, Json, Media, Message, Query, Topic, User
from sandbox.wire import chat_json, message_json, user_json
from sandbox.world import World

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MIGRATED: Final = -1_000_000_000_000


class PersonError(Exception):
    """Somebody tried what the app would not let them do; the text is an Indonesian sentence for the page."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press: its callback query, the update that told the bot (None: not asked for), the answer if it came."""

    query_id: str
    update_id: int | None
    answer: Answer | None


class People:
    """Acts of people, by their user ids; every wrong act is a PersonError."""

    def __init__(self, world: World) -> None:
        self._world = world

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
        return self._write(person, place, text=caption, media=Media(kind, file), topic=topic)

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

    def join(self, user: int, chat: int) -> None:
        """Join a group."""
        change_member(self._world, self._group(chat), user, "member", by=self._person(user))

    def leave(self, user: int, chat: int) -> None:
        """Leave a group."""
        person, place = self._at(user, chat)
        change_member(self._world, self._group(place.id), user, "left", by=person)

    def add_bot(self, user: int, chat: int) -> None:
        """Add the bot to a group."""
        person, place = self._at(user, self._group(chat).id)
        if place.has(self._world.bot.id):
            raise PersonError("Bot sudah ada di grup ini.")
        change_member(self._world, place, self._world.bot.id, "member", by=person)

    def remove_bot(self, user: int, chat: int) -> None:
        """Throw the bot out of a group, as an administrator."""
        self._change_bot(user, chat, "kicked")

    def promote_bot(self, user: int, chat: int, rights: frozenset[str] = DEFAULT_RIGHTS) -> None:
        """Make the bot an administrator with these rights."""
        self._change_bot(user, chat, "administrator", rights)

    def demote_bot(self, user: int, chat: int) -> None:
        """Make the bot an ordinary member again (also lifts a mute)."""
        self._change_bot(user, chat, "member")

    def mute_bot(self, user: int, chat: int) -> None:
        """Forbid the bot to write; only supergroups can."""
        if self._group(chat).kind != "supergroup":
            raise PersonError("Hanya supergrup yang dapat membisukan anggota.")
        self._change_bot(user, chat, "restricted")

    def _change_bot(self, user: int, chat: int, status: Any, rights: frozenset[str] = DEFAULT_RIGHTS) -> None:
        person, place = self._at(user, self._group(chat).id)
        if not place.is_admin(user):
            raise PersonError("Hanya admin grup yang dapat melakukan ini.")
        if not place.has(self._world.bot.id):
            raise PersonError("Bot tidak ada di grup ini.")
        change_member(self._world, place, self._world.bot.id, status, by=person, rights=rights)

    def migrate(self, chat: int) -> int:
        """Turn a basic group into a supergroup; the new chat id."""
        old, world = self._group(chat), self._world
        if old.kind != "group":
            raise PersonError("Grup ini sudah menjadi supergrup.")
        owner = world.users[next(iter(old.members))]
        new = Chat(MIGRATED + old.id, "supergroup", old.title, description=old.description, members=dict(old.members))
        world.chats[new.id] = new
        told = world.post(old, owner, service={"migrate_to_chat_id": new.id})
        begun = world.post(new, owner, service={"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        if new.has(world.bot.id):
            world.bot_receives(told)
            world.bot_receives(begun)
        world.tell(new, {"type": "chats"})
        return new.id

    def create_topic(self, user: int, chat: int, name: str) -> Topic:
        """Open a topic in a forum."""
        person, place = self._at(user, chat)
        if not place.forum:
            raise PersonError("Grup ini tidak memakai topik.")
        topic = Topic(0, name)
        created = {"forum_topic_created": {"name": name, "icon_color": topic.icon_color}}
        message = self._world.post(place, person, service=created)
        topic.id = message.topic = message.id
        place.topics[topic.id] = topic
        self._deliver(message)
        self._world.tell(place, {"type": "chats"})
        return topic

    def close_topic(self, user: int, chat: int, topic: int) -> None:
        """Close a topic, so that only administrators write in it."""
        person, place = self._at(user, chat)
        if topic not in place.topics:
            raise PersonError("Topik ini tidak ada.")
        place.topics[topic].closed = True
        self._deliver(self._world.post(place, person, topic=topic, service={"forum_topic_closed": {}}))
        self._world.tell(place, {"type": "chats"})

    def delete_topic(self, user: int, chat: int, topic: int) -> None:
        """Delete a topic with its messages."""
        _, place = self._at(user, chat)
        if place.topics.pop(topic, None) is None:
            raise PersonError("Topik ini tidak ada.")
        self._world.delete(place, [message.id for message in place.messages.values() if message.topic == topic])
        self._world.tell(place, {"type": "chats"})

    def _person(self, user: int) -> User:
        person = self._world.users.get(user)
        if person is None or person.is_bot:
            raise PersonError("Orang ini tidak ada.")
        return person

    def _at(self, user: int, chat: int) -> tuple[User, Chat]:
        """A person and a chat they take part in."""
        person, place = self._person(user), self._world.chats.get(chat)
        if place is None or place.migrated_to is not None:
            raise PersonError("Obrolan ini tidak ada.")
        if (place.person is not None and place.person is not person) or (place.person is None and not place.has(user)):
            raise PersonError("Anda bukan anggota obrolan ini.")
        return person, place

    def _group(self, chat: int) -> Chat:
        place = self._world.chats.get(chat)
        if place is None or place.person is not None or place.migrated_to is not None:
            raise PersonError("Grup ini tidak ada.")
        return place

    def _message(self, place: Chat, message_id: int) -> Message:
        message = place.messages.get(message_id)
        if message is None:
            raise PersonError("Pesan ini sudah dihapus.")
        return message

    def _ready(self, person: User, place: Chat, topic: int | None) -> None:
        """Refuse what the app has no input field for: before Start, blocked, a closed or missing topic."""
        if person.deactivated:
            raise PersonError("Akun ini sudah dihapus.")
        if place.person is not None and person.blocked:
            raise PersonError("Anda memblokir bot ini. Buka blokirnya dahulu.")
        if place.person is not None and not person.started:
            raise PersonError("Tekan Mulai dahulu.")
        if topic is None:
            return
        if topic not in place.topics:
            raise PersonError("Topik ini tidak ada.")
        if place.topics[topic].closed and not place.is_admin(person.id):
            raise PersonError("Topik ini sudah ditutup.")

    def _write(self, person: User, place: Chat, *, text: str = "", **content: Any) -> Message:
        message = self._world.post(place, person, text=text, entities=detect(text, []), **content)
        place.read[person.id] = message.id
        if place.keyboard is not None and place.keyboard.get("one_time_keyboard"):
            self._world.set_keyboard(place, None)
        self._deliver(message)
        return message

    def _deliver(self, message: Message) -> None:
        if self._bot_sees(message):
            self._world.bot_receives(message)

    def _bot_sees(self, message: Message) -> bool:
        """Whether the bot receives a message: all in private, what privacy mode lets through in groups."""
        chat, bot = message.chat, self._world.bot
        if chat.person is not None:
            return True
        if not chat.has(bot.id):
            return False
        if message.service is not None or chat.is_admin(bot.id) or not bot.privacy_mode:
            return True
        target = chat.messages.get(message.reply_to) if message.reply_to is not None else None
        if target is not None and target.sender is bot:
            return True
        command = re.match(r"/\w+(?:@(\w+))?", message.text)
        return command is not None and (command[1] or bot.username or "").lower() == (bot.username or "").lower()


def _reaction(emoji: str | None) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def chat_instance(chat_id: int) -> str:
    """The lasting opaque number by which callback queries name a chat."""
    return str(int.from_bytes(sha256(str(chat_id).encode()).digest()[:8], "big", signed=True))
