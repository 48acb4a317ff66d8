"""The facts of an evaluation report (LHE) of one unit: both scores, findings, differences, what would close the gap."""

from __future__ import annotations

from datetime import datetime

from domain import instrument, road, scoring, worksheet
from domain.errors import DomainError
from domain.lhe import Report
from domain.people import Actor, Unit
from domain.rights import Action
from domain.zone import Cycle, Layer
from services import scores
from services.access import require
from services.lke_files import CLI, directly
from storage import audit, findings, people, zone
from storage.engine import Transaction


def report(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> Report:
    """The report of a unit, for its assessors and those who may export.

    Raises `access.*`, `status.unknown_unit`, `lke.no_cycle`, `lke.not_in_cycle`.
    """
    require(tx, actor, Action.REPORT_WORKSHEET, unit_id)
    unit, cycle = people.unit(tx, unit_id), zone.latest_cycle(tx)
    if unit is None:
        raise DomainError("status.unknown_unit")
    if cycle is None:
        raise DomainError("lke.no_cycle")
    return _report(tx, cycle, unit, f"account:{actor.telegram_id}", now)


def report_directly(tx: Transaction, unit_code: str, now: datetime) -> Report:
    """The same for the command line. Raises as `report`."""
    cycle, unit = directly(tx, unit_code)
    return _report(tx, cycle, unit, CLI, now)


def _report(tx: Transaction, cycle: Cycle, unit: Unit, by: str, now: datetime) -> Report:
    position = zone.stage(tx, cycle.id, unit.id)
    if position is None:
        raise DomainError("lke.not_in_cycle")
    stage, target = position
    rules = instrument.bundled()
    records = {layer: zone.answers_of(tx, cycle.id, unit.id, layer.value) for layer in (Layer.UNIT, Layer.TPI)}
    answers = {layer: scores.parsed(rules, told) for layer, told in records.items()}
    cards = {layer: scoring.score(rules, given) for layer, given in answers.items()}
    audit.note(tx, now, by, "export_lhe", f"unit:{unit.id}", cycle=cycle.id)
    return Report(
        unit=unit,
        cycle=cycle,
        stage=stage,
        target=target,
        own=cards[Layer.UNIT],
        assessed=cards[Layer.TPI],
        verdict=scoring.verdict(rules, cards[Layer.TPI], target, unit.predicate),
        road=road.cheapest_road(rules, answers[Layer.TPI] or answers[Layer.UNIT], target, unit.predicate),
        findings=tuple(one for one in findings.of_unit(tx, cycle.id, unit.id) if one.layer is Layer.TPI),
        differences=worksheet.differences(rules, answers[Layer.UNIT], answers[Layer.TPI]),
        notes={code: one.note for code, one in records[Layer.TPI].items() if one.note and code in rules.codes},
    )
