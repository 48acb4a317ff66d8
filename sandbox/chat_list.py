"""The people and the chats that the page lists."""

from sandbox.clock import Jump
from sandbox.methods_profile import profile_text
from sandbox.page_views import message_view
from sandbox.state import Chat, Json, User
from sandbox.world import World

ROLES = {"creator": "owner", "administrator": "administrator"}


def people_view(world: World, jumps: list[Jump]) -> Json:
    """Who can be played, the bot, and the clock's buttons."""
    bot = world.bot
    name = profile_text(world, "name", "") or bot.name
    return {
        "bot": {"id": bot.id, "name": name, "username": bot.username},
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "label": person.label,
                "language_code": person.language_code,
                "phone": person.phone,
            }
            for person in world.users.values()
            if not person.is_bot
        ],
        "jumps": [{"id": jump.id, "label": jump.label} for jump in jumps],
    }


def chats_view(world: World, person: User) -> Json:
    """A person's chats: the one with the bot first, then those with the latest message."""
    private = world.chats[person.id]
    groups = [chat for chat in world.chats.values() if chat.has(person.id) and chat.migrated_to is None]
    groups.sort(key=_last_date, reverse=True)
    return {"chats": [_chat_view(world, chat, person) for chat in [private, *groups]]}


def _last_date(chat: Chat) -> int:
    return next(reversed(chat.messages.values())).date if chat.messages else 0


def _chat_view(world: World, chat: Chat, person: User) -> Json:
    bot, language = world.bot, person.language_code[:2]
    last = next(reversed(chat.messages.values()), None) if chat.messages else None
    is_private = chat.person is not None
    read = chat.read.get(person.id, 0)
    description = profile_text(world, "description", language) if is_private else chat.description
    return {
        "id": chat.id,
        "type": chat.kind,
        "title": (profile_text(world, "name", language) or bot.name) if is_private else chat.title,
        "forum": chat.forum,
        "topics": [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()],
        "last": message_view(last, person.id, bot.username or "") if last else None,
        "unread": sum(
            message_id > read and chat.messages[message_id].sender is not person for message_id in chat.messages
        ),
        "role": "member" if is_private else ROLES.get(chat.member(person.id).status, "member"),
        "blocked": is_private and person.blocked,
        "started": person.started if is_private else True,
        "bot_member": chat.has(bot.id) or is_private,
        "pinned": chat.pinned,
        "members": 2 if is_private else len(chat.present()),
        "description": description or None,
    }
