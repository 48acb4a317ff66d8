"""The dialog about roles: finding a person, choosing a role or one to take back, giving the reason, confirming."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, tidy
from domain.people import Actor, Draft, Employee, Unit
from domain.rights import Action, Role, RoleChange
from services import roles as role_service
from services.access import note_looks, require, require_person
from services.roles import PersonRoles
from storage import audit, drafts, people, roles
from storage.engine import Transaction

DRAFT: Final = "roles"
PAGE: Final = 6
UNITS_A_PAGE: Final = 8
SHORTEST_QUERY: Final = 3
_NUMBER = re.compile(r"[0-9 .]+")


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the people that a search found, each with the name of the unit; `page` counts from 0."""

    query: str
    people: tuple[tuple[Employee, str], ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Scopes:
    """Units that a role may be given for: the person's own with those above it, and a page of all, or of those named.

    `query` is what was typed to name some, "" for all; `page` counts from 0.
    """

    employee: Employee
    role: Role
    near: tuple[Unit, ...]
    units: tuple[Unit, ...]
    query: str
    page: int
    pages: int


def begin(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for a name or a staff number. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {"want": "search"}, now)


def say(tx: Transaction, actor: Actor, text: str, now: datetime) -> Page | Scopes | RoleChange:
    """Take what was typed: whom to find, which unit, or the reason for what was chosen.

    Raises `roles.query`, `roles.reason`, `roles.expired`, `access.*`.
    """
    require(tx, actor, Action.MANAGE_ROLES)
    draft = _draft(tx, actor)
    match draft.data["want"]:
        case "search":
            return _searched(tx, actor, tidy(text), now)
        case "unit":
            drafts.save(tx, actor.telegram_id, DRAFT, "text", {**draft.data, "query": tidy(text)}, now)
            return _scopes(tx, _draft(tx, actor), 0)
        case _:
            reason = role_service.checked_reason(text)
            drafts.save(tx, actor.telegram_id, DRAFT, "confirm", {**draft.data, "reason": reason}, now)
            return _change(tx, actor, _draft(tx, actor))


def turn(tx: Transaction, actor: Actor, page: int, now: datetime) -> Page:
    """Another page of the last search; that its names were seen is logged. Raises `roles.expired`, `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    draft = _draft(tx, actor)
    if draft.data["want"] != "search" or "query" not in draft.data:
        raise DomainError("roles.expired")
    found = _search(tx, str(draft.data["query"]), page)
    note_looks(tx, actor, [one.id for one, _ in found.people], now)
    return found


def candidate(tx: Transaction, actor: Actor, employee_id: int) -> Employee:
    """The person that a role is to be given to. Raises `roles.unknown_person`, `roles.left`, `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    return role_service.may_hold(tx, employee_id)


def choose(tx: Transaction, actor: Actor, employee_id: int, role: Role, now: datetime) -> Scopes:
    """The role is chosen: for which unit? Raises `roles.employee_implied` and as `candidate` does."""
    require(tx, actor, Action.MANAGE_ROLES)
    role_service.checked_grant(tx, employee_id, role, None)
    chosen: dict[str, object] = {"want": "unit", "employee": employee_id, "role": role.value, "query": ""}
    drafts.save(tx, actor.telegram_id, DRAFT, "text", chosen, now)
    return _scopes(tx, _draft(tx, actor), 0)


def turn_units(tx: Transaction, actor: Actor, page: int) -> Scopes:
    """Another page of units. Raises `roles.expired`, `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    draft = _draft(tx, actor)
    if draft.data["want"] != "unit":
        raise DomainError("roles.expired")
    return _scopes(tx, draft, page)


def propose_grant(
    tx: Transaction, actor: Actor, employee_id: int, role: Role, unit_id: int | None, now: datetime
) -> RoleChange:
    """Wait for the reason to give this role. Raises `roles.already` and what `roles.grant` raises."""
    require(tx, actor, Action.MANAGE_ROLES)
    role_service.checked_grant(tx, employee_id, role, unit_id)
    if roles.in_force(tx, employee_id, role, unit_id) is not None:
        raise DomainError("roles.already")
    return _propose(tx, actor, {"want": "grant", "employee": employee_id, "role": role.value, "unit": unit_id}, now)


def propose_revoke(tx: Transaction, actor: Actor, grant_id: int, now: datetime) -> RoleChange:
    """Wait for the reason to take this grant back. Raises `roles.unknown`, also for one that has ended, `access.*`."""
    require(tx, actor, Action.MANAGE_ROLES)
    found = roles.holding(tx, grant_id)
    if found is None or found.revoked_at is not None:
        raise DomainError("roles.unknown")
    chosen: dict[str, object] = {
        "want": "revoke", "employee": found.employee_id, "role": found.role.value, "unit": found.unit_id,
        "grant": grant_id,
    }  # fmt: skip
    return _propose(tx, actor, chosen, now)


def confirm(tx: Transaction, actor: Actor, key: str, now: datetime, *, own: bool = False) -> PersonRoles:
    """Do what was proposed, once; pressing again shows the person as they are. `own` as in `roles.revoke`.

    Raises `roles.expired` for an old screen, and what `roles.grant` and `roles.revoke` raise.
    """
    require(tx, actor, Action.MANAGE_ROLES)
    draft = _draft(tx, actor)
    if draft.data.get("key") != key or "reason" not in draft.data:
        raise DomainError("roles.expired")
    wanted = _change(tx, actor, draft)
    if draft.step == "confirm":
        if wanted.grant_id is None:
            role_service.grant(tx, actor, wanted.employee_id, wanted.role, wanted.unit_id, wanted.reason, now)
        else:
            role_service.revoke(tx, actor, wanted.grant_id, wanted.reason, now, own=own)
        drafts.save(tx, actor.telegram_id, DRAFT, "done", draft.data, now)
    return role_service.roles_of(tx, _employee(tx, wanted.employee_id))


def _searched(tx: Transaction, actor: Actor, query: str, now: datetime) -> Page:
    found = _search(tx, query, 0)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {"want": "search", "query": query}, now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "search_people", "agency", found=found.total)
    # Naming somebody is looking at them, whether their screen is opened or not.
    note_looks(tx, actor, [one.id for one, _ in found.people], now)
    return found


