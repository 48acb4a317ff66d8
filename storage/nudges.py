"""Those who have yet to sign, as their head's kind reminder finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from storage.coverage import current, reached_by, waiting
from storage.engine import Transaction
from storage.tables import accounts, links, pledge_requests, units

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Awaited:
    """A request that waits. `telegram_id` is None for who can't be written to; zone and working days are the unit's."""

    request_id: int
    employee_id: int
    telegram_id: int | None
    nudged_at: datetime | None
    timezone: str
    work_days: int


def awaited(tx: Transaction, campaign_id: int, unit_id: int) -> tuple[Awaited, ...]:
    """Everybody of a unit and all below it who has yet to sign."""
    rows = tx.execute(_query().where(current(campaign_id, unit_id), waiting()).order_by(pledge_requests.c.id))
    return tuple(map(_awaited, rows))


def one(tx: Transaction, request_id: int) -> Awaited | None:
    """The request with this id while it waits."""
    mine = _query().where(pledge_requests.c.id == request_id, pledge_requests.c.current, waiting())
    row = tx.execute(mine).first()
    return _awaited(row) if row else None


def note(tx: Transaction, request_ids: Sequence[int], at: datetime) -> None:
    """Keep when these people are reminded."""
    for start in range(0, len(request_ids), CHUNK):
        some = pledge_requests.c.id.in_(request_ids[start : start + CHUNK])
        tx.execute(update(pledge_requests).where(some).values(nudged_at=at))


def _query() -> Select[Any]:
    asked = pledge_requests.c
    return select(
        asked.id, asked.employee_id, links.c.telegram_id, accounts.c.reachable, asked.nudged_at,
        units.c.timezone, units.c.work_days,
    ).select_from(reached_by().join(units, units.c.id == asked.unit_id))  # fmt: skip


def _awaited(row: Row[Any]) -> Awaited:
    account = row.telegram_id if row.reachable else None
    return Awaited(row.id, row.employee_id, account, row.nudged_at, row.timezone, row.work_days)
