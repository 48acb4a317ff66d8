"""What people do in groups: come and go, manage the bot, migrate, open and close topics."""

from typing import Any, Final

from sandbox.acts import Acts, PersonError
from sandbox.membership import DEFAULT_RIGHTS, change_member
from sandbox.state import Chat, Topic

MIGRATED: Final = -1_000_000_000_000


class GroupActs(Acts):
    """Acts in groups, by user and chat ids; every wrong act is a PersonError."""

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
