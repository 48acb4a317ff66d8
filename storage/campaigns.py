"""Campaigns and texts of the pledge as those who publish them see them: lists, numbers, and a text that moves on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, or_, select, update

from domain.audience import Audience
from domain.ledger import Campaign
from domain.pledge_request import RequestState
from storage.engine import Transaction
from storage.pledges import as_campaign, belongs
from storage.tables import campaigns, employees, pledge_counts, pledge_texts, units


def texts(tx: Transaction) -> tuple[tuple[str, datetime], ...]:
    """Every version of the text with when it was kept, the newest first."""
    query = select(pledge_texts.c.version, pledge_texts.c.published_at)
    rows = tx.execute(query.order_by(pledge_texts.c.published_at.desc(), pledge_texts.c.version.desc()))
    return tuple((row.version, row.published_at) for row in rows)


def listing(tx: Transaction, now: datetime, start: int = 0, limit: int | None = None) -> tuple[Campaign, ...]:
    """Campaigns from number `start` (from 0): open ones, then coming ones, then those that are over; the newest first.

    At most `limit` of them, all without one.
    """
    over = or_(campaigns.c.ended_at.is_not(None), campaigns.c.closes_at <= now)
    phase = case((over, 2), (campaigns.c.opens_at > now, 1), else_=0)
    query = select(campaigns).order_by(phase, campaigns.c.opens_at.desc(), campaigns.c.id.desc())
    return tuple(map(as_campaign, tx.execute(query.offset(start).limit(limit))))


def total(tx: Transaction) -> int:
    """How many campaigns there are."""
    return int(tx.execute(select(func.count()).select_from(campaigns)).scalar_one())


def move_on(tx: Transaction, campaign_id: int, version: str) -> bool:
    """Let a campaign go on with another version of the text; False when it had that one."""
    other = update(campaigns).where(campaigns.c.id == campaign_id, campaigns.c.text_version != version)
    return tx.execute(other.values(text_version=version)).rowcount == 1


def audience_size(tx: Transaction, audience: Audience) -> int:
    """How many people belong to an audience now."""
    people = employees.join(units, units.c.id == employees.c.unit_id)
    query = select(func.count()).select_from(people).where(*belongs(audience))
    return int(tx.execute(query).scalar_one())


def states(tx: Transaction, campaign_ids: Sequence[int]) -> dict[int, dict[RequestState, int]]:
    """How many current requests of each campaign stand in each state, from the running counts."""
    counted = pledge_counts.c
    query = select(counted.campaign_id, counted.state, func.sum(counted.people))
    query = query.where(counted.campaign_id.in_(campaign_ids)).group_by(counted.campaign_id, counted.state)
    found: dict[int, dict[RequestState, int]] = {one: {} for one in campaign_ids}
    for campaign_id, state, people in tx.execute(query):
        found[campaign_id][RequestState(state)] = int(people)
    return found
