"""Waves of reminders: the rows of a calendar that came due together, and its people, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, and_, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

from domain.absence import Absence
from domain.deadline import Deadline
from storage.among import among
from storage.deadline_audience import owing
from storage.engine import Transaction
from storage.tables import (
    absences,
    accounts,
    deadlines,
    employees,
    links,
    outbox,
    reminder_waves,
    reminder_wishes,
    reminders,
    units,
)

T = TypeVar("T")
Calendar: TypeAlias = tuple[str, int]
"""Time zone and working days a week."""

SPAN = 10_000
"""How many employee numbers a page looks through at most: a calendar of few people must not read all of them."""

# Written into the statement, not bound: only then do both databases see that the partial index fits.
PLANNED: ColumnElement[str] = literal_column("'planned'")


@dataclass(frozen=True, slots=True)
class Wave:
    """A run through the people of a calendar; `rows` are ids of reminders, `up_to` the last employee looked at."""

    id: int
    calendar: Calendar
    rows: tuple[int, ...]
    begun_at: datetime
    up_to: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder that was promoted, and when it was due."""

    id: int
    deadline_id: int
    lead_days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be reminded: `account` None can't be written to; `wishes`: has reminders of their own."""

    id: int
    unit_id: int
    account: int | None
    wishes: bool
    leave: Absence | None


@dataclass(frozen=True, slots=True)
class Page:
    """Employees by id; `up_to` is how far was looked, `last` whether nobody comes after it."""

    people: tuple[Person, ...]
    up_to: int
    last: bool


def waiting(tx: Transaction, kind: str, limit: int) -> int:
    """How many posts of this kind wait to be sent, counted up to a limit."""
    queued = outbox.c.status == literal_column("'queued'")
    some = select(outbox.c.id).where(queued, outbox.c.kind == kind).limit(limit).subquery()
    return tx.execute(select(func.count()).select_from(some)).scalar_one()


def due_calendars(tx: Transaction, now: datetime) -> tuple[Calendar, ...]:
    """The calendars with reminders whose time has come."""
    query = select(reminders.c.timezone, reminders.c.work_days).where(_due(now)).distinct()
    rows = tx.execute(query.order_by(reminders.c.timezone, reminders.c.work_days))
    return tuple((zone, work_days) for zone, work_days in rows)


def _due(now: datetime, calendar: Calendar | None = None) -> ColumnElement[bool]:
    due = and_(reminders.c.status == PLANNED, reminders.c.due_at <= now)
    if calendar is None:
        return due
    return and_(due, reminders.c.timezone == calendar[0], reminders.c.work_days == calendar[1])


def claim_rows(tx: Transaction, calendar: Calendar, now: datetime, limit: int) -> tuple[tuple[int, datetime], ...]:
    """Take the due rows of a calendar, at most so many; (id, when it was due), the oldest first."""
    due = (
        select(reminders.c.id)
        .where(_due(now, calendar))
        .order_by(reminders.c.due_at, reminders.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # a plain subquery may be run more than once, each time locking other rows
    )
    taken = tx.execute(
        update(reminders)
        .where(reminders.c.id.in_(select(due.c.id)))
        .values(status="promoted")
        .returning(reminders.c.id, reminders.c.due_at)
    )
    return tuple(sorted(((id_, due_at) for id_, due_at in taken), key=lambda one: (one[1], one[0])))


def push_calendar(tx: Transaction, calendar: Calendar, now: datetime, until: datetime) -> None:
    """Put the due rows of a calendar off."""
    tx.execute(update(reminders).where(_due(now, calendar)).values(due_at=until))


def push_rows(tx: Transaction, rows: Iterable[int], until: datetime) -> None:
    """Plan promoted rows once more, for a later moment."""
    statement = update(reminders).where(among(tx, reminders.c.id, rows))
    tx.execute(statement.values(status="planned", due_at=until))


def begin_wave(tx: Transaction, calendar: Calendar, now: datetime) -> int | None:
    """Begin a run through the people of a calendar; its id, None while another one is on its way, or just begins."""
    zone, work_days = calendar
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"timezone": zone, "work_days": work_days, "reminders": [], "begun_at": now}
    statement = dialect.insert(reminder_waves).values(values).on_conflict_do_nothing()
    return tx.execute(statement.returning(reminder_waves.c.id)).scalar()


