"""Where a unit stands: stage, score by change area, gap to WBK and WBBM, pledge coverage, next deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import instrument, scoring
from domain.deadline import Deadline
from domain.errors import DomainError
from domain.ledger import Coverage
from domain.people import Actor, Unit
from domain.rights import Action
from domain.scoring import Scorecard, Verdict
from services import pledges as pledge_service
from services.access import require, require_person
from storage import deadlines, people, zone
from storage.engine import Transaction

NEXT_DEADLINES = 3


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """The card of a unit. `stage`, `target`, `card` and `verdicts` are empty for a unit outside the present cycle."""

    unit: Unit
    cycle_title: str
    stage: str
    target: str
    card: Scorecard | None
    verdicts: dict[str, Verdict]
    coverage: Coverage | None
    deadlines: tuple[Deadline, ...]
    as_of: datetime


def unit_status(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> UnitStatus:
    """The status of a unit, the actor's own when `unit_id` is None. Raises `access.*`, `status.unknown_unit`."""
    _, own = require_person(actor)
    unit = people.unit(tx, unit_id) if unit_id is not None else own
    if unit is None:
        raise DomainError("status.unknown_unit")
    require(tx, actor, Action.SEE_OWN_UNIT if unit.id == own.id else Action.SEE_ANY_UNIT, unit.id)
    return _status(tx, unit, now)


def group_status(tx: Transaction, unit_id: int, now: datetime) -> UnitStatus:
    """The same for a linked group; it holds no names."""
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return _status(tx, unit, now)


def _status(tx: Transaction, unit: Unit, now: datetime) -> UnitStatus:
    soon = deadlines.upcoming(tx, people.unit_path(tx, unit.id), now, NEXT_DEADLINES)
    cycle = zone.latest_cycle(tx)
    position = zone.stage(tx, cycle[0], unit.id) if cycle else None
    stage, target = position or ("", "")
    card, verdicts = _score(tx, cycle[0], unit) if cycle and position else (None, {})
    return UnitStatus(
        unit=unit,
        cycle_title=cycle[2] if cycle else "",
        stage=stage,
        target=target,
        card=card,
        verdicts=verdicts,
        coverage=pledge_service.coverage(tx, unit.id, now),
        deadlines=tuple(deadline for deadline, _ in soon),
        as_of=now,
    )


def _score(tx: Transaction, cycle_id: int, unit: Unit) -> tuple[Scorecard, dict[str, Verdict]]:
    rules = instrument.bundled()
    raw = zone.latest_answers(tx, cycle_id, unit.id, "unit")
    answers = {code: scoring.parse_answer(rules.question(code), value) for code, (_, value) in raw.items()}
    card = scoring.score(rules, answers)
    return card, {name: scoring.verdict(rules, card, name, unit.predicate) for name in rules.targets}


def pick_units(tx: Transaction, actor: Actor, page: int, size: int) -> tuple[tuple[Unit, ...], int]:
    """One page (from 0) of all units by name, and how many pages there are. Raises `access.*`."""
    require_person(actor)
    units = people.all_units(tx)
    pages = max(1, -(-len(units) // size))
    first = min(max(page, 0), pages - 1) * size
    return units[first : first + size], pages
