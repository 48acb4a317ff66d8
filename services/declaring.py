"""Letting units take part in the present cycle: their first stage, on the way to WBK or WBBM; by agency-wide admins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain import instrument, stages
from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import Action
from domain.stage_views import Declared, DeclareDesk
from domain.stages import UNIT_TEAM
from domain.zone import Cycle
from services import stage_news
from services import units as unit_service
from services.access import require
from storage import audit, drafts, people, zone
from storage.engine import Transaction

DRAFT = "declare"
PAGE = 8


def declare(tx: Transaction, actor: Actor, unit_ids: Collection[int], target: str, now: datetime) -> Declared:
    """Let units take part on their way to `target` (WBK, WBBM); one that takes part already stays as it is.

    Raises `stage.target`, `lke.no_cycle`, `units.*` for a unit that is not open, `access.*`.
    """
    require(tx, actor, Action.MANAGE_UNITS)
    cycle, goal = _cycle(tx), _target(target)
    by = f"account:{actor.telegram_id}"
    made: list[Unit] = []
    for unit_id in sorted(set(unit_ids)):
        unit = unit_service.held(tx, unit_id)
        if zone.stage(tx, cycle.id, unit.id) is None:
            zone.add_stage(tx, cycle.id, unit.id, stages.FIRST.value, goal, now, by=by)
            audit.note(tx, now, by, "declare_unit", f"unit:{unit.id}", cycle=cycle.id, target=goal)
            stage_news.spread(tx, zone.stages(tx, cycle.id)[unit.id], UNIT_TEAM, actor.telegram_id, now)
            made.append(unit)
    return Declared(cycle, goal, tuple(made), len(set(unit_ids)) - len(made))


def begin(tx: Transaction, actor: Actor, page: int, now: datetime) -> DeclareDesk:
    """The units to choose from, with those chosen before. Raises `lke.no_cycle`, `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    chosen, target = _chosen(tx, actor)
    return _keep(tx, actor, page, chosen, target, now)


def toggle(tx: Transaction, actor: Actor, page: int, unit_id: int, now: datetime) -> DeclareDesk:
    """Choose a unit, or leave it out again. Raises as `begin`."""
    require(tx, actor, Action.MANAGE_UNITS)
    chosen, target = _chosen(tx, actor)
    return _keep(tx, actor, page, chosen ^ {unit_id}, target, now)


def aim(tx: Transaction, actor: Actor, page: int, target: str, now: datetime) -> DeclareDesk:
    """Choose the target for those chosen. Raises `stage.target`, and as `begin`."""
    require(tx, actor, Action.MANAGE_UNITS)
    chosen, _ = _chosen(tx, actor)
    return _keep(tx, actor, page, chosen, _target(target), now)


def confirm(tx: Transaction, actor: Actor, now: datetime) -> Declared:
    """Declare the units that were chosen. Raises `stage.nothing_chosen`, and as `declare`."""
    require(tx, actor, Action.MANAGE_UNITS)
    chosen, target = _chosen(tx, actor)
    if not chosen:
        raise DomainError("stage.nothing_chosen")
    made = declare(tx, actor, chosen, target, now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return made


def _cycle(tx: Transaction) -> Cycle:
    found = zone.latest_cycle(tx)
    if found is None:
        raise DomainError("lke.no_cycle")
    return found


def _target(target: str) -> str:
    if target not in instrument.bundled().targets:
        raise DomainError("stage.target", value=target)
    return target


def _chosen(tx: Transaction, actor: Actor) -> tuple[frozenset[int], str]:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    kept = draft.data.get("units") if draft else None
    target = str(draft.data["target"]) if draft else next(iter(instrument.bundled().targets))
    return frozenset(int(one) for one in kept) if isinstance(kept, list) else frozenset(), target


def _keep(tx: Transaction, actor: Actor, page: int, chosen: frozenset[int], target: str, now: datetime) -> DeclareDesk:
    cycle = _cycle(tx)
    within = zone.stages(tx, cycle.id)
    free = tuple(one for one in people.all_units(tx) if one.id not in within)
    kept = chosen & {one.id for one in free}
    data: dict[str, object] = {"units": sorted(kept), "target": target}
    drafts.save(tx, actor.telegram_id, DRAFT, "pick", data, now)
    pages = max(1, -(-len(free) // PAGE))
    at = min(max(page, 0), pages - 1)
    return DeclareDesk(cycle, free[at * PAGE : (at + 1) * PAGE], kept, target, at, pages, len(free))
