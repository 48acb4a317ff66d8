"""What came after a signature: a later one, a witness, a withdrawal."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select

from domain.ledger import Campaign, Signature, WitnessMark
from storage.engine import Transaction
from storage.tables import campaigns, signature_withdrawals, signatures, witness_marks


def superseded(tx: Transaction, earlier: Signature, campaign: Campaign) -> bool:
    """Whether the same person signed again, in the same campaign or in a later one for the same audience."""
    withdrawn = exists().where(signature_withdrawals.c.signature_id == signatures.c.id)
    after = or_(
        signatures.c.signed_at > earlier.signed_at,
        and_(signatures.c.signed_at == earlier.signed_at, signatures.c.id > earlier.id),
    )
    query = (
        select(campaigns.c.id, campaigns.c.opens_at, campaigns.c.audience_kind, campaigns.c.audience)
        .join(signatures, signatures.c.campaign_id == campaigns.c.id)
        .where(signatures.c.employee_id == earlier.employee_id, after, ~withdrawn)
    )
    whom = (campaign.audience.kind.value, list(campaign.audience.values))
    return any(
        row.id == campaign.id or (row.opens_at >= campaign.opens_at and (row.audience_kind, list(row.audience)) == whom)
        for row in tx.execute(query)
    )


def withdrawn(tx: Transaction, signature_id: int) -> bool:
    """Whether a signature was taken back as an error."""
    query = select(signature_withdrawals.c.id).where(signature_withdrawals.c.signature_id == signature_id)
    return tx.execute(query).first() is not None


def witness(tx: Transaction, signature_id: int) -> WitnessMark | None:
    """Who has attested a signature."""
    row = tx.execute(select(witness_marks).where(witness_marks.c.signature_id == signature_id)).first()
    return WitnessMark(**row._mapping) if row else None
