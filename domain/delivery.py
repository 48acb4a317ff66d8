"""What to do after a try to send a message: one table of results, one function.

Delivery is at least once: a request that timed out after it left may have arrived, and is sent again all the same.
Error texts are those of the Bot API server; python-telegram-bot shortens and lower-cases them: fragments are matched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Kind(StrEnum):
    """How one try ended."""

    SENT = "sent"
    RETRY_AFTER = "retry_after"
    MIGRATED = "migrated"
    FORBIDDEN = "forbidden"
    BAD_REQUEST = "bad_request"
    TIMED_OUT = "timed_out"
    CONNECT_FAILED = "connect_failed"
    NETWORK = "network"
    UNAUTHORIZED = "unauthorized"
    UNEXPECTED = "unexpected"


class Reason(StrEnum):
    """Why a message did not arrive, as delivery reports show it."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NEVER_STARTED = "never_started"
    KICKED = "kicked"
    NOT_MEMBER = "not_member"
    GROUP_DELETED = "group_deleted"
    CHAT_NOT_FOUND = "chat_not_found"
    TOPIC_MISSING = "topic_missing"
    TOPIC_CLOSED = "topic_closed"
    NO_RIGHTS = "no_rights"
    FORBIDDEN = "forbidden"
    CONTENT_REJECTED = "content_rejected"
    MESSAGE_GONE = "message_gone"
    QUERY_EXPIRED = "query_expired"
    UNCONFIRMED = "unconfirmed"
    NETWORK = "network"
    UNAUTHORIZED = "unauthorized"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The result of one try: Telegram's words, its wait in seconds, the new chat id of a migrated group."""

    kind: Kind
    description: str = ""
    seconds: float | None = None
    new_chat_id: int | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.MIGRATED) != (self.new_chat_id is not None):
            msg = "a migrated chat, and no other, has a new chat id"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Sent:
    """Done; nothing more to do."""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Try this message again after `seconds`; not `counted`: the try said nothing about the message."""

    seconds: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class WaitScope:
    """Send nothing in this scope (chat, or all bulk) for `seconds`, then this message again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat takes no messages until something changes on its side; close the message and mark the chat."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Migrate:
    """The group has a new id: rewrite it everywhere and send once more."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class SendAnew:
    """The message to edit is gone or closed: send it as a new one."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Bug:
    """Our own mistake: close the message and raise the alarm."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Close the message as failed; nobody is to blame."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Halt:
    """Stop sending altogether and alarm: the token is not accepted. The message stays in the queue."""

    reason: Reason


Decision: TypeAlias = Sent | RetryLater | WaitScope | Unreachable | Migrate | SendAnew | Bug | GiveUp | Halt


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds that double with each try up to a cap, and the number of tries (None: no end)."""

    first: float
    cap: float
    tries: int | None
    reason: Reason

    def wait(self, attempt: int) -> float:
        """Seconds to wait after try number `attempt`, from 1."""
        # The exponent is bounded because a float overflows long before a row stops counting its tries.
        return min(self.cap, self.first * 2.0 ** min(attempt - 1, 60))


# A failed connection says nothing about the message, so it is not counted among its tries. A timeout may have delivered
# it each time: fewer tries, further apart.
BACKOFFS: Mapping[Kind, Backoff] = MappingProxyType(
    {
        Kind.CONNECT_FAILED: Backoff(first=5, cap=5, tries=None, reason=Reason.NETWORK),
        Kind.NETWORK: Backoff(first=2, cap=300, tries=30, reason=Reason.NETWORK),
        Kind.TIMED_OUT: Backoff(first=15, cap=300, tries=5, reason=Reason.UNCONFIRMED),
        Kind.RETRY_AFTER: Backoff(first=1, cap=60, tries=None, reason=Reason.NETWORK),
        Kind.UNEXPECTED: Backoff(first=30, cap=300, tries=3, reason=Reason.UNEXPECTED),
    }
)

# First match wins, so a fragment stands before the shorter ones that it contains.
FORBIDDEN_TEXTS: tuple[tuple[str, Decision], ...] = (
    ("blocked by the user", Unreachable(Reason.BLOCKED)),
    ("user is deactivated", Unreachable(Reason.DEACTIVATED)),
    ("can't initiate conversation", Unreachable(Reason.NEVER_STARTED)),
    ("was kicked from", Unreachable(Reason.KICKED)),
    ("is not a member", Unreachable(Reason.NOT_MEMBER)),
    ("chat was deleted", Unreachable(Reason.GROUP_DELETED)),
    ("", Unreachable(Reason.FORBIDDEN)),
)
BAD_REQUEST_TEXTS: tuple[tuple[str, Decision], ...] = (
    ("message is not modified", Sent()),
    ("chat not found", Unreachable(Reason.CHAT_NOT_FOUND)),
    ("peer_id_invalid", Unreachable(Reason.CHAT_NOT_FOUND)),
    ("message thread not found", Unreachable(Reason.TOPIC_MISSING)),
    ("topic_deleted", Unreachable(Reason.TOPIC_MISSING)),
    ("topic_closed", Unreachable(Reason.TOPIC_CLOSED)),
    ("not enough rights", Unreachable(Reason.NO_RIGHTS)),
    ("query is too old", GiveUp(Reason.QUERY_EXPIRED)),
    ("query id is invalid", GiveUp(Reason.QUERY_EXPIRED)),
    ("message to edit not found", SendAnew(Reason.MESSAGE_GONE)),
    ("message can't be edited", SendAnew(Reason.MESSAGE_GONE)),
    ("message to delete not found", Sent()),
    ("message can't be deleted", GiveUp(Reason.MESSAGE_GONE)),
    ("", Bug(Reason.CONTENT_REJECTED)),
)


FIXED: Mapping[Kind, Decision] = MappingProxyType({Kind.SENT: Sent(), Kind.UNAUTHORIZED: Halt(Reason.UNAUTHORIZED)})
BY_TEXT: Mapping[Kind, tuple[tuple[str, Decision], ...]] = MappingProxyType(
    {Kind.FORBIDDEN: FORBIDDEN_TEXTS, Kind.BAD_REQUEST: BAD_REQUEST_TEXTS}
)


def decide(outcome: SendOutcome, attempt: int) -> Decision:
    """What to do after try number `attempt` (from 1) ended in `outcome`."""
    if attempt < 1:
        msg = f"tries are counted from 1, not {attempt}"
        raise ValueError(msg)
    if outcome.kind in FIXED:
        return FIXED[outcome.kind]
    if outcome.kind in BY_TEXT:
        return _by_text(BY_TEXT[outcome.kind], outcome.description)
    if outcome.new_chat_id is not None:
        return Migrate(outcome.new_chat_id)
    return _again(outcome, BACKOFFS[outcome.kind], attempt)


def _again(outcome: SendOutcome, backoff: Backoff, attempt: int) -> Decision:
    if backoff.tries is not None and attempt >= backoff.tries:
        return GiveUp(backoff.reason)
    if outcome.kind is Kind.RETRY_AFTER:
        return WaitScope(max(1.0, backoff.wait(attempt) if outcome.seconds is None else outcome.seconds))
    return RetryLater(backoff.wait(attempt), counted=outcome.kind is not Kind.CONNECT_FAILED)


def _by_text(table: tuple[tuple[str, Decision], ...], description: str) -> Decision:
    lowered = description.lower()
    return next(decision for fragment, decision in table if fragment in lowered)
