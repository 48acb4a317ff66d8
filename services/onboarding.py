"""First contact: consent, recognising a person by the own contact, linking the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import phone
from domain.errors import DomainError
from domain.people import Actor, Employee, Unit
from services import guessing, linking, menus
from services.access import find_actor
from services.guessing import Guess, Refused
from services.linking import CONTACT_DRAFT
from storage import audit, data_rights, drafts, joining, people
from storage.engine import Transaction

CONSENT_VERSION = "2026-1"
DRAFT = CONTACT_DRAFT


@dataclass(frozen=True, slots=True)
class Recognised:
    """The person that a contact belongs to, to be confirmed."""

    employee: Employee
    unit: Unit


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared contact: the number, and the account it belongs to when Telegram knows it."""

    phone: str
    telegram_id: int | None


def consent(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Keep the person's consent to the present privacy notice (UU 27/2022, articles 22 and 24)."""
    people.add_consent(tx, actor.telegram_id, CONSENT_VERSION, actor.language, now)


def await_contact(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for the contact, or for a code that is typed instead."""
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {}, now)


def has_left(tx: Transaction, actor: Actor) -> bool:
    """Whether the account belonged to somebody who has left the agency since."""
    former = joining.last_person(tx, actor.telegram_id)
    return former is not None and not former.active


def recognise(tx: Transaction, actor: Actor, contact: Contact, now: datetime) -> Recognised | Refused:
    """Find the person of the roster by the sender's own contact; remembered until confirmed.

    Raises `link.already` and `link.consent_first`. Refused and counted: `link.foreign_contact`, and `link.unknown` for
    nobody, more than one, somebody linked already, somebody who has left, and a number that is none: the answer does
    not tell which. After too many of them `guess.locked`.
    """
    if actor.employee is not None:
        raise DomainError("link.already")
    if actor.account.consent_version != CONSENT_VERSION:
        raise DomainError("link.consent_first")
    refused = guessing.locked(tx, actor.telegram_id, Guess.CONTACT, now)
    if refused is not None:
        return refused
    if contact.telegram_id != actor.telegram_id:
        return guessing.failed(tx, actor.telegram_id, Guess.CONTACT, DomainError("link.foreign_contact"), now)
    employee = _only_free_match(tx, contact.phone)
    if employee is None:
        return guessing.failed(tx, actor.telegram_id, Guess.CONTACT, DomainError("link.unknown"), now)
    unit = people.unit(tx, employee.unit_id)
    assert unit is not None
    drafts.save(tx, actor.telegram_id, DRAFT, "confirm", {"employee": employee.id}, now)
    return Recognised(employee, unit)


def _only_free_match(tx: Transaction, number: str) -> Employee | None:
    try:
        matches = people.employees_by_phone(tx, phone.from_contact(number))
    except DomainError:
        return None
    if len(matches) != 1 or people.open_link_of_employee(tx, matches[0].id) is not None:
        return None
    return matches[0]


def confirm(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Link the account to the person found before. Pressing again, or a replayed tap, changes nothing.

    Raises `link.expired` when nothing was found before, `link.unknown` when somebody else took the person meanwhile or
    the person has left.
    """
    # The draft first: a tap that came in at the same moment drops it and links in one commit. The actor may be older.
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    known = find_actor(tx, actor.telegram_id)
    if known is not None and known.employee is not None:
        return
    if draft is None or "employee" not in draft.data:
        raise DomainError("link.expired")
    employee = people.employee(tx, int(str(draft.data["employee"])))
    if employee is None or not employee.active or not linking.link(tx, employee.id, actor.telegram_id, "contact", now):
        if employee is not None and people.open_link_of_employee(tx, employee.id) == actor.telegram_id:
            return
        raise DomainError("link.unknown")


def decline(tx: Transaction, actor: Actor, now: datetime) -> None:
    """The consent was refused: nothing that was begun is kept, and a consent given before is withdrawn.

    Raises `link.already` for a linked person, who withdraws knowingly at /privasi.
    """
    if actor.employee is not None:
        raise DomainError("link.already")
    drafts.drop(tx, actor.telegram_id)
    if actor.account.consent_version:
        data_rights.add_withdrawal(tx, actor.telegram_id, now)
        who = f"account:{actor.telegram_id}"
        audit.note(tx, now, who, "withdraw_consent", who)


def deny(tx: Transaction, actor: Actor) -> None:
    """Forget the person that was found: it was somebody else."""
    drafts.drop(tx, actor.telegram_id, DRAFT)


def set_language(tx: Transaction, actor: Actor, language: str, allowed: tuple[str, ...], now: datetime) -> None:
    """Change what the person reads; raises `language.unknown`."""
    if language not in allowed:
        raise DomainError("language.unknown")
    people.set_language(tx, actor.telegram_id, language)
    if actor.employee is not None:
        menus.follow(tx, actor.employee.id, actor.telegram_id, now)


def cancel(tx: Transaction, actor: Actor) -> bool:
    """Leave every dialog; whether there was one."""
    return drafts.drop(tx, actor.telegram_id) > 0


def set_reachable(tx: Transaction, telegram_id: int, *, reachable: bool) -> None:
    """Note that a person has blocked the bot, or takes its messages again."""
    people.set_reachable(tx, telegram_id, reachable=reachable)
