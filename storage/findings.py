"""Findings of assessors and their closures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select

from domain.zone import Finding, Layer
from storage.engine import Transaction
from storage.tables import finding_closures, findings
from storage.upsert import insert_missing

_QUERY = select(
    findings, finding_closures.c.at.label("closed_at"), finding_closures.c.note.label("closing_note")
).outerjoin(finding_closures, finding_closures.c.finding_id == findings.c.id)


def _finding(row: Row[Any]) -> Finding:
    values = dict(row._mapping)
    return Finding(**{**values, "layer": Layer(values["layer"]), "closing_note": values["closing_note"] or ""})


def add(tx: Transaction, values: Mapping[str, Any]) -> int:
    """Keep a finding, with all columns of the table but the id; returns its id."""
    return int(tx.execute(insert(findings).values(**values).returning(findings.c.id)).scalar_one())


def close(tx: Transaction, finding_id: int, note: str, by: str, now: datetime) -> bool:
    """Close a finding; False when it was closed before."""
    return insert_missing(tx, finding_closures, {"finding_id": finding_id, "note": note, "by": by, "at": now})


def one(tx: Transaction, finding_id: int) -> Finding | None:
    """The finding with this id."""
    row = tx.execute(_QUERY.where(findings.c.id == finding_id)).first()
    return _finding(row) if row else None


def of_unit(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[Finding, ...]:
    """Every finding of a unit in a cycle, the first one first."""
    query: Select[Any] = _QUERY.where(findings.c.cycle_id == cycle_id, findings.c.unit_id == unit_id)
    return tuple(map(_finding, tx.execute(query.order_by(findings.c.id))))


def open_of(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[Finding, ...]:
    """Those of them that nobody has closed."""
    here = (findings.c.cycle_id == cycle_id, findings.c.unit_id == unit_id, finding_closures.c.id.is_(None))
    return tuple(map(_finding, tx.execute(_QUERY.where(*here).order_by(findings.c.id))))


def open_counts(tx: Transaction, cycle_id: int) -> dict[int, int]:
    """By unit: how many findings of a cycle are open; a unit without any is left out."""
    query = (
        select(findings.c.unit_id, func.count().label("open"))
        .outerjoin(finding_closures, finding_closures.c.finding_id == findings.c.id)
        .where(findings.c.cycle_id == cycle_id, finding_closures.c.id.is_(None))
        .group_by(findings.c.unit_id)
    )
    return {row.unit_id: row.open for row in tx.execute(query)}
