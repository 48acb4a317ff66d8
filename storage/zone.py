"""Cycles of the integrity zone, the stages of units in them, and the answers of worksheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from storage.engine import Transaction
from storage.tables import answers, cycles, stage_changes


def add_cycle(tx: Transaction, year: int, title: str) -> int:
    """Start a cycle; returns its id."""
    return int(tx.execute(insert(cycles).values(year=year, title=title).returning(cycles.c.id)).scalar_one())


def latest_cycle(tx: Transaction) -> tuple[int, int, str] | None:
    """Id, year and title of the cycle of the highest year."""
    row = tx.execute(select(cycles.c.id, cycles.c.year, cycles.c.title).order_by(cycles.c.year.desc()).limit(1)).first()
    return (row.id, row.year, row.title) if row else None


def add_stage(tx: Transaction, cycle_id: int, unit_id: int, stage: str, target: str, now: datetime) -> None:
    """Note that a unit has entered a stage, on its way to `target` (WBK or WBBM)."""
    values = {"cycle_id": cycle_id, "unit_id": unit_id, "stage": stage, "target": target, "changed_at": now}
    tx.execute(insert(stage_changes).values(**values))


def stage(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[str, str] | None:
    """Stage and target of a unit in a cycle; None when it takes no part."""
    query = (
        select(stage_changes.c.stage, stage_changes.c.target)
        .where(stage_changes.c.cycle_id == cycle_id, stage_changes.c.unit_id == unit_id)
        .order_by(stage_changes.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return (row.stage, row.target) if row else None


def add_answers(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add answer rows; each has cycle_id, unit_id, layer, question, version, value, answered_at."""
    tx.execute(insert(answers), list(rows))


def latest_answers(tx: Transaction, cycle_id: int, unit_id: int, layer: str) -> dict[str, tuple[int, object]]:
    """By question: the last version and its raw value, of one layer ("unit", "tpi", "tpn")."""
    ranked = (
        select(
            answers.c.question,
            answers.c.version,
            answers.c.value,
            func.max(answers.c.version).over(partition_by=answers.c.question).label("last"),
        )
        .where(answers.c.cycle_id == cycle_id, answers.c.unit_id == unit_id, answers.c.layer == layer)
        .subquery()
    )
    rows = tx.execute(
        select(ranked.c.question, ranked.c.version, ranked.c.value).where(ranked.c.version == ranked.c.last)
    )
    return {question: (version, value) for question, version, value in rows}
