"""The outbox as its sender uses it: claim, and record what became of each message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import delivery
from domain.delivery import Decision
from domain.messages import ClaimedPost
from services import groups as group_service
from storage import messages, people
from storage.engine import Transaction

LEASE = timedelta(seconds=40)
RENEWAL = LEASE / 4
TOPIC_LOST = frozenset({delivery.Reason.TOPIC_MISSING, delivery.Reason.TOPIC_CLOSED})


def claim(tx: Transaction, sender: str, now: datetime, wall: datetime, limit: int) -> tuple[ClaimedPost, ...]:
    """Lease the next messages. `now` says what is due; leases follow the wall clock, which no demo moves."""
    return messages.claim(tx, sender, now, wall, wall + LEASE, limit)


def renew(tx: Transaction, sender: str, post_ids: Sequence[int], wall: datetime) -> None:
    """Keep the leases of what a sender still has in hand, such as what waits for its turn at the limiter."""
    messages.renew(tx, sender, post_ids, wall + LEASE)


def record(tx: Transaction, post: ClaimedPost, decision: Decision, message_id: int | None, now: datetime) -> None:
    """Write down what became of one try, and what it says about the chat."""
    match decision:
        case delivery.Sent():
            messages.finish(tx, post.id, "sent", now, message_id, "")
            if post.chat_id < 0:
                group_service.note_trouble(tx, post.chat_id, "", now)
        case delivery.RetryLater(seconds, counted):
            messages.put_back(tx, post.id, now + timedelta(seconds=seconds), "retry", tried=counted)
        case delivery.WaitScope(seconds):
            messages.put_back(tx, post.id, now + timedelta(seconds=seconds), "retry")
        case delivery.Halt(reason):
            messages.put_back(tx, post.id, now + timedelta(minutes=1), reason)
        case delivery.Migrate(new_chat_id):
            group_service.migrated(tx, post.chat_id, new_chat_id)
            messages.put_back(tx, post.id, now, "migrated")
        case delivery.Unreachable(reason) if reason in TOPIC_LOST and post.thread_id is not None:
            group_service.leave_topic(tx, post.chat_id, post.thread_id, reason, now)
            messages.move_to_main_topic(tx, post.id, now, reason)
        case delivery.Unreachable(reason):
            messages.finish(tx, post.id, "failed", now, None, reason)
            _mark_unreachable(tx, post.chat_id, reason, now)
        case delivery.Bug(reason) | delivery.GiveUp(reason) | delivery.SendAnew(reason):
            messages.finish(tx, post.id, "failed", now, None, reason)


def drop(tx: Transaction, post: ClaimedPost, now: datetime) -> None:
    """Close a message that has nothing to say any more."""
    messages.finish(tx, post.id, "failed", now, None, "obsolete")


def _mark_unreachable(tx: Transaction, chat_id: int, reason: str, now: datetime) -> None:
    if chat_id > 0:
        people.set_reachable(tx, chat_id, reachable=False)
    else:
        group_service.note_trouble(tx, chat_id, reason, now)
