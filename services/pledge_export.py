"""The signatures of a unit or of the agency as a table: evidence for the assessment, and for the agency's own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.errors import DomainError
from domain.ledger import Campaign, Signature
from domain.people import Actor, Unit
from domain.pledge_request import Standing, standing
from domain.rights import ROLE_ACTIONS, Action
from services.access import require, require_person
from storage import audit, coverage, joining, people, pledge_exports, pledges, proofs, units
from storage.engine import Transaction

PAGE: Final = 8
# A list in chat is made while others wait for the same machine; a longer one is for the command line.
MOST_IN_CHAT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature, what it is worth at the moment of the export, and its number in the ledger (None: no entry)."""

    signature: Signature
    standing: Standing
    sequence: int | None


@dataclass(frozen=True, slots=True)
class ExportDesk:
    """A page (from 0) of the units whose signatures the actor may take out; `whole` tells of the agency's."""

    units: tuple[Unit, ...]
    page: int
    pages: int
    whole: bool


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What there is to take out of a unit (None: the agency): of the open campaign, and of all campaigns."""

    unit: Unit | None
    campaign: Campaign | None
    of_campaign: int
    of_all: int


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """A list that was allowed and logged: of which unit and campaign (None: of all), and how many signatures."""

    unit: Unit | None
    campaign_id: int | None
    count: int


def desk(tx: Transaction, actor: Actor, page: int) -> ExportDesk:
    """The units to choose from. Raises `access.*`."""
    require_person(actor)
    scopes = [grant.scope for grant in actor.grants if Action.EXPORT in ROLE_ACTIONS[grant.role]]
    if not scopes:
        raise DomainError("access.denied")
    within = None if None in scopes else [one for one in scopes if one is not None]
    _, total = joining.open_units(tx, 0, 1, within=within)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    found, _ = joining.open_units(tx, shown * PAGE, PAGE, within=within)
    return ExportDesk(found, shown, pages, within is None)


def choice(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> ExportChoice:
    """How many signatures a unit with all below it has, or the agency (None).

    Raises `access.*`, `roles.unknown_unit`.
    """
    unit = _allowed_unit(tx, actor, unit_id)
    campaign = pledges.open_campaign(tx, now)
    of_campaign = pledge_exports.count(tx, unit_id, campaign.id) if campaign else 0
    return ExportChoice(unit, campaign, of_campaign, pledge_exports.count(tx, unit_id, None))


def order(tx: Transaction, actor: Actor, unit_id: int | None, campaign_id: int | None, now: datetime) -> ExportOrder:
    """Allow and log a list that `listed` then reads, outside the transaction that writes.

    Raises `access.*`, `roles.unknown_unit`, `pledge.unknown_campaign`, `export.nothing`, `export.too_many`.
    """
    unit = _allowed_unit(tx, actor, unit_id)
    if campaign_id is not None and pledges.campaign(tx, campaign_id) is None:
        raise DomainError("pledge.unknown_campaign")
    count = pledge_exports.count(tx, unit_id, campaign_id)
    if not count:
        raise DomainError("export.nothing")
    if count > MOST_IN_CHAT:
        raise DomainError("export.too_many", count=count, limit=MOST_IN_CHAT)
    subject = f"unit:{unit.id}" if unit else "agency"
    audit.note(tx, now, f"account:{actor.telegram_id}", "export_pledges", subject, count=count)
    return ExportOrder(unit, campaign_id, count)


def listed(tx: Transaction, ordered: ExportOrder, now: datetime) -> tuple[Signed, ...]:
    """The signatures of an order, by unit and name, without the texts that were shown."""
    return tuple(
        replace(one, signature=replace(one.signature, shown=""))
        for one in _signed(tx, ordered.unit.id if ordered.unit else None, ordered.campaign_id, now)
    )


def _allowed_unit(tx: Transaction, actor: Actor, unit_id: int | None) -> Unit | None:
    require(tx, actor, Action.EXPORT, unit_id)
    unit = people.unit(tx, unit_id) if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise DomainError("roles.unknown_unit")
    return unit


def export_directly(
    tx: Transaction, by: str, unit_code: str, campaign_id: int | None, now: datetime
) -> tuple[Signed, ...]:
    """Signatures given in a unit and all below it ("" for the agency), by unit and name; logged. `by` is "cli".

    Of one campaign, or of all (None). Raises `roster.unknown_unit`, `pledge.unknown_campaign`.
    """
    unit = units.by_code(tx, unit_code) if unit_code else None
    if unit_code and unit is None:
        raise DomainError("roster.unknown_unit", code=unit_code)
    if campaign_id is not None and pledges.campaign(tx, campaign_id) is None:
        raise DomainError("pledge.unknown_campaign")
    found = tuple(_signed(tx, unit.id if unit else None, campaign_id, now))
    subject = f"unit:{unit.id}" if unit else "agency"
    audit.note(tx, now, by, "export_pledges", subject, count=len(found))
    return found


def _signed(tx: Transaction, unit_id: int | None, campaign_id: int | None, now: datetime) -> Iterator[Signed]:
    withdrawn, signed_again = pledge_exports.withdrawn(tx), pledge_exports.signed_again(tx)
    for signature, sequence in coverage.signed(tx, unit_id, campaign_id):
        worth = standing(
            valid_until=signature.valid_until,
            superseded=signature.employee_id in signed_again and _superseded(tx, signature),
            withdrawn=signature.id in withdrawn,
            now=now,
        )
        yield Signed(signature, worth, sequence)


def _superseded(tx: Transaction, signature: Signature) -> bool:
    campaign = pledges.campaign(tx, signature.campaign_id)
    return campaign is not None and proofs.superseded(tx, signature, campaign)
