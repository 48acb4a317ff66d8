"""The home screen: what I must sign, my unit's stage, my next deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.deadline import Deadline
from domain.ledger import Campaign
from domain.people import Actor, Employee, Unit
from services import deadlines as deadline_service
from services.access import require_person
from storage import pledges, zone
from storage.engine import Transaction

NEXT = 3


@dataclass(frozen=True, slots=True)
class Home:
    """What a linked person sees first. `stage` is "" for a unit outside the present cycle."""

    employee: Employee
    unit: Unit
    campaign: Campaign | None
    signed_at: datetime | None
    stage: str
    target: str
    deadlines: tuple[Deadline, ...]


def home(tx: Transaction, actor: Actor, now: datetime) -> Home:
    """Raises `access.not_linked`."""
    employee, unit = require_person(actor)
    campaign = pledges.open_campaign(tx, now)
    signature = pledges.signature_of(tx, campaign.id, employee.id) if campaign else None
    cycle = zone.latest_cycle(tx)
    stage, target = (zone.stage(tx, cycle.id, unit.id) if cycle else None) or ("", "")
    open_ones = [owed.deadline for owed in deadline_service.owed(tx, actor, now) if not owed.done]
    return Home(
        employee=employee,
        unit=unit,
        campaign=campaign,
        signed_at=signature.signed_at if signature else None,
        stage=stage,
        target=target,
        deadlines=tuple(open_ones[:NEXT]),
    )
