"""What an export of signatures asks about many of them at once."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.engine import Transaction
from storage.people import subtree
from storage.tables import signature_withdrawals, signatures


def count(tx: Transaction, unit_id: int | None, campaign_id: int | None) -> int:
    """Signatures given in a unit and all below it, or in the agency (None); of one campaign, or of all (None)."""
    query = select(func.count()).select_from(signatures)
    if unit_id is not None:
        query = query.where(signatures.c.unit_id.in_(subtree(unit_id)))
    if campaign_id is not None:
        query = query.where(signatures.c.campaign_id == campaign_id)
    return int(tx.execute(query).scalar_one())


def withdrawn(tx: Transaction) -> frozenset[int]:
    """The ids of all signatures that were taken back as an error."""
    return frozenset(tx.execute(select(signature_withdrawals.c.signature_id)).scalars())


def signed_again(tx: Transaction) -> frozenset[int]:
    """Who has signed more than once: only their signatures can be superseded."""
    query = select(signatures.c.employee_id).group_by(signatures.c.employee_id).having(func.count() > 1)
    return frozenset(tx.execute(query).scalars())
