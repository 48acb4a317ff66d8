"""Moving a unit from one stage to the next: what is missing for it, who makes the move, who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import agency_conditions, instrument, proposal, stage_facts, stages
from domain.errors import DomainError
from domain.folding import tidy
from domain.people import Actor, Unit
from domain.rights import Action, Grant, Role, may
from domain.scoring import Unmet, measured
from domain.stage_facts import WINDOWS, Standing
from domain.stage_views import Gathered, StageDesk, StageHistory
from domain.stages import Need, Stage, Transition
from domain.worksheet import open_now, window
from domain.zone import Cycle, Layer, StageChange
from services import findings, scores, stage_news
from services import units as unit_service
from services.access import require
from storage import agency_figures, audit, people, proposals, zone
from storage.engine import Transaction

LONGEST_NOTE = 200
SHORTEST_LETTER = 3
PAGE = 8


def gather(
    tx: Transaction, cycle: Cycle, unit: Unit, target: str, now: datetime,
    *, letter: bool = True, affirmed: bool = False,
) -> Gathered:  # fmt: skip
    """What is known of a unit on its way to `target`; `affirmed` lets it through whatever the agency's conditions."""
    rules = instrument.bundled()
    floors = rules.targets[target]
    tpi = scores.card(tx, cycle.id, unit.id, Layer.TPI)
    items = proposal.missing(proposals.ticks(tx, cycle.id, unit.id))
    conditions = agency_conditions.unmet(rules, target, agency_figures.latest(tx, cycle.year))
    standing = Standing(
        target=target,
        unit_card=scores.card(tx, cycle.id, unit.id, Layer.UNIT),
        tpi_card=tpi,
        prior_predicate=unit.predicate,
        open_findings=len(findings.open_of(tx, cycle.id, unit.id)),
        windows_open=open_now(cycle, now, ZoneInfo(unit.timezone)),
        proposal_complete=not items,
        agency_conditions=not conditions or (affirmed and agency_conditions.may_be_affirmed(target)),
        letter=letter,
    )
    return Gathered(
        standing=standing,
        held=stage_facts.facts(rules, standing),
        floors=tuple(Unmet(*row) for row in measured(tpi, floors) if row[1] < row[2]),
        prior=floors.prior_predicate,
        windows={need: window(cycle, doing) for need, doing in WINDOWS.items()},
        conditions=conditions,
        items=items,
    )


def facts(tx: Transaction, cycle: Cycle, unit: Unit, now: datetime) -> frozenset[Need]:
    """The needs that hold for a unit now, a letter aside; none for a unit that takes no part."""
    position = zone.stage(tx, cycle.id, unit.id)
    return gather(tx, cycle, unit, position[1], now, letter=False).held if position else frozenset()


def moves(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> StageDesk:
    """Where a unit stands, and what may come next. Raises `status.unknown_unit`, `access.*`."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return _desk(tx, actor, unit, now)


def move(
    tx: Transaction, actor: Actor, unit_id: int, target: Stage, seen_change_id: int, note: str, now: datetime,
    *, affirmed: bool = False,
) -> StageDesk:  # fmt: skip
    """Move a unit on from the change that was seen; the same move again by the same account changes nothing.

    Raises `stage.changed_meanwhile` when somebody was quicker, `stage.not_allowed`, `stage.not_yours`,
    `stage.not_ready`, `stage.letter` without the letter that the move needs, `stage.note_length`, `lke.not_in_cycle`,
    `lke.no_cycle`, `units.*` for a unit that is not open, `access.*`.
    """
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    unit = unit_service.held(tx, unit_id)
    cycle, change = standing_change(tx, unit)
    by = f"account:{actor.telegram_id}"
    if change.id != seen_change_id:
        if change.stage == target.value and change.by == by and _before(tx, change) == seen_change_id:
            return _desk(tx, actor, unit, now)
        raise DomainError("stage.changed_meanwhile")
    words = checked_note(note)
    found = _allowed(tx, actor, cycle, unit, change, target, words, now, affirmed=affirmed)
    made = _enter(tx, cycle, unit, found, change, by, words, now)
    detail = {"stage": target.value, "event": found.event, "cycle": cycle.id, "affirmed": affirmed}
    audit.note(tx, now, by, "move_stage", f"unit:{unit.id}", **detail)
    stage_news.spread(tx, made, found.told, actor.telegram_id, now)
    return _desk(tx, actor, unit, now)


def history(tx: Transaction, actor: Actor, unit_id: int, page: int) -> StageHistory:
    """Every change of a unit in the present cycle. Raises `lke.no_cycle`, `status.unknown_unit`, `access.*`."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    unit, cycle = people.unit(tx, unit_id), zone.latest_cycle(tx)
    if unit is None:
        raise DomainError("status.unknown_unit")
    if cycle is None:
        raise DomainError("lke.no_cycle")
    found = _with_moves(zone.stage_history(tx, cycle.id, unit.id))
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(page, 0), pages - 1)
    return StageHistory(unit, cycle, tuple(reversed(found))[at * PAGE : (at + 1) * PAGE], at, pages)


