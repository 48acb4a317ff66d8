"""Changing a cycle's windows, and what a new cycle takes over from an old one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import exists, insert, literal, null, select, update

from storage.engine import Transaction
from storage.tables import cycles, employees, evidence_items, evidence_removals, question_owners

CHUNK = 500


def set_windows(tx: Transaction, cycle_id: int, windows: Mapping[str, tuple[date, date]]) -> None:
    """Give a cycle other windows."""
    kept = {name: [first.isoformat(), last.isoformat()] for name, (first, last) in windows.items()}
    tx.execute(update(cycles).where(cycles.c.id == cycle_id).values(windows=kept))


def lock(tx: Transaction, cycle_id: int) -> None:
    """Let nobody else change the cycle until this transaction ends."""
    tx.execute(select(cycles.c.id).where(cycles.c.id == cycle_id).with_for_update())


def copy_owners(
    tx: Transaction, source: int, target: int, unit_ids: Collection[int], by: str, now: datetime
) -> int:  # fmt: skip
    """Who is in charge of which question in the old cycle is so in the new one, without a due day; returns how many."""
    columns = question_owners.c
    wanted = [columns.unit_id, columns.scope, columns.employee_id]
    valid = (columns.cycle_id == source) & columns.ended_at.is_(None) & employees.c.active
    count = 0
    for some in _chunks(unit_ids):
        chosen = (
            select(literal(target), *wanted, null(), literal(by), literal(now, columns.at.type))
            .join(employees, employees.c.id == columns.employee_id)
            .where(valid, columns.unit_id.in_(some))
            .order_by(columns.id)
        )
        names = ["cycle_id", *(one.name for one in wanted), "due_on", "by", "at"]
        count += tx.execute(insert(question_owners).from_select(names, chosen)).rowcount
    return count


def copy_evidence(tx: Transaction, source: int, target: int, unit_ids: Collection[int], by: str, now: datetime) -> int:
    """What units gave as evidence in the old cycle, and did not take back, counts in the new one; returns how many."""
    columns = evidence_items.c
    wanted = [columns.unit_id, columns.question, columns.file_id, columns.link, columns.name]
    gone = exists().where(evidence_removals.c.item_id == columns.id)
    count = 0
    for some in _chunks(unit_ids):
        chosen = (
            select(literal(target), *wanted, literal(by), literal(now, columns.at.type))
            .where(columns.cycle_id == source, columns.unit_id.in_(some), ~gone)
            .order_by(columns.id)
        )
        names = ["cycle_id", *(one.name for one in wanted), "by", "at"]
        count += tx.execute(insert(evidence_items).from_select(names, chosen)).rowcount
    return count


def _chunks(unit_ids: Collection[int]) -> list[list[int]]:
    every = sorted(unit_ids)
    return [every[at : at + CHUNK] for at in range(0, len(every), CHUNK)]
