"""Units as an admin keeps them: also the closed ones, with what hangs on each, and the history of their changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from domain.people import Employee, Unit
from domain.rights import Holding, Role
from domain.unit_book import UnitCounts, UnitEvent
from storage import roster
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import (
    deadlines,
    employee_changes,
    employees,
    grants,
    group_requests,
    groups,
    link_requests,
    pledge_requests,
    unit_changes,
    units,
)

CHUNK = 500


def every_unit(tx: Transaction) -> tuple[Unit, ...]:
    """Every unit there ever was, by name, the closed ones too."""
    return tuple(Unit(**row._mapping) for row in tx.execute(select(units).order_by(units.c.name, units.c.id)))


def by_code(tx: Transaction, code: str) -> Unit | None:
    """The unit with this code, open or closed."""
    row = tx.execute(select(units).where(units.c.code == code)).first()
    return Unit(**row._mapping) if row else None


def hold_people(tx: Transaction) -> None:
    """Keep everybody else from moving people between units until the end of the transaction."""
    roster.hold(tx)


def lock(tx: Transaction, unit_id: int) -> None:
    """Keep everybody else from changing a unit until the end of the transaction."""
    tx.execute(select(units.c.id).where(units.c.id == unit_id).with_for_update())


def lock_tree(tx: Transaction) -> dict[int, int | None]:
    """The parent of each unit, kept from changing elsewhere: two moves at once could make a circle together."""
    rows = tx.execute(select(units.c.id, units.c.parent_id).order_by(units.c.id).with_for_update())
    return {row.id: row.parent_id for row in rows}


def add(tx: Transaction, values: Mapping[str, Any]) -> int:
    """Insert a unit; returns its id."""
    return int(tx.execute(insert(units).values(**values).returning(units.c.id)).scalar_one())


def change(tx: Transaction, unit_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a unit."""
    tx.execute(update(units).where(units.c.id == unit_id).values(**values))


def note(
    tx: Transaction,
    unit_id: int,
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: str,
    now: datetime,
) -> None:
    """Add to the history of a unit, for ever."""
    values = {"unit_id": unit_id, "kind": kind, "before": dict(before), "after": dict(after), "by": by, "at": now}
    tx.execute(insert(unit_changes).values(**values))


def history(tx: Transaction, unit_id: int, limit: int) -> tuple[UnitEvent, ...]:
    """The last changes of a unit, newest first."""
    query = select(unit_changes).where(unit_changes.c.unit_id == unit_id).order_by(unit_changes.c.id.desc())
    rows = tx.execute(query.limit(limit))
    return tuple(UnitEvent(row.kind, row.before, row.after, row.by, row.at) for row in rows)


def children(tx: Transaction, unit_id: int) -> tuple[Unit, ...]:
    """The open units right below, by name."""
    query = select(units).where(units.c.parent_id == unit_id, units.c.closed_at.is_(None))
    return tuple(Unit(**row._mapping) for row in tx.execute(query.order_by(units.c.name, units.c.id)))


def counts(tx: Transaction, unit_id: int, now: datetime) -> UnitCounts:
    """What hangs on a unit."""

    def count(*conditions: ColumnElement[bool]) -> int:
        return int(tx.execute(select(func.count()).where(*conditions)).scalar_one())

    return UnitCounts(
        people=count(employees.c.unit_id == unit_id, employees.c.active),
        people_below=count(employees.c.unit_id.in_(subtree(unit_id)), employees.c.active),
        children=count(units.c.parent_id == unit_id, units.c.closed_at.is_(None)),
        grants=count(grants.c.unit_id == unit_id, grants.c.revoked_at.is_(None)),
        groups=count(groups.c.unit_id == unit_id),
        deadlines=count(_open_deadline(unit_id, now)),
    )


def _open_deadline(unit_id: int, now: datetime) -> ColumnElement[bool]:
    return (deadlines.c.unit_id == unit_id) & (deadlines.c.due_at > now) & deadlines.c.ended_at.is_(None)


