"""What goes out and who gets it, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Lane(IntEnum):
    """Who goes first when the limits of Telegram make somebody wait."""

    INTERACTIVE = 1  # not 0: python-telegram-bot drops an argument that is false
    TRANSACTIONAL = 2
    BULK = 3


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be sent: its kind and parameters, never its text. `key` makes it unique for ever."""

    key: str
    kind: str
    chat_id: int
    params: dict[str, object] = field(default_factory=dict)
    lane: Lane = Lane.TRANSACTIONAL
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedPost:
    """A post that one sender holds for a while. `attempt` counts from 1."""

    id: int
    kind: str
    params: dict[str, object]
    chat_id: int
    thread_id: int | None
    lane: Lane
    attempt: int
    language: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat, or one topic of it, that is linked to a unit or to the agency (None)."""

    chat_id: int
    thread_id: int | None
    title: str
    unit_id: int | None
    trouble: str
