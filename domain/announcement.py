"""Announcements: what is said, to whom, and the states it goes through from its writing to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.errors import DomainError

LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024
FILE_KINDS: Final = frozenset({"photo", "document"})


def utf16_length(text: str) -> int:
    """How long a text is as Telegram counts it, in UTF-16 units: most emoji are two."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class Body:
    """What is shown: a text with the entities of the Bot API as plain dicts, and a file that Telegram holds already.

    `file` is {} or {"kind": "photo" | "document", "id": Telegram's file id, "name": file name or ""}; with a file the
    text is its caption and may be empty.
    """

    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    file: Mapping[str, str] = field(default_factory=dict)

    @property
    def limit(self) -> int:
        """The longest text in UTF-16 units that goes with this file, or without one."""
        return LONGEST_CAPTION if self.file else LONGEST_TEXT

    def check(self) -> None:
        """Raises DomainError `announce.empty`, `announce.too_long` (length, limit), `announce.file`."""
        if not self.text.strip() and not self.file:
            raise DomainError("announce.empty")
        if utf16_length(self.text) > self.limit:
            raise DomainError("announce.too_long", length=utf16_length(self.text), limit=self.limit)
        if self.file and (self.file.get("kind") not in FILE_KINDS or not self.file.get("id")):
            raise DomainError("announce.file")

    @property
    def as_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {"text": self.text, "entities": [dict(one) for one in self.entities], "file": dict(self.file)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Body:
        """From `as_json`."""
        return cls(str(data["text"]), tuple(data.get("entities", ())), data.get("file", {}))


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it: linked groups, people in private, or both. What is empty does not narrow; all empty: the agency.

    `units` (ids, each with all below it) and `kinds` (kinds of unit) narrow groups and people, `roles` (names of
    `domain.rights.Role`, whatever they reach over) people only. What narrows holds at the same time.
    """

    groups: bool = True
    people: bool = False
    units: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises DomainError `announce.nobody` when neither groups nor people are meant."""
        if not (self.groups or self.people):
            raise DomainError("announce.nobody")

    @property
    def as_json(self) -> dict[str, Any]:
        """As a run and a draft keep it."""
        return {
            "groups": self.groups, "people": self.people, "units": list(self.units), "roles": list(self.roles),
            "kinds": list(self.kinds),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Audience:
        """From `as_json`; {} is an announcement of before there was a choice: all linked groups."""
        return cls(
            bool(data.get("groups", True)),
            bool(data.get("people", False)),
            tuple(int(one) for one in data.get("units", ())),
            tuple(str(one) for one in data.get("roles", ())),
            tuple(str(one) for one in data.get("kinds", ())),
        )


class State(StrEnum):
    """Where an announcement stands; while it is being written it is a draft and has none."""

    WAITING = "waiting"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done to an announcement."""

    APPROVE = "approve"
    REFUSE = "refuse"
    EDIT = "edit"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    CANCEL = "cancel"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


# An edit of what waits or is scheduled may put it back to WAITING: what was approved is not what would be sent.
MOVES: Mapping[State, Mapping[Move, State]] = MappingProxyType(
    {
        State.WAITING: {
            Move.APPROVE: State.SCHEDULED,
            Move.REFUSE: State.CANCELLED,
            Move.EDIT: State.SCHEDULED,
            Move.CANCEL: State.CANCELLED,
        },
        State.SCHEDULED: {Move.EDIT: State.SCHEDULED, Move.START: State.SENDING, Move.CANCEL: State.CANCELLED},
        State.SENDING: {
            Move.PAUSE: State.PAUSED,
            Move.FINISH: State.DONE,
            Move.CANCEL: State.CANCELLED,
            Move.CORRECT: State.SENDING,
            Move.WITHDRAW: State.WITHDRAWN,
        },
        State.PAUSED: {
            Move.RESUME: State.SENDING,
            Move.CANCEL: State.CANCELLED,
            Move.CORRECT: State.PAUSED,
            Move.WITHDRAW: State.WITHDRAWN,
        },
        State.DONE: {Move.CORRECT: State.DONE, Move.WITHDRAW: State.WITHDRAWN},
        State.CANCELLED: {Move.WITHDRAW: State.WITHDRAWN},
        State.WITHDRAWN: {},
    }
)


def moved(state: State, move: Move) -> State:
    """The state after a move; raises DomainError `announce.move` with the state and the move."""
    after = MOVES[state].get(move)
    if after is None:
        raise DomainError("announce.move", state=state.value, move=move.value)
    return after


class Miss(StrEnum):
    """Why no copy goes to a recipient, besides the trouble of a group and the reasons of `domain.delivery`."""

    NEVER_STARTED = "never_started"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Reach:
    """How many recipients of an audience can be reached now, and why others can't.

    `linked` people get it; `never_started` have no account here, `unreachable` have blocked the bot or are gone.
    `groups` get it, `lame_groups` can't since something is wrong with them.
    """

    linked: int = 0
    never_started: int = 0
    unreachable: int = 0
    groups: int = 0
    lame_groups: int = 0

    @property
    def reached(self) -> int:
        """How many chats get it."""
        return self.linked + self.groups

    @property
    def recipients(self) -> int:
        """How many are meant, reached or not."""
        return self.reached + self.never_started + self.unreachable + self.lame_groups


@dataclass(frozen=True, slots=True)
class Progress:
    """What has become of the copies so far: those that wait, have arrived, have failed, could never go; and the reads.

    `failed` counts by reason of `domain.delivery` or "cancelled", `unreachable` by `Miss` or trouble of a group.
    `expanded` tells that every recipient is in: until then more are coming.
    """

    queued: int = 0
    sent: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    unreachable: Mapping[str, int] = field(default_factory=dict)
    reads: int = 0
    expanded: bool = True

    @property
    def total(self) -> int:
        """All recipients that are in."""
        return self.queued + self.sent + sum(self.failed.values()) + sum(self.unreachable.values())

    @property
    def share(self) -> float:
        """How much of what can go out has gone or failed, from 0 to 1; nothing to do is all done."""
        gone = self.sent + sum(self.failed.values())
        return gone / (gone + self.queued) if gone + self.queued else 1.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One copy as a report lists it: whose it is (a group without a person), its state and reason, and when it ended.

    `state` is "queued", "sent", "failed" or "unreachable".
    """

    employee_id: int | None
    name: str
    unit: str
    state: str
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement as it stands. `author` and `approved_by` are names, "" for the command line and for nobody.

    `body` is version number `version`; `proposed` is a correction that waits for a second person, with `proposed_body`
    (None: none). `author_id` is an employee's id, None for the command line.
    """

    id: int
    state: State
    body: Body
    version: int
    audience: Audience
    send_at: datetime
    ask_read: bool
    author_id: int | None
    author: str
    created_at: datetime
    approved_by: str = ""
    approved_by_id: int | None = None
    approved_at: datetime | None = None
    started_at: datetime | None = None
    expanded_at: datetime | None = None
    finished_at: datetime | None = None
    proposed: int | None = None
    proposed_body: Body | None = None

    def may(self, move: Move) -> bool:
        """Whether this move is open now. A correction that waits for a second person is approved or refused too."""
        if self.proposed is not None and move in {Move.APPROVE, Move.REFUSE}:
            return Move.CORRECT in MOVES[self.state]
        # What was cancelled before it began has left nothing to withdraw.
        return move in MOVES[self.state] and not (self.state is State.CANCELLED and self.started_at is None)

    @property
    def moves(self) -> frozenset[Move]:
        """What people can do with it now; starting and finishing are for the clock."""
        return frozenset(one for one in Move if one not in {Move.START, Move.FINISH} and self.may(one))
