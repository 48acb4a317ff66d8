"""Units, employees, accounts, links, consents and grants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, insert, select, update

from domain.people import Account, Employee, Unit
from domain.rights import Grant, Role
from storage.engine import Transaction
from storage.tables import accounts, consent_withdrawals, consents, employees, grants, links, staff_counts, units
from storage.upsert import insert_missing


def _path_query() -> Select[Any]:
    step = select(units.c.id, units.c.parent_id, func.coalesce(0, 0).label("depth"))
    tree = step.where(units.c.id == bindparam("unit_id")).cte("path", recursive=True)
    above = select(units.c.id, units.c.parent_id, tree.c.depth + 1).join(tree, units.c.id == tree.c.parent_id)
    tree = tree.union_all(above)
    return select(tree.c.id).order_by(tree.c.depth)


def _account_query() -> Select[Any]:
    withdrawn = (
        select(func.coalesce(func.max(consent_withdrawals.c.withdrawn_at), datetime.min.replace(tzinfo=UTC)))
        .where(consent_withdrawals.c.telegram_id == accounts.c.telegram_id)
        .scalar_subquery()
    )
    consent = (
        select(consents.c.version)
        .where(consents.c.telegram_id == accounts.c.telegram_id, consents.c.given_at > withdrawn)
        .order_by(consents.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            accounts.c.language,
            accounts.c.reachable,
            links.c.employee_id,
            func.coalesce(consent, ""),
            exists().where(consent_withdrawals.c.telegram_id == accounts.c.telegram_id),
        )
        .outerjoin(links, (links.c.telegram_id == accounts.c.telegram_id) & links.c.ended_at.is_(None))
        .where(accounts.c.telegram_id == bindparam("account"))
    )


# Asked at every update: building a statement takes many times as long as SQLite takes to answer it.
_PATH = _path_query()
_ACCOUNT = _account_query()
_UNIT = select(units).where(units.c.id == bindparam("unit"))
_EMPLOYEE = select(employees).where(employees.c.id == bindparam("employee"))
_GRANTS = select(grants.c.role, grants.c.unit_id).where(
    grants.c.employee_id == bindparam("employee"), grants.c.revoked_at.is_(None)
)


def _unit(row: Row[Any]) -> Unit:
    return Unit(**row._mapping)


def _employee(row: Row[Any]) -> Employee:
    return Employee(**row._mapping)


def unit(tx: Transaction, unit_id: int) -> Unit | None:
    """The unit with this id."""
    row = tx.execute(_UNIT, {"unit": unit_id}).first()
    return _unit(row) if row else None


def unit_by_code(tx: Transaction, code: str) -> Unit | None:
    """The open unit with this code, in whatever case it was typed."""
    row = tx.execute(select(units).where(units.c.code == code.lower(), units.c.closed_at.is_(None))).first()
    return _unit(row) if row else None


def all_units(tx: Transaction) -> tuple[Unit, ...]:
    """Every open unit, by name."""
    query = select(units).where(units.c.closed_at.is_(None)).order_by(units.c.name, units.c.id)
    return tuple(map(_unit, tx.execute(query)))


def unit_path(tx: Transaction, unit_id: int) -> tuple[int, ...]:
    """The unit and all above it, nearest first."""
    return tuple(tx.execute(_PATH, {"unit_id": unit_id}).scalars())


def subtree(unit_id: int) -> Any:
    """A selectable of the ids of the unit and all below it, for `column.in_(...)`."""
    # Without a name of its own: one statement may ask for several.
    tree = select(units.c.id).where(units.c.id == unit_id).cte(recursive=True)
    tree = tree.union_all(select(units.c.id).join(tree, units.c.parent_id == tree.c.id))
    return select(tree.c.id)


def add_units(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert units; each row has all columns of the table but the id."""
    tx.execute(insert(units), list(rows))


def employee(tx: Transaction, employee_id: int) -> Employee | None:
    """The employee with this id."""
    row = tx.execute(_EMPLOYEE, {"employee": employee_id}).first()
    return _employee(row) if row else None


