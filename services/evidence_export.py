"""The signed documents of one unit, as evidence for its assessment: who may have them, and what each shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.errors import DomainError
from domain.messages import Post
from domain.people import Actor, Unit
from domain.rights import Action
from services import pledges as pledge_service
from services import witnessing
from services.access import find_actor, require
from services.pledges import Receipt
from services.witnessing import OnPaper
from storage import audit, coverage, messages, people, pledges, units
from storage.engine import Transaction

# What a chat can wait for, and well within the 50 MB that a bot may send.
MOST_IN_CHAT: Final = 500
POST: Final = "evidence_zip"


@dataclass(frozen=True, slots=True)
class EvidenceOrder:
    """An export that was allowed and logged: the unit, and the codes of its signatures by name."""

    unit: Unit
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What one document shows."""

    receipt: Receipt
    besides: OnPaper


def order_directly(tx: Transaction, by: str, unit_code: str, campaign_id: int | None, now: datetime) -> EvidenceOrder:
    """Allow and log the documents given in a unit and all below it, of one campaign or of all (None). `by` is "cli".

    Raises `roster.unknown_unit`, `pledge.unknown_campaign`, `export.nothing`.
    """
    unit = units.by_code(tx, unit_code)
    if unit is None:
        raise DomainError("roster.unknown_unit", code=unit_code)
    found = _order(tx, unit, campaign_id)
    _note(tx, by, found, now)
    return found


def ask(
    tx: Transaction, actor: Actor, request: int, unit_id: int, campaign_id: int | None, now: datetime
) -> EvidenceOrder:
    """Have the documents of a unit made and sent, once a `request` (the number of the update).

    Raises `access.*`, `roles.unknown_unit`, `pledge.unknown_campaign`, `export.nothing`, `export.papers_too_many`.
    """
    found = _allowed(tx, actor, unit_id, campaign_id)
    if len(found.codes) > MOST_IN_CHAT:
        raise DomainError("export.papers_too_many", count=len(found.codes), limit=MOST_IN_CHAT, code=found.unit.code)
    chosen: dict[str, object] = {"unit": unit_id, "campaign": campaign_id}
    if messages.enqueue(tx, [Post(f"{POST}:{request}", POST, actor.telegram_id, chosen)], now):
        _note(tx, f"account:{actor.telegram_id}", found, now)
    return found


def still_allowed(tx: Transaction, telegram_id: int, unit_id: int, campaign_id: int | None) -> EvidenceOrder:
    """What was asked for, as it is when it is made. Raises as `ask`, and `access.not_linked` for who left."""
    actor = find_actor(tx, telegram_id)
    if actor is None:
        raise DomainError("access.not_linked")
    return _allowed(tx, actor, unit_id, campaign_id)


def paper(tx: Transaction, code: str) -> Paper:
    """One document of an order. Raises LookupError for a code that nobody has."""
    receipt = pledge_service.receipt_by_code(tx, code)
    return Paper(receipt, witnessing.on_paper(tx, receipt.signature))


def _allowed(tx: Transaction, actor: Actor, unit_id: int, campaign_id: int | None) -> EvidenceOrder:
    require(tx, actor, Action.EXPORT, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("roles.unknown_unit")
    return _order(tx, unit, campaign_id)


def _order(tx: Transaction, unit: Unit, campaign_id: int | None) -> EvidenceOrder:
    if campaign_id is not None and pledges.campaign(tx, campaign_id) is None:
        raise DomainError("pledge.unknown_campaign")
    codes = tuple(signature.code for signature, _ in coverage.signed(tx, unit.id, campaign_id))
    if not codes:
        raise DomainError("export.nothing")
    return EvidenceOrder(unit, codes)


def _note(tx: Transaction, by: str, found: EvidenceOrder, now: datetime) -> None:
    audit.note(tx, now, by, "export_evidence", f"unit:{found.unit.id}", count=len(found.codes))
