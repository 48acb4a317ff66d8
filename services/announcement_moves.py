"""What every move of an announcement shares: holding it, asking a second person, and telling of what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.announcement import Announcement
from domain.errors import DomainError
from domain.messages import Post
from domain.people import Actor
from domain.rights import Action, Role
from services.access import require, require_person
from storage import announcement_copies as copies
from storage import announcing, audit, data_rights, messages, people
from storage.engine import Transaction

CLI: Final = "cli"


def author_of(by: Actor) -> str:
    """How the log and a version name who acts."""
    return f"account:{by.telegram_id}"


def known(tx: Transaction, announcement_id: int) -> Announcement:
    """The announcement; raises `announce.gone`."""
    found = announcing.announcement(tx, announcement_id)
    if found is None:
        raise DomainError("announce.gone")
    return found


def held(tx: Transaction, actor: Actor, announcement_id: int) -> Announcement:
    """The announcement, kept from everybody else, for somebody who may change it."""
    require(tx, actor, Action.ANNOUNCE)
    announcing.lock(tx, announcement_id)
    return known(tx, announcement_id)


def done(
    tx: Transaction, by: Actor, before: Announcement, what: str, now: datetime, *, approved: bool | None = None
) -> Announcement:
    """Write the move into the log, let the live report follow, and tell the author what somebody else has decided."""
    audit.note(tx, now, author_of(by), what, f"announcement:{before.id}")
    announcing.touch(tx, before.id, now)
    author = people.open_link_of_employee(tx, before.author_id) if before.author_id is not None else None
    if approved is not None and author is not None and author != by.telegram_id:
        version = before.proposed or before.version
        params: dict[str, object] = {
            "announcement": before.id, "approved": approved, "by": require_person(by)[0].id,
            "correction": before.proposed is not None,
        }  # fmt: skip
        post = Post(f"announcement_decided:{before.id}:{version}", "announcement_decided", author, params)
        messages.enqueue(tx, [post], now)
    return known(tx, before.id)


def show(tx: Transaction, found: Announcement, version: int) -> None:
    """Let this version be what is shown, in what waits and in what has arrived."""
    announcing.change(tx, found.id, version=version, proposed=None, rewriting=True)
    copies.count_as(tx, found.id, version)


def ask_another(tx: Transaction, number: int, version: int, by: str, now: datetime) -> None:
    """Ask the other admins to approve a version. Raises `announce.nobody_approves` when there is none."""
    others = [one for one in data_rights.holders(tx, [Role.ADMIN], ()) if not is_writer(tx, by, one)]
    if not others:
        raise DomainError("announce.nobody_approves")
    params: dict[str, object] = {"announcement": number, "version": version}
    key = f"announcement_approval:{number}:{version}"
    posts = [Post(f"{key}:{one}", "announcement_approval", one, params) for one in others]
    messages.enqueue(tx, posts, now)


def is_writer(tx: Transaction, by: str, telegram_id: int) -> bool:
    """Whether the account belongs to who wrote something, whatever account they used for it."""
    found = people.account(tx, telegram_id)
    if by == CLI or found is None or found[1] is None:
        return False
    return announcing.was_account_of(tx, int(by.removeprefix("account:")), found[1])
