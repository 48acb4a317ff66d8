"""What stands beside the answers of a worksheet: counts of evidence, open findings, the versions of one answer."""

from __future__ import annotations

from sqlalchemy import func, select

from domain.zone import AnswerRecord, Finding, Layer
from storage.engine import Transaction
from storage.tables import answers, evidence_items, evidence_removals, finding_closures, findings


def evidence_counts(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, int]:
    """By question: how many items of evidence a unit has that were not removed; questions without any are left out."""
    query = (
        select(evidence_items.c.question, func.count().label("number"))
        .outerjoin(evidence_removals, evidence_removals.c.item_id == evidence_items.c.id)
        .where(evidence_items.c.cycle_id == cycle_id, evidence_items.c.unit_id == unit_id)
        .where(evidence_removals.c.id.is_(None))
        .group_by(evidence_items.c.question)
    )
    return {row.question: row.number for row in tx.execute(query)}


def open_findings(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[Finding, ...]:
    """The findings of a unit that nobody has closed, the oldest first."""
    query = (
        select(findings)
        .outerjoin(finding_closures, finding_closures.c.finding_id == findings.c.id)
        .where(findings.c.cycle_id == cycle_id, findings.c.unit_id == unit_id, finding_closures.c.id.is_(None))
        .order_by(findings.c.id)
    )
    return tuple(Finding(**{**row._mapping, "layer": Layer(row.layer)}) for row in tx.execute(query))


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
