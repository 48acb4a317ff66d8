"""Deadlines that come again, and which of their days have been made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from domain.series import Frequency, NewSeries, Series, SeriesDetails
from storage.engine import Transaction
from storage.tables import deadline_series, deadlines


def _series(row: Any) -> Series:
    return Series(
        row.id, row.title, Frequency(row.frequency), row.first_on, row.until,
        frozenset(map(date.fromisoformat, row.skipped)), SeriesDetails.from_json(row.details), row.ended_at,
    )  # fmt: skip


def add(tx: Transaction, new: NewSeries, by: str, now: datetime) -> int:
    """Keep a series; returns its id."""
    values = {
        "title": new.title, "frequency": new.frequency.value, "first_on": new.first_on, "until": new.until,
        "skipped": _plain(new.skipped), "details": new.details.as_json(), "by": by, "created_at": now,
    }  # fmt: skip
    return int(tx.execute(insert(deadline_series).values(**values).returning(deadline_series.c.id)).scalar_one())


def series(tx: Transaction, series_id: int) -> Series | None:
    """The series with this id, also when it was ended."""
    row = tx.execute(select(deadline_series).where(deadline_series.c.id == series_id)).first()
    return _series(row) if row else None


def locked(tx: Transaction, series_id: int) -> Series | None:
    """The same, and nobody else changes or extends it until this transaction ends."""
    row = tx.execute(select(deadline_series).where(deadline_series.c.id == series_id).with_for_update()).first()
    return _series(row) if row else None


def running(tx: Transaction) -> tuple[Series, ...]:
    """Those that were not ended, by id."""
    query = select(deadline_series).where(deadline_series.c.ended_at.is_(None)).order_by(deadline_series.c.id)
    return tuple(map(_series, tx.execute(query)))


def alike(tx: Transaction, title: str, frequency: Frequency, first_on: date) -> tuple[Series, ...]:
    """Those with this title and rhythm that were not ended."""
    same = (
        (deadline_series.c.title == title)
        & (deadline_series.c.frequency == frequency.value)
        & (deadline_series.c.first_on == first_on)
        & deadline_series.c.ended_at.is_(None)
    )
    return tuple(map(_series, tx.execute(select(deadline_series).where(same).order_by(deadline_series.c.id))))


def set_skipped(tx: Transaction, series_id: int, skipped: Collection[date]) -> None:
    """Name the days left out, in place of those before."""
    changed = update(deadline_series).where(deadline_series.c.id == series_id)
    tx.execute(changed.values(skipped=_plain(skipped)))


def set_details(tx: Transaction, series_id: int, details: SeriesDetails) -> None:
    """Give further deadlines other details."""
    tx.execute(update(deadline_series).where(deadline_series.c.id == series_id).values(details=details.as_json()))


def end(tx: Transaction, series_id: int, now: datetime) -> None:
    """No further deadlines."""
    tx.execute(update(deadline_series).where(deadline_series.c.id == series_id).values(ended_at=now))


def days_made(tx: Transaction, first: date, series_id: int | None = None) -> frozenset[tuple[int, date]]:
    """(series id, day) of the deadlines made for a day from `first` on, whatever became of them; of all or of one."""
    query = select(deadlines.c.series_id, deadlines.c.occurs_on).where(
        deadlines.c.series_id.is_not(None), deadlines.c.occurs_on >= first
    )
    if series_id is not None:
        query = query.where(deadlines.c.series_id == series_id)
    return frozenset((found, day) for found, day in tx.execute(query))


def standing(tx: Transaction, series_id: int, day: date) -> int | None:
    """The id of the deadline of a day, unless there is none or it was ended."""
    query = select(deadlines.c.id).where(
        deadlines.c.series_id == series_id, deadlines.c.occurs_on == day, deadlines.c.ended_at.is_(None)
    )
    return tx.execute(query).scalar()


def ahead(tx: Transaction, series_id: int, now: datetime) -> tuple[int, ...]:
    """The ids of its deadlines that are still ahead and were not ended, soonest first."""
    query = select(deadlines.c.id).where(
        deadlines.c.series_id == series_id, deadlines.c.due_at > now, deadlines.c.ended_at.is_(None)
    )
    return tuple(tx.execute(query.order_by(deadlines.c.due_at, deadlines.c.id)).scalars())


def _plain(days: Collection[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
