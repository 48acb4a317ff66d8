"""Loading who acts, and asking whether they may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.data_rights import Seen
from domain.errors import DomainError
from domain.people import Account, Actor, Employee, Unit
from domain.rights import Action, Grant, Role, may
from storage import audit, people
from storage.engine import Transaction


def find_actor(tx: Transaction, telegram_id: int) -> Actor | None:
    """The account with the employee, unit and rights behind it; None for an account never seen."""
    found = people.account(tx, telegram_id)
    if found is None:
        return None
    account, employee_id = found
    employee = people.employee(tx, employee_id) if employee_id is not None else None
    if employee is None or not employee.active:
        return Actor(account)
    return Actor(
        account=account,
        employee=employee,
        unit=people.unit(tx, employee.unit_id),
        grants=(Grant(Role.EMPLOYEE, employee.unit_id), *people.grants_of(tx, employee.id)),
        unit_path=people.unit_path(tx, employee.unit_id),
    )


def meet(tx: Transaction, telegram_id: int, language: str, now: datetime) -> Actor:
    """Remember an account at its first contact, and load it."""
    people.add_account(tx, telegram_id, language, now)
    return find_actor(tx, telegram_id) or Actor(Account(telegram_id, language, "", reachable=True))


def require_person(actor: Actor) -> tuple[Employee, Unit]:
    """The employee and unit of the actor; raises `access.not_linked` for an account without a person."""
    if actor.employee is None or actor.unit is None:
        raise DomainError("access.not_linked")
    return actor.employee, actor.unit


def require(tx: Transaction, actor: Actor, action: Action, unit_id: int | None = None) -> None:
    """Raise `access.denied` unless the actor may do this to the unit, or to the whole agency (None)."""
    require_person(actor)
    if not may(actor.grants, action, people.unit_path(tx, unit_id) if unit_id is not None else ()):
        raise DomainError("access.denied")


def note_look(tx: Transaction, actor: Actor, employee_id: int, what: Seen, now: datetime) -> None:
    """Log that the actor has looked at this person's data or pledge by name; the person can read it in /privasi.

    Looking at oneself is no news. Raises `access.not_linked`.
    """
    _note_looks(tx, actor, [employee_id], what, now)


def note_looks(tx: Transaction, actor: Actor, employee_ids: Iterable[int], now: datetime) -> None:
    """Log that the actor has read the names of these people in a list: those on the page that was shown."""
    _note_looks(tx, actor, employee_ids, Seen.LIST, now)


def _note_looks(tx: Transaction, actor: Actor, employee_ids: Iterable[int], what: Seen, now: datetime) -> None:
    official, unit = require_person(actor)
    role = next((grant.role for grant in actor.grants if grant.role is not Role.EMPLOYEE), Role.EMPLOYEE)
    subjects = [f"employee:{one}" for one in employee_ids if one != official.id]
    detail = {"by": official.id, "role": role.value, "unit": unit.id}
    audit.note_all(tx, now, f"account:{actor.telegram_id}", f"see_{what}", subjects, **detail)


def note_look_from(tx: Transaction, by: str, employee_id: int, what: Seen, now: datetime) -> None:
    """The same for who acts without an account: `by` is "cli"."""
    audit.note(tx, now, by, f"see_{what}", f"employee:{employee_id}")
