"""The people of a unit and all below it by where their signature of a pledge stands, a page at a time, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, case, exists, func, literal, null, select

from domain.coverage import Listed, Listing, Unexpected
from domain.pledge_request import RequestState
from storage.coverage import answered, came_later, current, outdated, reached_by, waiting
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, employees, links, pledge_requests, signatures, units


def people(
    tx: Transaction, campaign_id: int, unit_id: int, listing: Listing, *, offset: int, limit: int
) -> tuple[Listed, ...]:
    """So many people of a list from `offset` on, by name."""
    match listing:
        case Listing.NOT_ASKED:
            query = _not_asked(campaign_id, unit_id)
        case Listing.UNEXPECTED:
            query = _unexpected(campaign_id, unit_id)
        case _:
            query = _asked(campaign_id, unit_id, listing)
    page = query.order_by(employees.c.name, employees.c.id).offset(offset).limit(limit)
    return tuple(map(_listed, tx.execute(page)))


def count(tx: Transaction, campaign_id: int, unit_id: int, listing: Listing) -> int:
    """How many people a list has."""
    match listing:
        case Listing.NOT_ASKED:
            query = _not_asked(campaign_id, unit_id)
        case Listing.UNEXPECTED:
            query = _unexpected(campaign_id, unit_id)
        case _:
            query = select(literal(1)).select_from(_requests(listing)).where(_chosen(campaign_id, unit_id, listing))
    return int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _listed(row: Row[Any]) -> Listed:
    values = dict(row._mapping)
    values |= {"state": RequestState(values["state"]) if values["state"] else None}
    values |= {"why": Unexpected(values["why"]) if values["why"] else None}
    return Listed(**{**values, "reachable": bool(values["reachable"])})


def _columns(**more: Any) -> list[Any]:
    """What is read of each person; what a list does not have is empty."""
    reachable = func.coalesce(accounts.c.reachable, literal(value=False))
    known = {"request_id": null(), "state": null(), "at": null(), "nudged_at": null(), "why": null()}
    fields = {"reachable": reachable, **known, **more}
    named = [employees.c.id.label("employee_id"), employees.c.name, units.c.name.label("unit")]
    return [*named, *(value.label(name) for name, value in fields.items())]


def _asked(campaign_id: int, unit_id: int, listing: Listing) -> Select[Any]:
    asked = pledge_requests.c
    columns = _columns(request_id=asked.id, state=asked.state, at=asked.state_at, nudged_at=asked.nudged_at)
    source = reached_by().join(employees, employees.c.id == asked.employee_id)
    source = source.join(units, units.c.id == asked.unit_id)
    return select(*columns).select_from(source).where(_chosen(campaign_id, unit_id, listing))


def _requests(listing: Listing) -> FromClause:
    """What the condition of a list is about."""
    if listing in {Listing.UNLINKED, Listing.BLOCKED}:
        return reached_by()
    if listing is Listing.NO_PHONE:
        return reached_by().join(employees, employees.c.id == pledge_requests.c.employee_id)
    return pledge_requests


def _chosen(campaign_id: int, unit_id: int, listing: Listing) -> ColumnElement[bool]:
    unlinked = links.c.id.is_(None)
    chosen = {
        Listing.SIGNED: pledge_requests.c.state == RequestState.SIGNED.value,
        Listing.WAITING: waiting(),
        Listing.DECLINED: pledge_requests.c.state == RequestState.DECLINED.value,
        Listing.UNLINKED: and_(waiting(), unlinked),
        Listing.BLOCKED: and_(waiting(), ~unlinked, ~accounts.c.reachable),
        Listing.NO_PHONE: and_(waiting(), unlinked, employees.c.phone == ""),
        Listing.JOINED: came_later(),
    }[listing]
    return and_(current(campaign_id, unit_id), chosen)


def _not_asked(campaign_id: int, unit_id: int) -> Select[Any]:
    source = employees.join(units, units.c.id == employees.c.unit_id)
    serving = and_(employees.c.active, employees.c.unit_id.in_(subtree(unit_id)))
    return select(*_columns(reachable=literal(value=False))).select_from(source).where(serving, ~_has(campaign_id))


def _has(campaign_id: int) -> ColumnElement[bool]:
    """The condition that the employee has a request of the campaign that counts."""
    asked = pledge_requests.alias("asked").c
    return exists().where(asked.campaign_id == campaign_id, asked.employee_id == employees.c.id, asked.current)


def _unexpected(campaign_id: int, unit_id: int) -> Select[Any]:
    why = case(
        (~employees.c.active, Unexpected.LEFT.value),
        (_has(campaign_id), Unexpected.ASKED_ANEW.value),
        else_=Unexpected.OUTSIDE.value,
    )
    columns = _columns(reachable=literal(value=False), at=signatures.c.signed_at, why=why)
    source = signatures.join(pledge_requests, answered())
    source = source.join(employees, employees.c.id == pledge_requests.c.employee_id)
    source = source.join(units, units.c.id == pledge_requests.c.unit_id)
    return select(*columns).select_from(source).where(*outdated(campaign_id, unit_id))
