"""Where a unit stands: stage and what comes next, three layers of scores, gap to WBK and WBBM, change, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain import instrument, scoring, stages, worksheet
from domain.answers import parse_answer
from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import Action, may
from domain.scoring import Scorecard
from domain.stage_facts import WINDOWS
from domain.stages import Stage
from domain.status_views import NOBODY, LastCycle, NextStep, Reader, UnitStatus
from domain.zone import Cycle, Layer
from services import findings, scores
from services import pledges as pledge_service
from services.access import require, require_person
from storage import deadlines, people, question_owners, zone
from storage import status as rows
from storage.engine import Transaction

NEXT_DEADLINES = 3
MONTH = timedelta(days=30)


def unit_status(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> UnitStatus:
    """The status of a unit, the actor's own when `unit_id` is None. Raises `access.*`, `status.unknown_unit`."""
    unit = readable(tx, actor, unit_id)
    return _status(tx, unit, now, reader_of(tx, actor, unit))


def group_status(tx: Transaction, unit_id: int, now: datetime) -> UnitStatus:
    """The same for a linked group; it holds no names."""
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return _status(tx, unit, now, NOBODY)


def readable(tx: Transaction, actor: Actor, unit_id: int | None) -> Unit:
    """The unit whose status the actor asks for, the own one for None. Raises `access.*`, `status.unknown_unit`."""
    _, own = require_person(actor)
    unit = people.unit(tx, unit_id) if unit_id is not None else own
    if unit is None:
        raise DomainError("status.unknown_unit")
    require(tx, actor, Action.SEE_OWN_UNIT if unit.id == own.id else Action.SEE_ANY_UNIT, unit.id)
    return unit


def reader_of(tx: Transaction, actor: Actor, unit: Unit) -> Reader:
    """What the actor may open besides: names of who is in charge are for those of the unit, and who read worksheets."""
    sees = may(actor.grants, Action.SEE_WORKSHEET, people.unit_path(tx, unit.id))
    return Reader(sees=sees, named=sees or unit.id in actor.unit_path)


def cards(kept: Mapping[str, Mapping[str, object]]) -> dict[Layer, Scorecard]:
    """The card of every layer that has answered anything, from answers as kept."""
    return {layer: scored(kept[layer.value]) for layer in Layer if kept.get(layer.value)}


def scored(kept: Mapping[str, object]) -> Scorecard:
    """The card of answers as kept, by question; one that the instrument does not know counts for nothing."""
    rules = instrument.bundled()
    known = {code: value for code, value in kept.items() if code in rules.codes}
    return scoring.score(rules, {code: parse_answer(rules.question(code), value) for code, value in known.items()})


def last_cycle(tx: Transaction, unit_id: int, cycle: Cycle) -> LastCycle | None:
    """How the cycle before ended for the unit; None when it answered nothing in an earlier one."""
    for earlier in rows.earlier_cycles(tx, unit_id, cycle.year, 1):
        found = cards(rows.values(tx, earlier.id, unit_id))
        assessor = next((one for one in (Layer.TPN, Layer.TPI) if one in found), None)
        if Layer.UNIT in found:
            return LastCycle(earlier.title, found[Layer.UNIT], assessor, found[assessor] if assessor else None)
    return None


def _status(tx: Transaction, unit: Unit, now: datetime, reader: Reader) -> UnitStatus:
    soon = deadlines.upcoming(tx, people.unit_path(tx, unit.id), now, NEXT_DEADLINES)
    cycle = zone.latest_cycle(tx)
    position = zone.stage(tx, cycle.id, unit.id) if cycle else None
    bare = UnitStatus(
        unit=unit, cycle_title=cycle.title if cycle else "", stage="", target="", card=None, verdicts={},
        coverage=pledge_service.coverage(tx, unit.id, now), deadlines=tuple(deadline for deadline, _ in soon),
        as_of=now, reader=reader,
    )  # fmt: skip
    return _in_cycle(tx, bare, cycle, Stage(position[0]), position[1]) if cycle and position else bare


def _in_cycle(tx: Transaction, bare: UnitStatus, cycle: Cycle, stage: Stage, target: str) -> UnitStatus:
    unit, now = bare.unit, bare.as_of
    found = cards(rows.values(tx, cycle.id, unit.id))
    card = found.pop(Layer.UNIT, None) or scored({})
    owners = question_owners.owners_of(tx, cycle.id, unit.id).values()
    return UnitStatus(
        unit=unit, cycle_title=cycle.title, stage=stage, target=target, card=card,
        verdicts=scores.verdicts(card, unit), coverage=bare.coverage, deadlines=bare.deadlines, as_of=now,
        next_step=next_step(cycle, stage, unit, now), assessed=found, month_ago=_month_ago(tx, cycle, unit, now),
        last=last_cycle(tx, unit.id, cycle), findings=len(findings.open_of(tx, cycle.id, unit.id)),
        in_charge=len({one.employee_id for one in owners}), reader=bare.reader,
    )  # fmt: skip


def next_step(cycle: Cycle, stage: Stage, unit: Unit, now: datetime) -> NextStep | None:
    """The usual way out of a stage and its window, by the unit's calendar; None where none leads out."""
    usual = next(iter(stages.leaving(stage)), None)
    if usual is None:
        return None
    doing = next((WINDOWS[need] for need in usual.needs if need in WINDOWS), None)
    if doing is None:
        return NextStep(usual)
    window = worksheet.window(cycle, doing)
    return NextStep(usual, window, window.state(now.astimezone(ZoneInfo(unit.timezone)).date()))


def _month_ago(tx: Transaction, cycle: Cycle, unit: Unit, now: datetime) -> Fraction | None:
    kept = rows.values(tx, cycle.id, unit.id, now - MONTH).get(Layer.UNIT.value)
    return scored(kept).total if kept else None
