"""Messages and keyboards as the chat page shows them; service messages told in Indonesian."""

from collections.abc import Callable
from typing import Any, Final

from sandbox.safe_html import safe_html
from sandbox.state import Json, Message

MEDIA_WORDS: Final = {"photo": "Foto", "document": "Dokumen"}


def message_view(message: Message, me: int, bot_username: str) -> Json:
    """A MessageView for the person `me`."""
    return {
        "id": message.id,
        "chat": message.chat.id,
        "date": message.date,
        "edited": message.edited,
        "from": {"id": message.sender.id, "name": message.sender.name, "bot": message.sender.is_bot},
        "topic": message.topic,
        "text": message.text,
        "html": safe_html(message.text, message.entities, bot_username),
        "photo": _photo(message),
        "document": _document(message),
        "contact": _contact(message),
        "service": service_text(message) if message.service else None,
        "reply_to": _reply(message),
        "buttons": [[button_view(button) for button in row] for row in message.inline] if message.inline else None,
        "reactions": _reactions(message, me),
    }


def _photo(message: Message) -> Json | None:
    if message.media is None or message.media.kind != "photo":
        return None
    file = message.media.file
    return {"url": f"/_/file/{file.unique_id}", "width": file.width, "height": file.height}


def _document(message: Message) -> Json | None:
    if message.media is None or message.media.kind != "document":
        return None
    file = message.media.file
    return {"url": f"/_/file/{file.unique_id}", "name": file.name, "size": file.size, "mime": file.mime}


def _contact(message: Message) -> Json | None:
    if message.contact is None:
        return None
    name = f"{message.contact['first_name']} {message.contact.get('last_name', '')}".strip()
    return {"name": name, "phone": message.contact["phone_number"]}


def _reply(message: Message) -> Json | None:
    target = message.chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if target is None:
        return None
    return {"id": target.id, "name": target.sender.name, "text": summary(target)}


def summary(message: Message) -> str:
    """One short line that stands for the message."""
    if message.service:
        return service_text(message)
    if message.contact:
        return "Kontak"
    word = MEDIA_WORDS[message.media.kind] if message.media else ""
    return (message.text or word).replace("\n", " ")[:100]


def _reactions(message: Message, me: int) -> list[Json]:
    emojis = dict.fromkeys(message.reactions.values())
    return [
        {
            "emoji": emoji,
            "count": sum(other == emoji for other in message.reactions.values()),
            "mine": message.reactions.get(me) == emoji,
        }
        for emoji in emojis
    ]


def button_view(button: Json) -> Json:
    """An inline button: its kind and the value that a press needs."""
    kind, value = "other", ""
    if "callback_data" in button:
        kind, value = "callback", button["callback_data"]
    elif "url" in button:
        kind, value = "url", button["url"]
    elif "copy_text" in button:
        kind, value = "copy", button["copy_text"]["text"]
    return {"text": button["text"], "kind": kind, "value": value, "style": button.get("style")}


def keyboard_view(keyboard: Json | None) -> Json | None:
    """A reply keyboard; None when there is none."""
    if keyboard is None:
        return None
    return {
        "rows": [[_key(key) for key in row] for row in keyboard["keyboard"]],
        "resize": bool(keyboard.get("resize_keyboard")),
        "one_time": bool(keyboard.get("one_time_keyboard")),
        "placeholder": keyboard.get("input_field_placeholder"),
    }


def _key(key: Json) -> Json:
    if key.get("request_contact"):
        kind = "contact"
    elif key.get("request_location"):
        kind = "location"
    elif set(key) - {"text", "style", "icon_custom_emoji_id"}:
        kind = "other"
    else:
        kind = "text"
    return {"text": key["text"], "kind": kind}


def _people(users: list[dict[str, Any]]) -> str:
    return ", ".join(f"{user['first_name']} {user.get('last_name', '')}".strip() for user in users)


def service_text(message: Message) -> str:
    """What a service message tells, as one Indonesian sentence."""
    service, who = message.service or {}, message.sender.name
    told: dict[str, Callable[[Any], str]] = {
        "new_chat_members": lambda value: (
            f"{who} bergabung dengan grup"
            if [user["id"] for user in value] == [message.sender.id]
            else f"{who} menambahkan {_people(value)}"
        ),
        "left_chat_member": lambda value: (
            f"{who} keluar dari grup" if value["id"] == message.sender.id else f"{who} mengeluarkan {_people([value])}"
        ),
        "pinned_message": lambda value: f"{who} menyematkan “{_excerpt(value)}”",
        "forum_topic_created": lambda value: f"{who} membuat topik “{value['name']}”",
        "forum_topic_edited": lambda value: f"{who} mengubah topik menjadi “{value.get('name', '')}”",
        "forum_topic_closed": lambda _: f"{who} menutup topik",
        "forum_topic_reopened": lambda _: f"{who} membuka kembali topik",
        "migrate_to_chat_id": lambda _: "Grup ini ditingkatkan menjadi supergrup",
        "migrate_from_chat_id": lambda _: "Grup ini ditingkatkan menjadi supergrup",
        "group_chat_created": lambda _: f"{who} membuat grup",
    }
    return next((told[key](value) for key, value in service.items() if key in told), "")


def _excerpt(message: Json) -> str:
    text = message.get("text") or message.get("caption") or "pesan"
    return text if len(text) <= 40 else text[:40] + "…"
