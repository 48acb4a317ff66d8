"""Where the bot may act: finding the chat, topic or message of a call, or refusing like Telegram does."""

from typing import Final

from sandbox.errors import bad_request, forbidden, migrated
from sandbox.params import Params
from sandbox.state import Chat, Message
from sandbox.world import World

GENERAL_TOPIC: Final = 1
UNREACHABLE: Final = {
    ("group", "kicked"): "bot was kicked from the group chat",
    ("group", "left"): "bot is not a member of the group chat",
    ("supergroup", "kicked"): "bot was kicked from the supergroup chat",
    ("supergroup", "left"): "bot is not a member of the supergroup chat",
}


def chat_of(world: World, params: Params) -> Chat:
    """The chat that `chat_id` names; a 400 when there is none or it became a supergroup."""
    given = params.text("chat_id").strip()
    if not given:
        raise bad_request("chat_id is empty")
    try:
        chat = world.chat(int(given))
    except ValueError:
        raise bad_request("chat not found") from None
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    return chat


def require_presence(world: World, chat: Chat) -> None:
    """A 403 when the bot can't reach this chat: never started, blocked, gone, not a member, kicked."""
    if chat.person is not None:
        if chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
        return
    reason = UNREACHABLE.get((chat.kind, chat.member(world.bot.id).status))
    if reason is not None:
        raise forbidden(reason)


def require_voice(world: World, chat: Chat, what: str = "text messages") -> None:
    """A 403 like `require_presence`, and a 400 where the bot is muted."""
    require_presence(world, chat)
    if chat.member(world.bot.id).status == "restricted":
        reason = f"not enough rights to send {what} to the chat"
        raise bad_request(reason)


def require_right(world: World, chat: Chat, right: str, refusal: str) -> None:
    """A 400 with this refusal where the bot lacks an administrator's right; everything is allowed in private."""
    require_presence(world, chat)
    if chat.person is None and not chat.may(world.bot.id, right):
        raise bad_request(refusal)


def topic_of(world: World, chat: Chat, params: Params) -> int | None:
    """The forum topic of a call that sends; a 400 when it does not exist or is closed to the bot."""
    topic_id = params.integer("message_thread_id")
    if not topic_id:
        return None
    topic = chat.topics.get(topic_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.may(world.bot.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic_id


def message_of(chat: Chat, params: Params, refusal: str) -> Message:
    """The message of a call; a 400 with this refusal when it does not exist."""
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(refusal)
    return message
