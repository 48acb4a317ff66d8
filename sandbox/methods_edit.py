"""Methods that act on messages that are there: edit, delete, pin, react; and answers to callback queries."""

from dataclasses import dataclass
from typing import Final

from sandbox.access import chat_of, message_of, require_presence, require_right
from sandbox.entities import Entity, utf16_length
from sandbox.errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from sandbox.markup import read_markup
from sandbox.methods_send import read_caption, read_input_media, read_message_text
from sandbox.params import Params
from sandbox.safe_html import start_payload
from sandbox.state import Answer, Json, Media, Message
from sandbox.wire import message_json
from sandbox.world import World

MAX_ANSWER: Final = 200
MAX_DELETED: Final = 100
DELETABLE_SECONDS: Final = 48 * 3600
NO_RIGHT_TO_PIN: Final = "not enough rights to manage pinned messages in the chat"
# Some of Telegram's reactions are joined of two characters by U+200D.
REACTIONS: Final = frozenset(
    "👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡❤"
) | {
    "❤\u200d🔥",
    "👨\u200d💻",
    "🤷\u200d♂",
    "🤷\u200d♀",
}


@dataclass(frozen=True, slots=True)
class _Content:
    text: str
    entities: list[Entity]
    media: Media | None


def _editable(world: World, params: Params) -> Message:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(world, params)
    require_presence(world, chat)
    message = message_of(chat, params, "message to edit not found")
    if message.sender is not world.bot or message.service is not None or message.had_keyboard:
        raise bad_request("message can't be edited")
    return message


def _replace(world: World, params: Params, message: Message, content: _Content) -> Json:
    markup = read_markup(params, message.chat)
    if not markup.is_inline:
        raise bad_request("inline keyboard expected")
    before = _Content(message.text, message.entities, message.media)
    if content == before and markup.inline == message.inline:
        raise bad_request(NOT_MODIFIED)
    world.limits.take(message.chat.id, edit=True)
    if content != before:
        message.edited = int(world.clock.timestamp())
    message.text, message.entities, message.media = content.text, content.entities, content.media
    message.inline = markup.inline
    world.show("edit", message)
    return message_json(message)


def edit_message_text(world: World, params: Params) -> Json:
    """Change a text message."""
    text, entities = read_message_text(world, params)
    message = _editable(world, params)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _replace(world, params, message, _Content(text, entities, None))


def edit_message_caption(world: World, params: Params) -> Json:
    """Change a caption."""
    text, entities = read_caption(world, params)
    message = _editable(world, params)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _replace(world, params, message, _Content(text, entities, message.media))


def edit_message_media(world: World, params: Params) -> Json:
    """Change the picture or document of a message, with its caption."""
    message = _editable(world, params)
    media, text, entities = read_input_media(world, params, params.json("media"))
    if message.album is not None and message.media is not None and message.media.kind != media.kind:
        raise bad_request("message content type can't be changed in an album")
    return _replace(world, params, message, _Content(text, entities, media))


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Change the inline buttons only."""
    message = _editable(world, params)
    return _replace(world, params, message, _Content(message.text, message.entities, message.media))


def _deletable(world: World, message: Message) -> bool:
    chat, own = message.chat, message.sender is world.bot
    if chat.may(world.bot.id, "can_delete_messages"):
        return True
    is_young = world.clock.timestamp() - message.date < DELETABLE_SECONDS
    return is_young and (own or chat.person is not None)


def delete_message(world: World, params: Params) -> bool:
    """Delete one message."""
    chat = chat_of(world, params)
    require_presence(world, chat)
    message = message_of(chat, params, "message to delete not found")
    if not _deletable(world, message):
        raise bad_request("message can't be deleted")
    world.delete(chat, [message.id])
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete up to 100 messages; those that can't be found are skipped."""
    chat = chat_of(world, params)
    require_presence(world, chat)
    ids = params.integers("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    known = [chat.messages[message_id] for message_id in dict.fromkeys(ids) if message_id in chat.messages]
    if not all(_deletable(world, message) for message in known):
        raise bad_request("message can't be deleted")
    world.delete(chat, [message.id for message in known])
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a press: once, and within the time that Telegram gives."""
    query = world.queries.get(params.text("callback_query_id"))
    text, url = params.text("text"), params.text("url")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if query is None or not world.is_open(query):
        raise bad_request(QUERY_TOO_OLD)
    if url and start_payload(url, world.bot.username or "") is None:
        raise bad_request("URL_INVALID")
    world.answer(query, Answer(text, params.flag("show_alert"), url))
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    """Pin a message."""
    chat = chat_of(world, params)
    require_right(world, chat, "can_pin_messages", NO_RIGHT_TO_PIN)
    message = message_of(chat, params, "message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        service = {"pinned_message": message_json(message, nested=True)}
        world.bot_receives(world.post(chat, world.bot, service=service, topic=message.topic))
        world.tell(chat, {"type": "chats"})
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """Unpin the given message, else the one pinned last."""
    chat = chat_of(world, params)
    require_right(world, chat, "can_pin_messages", NO_RIGHT_TO_PIN)
    message_id = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.tell(chat, {"type": "chats"})
    return True


def unpin_all_chat_messages(world: World, params: Params) -> bool:
    """Unpin everything."""
    chat = chat_of(world, params)
    require_right(world, chat, "can_pin_messages", NO_RIGHT_TO_PIN)
    chat.pinned.clear()
    world.tell(chat, {"type": "chats"})
    return True


def set_message_reaction(world: World, params: Params) -> bool:
    """React with at most one emoji of Telegram's list; none takes the bot's reaction away."""
    chat = chat_of(world, params)
    require_presence(world, chat)
    message = message_of(chat, params, "message to react not found")
    reactions = params.objects("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    _react(message, world.bot.id, reactions)
    world.show("edit", message)
    return True


def _react(message: Message, user_id: int, reactions: list[Json]) -> None:
    if not reactions:
        message.reactions.pop(user_id, None)
        return
    emoji = str(reactions[0].get("emoji", "")).replace("\ufe0f", "")
    if reactions[0].get("type") != "emoji" or emoji not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    message.reactions[user_id] = emoji


METHODS: Final = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
}
