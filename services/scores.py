"""Scoring what is kept of a worksheet: one layer of one unit, at present or as it stood at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain import instrument, scoring
from domain.answers import Answer, parse_answer
from domain.instrument_model import Instrument
from domain.people import Unit
from domain.scoring import Scorecard, Verdict
from domain.zone import AnswerRecord, Layer
from storage import zone
from storage.engine import Transaction


def parsed(rules: Instrument, records: Mapping[str, AnswerRecord]) -> dict[str, Answer]:
    """The answers of kept records by question; a record that is only a note has none."""
    known = {code: one.value for code, one in records.items() if one.value is not None and code in rules.codes}
    return {code: parse_answer(rules.question(code), value) for code, value in known.items()}


def card(
    tx: Transaction, cycle_id: int, unit_id: int, layer: Layer = Layer.UNIT, at: datetime | None = None
) -> Scorecard:
    """The card of one layer of a unit, of what had been answered by `at` where that is given."""
    rules = instrument.bundled()
    return scoring.score(rules, parsed(rules, zone.answers_of(tx, cycle_id, unit_id, layer.value, at)))


def verdicts(of: Scorecard, unit: Unit) -> dict[str, Verdict]:
    """The verdict for each target (WBK, WBBM), with the predicate that the unit holds."""
    rules = instrument.bundled()
    return {name: scoring.verdict(rules, of, name, unit.predicate) for name in rules.targets}
