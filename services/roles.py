"""Giving and taking roles: by an admin in the chat, and from the command line, whose user owns the installation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain import staff_number
from domain.data_rights import Seen
from domain.errors import DomainError
from domain.folding import tidy
from domain.messages import Lane, Post
from domain.people import Actor, Employee, Unit
from domain.pledge_request import RequestReason
from domain.rights import Action, Holding, Role
from services import campaigns, menus
from services.access import note_look, note_look_from, require, require_person
from storage import audit, messages, people, roles
from storage.engine import Transaction

SHORTEST_REASON, LONGEST_REASON = 3, 200
CLI = "cli"
DEFAULT_REASON = "lewat baris perintah"


@dataclass(frozen=True, slots=True)
class PersonRoles:
    """A person with the roles in force and those that ended, the last first; authors are names where they are known."""

    employee: Employee
    unit: Unit
    held: tuple[Holding, ...]
    past: tuple[Holding, ...]


def grant(
    tx: Transaction, actor: Actor, employee_id: int, role: Role, unit_id: int | None, reason: str, now: datetime
) -> bool:
    """Give a role over a unit and all below it, or over the agency (None); False when the person holds it already.

    Raises `roles.reason`, `roles.employee_implied`, `roles.unknown_person`, `roles.left`, `roles.unknown_unit`,
    `access.*`.
    """
    require(tx, actor, Action.MANAGE_ROLES)
    return _grant(tx, _author(actor), employee_id, role, unit_id, reason, now)


def grant_from(
    tx: Transaction, by: str, digits: str, role: Role, unit_code: str, now: datetime, reason: str = DEFAULT_REASON
) -> bool:
    """The same for who acts without an account (`by` is "cli"), by staff number and code of the unit ("": the agency).

    Raises `roster.unknown_person`, `roster.unknown_unit`, `roster.staff_number_*` too.
    """
    employee, unit_id = _named(tx, digits, unit_code)
    return _grant(tx, by, employee.id, role, unit_id, reason, now)


def revoke(tx: Transaction, actor: Actor, grant_id: int, reason: str, now: datetime, *, own: bool = False) -> bool:
    """Take a role back; False when it has ended already. One's own goes only with `own`, asked for on purpose.

    Raises `roles.reason`, `roles.unknown`, `roles.own`, `roles.last_admin`, `access.*`.
    """
    require(tx, actor, Action.MANAGE_ROLES)
    employee, _ = require_person(actor)
    found = _holding(tx, grant_id)
    if found.employee_id == employee.id and not own:
        raise DomainError("roles.own")
    return _revoke(tx, _author(actor), found, reason, now)


def revoke_from(
    tx: Transaction, by: str, digits: str, role: Role, unit_code: str, now: datetime, reason: str = DEFAULT_REASON
) -> bool:
    """The same for who acts without an account, by staff number; False when the person does not hold that role."""
    employee, unit_id = _named(tx, digits, unit_code)
    found = roles.in_force(tx, employee.id, role, unit_id)
    return found is not None and _revoke(tx, by, found, reason, now)


def give(
    tx: Transaction,
    by: str,
    employee_id: int,
    role: Role,
    unit_id: int | None,
    reason: str,
    now: datetime,
    *,
    carried: bool = False,
) -> bool:
    """Give a role within a larger step that has asked for its own right; raises like `grant`.

    A `carried` role only goes along with its unit: nobody is asked for a new pledge because of it.
    """
    return _grant(tx, by, employee_id, role, unit_id, reason, now, carried=carried)


def end(tx: Transaction, by: str, grant_id: int, reason: str, now: datetime, *, carried: bool = False) -> bool:
    """Take a role back within such a step; raises like `revoke`, but for one's own."""
    return _revoke(tx, by, _holding(tx, grant_id), reason, now, carried=carried)


