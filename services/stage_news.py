"""Telling of a unit's new stage: those whom the table of moves names, and linked groups of what everybody may know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain import stages
from domain.messages import Lane, Post
from domain.people import Actor, Unit
from domain.rights import Action, Role, may
from domain.stage_views import StageNews
from domain.stages import Stage
from domain.zone import StageChange
from services.access import find_actor
from storage import data_rights, groups, messages, people, stage_moves
from storage.engine import Transaction

KIND, GROUP_KIND = "stage_moved", "stage_moved_group"


def spread(tx: Transaction, change: StageChange, told: Collection[Role], besides: int, now: datetime) -> int:
    """Tell everybody concerned once a change, but not the account that made it; returns how many messages are new."""
    path = people.unit_path(tx, change.unit_id)
    officials = set(data_rights.holders(tx, [one for one in told if one is not Role.EMPLOYEE], path)) - {besides}
    params: dict[str, object] = {"change": change.id}
    posts = [Post(f"stage:{change.id}:{one}", KIND, one, params) for one in sorted(officials)]
    if Role.EMPLOYEE in told:
        others = set(stage_moves.accounts_of_unit(tx, change.unit_id)) - officials - {besides}
        posts += [Post(f"stage:{change.id}:{one}", KIND, one, params, Lane.BULK) for one in sorted(others)]
    if is_public(change):
        posts += [
            Post(f"stage:{change.id}:{one.chat_id}", GROUP_KIND, one.chat_id, params, Lane.BULK, one.thread_id)
            for one in groups.reachable_groups(tx, [change.unit_id])
        ]
    return messages.enqueue(tx, posts, now)


def is_public(change: StageChange) -> bool:
    """Whether a linked group hears of it: what all employees are told, and that the unit takes part."""
    arrivals = [one for one in stages.TRANSITIONS if one.target.value == change.stage]
    return change.stage == Stage.DECLARED.value or any(Role.EMPLOYEE in one.told for one in arrivals)


def told(tx: Transaction, change_id: int, account: int) -> StageNews | None:
    """What an account is told; None once it is nobody's who works in the unit or has a role over it."""
    change, actor = stage_moves.change(tx, change_id), find_actor(tx, account)
    unit = people.unit(tx, change.unit_id) if change else None
    if change is None or unit is None or actor is None or actor.employee is None:
        return None
    opens = may(actor.grants, Action.SEE_WORKSHEET, people.unit_path(tx, unit.id))
    return StageNews(unit, change, opens) if opens or _works_there(actor, unit) else None


def told_group(tx: Transaction, change_id: int) -> StageNews | None:
    """The same for a linked group; it holds no names."""
    change = stage_moves.change(tx, change_id)
    unit = people.unit(tx, change.unit_id) if change else None
    return StageNews(unit, change, opens=False) if change and unit else None


def _works_there(actor: Actor, unit: Unit) -> bool:
    return unit.id in actor.unit_path
