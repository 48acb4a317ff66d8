"""Methods about chats: what they are, who is in them, leaving them, and their forum topics."""

from typing import Final

from sandbox.access import chat_of, require_presence, require_right
from sandbox.errors import bad_request
from sandbox.membership import change_member
from sandbox.params import Params
from sandbox.state import Chat, Json, Topic
from sandbox.wire import full_chat_json, member_json, private_member
from sandbox.world import World

MAX_TOPIC_NAME: Final = 128
NO_RIGHT: Final = "not enough rights to manage topics in the chat"


def get_chat(world: World, params: Params) -> Json:
    """All about a chat."""
    chat = chat_of(world, params)
    if chat.person is None:
        require_presence(world, chat)
    return full_chat_json(chat)


def get_chat_member(world: World, params: Params) -> Json:
    """Somebody's standing in a chat."""
    chat = chat_of(world, params)
    if chat.person is None:
        require_presence(world, chat)
    user = world.users.get(params.integer("user_id"))
    if user is None:
        raise bad_request("invalid user_id specified" if not params.has("user_id") else "member not found")
    member = chat.member(user.id) if chat.person is None else private_member(chat, user)
    return member_json(member, user)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """The owner and administrators, without other bots."""
    chat = _group(world, params, "there are no administrators in the private chat")
    return [
        member_json(chat.members[user_id], world.users[user_id]) for user_id in chat.members if chat.is_admin(user_id)
    ]


def get_chat_member_count(world: World, params: Params) -> int:
    """How many take part; in a private chat two."""
    chat = chat_of(world, params)
    if chat.person is not None:
        return 2
    require_presence(world, chat)
    return len(chat.present())


def leave_chat(world: World, params: Params) -> bool:
    """Leave a group."""
    chat = _group(world, params, "chat member status can't be changed in private chats")
    change_member(world, chat, world.bot.id, "left", by=world.bot)
    return True


def _group(world: World, params: Params, refusal: str) -> Chat:
    chat = chat_of(world, params)
    if chat.person is not None:
        raise bad_request(refusal)
    require_presence(world, chat)
    return chat


def _forum(world: World, params: Params, refusal: str) -> Chat:
    chat = chat_of(world, params)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    require_right(world, chat, "can_manage_topics", refusal)
    return chat


def _topic(world: World, params: Params) -> tuple[Chat, Topic]:
    chat = _forum(world, params, NO_RIGHT)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return chat, topic


def _topic_name(params: Params) -> str:
    name = params.text("name").strip()
    if not 1 <= len(name) <= MAX_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
    return name


def create_forum_topic(world: World, params: Params) -> Json:
    """Open a topic."""
    chat = _forum(world, params, "not enough rights to create a topic")
    topic = Topic(0, _topic_name(params), icon_color=params.integer("icon_color", 7322096))
    created = {"name": topic.name, "icon_color": topic.icon_color}
    message = world.post(chat, world.bot, service={"forum_topic_created": created})
    topic.id = message.topic = message.id
    chat.topics[topic.id] = topic
    world.tell(chat, {"type": "chats"})
    return {"message_thread_id": topic.id, **created}


def edit_forum_topic(world: World, params: Params) -> bool:
    """Rename a topic."""
    chat, topic = _topic(world, params)
    if not params.has("name") or _topic_name(params) == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = _topic_name(params)
    world.post(chat, world.bot, topic=topic.id, service={"forum_topic_edited": {"name": topic.name}})
    world.tell(chat, {"type": "chats"})
    return True


def _set_closed(world: World, params: Params, *, closed: bool) -> bool:
    chat, topic = _topic(world, params)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    world.post(chat, world.bot, topic=topic.id, service={f"forum_topic_{'closed' if closed else 'reopened'}": {}})
    world.tell(chat, {"type": "chats"})
    return True


def close_forum_topic(world: World, params: Params) -> bool:
    """Close a topic."""
    return _set_closed(world, params, closed=True)


def reopen_forum_topic(world: World, params: Params) -> bool:
    """Open a closed topic again."""
    return _set_closed(world, params, closed=False)


def delete_forum_topic(world: World, params: Params) -> bool:
    """Delete a topic with all its messages."""
    chat, topic = _topic(world, params)
    del chat.topics[topic.id]
    world.delete(chat, [message.id for message in chat.messages.values() if message.topic == topic.id])
    world.tell(chat, {"type": "chats"})
    return True


METHODS: Final = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
