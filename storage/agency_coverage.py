"""How far every unit is with a campaign: from the running counts, so that it costs the same with any number signed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select

from domain.pledge_request import WAITING, RequestState
from storage.engine import Transaction
from storage.tables import accounts, links, pledge_counts, pledge_requests


def counts(tx: Transaction, campaign_id: int) -> dict[int, dict[RequestState, int]]:
    """People by unit and by the state of their current request; units with nobody are left out."""
    query = select(pledge_counts.c.unit_id, pledge_counts.c.state, pledge_counts.c.people).where(
        pledge_counts.c.campaign_id == campaign_id, pledge_counts.c.people > 0
    )
    found: dict[int, dict[RequestState, int]] = {}
    for unit_id, state, people in tx.execute(query):
        found.setdefault(unit_id, {})[RequestState(state)] = people
    return found


def unreachable(tx: Transaction, campaign_id: int, unit_ids: Iterable[int]) -> dict[int, int]:
    """By unit, how many have yet to sign and have no account, or one that can't be written to.

    Ask for units in which somebody has yet to sign: it costs by the number of those people.
    """
    linked = and_(links.c.employee_id == pledge_requests.c.employee_id, links.c.ended_at.is_(None))
    query = (
        select(pledge_requests.c.unit_id, func.count())
        .select_from(pledge_requests)
        .outerjoin(links, linked)
        .outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .where(
            pledge_requests.c.campaign_id == campaign_id,
            pledge_requests.c.unit_id.in_(list(unit_ids)),
            pledge_requests.c.state.in_([state.value for state in WAITING]),
            pledge_requests.c.current,
            or_(links.c.id.is_(None), ~accounts.c.reachable),
        )
        .group_by(pledge_requests.c.unit_id)
    )
    return {int(row[0]): int(row[1]) for row in tx.execute(query)}