def heads(tx: Transaction, unit_ids: Iterable[int] | None = None) -> dict[int, Employee]:
    """The head of each unit that has one, by unit id: who has been it the longest."""
    query = (
        select(grants.c.unit_id.label("of"), *employees.c)
        .join(employees, employees.c.id == grants.c.employee_id)
        .where(grants.c.role == Role.UNIT_HEAD.value, grants.c.unit_id.is_not(None), grants.c.revoked_at.is_(None))
        .where(employees.c.active)
        .order_by(grants.c.id.desc())
    )
    if unit_ids is not None:
        query = query.where(grants.c.unit_id.in_(list(unit_ids)))
    rows = tx.execute(query).mappings()
    return {row["of"]: Employee(**{key: value for key, value in row.items() if key != "of"}) for row in rows}


def active_by_staff_number(tx: Transaction, numbers: Iterable[str]) -> dict[str, int]:
    """The ids of the active employees with these staff numbers."""
    wanted = sorted(numbers)
    found: dict[str, int] = {}
    for at in range(0, len(wanted), CHUNK):
        query = select(employees.c.staff_number, employees.c.id).where(
            employees.c.staff_number.in_(wanted[at : at + CHUNK]), employees.c.active
        )
        found |= {row.staff_number: row.id for row in tx.execute(query)}
    return found


def holdings_over(tx: Transaction, unit_id: int) -> tuple[Holding, ...]:
    """The grants in force over exactly this unit, oldest first."""
    query = (
        select(grants, units.c.code, units.c.name)
        .join(units, units.c.id == grants.c.unit_id)
        .where(grants.c.unit_id == unit_id, grants.c.revoked_at.is_(None))
        .order_by(grants.c.id)
    )
    return tuple(
        Holding(row.id, row.employee_id, Role(row.role), row.unit_id, row.code, row.name, row.granted_at,
                row.granted_by, row.reason)
        for row in tx.execute(query)
    )  # fmt: skip


def move_people(tx: Transaction, away: Unit, into: Unit, reason: str, by: str, now: datetime) -> int:
    """Give the active people of a unit to another one, each move in their own history; returns how many."""
    here = (employees.c.unit_id == away.id) & employees.c.active
    moved = list(tx.execute(select(employees.c.id).where(here).order_by(employees.c.id)).scalars())
    if not moved:
        return 0
    tx.execute(update(employees).where(here).values(unit_id=into.id))
    # A merge is nobody's own move: what they are asked to sign, or have signed, goes along.
    asked = update(pledge_requests).where(pledge_requests.c.unit_id == away.id, pledge_requests.c.current)
    tx.execute(asked.values(unit_id=into.id))
    before, after = {"unit_code": away.code}, {"unit_code": into.code, "reason": reason}
    rows = [
        {"employee_id": one, "kind": "moved", "before": before, "after": after, "by": by, "at": now} for one in moved
    ]
    tx.execute(insert(employee_changes), rows)
    return len(moved)


def pass_on(tx: Transaction, away_id: int, into_id: int, now: datetime) -> None:
    """Give children, linked groups, open deadlines and open requests of a unit to another one."""
    below = update(units).where(units.c.parent_id == away_id, units.c.closed_at.is_(None))
    tx.execute(below.values(parent_id=into_id))
    tx.execute(update(groups).where(groups.c.unit_id == away_id).values(unit_id=into_id))
    tx.execute(update(deadlines).where(_open_deadline(away_id, now)).values(unit_id=into_id))
    asked = update(link_requests).where(link_requests.c.unit_id == away_id, link_requests.c.decided_at.is_(None))
    tx.execute(asked.values(unit_id=into_id))
    asked = update(group_requests).where(group_requests.c.unit_id == away_id, group_requests.c.expires_at > now)
    tx.execute(asked.values(unit_id=into_id))
