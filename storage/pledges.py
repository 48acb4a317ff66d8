"""Pledge texts, campaigns, requests to sign, and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from domain.audience import Audience, AudienceKind
from domain.ledger import Campaign, Coverage, Signature
from domain.pledge_plan import PledgePlan, from_data
from domain.pledge_request import WAITING, PledgeRequest, RequestEvent, RequestReason, RequestState, before
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import campaigns, employees, grants, pledge_counts, pledge_requests, pledge_texts, signatures, units
from storage.upsert import insert_missing

EVERYBODY = Audience()
CHUNK = 500
_request_columns = [pledge_requests.c[name] for name in PledgeRequest.__dataclass_fields__]

# Asked at every tap of a ceremony, so they are built once.
_CURRENT = select(*_request_columns).where(
    pledge_requests.c.campaign_id == bindparam("campaign"), pledge_requests.c.employee_id == bindparam("employee"),
    pledge_requests.c.current,
)  # fmt: skip
_ANSWER = select(signatures).where(signatures.c.request_id == bindparam("request"))
_SOURCE = select(pledge_texts.c.source).where(pledge_texts.c.version == bindparam("text"))
_SIGNABLE = (
    select(campaigns)
    .where(campaigns.c.opens_at <= bindparam("now"), campaigns.c.closes_at > bindparam("now"))
    .where(campaigns.c.ended_at.is_(None))
    .order_by(campaigns.c.opens_at.desc(), campaigns.c.id.desc())
)


def as_campaign(row: Row[Any]) -> Campaign:
    """A row of the table as a campaign."""
    values = dict(row._mapping)
    kind, chosen, plan = (values.pop(name) for name in ("audience_kind", "audience", "plan"))
    audience = Audience(AudienceKind(kind), tuple(chosen))
    return Campaign(**values, audience=audience, plan=from_data(plan) if plan else None)


def _request(row: Row[Any]) -> PledgeRequest:
    values = dict(row._mapping)
    values |= {"reason": RequestReason(values["reason"]), "state": RequestState(values["state"])}
    return PledgeRequest(**{**values, "current": bool(values["current"])})


def text_source(tx: Transaction, version: str) -> str | None:
    """The TOML source of a text version."""
    return tx.execute(_SOURCE, {"text": version}).scalar()


def add_text(tx: Transaction, version: str, source: str, now: datetime) -> bool:
    """Keep a text version for ever; False when the version is there already."""
    return insert_missing(tx, pledge_texts, {"version": version, "source": source, "published_at": now})


def add_campaign(
    tx: Transaction,
    title: str,
    text_version: str,
    opens_at: datetime,
    valid_until: datetime,
    *,
    closes_at: datetime | None = None,
    months: int | None = None,
    audience: Audience = EVERYBODY,
    plan: PledgePlan | None = None,
) -> int:
    """Keep a campaign; returns its id. It closes when its signatures end unless told otherwise."""
    values = {
        "title": title, "text_version": text_version, "opens_at": opens_at, "closes_at": closes_at or valid_until,
        "valid_until": valid_until, "months": months, "audience_kind": audience.kind.value,
        "audience": list(audience.values), "plan": plan.as_data() if plan else null(),
    }  # fmt: skip
    return int(tx.execute(insert(campaigns).values(**values).returning(campaigns.c.id)).scalar_one())


def campaign(tx: Transaction, campaign_id: int) -> Campaign | None:
    """The campaign with this id."""
    row = tx.execute(select(campaigns).where(campaigns.c.id == campaign_id)).first()
    return as_campaign(row) if row else None


def _open(now: datetime) -> Select[Any]:
    return select(campaigns).where(
        campaigns.c.opens_at <= now, campaigns.c.closes_at > now, campaigns.c.ended_at.is_(None)
    )


def open_campaigns(tx: Transaction, now: datetime) -> tuple[Campaign, ...]:
    """The campaigns that people can sign in at this moment, the one opened last first."""
    return tuple(map(as_campaign, tx.execute(_SIGNABLE, {"now": now})))


def open_campaign(tx: Transaction, now: datetime) -> Campaign | None:
    """The campaign that stands for the agency at this moment: that of everybody before others, then the newest."""
    for_all = (campaigns.c.audience_kind == AudienceKind.ALL.value).desc()
    row = tx.execute(_open(now).order_by(for_all, campaigns.c.opens_at.desc(), campaigns.c.id.desc()).limit(1)).first()
    return as_campaign(row) if row else None


def unopened_campaigns(tx: Transaction, now: datetime) -> tuple[Campaign, ...]:
    """The campaigns whose time has come but whose requests were not made yet."""
    return tuple(map(as_campaign, tx.execute(_open(now).where(campaigns.c.opened_at.is_(None)))))


def mark_opened(tx: Transaction, campaign_id: int, now: datetime) -> bool:
    """Note that the requests are made; False when that was known."""
    fresh = update(campaigns).where(campaigns.c.id == campaign_id, campaigns.c.opened_at.is_(None))
    return tx.execute(fresh.values(opened_at=now)).rowcount == 1


def end(tx: Transaction, campaign_id: int, now: datetime) -> None:
    """End a campaign that has not ended yet."""
    tx.execute(
        update(campaigns).where(campaigns.c.id == campaign_id, campaigns.c.ended_at.is_(None)).values(ended_at=now)
    )


def expire_waiting(tx: Transaction, now: datetime, limit: int) -> int:
    """Let requests expire that wait in campaigns which are over, at most so many; returns how many."""
    over = select(campaigns.c.id).where(or_(campaigns.c.closes_at <= now, campaigns.c.ended_at <= now))
    waiting = select(pledge_requests.c.id).where(
        pledge_requests.c.campaign_id.in_(over), pledge_requests.c.current,
        pledge_requests.c.state.in_([state.value for state in WAITING]),
    )  # fmt: skip
    expired = update(pledge_requests).where(pledge_requests.c.id.in_(waiting.limit(limit)))
    return tx.execute(expired.values(state=RequestState.EXPIRED.value, state_at=now)).rowcount


def _within(audience: Audience) -> Any:
    """The condition on employees joined with units that makes them belong to an audience."""
    match audience.kind:
        case AudienceKind.ALL:
            return literal(value=True)
        case AudienceKind.UNIT:
            return employees.c.unit_id.in_(subtree(int(audience.values[0])))
        case AudienceKind.ROLE:
            held = grants.c.role.in_(audience.values) & grants.c.revoked_at.is_(None)
            return exists().where(grants.c.employee_id == employees.c.id, held)
        case AudienceKind.KIND:
            return units.c.kind.in_(audience.values)
        case AudienceKind.LIST:
            return employees.c.id.in_([int(one) for one in audience.values])


def ask_all(
    tx: Transaction,
    of: Campaign,
    now: datetime,
    reason: RequestReason = RequestReason.CAMPAIGN,
    only: Sequence[int] | None = None,
    asked_in: Sequence[int] | None = None,
) -> int:
    """Make the requests of a campaign to its audience, or to those of these employees who belong to it.

    Who has a current one keeps it. With `asked_in` only those who were asked in one of these campaigns, and still
    count there. Returns how many are new.
    """
    asked = exists().where(
        pledge_requests.c.campaign_id == of.id,
        pledge_requests.c.employee_id == employees.c.id,
        pledge_requests.c.current,
    )
    people = (
        select(
            literal(of.id), employees.c.id, employees.c.unit_id, literal(reason.value),
            literal(RequestState.OPEN.value), literal(value=True), literal(now, pledge_requests.c.opened_at.type),
            literal(now, pledge_requests.c.opened_at.type),
        )
        .where(*belongs(of.audience), ~asked)
        .join(units, units.c.id == employees.c.unit_id)
        .order_by(employees.c.id)
    )  # fmt: skip
    if asked_in is not None:
        people = people.where(employees.c.id.in_(_asked_in(asked_in)))
    names = ["campaign_id", "employee_id", "unit_id", "reason", "state", "current", "opened_at", "state_at"]
    return sum(
        tx.execute(insert(pledge_requests).from_select(names, people.where(chosen))).rowcount
        for chosen in _among(employees.c.id, only)
    )


def belongs(audience: Audience) -> tuple[ColumnElement[bool], ...]:
    """The conditions on employees joined with units that make them people of an audience."""
    return employees.c.active, _within(audience)


def _asked_in(campaign_ids: Sequence[int]) -> Select[Any]:
    counting = pledge_requests.c.campaign_id.in_(campaign_ids) & pledge_requests.c.current
    return select(pledge_requests.c.employee_id).where(counting)


def _among(column: Any, only: Sequence[int] | None) -> Iterator[ColumnElement[bool]]:
    """Conditions that together choose these ids, each within what a statement may carry; None chooses all."""
    if only is None:
        yield literal(value=True)
        return
    for at in range(0, len(only), CHUNK):
        yield column.in_(only[at : at + CHUNK])


def give_way(
    tx: Transaction,
    of: Campaign,
    only: Sequence[int],
    event: RequestEvent,
    after: RequestState,
    now: datetime,
    *,
    outsiders: bool = False,
) -> None:
    """Let the requests of these employees count no longer, moved on to `after` where `event` can happen.

    With `outsiders` only those of employees who do not belong to the campaign's audience.
    """
    moved = pledge_requests.c.state.in_([state.value for state in before(event)])
    members = select(employees.c.id).join(units, units.c.id == employees.c.unit_id).where(*belongs(of.audience))
    present = update(pledge_requests).where(pledge_requests.c.campaign_id == of.id, pledge_requests.c.current)
    if outsiders:
        present = present.where(pledge_requests.c.employee_id.not_in(members))
    values = {
        "state": case((moved, after.value), else_=pledge_requests.c.state),
        "state_at": case((moved, literal(now, pledge_requests.c.state_at.type)), else_=pledge_requests.c.state_at),
        "current": False,
    }
    for chosen in _among(pledge_requests.c.employee_id, only):
        tx.execute(present.where(chosen).values(values))


def request(tx: Transaction, request_id: int) -> PledgeRequest | None:
    """The request with this id."""
    row = tx.execute(select(*_request_columns).where(pledge_requests.c.id == request_id)).first()
    return _request(row) if row else None


def current_request(tx: Transaction, campaign_id: int, employee_id: int) -> PledgeRequest | None:
    """The request of a person in a campaign that counts."""
    row = tx.execute(_CURRENT, {"campaign": campaign_id, "employee": employee_id}).first()
    return _request(row) if row else None


def set_state(tx: Transaction, request_id: int, state: RequestState, after: RequestState, now: datetime) -> bool:
    """Move a request on; False when somebody else did meanwhile."""
    same = update(pledge_requests).where(pledge_requests.c.id == request_id, pledge_requests.c.state == state.value)
    return tx.execute(same.values(state=after.value, state_at=now)).rowcount == 1


def add_signature(tx: Transaction, values: dict[str, Any]) -> bool:
    """Keep a signature; False when the request has one already, or the code is taken."""
    return insert_missing(tx, signatures, values)


def signature_of_request(tx: Transaction, request_id: int) -> Signature | None:
    """The signature that answered a request."""
    row = tx.execute(_ANSWER, {"request": request_id}).first()
    return Signature(**row._mapping) if row else None


def signature_of(tx: Transaction, campaign_id: int, employee_id: int) -> Signature | None:
    """The signature of a person to their present request in a campaign."""
    query = (
        select(signatures)
        .join(pledge_requests, pledge_requests.c.id == signatures.c.request_id)
        .where(pledge_requests.c.campaign_id == campaign_id, pledge_requests.c.employee_id == employee_id)
        .where(pledge_requests.c.current)
    )
    row = tx.execute(query).first()
    return Signature(**row._mapping) if row else None


def signature_by_code(tx: Transaction, code: str) -> Signature | None:
    """The signature with this receipt code."""
    row = tx.execute(select(signatures).where(signatures.c.code == code)).first()
    return Signature(**row._mapping) if row else None


def coverage(tx: Transaction, campaign_id: int, unit_id: int | None = None) -> Coverage:
    """Signed and expected in a unit and all below it, or in the agency (None), from the running counts."""
    counted = pledge_counts.c.people
    signed = func.sum(counted).filter(pledge_counts.c.state == RequestState.SIGNED.value)
    query = select(func.coalesce(signed, 0), func.coalesce(func.sum(counted), 0))
    query = query.where(pledge_counts.c.campaign_id == campaign_id)
    if unit_id is not None:
        query = query.where(or_(pledge_counts.c.unit_id == unit_id, pledge_counts.c.unit_id.in_(subtree(unit_id))))
    done, expected = tx.execute(query).one()
    return Coverage(int(done), int(expected))
