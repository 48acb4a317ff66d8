"""What is wrong with a message in Telegram's HTML, found by a real parse (Bot API, "Formatting options")."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from texts.length import MAX_TEXT, visible_length, visible_text

_PLAIN = ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler")
ALLOWED: dict[str, frozenset[str]] = {
    **dict.fromkeys(_PLAIN, frozenset()),
    "a": frozenset({"href"}),
    "blockquote": frozenset({"expandable"}),
    "code": frozenset({"class"}),
    "pre": frozenset(),
    "span": frozenset({"class"}),
    "tg-emoji": frozenset({"emoji-id"}),
    "tg-time": frozenset({"unix", "format"}),
}
ENTITIES = frozenset({"lt", "gt", "amp", "quot"})
_LEAKS = re.compile(r"\bNone\b|\{\{|\}\}|\{%|%\}|%\(\w+\)s|<[\w.]+ object at|\bUndefined\b")


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.faults.append(f"<{tag}> is not allowed")
        self.faults += [f"<{tag}> may not have {name}" for name, _ in attrs if name not in ALLOWED.get(tag, {name})]
        if tag == "a" and urlsplit(dict(attrs).get("href") or "").scheme not in {"http", "https", "tg", "mailto"}:
            self.faults.append("<a> needs an address")
        if tag == "span" and dict(attrs).get("class") != "tg-spoiler":
            self.faults.append("<span> may only be a spoiler")
        if tag == "blockquote" and "blockquote" in self._open:
            self.faults.append("<blockquote> may not be nested")
        if {"pre", "code"} & set(self._open) and (self._open[-1], tag) != ("pre", "code"):
            self.faults.append(f"<{tag}> may not stand in code")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1:] == [tag]:
            self._open.pop()
        else:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_entityref(self, name: str) -> None:
        if name not in ENTITIES:
            self.faults.append(f"&{name}; is not known to Telegram")

    def handle_data(self, data: str) -> None:
        # Telegram refuses a bare sign; the parser forgives it and hands it over as text.
        self.faults += [f"{sign} is not escaped" for sign in "<>&" if sign in data]

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment is not allowed: {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"a declaration is not allowed: {decl}")

    def finish(self) -> list[str]:
        self.close()
        return self.faults + [f"<{tag}> is not closed" for tag in self._open]


def faults(html: str, limit: int = MAX_TEXT) -> list[str]:
    """Every reason why Telegram would refuse the message, or a person would see the inside of a template."""
    inspector = _Inspector()
    inspector.feed(html)
    found = inspector.finish()
    found += [f"{leak!r} leaks from the template" for leak in _LEAKS.findall(visible_text(html))]
    length = visible_length(html)
    if length > limit:
        found.append(f"{length} signs are more than {limit}")
    if not visible_text(html).strip():
        found.append("nothing to read")
    return found
