"""Who has signed in a unit and who has not, as numbers; the signatures of a unit or of the agency as a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Join,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
)

from domain.ledger import Signature
from domain.pledge_request import WAITING, RequestReason, RequestState
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, employees, ledger, links, pledge_counts, pledge_requests, signatures

SIGNATURE_ENTRY = "signature"
Number: TypeAlias = int | BindParameter[int]


def signed(
    tx: Transaction, unit_id: int | None = None, campaign_id: int | None = None
) -> Iterator[tuple[Signature, int | None]]:
    """Signatures with their number in the ledger (None: no entry), by unit, name and time.

    Those given in a unit and all below it, or in the agency (None); of one campaign, or of all (None).
    """
    entry = and_(ledger.c.kind == SIGNATURE_ENTRY, ledger.c.subject_id == signatures.c.code)
    query = select(*signatures.c, ledger.c.sequence).outerjoin(ledger, entry)
    if unit_id is not None:
        query = query.where(signatures.c.unit_id.in_(subtree(unit_id)))
    if campaign_id is not None:
        query = query.where(signatures.c.campaign_id == campaign_id)
    order = (signatures.c.unit_name, signatures.c.name, signatures.c.signed_at, signatures.c.id)
    for row in tx.execute(query.order_by(*order)):
        values = dict(row._mapping)
        sequence = values.pop("sequence")
        yield Signature(**values), sequence


def current(campaign_id: Number, unit_id: Number) -> ColumnElement[bool]:
    """The condition on requests that count, to people of a unit and all below it."""
    asked = pledge_requests.c
    return and_(asked.campaign_id == campaign_id, asked.unit_id.in_(_within(unit_id)), asked.current)


def waiting() -> ColumnElement[bool]:
    """The condition on requests that have yet to be signed."""
    return pledge_requests.c.state.in_([state.value for state in WAITING])


def reached_by() -> Join:
    """Requests with the open link and the account of each person, both missing where there is none."""
    linked = and_(links.c.employee_id == pledge_requests.c.employee_id, links.c.ended_at.is_(None))
    with_links = pledge_requests.outerjoin(links, linked)
    return with_links.outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)


def came_later() -> ColumnElement[bool]:
    """The condition on requests to people who joined after the opening, in the words of its index."""
    return pledge_requests.c.reason == literal_column(f"'{RequestReason.JOINED.value}'")


def answered() -> ColumnElement[bool]:
    """The condition that a signature answers a request."""
    return signatures.c.request_id == pledge_requests.c.id


def outdated(campaign_id: Number, unit_id: Number) -> tuple[ColumnElement[bool], ...]:
    """The conditions on requests that count no longer, to people who were in a unit or below it then.

    Left out are withdrawn ones, and those of people who have signed the request that took their place.
    """
    asked, other = pledge_requests.c, pledge_requests.alias("other").c
    anew = exists().where(
        other.campaign_id == asked.campaign_id, other.employee_id == asked.employee_id,
        other.current, other.state == RequestState.SIGNED.value,
    )  # fmt: skip
    gone = asked.state == RequestState.WITHDRAWN.value
    return asked.campaign_id == campaign_id, asked.unit_id.in_(_within(unit_id)), ~asked.current, ~gone, ~anew


def _within(unit_id: Number) -> Any:
    return subtree(cast("int", unit_id))


# The statements of the overview, built once: building them takes longer than running them.
_CAMPAIGN: BindParameter[int] = bindparam("campaign", type_=BigInteger)
_UNIT: BindParameter[int] = bindparam("unit", type_=BigInteger)
_COUNTS = (
    select(pledge_counts.c.state, func.sum(pledge_counts.c.people))
    .where(pledge_counts.c.campaign_id == _CAMPAIGN, pledge_counts.c.unit_id.in_(_within(_UNIT)))
    .group_by(pledge_counts.c.state)
)
_UNREACHED = (
    select(
        func.count().filter(links.c.id.is_(None)),
        func.count().filter(links.c.id.is_not(None) & ~accounts.c.reachable),
        func.count().filter(links.c.id.is_(None) & (employees.c.phone == "")),
    )
    .select_from(reached_by().join(employees, employees.c.id == pledge_requests.c.employee_id))
    .where(current(_CAMPAIGN, _UNIT), waiting())
)
_JOINED = select(func.count()).select_from(pledge_requests).where(current(_CAMPAIGN, _UNIT), came_later())
_UNEXPECTED = (
    select(func.count())
    .select_from(signatures.join(pledge_requests, answered()))
    .where(*outdated(_CAMPAIGN, _UNIT))
)  # fmt: skip


def counts(tx: Transaction, campaign_id: int, unit_id: int) -> dict[RequestState, int]:
    """How many current requests of a unit and all below it stand in each state, from the running counts."""
    rows = tx.execute(_COUNTS, {"campaign": campaign_id, "unit": unit_id})
    return {RequestState(state): int(people) for state, people in rows}


def unreached(tx: Transaction, campaign_id: int, unit_id: int) -> tuple[int, int, int]:
    """Of those who have yet to sign: how many have no account, how many one that can't be written to.

    The third number is of those without an account whose phone number is not known either.
    """
    unlinked, blocked, no_phone = tx.execute(_UNREACHED, {"campaign": campaign_id, "unit": unit_id}).one()
    return int(unlinked), int(blocked), int(no_phone)


def joined(tx: Transaction, campaign_id: int, unit_id: int) -> int:
    """How many were asked because they joined after the opening."""
    return int(tx.execute(_JOINED, {"campaign": campaign_id, "unit": unit_id}).scalar_one())


def unexpected(tx: Transaction, campaign_id: int, unit_id: int) -> int:
    """How many signatures of the campaign answer a request that counts no longer, and were not given anew."""
    return int(tx.execute(_UNEXPECTED, {"campaign": campaign_id, "unit": unit_id}).scalar_one())
