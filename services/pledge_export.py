"""The signatures of a unit or of the agency as a table: evidence for the assessment, and for the agency's own files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.ledger import Signature
from domain.pledge_request import Standing, standing
from storage import audit, coverage, pledges, proofs, units
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature, what it is worth at the moment of the export, and its number in the ledger (None: no entry)."""

    signature: Signature
    standing: Standing
    sequence: int | None


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
    found = tuple(
        Signed(signature, _standing(tx, signature, now), sequence)
        for signature, sequence in coverage.signed(tx, unit.id if unit else None, campaign_id)
    )
    subject = f"unit:{unit.id}" if unit else "agency"
    audit.note(tx, now, by, "export_pledges", subject, count=len(found))
    return found


def _standing(tx: Transaction, signature: Signature, now: datetime) -> Standing:
    campaign = pledges.campaign(tx, signature.campaign_id)
    return standing(
        valid_until=signature.valid_until,
        superseded=campaign is not None and proofs.superseded(tx, signature, campaign),
        withdrawn=proofs.withdrawn(tx, signature.id),
        now=now,
    )
