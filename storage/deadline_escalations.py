"""Deadlines that are over and still owed: by whom, and who was told of it, once for each version and unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.deadline import Deadline
from domain.escalation import Level
from domain.people import Unit
from domain.rights import Role
from storage.deadline_audience import owing
from storage.deadline_lists import ZONES_APART
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.tables import deadline_escalations, deadlines, employees, grants, links, units

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of a unit: so many people of it still owe this version of a deadline."""

    deadline_id: int
    version: int
    unit_id: int
    level: Level
    people: int
    id: int = 0


def passed(tx: Transaction, since: datetime, now: datetime) -> tuple[Deadline, ...]:
    """The deadlines that were due after `since` and may be over in some zone, unless they were ended; soonest first."""
    query = select(*COLUMNS).where(
        deadlines.c.due_at > since - ZONES_APART,
        deadlines.c.due_at <= now + ZONES_APART,
        deadlines.c.ended_at.is_(None),
    )
    return tuple(map(as_deadline, tx.execute(query.order_by(deadlines.c.due_at, deadlines.c.id))))


def calendars(tx: Transaction) -> dict[int, tuple[str, int]]:
    """The time zone and the working days a week of every unit, by its id."""
    rows = tx.execute(select(units.c.id, units.c.timezone, units.c.work_days))
    return {unit_id: (zone, work_days) for unit_id, zone, work_days in rows}


def units_of(tx: Transaction, unit_ids: Sequence[int]) -> dict[int, Unit]:
    """These units by their ids."""
    found: dict[int, Unit] = {}
    for at in range(0, len(unit_ids), CHUNK):
        rows = tx.execute(select(units).where(units.c.id.in_(unit_ids[at : at + CHUNK])))
        found |= {row.id: Unit(**row._mapping) for row in rows}
    return found


def owing_in(tx: Transaction, deadline: Deadline, unit_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """How many people of each of these units themselves still owe the deadline; where nobody does is left out."""
    query = select(employees.c.unit_id, func.count()).join(units, units.c.id == employees.c.unit_id)
    query = query.where(owing(tx, deadline, now)).group_by(employees.c.unit_id)
    found: dict[int, int] = {}
    for at in range(0, len(unit_ids), CHUNK):
        some = employees.c.unit_id.in_(unit_ids[at : at + CHUNK])
        found |= {int(unit_id): int(people) for unit_id, people in tx.execute(query.where(some))}
    return found


def heads_owing(tx: Transaction, deadline: Deadline, now: datetime) -> dict[int, tuple[int | None, ...]]:
    """The accounts (None without one) of heads who themselves owe the deadline in the unit that they lead, by unit."""
    held = grants.alias("held")  # by a name of its own: the condition asks for grants too
    query = (
        select(held.c.unit_id, links.c.telegram_id)
        .select_from(employees)
        .join(units, units.c.id == employees.c.unit_id)
        .join(held, (held.c.employee_id == employees.c.id) & (held.c.unit_id == employees.c.unit_id))
        .outerjoin(links, (links.c.employee_id == employees.c.id) & links.c.ended_at.is_(None))
        .where(held.c.role == Role.UNIT_HEAD.value, held.c.revoked_at.is_(None), owing(tx, deadline, now))
        .distinct()
        .order_by(held.c.unit_id, links.c.telegram_id)
    )
    found: dict[int, tuple[int | None, ...]] = {}
    for unit_id, account in tx.execute(query):
        found[unit_id] = (*found.get(unit_id, ()), account)
    return found


def told(tx: Transaction, deadline_ids: Sequence[int], level: Level) -> frozenset[tuple[int, int, int]]:
    """(deadline, version, unit) of what was told at this level."""
    kept = deadline_escalations.c
    query = select(kept.deadline_id, kept.version, kept.unit_id).where(kept.level == level.value)
    found: set[tuple[int, int, int]] = set()
    for at in range(0, len(deadline_ids), CHUNK):
        some = kept.deadline_id.in_(deadline_ids[at : at + CHUNK])
        found |= {(deadline, version, unit) for deadline, version, unit in tx.execute(query.where(some))}
    return frozenset(found)


def keep(tx: Transaction, tellings: Iterable[Telling], now: datetime) -> tuple[Telling, ...]:
    """Keep what is told; returns with their ids those that nobody has told before, or tells at this moment."""
    rows: list[dict[str, Any]] = [
        {
            "deadline_id": one.deadline_id, "version": one.version, "unit_id": one.unit_id, "level": one.level.value,
            "people": one.people, "at": now,
        }
        for one in tellings
    ]  # fmt: skip
    if not rows:
        return ()
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(deadline_escalations).on_conflict_do_nothing().returning(*deadline_escalations.c)
    return tuple(sorted(map(_telling, tx.execute(statement, rows)), key=lambda one: one.id))


def tellings(tx: Transaction, ids: Sequence[int]) -> tuple[Telling, ...]:
    """What was told under these ids, in their order."""
    found: list[Telling] = []
    for at in range(0, len(ids), CHUNK):
        query = select(deadline_escalations).where(deadline_escalations.c.id.in_(ids[at : at + CHUNK]))
        found += map(_telling, tx.execute(query))
    return tuple(sorted(found, key=lambda one: one.id))


def _telling(row: Any) -> Telling:
    return Telling(row.deadline_id, row.version, row.unit_id, Level(row.level), row.people, row.id)
