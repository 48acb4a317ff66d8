"""Grants of roles: who holds what, since when and why, and who to find for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from domain.people import Employee
from domain.rights import Holding, Role
from storage.engine import Transaction
from storage.tables import employees, grants, links, units

_ACCOUNT: Final = "account:"

_HOLDINGS = select(
    grants.c.id,
    grants.c.employee_id,
    grants.c.role,
    grants.c.unit_id,
    func.coalesce(units.c.code, "").label("unit_code"),
    func.coalesce(units.c.name, "").label("unit_name"),
    grants.c.granted_at,
    grants.c.granted_by,
    grants.c.reason,
    grants.c.revoked_at,
    func.coalesce(grants.c.revoked_by, "").label("revoked_by"),
    func.coalesce(grants.c.revoke_reason, "").label("revoke_reason"),
).outerjoin(units, units.c.id == grants.c.unit_id)


def _holding(row: Row[*tuple[Any, ...]]) -> Holding:
    values = dict(row._mapping)
    return Holding(**{**values, "role": Role(values["role"])})


def lock_person(tx: Transaction, employee_id: int) -> None:
    """Keep everybody else from changing this person's roles until the end of the transaction."""
    tx.execute(select(employees.c.id).where(employees.c.id == employee_id).with_for_update())


def holding(tx: Transaction, grant_id: int) -> Holding | None:
    """One grant, in force or ended."""
    row = tx.execute(_HOLDINGS.where(grants.c.id == grant_id)).first()
    return _holding(row) if row else None


def holdings_of(tx: Transaction, employee_id: int) -> tuple[Holding, ...]:
    """All grants that a person ever had: those in force first, then the last ended first."""
    rows = tx.execute(
        _HOLDINGS.where(grants.c.employee_id == employee_id).order_by(
            grants.c.revoked_at.is_not(None), grants.c.revoked_at.desc(), grants.c.id
        )
    )
    return tuple(map(_holding, rows))


def in_force(tx: Transaction, employee_id: int, role: Role, unit_id: int | None) -> Holding | None:
    """The open grant of exactly this role and scope."""
    scope = grants.c.unit_id.is_(None) if unit_id is None else grants.c.unit_id == unit_id
    wanted = and_(
        grants.c.employee_id == employee_id, grants.c.role == role.value, scope, grants.c.revoked_at.is_(None)
    )
    row = tx.execute(_HOLDINGS.where(wanted).order_by(grants.c.id).limit(1)).first()
    return _holding(row) if row else None


def add(
    tx: Transaction, employee_id: int, role: Role, unit_id: int | None, now: datetime, by: str = "cli", reason: str = ""
) -> int:
    """Give a person a role over a unit and all below it, or over the agency (None); returns the number of the grant."""
    values = {
        "employee_id": employee_id, "role": role.value, "unit_id": unit_id, "granted_at": now, "granted_by": by,
        "reason": reason,
    }  # fmt: skip
    return int(tx.execute(insert(grants).values(**values).returning(grants.c.id)).scalar_one())


def end(tx: Transaction, grant_id: int, by: str, reason: str, now: datetime) -> None:
    """End a grant; one that has ended stays as it is."""
    still = and_(grants.c.id == grant_id, grants.c.revoked_at.is_(None))
    tx.execute(update(grants).where(still).values(revoked_at=now, revoked_by=by, revoke_reason=reason))


def lock_agency_admins(tx: Transaction) -> tuple[int, ...]:
    """The open agency-wide grants of admins who are still there, kept from ending elsewhere meanwhile."""
    query = (
        select(grants.c.id)
        .join(employees, employees.c.id == grants.c.employee_id)
        .where(grants.c.role == Role.ADMIN.value, grants.c.unit_id.is_(None), grants.c.revoked_at.is_(None))
        .where(employees.c.active)
        .order_by(grants.c.id)
        .with_for_update(of=grants)
    )
    return tuple(tx.execute(query).scalars())


def names_behind(tx: Transaction, authors: Iterable[str]) -> dict[str, str]:
    """By author of an entry (`account:ID`): the name of the person who was last linked to that account."""
    numbers = {int(one.removeprefix(_ACCOUNT)) for one in authors if one.startswith(_ACCOUNT)}
    query = (
        select(links.c.telegram_id, employees.c.name)
        .join(employees, employees.c.id == links.c.employee_id)
        .where(links.c.telegram_id.in_(numbers))
        .order_by(links.c.id)
    )
    return {f"{_ACCOUNT}{number}": name for number, name in tx.execute(query)}


def accounts_of_holders(tx: Transaction, employee_ids: Sequence[int] | None = None) -> tuple[int, ...]:
    """The linked accounts of everybody who holds a role, or of those among these people."""
    query = (
        select(links.c.telegram_id)
        .distinct()
        .join(grants, grants.c.employee_id == links.c.employee_id)
        .where(links.c.ended_at.is_(None), grants.c.revoked_at.is_(None))
        .order_by(links.c.telegram_id)
    )
    if employee_ids is not None:
        query = query.where(links.c.employee_id.in_(employee_ids))
    return tuple(tx.execute(query).scalars())


def search(tx: Transaction, words: Sequence[str], digits: str, first: int, limit: int) -> tuple[list[Employee], int]:
    """People whose name holds all the words, or whose staff number holds the digits; by name. And how many there are.

    Who has left is found as long as they hold a role.
    """
    open_grant = select(grants.c.id).where(grants.c.employee_id == employees.c.id, grants.c.revoked_at.is_(None))
    wanted = _matches(words, digits) & or_(employees.c.active, open_grant.exists())
    total = tx.execute(select(func.count()).select_from(employees).where(wanted)).scalar_one()
    query = select(employees).where(wanted).order_by(employees.c.name, employees.c.id).offset(first).limit(limit)
    return [Employee(**row._mapping) for row in tx.execute(query)], total


def _matches(words: Sequence[str], digits: str) -> ColumnElement[bool]:
    if digits:
        return employees.c.staff_number.contains(digits, autoescape=True)
    return and_(*(func.lower(employees.c.name).contains(word, autoescape=True) for word in words))


def holders(tx: Transaction, first: int = 0, limit: int | None = None) -> tuple[list[tuple[Employee, Holding]], int]:
    """Who holds a role, by name, with each open grant; who has left is left out. And how many grants there are."""
    still = and_(grants.c.revoked_at.is_(None), employees.c.active)
    behind = employees.c.id == grants.c.employee_id
    total = tx.execute(select(func.count()).select_from(grants).join(employees, behind).where(still)).scalar_one()
    query = _HOLDINGS.join(employees, behind).where(still)
    query = query.order_by(employees.c.name, employees.c.id, grants.c.id).offset(first).limit(limit)
    found = [_holding(row) for row in tx.execute(query)]
    wanted = select(employees).where(employees.c.id.in_({one.employee_id for one in found}))
    persons = {row.id: Employee(**row._mapping) for row in tx.execute(wanted)}
    return [(persons[one.employee_id], one) for one in found], total
