"""Announcements of the agency's admins to linked groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.groups import blocks
from domain.messages import Group, Lane, Post
from domain.people import Actor, Draft
from domain.rights import Action
from services.access import require, require_person
from storage import audit, drafts, groups, messages
from storage.engine import Transaction

DRAFT = "announce"
LONGEST = 3500


@dataclass(frozen=True, slots=True)
class Preview:
    """An announcement as written so far, where it will go, and the groups left out since something is wrong with them.

    `key` names this draft for ever.
    """

    key: str
    body: str
    groups: tuple[Group, ...]
    skipped: tuple[Group, ...]


def begin(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for the text of an announcement. Raises `access.*`."""
    require(tx, actor, Action.ANNOUNCE)
    key = f"{actor.telegram_id}-{int(now.timestamp() * 1000)}"
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {"key": key}, now)


def write(tx: Transaction, actor: Actor, body: str, now: datetime) -> Preview:
    """Take the text, or a better one in its place, and show it back.

    Raises `announce.none`, `announce.empty`, `announce.too_long`, `access.*`.
    """
    require(tx, actor, Action.ANNOUNCE)
    draft = _draft(tx, actor)
    text = body.strip()
    if not text:
        raise DomainError("announce.empty")
    if len(text) > LONGEST:
        raise DomainError("announce.too_long", length=len(text), limit=LONGEST)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {**draft.data, "body": text}, now)
    skipped = tuple(group for group in groups.all_groups(tx) if blocks(group.trouble))
    return Preview(str(draft.data["key"]), text, groups.reachable_groups(tx), skipped)


def send(tx: Transaction, actor: Actor, key: str, now: datetime) -> int:
    """Queue the announcement for every linked group that can be reached; returns how many.

    Again with the same key, nothing more is sent. Raises `announce.none` for an old screen, `announce.no_groups`,
    `access.*`.
    """
    require(tx, actor, Action.ANNOUNCE)
    employee, _ = require_person(actor)
    recipients = groups.reachable_groups(tx)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None or draft.data.get("key") != key or "body" not in draft.data:
        raise DomainError("announce.none")
    if not recipients:
        raise DomainError("announce.no_groups")
    announcement_id = groups.add_announcement(tx, key, str(draft.data["body"]), employee.id, now)
    if announcement_id is not None:
        drafts.save(tx, actor.telegram_id, DRAFT, "sent", draft.data, now)
        messages.enqueue(tx, [_post(announcement_id, group) for group in recipients], now)
        audit.note(tx, now, f"account:{actor.telegram_id}", "announce", f"announcement:{announcement_id}")
    return len(recipients)


def _draft(tx: Transaction, actor: Actor) -> Draft:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("announce.none")
    return draft


def _post(announcement_id: int, group: Group) -> Post:
    key = f"announcement:{announcement_id}:{group.chat_id}:{group.thread_id or 0}"
    return Post(key, "announcement", group.chat_id, {"announcement": announcement_id}, Lane.BULK, group.thread_id)


def body(tx: Transaction, announcement_id: int) -> str:
    """The text of an announcement; raises LookupError."""
    found = groups.announcement(tx, announcement_id)
    if found is None:
        message = f"announcement {announcement_id} is missing"
        raise LookupError(message)
    return found
