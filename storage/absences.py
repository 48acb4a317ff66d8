"""Own leave of people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import insert, select, update

from domain.absence import Absence
from storage.engine import Transaction
from storage.tables import absences

_OPEN = absences.c.ended_at.is_(None)


def of_person(tx: Transaction, employee_id: int, today: date) -> tuple[Absence, ...]:
    """The leave of a person that is not over and was not ended, the soonest first."""
    query = select(absences.c.id, absences.c.first_on, absences.c.last_on)
    query = query.where(absences.c.employee_id == employee_id, _OPEN, absences.c.last_on >= today)
    return tuple(Absence(*row) for row in tx.execute(query.order_by(absences.c.first_on, absences.c.id)))


def add(tx: Transaction, employee_id: int, first_on: date, last_on: date, by: str, now: datetime) -> int:
    """Keep leave; returns its id."""
    values = {"employee_id": employee_id, "first_on": first_on, "last_on": last_on, "by": by, "at": now}
    return int(tx.execute(insert(absences).values(**values).returning(absences.c.id)).scalar_one())


def end(tx: Transaction, employee_id: int, ids: Iterable[int], now: datetime) -> int:
    """End leave of a person; returns how many of these were still open."""
    wanted = (absences.c.employee_id == employee_id, absences.c.id.in_(list(ids)), _OPEN)
    return tx.execute(update(absences).where(*wanted).values(ended_at=now)).rowcount
