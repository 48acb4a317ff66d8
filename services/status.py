"""Where a unit stands: stage and what comes next, three layers of scores, gap to WBK and WBBM, change, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain import instrument, scoring, stages, worksheet
from domain.answers import is_complete, parse_answer
from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import Action, may
from domain.scoring import Scorecard
from domain.stage_facts import WINDOWS
from domain.stages import Stage
from domain.status_views import NOBODY, LastCycle, NextStep, Reader, Total, UnitStatus
from domain.zone import Cycle, Layer
from services import pledges as pledge_service
from services import scores
from services.access import require, require_person
from storage import deadline_lists, people, zone
from storage import status as rows
from storage.engine import Transaction

NEXT_DEADLINES = 3
MONTH = timedelta(days=30)
LOOK_BACK = 3
Key: TypeAlias = str | tuple[tuple[str, object], ...]
Frozen: TypeAlias = tuple[tuple[str, Key], ...]


def unit_status(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> UnitStatus:
    """The status of a unit, the actor's own when `unit_id` is None. Raises `access.*`, `status.unknown_unit`."""
    unit = readable(tx, actor, unit_id)
    return _status(tx, unit, now, reader_of(tx, actor, unit.id))


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


def reader_of(tx: Transaction, actor: Actor, unit_id: int) -> Reader:
    """What the actor may open besides: names of who is in charge are for those of the unit, and who read worksheets.

    Raises `access.not_linked`.
    """
    require_person(actor)
    sees = may(actor.grants, Action.SEE_WORKSHEET, people.unit_path(tx, unit_id))
    return Reader(sees=sees, named=sees or unit_id in actor.unit_path)


def total(kept: Mapping[str, object]) -> Total:
    """The points of answers as kept, which is quicker than the whole card."""
    return _total_of(_frozen(kept))


def _scored(kept: Mapping[str, object]) -> Scorecard:
    return _card_of(_frozen(kept))


# A worksheet is read far more often than it is changed: what was scored once is found again by its answers.
@lru_cache(maxsize=512)
def _card_of(kept: Frozen) -> Scorecard:
    return scoring.score_shares(instrument.bundled(), _worths(kept))


@lru_cache(maxsize=1024)
def _total_of(kept: Frozen) -> Total:
    shares = _worths(kept)
    points = sum((share * _weights()[code] for code, share in shares.items()), Fraction(0))
    return Total(points, len(shares), len(shares) == len(instrument.bundled().questions))


def forget_scores() -> None:
    """Score everything anew from now on, for measuring."""
    for one in (_card_of, _total_of, _worth):
        one.cache_clear()


def _worths(kept: Frozen) -> dict[str, Fraction]:
    """What each full answer is worth (0 to 1), by question."""
    found = {code: _worth(code, key) for code, key in kept}
    return {code: share for code, share in found.items() if share is not None}


def _frozen(kept: Mapping[str, object]) -> Frozen:
    """Answers as kept, without those that the instrument does not know."""
    codes = instrument.bundled().codes
    return tuple((code, _key(value)) for code, value in sorted(kept.items()) if code in codes)


@cache
def _weights() -> Mapping[str, Fraction]:
    """The points of each question's best answer."""
    return {
        question.code: indicator.weight / len(indicator.questions)
        for indicator in instrument.bundled().indicators
        for question in indicator.questions
    }


def _key(value: object) -> Key:
    return tuple(sorted(value.items())) if isinstance(value, dict) else str(value)


@lru_cache(maxsize=8192)
def _worth(code: str, key: Key) -> Fraction | None:
    """What one answer is worth, None when something is missing; units give the same few answers again and again."""
    rules = instrument.bundled()
    question = rules.question(code)
    answer = parse_answer(question, dict(key) if isinstance(key, tuple) else key)
    return scoring.share(question, answer, rules.answer_scores) if is_complete(question, answer) else None


def _last_cycle(tx: Transaction, unit_id: int, cycle: Cycle) -> LastCycle | None:
    """How the cycle before ended for the unit; None when it answered nothing in an earlier one."""
    for earlier in rows.earlier_cycles(tx, unit_id, cycle.year, LOOK_BACK):
        kept, _ = rows.values(tx, earlier.id, unit_id)
        assessor = next((one for one in (Layer.TPN, Layer.TPI) if kept.get(one.value)), None)
        if kept.get(Layer.UNIT.value):
            assessed = total(kept[assessor.value]) if assessor else None
            return LastCycle(earlier.title, total(kept[Layer.UNIT.value]), assessor, assessed)
    return None


def _status(tx: Transaction, unit: Unit, now: datetime, reader: Reader) -> UnitStatus:
    soon = deadline_lists.of_unit(tx, people.unit_path(tx, unit.id), now, NEXT_DEADLINES)
    cycle = zone.latest_cycle(tx)
    position = zone.stage(tx, cycle.id, unit.id) if cycle else None
    bare = UnitStatus(
        unit=unit, cycle_title=cycle.title if cycle else "", stage="", target="", card=None, verdicts={},
        coverage=pledge_service.coverage(tx, unit.id, now), deadlines=tuple(one.seen_in(unit.timezone) for one in soon),
        as_of=now, reader=reader,
    )  # fmt: skip
    return _in_cycle(tx, bare, cycle, Stage(position[0]), position[1]) if cycle and position else bare


def _in_cycle(tx: Transaction, bare: UnitStatus, cycle: Cycle, stage: Stage, target: str) -> UnitStatus:
    unit, now = bare.unit, bare.as_of
    kept, before = rows.values(tx, cycle.id, unit.id, now - MONTH)
    month_ago = before.get(Layer.UNIT.value)
    card = _scored(kept.get(Layer.UNIT.value, {}))
    assessed = {layer: _scored(kept[layer.value]) for layer in (Layer.TPI, Layer.TPN) if kept.get(layer.value)}
    open_findings, in_charge = rows.counts(tx, cycle.id, unit.id)
    return UnitStatus(
        unit=unit, cycle_title=cycle.title, stage=stage, target=target, card=card,
        verdicts=scores.verdicts(card, unit), coverage=bare.coverage, deadlines=bare.deadlines, as_of=now,
        next_step=_next_step(cycle, stage, unit, now), assessed=assessed,
        month_ago=total(month_ago).points if month_ago else None,
        last=_last_cycle(tx, unit.id, cycle), findings=open_findings,
        in_charge=in_charge, reader=bare.reader,
    )  # fmt: skip


def _next_step(cycle: Cycle, stage: Stage, unit: Unit, now: datetime) -> NextStep | None:
    """The usual way out of a stage and its window, by the unit's calendar; None where none leads out."""
    usual = next(iter(stages.leaving(stage)), None)
    if usual is None:
        return None
    doing = next((WINDOWS[need] for need in usual.needs if need in WINDOWS), None)
    if doing is None:
        return NextStep(usual)
    window = worksheet.window(cycle, doing)
    return NextStep(usual, window, window.state(now.astimezone(ZoneInfo(unit.timezone)).date()))
