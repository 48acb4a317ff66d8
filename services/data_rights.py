"""What a person may do about their own data (UU 27/2022, articles 5 to 13): copy, correct, see who looked, leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.data_rights import Look, Standing
from domain.errors import DomainError
from domain.messages import Post
from domain.people import Actor
from services import menus
from services.access import require_person
from storage import audit, data_rights, messages
from storage.engine import Transaction

FILES_A_DAY = 3
PAGE = 8


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of who has looked, the last first; `page` counts from 0."""

    looks: tuple[Look, ...]
    page: int
    pages: int


def standing(tx: Transaction, actor: Actor) -> Standing:
    """Consent, link and open requests of an account, whoever is behind it."""
    consent = data_rights.last_consent(tx, actor.telegram_id)
    withdrawn_at = data_rights.last_withdrawal(tx, actor.telegram_id)
    in_force = consent is not None and (withdrawn_at is None or consent[1] > withdrawn_at)
    version, given_at = consent if consent is not None and in_force else ("", None)
    employee = actor.employee
    requests = data_rights.open_corrections_of(tx, employee.id) if employee else ()
    return Standing(version, given_at, None if in_force else withdrawn_at, employee is not None, requests)


def ask_file(tx: Transaction, actor: Actor, request: int, now: datetime) -> None:
    """Put the person's data as a file on its way, once an update id (UU 27/2022, articles 7 and 13).

    Raises `privacy.file_limit` for more than a few a day.
    """
    key = f"data_file:{actor.telegram_id}:{request}"
    recent = data_rights.posts_since(tx, "data_file", actor.telegram_id, now - timedelta(days=1))
    if key in recent:
        return
    if len(recent) >= FILES_A_DAY:
        raise DomainError("privacy.file_limit", limit=FILES_A_DAY)
    messages.enqueue(tx, [Post(key, "data_file", actor.telegram_id)], now)
    mine = f"account:{actor.telegram_id}"
    audit.note(tx, now, mine, "copy_data", mine)


def looks(tx: Transaction, actor: Actor, page: int) -> Looks:
    """Which officials have looked at the person's data by name. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    count = data_rights.count_looks(tx, employee.id)
    pages = max(1, -(-count // PAGE))
    shown = min(max(page, 0), pages - 1)
    return Looks(data_rights.looks(tx, employee.id, limit=PAGE, offset=shown * PAGE), shown, pages)


def unlink(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Part the account and the person: nothing that waits goes out any more, what was begun is erased.

    Roles, signed pledges and the roster's entry stay; linking again needs the contact or a code as before. Again, it
    changes nothing.
    """
    employee_id = data_rights.end_link(tx, actor.telegram_id, now)
    if employee_id is not None:
        _stop(tx, actor, employee_id, "unlinked", now)
        audit.note(tx, now, f"account:{actor.telegram_id}", "unlink", f"employee:{employee_id}")


def withdraw(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Take back the consent: a row of evidence, and processing stops with this transaction (UU 27/2022, article 9).

    Signed pledges stay as archives of the agency. Again, it changes nothing; a new consent may be given at any time.
    """
    if not standing(tx, actor).version:
        return
    data_rights.add_withdrawal(tx, actor.telegram_id, now)
    employee_id = data_rights.end_link(tx, actor.telegram_id, now)
    _stop(tx, actor, employee_id, "withdrawn", now)
    subject = f"account:{actor.telegram_id}" if employee_id is None else f"employee:{employee_id}"
    audit.note(tx, now, f"account:{actor.telegram_id}", "withdraw_consent", subject)


def _stop(tx: Transaction, actor: Actor, employee_id: int | None, reason: str, now: datetime) -> None:
    data_rights.forget_begun(tx, actor.telegram_id)
    messages.drop_queued(tx, actor.telegram_id, now, reason)
    if employee_id is not None:
        menus.follow(tx, employee_id, actor.telegram_id, now)
