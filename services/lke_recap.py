"""The worksheets of many units beside each other: answers, scores by layer, stage, distance to the target."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain import scoring
from domain.errors import DomainError
from domain.instrument import bundled
from domain.lke_recap import Recap, RecapRow
from domain.people import Actor, Unit
from domain.rights import Action, may, offered_actions
from domain.zone import Layer
from services import scores
from services.access import require_person
from storage import audit, people, zone
from storage.engine import Transaction

CLI = "cli"


def recap(tx: Transaction, actor: Actor, now: datetime) -> Recap:
    """The units that the actor may report of. Raises `access.*`, `lke.no_cycle`."""
    require_person(actor)
    if Action.REPORT_WORKSHEET not in offered_actions(actor.grants):
        raise DomainError("access.denied")

    def sees(unit: Unit) -> bool:
        return may(actor.grants, Action.REPORT_WORKSHEET, people.unit_path(tx, unit.id))

    return _recap(tx, sees, f"account:{actor.telegram_id}", now)


def recap_directly(tx: Transaction, now: datetime) -> Recap:
    """Every unit, for the command line. Raises `lke.no_cycle`."""
    return _recap(tx, lambda _: True, CLI, now)


def _recap(tx: Transaction, sees: Callable[[Unit], bool], by: str, now: datetime) -> Recap:
    cycle = zone.latest_cycle(tx)
    if cycle is None:
        raise DomainError("lke.no_cycle")
    rules, stages = bundled(), zone.stages(tx, cycle.id)
    units = sorted((one for one in people.all_units(tx) if one.id in stages and sees(one)), key=lambda one: one.code)
    records = {layer: zone.all_answers(tx, cycle.id, layer.value) for layer in Layer}
    rows = []
    for unit in units:
        answers = {layer: scores.parsed(rules, records[layer].get(unit.id, {})) for layer in Layer}
        cards = {layer: scoring.score(rules, given) for layer, given in answers.items() if given}
        change = stages[unit.id]
        rows.append(RecapRow(unit, change.stage, change.target, answers, cards))
    audit.note(tx, now, by, "export_lke_recap", f"cycle:{cycle.id}", units=len(rows))
    return Recap(cycle, tuple(rows))
