"""The roster as a whole: everybody in one query, changes in bulk, and files that wait for their confirmation."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, text, update

from domain.roster_compare import KnownEmployee
from domain.unit_book import Happened
from storage.engine import Transaction
from storage.tables import activation_codes, employee_changes, employees, grants, links, unit_changes, units, uploads

# Both databases limit the parameters of a statement.
BATCH: Final = 1000
ID_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class Retired:
    """What was taken from people who left: accounts as (employee, account), roles as (employee, role, unit)."""

    accounts: tuple[tuple[int, int], ...]
    roles: tuple[tuple[int, str, int | None], ...]


def hold(tx: Transaction) -> None:
    """Keep everybody else from changing the roster until the end of the transaction; SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE employees IN SHARE ROW EXCLUSIVE MODE"))


def known_employees(tx: Transaction) -> tuple[KnownEmployee, ...]:
    """Everybody in the roster, also those who left, oldest entry first."""
    person = employees.c
    query = (
        select(
            person.id, person.name, person.staff_number, person.status, person.position, person.rank, person.phone,
            person.email, person.active, units.c.code.label("unit_code"),
        )
        .join(units, units.c.id == person.unit_id)
        .order_by(person.id)
    )  # fmt: skip
    return tuple(KnownEmployee(**row._mapping) for row in tx.execute(query))


def former_names(tx: Transaction) -> tuple[tuple[int, str], ...]:
    """What units were called before they were renamed, as (id, name)."""
    query = select(unit_changes.c.unit_id, unit_changes.c.before).where(unit_changes.c.kind == Happened.RENAMED)
    return tuple((row.unit_id, str(row.before["name"])) for row in tx.execute(query.order_by(unit_changes.c.id)))


def add_employees(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert employees, each row with all columns of the table but the id; returns the ids in the same order."""
    if not rows:
        return []
    statement = insert(employees).returning(employees.c.id, sort_by_parameter_order=True)
    return list(tx.execute(statement, list(rows)).scalars())


def update_employees(tx: Transaction, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Write other values for employees by id; every row has the same columns."""
    if not rows:
        return
    columns = next(iter(rows.values())).keys()
    statement = update(employees).where(employees.c.id == bindparam("b_id"))
    statement = statement.values({name: bindparam(f"b_{name}") for name in columns})
    tx.execute(statement, [{"b_id": key, **{f"b_{name}": row[name] for name in columns}} for key, row in rows.items()])


def add_changes(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep changes of employees, each row with all columns of the table but the id."""
    if rows:
        tx.execute(insert(employee_changes), list(rows))


def linked_accounts(tx: Transaction, employee_ids: Sequence[int]) -> tuple[int, ...]:
    """The accounts to which these people are linked now."""
    query = select(links.c.telegram_id).where(links.c.ended_at.is_(None)).order_by(links.c.telegram_id)
    return tuple(
        one for ids in _batches(employee_ids) for one in tx.execute(query.where(links.c.employee_id.in_(ids))).scalars()
    )


def retire(tx: Transaction, employee_ids: Sequence[int], by: str, reason: str, now: datetime) -> Retired:
    """Make people inactive: their open links end, their roles are revoked, their activation codes open nothing."""
    accounts: list[tuple[int, int]] = []
    roles: list[tuple[int, str, int | None]] = []
    for ids in _batches(employee_ids):
        tx.execute(update(employees).where(employees.c.id.in_(ids)).values(active=False))
        open_links = links.c.employee_id.in_(ids) & links.c.ended_at.is_(None)
        ended = update(links).where(open_links).values(ended_at=now).returning(links.c.employee_id, links.c.telegram_id)
        accounts += [(row.employee_id, row.telegram_id) for row in tx.execute(ended)]
        in_force = grants.c.employee_id.in_(ids) & grants.c.revoked_at.is_(None)
        revoked = update(grants).where(in_force).values(revoked_at=now, revoked_by=by, revoke_reason=reason)
        taken = revoked.returning(grants.c.employee_id, grants.c.role, grants.c.unit_id)
        roles += [(row.employee_id, row.role, row.unit_id) for row in tx.execute(taken)]
        codes = activation_codes.c
        unused = codes.employee_id.in_(ids) & codes.used_at.is_(None) & codes.revoked_at.is_(None)
        tx.execute(update(activation_codes).where(unused).values(revoked_at=now))
    return Retired(tuple(accounts), tuple(roles))


def count_role_holders(tx: Transaction, employee_ids: Sequence[int]) -> int:
    """How many of these people hold a role in force."""
    query = select(func.count(grants.c.employee_id.distinct())).where(grants.c.revoked_at.is_(None))
    return sum(tx.execute(query.where(grants.c.employee_id.in_(ids))).scalar_one() for ids in _batches(employee_ids))


def keep_upload(tx: Transaction, telegram_id: int, kind: str, name: str, content: bytes, now: datetime) -> int:
    """Keep the file that a person sent, in place of an earlier one of the kind; returns its id."""
    drop_uploads(tx, telegram_id, kind)
    # SQLite would give out the id of an erased file again, and old buttons would mean the new file.
    upload_id = secrets.randbits(ID_BITS)
    values = {"telegram_id": telegram_id, "kind": kind, "name": name, "content": content, "uploaded_at": now}
    tx.execute(insert(uploads).values(id=upload_id, **values))
    return upload_id


def upload(tx: Transaction, telegram_id: int, upload_id: int) -> tuple[str, bytes] | None:
    """Name and content of a file that this person sent."""
    query = select(uploads.c.name, uploads.c.content)
    row = tx.execute(query.where(uploads.c.id == upload_id, uploads.c.telegram_id == telegram_id)).first()
    return (row.name, row.content) if row else None


def drop_uploads(tx: Transaction, telegram_id: int, kind: str) -> None:
    """Forget the files of this kind that the person sent."""
    tx.execute(delete(uploads).where(uploads.c.telegram_id == telegram_id, uploads.c.kind == kind))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
