"""Who has signed in a unit and who has not, as numbers; the signatures of a unit or of the agency as a list."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, func, select

from domain.ledger import Signature
from domain.pledge_request import WAITING, RequestReason, RequestState
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, employees, ledger, links, pledge_counts, pledge_requests, signatures

SIGNATURE_ENTRY = "signature"


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


def counts(tx: Transaction, campaign_id: int, unit_id: int) -> dict[RequestState, int]:
    """How many current requests of a unit and all below it stand in each state, from the running counts."""
    query = select(pledge_counts.c.state, func.sum(pledge_counts.c.people)).group_by(pledge_counts.c.state)
    query = query.where(pledge_counts.c.campaign_id == campaign_id, pledge_counts.c.unit_id.in_(subtree(unit_id)))
    return {RequestState(state): int(people) for state, people in tx.execute(query)}


def _current(campaign_id: int, unit_id: int) -> ColumnElement[bool]:
    asked = pledge_requests.c
    return and_(asked.campaign_id == campaign_id, asked.unit_id.in_(subtree(unit_id)), asked.current)


def unreached(tx: Transaction, campaign_id: int, unit_id: int) -> tuple[int, int]:
    """Of those who have yet to sign: how many have no account, and how many have one that can't be written to."""
    waiting = _current(campaign_id, unit_id) & pledge_requests.c.state.in_([state.value for state in WAITING])
    linked = and_(links.c.employee_id == pledge_requests.c.employee_id, links.c.ended_at.is_(None))
    query = (
        select(
            func.count().filter(links.c.id.is_(None)),
            func.count().filter(links.c.id.is_not(None) & ~accounts.c.reachable),
        )
        .select_from(pledge_requests)
        .outerjoin(links, linked)
        .outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .where(waiting)
    )
    unlinked, blocked = tx.execute(query).one()
    return int(unlinked), int(blocked)


def joined(tx: Transaction, campaign_id: int, unit_id: int) -> int:
    """How many were asked because they joined after the opening."""
    new = _current(campaign_id, unit_id) & (pledge_requests.c.reason == RequestReason.JOINED.value)
    return int(tx.execute(select(func.count()).select_from(pledge_requests).where(new)).scalar_one())


def not_asked(tx: Transaction, campaign_id: int, unit_id: int) -> int:
    """How many serve in a unit and all below it without being asked to sign."""
    asked = exists().where(
        pledge_requests.c.campaign_id == campaign_id,
        pledge_requests.c.employee_id == employees.c.id,
        pledge_requests.c.current,
    )
    serving = and_(employees.c.active, employees.c.unit_id.in_(subtree(unit_id)), ~asked)
    return int(tx.execute(select(func.count()).select_from(employees).where(serving)).scalar_one())
