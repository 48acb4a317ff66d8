"""Whom the plan of a campaign reminds next, whom it has told, and on which days that was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Integer, and_, case, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.pledge_request import WAITING
from domain.rights import Role
from storage.engine import Transaction
from storage.tables import (
    accounts,
    employees,
    grants,
    installation,
    links,
    pledge_escalations,
    pledge_requests,
    units,
)

CHUNK = 500
Calendar: TypeAlias = tuple[str, int]
"""Time zone and working days a week."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A campaign with the bounds of its steps that can be behind by now: who was asked earlier has the step behind."""

    campaign_id: int
    bounds: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class DueRequest:
    """A request that is to be reminded of: the steps that are behind it, and whether it is the first reminder."""

    id: int
    employee_id: int
    steps: int
    first: bool


def _waiting(campaign_id: int) -> ColumnElement[bool]:
    asked = pledge_requests.c
    return and_(
        asked.campaign_id == campaign_id, asked.current, asked.state.in_([state.value for state in WAITING])
    )  # fmt: skip


def _of_calendar(calendar: Calendar) -> ColumnElement[bool]:
    zone, work_days = calendar
    within = select(units.c.id).where(units.c.timezone == zone, units.c.work_days == work_days)
    return pledge_requests.c.unit_id.in_(within)


def _steps(bounds: Sequence[datetime]) -> ColumnElement[int]:
    cases = (case((pledge_requests.c.opened_at < bound, 1), else_=0) for bound in bounds)
    return reduce(add, cases, literal(0, Integer))


def _due(watched: Watched, calendar: Calendar, today: datetime) -> ColumnElement[bool]:
    """The condition on requests that have more steps behind them than were reminded of.

    Who was reminded or nudged on this local day, for whatever campaign, waits for another one.
    """
    asked, other = pledge_requests.c, pledge_requests.alias("other")
    heard = or_(other.c.reminded_at >= today, other.c.nudged_at >= today)
    # Counted and below 1, not `exists`: PostgreSQL would read the whole table once a batch, or expect hardly a row.
    spoken_to = select(func.count()).select_from(other).where(other.c.employee_id == asked.employee_id, heard)
    # `reminded` below the number of steps is what an index can find; the sum of the steps decides.
    behind = and_(asked.reminded < len(watched.bounds), asked.reminded < _steps(watched.bounds))
    return and_(_waiting(watched.campaign_id), _of_calendar(calendar), behind, spoken_to.scalar_subquery() < 1)