def standing_change(tx: Transaction, unit: Unit) -> tuple[Cycle, StageChange]:
    """The present cycle and the last change of a unit in it. Raises `lke.no_cycle`, `lke.not_in_cycle`."""
    cycle = zone.latest_cycle(tx)
    if cycle is None:
        raise DomainError("lke.no_cycle")
    changes = zone.stage_history(tx, cycle.id, unit.id)
    if not changes:
        raise DomainError("lke.not_in_cycle")
    return cycle, changes[-1]


def checked_note(text: str) -> str:
    """A note or letter number on one line; DomainError `stage.note_length` when it is too long."""
    words = tidy(text)
    if len(words) > LONGEST_NOTE:
        raise DomainError("stage.note_length", length=len(words), limit=LONGEST_NOTE)
    return words


def is_yours(grants: Iterable[Grant], path: tuple[int, ...], found: Transition) -> bool:
    """Whether one of the roles that make a move is held over the unit, with the right that goes with it."""
    return may([one for one in grants if one.role in found.roles], found.action, path)


def _desk(tx: Transaction, actor: Actor, unit: Unit, now: datetime) -> StageDesk:
    cycle = zone.latest_cycle(tx)
    changes = zone.stage_history(tx, cycle.id, unit.id) if cycle else ()
    if cycle is None or not changes:
        declares = cycle is not None and unit.closed_at is None and may(actor.grants, Action.MANAGE_UNITS)
        return StageDesk(unit, cycle, None, (), (), None, declares)
    change = changes[-1]
    gathered = gather(tx, cycle, unit, change.target, now)
    path = people.unit_path(tx, unit.id)
    ways = stages.next_moves(stages.parse(change.stage), frozenset(Role), gathered.held)
    own = tuple(one for one in ways if is_yours(actor.grants, path, one.transition))
    others = tuple(one for one in ways if one not in own)
    return StageDesk(unit, cycle, change, own, others, gathered, may_declare=False)


def _allowed(
    tx: Transaction, actor: Actor, cycle: Cycle, unit: Unit, change: StageChange, target: Stage, words: str,
    now: datetime, *, affirmed: bool,
) -> Transition:  # fmt: skip
    source = stages.parse(change.stage)
    found = stages.transition(source, target)
    if not is_yours(actor.grants, people.unit_path(tx, unit.id), found):
        raise DomainError("stage.not_yours", stage=source, target=target)
    if Need.LETTER in found.needs and len(words) < SHORTEST_LETTER:
        raise DomainError("stage.letter")
    held = gather(tx, cycle, unit, change.target, now, affirmed=affirmed).held
    return stages.advance(source, target, found.roles, held)


def _enter(
    tx: Transaction, cycle: Cycle, unit: Unit, found: Transition, change: StageChange, by: str, note: str, now: datetime
) -> StageChange:
    goal = _goal(found, change.target, unit)
    zone.add_stage(tx, cycle.id, unit.id, found.target.value, goal, now, by=by, note=note)
    if found.target is Stage.AWARDED:
        year = min(cycle.year, now.year)
        unit_service.set_predicate(tx, unit.id, goal, str(year), by, now)
    if found.target is Stage.REVOKED:
        unit_service.set_predicate(tx, unit.id, "", "", by, now)
    return zone.stage_history(tx, cycle.id, unit.id)[-1]


def _goal(found: Transition, target: str, unit: Unit) -> str:
    """What the unit is on its way to after a move: the next predicate once it holds one and begins anew."""
    if found.event not in ("next_predicate_begun", "building_begun_anew"):
        return target
    rules = instrument.bundled()
    return next((name for name, one in rules.targets.items() if one.prior_predicate == unit.predicate), target)


def _before(tx: Transaction, change: StageChange) -> int:
    """The id of the change before this one, 0 for the first."""
    ids = [one.id for one in zone.stage_history(tx, change.cycle_id, change.unit_id) if one.id < change.id]
    return ids[-1] if ids else 0


def _with_moves(changes: tuple[StageChange, ...]) -> list[tuple[StageChange, Transition | None]]:
    """Each change with the move of the table that it was; None for the first, and for what the command line entered."""
    known = {(one.source.value, one.target.value): one for one in stages.TRANSITIONS}
    before = ["", *(one.stage for one in changes)]
    return [(one, known.get((source, one.stage))) for source, one in zip(before, changes, strict=False)]
