"""That signatures were errors and never counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.ledger import Withdrawal
from storage.engine import Transaction
from storage.tables import signature_withdrawals
from storage.upsert import insert_missing


def add(tx: Transaction, values: dict[str, Any]) -> bool:
    """Keep it for ever; False when the signature was withdrawn before."""
    return insert_missing(tx, signature_withdrawals, values)


def of_signature(tx: Transaction, signature_id: int) -> Withdrawal | None:
    """The record for a signature."""
    row = tx.execute(select(signature_withdrawals).where(signature_withdrawals.c.signature_id == signature_id)).first()
    return Withdrawal(**row._mapping) if row else None


def withdrawal(tx: Transaction, withdrawal_id: int) -> Withdrawal | None:
    """The record with this id."""
    row = tx.execute(select(signature_withdrawals).where(signature_withdrawals.c.id == withdrawal_id)).first()
    return Withdrawal(**row._mapping) if row else None
