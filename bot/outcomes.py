"""What became of a send: an exception of the library as one value that `domain.delivery` can judge."""

from datetime import timedelta
from typing import Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.transport import NotSent, redacted
from domain.delivery import Kind, SendOutcome

# The first that fits counts, and the library derives from each other what has nothing in common: BadRequest, TimedOut
# and our NotSent are all NetworkErrors. A method unknown to the server arrives as InvalidToken too.
_KINDS: Final = (
    (Forbidden, Kind.FORBIDDEN),
    (BadRequest, Kind.BAD_REQUEST),
    (InvalidToken, Kind.UNAUTHORIZED),
    (NotSent, Kind.CONNECT_FAILED),
    (TimedOut, Kind.TIMED_OUT),
    (NetworkError, Kind.NETWORK),
)


def outcome_of(error: Exception) -> SendOutcome:
    """What `error`, raised by a call of the Bot API, says about the message; anything unforeseen is UNEXPECTED."""
    description = redacted(str(error) or type(error).__name__)
    match error:
        case RetryAfter():
            return SendOutcome(Kind.RETRY_AFTER, description, seconds=pause_seconds(error))
        case ChatMigrated():
            return SendOutcome(Kind.MIGRATED, description, new_chat_id=error.new_chat_id)
        case _:
            kinds = (kind for kin, kind in _KINDS if isinstance(error, kin))
            return SendOutcome(next(kinds, Kind.UNEXPECTED), description)


def pause_seconds(refusal: RetryAfter) -> float:
    """The seconds Telegram asks to wait."""
    pause = refusal.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