def employees_by_phone(tx: Transaction, phone: str) -> tuple[Employee, ...]:
    """The active employees with this phone number; more than one is a mistake in the roster."""
    rows = tx.execute(select(employees).where(employees.c.phone == phone, employees.c.active).limit(2))
    return tuple(map(_employee, rows))


def employee_by_staff_number(tx: Transaction, digits: str) -> Employee | None:
    """The employee with this staff number of 18 digits."""
    row = tx.execute(select(employees).where(employees.c.staff_number == digits)).first()
    return _employee(row) if row else None


def add_employees(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert employees; each row has all columns of the table but the id."""
    tx.execute(insert(employees), list(rows))


def count_employees(tx: Transaction, unit_id: int | None = None) -> int:
    """How many people serve in the agency, or in a unit and all below it, from the running counts."""
    query = select(func.coalesce(func.sum(staff_counts.c.people), 0))
    if unit_id is not None:
        query = query.where(staff_counts.c.unit_id.in_(subtree(unit_id)))
    return int(tx.execute(query).scalar_one())


def account(tx: Transaction, telegram_id: int) -> tuple[Account, int | None] | None:
    """The account and the id of the employee it is linked to, if any."""
    row = tx.execute(_ACCOUNT, {"account": telegram_id}).first()
    if row is None:
        return None
    language, reachable, employee_id, version, withdrew = row
    return Account(telegram_id, language, version, reachable, withdrawn=bool(withdrew) and not version), employee_id


def add_account(tx: Transaction, telegram_id: int, language: str, now: datetime) -> None:
    """Remember an account; one that is known stays as it is."""
    insert_missing(
        tx, accounts, {"telegram_id": telegram_id, "language": language, "reachable": True, "first_seen_at": now}
    )


def set_language(tx: Transaction, telegram_id: int, language: str) -> None:
    """Change what the account's person reads."""
    tx.execute(update(accounts).where(accounts.c.telegram_id == telegram_id).values(language=language))


def set_reachable(tx: Transaction, telegram_id: int, *, reachable: bool) -> None:
    """Note whether messages can reach the account."""
    tx.execute(update(accounts).where(accounts.c.telegram_id == telegram_id).values(reachable=reachable))


def add_consent(tx: Transaction, telegram_id: int, version: str, language: str, now: datetime) -> None:
    """Keep a consent; a second one to the version in force changes nothing, one after a withdrawal counts anew."""
    present = account(tx, telegram_id)
    if present is None or present[0].consent_version != version:
        values = {"telegram_id": telegram_id, "version": version, "language": language, "given_at": now}
        tx.execute(insert(consents).values(**values))


def open_link_of_employee(tx: Transaction, employee_id: int) -> int | None:
    """The account that the employee is linked to."""
    query = select(links.c.telegram_id).where(links.c.employee_id == employee_id, links.c.ended_at.is_(None))
    return tx.execute(query).scalar()


def add_link(tx: Transaction, employee_id: int, telegram_id: int, proof: str, now: datetime) -> bool:
    """Link a person and an account; False when one of them is linked already."""
    values = {"employee_id": employee_id, "telegram_id": telegram_id, "proof": proof, "linked_at": now}
    return insert_missing(tx, links, values)


def grants_of(tx: Transaction, employee_id: int) -> tuple[Grant, ...]:
    """The roles in force of a person."""
    return tuple(Grant(Role(role), unit_id) for role, unit_id in tx.execute(_GRANTS, {"employee": employee_id}))


def calendars(tx: Transaction, unit_id: int | None) -> tuple[tuple[str, int], ...]:
    """The distinct (time zone, working days a week) of the agency's open units, or of a unit and all below it."""
    query = select(units.c.timezone, units.c.work_days).where(units.c.closed_at.is_(None))
    query = query.distinct().order_by(units.c.timezone, units.c.work_days)
    if unit_id is not None:
        query = query.where(units.c.id.in_(subtree(unit_id)))
    return tuple((zone, days) for zone, days in tx.execute(query))
