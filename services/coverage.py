"""How far a unit is with a campaign, for who leads it: numbers only, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.ledger import Campaign
from domain.people import Actor, Unit
from domain.pledge_request import RequestState
from domain.rights import Action, may
from services.access import require
from storage import coverage, people, pledges
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class CoverageOverview:
    """People of a unit and all below it by where their request stands.

    Of those who have yet to sign (`read` and `open`), `unlinked` have never started the bot and `blocked` have an
    account that can't be written to; of the unlinked, `no_phone` have no number in the roster. `joined` were asked
    after the opening; `not_expected` serve without being asked; `unexpected` is the number of signatures that are not
    expected. `several` tells that other campaigns are open, `may_remind` that the reader may remind the unit.
    """

    unit: Unit
    campaign: Campaign
    signed: int
    read: int
    open: int
    declined: int
    unlinked: int
    blocked: int
    no_phone: int
    joined: int
    not_expected: int
    unexpected: int
    several: bool = False
    may_remind: bool = False


def overview(
    tx: Transaction, actor: Actor, unit_id: int, now: datetime, campaign_id: int | None = None
) -> CoverageOverview:
    """The numbers of an open campaign, or of the one that stands for the agency.

    Raises `access.*`, `status.unknown_unit`, `pledge.no_campaign`, `coverage.campaign_over`.
    """
    unit, campaign = looked_at(tx, actor, unit_id, campaign_id, now)
    states = coverage.counts(tx, campaign.id, unit_id)
    unlinked, blocked, no_phone = coverage.unreached(tx, campaign.id, unit_id)
    return CoverageOverview(
        unit=unit,
        campaign=campaign,
        signed=states.get(RequestState.SIGNED, 0),
        read=states.get(RequestState.READ, 0),
        open=states.get(RequestState.OPEN, 0),
        declined=states.get(RequestState.DECLINED, 0),
        unlinked=unlinked,
        blocked=blocked,
        no_phone=no_phone,
        joined=coverage.joined(tx, campaign.id, unit_id),
        # Who is asked serves, and where they are asked: leaving and moving end a request.
        not_expected=max(0, people.count_employees(tx, unit_id) - sum(states.values())),
        unexpected=coverage.unexpected(tx, campaign.id, unit_id),
        several=len(pledges.open_campaigns(tx, now)) > 1,
        may_remind=may(actor.grants, Action.REMIND_UNIT, people.unit_path(tx, unit_id)),
    )


def choices(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> tuple[Unit, tuple[Campaign, ...]]:
    """The open campaigns, the newest first. Raises `access.*`, `status.unknown_unit`."""
    require(tx, actor, Action.SEE_UNIT_COVERAGE, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return unit, pledges.open_campaigns(tx, now)


def looked_at(
    tx: Transaction, actor: Actor, unit_id: int, campaign_id: int | None, now: datetime
) -> tuple[Unit, Campaign]:
    """The unit and the open campaign that the actor may look at by name; raises as `overview`."""
    require(tx, actor, Action.SEE_UNIT_COVERAGE, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return unit, open_one(tx, campaign_id, now)


def open_one(tx: Transaction, campaign_id: int | None, now: datetime) -> Campaign:
    """This campaign while it is open, or the agency's one; raises `coverage.campaign_over`, `pledge.no_campaign`."""
    if campaign_id is None:
        campaign = pledges.open_campaign(tx, now)
        if campaign is None:
            raise DomainError("pledge.no_campaign")
        return campaign
    chosen = pledges.campaign(tx, campaign_id)
    if chosen is None or not chosen.is_open(now):
        raise DomainError("coverage.campaign_over")
    return chosen