def own(tx: Transaction, actor: Actor) -> tuple[Holding, ...]:
    """The roles that the actor holds besides that of an employee. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    return tuple(one for one in roles.holdings_of(tx, employee.id) if one.revoked_at is None)


def person(tx: Transaction, actor: Actor, employee_id: int, now: datetime) -> PersonRoles:
    """A person with their roles; the look is logged. Raises `roles.unknown_person`, `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    employee = people.employee(tx, employee_id)
    if employee is None:
        raise DomainError("roles.unknown_person")
    note_look(tx, actor, employee_id, Seen.PERSON, now)
    return roles_of(tx, employee)


def person_from(tx: Transaction, by: str, digits: str, now: datetime) -> PersonRoles:
    """The same by staff number for who acts without an account (`by` is "cli").

    Raises `roster.unknown_person`, `roster.staff_number_*`.
    """
    employee, _ = _named(tx, digits, "")
    note_look_from(tx, by, employee.id, Seen.PERSON, now)
    return roles_of(tx, employee)


def roles_of(tx: Transaction, employee: Employee) -> PersonRoles:
    """A person with their roles, for steps that have asked for the right and logged the look already."""
    unit = people.unit(tx, employee.unit_id)
    assert unit is not None
    found = roles.holdings_of(tx, employee.id)
    names = roles.names_behind(tx, {author for one in found for author in (one.granted_by, one.revoked_by)})
    worded = [
        replace(
            one,
            granted_by=names.get(one.granted_by, one.granted_by),
            revoked_by=names.get(one.revoked_by, one.revoked_by),
        )
        for one in found
    ]
    held = tuple(one for one in worded if one.revoked_at is None)
    return PersonRoles(employee, unit, held, tuple(one for one in worded if one.revoked_at is not None))


def listing(tx: Transaction, actor: Actor, page: int, size: int) -> tuple[list[tuple[Employee, Holding]], int]:
    """One page (from 0) of who holds which role, and how many pages there are. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    found, total = roles.holders(tx, max(page, 0) * size, size)
    return found, max(1, -(-total // size))


def listing_from(tx: Transaction) -> list[tuple[Employee, Holding]]:
    """Everybody who holds a role, for the command line."""
    return roles.holders(tx)[0]


def change(tx: Transaction, grant_id: int, telegram_id: int, *, ended: bool) -> Holding | None:
    """What the sender tells a person about a role given or ended; None when it is no longer so, or no longer theirs."""
    found = roles.holding(tx, grant_id)
    if found is None or (found.revoked_at is not None) != ended:
        return None
    return found if people.open_link_of_employee(tx, found.employee_id) == telegram_id else None


def checked_reason(text: str) -> str:
    """The reason on one line; raises `roles.reason` unless it has 3 to 200 characters."""
    reason = tidy(text)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise DomainError("roles.reason", length=len(reason))
    return reason


def may_hold(tx: Transaction, employee_id: int) -> Employee:
    """The person, who can be given a role; raises `roles.unknown_person`, `roles.left`."""
    employee = people.employee(tx, employee_id)
    if employee is None:
        raise DomainError("roles.unknown_person")
    if not employee.active:
        raise DomainError("roles.left")
    return employee


def checked_grant(tx: Transaction, employee_id: int, role: Role, unit_id: int | None) -> Unit | None:
    """The unit of a role that may be given to this person; raises what `grant` raises about them."""
    if role is Role.EMPLOYEE:
        raise DomainError("roles.employee_implied")
    may_hold(tx, employee_id)
    unit = people.unit(tx, unit_id) if unit_id is not None else None
    if unit_id is not None and (unit is None or unit.closed_at is not None):
        raise DomainError("roles.unknown_unit")
    return unit


def _grant(
    tx: Transaction,
    by: str,
    employee_id: int,
    role: Role,
    unit_id: int | None,
    reason: str,
    now: datetime,
    *,
    carried: bool = False,
) -> bool:
    why = checked_reason(reason)
    roles.lock_person(tx, employee_id)
    unit = checked_grant(tx, employee_id, role, unit_id)
    if roles.in_force(tx, employee_id, role, unit_id) is not None:
        return False
    grant_id = roles.add(tx, employee_id, role, unit_id, now, by, why)
    _note(tx, "grant_role", by, employee_id, now, role=role.value, unit=unit.code if unit else "", reason=why)
    _tell(tx, employee_id, grant_id, now, ended=False)
    if role is Role.UNIT_HEAD and not carried:  # who becomes a head promises anew, as the head
        campaigns.ask_anew(tx, [employee_id], RequestReason.PROMOTED, now)
    elif not carried:
        campaigns.settle(tx, [employee_id], now)
    return True


def _revoke(tx: Transaction, by: str, found: Holding, reason: str, now: datetime, *, carried: bool = False) -> bool:
    why = checked_reason(reason)
    roles.lock_person(tx, found.employee_id)
    found = _holding(tx, found.id)
    if found.revoked_at is not None:
        return False
    if found.role is Role.ADMIN and found.unit_id is None and roles.lock_agency_admins(tx) == (found.id,):
        raise DomainError("roles.last_admin")
    roles.end(tx, found.id, by, why, now)
    _note(tx, "revoke_role", by, found.employee_id, now, role=found.role.value, unit=found.unit_code, reason=why)
    _tell(tx, found.employee_id, found.id, now, ended=True)
    if not carried:
        campaigns.settle(tx, [found.employee_id], now)
    return True


def _note(tx: Transaction, action: str, by: str, employee_id: int, now: datetime, **detail: str) -> None:
    source = "chat" if by.startswith("account:") else by
    audit.note(tx, now, by, action, f"employee:{employee_id}", source=source, **detail)


def _tell(tx: Transaction, employee_id: int, grant_id: int, now: datetime, *, ended: bool) -> None:
    """Let the person know, and let their menu follow; somebody without an account hears of it from nobody."""
    telegram_id = people.open_link_of_employee(tx, employee_id)
    if telegram_id is None:
        return
    key = f"role:{grant_id}:{'ended' if ended else 'given'}"
    params: dict[str, object] = {"grant": grant_id, "ended": ended}
    messages.enqueue(tx, [Post(key, "role_changed", telegram_id, params, Lane.TRANSACTIONAL)], now)
    menus.refresh(tx, telegram_id, now)


def _holding(tx: Transaction, grant_id: int) -> Holding:
    found = roles.holding(tx, grant_id)
    if found is None:
        raise DomainError("roles.unknown")
    return found


def _named(tx: Transaction, digits: str, unit_code: str) -> tuple[Employee, int | None]:
    employee = people.employee_by_staff_number(tx, staff_number.parse(digits).digits)
    if employee is None:
        raise DomainError("roster.unknown_person")
    unit = people.unit_by_code(tx, unit_code) if unit_code else None
    if unit_code and unit is None:
        raise DomainError("roster.unknown_unit", code=unit_code)
    return employee, unit.id if unit else None


def _author(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