def fill_wave(tx: Transaction, wave_id: int, rows: Sequence[int], missed_since: datetime | None) -> None:
    """Give a new wave its rows."""
    values = {"reminders": list(rows), "missed_since": missed_since}
    tx.execute(update(reminder_waves).where(reminder_waves.c.id == wave_id).values(values))


def drop_wave(tx: Transaction, wave_id: int) -> None:
    """Take a wave back that has found no rows."""
    tx.execute(delete(reminder_waves).where(reminder_waves.c.id == wave_id))


def open_waves(tx: Transaction) -> tuple[tuple[int, Calendar], ...]:
    """(id, calendar) of the waves that are not finished, the oldest first."""
    query = select(reminder_waves.c.id, reminder_waves.c.timezone, reminder_waves.c.work_days)
    rows = tx.execute(query.where(reminder_waves.c.finished_at.is_(None)).order_by(reminder_waves.c.id))
    return tuple((id_, (zone, work_days)) for id_, zone, work_days in rows)


def hold_wave(tx: Transaction, wave_id: int) -> Wave | None:
    """An unfinished wave, held until the transaction ends; None when another process has it in hand."""
    query = select(reminder_waves).where(reminder_waves.c.id == wave_id, reminder_waves.c.finished_at.is_(None))
    row = tx.execute(query.with_for_update(skip_locked=True)).first()
    return _wave(row) if row is not None else None


def _wave(row: Any) -> Wave:
    return Wave(row.id, (row.timezone, row.work_days), tuple(row.reminders), row.begun_at, row.up_to, row.finished_at)


def move_on(tx: Transaction, wave_id: int, rows: Sequence[int], up_to: int, finished_at: datetime | None) -> None:
    """Note how far a wave has come, and the rows that are still its own."""
    values = {"reminders": list(rows), "up_to": up_to, "finished_at": finished_at}
    tx.execute(update(reminder_waves).where(reminder_waves.c.id == wave_id).values(values))


def waves_since(tx: Transaction, calendar: Calendar, since: datetime) -> tuple[Wave, ...]:
    """The waves of a calendar that were on their way at some time since then, the oldest first."""
    query = select(reminder_waves).where(
        reminder_waves.c.timezone == calendar[0], reminder_waves.c.work_days == calendar[1],
        or_(reminder_waves.c.finished_at.is_(None), reminder_waves.c.finished_at >= since),
    )  # fmt: skip
    return tuple(map(_wave, tx.execute(query.order_by(reminder_waves.c.id))))


def due_rows(tx: Transaction, calendar: Calendar, now: datetime) -> tuple[Row, ...]:
    """The rows of a calendar that are due and in no wave yet."""
    query = select(reminders.c.id, reminders.c.deadline_id, reminders.c.lead_days, reminders.c.due_at)
    return tuple(Row(*row) for row in tx.execute(query.where(_due(now, calendar)).order_by(reminders.c.id)))


def rows_of(tx: Transaction, ids: Sequence[int]) -> tuple[Row, ...]:
    """Those of these reminders that are left: what was moved or planned anew is gone."""
    query = select(reminders.c.id, reminders.c.deadline_id, reminders.c.lead_days, reminders.c.due_at)
    found = tx.execute(query.where(among(tx, reminders.c.id, ids)).order_by(reminders.c.id))
    return tuple(Row(*row) for row in found)


def page(tx: Transaction, calendar: Calendar, after: int, today: date, size: int) -> Page:
    """The next people of a calendar who can be written to, at most so many, by id; held until the transaction ends."""
    first, last = tx.execute(
        select(
            select(func.min(employees.c.id)).where(employees.c.id > after).scalar_subquery(),
            select(func.max(employees.c.id)).scalar_subquery(),
        )
    ).one()
    if first is None:
        return Page((), after, last=True)
    end = min(first + SPAN - 1, last)
    within = and_(
        employees.c.id.between(first, end), units.c.timezone == calendar[0], units.c.work_days == calendar[1],
        accounts.c.telegram_id.is_not(None),
    )  # fmt: skip
    # Held, so that nobody tells the same people something else at the same moment.
    query = _persons(today).where(within).order_by(employees.c.id).limit(size)
    found = _people(tx, query.with_for_update(of=employees, key_share=True))
    up_to = found[-1].id if len(found) == size else end
    return Page(found, up_to, up_to >= last)


