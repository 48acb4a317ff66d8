"""Who of a unit has signed and who has not, by name, for who may see it; that a page was read is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.coverage import Listed, Listing
from domain.ledger import Campaign
from domain.people import Actor, Unit
from domain.rights import Action, may
from services.access import note_looks
from services.coverage import looked_at
from storage import coverage_lists, people
from storage.engine import Transaction

PAGE = 8


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """A page (from 0) of a list, with how many people and pages there are.

    `reader` is the employee who reads it, `may_remind` tells that they may remind the unit.
    """

    unit: Unit
    campaign: Campaign
    listing: Listing
    people: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    reader: int
    may_remind: bool


def page(
    tx: Transaction, actor: Actor, unit_id: int, campaign_id: int, listing: Listing, page: int, now: datetime
) -> CoveragePage:
    """A page of a list; whose names stand on it can read that they were looked at.

    Raises `access.*`, `status.unknown_unit`, `coverage.campaign_over`.
    """
    unit, campaign = looked_at(tx, actor, unit_id, campaign_id, now)
    total = coverage_lists.count(tx, campaign.id, unit_id, listing)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    found = coverage_lists.people(tx, campaign.id, unit_id, listing, offset=shown * PAGE, limit=PAGE)
    note_looks(tx, actor, [one.employee_id for one in found], now)
    assert actor.employee is not None
    may_remind = may(actor.grants, Action.REMIND_UNIT, people.unit_path(tx, unit_id))
    return CoveragePage(unit, campaign, listing, found, total, shown, pages, actor.employee.id, may_remind)
