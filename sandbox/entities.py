"""Formatted text: Telegram's HTML into text with entities in UTF-16 units, and trimming as Telegram does it."""

import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from sandbox.errors import ApiError, bad_request, cant_parse

Entity = dict[str, Any]
Formatted = tuple[str, list[Entity]]

MAX_ENTITIES: Final = 100
KINDS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
CHARACTERS: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
ATTRIBUTE: Final = re.compile(r"""\s*([^\s=>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
MARKED: Final = re.compile("[<&]")
START_TAG: Final = re.compile(r"<([^\s>]*)")
END_TAG: Final = re.compile(r"</([^\s>]*)")
UNWANTED: Final = re.compile("[\r\u2028-\u202e]")
CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts offsets and limits."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


class _Parser:
    """One pass over the source; `offset` counts the UTF-16 units written so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.offset = 0
        self.stack: list[_Open] = []
        self.found: list[tuple[int, int, Entity]] = []

    def parse(self) -> Formatted:
        source, position, end = self.source, 0, len(self.source)
        while position < end:
            marked = MARKED.search(source, position)
            if marked is None:
                self.write(source[position:])
                break
            self.write(source[position : marked.start()])
            position = marked.start()
            if source[position] == "&":
                position = self.reference(position)
            elif source.startswith("</", position):
                position = self.end_tag(position)
            else:
                position = self.start_tag(position)
        if self.stack:
            raise self.error('Can\'t find end tag corresponding to start tag "{tag}"', tag=self.stack[-1].tag)
        # The order of opening decides which of two entities over the same text is the outer one.
        self.found.sort(key=lambda item: (item[0], -item[2]["length"], item[1]))
        return "".join(self.parts), [entity for _, _, entity in self.found]

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_length(text)

    def reference(self, position: int) -> int:
        match = REFERENCE.match(self.source, position)
        char = match and _character(match)
        if match is None or not char:
            self.write("&")
            return position + 1
        self.write(char)
        return match.end()

    def start_tag(self, begin: int) -> int:
        source = self.source
        name = START_TAG.match(source, begin)
        assert name is not None
        tag = name[1].lower()
        position = name.end()
        if position >= len(source):
            raise self.error("Unclosed start tag at byte offset {at}", begin)
        if tag not in KINDS:
            raise self.error('Unsupported start tag "{tag}" at byte offset {at}', begin, tag)
        attributes: dict[str, str] = {}
        while (position := self.skip_space(position)) < len(source) and source[position] != ">":
            match = ATTRIBUTE.match(source, position)
            if match is None:
                raise self.error('Empty attribute name in the tag "{tag}" at byte offset {at}', begin, tag)
            raw = next((group for group in match.groups()[1:] if group is not None), "")
            attributes[match[1].lower()] = REFERENCE.sub(lambda found: _character(found) or found[0], raw)
            position = match.end()
        if position >= len(source):
            raise self.error("Unclosed start tag at byte offset {at}", begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.error('Tag "span" must have class "tg-spoiler" at byte offset {at}', begin)
        self.stack.append(_Open(tag, self.offset, attributes))
        return position + 1

    def end_tag(self, begin: int) -> int:
        if not self.stack:
            raise self.error("Unexpected end tag at byte offset {at}", begin)
        name = END_TAG.match(self.source, begin)
        assert name is not None
        position = self.skip_space(name.end())
        if position >= len(self.source) or self.source[position] != ">":
            raise self.error("Unclosed end tag at byte offset {at}", begin)
        opened = self.stack.pop()
        found = name[1].lower()
        if found and found != opened.tag:
            reason = 'Unmatched end tag at byte offset {at}, expected "</{tag}>", found "</{found}>"'
            raise self.error(reason, begin, opened.tag, found)
        self.close(opened)
        return position + 1

    def close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        parent = self.stack[-1] if self.stack else None
        language = opened.attributes.get("class", "").removeprefix("language-")
        if opened.tag == "code" and parent and parent.tag == "pre" and parent.offset == opened.offset:
            if language:
                parent.attributes["language"] = language
            return
        if length == 0:
            return
        extra = self.details(opened)
        if extra is not None:
            entity = {"type": KINDS[opened.tag], "offset": opened.offset, "length": length, **extra}
            self.found.append((opened.offset, len(self.stack), entity))

    def details(self, opened: _Open) -> Entity | None:
        """The fields of the entity besides its place; None when Telegram drops it silently."""
        attributes = opened.attributes
        if opened.tag == "a":
            return link_fields(attributes.get("href") or self.written_since(opened.offset))
        if opened.tag == "pre" and "language" in attributes:
            return {"language": attributes["language"]}
        if opened.tag == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if opened.tag == "tg-emoji":
            return {"custom_emoji_id": attributes.get("emoji-id", "")}
        return {}

    def written_since(self, offset: int) -> str:
        return "".join(self.parts).encode("utf-16-le")[2 * offset :].decode("utf-16-le")

    def skip_space(self, position: int) -> int:
        while position < len(self.source) and self.source[position].isspace():
            position += 1
        return position

    def error(self, reason: str, position: int = 0, tag: str = "", found: str = "") -> ApiError:
        at = len(self.source[:position].encode())
        return bad_request("can't parse entities: " + reason.format(at=at, tag=tag, found=found))


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return CHARACTERS.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_character else ""


def link_fields(url: str) -> Entity | None:
    """Entity fields of a link, completed with http:// like Telegram does; None for what is no link."""
    user = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if user:
        return {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": ""}}
    address = valid_url(url)
    return {"url": address} if address else None


def valid_url(url: str) -> str | None:
    """The address as Telegram stores it (scheme and path completed), or None when it takes it for none."""
    if url.startswith("tg://"):
        return url
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https", "ton", "tonsite"} or not re.fullmatch(r"[^\s/]+\.[^\s/.]{2,}", host):
        return None
    return full if parts.path else full.replace(parts.netloc, parts.netloc + "/", 1)


def parse_html(source: str) -> Formatted:
    """Text and entities of Telegram's HTML; a 400 with the byte offset of the first mistake."""
    if "<" not in source and "&" not in source:
        return source, []
    text, entities = _Parser(source).parse()
    return text, without_nested_in_code(entities)


def without_nested_in_code(entities: list[Entity]) -> list[Entity]:
    """Entities less those inside code, which Telegram shows as written."""
    blocks = [e for e in entities if e["type"] in {"code", "pre"}]
    if not blocks:
        return entities

    def is_inside(entity: Entity, block: Entity) -> bool:
        start, end = int(entity["offset"]), int(entity["offset"] + entity["length"])
        return block["offset"] <= start and end <= int(block["offset"] + block["length"])

    return [e for e in entities if e in blocks or not any(is_inside(e, block) for block in blocks)]


def clean(text: str) -> str:
    """Text without the control characters that Telegram removes; length in UTF-16 units may shrink."""
    return CONTROL.sub(" ", UNWANTED.sub("", text))


def trim(text: str, entities: list[Entity]) -> Formatted:
    """Without white space at the end, and at the beginning as far as no entity starts there."""
    text = text.rstrip(" \n\t\xa0")
    end = utf16_length(text)
    kept = [
        {**entity, "length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    first = min((entity["offset"] for entity in kept), default=len(text))
    cut = min(len(text) - len(text.lstrip(" \n")), first)
    if cut:
        text = text[cut:]
        kept = [{**entity, "offset": entity["offset"] - cut} for entity in kept]
    return text, kept[:MAX_ENTITIES]


def formatted(source: str, parse_mode: str, explicit: list[Entity]) -> Formatted:
    """What a person will read: parsed by the mode (or the explicit entities), cleaned, trimmed, with links found."""
    mode = parse_mode.lower()
    text = clean(source)
    if mode in {"markdown", "markdownv2"}:
        reason = f"can't parse entities: parse mode {parse_mode} is not supported by the sandbox"
        raise bad_request(reason)
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        entities = _checked(text, explicit)
    text, entities = trim(text, entities)
    found = detect(text, entities)
    return (text, sorted(entities + found, key=lambda e: (e["offset"], -e["length"]))) if found else (text, entities)


def _is_entity(entity: Entity) -> bool:
    user, url = entity.get("user"), entity.get("url")
    is_placed = isinstance(entity.get("offset"), int) and isinstance(entity.get("length"), int)
    is_whole = {
        "text_mention": isinstance(user, dict) and isinstance(user.get("id"), int),
        "text_link": isinstance(url, str),
    }
    kind = entity.get("type")
    return is_placed and isinstance(kind, str) and is_whole.get(kind, True)


def _checked(text: str, entities: list[Entity]) -> list[Entity]:
    length = utf16_length(text)
    if not all(_is_entity(entity) for entity in entities):
        raise cant_parse("MessageEntity", "expected type, offset, length, and what the type needs")
    inside = [e for e in entities if e["offset"] >= 0 < e["length"] and e["offset"] + e["length"] <= length]
    return sorted(inside, key=lambda e: (e["offset"], -e["length"]))


DETECTED: Final = re.compile(
    r"(?P<url>(?:https?://|t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)\]'])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def detect(text: str, taken: list[Entity]) -> list[Entity]:
    """Commands, mentions, hashtags, addresses that Telegram finds by itself outside `taken` code and links."""
    if "/" not in text and "@" not in text and "#" not in text:
        return []
    covered = [e for e in taken if e["type"] in {"code", "pre", "text_link", "text_mention"}]
    found: list[Entity] = []
    for match in DETECTED.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
        if not any(e["offset"] < offset + length and offset < e["offset"] + e["length"] for e in covered):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return found
