"""Methods that put something new into a chat: text, photos, documents, albums, chat actions."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sandbox.access import chat_of, require_voice, topic_of
from sandbox.entities import Entity, formatted, utf16_length
from sandbox.errors import bad_request
from sandbox.files import StoredFile
from sandbox.markup import Markup, read_markup
from sandbox.params import Params
from sandbox.state import Chat, Json, Media
from sandbox.wire import message_json, user_json
from sandbox.world import World

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_RAW_BYTES: Final = 32 << 10
ALBUM: Final = range(2, 11)
ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
MediaKind = Literal["photo", "document"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes and what hangs on it, checked."""

    chat: Chat
    topic: int | None
    reply_to: int | None
    markup: Markup


def read_text(world: World, params: Params, name: str, limit: int, *, entities: str) -> tuple[str, list[Entity]]:
    """Formatted text of at most `limit` UTF-16 units; a 400 when it is longer or wrongly marked up."""
    raw = params.text(name)
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    text, found = formatted(raw, params.text("parse_mode"), params.objects(entities))
    if utf16_length(text) > limit:
        raise bad_request("message is too long" if limit == MAX_TEXT else "message caption is too long")
    mentions = [entity for entity in found if entity["type"] == "text_mention"]
    return (text, _with_users(world, found)) if mentions else (text, found)


def _with_users(world: World, entities: list[Entity]) -> list[Entity]:
    """Mentions by id with the person's name; those of unknown people are dropped silently."""
    known = [e for e in entities if e["type"] != "text_mention" or e["user"]["id"] in world.users]
    return [e | {"user": user_json(world.users[e["user"]["id"]])} if "user" in e else e for e in known]


def read_message_text(world: World, params: Params) -> tuple[str, list[Entity]]:
    """The text of a text message, which can't be empty."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = read_text(world, params, "text", MAX_TEXT, entities="entities")
    if not text:
        raise bad_request("text must be non-empty")
    return text, entities


def read_caption(world: World, params: Params) -> tuple[str, list[Entity]]:
    """The caption of a picture or document, possibly empty."""
    return read_text(world, params, "caption", MAX_CAPTION, entities="caption_entities")


def read_place(world: World, params: Params, what: str = "text messages") -> Place:
    """Chat, topic, answered message and markup of a call that sends."""
    chat = chat_of(world, params)
    require_voice(world, chat, what)
    topic = topic_of(world, chat, params)
    return Place(chat, topic, _reply_to(chat, params), read_markup(params, chat))


def _reply_to(chat: Chat, params: Params) -> int | None:
    given = params.json("reply_parameters")
    if isinstance(given, dict):
        target, is_optional = given.get("message_id"), bool(given.get("allow_sending_without_reply"))
    else:
        target, is_optional = params.integer("reply_to_message_id"), params.flag("allow_sending_without_reply")
    if not target:
        return None
    if target in chat.messages:
        return int(target)
    if is_optional:
        return None
    raise bad_request("message to be replied not found")


def _send(world: World, params: Params, place: Place, **content: Any) -> Json:
    chat, markup = place.chat, place.markup
    world.limits.take(chat.id, paid=params.flag("allow_paid_broadcast"))
    message = world.post(
        chat,
        world.bot,
        topic=place.topic,
        reply_to=place.reply_to,
        inline=markup.inline,
        had_keyboard=not markup.is_inline,
        **content,
    )
    if markup.keyboard is not None or markup.remove:
        world.set_keyboard(chat, markup.keyboard)
    return message_json(message)


def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    text, entities = read_message_text(world, params)
    return _send(world, params, read_place(world, params), text=text, entities=entities)


def read_file(world: World, params: Params, given: Any, kind: MediaKind) -> StoredFile:
    """A file that was uploaded under its field or attach:// name, or is known by its file_id."""
    name = given.removeprefix("attach://") if isinstance(given, str) and given.startswith("attach://") else kind
    upload = params.files.get(name)
    if upload is not None:
        return world.files.add(kind, upload.name, upload.mime, upload.data)
    if not isinstance(given, str) or not given:
        raise bad_request("there is no " + kind + " in the request")
    stored = world.files.get(given)
    if stored is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    if stored.kind != kind:
        reason = f"can't use file of type {stored.kind.title()} as {kind.title()}"
        raise bad_request(reason)
    return stored


def _send_media(world: World, params: Params, kind: MediaKind) -> Json:
    text, entities = read_caption(world, params)
    place = read_place(world, params, f"{kind}s")
    media = Media(kind, read_file(world, params, params.values.get(kind), kind))
    return _send(world, params, place, text=text, entities=entities, media=media)


def send_photo(world: World, params: Params) -> Json:
    """Send a picture."""
    return _send_media(world, params, "photo")


def send_document(world: World, params: Params) -> Json:
    """Send a document."""
    return _send_media(world, params, "document")


def read_input_media(world: World, params: Params, item: Any) -> tuple[Media, str, list[Entity]]:
    """One InputMediaPhoto or InputMediaDocument with its caption."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: unsupported media type; the sandbox knows photo and document")
    inner = Params(item)
    text, entities = read_caption(world, inner)
    return Media(kind, read_file(world, params, item.get("media"), kind)), text, entities


def send_media_group(world: World, params: Params) -> list[Json]:
    """Send an album of 2 to 10 pictures or documents."""
    items = params.objects("media")
    if len(items) not in ALBUM:
        raise bad_request("an album must include 2-10 items")
    if len({str(item.get("type")) for item in items}) > 1:
        raise bad_request("Document can't be mixed with other media types")
    place = read_place(world, params, "media")
    contents = [read_input_media(world, params, item) for item in items]
    world.limits.take(place.chat.id, weight=len(items), paid=params.flag("allow_paid_broadcast"))
    album = world.new_id()
    sent = [
        world.post(
            place.chat,
            world.bot,
            topic=place.topic,
            reply_to=place.reply_to,
            media=media,
            text=text,
            entities=entities,
            album=album,
        )
        for media, text, entities in contents
    ]
    return [message_json(message) for message in sent]


def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing or uploading."""
    chat = chat_of(world, params)
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    require_voice(world, chat)
    world.tell(chat, {"type": "typing", "chat": chat.id, "action": action})
    return True


METHODS: Final = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
}
