"""Deadlines as lists and cards show them: with their marks and papers, for a person, a unit, or who sets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import exists, false, func, or_, select

from domain.deadline import Concerned, Deadline
from domain.people import Employee, Unit
from storage.deadline_audience import concerning, concerns_unit
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import deadlines, done_marks, done_papers, employees, personal_reminders, reminders, units

ZONES_APART = timedelta(hours=26)
"""A deadline that is due in each zone can be over in one so long before it is in another."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A deadline with whether a person has marked it, and whether anybody has."""

    deadline: Deadline
    mine: bool
    anybody: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Who marked a deadline done, and when."""

    employee_id: int
    name: str
    at: datetime


def of_person(
    tx: Transaction, employee: Employee, unit: Unit, unit_path: Sequence[int], since: datetime
) -> tuple[Marked, ...]:
    """The deadlines that concern a person and were or are due after `since`, in whatever zone, soonest first."""
    marks = exists().where(done_marks.c.deadline_id == deadlines.c.id)
    query = (
        select(*COLUMNS, marks.where(done_marks.c.employee_id == employee.id).label("mine"), marks.label("anybody"))
        .where(deadlines.c.due_at > since - ZONES_APART, deadlines.c.ended_at.is_(None))
        .where(concerning(employee.id, unit.kind, unit_path))
        .order_by(deadlines.c.due_at, deadlines.c.id)
    )
    return tuple(Marked(as_deadline(row), bool(row.mine), bool(row.anybody)) for row in tx.execute(query))


def of_unit(tx: Transaction, unit_path: Sequence[int], now: datetime, limit: int) -> tuple[Deadline, ...]:
    """The next deadlines that concern anybody of a unit and below, set for it or for those above; () is the agency."""
    unit_id = unit_path[0] if unit_path else None
    query = (
        select(*COLUMNS)
        .where(deadlines.c.due_at > now, deadlines.c.ended_at.is_(None))
        .where(or_(deadlines.c.unit_id.is_(None), deadlines.c.unit_id.in_(unit_path)))
        .order_by(deadlines.c.due_at, deadlines.c.id)
    )
    found = map(as_deadline, tx.execute(query).all())
    everybody = Concerned.ALL
    shown = (one for one in found if one.audience.concerned is everybody or concerns_unit(tx, one, unit_id))
    return tuple(islice(shown, limit))


def mark_of(tx: Transaction, deadline_id: int, employee_id: int | None = None) -> Mark | None:
    """The first mark of a deadline, or the one of this person."""
    query = (
        select(employees.c.id, employees.c.name, done_marks.c.done_at)
        .join(done_marks, done_marks.c.employee_id == employees.c.id)
        .where(done_marks.c.deadline_id == deadline_id)
        .order_by(done_marks.c.id)
        .limit(1)
    )
    if employee_id is not None:
        query = query.where(employees.c.id == employee_id)
    row = tx.execute(query).first()
    return Mark(*row) if row else None


def papers_of(tx: Transaction, deadline_id: int, employee_id: int | None = None) -> int:
    """How many papers were given for a deadline, by anybody or by this person."""
    query = select(func.count()).select_from(done_papers).where(done_papers.c.deadline_id == deadline_id)
    if employee_id is not None:
        query = query.where(done_papers.c.employee_id == employee_id)
    return int(tx.execute(query).scalar_one())


def of_units(
    tx: Transaction, scopes: Sequence[int | None], since: datetime, limit: int, offset: int = 0
) -> tuple[tuple[Deadline, ...], int]:
    """A page of the deadlines that were set for these units and below, due after `since`; and how many there are.

    None among the scopes is the whole agency, with the deadlines of all units.
    """
    within = or_(false(), *(deadlines.c.unit_id.in_(subtree(one)) for one in scopes if one is not None))
    conditions = [deadlines.c.due_at > since, deadlines.c.ended_at.is_(None)]
    if None not in scopes:
        conditions.append(within)
    total = int(tx.execute(select(func.count()).select_from(deadlines).where(*conditions)).scalar_one())
    query = select(*COLUMNS).where(*conditions).order_by(deadlines.c.due_at, deadlines.c.id)
    return tuple(map(as_deadline, tx.execute(query.limit(limit).offset(offset)))), total


def every(tx: Transaction) -> tuple[tuple[Deadline, datetime | None], ...]:
    """Every deadline there ever was, by due time, with when it was ended."""
    query = select(*COLUMNS, deadlines.c.ended_at).order_by(deadlines.c.due_at, deadlines.c.id)
    return tuple((as_deadline(row), row.ended_at) for row in tx.execute(query))


def reminds_at(tx: Transaction, deadline_id: int, employee_id: int, unit: Unit, now: datetime) -> datetime | None:
    """When a person in this unit is reminded of a deadline next: by their own plan if they have one, or the unit's."""
    own, unit_s = personal_reminders.c, reminders.c
    planned = select(own.due_at).where(own.deadline_id == deadline_id, own.employee_id == employee_id)
    if tx.execute(planned.limit(1)).first() is None:
        planned = select(unit_s.due_at).where(unit_s.deadline_id == deadline_id, unit_s.timezone == unit.timezone)
        planned = planned.where(unit_s.work_days == unit.work_days, unit_s.status == "planned", unit_s.due_at > now)
        return tx.execute(planned.order_by(unit_s.due_at).limit(1)).scalar()
    ahead = planned.where(own.status == "planned", own.due_at > now)
    return tx.execute(ahead.order_by(own.due_at).limit(1)).scalar()


def kinds_within(tx: Transaction, unit_id: int | None) -> tuple[str, ...]:
    """The kinds of the open units of the agency, or of a unit and below, in the order of the alphabet."""
    query = select(units.c.kind).where(units.c.closed_at.is_(None), units.c.kind != "").distinct()
    if unit_id is not None:
        query = query.where(units.c.id.in_(subtree(unit_id)))
    return tuple(tx.execute(query.order_by(units.c.kind)).scalars())


def serving_within(tx: Transaction, employee_ids: Sequence[int], unit_id: int | None) -> frozenset[int]:
    """Those of these people who serve in the agency, or in a unit and below."""
    query = select(employees.c.id).where(employees.c.active, employees.c.id.in_(list(employee_ids)))
    if unit_id is not None:
        query = query.where(employees.c.unit_id.in_(subtree(unit_id)))
    return frozenset(tx.execute(query).scalars())
