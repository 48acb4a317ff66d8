"""What assessors choose from and look back on: the queue of units, a section of questions, the layers side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain import scoring, worksheet
from domain.errors import DomainError
from domain.instrument import bundled
from domain.people import Actor, Unit
from domain.review_views import OPEN_STAGES, Queue, SectionPage, Sums, Waiting
from domain.rights import may
from domain.stages import Stage
from domain.worksheet import LAYER_ACTIONS, differences
from domain.zone import Cycle, Layer, StageChange
from services import assessing, findings
from services.access import require_person
from storage import people, stage_moves, zone
from storage.engine import Transaction

PAGE = 8


def queue(tx: Transaction, actor: Actor, layer: Layer | None, page: int) -> Queue:
    """The units that wait for a layer, by stage and then the longest waiting first; None: the actor's first layer.

    Raises `lke.no_cycle`, `access.*`.
    """
    require_person(actor)
    units = {one.id: one for one in people.all_units(tx)}
    layers = tuple(one for one in OPEN_STAGES if _within(actor, one, units))
    if not layers or (layer is not None and layer not in layers):
        raise DomainError("access.denied")
    cycle = zone.latest_cycle(tx)
    if cycle is None:
        raise DomainError("lke.no_cycle")
    chosen = layer or layers[0]
    found = _queued(tx, cycle, chosen, _within(actor, chosen, units))
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(page, 0), pages - 1)
    shown = found[at * PAGE : (at + 1) * PAGE]
    opened = findings.open_counts(tx, cycle.id)
    answered = stage_moves.answered_counts(tx, cycle.id, chosen.value, [one.unit_id for one in shown])
    rows = tuple(
        Waiting(units[one.unit_id], one, answered.get(one.unit_id, 0), opened.get(one.unit_id, 0)) for one in shown
    )
    return Queue(cycle, chosen, layers, rows, at, pages, len(found))


def section(
    tx: Transaction, actor: Actor, unit_id: int, layer: Layer, of_section: str, page: int, now: datetime
) -> SectionPage:
    """A page of the questions of a section ("A1" to "A6", "H"). Raises as `assessing.review`."""
    found = assessing.review(tx, actor, unit_id, layer, now)
    if of_section not in worksheet.sections(bundled()):
        raise DomainError("lke.unknown_question")
    questions = worksheet.questions_of(bundled(), of_section)
    pages = max(1, -(-len(questions) // PAGE))
    at = min(max(page, 0), pages - 1)
    return SectionPage(found, of_section, questions[at * PAGE : (at + 1) * PAGE], at, pages)


def sums(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, now: datetime) -> Sums:
    """The layers of a unit side by side, and where this one differs. Raises as `assessing.review`."""
    found = assessing.review(tx, actor, unit_id, layer, now)
    rules = bundled()
    kept = {one: answers for one, answers in found.answers.items() if answers or one is Layer.UNIT}
    cards = {one: scoring.score(rules, answers) for one, answers in kept.items()}
    return Sums(found, cards, differences(rules, found.answers.get(Layer.UNIT, {}), found.answers.get(layer, {})))


def _within(actor: Actor, layer: Layer, units: Mapping[int, Unit]) -> frozenset[int]:
    """The units whose layer the actor writes."""
    action = LAYER_ACTIONS[layer]
    return frozenset(one for one in units if may(actor.grants, action, _path(one, units)))


def _path(unit_id: int, units: Mapping[int, Unit]) -> tuple[int, ...]:
    path: list[int] = []
    at: int | None = unit_id
    while at is not None and at not in path:
        path.append(at)
        at = units[at].parent_id if at in units else None
    return tuple(path)


def _queued(tx: Transaction, cycle: Cycle, layer: Layer, within: frozenset[int]) -> list[StageChange]:
    order = [one.value for one in Stage if one in OPEN_STAGES[layer]]
    if layer is Layer.TPI:
        order.append(Stage.RETURNED.value)
    waiting = [one for one in zone.stages(tx, cycle.id).values() if one.unit_id in within and one.stage in order]
    return sorted(waiting, key=lambda one: (order.index(one.stage), one.changed_at, one.id))
