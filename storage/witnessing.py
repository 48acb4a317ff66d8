"""The signatures that wait for a witness, and the marks of those who have attested them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from domain.ledger import Signature, WitnessMark
from domain.pledge_request import RequestState
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import campaigns, pledge_requests, signatures, witness_marks
from storage.upsert import insert_missing


def waiting(tx: Transaction, unit_id: int, witness_id: int, now: datetime) -> tuple[int, ...]:
    """The ids of signatures of a unit and all below it that this person may still attest, the oldest first.

    Those that count and are valid, that nobody has attested yet, and that are not the person's own.
    """
    marked = exists().where(witness_marks.c.signature_id == signatures.c.id)
    asked = pledge_requests.c
    query = (
        select(signatures.c.id)
        .join(pledge_requests, asked.id == signatures.c.request_id)
        # All campaigns, named so that the index by campaign and unit is of use.
        .where(asked.campaign_id.in_(select(campaigns.c.id)), asked.unit_id.in_(subtree(unit_id)), asked.current)
        .where(asked.state == RequestState.SIGNED.value, signatures.c.valid_until > now, ~marked)
        .where(signatures.c.employee_id != witness_id)
        .order_by(signatures.c.signed_at, signatures.c.id)
    )
    return tuple(tx.execute(query).scalars())


def signatures_by_id(tx: Transaction, ids: Sequence[int]) -> tuple[Signature, ...]:
    """These signatures, the oldest first."""
    query = select(signatures).where(signatures.c.id.in_(ids)).order_by(signatures.c.signed_at, signatures.c.id)
    return tuple(Signature(**row._mapping) for row in tx.execute(query))


def add(tx: Transaction, values: dict[str, Any]) -> bool:
    """Keep a mark for ever; False when the signature has one already."""
    return insert_missing(tx, witness_marks, values)


def mark(tx: Transaction, mark_id: int) -> WitnessMark | None:
    """The mark with this id."""
    row = tx.execute(select(witness_marks).where(witness_marks.c.id == mark_id)).first()
    return WitnessMark(**row._mapping) if row else None
