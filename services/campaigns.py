"""Pledge texts and campaigns: publishing, asking an audience, and asking people anew after an event in their career."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import pledge
from domain.audience import Audience
from domain.errors import DomainError
from domain.ledger import text_facts
from domain.pledge_request import RequestEvent, RequestReason, RequestState
from services import sealing
from services.sealing import Sealer
from storage import audit, pledges
from storage.engine import Transaction

TEXT_ENTRY = "text"
BATCH = 2000
EVERYBODY = Audience()


def publish(
    tx: Transaction,
    source: str,
    title: str,
    valid_until: datetime,
    now: datetime,
    sealer: Sealer,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    months: int | None = None,
    audience: Audience = EVERYBODY,
) -> str:
    """Keep the text version, if it is new, and open a campaign with it; returns the version.

    A campaign for the same audience that is still open ends with it: nobody is asked for two of a kind.
    For the command line, whose user owns the installation. Raises `pledge.version_exists` for a
    version that was published with other words, ValueError for a bad text.
    """
    version = pledge.load(source).version
    if pledges.add_text(tx, version, source, now):
        sealing.append(tx, sealer, TEXT_ENTRY, version, text_facts(version, source, now))
    elif pledges.text_source(tx, version) != source:
        raise DomainError("pledge.version_exists", version=version)
    starts = opens_at or now
    campaign_id = pledges.add_campaign(
        tx, title, version, starts, valid_until, closes_at=closes_at, months=months, audience=audience
    )
    audit.note(tx, now, "cli", "publish", f"campaign:{campaign_id}", version=version)
    open_due(tx, now)
    return version


def close_due(tx: Transaction, now: datetime) -> int:
    """Let the requests expire that wait in campaigns which are over; returns how many, at most a batch."""
    return pledges.expire_waiting(tx, now, BATCH)


def open_due(tx: Transaction, now: datetime) -> int:
    """Make the requests of campaigns whose time has come; returns how many people are newly asked."""
    asked = 0
    for campaign in pledges.unopened_campaigns(tx, now):
        if pledges.mark_opened(tx, campaign.id, now):
            for earlier in pledges.open_campaigns(tx, now):
                if earlier.id != campaign.id and earlier.audience == campaign.audience:
                    pledges.end(tx, earlier.id, now)
            asked += pledges.ask_all(tx, campaign, now)
    return asked


def ask_anew(tx: Transaction, employee_ids: Sequence[int], reason: RequestReason, now: datetime) -> None:
    """Ask these people anew in every open campaign they belong to, after an event in their career.

    A request that waits, or was answered, gives way; a signature given to it stays what it is.
    """
    for campaign in pledges.open_campaigns(tx, now):
        pledges.give_way(tx, campaign, employee_ids, RequestEvent.SUPERSEDE, RequestState.SUPERSEDED, now)
        pledges.ask_all(tx, campaign, now, reason, employee_ids)


def take_leave(tx: Transaction, employee_ids: Sequence[int], now: datetime) -> None:
    """Nobody expects a signature any more of who leaves: their requests in open campaigns expire, signatures stay."""
    for campaign in pledges.open_campaigns(tx, now):
        pledges.give_way(tx, campaign, employee_ids, RequestEvent.EXPIRE, RequestState.EXPIRED, now)


def settle(tx: Transaction, employee_ids: Sequence[int], now: datetime) -> None:
    """Fit the open campaigns to whose audience these people belong now, such as that of a role given or taken back."""
    for campaign in pledges.open_campaigns(tx, now):
        after = RequestState.EXPIRED
        pledges.give_way(tx, campaign, employee_ids, RequestEvent.EXPIRE, after, now, outsiders=True)
        pledges.ask_all(tx, campaign, now, RequestReason.JOINED, employee_ids)