def _search(tx: Transaction, query: str, page: int) -> Page:
    digits = query.replace(" ", "").replace(".", "") if _NUMBER.fullmatch(query) else ""
    words = folded(query).split()
    if len(digits or "".join(words)) < SHORTEST_QUERY:
        raise DomainError("roles.query")
    shown = max(page, 0)
    found, total = roles.search(tx, words, digits, shown * PAGE, PAGE)
    names = {unit.id: unit.name for unit in people.all_units(tx)}
    return Page(query, tuple((one, names[one.unit_id]) for one in found), shown, max(1, -(-total // PAGE)), total)


def _scopes(tx: Transaction, draft: Draft, page: int) -> Scopes:
    employee = _employee(tx, int(str(draft.data["employee"])))
    query = str(draft.data["query"])
    units = {unit.id: unit for unit in people.all_units(tx) if unit.closed_at is None}
    near = tuple(units[one] for one in people.unit_path(tx, employee.unit_id) if one in units)
    words = folded(query).split()
    found = [unit for unit in units.values() if all(word in folded(f"{unit.name} {unit.code}") for word in words)]
    pages = max(1, -(-len(found) // UNITS_A_PAGE))
    shown = min(max(page, 0), pages - 1)
    some = tuple(found[shown * UNITS_A_PAGE : (shown + 1) * UNITS_A_PAGE])
    return Scopes(employee, Role(str(draft.data["role"])), () if query else near, some, query, shown, pages)


def _propose(tx: Transaction, actor: Actor, chosen: dict[str, object], now: datetime) -> RoleChange:
    key = f"{actor.telegram_id}-{int(now.timestamp() * 1000)}"
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {**chosen, "key": key}, now)
    return _change(tx, actor, _draft(tx, actor))


def _change(tx: Transaction, actor: Actor, draft: Draft) -> RoleChange:
    data = draft.data
    employee = _employee(tx, int(str(data["employee"])))
    unit_id = None if data["unit"] is None else int(str(data["unit"]))
    unit = people.unit(tx, unit_id) if unit_id is not None else None
    official, _ = require_person(actor)
    return RoleChange(
        key=str(data["key"]),
        employee_id=employee.id,
        name=employee.name,
        role=Role(str(data["role"])),
        unit_id=unit_id,
        unit_name=unit.name if unit else "",
        grant_id=int(str(data["grant"])) if data["want"] == "revoke" else None,
        own=official.id == employee.id,
        reason=str(data.get("reason", "")),
    )


def _employee(tx: Transaction, employee_id: int) -> Employee:
    employee = people.employee(tx, employee_id)
    if employee is None:
        raise DomainError("roles.unknown_person")
    return employee


def _draft(tx: Transaction, actor: Actor) -> Draft:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("roles.expired")
    return draft
