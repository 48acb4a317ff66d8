"""Text with entities as HTML that the chat page may insert as it is."""

import re
from html import escape
from typing import Final

from sandbox.entities import Entity

PLAIN_TAGS: Final = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
}


def start_payload(url: str, bot_username: str) -> str | None:
    """The payload of a deep link to this bot, empty for a link without one; None for any other address."""
    pattern = rf"https?://t\.me/{re.escape(bot_username)}/?(?:\?start=([\w-]{{0,64}}))?"
    match = re.fullmatch(pattern, url if "://" in url else f"https://{url}", re.IGNORECASE)
    return (match[1] or "") if match else None


def safe_html(text: str, entities: list[Entity], bot_username: str) -> str:
    """HTML of formatted text: everything escaped, only known tags, deep links and commands marked for the page."""
    units = text.encode("utf-16-le")

    def piece(begin: int, end: int) -> str:
        return units[2 * begin : 2 * end].decode("utf-16-le", "replace")

    def render(begin: int, end: int, inside: list[Entity]) -> str:
        out: list[str] = []
        while inside:
            outer, inside = inside[0], inside[1:]
            stop = outer["offset"] + outer["length"]
            within = [_clip(entity, outer["offset"], stop) for entity in inside if entity["offset"] < stop]
            inside = [_clip(entity, stop, end) for entity in inside if entity["offset"] + entity["length"] > stop]
            opening, closing = _tags(outer, piece(outer["offset"], stop), bot_username)
            out += escape(piece(begin, outer["offset"])), opening, render(outer["offset"], stop, within), closing
            begin = stop
        return "".join(out) + escape(piece(begin, end))

    return render(0, len(units) // 2, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _clip(entity: Entity, begin: int, end: int) -> Entity:
    first, last = max(begin, entity["offset"]), min(end, entity["offset"] + entity["length"])
    return {**entity, "offset": first, "length": last - first}


def _tags(entity: Entity, covered: str, bot_username: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in PLAIN_TAGS:
        return PLAIN_TAGS[kind]
    if kind == "bot_command":
        return f'<a data-command="{escape(covered)}">', "</a>"
    url = entity.get("url", covered) if kind in {"url", "text_link"} else ""
    if not url:
        return "", ""
    payload = start_payload(url, bot_username)
    if payload is not None:
        return f'<a data-start="{escape(payload)}">', "</a>"
    full = url if "://" in url else f"https://{url}"
    if not full.lower().startswith(("http://", "https://")):
        return "", ""
    return f'<a href="{escape(full)}" target="_blank" rel="noopener noreferrer">', "</a>"