def claim_due(
    tx: Transaction, watched: Sequence[Watched], calendar: Calendar, today: datetime, limit: int
) -> tuple[DueRequest, ...]:
    """Hold due requests of units with this calendar until the transaction ends, at most so many.

    All due requests of one person come together: the person is held too, so that nobody else takes another of theirs.
    """
    first = max(1, limit // max(1, len(watched)))
    for number, one in enumerate(watched):
        found = _claim(tx, one, _due(one, calendar, today), first)
        if found:
            people = [due.employee_id for due in found]
            for other in watched[number + 1 :]:
                theirs = _due(other, calendar, today) & pledge_requests.c.employee_id.in_(people)
                found += _claim(tx, other, theirs, limit)
            return found
    return ()


def _claim(tx: Transaction, watched: Watched, due: ColumnElement[bool], limit: int) -> tuple[DueRequest, ...]:
    asked = pledge_requests.c
    query = (
        select(asked.id, asked.employee_id, _steps(watched.bounds), asked.reminded_at.is_(None))
        .join(employees, employees.c.id == asked.employee_id)
        .where(due)
        .limit(limit)
        .with_for_update(of=[pledge_requests, employees], key_share=True, skip_locked=True)
    )
    return tuple(DueRequest(id_, person, int(steps), bool(first)) for id_, person, steps, first in tx.execute(query))


def any_due(tx: Transaction, watched: Sequence[Watched], calendar: Calendar, today: datetime) -> bool:
    """Whether a due request is left, also one that somebody else holds at this moment."""
    found = (select(pledge_requests.c.id).where(_due(one, calendar, today)).limit(1) for one in watched)
    return any(tx.execute(query).first() is not None for query in found)


def move_on(tx: Transaction, taken: Iterable[DueRequest], reminded_at: datetime | None) -> None:
    """Note the steps that are behind these requests, and when their people were reminded, None if they were not."""
    by_steps: dict[int, list[int]] = {}
    for due in taken:
        by_steps.setdefault(due.steps, []).append(due.id)
    for steps, ids in by_steps.items():
        values: dict[str, Any] = {"reminded": steps} | ({"reminded_at": reminded_at} if reminded_at else {})
        for at in range(0, len(ids), CHUNK):
            some = pledge_requests.c.id.in_(ids[at : at + CHUNK])
            tx.execute(update(pledge_requests).where(some).values(values))


def accounts_of(tx: Transaction, employee_ids: Sequence[int]) -> dict[int, int]:
    """The account of each of these employees who can be written to."""
    query = (
        select(links.c.employee_id, links.c.telegram_id)
        .join(accounts, (accounts.c.telegram_id == links.c.telegram_id) & accounts.c.reachable)
        .where(links.c.ended_at.is_(None))
    )
    found: dict[int, int] = {}
    for at in range(0, len(employee_ids), CHUNK):
        some = links.c.employee_id.in_(employee_ids[at : at + CHUNK])
        found |= {row.employee_id: row.telegram_id for row in tx.execute(query.where(some))}
    return found


def mark_day(tx: Transaction, key: str, day: date, now: datetime) -> bool:
    """Note that something was done on this day; False when it was already, also by somebody at the same moment."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    fresh = {"value": day.isoformat(), "set_at": now}
    statement = dialect.insert(installation).values(key=key, **fresh)
    other_day = installation.c.value != fresh["value"]
    return (
        tx.execute(statement.on_conflict_do_update(index_elements=["key"], set_=fresh, where=other_day)).rowcount == 1
    )


def is_marked(tx: Transaction, key: str, day: date) -> bool:
    """Whether something was done on this day."""
    query = select(installation.c.value).where(installation.c.key == key)
    return tx.execute(query).scalar() == day.isoformat()


def _left(campaign_id: int, least: int) -> ColumnElement[bool]:
    return _waiting(campaign_id) & (pledge_requests.c.reminded >= least)


def left(tx: Transaction, campaign_id: int, least: int, calendar: Calendar | None = None) -> dict[int, int]:
    """How many still wait with at least so many steps behind them, by unit; of units with a calendar, or of all."""
    which = _left(campaign_id, least)
    if calendar is not None:
        which &= _of_calendar(calendar)
    query = select(pledge_requests.c.unit_id, func.count()).where(which).group_by(pledge_requests.c.unit_id)
    return {unit_id: int(people) for unit_id, people in tx.execute(query)}


def left_in(tx: Transaction, campaign_id: int, least: int, unit_id: int) -> int:
    """`left` of one unit."""
    which = _left(campaign_id, least) & (pledge_requests.c.unit_id == unit_id)
    return int(tx.execute(select(func.count()).select_from(pledge_requests).where(which)).scalar_one())


def heads_left(tx: Transaction, campaign_id: int, least: int) -> tuple[tuple[int, int | None], ...]:
    """(unit, account) of the heads who wait in their own unit with at least so many steps behind them."""
    held = grants.c.role == Role.UNIT_HEAD.value
    query = select(grants.c.employee_id, grants.c.unit_id, links.c.telegram_id).where(
        held, grants.c.revoked_at.is_(None)
    )
    query = query.outerjoin(links, (links.c.employee_id == grants.c.employee_id) & links.c.ended_at.is_(None))
    heads = {(row.employee_id, row.unit_id): row.telegram_id for row in tx.execute(query)}
    people = sorted({employee_id for employee_id, _ in heads})
    asked, found = pledge_requests.c, []
    for at in range(0, len(people), CHUNK):
        theirs = _left(campaign_id, least) & asked.employee_id.in_(people[at : at + CHUNK])
        found += [
            (row.employee_id, row.unit_id) for row in tx.execute(select(asked.employee_id, asked.unit_id).where(theirs))
        ]
    return tuple(
        (unit_id, heads[employee_id, unit_id]) for employee_id, unit_id in found if (employee_id, unit_id) in heads
    )


def told_since(tx: Transaction, campaign_id: int, level: str, since: datetime) -> frozenset[int]:
    """The units of which somebody was told at this level from `since` on."""
    told = pledge_escalations.c
    query = select(told.unit_id).where(told.campaign_id == campaign_id, told.level == level, told.at >= since)
    return frozenset(tx.execute(query.distinct()).scalars())


def keep_escalations(tx: Transaction, campaign_id: int, level: str, people: Mapping[int, int], now: datetime) -> None:
    """Keep that somebody was told of so many people by unit."""
    if people:
        same = {"campaign_id": campaign_id, "level": level, "at": now}
        tx.execute(
            insert(pledge_escalations), [{**same, "unit_id": unit, "people": count} for unit, count in people.items()]
        )


def escalated(tx: Transaction, campaign_id: int, level: str, at: datetime) -> tuple[tuple[int, str, int], ...]:
    """(unit, its name, people) of what was told in one go, most people first."""
    told = pledge_escalations.c
    query = (
        select(told.unit_id, units.c.name, told.people)
        .join(units, units.c.id == told.unit_id)
        .where(told.campaign_id == campaign_id, told.level == level, told.at == at)
        .order_by(told.people.desc(), units.c.name, units.c.id)
    )
    return tuple((unit_id, name, people) for unit_id, name, people in tx.execute(query))
