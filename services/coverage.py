"""How far a unit is with a campaign, for who leads it: numbers only, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.pledge_request import RequestState
from domain.rights import Action
from services.access import require
from storage import coverage, people, pledges
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class CoverageOverview:
    """People of a unit and all below it by where their request stands.

    Of those who have yet to sign (`read` and `open`), `unlinked` have never started the bot and `blocked` have an
    account that can't be written to. `joined` were asked after the opening; `not_expected` serve without being asked.
    """

    unit: Unit
    campaign: str
    signed: int
    read: int
    open: int
    declined: int
    unlinked: int
    blocked: int
    joined: int
    not_expected: int


def overview(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> CoverageOverview:
    """The numbers of the open campaign. Raises `access.*`, `status.unknown_unit`, `pledge.no_campaign`."""
    require(tx, actor, Action.SEE_UNIT_COVERAGE, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    campaign = pledges.open_campaign(tx, now)
    if campaign is None:
        raise DomainError("pledge.no_campaign")
    states = coverage.counts(tx, campaign.id, unit_id)
    unlinked, blocked = coverage.unreached(tx, campaign.id, unit_id)
    return CoverageOverview(
        unit=unit,
        campaign=campaign.title,
        signed=states.get(RequestState.SIGNED, 0),
        read=states.get(RequestState.READ, 0),
        open=states.get(RequestState.OPEN, 0),
        declined=states.get(RequestState.DECLINED, 0),
        unlinked=unlinked,
        blocked=blocked,
        joined=coverage.joined(tx, campaign.id, unit_id),
        not_expected=coverage.not_asked(tx, campaign.id, unit_id),
    )
