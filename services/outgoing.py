"""The outbox as its sender uses it: claim, and record what became of each message."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import delivery
from domain.delivery import Decision
from domain.messages import ClaimedPost
from services import groups as group_service
from storage import groups, messages, people
from storage.engine import Transaction

LEASE = timedelta(minutes=2)


def claim(tx: Transaction, sender: str, now: datetime, wall: datetime, limit: int) -> tuple[ClaimedPost, ...]:
    """Lease the next messages. `now` says what is due; leases follow the wall clock, which no demo moves."""
    return messages.claim(tx, sender, now, wall, wall + LEASE, limit)


def record(tx: Transaction, post: ClaimedPost, decision: Decision, message_id: int | None, now: datetime) -> None:
    """Write down what became of one try, and what it says about the chat."""
    match decision:
        case delivery.Sent():
            messages.finish(tx, post.id, "sent", now, message_id, "")
        case delivery.RetryLater(seconds) | delivery.WaitScope(seconds):
            messages.put_back(tx, post.id, now + timedelta(seconds=seconds), "retry")
        case delivery.Halt(reason):
            messages.put_back(tx, post.id, now + timedelta(minutes=1), reason)
        case delivery.Migrate(new_chat_id):
            group_service.migrated(tx, post.chat_id, new_chat_id)
            messages.put_back(tx, post.id, now, "migrated")
        case delivery.Unreachable(delivery.Reason.TOPIC_MISSING):
            groups.set_thread(tx, post.chat_id, None)
            messages.move_to_main_topic(tx, post.id, now)
        case delivery.Unreachable(reason):
            messages.finish(tx, post.id, "failed", now, None, reason)
            _mark_unreachable(tx, post.chat_id, reason)
        case delivery.Bug(reason) | delivery.GiveUp(reason) | delivery.SendAnew(reason):
            messages.finish(tx, post.id, "failed", now, None, reason)


def drop(tx: Transaction, post: ClaimedPost, now: datetime) -> None:
    """Close a message that has nothing to say any more."""
    messages.finish(tx, post.id, "failed", now, None, "obsolete")


def _mark_unreachable(tx: Transaction, chat_id: int, reason: str) -> None:
    if chat_id > 0:
        people.set_reachable(tx, chat_id, reachable=False)
    else:
        groups.set_trouble(tx, chat_id, reason)
