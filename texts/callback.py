"""What a pressed button says: `verb:part:part`, at most 64 bytes, readable in a log.

Callback data comes back from the client and proves nothing: rights and numbers are checked again by the service.
"""

import re
from dataclasses import dataclass
from typing import Final

from domain.errors import DomainError

MAX_BYTES: Final = 64
_WORD = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}", re.ASCII)
# The integer columns of both databases hold 64 bits; a larger one would fail there instead of here.
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Callback:
    """Decoded callback data: what to do, and to what."""

    verb: str
    parts: tuple[str, ...] = ()

    def text(self, index: int) -> str:
        """A part by position from 0; a missing one raises `DomainError("callback.malformed")`."""
        if not 0 <= index < len(self.parts):
            raise DomainError("callback.malformed")
        return self.parts[index]

    def integer(self, index: int) -> int:
        """A part as a whole number of 64 bits; anything else raises `DomainError("callback.malformed")`."""
        part = self.text(index)
        if not _WHOLE.fullmatch(part) or not _SMALLEST <= int(part) <= _LARGEST:
            raise DomainError("callback.malformed")
        return int(part)


def encode(verb: str, *parts: str | int) -> str:
    """Callback data for a button.

    Raises:
        ValueError: a word holds other signs than letters, digits, "_", "." and "-", or all is longer than 64 bytes.
    """
    words = (verb, *(str(part) for part in parts))
    data = ":".join(words)
    if not all(_WORD.fullmatch(word) for word in words) or len(data) > MAX_BYTES:
        message = f"not fit for callback data: {data!r}"
        raise ValueError(message)
    return data


def decode(data: str | None) -> Callback:
    """The callback that `encode` wrote; anything else raises `DomainError("callback.malformed")`."""
    words = (data or "").split(":")
    if len(data or "") > MAX_BYTES or not all(_WORD.fullmatch(word) for word in words):
        raise DomainError("callback.malformed")
    return Callback(words[0], tuple(words[1:]))
