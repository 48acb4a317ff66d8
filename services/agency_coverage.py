"""How far the units of the agency are with a campaign, side by side: numbers only, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.agency_coverage import Order, UnitCoverage, added, first_level, ordered
from domain.errors import DomainError
from domain.ledger import Campaign
from domain.people import Actor, Unit
from domain.pledge_request import WAITING, RequestState
from domain.rights import Action, may
from services.access import require_person
from storage import agency_coverage, pledges, units
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The units with people asked, in their order, and the sum of them.

    `rolled` tells that each row holds the units below it. `whole` is False where the reader sees some units only.
    """

    campaign_id: int
    campaign: str
    rows: tuple[UnitCoverage, ...]
    total: UnitCoverage
    order: Order
    rolled: bool
    whole: bool


def table(
    tx: Transaction, actor: Actor, campaign_id: int, order: Order, now: datetime, *, rolled: bool
) -> CoverageTable:
    """The units that the actor may see; of the open campaign of everybody when `campaign_id` is 0.

    Raises `access.*`, `pledge.no_campaign`, `pledge.unknown_campaign`.
    """
    require_person(actor)
    every = units.every_unit(tx)
    parents = {unit.id: unit.parent_id for unit in every}
    whole = may(actor.grants, Action.SEE_UNIT_COVERAGE)
    seen = [
        unit
        for unit in every
        if whole or may(actor.grants, Action.SEE_UNIT_COVERAGE, tuple(_upwards(unit.id, parents)))
    ]
    if not (whole or seen):
        raise DomainError("access.denied")
    return _table(tx, _campaign(tx, campaign_id, now), seen, order, rolled=rolled, whole=whole)


def table_directly(tx: Transaction, campaign_id: int, order: Order, now: datetime, *, rolled: bool) -> CoverageTable:
    """The same of the whole agency, for the command line. Raises `pledge.no_campaign`, `pledge.unknown_campaign`."""
    return _table(tx, _campaign(tx, campaign_id, now), units.every_unit(tx), order, rolled=rolled, whole=True)


def _campaign(tx: Transaction, campaign_id: int, now: datetime) -> Campaign:
    found = pledges.campaign(tx, campaign_id) if campaign_id else pledges.open_campaign(tx, now)
    if found is None and campaign_id:
        raise DomainError("pledge.unknown_campaign")
    if found is None:
        raise DomainError("pledge.no_campaign")
    return found


def _upwards(unit_id: int | None, parents: Mapping[int, int | None]) -> Iterable[int]:
    while unit_id is not None:
        yield unit_id
        unit_id = parents.get(unit_id)


def _table(
    tx: Transaction, campaign: Campaign, seen: Iterable[Unit], order: Order, *, rolled: bool, whole: bool
) -> CoverageTable:
    by_id = {unit.id: unit for unit in seen}
    counted = {
        unit_id: states for unit_id, states in agency_coverage.counts(tx, campaign.id).items() if unit_id in by_id
    }
    waiting = [unit_id for unit_id, states in counted.items() if states.keys() & set(WAITING)]
    unreached = agency_coverage.unreachable(tx, campaign.id, waiting) if waiting else {}
    rows = {unit_id: _row(by_id[unit_id], states, unreached.get(unit_id, 0)) for unit_id, states in counted.items()}
    shown = ordered(_rolled(rows, by_id) if rolled else rows.values(), order)
    return CoverageTable(campaign.id, campaign.title, shown, added(rows.values()), order, rolled, whole)


def _row(unit: Unit, states: Mapping[RequestState, int], unreachable: int) -> UnitCoverage:
    return UnitCoverage(
        unit.code,
        unit.name,
        expected=sum(states.values()),
        signed=states.get(RequestState.SIGNED, 0),
        read=states.get(RequestState.READ, 0),
        open=states.get(RequestState.OPEN, 0),
        declined=states.get(RequestState.DECLINED, 0),
        unreachable=unreachable,
    )


def _rolled(rows: Mapping[int, UnitCoverage], by_id: Mapping[int, Unit]) -> list[UnitCoverage]:
    level = first_level({unit.id: unit.parent_id for unit in by_id.values()}, by_id)
    groups: dict[int, list[UnitCoverage]] = {}
    for unit_id, row in rows.items():
        groups.setdefault(level[unit_id], []).append(row)
    return [added(group, by_id[top].code, by_id[top].name) for top, group in groups.items()]
