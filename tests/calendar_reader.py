"""Calendar files read as RFC 5545 says, line by line, without the library that wrote them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

LONGEST_LINE = 75
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAM = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)')


@dataclass
class Component:
    """A part of a calendar: its properties as (name, parameters, value), and the parts within."""

    name: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for found, _, value in self.properties if found == name]

    def value(self, name: str) -> str:
        """The value of a property that stands exactly once."""
        (found,) = self.values(name)
        return found

    def text(self, name: str) -> str:
        return unescaped(self.value(name))

    def moment(self, name: str) -> datetime:
        """A moment in UTC; ValueError for any other form."""
        return datetime.strptime(self.value(name), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def within(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def read(content: bytes) -> Component:
    """The calendar; AssertionError where a line breaks the rules of the format."""
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")[:-1]
    assert [line for line in raw if len(line) > LONGEST_LINE] == []
    assert [line for line in raw if b"\n" in line or b"\r" in line or not line] == []
    lines = re.sub(b"\r\n[ \t]", b"", content).decode("utf-8").split("\r\n")[:-1]
    root = Component("")
    open_parts = [root]
    for line in lines:
        name, params, value = _property(line)
        assert not [mark for mark in value if (ord(mark) < 0x20 and mark != "\t") or ord(mark) == 0x7F]
        if name == "BEGIN":
            part = Component(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            assert open_parts.pop().name == value
        else:
            open_parts[-1].properties.append((name, params, value))
    assert open_parts == [root]
    (calendar,) = root.parts
    assert calendar.name == "VCALENDAR"
    return calendar


def unescaped(value: str) -> str:
    """A text as it was meant; AssertionError for a separator or a backslash that is not escaped."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(content: bytes) -> dict[str, Component]:
    """The events of a file by their ids; AssertionError when one stands twice."""
    found = read(content).within("VEVENT")
    by_id = {one.value("UID"): one for one in found}
    assert len(by_id) == len(found)
    return by_id


def _property(line: str) -> tuple[str, dict[str, str], str]:
    name = _NAME.match(line)
    assert name, line
    params, at = {}, name.end()
    while found := _PARAM.match(line, at):
        params[found[1].upper()] = found[2].strip('"')
        at = found.end()
    assert line[at : at + 1] == ":", line
    return name[0].upper(), params, line[at + 1 :]
