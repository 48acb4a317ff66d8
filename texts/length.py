"""Length of a message as Telegram counts it, and cutting a long one into several that are each well formed.

Telegram counts UTF-16 code units of what is left when tags and entities are parsed (Bot API, "Formatting options").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024

_TAG = r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
_ENTITY = r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
_TAGS = re.compile(_TAG)
_ENTITIES = re.compile(_ENTITY)
_TOKENS = re.compile(f"{_TAG}|{_ENTITY}|.", re.DOTALL)
_NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag (`name` is set) or one visible character, with its size in UTF-16 units."""

    raw: str
    units: int
    name: str = ""
    closing: bool = False


def visible_text(html: str) -> str:
    """What a person reads of a message in Telegram's HTML: without tags, entities as their characters."""
    return _ENTITIES.sub(lambda match: _character(match[0]), _TAGS.sub("", html))


def visible_length(html: str) -> int:
    """The length of a message in UTF-16 units, as Telegram counts it against its limits."""
    return _units(visible_text(html))


def split(html: str, limit: int = MAX_TEXT) -> list[str]:
    """The message in pieces of at most `limit` UTF-16 units, cut between paragraphs, lines or words where possible.

    No tag or entity is cut: a piece closes what is open at its end, and the next opens it again. White space at a cut
    is dropped.

    Raises:
        ValueError: the limit is too small for a character outside the basic plane.
    """
    if limit < 2:
        raise ValueError("a piece must have room for one character")
    tokens = _tokens(html)
    pieces: list[str] = []
    opened: list[_Token] = []
    start = 0
    while start < len(tokens):
        end, following = _cut(tokens, start, limit)
        part = tokens[start:end]
        still_open = _open_after(opened, part)
        raw = _raw(opened) + _raw(part) + "".join(f"</{tag.name}>" for tag in reversed(still_open))
        if visible_text(raw).strip():
            pieces.append(raw.strip())
        opened, start = still_open, following
    return pieces


def _cut(tokens: list[_Token], start: int, limit: int) -> tuple[int, int]:
    """Where the piece that begins at `start` ends, and where the next one begins."""
    end = _reach(tokens, start, limit)
    if end == len(tokens):
        return end, end
    # The token that did not fit may itself be the white space to cut at.
    blanks = [index for index in range(end, start, -1) if tokens[index].raw in {"\n", " "}]
    newlines = [index for index in blanks if tokens[index].raw == "\n"]
    paragraphs = [index for index in newlines if tokens[index - 1].raw == "\n"]
    middle = start + (end - start) // 2
    for candidates in (paragraphs, newlines, blanks):
        if candidates and candidates[0] >= middle:
            return candidates[0], _after_blank(tokens, candidates[0])
    if blanks:
        return blanks[0], _after_blank(tokens, blanks[0])
    return end, end


def _reach(tokens: list[_Token], start: int, limit: int) -> int:
    """The end of the longest run of tokens from `start` within the limit, without tags opened for nothing."""
    room, end = limit, start
    while end < len(tokens) and tokens[end].units <= room:
        room -= tokens[end].units
        end += 1
    if end == len(tokens):
        return end
    while end - 1 > start and tokens[end - 1].name and not tokens[end - 1].closing:
        end -= 1
    return end


def _after_blank(tokens: list[_Token], index: int) -> int:
    while index < len(tokens) and tokens[index].raw == "\n":
        index += 1
    return index + 1 if index < len(tokens) and tokens[index].raw == " " else index


def _open_after(opened: list[_Token], part: Iterable[_Token]) -> list[_Token]:
    stack = list(opened)
    for token in part:
        if token.closing:
            if stack and stack[-1].name == token.name:
                stack.pop()
        elif token.name:
            stack.append(token)
    return stack


def _tokens(html: str) -> list[_Token]:
    tokens = []
    for match in _TOKENS.finditer(html):
        if match["name"]:
            tokens.append(_Token(match[0], 0, match["name"].lower(), bool(match["closing"])))
        else:
            tokens.append(_Token(match[0], _units(_character(match[0]))))
    return tokens


def _raw(tokens: Iterable[_Token]) -> str:
    return "".join(token.raw for token in tokens)


def _character(raw: str) -> str:
    if not raw.startswith("&#"):
        return _NAMED.get(raw, raw)
    digits = raw[2:-1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(code) if 0 < code <= 0x10FFFF else raw


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
