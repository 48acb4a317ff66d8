"""What all acts of people share: who and where they are, what the app lets them do, and what the bot hears."""

import re
from typing import Any

from sandbox.entities import detect
from sandbox.state import Chat, Message, User
from sandbox.world import World


class PersonError(Exception):
    """Somebody tried what the app would not let them do; the text is an Indonesian sentence for the page."""


class Acts:
    """The checks before an act and the delivery after it."""

    def __init__(self, world: World) -> None:
        self._world = world

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
