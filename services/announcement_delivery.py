"""How an announcement goes out: begun when its time has come, expanded a page at a time, rewritten where it arrived.

These are the ticks: each is one bounded transaction that a crash may follow, and the next goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.announcement import Announcement, Body, Miss, Move, State, moved
from domain.groups import blocks
from domain.messages import Group, Lane, Post
from storage import announcement_copies as copies
from storage import announcing, messages
from storage.announcement_copies import Copy, Recipient
from storage.engine import Transaction

PAGE: Final = 500
STARTED_AT_ONCE: Final = 20
DELETABLE: Final = timedelta(hours=48)
"""How long Telegram lets a bot delete its message."""

STOPPED: Final = frozenset({State.CANCELLED, State.WITHDRAWN})
TAKEN_BACK: Final = 0
"""The version of a copy that is taken back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a copy shows now; `ask_read` puts a button below it."""

    announcement_id: int
    body: Body
    ask_read: bool


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A copy that has arrived and what it is to show: None takes it back, by deleting when `deletable`.

    `captioned` tells that the text of the message is the caption of a file.
    """

    message_id: int
    shown: Shown | None
    deletable: bool
    captioned: bool


def anything_to_do(tx: Transaction, now: datetime) -> bool:
    """Whether a tick would find work now; a cheap look, so that most ticks write nothing."""
    return announcing.any_at_work(tx, now)


def start_due(tx: Transaction, now: datetime) -> int:
    """Begin the announcements whose time has come; returns how many."""
    begun = announcing.claim_scheduled(tx, now, STARTED_AT_ONCE)
    for number in begun:
        announcing.change(tx, number, state=moved(State.SCHEDULED, Move.START).value, started_at=now)
        announcing.touch(tx, number, now)
    return len(begun)


def expand(tx: Transaction, now: datetime) -> int:
    """Put the next page of recipients into the outbox, or note why they get nothing.

    Returns how many recipients that were, at least 1 as long as there may be more, and 0 when nothing is left to do.
    """
    claimed = announcing.claim_unexpanded(tx)
    if claimed is None:
        return 0
    number, audience, up_to, version = claimed
    groups = copies.linked_groups(tx, audience) if up_to == 0 else ()
    persons = copies.people(tx, audience, up_to, PAGE)
    _add(tx, number, version, groups, persons, now)
    if len(persons) < PAGE:
        announcing.change(tx, number, expanded_at=now)
    else:
        announcing.change(tx, number, up_to=persons[-1].employee_id)
    announcing.touch(tx, number, now)
    return max(1, len(groups) + len(persons))


def _add(
    tx: Transaction, number: int, version: int, groups: tuple[Group, ...], persons: tuple[Recipient, ...], now: datetime
) -> None:
    targets = [_group(one) for one in groups] + [_person(one) for one in persons]
    posts = {
        chat: Post(f"announcement:{number}:{chat}", "announcement", chat, {"announcement": number}, Lane.BULK, thread)
        for chat, thread, _, reason in targets
        if chat is not None and not reason
    }
    messages.enqueue(tx, posts.values(), now)
    ids = copies.posts(tx, [post.key for post in posts.values()])
    copies.add(
        tx,
        [
            {
                "announcement_id": number, "chat_id": chat, "employee_id": employee, "reason": reason,
                "version": version, "outbox_id": ids[posts[chat].key] if chat is not None and not reason else None,
            }
            for chat, _, employee, reason in targets
        ],
    )  # fmt: skip


_Target = tuple[int | None, int | None, int | None, str]


def _group(group: Group) -> _Target:
    """(chat, topic, employee, why nothing goes there) of a group."""
    return group.chat_id, group.thread_id, None, group.trouble if blocks(group.trouble) else ""


def _person(one: Recipient) -> _Target:
    if one.telegram_id is None:
        return None, None, one.employee_id, Miss.NEVER_STARTED.value
    return one.telegram_id, None, one.employee_id, "" if one.reachable else Miss.UNREACHABLE.value


def rewrite(tx: Transaction, now: datetime) -> int:
    """Let the next page of copies that have arrived be edited to the version in force, or be taken back.

    Returns how many; 0 when nothing is left to do now. What is on its way is looked at again when it has arrived.
    """
    for number, state, newest in announcing.claim_rewriting(tx, STARTED_AT_ONCE):
        version = TAKEN_BACK if state is State.WITHDRAWN else newest
        found = copies.stale(tx, number, version, PAGE)
        if found:
            messages.enqueue(tx, [_act(number, one, version) for one in found], now)
            copies.show(tx, [one.id for one in found], version)
            return len(found)
        if not copies.any_stale_waits(tx, number, version):
            announcing.change(tx, number, rewriting=False)
    return 0


def _act(number: int, one: Copy, version: int) -> Post:
    kind = "announcement_edit" if version else "announcement_delete"
    params: dict[str, Any] = {"announcement": number, "copy": one.id}
    return Post(f"{kind}:{one.id}:{version}", kind, one.chat_id, params, Lane.BULK, one.thread_id)


def finish(tx: Transaction, now: datetime) -> int:
    """Close the announcements whose last copy has gone; returns how many."""
    ended = [one for one in announcing.fully_expanded(tx) if not copies.any_waits(tx, one)]
    for number in ended:
        announcing.change(tx, number, state=moved(State.SENDING, Move.FINISH).value, finished_at=now)
        announcing.touch(tx, number, now)
    return len(ended)


def shown(tx: Transaction, announcement_id: int) -> Shown | None:
    """What a copy that is sent now shows; None when it was stopped. Raises LookupError for one that is not there."""
    found = _there(tx, announcement_id)
    return None if found.state in STOPPED else Shown(found.id, found.body, found.ask_read)


def to_rewrite(tx: Transaction, announcement_id: int, copy_id: int, now: datetime) -> Rewrite | None:
    """What a copy that has arrived is to show now; None when there is no message to change.

    Raises LookupError for an announcement that is not there.
    """
    found = _there(tx, announcement_id)
    arrived = copies.copy(tx, copy_id)
    if arrived is None or arrived.message_id is None:
        return None
    what = None if found.state is State.WITHDRAWN else Shown(found.id, found.body, found.ask_read)
    deletable = now - arrived.sent_at < DELETABLE
    return Rewrite(arrived.message_id, what, deletable=deletable, captioned=bool(found.body.file))


def _there(tx: Transaction, announcement_id: int) -> Announcement:
    found = announcing.announcement(tx, announcement_id)
    if found is None:
        message = f"announcement {announcement_id} is missing"
        raise LookupError(message)
    return found