def people(tx: Transaction, ids: Sequence[int], today: date) -> tuple[Person, ...]:
    """These employees, without those who have left, by id; held until the transaction ends."""
    query = _persons(today).where(among(tx, employees.c.id, ids)).order_by(employees.c.id)
    return _people(tx, query.with_for_update(of=employees, key_share=True))


def _persons(today: date) -> Select[Any]:
    away = and_(
        absences.c.employee_id == employees.c.id, absences.c.first_on <= today, absences.c.last_on >= today,
        absences.c.ended_at.is_(None),
    )  # fmt: skip
    leave = select(func.max(absences.c.id)).where(away).correlate(employees).scalar_subquery()
    return (
        select(
            employees.c.id, employees.c.unit_id, accounts.c.telegram_id, reminder_wishes.c.employee_id.label("wishes"),
            absences.c.id.label("leave"), absences.c.first_on, absences.c.last_on,
        )
        .join(units, units.c.id == employees.c.unit_id)
        .outerjoin(links, and_(links.c.employee_id == employees.c.id, links.c.ended_at.is_(None)))
        .outerjoin(accounts, and_(accounts.c.telegram_id == links.c.telegram_id, accounts.c.reachable))
        .outerjoin(reminder_wishes, reminder_wishes.c.employee_id == employees.c.id)
        .outerjoin(absences, absences.c.id == leave)
        .where(employees.c.active)
    )  # fmt: skip


def _people(tx: Transaction, query: Select[Any]) -> tuple[Person, ...]:
    return tuple(
        Person(
            row.id, row.unit_id, row.telegram_id, row.wishes is not None,
            Absence(row.leave, row.first_on, row.last_on) if row.leave is not None else None,
        )
        for row in tx.execute(query)
    )  # fmt: skip


def scopes(tx: Transaction, deadline_ids: Iterable[int]) -> dict[int, int | None]:
    """The unit (None: the agency) of each of these deadlines that was not ended."""
    query = select(deadlines.c.id, deadlines.c.unit_id)
    rows = tx.execute(query.where(among(tx, deadlines.c.id, deadline_ids), deadlines.c.ended_at.is_(None)))
    return {one.id: one.unit_id for one in rows}


def paths(tx: Transaction, unit_ids: Iterable[int]) -> dict[int, set[int]]:
    """Each of these units with itself and all above it."""
    start = select(units.c.id.label("of"), units.c.id, units.c.parent_id).where(among(tx, units.c.id, unit_ids))
    tree = start.cte("path", recursive=True)
    above = select(tree.c.of, units.c.id, units.c.parent_id).join(tree, units.c.id == tree.c.parent_id)
    tree = tree.union_all(above)
    found: dict[int, set[int]] = defaultdict(set)
    for of, unit_id in tx.execute(select(tree.c.of, tree.c.id)):
        found[of].add(unit_id)
    return found


def owing_among(tx: Transaction, deadline: Deadline, ids: Sequence[int], now: datetime) -> frozenset[int]:
    """Those of these employees who still owe the deadline."""
    query = select(employees.c.id).join(units, units.c.id == employees.c.unit_id)
    return frozenset(tx.execute(query.where(among(tx, employees.c.id, ids), owing(tx, deadline, now))).scalars())


def attempt(tx: Transaction, work: Callable[[], T]) -> T | Exception:
    """What the work returns, or the error that it ended with; then nothing of it is kept, and the rest goes on.

    Raises what says that the whole transaction is lost, such as a deadlock.
    """
    try:
        with tx.begin_nested():
            return work()
    except OperationalError:
        raise
    except DBAPIError as error:
        if error.connection_invalidated or str(getattr(error.orig, "sqlstate", "")).startswith("40"):
            raise
        return error
    except Exception as error:  # noqa: BLE001 - the caller logs it and puts off what it belongs to
        return error
