"""Changes of who is in a group and as what, with the updates and service messages that they cause."""

from typing import Final

from sandbox.state import PRESENT, RIGHTS, Chat, Json, Member, Status, User
from sandbox.wire import chat_json, member_json, private_member, user_json
from sandbox.world import World

DEFAULT_RIGHTS: Final = frozenset(RIGHTS) - {"can_promote_members"}


def change_member(
    world: World,
    chat: Chat,
    user_id: int,
    status: Status,
    *,
    by: User,
    rights: frozenset[str] = DEFAULT_RIGHTS,
) -> None:
    """Give somebody a new standing; tells the bot by my_chat_member or chat_member, and the group by a message."""
    user, before = world.users[user_id], chat.member(user_id)
    after = Member(user_id, status, rights if status == "administrator" else frozenset())
    chat.members[user_id] = after
    change: Json = {
        "chat": chat_json(chat),
        "from": user_json(by),
        "date": int(world.clock.timestamp()),
        "old_chat_member": member_json(before, user),
        "new_chat_member": member_json(after, user),
    }
    if user is world.bot:
        world.updates.add("my_chat_member", chat.id, change)
    elif chat.is_admin(world.bot.id):
        world.updates.add("chat_member", chat.id, change)
    _tell_the_group(world, chat, user, by, (before.status in PRESENT, status in PRESENT))
    world.live.publish({*world.audience(chat), user_id}, lambda _: {"type": "chats"})


def _tell_the_group(world: World, chat: Chat, user: User, by: User, presence: tuple[bool, bool]) -> None:
    was_here, is_here = presence
    if was_here == is_here:
        return
    service: Json = {"new_chat_members": [user_json(user)]} if is_here else {"left_chat_member": user_json(user)}
    message = world.post(chat, by, service=service)
    if chat.has(world.bot.id):
        world.bot_receives(message)


def change_private(world: World, person: User, *, blocked: bool) -> None:
    """A person blocks or unblocks the bot; tells the bot by my_chat_member."""
    chat = world.chats[person.id]
    before = private_member(chat, world.bot)
    person.blocked = blocked
    change: Json = {
        "chat": chat_json(chat),
        "from": user_json(person),
        "date": int(world.clock.timestamp()),
        "old_chat_member": member_json(before, world.bot),
        "new_chat_member": member_json(private_member(chat, world.bot), world.bot),
    }
    world.updates.add("my_chat_member", chat.id, change)
    world.tell(chat, {"type": "chats"})
