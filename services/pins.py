"""Personal PINs: choosing one, changing it, and proving it, with failed tries counted.

argon2 takes tens of milliseconds, so `hashed` and `compared` are made for a thread of their own, between two
transactions; a PIN itself is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from domain import activation, second_factor
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action
from services import guessing
from services.access import require, require_person
from services.guessing import Guess, Refused
from storage import audit, drafts, joining, pins
from storage.engine import Transaction

DRAFT = "pin"
_STAGE = "stage"
# OWASP's cheat sheet on storing passwords: argon2id with 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether a typed PIN fits the hash that it was compared with."""

    against: str = field(repr=False)
    fits: bool


def hashed(typed: str, staff_number: str) -> str:
    """The hash of a new PIN, salted; slow on purpose. Raises `pledge.pin_form`, `pledge.pin_weak`."""
    return _HASHER.hash(second_factor.new_pin(typed, staff_number))


def compared(against: str, typed: str) -> Compared:
    """Compare a typed PIN with a hash; slow on purpose. Raises `pledge.pin_form`."""
    digits = second_factor.pin_digits(typed)
    try:
        return Compared(against, _HASHER.verify(against, digits))
    except VerificationError:
        return Compared(against, fits=False)


def known(tx: Transaction, actor: Actor) -> bool:
    """Whether the person has a PIN."""
    return pins.hash_of(tx, _asked(tx, actor)) is not None


def current(tx: Transaction, actor: Actor, now: datetime) -> str | None:
    """The hash to compare with, None where the person has no PIN. Raises `guess.locked*` after too many wrong tries."""
    employee_id = _asked(tx, actor)
    found = pins.hash_of(tx, employee_id)
    refused = guessing.locked(tx, actor.telegram_id, Guess.PIN, now) if found is not None else None
    if refused is not None:
        raise refused.error
    return found


def answered(tx: Transaction, actor: Actor, tried: Compared, now: datetime) -> Refused | None:
    """Take a try down: a wrong one is counted, a right one makes the wrong ones forgotten. None when it was right.

    A try against a PIN that was changed meanwhile is a wrong one.
    """
    employee_id = _asked(tx, actor)
    refused = guessing.locked(tx, actor.telegram_id, Guess.PIN, now)
    if refused is not None:
        return refused
    if not tried.fits or tried.against != pins.hash_of(tx, employee_id):
        return guessing.failed(tx, actor.telegram_id, Guess.PIN, DomainError("pledge.pin_wrong"), now)
    joining.keep_tries(tx, actor.telegram_id, Guess.PIN, activation.after_success(), now)
    return None


def begin(tx: Transaction, actor: Actor, now: datetime) -> bool:
    """Wait for a new PIN, or for the present one first; whether there is a present one."""
    known = pins.hash_of(tx, _asked(tx, actor)) is not None
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {_STAGE: "old" if known else "new"}, now)
    return known


def waits_for_old(tx: Transaction, actor: Actor) -> bool:
    """Whether the present PIN comes first. Raises `pledge.pin_none` when no dialog waits for one."""
    _asked(tx, actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("pledge.pin_none")
    return draft.data[_STAGE] == "old"


def allow_change(tx: Transaction, actor: Actor, tried: Compared, now: datetime) -> Refused | None:
    """The present PIN was typed: when it is right the new one is waited for. Raises `pledge.pin_none`."""
    waits_for_old(tx, actor)
    refused = answered(tx, actor, tried, now)
    if refused is None:
        drafts.save(tx, actor.telegram_id, DRAFT, "text", {_STAGE: "new"}, now)
    return refused


def change(tx: Transaction, actor: Actor, hash_of_new: str, now: datetime) -> None:
    """Keep the new PIN in place of the old one; raises `pledge.pin_none` unless the dialog came that far."""
    if waits_for_old(tx, actor):
        raise DomainError("pledge.pin_none")
    drafts.drop(tx, actor.telegram_id, DRAFT)
    _keep(tx, actor, hash_of_new, now)


def choose_first(tx: Transaction, actor: Actor, hash_of_new: str, now: datetime) -> None:
    """Keep a PIN where there is none yet; raises `pledge.pin_known`."""
    if pins.hash_of(tx, _asked(tx, actor)) is not None:
        raise DomainError("pledge.pin_known")
    _keep(tx, actor, hash_of_new, now)


def drop(tx: Transaction, actor: Actor) -> None:
    """Leave the dialog."""
    _asked(tx, actor)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def _asked(tx: Transaction, actor: Actor) -> int:
    require(tx, actor, Action.SIGN_PLEDGE, actor.employee.unit_id if actor.employee else None)
    return require_person(actor)[0].id


def _keep(tx: Transaction, actor: Actor, hash_of_new: str, now: datetime) -> None:
    employee, _ = require_person(actor)
    pins.keep(tx, employee.id, hash_of_new, now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "set_pin", f"employee:{employee.id}")
