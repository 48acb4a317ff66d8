"""Two cycles side by side: of one unit by layer and area, and of the whole agency."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from domain import instrument, scoring
from domain.cycle_views import AgencyComparison, AgencySide, Side, UnitComparison, UnitLine
from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import Action, may
from domain.scoring import Scorecard
from domain.stages import Stage
from domain.zone import Cycle, Layer
from services import cycles, scores
from services.access import require
from storage import people, zone
from storage.engine import Transaction

PAGE: Final = 8


def unit(tx: Transaction, actor: Actor, unit_id: int, first_id: int, second_id: int) -> UnitComparison:
    """Two cycles of a unit. Raises `access.*`, `status.unknown_unit`, `cycle.unknown`, `cycle.same`."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    found = people.unit(tx, unit_id)
    if found is None:
        raise DomainError("status.unknown_unit")
    before, after = (_side(tx, one, unit_id) for one in _in_order(tx, first_id, second_id))
    manages = may(actor.grants, Action.MANAGE_CYCLES)
    return UnitComparison(found, before, after, manages)


def agency(tx: Transaction, actor: Actor, first_id: int, second_id: int, page: int) -> AgencyComparison:
    """Two cycles of the agency. Raises `access.*`, `cycle.unknown`, `cycle.same`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    earlier, later = _in_order(tx, first_id, second_id)
    (before, first), (after, second) = _whole(tx, earlier), _whole(tx, later)
    units = [one for one in people.all_units(tx) if one.id in first or one.id in second]
    lines = [_line(one, first.get(one.id), second.get(one.id)) for one in sorted(units, key=lambda one: one.name)]
    pages = max(1, -(-len(lines) // PAGE))
    shown = min(max(page, 0), pages - 1)
    return AgencyComparison(before, after, tuple(lines[shown * PAGE : (shown + 1) * PAGE]), shown, pages)


def _in_order(tx: Transaction, first_id: int, second_id: int) -> tuple[Cycle, Cycle]:
    if first_id == second_id:
        raise DomainError("cycle.same")
    before, after = sorted((cycles.known(tx, first_id), cycles.known(tx, second_id)), key=lambda one: one.year)
    return before, after


def _side(tx: Transaction, cycle: Cycle, unit_id: int) -> Side:
    position = zone.stage(tx, cycle.id, unit_id)
    cards = {layer: scores.card(tx, cycle.id, unit_id, layer) for layer in Layer}
    answered = {layer: one for layer, one in cards.items() if one.answered}
    return Side(cycle, Stage(position[0]) if position else None, position[1] if position else "", answered)


def _whole(tx: Transaction, cycle: Cycle) -> tuple[AgencySide, dict[int, Scorecard | None]]:
    """The agency in a cycle, and the unit's own card by every unit that takes part."""
    rules = instrument.bundled()
    answers = zone.all_answers(tx, cycle.id, Layer.UNIT.value)
    stages = zone.stages(tx, cycle.id)
    cards: dict[int, Scorecard | None] = {
        unit_id: scoring.score(rules, scores.parsed(rules, answers[unit_id])) if unit_id in answers else None
        for unit_id in stages
    }
    totals = [one.total for one in cards.values() if one is not None and one.complete]
    awarded = sum(1 for one in stages.values() if one.stage in (Stage.AWARDED, Stage.MONITORING))
    mean = sum(totals, Fraction(0)) / len(totals) if totals else None
    return AgencySide(cycle, len(cards), len(totals), mean, awarded), cards


def _line(of: Unit, before: Scorecard | None, after: Scorecard | None) -> UnitLine:
    full = before is not None and after is not None and before.complete and after.complete
    return UnitLine(of.id, of.name, before.total if before else None, after.total if after else None, full)
