"""The inbox of updates and the outbox of messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, case, delete, func, literal, or_, select, update

from domain.messages import ClaimedPost, Lane, Post
from storage.engine import Transaction
from storage.tables import accounts, inbox, outbox
from storage.types import Moment
from storage.upsert import insert_all_missing

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when a message is put off that nobody wants to go out now."""


def keep_updates(tx: Transaction, updates: Sequence[tuple[int, str]], now: datetime) -> int:
    """Write (update id, JSON) rows to the inbox; known ids are ignored. Returns how many were new."""
    rows = [{"update_id": update_id, "payload": body, "received_at": now, "error": ""} for update_id, body in updates]
    return insert_all_missing(tx, inbox, rows)


def pending_updates(tx: Transaction) -> tuple[tuple[int, str], ...]:
    """Updates whose handler has not finished, oldest first; parked ones are left out."""
    query = select(inbox.c.update_id, inbox.c.payload).where(inbox.c.parked_at.is_(None)).order_by(inbox.c.update_id)
    return tuple((row.update_id, row.payload) for row in tx.execute(query))


def drop_update(tx: Transaction, update_id: int) -> None:
    """Take a finished update out of the inbox."""
    tx.execute(delete(inbox).where(inbox.c.update_id == update_id))


def park_update(tx: Transaction, update_id: int, error: str, now: datetime) -> None:
    """Lay an update aside that fails each time; it is not replayed."""
    tx.execute(update(inbox).where(inbox.c.update_id == update_id).values(parked_at=now, error=error))


def enqueue(tx: Transaction, posts: Iterable[Post], now: datetime, not_before: datetime | None = None) -> int:
    """Queue messages, to be sent from `not_before` on (None: at once); one whose key was ever used is ignored.

    Returns how many were new.
    """
    rows = [
        {
            "dedupe_key": post.key,
            "kind": post.kind,
            "params": post.params,
            "chat_id": post.chat_id,
            "thread_id": post.thread_id,
            "lane": post.lane.value,
            "status": "queued",
            "not_before": not_before or now,
            "attempts": 0,
            "created_at": now,
            "reason": "",
        }
        for post in posts
    ]
    return insert_all_missing(tx, outbox, rows)


def claim(
    tx: Transaction, sender: str, now: datetime, lease_now: datetime, lease_until: datetime, limit: int
) -> tuple[ClaimedPost, ...]:
    """Lease the next messages to a sender, the urgent lane first, in each lane the oldest first.

    `now` decides what is due, `lease_now` (the wall clock) which leases have run out.
    """
    ready = (
        select(outbox.c.id)
        .where(outbox.c.status == "queued", outbox.c.not_before <= now)
        .where(or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= lease_now))
        .order_by(outbox.c.lane, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("ready")  # a plain subquery may be run more than once, each time locking other rows
    )
    change = {"lease_until": lease_until, "lease_by": sender}
    taken = list(
        tx.execute(
            update(outbox).where(outbox.c.id.in_(select(ready.c.id))).values(change).returning(outbox.c.id)
        ).scalars()
    )
    if not taken:
        return ()
    query = (
        select(outbox, accounts.c.language)
        .outerjoin(accounts, accounts.c.telegram_id == outbox.c.chat_id)
        .where(outbox.c.id.in_(taken))
        .order_by(outbox.c.lane, outbox.c.id)
    )
    return tuple(
        ClaimedPost(
            row.id,
            row.kind,
            row.params,
            row.chat_id,
            row.thread_id,
            Lane(row.lane),
            row.attempts + 1,
            row.language or "id",
        )
        for row in tx.execute(query)
    )


def finish(tx: Transaction, post_id: int, status: str, now: datetime, message_id: int | None, reason: str) -> None:
    """Record how a message ended: 'sent' with its message id, or 'failed' with the reason."""
    values = {
        "status": status, "finished_at": now, "message_id": message_id, "reason": reason,
        "lease_until": None, "lease_by": None, "attempts": outbox.c.attempts + 1,
    }  # fmt: skip
    tx.execute(update(outbox).where(outbox.c.id == post_id, outbox.c.status == "queued").values(values))


def renew(tx: Transaction, sender: str, post_ids: Sequence[int], lease_until: datetime) -> None:
    """Prolong the leases that a sender holds on these posts; what somebody else has taken meanwhile stays theirs."""
    mine = outbox.c.id.in_(post_ids) & (outbox.c.lease_by == sender) & (outbox.c.status == "queued")
    tx.execute(update(outbox).where(mine).values(lease_until=lease_until))


def put_back(tx: Transaction, post_id: int, not_before: datetime, reason: str, *, tried: bool = False) -> None:
    """Give a message back to the queue for a later try; `tried` counts this one among its tries.

    One that was put off for ever meanwhile stays so.
    """
    values = {
        "not_before": _unless_put_off(not_before), "reason": reason, "lease_until": None, "lease_by": None,
        "attempts": outbox.c.attempts + int(tried),
    }  # fmt: skip
    tx.execute(update(outbox).where(outbox.c.id == post_id, outbox.c.status == "queued").values(values))


def rewrite_chat(tx: Transaction, old_chat_id: int, new_chat_id: int) -> None:
    """Let queued messages follow a group that became a supergroup."""
    statement = update(outbox).where(outbox.c.chat_id == old_chat_id, outbox.c.status == "queued")
    tx.execute(statement.values(chat_id=new_chat_id))


def _unless_put_off(moment: datetime) -> ColumnElement[datetime]:
    return case((outbox.c.not_before >= FOREVER, outbox.c.not_before), else_=literal(moment, Moment))


def move_to_main_topic(tx: Transaction, post_id: int, now: datetime, reason: str) -> None:
    """Give a message back to the queue without its topic, which is gone or closed."""
    values = {
        "thread_id": None, "not_before": _unless_put_off(now), "reason": reason, "lease_until": None, "lease_by": None,
    }  # fmt: skip
    tx.execute(update(outbox).where(outbox.c.id == post_id, outbox.c.status == "queued").values(values))


def drop_queued(tx: Transaction, chat_id: int, now: datetime, reason: str) -> None:
    """Close everything that waits for this chat."""
    values = {"status": "failed", "finished_at": now, "reason": reason, "lease_until": None, "lease_by": None}
    tx.execute(update(outbox).where(outbox.c.chat_id == chat_id, outbox.c.status == "queued").values(values))


def _undelivered(chat_id: int, kind: str, since: datetime) -> ColumnElement[bool]:
    failed = (outbox.c.status == "failed") & outbox.c.reason.not_in(("unlinked", "obsolete"))
    return (outbox.c.chat_id == chat_id) & (outbox.c.kind == kind) & failed & (outbox.c.created_at >= since)


def count_undelivered(tx: Transaction, chat_id: int, kind: str, since: datetime) -> int:
    """How many messages of this kind, written since then, did not arrive in a chat."""
    return tx.execute(select(func.count()).select_from(outbox).where(_undelivered(chat_id, kind, since))).scalar_one()


def requeue_undelivered(
    tx: Transaction, chat_id: int, thread_id: int | None, kind: str, since: datetime, now: datetime
) -> int:
    """Queue once more what `count_undelivered` counts, for this topic; returns how many."""
    values = {
        "status": "queued", "attempts": 0, "not_before": now, "finished_at": None, "reason": "", "thread_id": thread_id,
    }  # fmt: skip
    return tx.execute(update(outbox).where(_undelivered(chat_id, kind, since)).values(values)).rowcount
