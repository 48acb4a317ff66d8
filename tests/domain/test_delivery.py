"""Every way a send can end has one decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, Forbidden

from domain.delivery import (
    Bug,
    Decision,
    GiveUp,
    Halt,
    Kind,
    Migrate,
    Reason,
    RetryLater,
    SendAnew,
    SendOutcome,
    Sent,
    Unreachable,
    WaitScope,
    decide,
)

FORBIDDEN = [
    ("Forbidden: bot was blocked by the user", Unreachable(Reason.BLOCKED)),
    ("Forbidden: user is deactivated", Unreachable(Reason.DEACTIVATED)),
    ("Forbidden: bot can't initiate conversation with a user", Unreachable(Reason.NEVER_STARTED)),
    ("Forbidden: bot was kicked from the group chat", Unreachable(Reason.KICKED)),
    ("Forbidden: bot was kicked from the supergroup chat", Unreachable(Reason.KICKED)),
    ("Forbidden: bot was kicked from the channel chat", Unreachable(Reason.KICKED)),
    ("Forbidden: bot is not a member of the supergroup chat", Unreachable(Reason.NOT_MEMBER)),
    ("Forbidden: the group chat was deleted", Unreachable(Reason.GROUP_DELETED)),
    ("Forbidden: something new", Unreachable(Reason.FORBIDDEN)),
]
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
BAD_REQUEST: list[tuple[str, Decision]] = [
    (NOT_MODIFIED, Sent()),
    ("Bad Request: chat not found", Unreachable(Reason.CHAT_NOT_FOUND)),
    ("Bad Request: private chat not found", Unreachable(Reason.CHAT_NOT_FOUND)),
    ("Bad Request: PEER_ID_INVALID", Unreachable(Reason.CHAT_NOT_FOUND)),
    ("Bad Request: message thread not found", Unreachable(Reason.TOPIC_MISSING)),
    ("Bad Request: TOPIC_DELETED", Unreachable(Reason.TOPIC_MISSING)),
    ("Bad Request: TOPIC_CLOSED", Unreachable(Reason.TOPIC_CLOSED)),
    ("Bad Request: not enough rights to send text messages to the chat", Unreachable(Reason.NO_RIGHTS)),
    (
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        GiveUp(Reason.QUERY_EXPIRED),
    ),
    ("Bad Request: query ID is invalid", GiveUp(Reason.QUERY_EXPIRED)),
    ("Bad Request: message to edit not found", SendAnew(Reason.MESSAGE_GONE)),
    ("Bad Request: message can't be edited", SendAnew(Reason.MESSAGE_GONE)),
    ("Bad Request: message to delete not found", Sent()),
    ("Bad Request: message can't be deleted", GiveUp(Reason.MESSAGE_GONE)),
    (
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 4',
        Bug(Reason.CONTENT_REJECTED),
    ),
    ("Bad Request: text is too long", Bug(Reason.CONTENT_REJECTED)),
    ("", Bug(Reason.CONTENT_REJECTED)),
]


@pytest.mark.parametrize(("description", "decision"), FORBIDDEN)
def test_a_closed_chat_is_named_by_its_reason(description: str, decision: Decision) -> None:
    as_library = str(Forbidden(description))
    assert decide(SendOutcome(Kind.FORBIDDEN, description), 1) == decision
    assert decide(SendOutcome(Kind.FORBIDDEN, as_library), 1) == decision


@pytest.mark.parametrize(("description", "decision"), BAD_REQUEST)
def test_a_refused_request_is_understood_as_the_library_words_it(description: str, decision: Decision) -> None:
    as_library = str(BadRequest(description))
    assert decide(SendOutcome(Kind.BAD_REQUEST, description), 1) == decision
    assert decide(SendOutcome(Kind.BAD_REQUEST, as_library), 1) == decision


@pytest.mark.parametrize(
    ("outcome", "attempt", "decision"),
    [
        (SendOutcome(Kind.SENT), 1, Sent()),
        (SendOutcome(Kind.UNAUTHORIZED, "Unauthorized"), 1, Halt(Reason.UNAUTHORIZED)),
        (SendOutcome(Kind.MIGRATED, new_chat_id=-1001), 1, Migrate(-1001)),
        (SendOutcome(Kind.RETRY_AFTER, seconds=7), 1, WaitScope(7)),
        (SendOutcome(Kind.RETRY_AFTER, seconds=7), 500, WaitScope(7)),
        (SendOutcome(Kind.RETRY_AFTER, seconds=0), 1, WaitScope(1)),
        (SendOutcome(Kind.RETRY_AFTER), 3, WaitScope(4)),
        (SendOutcome(Kind.RETRY_AFTER), 50, WaitScope(60)),
        (SendOutcome(Kind.CONNECT_FAILED), 1, RetryLater(5, counted=False)),
        (SendOutcome(Kind.CONNECT_FAILED), 100_000, RetryLater(5, counted=False)),
        (SendOutcome(Kind.NETWORK, "Bad Gateway"), 1, RetryLater(2)),
        (SendOutcome(Kind.NETWORK), 29, RetryLater(300)),
        (SendOutcome(Kind.NETWORK), 30, GiveUp(Reason.NETWORK)),
        (SendOutcome(Kind.TIMED_OUT), 1, RetryLater(15)),
        (SendOutcome(Kind.TIMED_OUT), 4, RetryLater(120)),
        (SendOutcome(Kind.TIMED_OUT), 5, GiveUp(Reason.UNCONFIRMED)),
        (SendOutcome(Kind.UNEXPECTED), 2, RetryLater(60)),
        (SendOutcome(Kind.UNEXPECTED), 3, GiveUp(Reason.UNEXPECTED)),
    ],
)
def test_every_other_end_has_its_decision(outcome: SendOutcome, attempt: int, decision: Decision) -> None:
    assert decide(outcome, attempt) == decision


@pytest.mark.parametrize(("kind", "chat"), [(Kind.MIGRATED, None), (Kind.SENT, -1001)])
def test_only_a_migrated_chat_has_a_new_id(kind: Kind, chat: int | None) -> None:
    with pytest.raises(ValueError, match="new chat id"):
        SendOutcome(kind, new_chat_id=chat)


def test_tries_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        decide(SendOutcome(Kind.SENT), 0)


@given(kind=st.sampled_from(sorted(set(Kind) - {Kind.MIGRATED})), description=st.text(), attempt=st.integers(1, 10**9))
def test_there_is_always_a_decision_and_a_wait_within_bounds(kind: Kind, description: str, attempt: int) -> None:
    match decide(SendOutcome(kind, description), attempt):
        case RetryLater(seconds) | WaitScope(seconds):
            assert 1 <= seconds <= 300


@given(kind=st.sampled_from([Kind.CONNECT_FAILED, Kind.NETWORK, Kind.TIMED_OUT]), attempt=st.integers(1, 40))
def test_waits_never_get_shorter(kind: Kind, attempt: int) -> None:
    match decide(SendOutcome(kind), attempt), decide(SendOutcome(kind), attempt + 1):
        case RetryLater(first), RetryLater(second):
            assert first <= second
        case before, after:
            assert isinstance(after, GiveUp)
            assert isinstance(before, RetryLater | GiveUp)
