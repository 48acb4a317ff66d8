"""Every exception the library can raise becomes the outcome that delivery decides by."""

from datetime import timedelta

import pytest
import telegram.error
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.outcomes import outcome_of, pause_seconds
from bot.transport import NotSent, NotSentInTime
from domain.delivery import Halt, Kind, Migrate, Reason, RetryLater, SendOutcome, Sent, Unreachable, WaitScope, decide

CASES = [
    (RetryAfter(7), SendOutcome(Kind.RETRY_AFTER, "Flood control exceeded. Retry in 0:00:07", seconds=7.0)),
    (
        ChatMigrated(-1007),
        SendOutcome(Kind.MIGRATED, "Group migrated to supergroup. New chat id: -1007", new_chat_id=-1007),
    ),
    (Forbidden("Forbidden: bot was blocked by the user"), Kind.FORBIDDEN),
    (BadRequest("Bad Request: chat not found"), SendOutcome(Kind.BAD_REQUEST, "Chat not found")),
    (InvalidToken(), Kind.UNAUTHORIZED),
    (NotSent("refused"), Kind.CONNECT_FAILED),
    (NotSentInTime("pool"), Kind.CONNECT_FAILED),
    (TimedOut(), SendOutcome(Kind.TIMED_OUT, "Timed out")),
    (NetworkError("Bad Gateway (502)"), Kind.NETWORK),
    (Conflict("Conflict: terminated by other getUpdates request"), Kind.UNEXPECTED),
    (EndPointNotFound("sendNothing"), Kind.UNEXPECTED),
    (PassportDecryptionError("no"), Kind.UNEXPECTED),
    (TelegramError("new"), Kind.UNEXPECTED),
    (ValueError(), SendOutcome(Kind.UNEXPECTED, "ValueError")),
]


@pytest.mark.parametrize(("error", "expected"), CASES, ids=lambda case: type(case).__name__)
def test_an_exception_becomes_its_outcome(error: Exception, expected: SendOutcome | Kind) -> None:
    actual = outcome_of(error)

    assert actual == (expected if isinstance(expected, SendOutcome) else SendOutcome(expected, str(error)))


def test_every_exception_of_the_library_has_a_case() -> None:
    assert {getattr(telegram.error, name) for name in telegram.error.__all__} <= {type(error) for error, _ in CASES}


@pytest.mark.parametrize(
    ("error", "decision"),
    [
        (RetryAfter(7), WaitScope(7.0)),
        (ChatMigrated(-1007), Migrate(-1007)),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable(Reason.BLOCKED)),
        (BadRequest("Bad Request: message is not modified: specified new message content ..."), Sent()),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Unreachable(Reason.CHAT_NOT_FOUND)),
        (InvalidToken("Unauthorized"), Halt(Reason.UNAUTHORIZED)),
        (NotSent("refused"), RetryLater(5.0, counted=False)),
        (TimedOut(), RetryLater(15.0)),
    ],
    ids=lambda case: type(case).__name__,
)
def test_delivery_understands_the_outcome(error: Exception, decision: object) -> None:
    assert decide(outcome_of(error), 1) == decision


@pytest.mark.parametrize(("given", "seconds"), [(3, 3.0), (timedelta(seconds=90), 90.0)])
@pytest.mark.parametrize("new_types", ["true", "false"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_pause_is_read_from_either_type(
    given: int | timedelta, seconds: float, new_types: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", new_types)

    assert pause_seconds(RetryAfter(given)) == seconds


def test_no_token_reaches_the_description() -> None:
    error = NetworkError("refused by http://127.0.0.1/bot123456:AAH-not_a_real-token/getMe")

    assert outcome_of(error).description == "refused by http://127.0.0.1/bot***/getMe"
