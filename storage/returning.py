"""Who is back from leave and has not been told yet what was missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from domain.absence import Absence
from storage.engine import Transaction
from storage.reminding import Calendar
from storage.tables import absences, employees, units

ONE_DAY = timedelta(days=1)  # no zone is further ahead of UTC


def absence(tx: Transaction, absence_id: int) -> tuple[int, Absence] | None:
    """The employee and the days of leave that was not ended."""
    query = select(absences.c.employee_id, absences.c.id, absences.c.first_on, absences.c.last_on)
    row = tx.execute(query.where(absences.c.id == absence_id, absences.c.ended_at.is_(None))).first()
    return (row[0], Absence(*row[1:])) if row is not None else None


def _over(before: date) -> ColumnElement[bool]:
    over = or_(absences.c.last_on < before, absences.c.ended_at.is_not(None))
    return and_(absences.c.resumed_at.is_(None), over)


def calendars(tx: Transaction, now: datetime) -> tuple[Calendar, ...]:
    """The calendars of people whose leave may be over, in whatever zone."""
    query = (
        select(units.c.timezone, units.c.work_days)
        .select_from(absences)
        .join(employees, employees.c.id == absences.c.employee_id)
        .join(units, units.c.id == employees.c.unit_id)
        .where(_over(now.astimezone(UTC).date() + ONE_DAY))
        .distinct()
        .order_by(units.c.timezone, units.c.work_days)
    )
    return tuple((zone, work_days) for zone, work_days in tx.execute(query))


def claim(tx: Transaction, calendar: Calendar, today: date, limit: int) -> tuple[tuple[int, tuple[Absence, ...]], ...]:
    """Hold leave of people who are back, until the transaction ends, at most so many; by employee, the oldest first."""
    again = absences.alias("again")
    away = exists().where(
        again.c.employee_id == absences.c.employee_id, again.c.first_on <= today, again.c.last_on >= today,
        again.c.ended_at.is_(None),
    )  # fmt: skip
    query = (
        select(absences.c.employee_id, absences.c.id, absences.c.first_on, absences.c.last_on)
        .join(employees, employees.c.id == absences.c.employee_id)
        .join(units, units.c.id == employees.c.unit_id)
        .where(_over(today), ~away, units.c.timezone == calendar[0], units.c.work_days == calendar[1])
        .order_by(absences.c.employee_id, absences.c.first_on, absences.c.id)
        .limit(limit)
        .with_for_update(of=absences, skip_locked=True)
    )
    found: dict[int, list[Absence]] = defaultdict(list)
    for employee_id, *days in tx.execute(query):
        found[employee_id].append(Absence(*days))
    return tuple((employee_id, tuple(theirs)) for employee_id, theirs in found.items())


def resumed(tx: Transaction, absence_ids: Iterable[int], now: datetime) -> None:
    """Note that people were told what they had missed."""
    tx.execute(update(absences).where(absences.c.id.in_(list(absence_ids))).values(resumed_at=now))
