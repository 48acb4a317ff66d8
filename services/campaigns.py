"""Pledge texts and campaigns: publishing, asking an audience, and asking people anew after an event in their career."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import pledge
from domain.audience import Audience
from domain.errors import DomainError
from domain.ledger import Campaign, text_facts
from domain.pledge_plan import PledgePlan
from domain.pledge_request import RequestEvent, RequestReason, RequestState
from services import sealing
from services.sealing import Sealer
from storage import audit, campaigns, pledges
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
    plan: PledgePlan | None = None,
    by: str = "cli",
) -> str:
    """Keep the text version, if it is new, and open a campaign with it; returns the version.

    A campaign for the same audience that is still open ends with it: nobody is asked for two of a kind.
    For the command line, whose user owns the installation. Raises `pledge.version_exists` for a
    version that was published with other words, ValueError for a bad text.
    """
    version = keep_text(tx, source, now, sealer)
    start(
        tx, version, title, valid_until, now,
        opens_at=opens_at, closes_at=closes_at, months=months, audience=audience, plan=plan, by=by,
    )  # fmt: skip
    return version


def start(
    tx: Transaction,
    version: str,
    title: str,
    valid_until: datetime,
    now: datetime,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    months: int | None = None,
    audience: Audience = EVERYBODY,
    plan: PledgePlan | None = None,
    by: str = "cli",
) -> int:
    """Open a campaign with a kept version of the text, now or later; returns its id."""
    campaign_id = pledges.add_campaign(
        tx, title, version, opens_at or now, valid_until,
        closes_at=closes_at, months=months, audience=audience, plan=plan,
    )  # fmt: skip
    audit.note(tx, now, by, "publish", f"campaign:{campaign_id}", version=version)
    open_due(tx, now)
    return campaign_id


def keep_text(tx: Transaction, source: str, now: datetime, sealer: Sealer) -> str:
    """Keep a text for ever, with its entry in the ledger, unless it is kept already; returns its version.

    Raises `pledge.version_exists` for a version that was kept with other words, ValueError for a bad text.
    """
    version = pledge.load(source).version
    if pledges.add_text(tx, version, source, now):
        sealing.append(tx, sealer, TEXT_ENTRY, version, text_facts(version, source, now))
    elif pledges.text_source(tx, version) != source:
        raise DomainError("pledge.version_exists", version=version)
    return version


def revise(
    tx: Transaction, source: str, now: datetime, sealer: Sealer, *, audience: Audience = EVERYBODY, by: str = "cli"
) -> tuple[int, ...]:
    """Put another version of the text into the open campaigns of an audience; returns the campaigns that it changed.

    Requests that wait go on with the new words, and signatures stay what they are. Twice it changes nothing more.
    Raises `campaign.none_running` where the audience has no open campaign, and as `keep_text`.
    """
    running = same_audience(tx, audience, now)
    if not running:
        raise DomainError("campaign.none_running")
    version = keep_text(tx, source, now, sealer)
    changed = tuple(one for one in running if campaigns.move_on(tx, one.id, version))
    for one in changed:
        audit.note(tx, now, by, "revise", f"campaign:{one.id}", before=one.text_version, version=version)
    return tuple(one.id for one in changed)


def end(tx: Transaction, campaign_id: int, now: datetime, *, by: str = "cli") -> bool:
    """End a campaign before its time, or before it opens; False when it is over already. What waits expires.

    Raises `pledge.unknown_campaign`.
    """
    found = pledges.campaign(tx, campaign_id)
    if found is None:
        raise DomainError("pledge.unknown_campaign")
    if found.ended_at is not None or found.closes_at <= now:
        return False
    pledges.end(tx, campaign_id, now)
    audit.note(tx, now, by, "end", f"campaign:{campaign_id}")
    return True


def same_audience(tx: Transaction, audience: Audience, now: datetime) -> tuple[Campaign, ...]:
    """The open campaigns of exactly this audience, the one opened last first."""
    return tuple(one for one in pledges.open_campaigns(tx, now) if one.audience == audience)


def close_due(tx: Transaction, now: datetime) -> int:
    """Let the requests expire that wait in campaigns which are over; returns how many, at most a batch."""
    return pledges.expire_waiting(tx, now, BATCH)


def open_due(tx: Transaction, now: datetime) -> int:
    """Make the requests of campaigns whose time has come; returns how many people are newly asked.

    Who had been asked in the campaign that ends with it is told that the text is a new one, where it is.
    """
    asked = 0
    for campaign in pledges.unopened_campaigns(tx, now):
        if pledges.mark_opened(tx, campaign.id, now):
            earlier = [one for one in same_audience(tx, campaign.audience, now) if one.id != campaign.id]
            for one in earlier:
                pledges.end(tx, one.id, now)
            others = [one.id for one in earlier if one.text_version != campaign.text_version]
            if others:
                asked += pledges.ask_all(tx, campaign, now, RequestReason.NEW_TEXT, asked_in=others)
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
