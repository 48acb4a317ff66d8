"""ZI cycles: starting one, moving a unit's stage, and keeping answers; for the command line and the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain import instrument, scoring
from domain.errors import DomainError
from domain.stages import Stage
from storage import people, zone
from storage.engine import Transaction


def start(tx: Transaction, year: int, title: str) -> int:
    """Start the cycle of a year; returns its id."""
    return zone.add_cycle(tx, year, title)


def enter_stage(tx: Transaction, cycle_id: int, unit_code: str, stage: Stage, target: str, now: datetime) -> None:
    """Note the stage of a unit on its way to `target` (WBK, WBBM). Raises `roster.unknown_unit`."""
    zone.add_stage(tx, cycle_id, _unit_id(tx, unit_code), stage.value, target, now)


def record_answers(
    tx: Transaction, cycle_id: int, unit_code: str, layer: str, answers: Mapping[str, object], now: datetime
) -> None:
    """Keep raw answers by question code as new versions. Raises `lke.*` for a bad one, and nothing is kept."""
    rules = instrument.bundled()
    unit_id = _unit_id(tx, unit_code)
    known = zone.latest_answers(tx, cycle_id, unit_id, layer)
    rows = []
    for code, raw in answers.items():
        parsed = scoring.parse_answer(rules.question(code), raw)
        version = known[code][0] + 1 if code in known else 1
        row = {"cycle_id": cycle_id, "unit_id": unit_id, "layer": layer, "question": code, "version": version}
        rows.append({**row, "value": scoring.dump_answer(parsed), "answered_at": now})
    if rows:
        zone.add_answers(tx, rows)


def _unit_id(tx: Transaction, code: str) -> int:
    unit = people.unit_by_code(tx, code)
    if unit is None:
        raise DomainError("roster.unknown_unit", code=code)
    return unit.id
