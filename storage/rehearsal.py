"""What a rehearsal reads: who can be written to, who owes a deadline, and what is planned of it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, and_, literal, or_, select

from domain.absence import Absence
from domain.deadline import Concerned, Deadline, DeadlineAudience
from storage.deadline_audience import owing
from storage.deadlines import COLUMNS, as_deadline
from storage.engine import Transaction
from storage.tables import (
    absences,
    accounts,
    deadline_tellings,
    deadlines,
    employees,
    links,
    personal_reminders,
    reminder_wishes,
    reminders,
    snoozes,
    units,
)
from storage.types import Moment

PLANNED = "planned"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Person:
    """An active employee: whether an account was ever linked, can be written to, and reminds by wishes."""

    id: int
    calendar: tuple[str, int]
    linked: bool
    reachable: bool
    wishes: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """A planned reminder of a calendar, or of one person; `lead` is None for what was put off by the person."""

    deadline_id: int
    lead: int | None
    at: datetime
    calendar: tuple[str, int] | None = None
    employee_id: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a list names them."""

    id: int
    name: str
    unit: str


def people(tx: Transaction) -> dict[int, Person]:
    """Everybody who serves, by id."""
    query = (
        select(
            employees.c.id, units.c.timezone, units.c.work_days, links.c.id.label("link"), accounts.c.reachable,
            reminder_wishes.c.employee_id.label("wishes"),
        )
        .join(units, units.c.id == employees.c.unit_id)
        .outerjoin(links, and_(links.c.employee_id == employees.c.id, links.c.ended_at.is_(None)))
        .outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .outerjoin(reminder_wishes, reminder_wishes.c.employee_id == employees.c.id)
        .where(employees.c.active)
    )  # fmt: skip
    return {
        row.id: Person(
            row.id, (row.timezone, row.work_days), row.link is not None, bool(row.reachable), row.wishes is not None
        )
        for row in tx.execute(query)
    }


def owing_ids(
    tx: Transaction, deadline: Deadline, in_charge: Sequence[int] | None, now: datetime
) -> frozenset[int]:  # fmt: skip
    """Who owes the deadline; `in_charge` are those named for one that is not kept yet, None for one that is."""
    query = select(employees.c.id).join(units, units.c.id == employees.c.unit_id)
    if in_charge is not None and deadline.audience.concerned is Concerned.PEOPLE:
        query = query.where(employees.c.id.in_(list(in_charge)))
        deadline = replace(deadline, audience=DeadlineAudience())
    return frozenset(tx.execute(query.where(owing(tx, deadline, now))).scalars())


def leaves(tx: Transaction, first: date) -> dict[int, list[Absence]]:
    """Own leave that ends on a day or later and was not ended, by employee."""
    query = select(absences.c.employee_id, absences.c.id, absences.c.first_on, absences.c.last_on)
    found: dict[int, list[Absence]] = defaultdict(list)
    for employee_id, *row in tx.execute(query.where(absences.c.ended_at.is_(None), absences.c.last_on >= first)):
        found[employee_id].append(Absence(*row))
    return dict(found)


def open_deadlines(tx: Transaction) -> tuple[Deadline, ...]:
    """The deadlines that were not ended and of which something is still planned."""
    planned = _still_planned()
    query = select(*COLUMNS).where(deadlines.c.ended_at.is_(None), deadlines.c.id.in_(planned))
    return tuple(map(as_deadline, tx.execute(query.order_by(deadlines.c.due_at, deadlines.c.id))))


def _still_planned() -> Select[tuple[int]]:
    shared = select(reminders.c.deadline_id).where(reminders.c.status == PLANNED)
    own = select(personal_reminders.c.deadline_id).where(personal_reminders.c.status == PLANNED)
    return select(deadlines.c.id).where(or_(deadlines.c.id.in_(shared), deadlines.c.id.in_(own)))


def planned_rows(tx: Transaction, deadline_id: int) -> tuple[Ahead, ...]:
    """What is planned of a deadline for calendars."""
    query = select(reminders).where(reminders.c.deadline_id == deadline_id, reminders.c.status == PLANNED)
    return tuple(
        Ahead(deadline_id, row.lead_days, row.due_at, (row.timezone, row.work_days)) for row in tx.execute(query)
    )


def own_rows(tx: Transaction, deadline_id: int) -> tuple[Ahead, ...]:
    """What is planned of a deadline for people with wishes."""
    own = personal_reminders
    query = select(own).where(own.c.deadline_id == deadline_id, own.c.status == PLANNED)
    return tuple(Ahead(deadline_id, row.lead_days, row.due_at, None, row.employee_id) for row in tx.execute(query))


def put_off(tx: Transaction, deadline_id: int) -> tuple[Ahead, ...]:
    """What people have put off of a deadline."""
    waiting = (snoozes.c.deadline_id == deadline_id, snoozes.c.status == "waiting")
    rows = tx.execute(select(snoozes.c.employee_id, snoozes.c.until_at).where(*waiting))
    return tuple(Ahead(deadline_id, None, until, None, employee_id) for employee_id, until in rows)


def told_leads(tx: Transaction, deadline_id: int) -> dict[tuple[str, int], frozenset[int]]:
    """The leads of a deadline that calendars were reminded of."""
    query = select(reminders).where(reminders.c.deadline_id == deadline_id, reminders.c.status != PLANNED)
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in tx.execute(query):
        found[row.timezone, row.work_days].add(row.lead_days)
    return {calendar: frozenset(leads) for calendar, leads in found.items()}


def told_since(tx: Transaction, ids: Iterable[int], since: datetime) -> dict[tuple[int, int], datetime]:
    """(deadline, employee) of who was reminded since then, with the moment."""
    known = deadline_tellings.c
    query = select(known.deadline_id, known.employee_id, known.at)
    rows = tx.execute(query.where(known.deadline_id.in_(list(ids)), known.at >= literal(since, Moment)))
    return {(deadline_id, employee_id): at for deadline_id, employee_id, at in rows}


def named(tx: Transaction, ids: Iterable[int]) -> tuple[Named, ...]:
    """These people with their units, by unit and name."""
    wanted, found = sorted(ids), []
    query = select(employees.c.id, employees.c.name, units.c.name.label("unit"))
    query = query.join(units, units.c.id == employees.c.unit_id)
    for start in range(0, len(wanted), BATCH):
        rows = tx.execute(query.where(employees.c.id.in_(wanted[start : start + BATCH])))
        found += [Named(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.unit, one.name, one.id)))
