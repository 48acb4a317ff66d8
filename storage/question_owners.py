"""Who is in charge of which questions of a worksheet, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from domain.people import Employee
from domain.zone import QuestionOwner
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import employees, question_owners


@dataclass(frozen=True, slots=True)
class Charge:
    """A question or an area that somebody is in charge of, and whose worksheet it is in."""

    cycle_id: int
    unit_id: int
    owner: QuestionOwner


def _open() -> Select[Any]:
    return (
        select(question_owners, employees.c.name)
        .join(employees, employees.c.id == question_owners.c.employee_id)
        .where(question_owners.c.ended_at.is_(None), employees.c.active)
    )


def _charge(row: Row[Any]) -> Charge:
    owner = QuestionOwner(row.id, row.scope, row.employee_id, row.name, row.due_on)
    return Charge(row.cycle_id, row.unit_id, owner)


def owners_of(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, QuestionOwner]:
    """By question or area: who is in charge of it. Who has left, or serves elsewhere now, is not any more."""
    query = _open().where(question_owners.c.cycle_id == cycle_id, question_owners.c.unit_id == unit_id)
    query = query.where(employees.c.unit_id.in_(subtree(unit_id))).order_by(question_owners.c.id)
    return {row.scope: _charge(row).owner for row in tx.execute(query)}


def charges_of(tx: Transaction, cycle_id: int, employee_id: int) -> tuple[Charge, ...]:
    """Everything that one person is in charge of in a cycle, in units where they still serve."""
    units = select(question_owners.c.unit_id).where(
        question_owners.c.cycle_id == cycle_id, question_owners.c.employee_id == employee_id,
        question_owners.c.ended_at.is_(None),
    )  # fmt: skip
    found = []
    for unit_id in sorted(set(tx.execute(units).scalars())):
        owners = owners_of(tx, cycle_id, unit_id).values()
        found += [Charge(cycle_id, unit_id, one) for one in owners if one.employee_id == employee_id]
    return tuple(found)


def charge(tx: Transaction, owner_id: int) -> Charge | None:
    """One that is still in force, by its id."""
    row = tx.execute(_open().where(question_owners.c.id == owner_id)).first()
    return _charge(row) if row else None


def end(tx: Transaction, cycle_id: int, unit_id: int, scope: str, now: datetime) -> int:
    """Nobody is in charge of a question or area any more; returns how many were."""
    statement = update(question_owners).where(
        question_owners.c.cycle_id == cycle_id, question_owners.c.unit_id == unit_id,
        question_owners.c.scope == scope, question_owners.c.ended_at.is_(None),
    )  # fmt: skip
    return tx.execute(statement.values(ended_at=now)).rowcount


def add(tx: Transaction, values: Mapping[str, Any]) -> int:
    """Put somebody in charge; all columns but `id` and `ended_at`. Returns the id."""
    return int(tx.execute(insert(question_owners).values(**values).returning(question_owners.c.id)).scalar_one())


def people_of(tx: Transaction, unit_id: int, offset: int, limit: int) -> tuple[tuple[Employee, ...], int]:
    """The active people of a unit and all below it, by name, and how many there are."""
    here = employees.c.active & employees.c.unit_id.in_(subtree(unit_id))
    total = tx.execute(select(func.count()).select_from(employees).where(here)).scalar_one()
    query = select(employees).where(here).order_by(employees.c.name, employees.c.id).offset(offset).limit(limit)
    return tuple(Employee(**row._mapping) for row in tx.execute(query)), total
