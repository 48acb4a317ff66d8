"""First contact: consent, recognising a person by the own contact, linking the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import phone
from domain.errors import DomainError
from domain.people import Actor, Employee, Unit
from services.access import find_actor
from storage import audit, drafts, people
from storage.engine import Transaction

CONSENT_VERSION = "2026-1"
DRAFT = "link"


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


def recognise(tx: Transaction, actor: Actor, contact: Contact, now: datetime) -> Recognised:
    """Find the person of the roster by the sender's own contact; remembered until confirmed.

    Raises `link.already`, `link.consent_first`, `link.foreign_contact`, a `roster.phone_*` error, or `link.unknown`
    for nobody, more than one, or somebody linked already: the answer does not tell which.
    """
    if actor.employee is not None:
        raise DomainError("link.already")
    if actor.account.consent_version != CONSENT_VERSION:
        raise DomainError("link.consent_first")
    if contact.telegram_id != actor.telegram_id:
        raise DomainError("link.foreign_contact")
    employee = _only_free_match(tx, phone.from_contact(contact.phone))
    unit = people.unit(tx, employee.unit_id)
    assert unit is not None
    drafts.save(tx, actor.telegram_id, DRAFT, "confirm", {"employee": employee.id}, now)
    return Recognised(employee, unit)


def _only_free_match(tx: Transaction, number: str) -> Employee:
    matches = people.employees_by_phone(tx, number)
    if len(matches) != 1 or people.open_link_of_employee(tx, matches[0].id) is not None:
        raise DomainError("link.unknown")
    return matches[0]


def confirm(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Link the account to the person found before. Pressing again, or a replayed tap, changes nothing.

    Raises `link.expired` when nothing was found before, `link.unknown` when somebody else took the person meanwhile.
    """
    # The draft first: a tap that came in at the same moment drops it and links in one commit. The actor may be older.
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    known = find_actor(tx, actor.telegram_id)
    if known is not None and known.employee is not None:
        return
    if draft is None:
        raise DomainError("link.expired")
    employee_id = int(str(draft.data["employee"]))
    if not people.add_link(tx, employee_id, actor.telegram_id, "contact", now):
        if people.open_link_of_employee(tx, employee_id) == actor.telegram_id:
            return
        raise DomainError("link.unknown")
    drafts.drop(tx, actor.telegram_id, DRAFT)
    audit.note(tx, now, f"account:{actor.telegram_id}", "link", f"employee:{employee_id}", proof="contact")


def deny(tx: Transaction, actor: Actor) -> None:
    """Forget the person that was found: it was somebody else."""
    drafts.drop(tx, actor.telegram_id, DRAFT)


def set_language(tx: Transaction, actor: Actor, language: str, allowed: tuple[str, ...]) -> None:
    """Change what the person reads; raises `language.unknown`."""
    if language not in allowed:
        raise DomainError("language.unknown")
    people.set_language(tx, actor.telegram_id, language)


def cancel(tx: Transaction, actor: Actor) -> bool:
    """Leave every dialog; whether there was one."""
    return drafts.drop(tx, actor.telegram_id) > 0


def set_reachable(tx: Transaction, telegram_id: int, *, reachable: bool) -> None:
    """Note that a person has blocked the bot, or takes its messages again."""
    people.set_reachable(tx, telegram_id, reachable=reachable)
