"""Letting units take part in the present cycle: their first stage, on the way to WBK or WBBM; by agency-wide admins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from domain import instrument, stages, units
from domain.errors import DomainError
from domain.folding import tidy
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


def one(tx: Transaction, actor: Actor, unit_id: int, target: str) -> tuple[Unit, Cycle]:
    """A unit that is about to take part. Raises as `declare`."""
    require(tx, actor, Action.MANAGE_UNITS)
    cycle, _ = _cycle(tx), _target(target)
    return unit_service.open_by_id(tx, unit_id), cycle


def begin(tx: Transaction, actor: Actor, page: int, now: datetime) -> DeclareDesk:
    """The units to choose from, with those chosen and the words typed before; words typed from now on narrow them.

    Raises `lke.no_cycle`, `access.*`.
    """
    require(tx, actor, Action.MANAGE_UNITS)
    return _keep(tx, actor, page, _kept(tx, actor), now)


def search(tx: Transaction, actor: Actor, words: str, now: datetime) -> DeclareDesk:
    """The units that hold the typed words, "" for all of them again. Raises as `begin`."""
    require(tx, actor, Action.MANAGE_UNITS)
    kept = _kept(tx, actor)
    return _keep(tx, actor, 0, replace(kept, words=tidy(words)[: units.LONGEST_NAME]), now)


def toggle(tx: Transaction, actor: Actor, page: int, unit_id: int, now: datetime) -> DeclareDesk:
    """Choose a unit, or leave it out again. Raises as `begin`."""
    require(tx, actor, Action.MANAGE_UNITS)
    kept = _kept(tx, actor)
    return _keep(tx, actor, page, replace(kept, units=kept.units ^ {unit_id}), now)


def aim(tx: Transaction, actor: Actor, page: int, target: str, now: datetime) -> DeclareDesk:
    """Choose the target for those chosen. Raises `stage.target`, and as `begin`."""
    require(tx, actor, Action.MANAGE_UNITS)
    return _keep(tx, actor, page, replace(_kept(tx, actor), target=_target(target)), now)


def confirm(tx: Transaction, actor: Actor, now: datetime) -> Declared:
    """Declare the units that were chosen. Raises `stage.nothing_chosen`, and as `declare`."""
    require(tx, actor, Action.MANAGE_UNITS)
    kept = _kept(tx, actor)
    if not kept.units:
        raise DomainError("stage.nothing_chosen")
    made = declare(tx, actor, kept.units, kept.target, now)
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


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the draft holds: the units chosen, the target for them, and the words that narrow the list."""

    units: frozenset[int]
    target: str
    words: str


def _kept(tx: Transaction, actor: Actor) -> _Kept:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        return _Kept(frozenset(), next(iter(instrument.bundled().targets)), "")
    chosen = draft.data.get("units")
    ids = frozenset(int(one) for one in chosen) if isinstance(chosen, list) else frozenset()
    return _Kept(ids, str(draft.data["target"]), str(draft.data["words"]))


def _keep(tx: Transaction, actor: Actor, page: int, kept: _Kept, now: datetime) -> DeclareDesk:
    cycle = _cycle(tx)
    within = zone.stages(tx, cycle.id)
    free = tuple(one for one in people.all_units(tx) if one.id not in within)
    chosen = kept.units & {one.id for one in free}
    data: dict[str, object] = {"units": sorted(chosen), "target": kept.target, "words": kept.words}
    drafts.save(tx, actor.telegram_id, DRAFT, "text", data, now)
    found = units.search(free, kept.words) if kept.words else free
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(page, 0), pages - 1)
    shown = found[at * PAGE : (at + 1) * PAGE]
    return DeclareDesk(cycle, shown, frozenset(chosen), kept.target, at, pages, len(free), kept.words)
