"""What a new cycle takes over from an old one: a step of starting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.cycles import Copied, CopyOrder, Keep, begins
from domain.stages import Stage
from domain.zone import AnswerRecord, Cycle, Layer, StageChange
from storage import cycle_copies, people, zone
from storage.engine import Transaction


def copy(tx: Transaction, source: Cycle, cycle_id: int, order: CopyOrder, by: str, now: datetime) -> Copied:
    """Put units into the new cycle, with what they take along. Closed units stay behind; assessors begin anew."""
    entering = _entering(tx, source, order)
    note = f"dari siklus {source.year}"
    for unit_id, (stage, change) in entering.items():
        zone.add_stage(tx, cycle_id, unit_id, stage.value, change.target, now, by=by, note=note)
    owners = answers = evidence = 0
    if Keep.OWNERS in order.keep:
        owners = cycle_copies.copy_owners(tx, source.id, cycle_id, entering, by, now)
    if Keep.ANSWERS in order.keep:
        answers = _copy_answers(tx, source, cycle_id, entering, {"note": note, "by": by, "answered_at": now})
    if Keep.EVIDENCE in order.keep:
        evidence = cycle_copies.copy_evidence(tx, source.id, cycle_id, entering, by, now)
    return Copied(len(entering), owners, answers, evidence)


def entering_units(tx: Transaction, source: Cycle, order: CopyOrder) -> int:
    """How many units the copy would put into the new cycle."""
    return len(_entering(tx, source, order))


def _entering(tx: Transaction, source: Cycle, order: CopyOrder) -> dict[int, tuple[Stage, StageChange]]:
    open_units = {unit.id for unit in people.all_units(tx)}
    found = {}
    for unit_id, change in sorted(zone.stages(tx, source.id).items()):
        stage = begins(Stage(change.stage), order.taking)
        if stage is not None and unit_id in open_units:
            found[unit_id] = stage, change
    return found


def _copy_answers(
    tx: Transaction, source: Cycle, cycle_id: int, entering: Mapping[int, object], same: Mapping[str, object]
) -> int:
    rows: list[dict[str, Any]] = []
    for unit_id, records in zone.all_answers(tx, source.id, Layer.UNIT.value).items():
        if unit_id in entering:
            rows += [_row(cycle_id, unit_id, one, same) for one in records.values() if one.value is not None]
    if rows:
        zone.add_answers(tx, rows)
    return len(rows)


def _row(cycle_id: int, unit_id: int, one: AnswerRecord, same: Mapping[str, object]) -> dict[str, Any]:
    return {
        "cycle_id": cycle_id, "unit_id": unit_id, "layer": Layer.UNIT.value, "question": one.question, "version": 1,
        "value": one.value, **same,
    }  # fmt: skip
