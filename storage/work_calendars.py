"""The agency's own days, and the seasons in which other hours hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sqlalchemy import delete, func, insert, select

from domain.agency_days import AgencyDay, Season
from domain.work_calendar import HoursSeason
from storage.engine import Transaction
from storage.tables import agency_days, hours_seasons


def days(tx: Transaction, first: date, last: date) -> tuple[AgencyDay, ...]:
    """The agency's own days from the first to the last, in order."""
    query = select(agency_days).where(agency_days.c.day.between(first, last)).order_by(agency_days.c.day)
    return tuple(map(_as_day, tx.execute(query)))


def day(tx: Transaction, wanted: date) -> AgencyDay | None:
    """What the agency says of this day itself."""
    row = tx.execute(select(agency_days).where(agency_days.c.day == wanted)).first()
    return _as_day(row) if row else None


def days_from(tx: Transaction, first: date, limit: int, offset: int = 0) -> tuple[AgencyDay, ...]:
    """A page of the agency's own days from a day on."""
    query = select(agency_days).where(agency_days.c.day >= first).order_by(agency_days.c.day)
    return tuple(map(_as_day, tx.execute(query.limit(limit).offset(offset))))


def count_from(tx: Transaction, first: date) -> int:
    """How many of the agency's own days there are from a day on."""
    query = select(func.count()).select_from(agency_days).where(agency_days.c.day >= first)
    return int(tx.execute(query).scalar_one())


def put_days(tx: Transaction, wanted: Iterable[AgencyDay]) -> None:
    """Keep these days, in place of what was said of them before."""
    rows = [{"day": one.day, "closed": one.closed, "name": one.name} for one in wanted]
    if rows:
        tx.execute(delete(agency_days).where(agency_days.c.day.in_([row["day"] for row in rows])))
        tx.execute(insert(agency_days), rows)


def remove_day(tx: Transaction, wanted: date) -> bool:
    """Forget what the agency says of this day; False when it said nothing."""
    return tx.execute(delete(agency_days).where(agency_days.c.day == wanted)).rowcount > 0


def seasons(tx: Transaction, first: date | None = None) -> tuple[Season, ...]:
    """Every season, or those that end on a day or later, in the order of their first days."""
    query = select(hours_seasons).order_by(hours_seasons.c.first_on, hours_seasons.c.id)
    return tuple(map(_as_season, tx.execute(query.where(hours_seasons.c.last_on >= first) if first else query)))


def season(tx: Transaction, season_id: int) -> Season | None:
    """One season."""
    row = tx.execute(select(hours_seasons).where(hours_seasons.c.id == season_id)).first()
    return _as_season(row) if row else None


def add_season(tx: Transaction, name: str, hours: HoursSeason) -> int:
    """Keep a season; returns its id."""
    start, end = hours.quiet_hours
    values = {
        "name": name, "first_on": hours.first, "last_on": hours.last, "send_at": _clock(hours.send_at),
        "quiet_from": _clock(start), "quiet_to": _clock(end),
    }  # fmt: skip
    return int(tx.execute(insert(hours_seasons).values(**values).returning(hours_seasons.c.id)).scalar_one())


def remove_season(tx: Transaction, season_id: int) -> bool:
    """Forget a season; False when it was not there."""
    return tx.execute(delete(hours_seasons).where(hours_seasons.c.id == season_id)).rowcount > 0


def _clock(value: time) -> str:
    return value.isoformat("minutes")


def _as_day(row: Any) -> AgencyDay:
    return AgencyDay(row.day, row.closed, row.name)


def _as_season(row: Any) -> Season:
    quiet = (time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to))
    return Season(row.id, row.name, HoursSeason(row.first_on, row.last_on, time.fromisoformat(row.send_at), quiet))
