"""The versions of one answer of a worksheet."""

from __future__ import annotations

from sqlalchemy import select

from domain.zone import AnswerRecord, Layer
from storage.engine import Transaction
from storage.tables import answers


def versions(
    tx: Transaction, cycle_id: int, unit_id: int, question: str, layer: Layer = Layer.UNIT
) -> tuple[AnswerRecord, ...]:
    """Every version of one answer, the first one first."""
    query = (
        select(answers)
        .where(answers.c.cycle_id == cycle_id, answers.c.unit_id == unit_id)
        .where(answers.c.layer == layer.value, answers.c.question == question)
        .order_by(answers.c.version)
    )
    return tuple(
        AnswerRecord(row.question, row.version, row.value, row.note, row.by, row.answered_at)
        for row in tx.execute(query)
    )
