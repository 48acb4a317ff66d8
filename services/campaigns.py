"""Pledge texts and campaigns: publishing, asking an audience, and asking people anew after an event in their career."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain import pledge
from domain.audience import Audience
from domain.errors import DomainError
from domain.ledger import Campaign, text_facts
from domain.pledge_request import PledgeRequest, RequestEvent, RequestReason, advance
from services import sealing
from services.sealing import Sealer
from storage import audit, people, pledges
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


def ask_many(tx: Transaction, employee_ids: Iterable[int], reason: RequestReason, now: datetime) -> None:
    """Ask these people anew; costs one query while no campaign is open."""
    if pledges.open_campaigns(tx, now):
        for employee_id in employee_ids:
            ask_anew(tx, employee_id, reason, now)


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


def ask_anew(
    tx: Transaction, employee_id: int, reason: RequestReason, now: datetime, campaign: Campaign | None = None
) -> int:
    """Ask one person anew in every open campaign they belong to (or just this one), after an event in their career.

    A request that waits, or was answered, gives way; a signature given to it stays what it is. Returns how many.
    """
    person = people.employee(tx, employee_id)
    if person is None or not person.active:
        return 0
    count = 0
    for one in (campaign,) if campaign else pledges.open_campaigns(tx, now):
        present = pledges.current_request(tx, one.id, employee_id)
        if present is not None:
            _give_way(tx, present, RequestEvent.SUPERSEDE, now)
        if pledges.belongs(tx, one, employee_id):
            pledges.ask(tx, one.id, employee_id, person.unit_id, reason, now)
            count += 1
    return count


def take_leave(tx: Transaction, employee_id: int, now: datetime) -> None:
    """Nobody expects a signature any more of who leaves; what waits expires, a signature stays."""
    for present in pledges.current_requests(tx, employee_id):
        _give_way(tx, present, RequestEvent.EXPIRE, now)


def _give_way(tx: Transaction, present: PledgeRequest, event: RequestEvent, now: datetime) -> None:
    pledges.set_state(tx, present.id, present.state, advance(present.state, event), now, current=False)
