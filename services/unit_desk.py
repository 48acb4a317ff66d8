"""The menu of who leads a unit or works for its ZI team: which unit it is about, and what may be done there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import ROLE_ACTIONS, Action, allowed_actions
from services.access import require, require_person
from storage import joining, people
from storage.engine import Transaction

PAGE = 8


@dataclass(frozen=True, slots=True)
class UnitDesk:
    """The unit, what the actor may do there, and whether there are others to choose from."""

    unit: Unit
    allowed: frozenset[Action]
    several: bool


def desk(tx: Transaction, actor: Actor, unit_id: int | None = None) -> UnitDesk:
    """The menu of a unit; without one that of the own unit, or of the first that a role is over. Raises `access.*`."""
    _, own = require_person(actor)
    scopes = _scopes(actor)
    if not scopes:
        raise DomainError("access.denied")
    wanted = unit_id if unit_id is not None else next((one for one in scopes if one is not None), own.id)
    require(tx, actor, Action.SEE_UNIT_MENU, wanted)
    unit = people.unit(tx, wanted)
    if unit is None:
        raise DomainError("access.denied")
    _, count = joining.open_units(tx, 0, 1, within=_within(scopes))
    return UnitDesk(unit, allowed_actions(actor.grants, people.unit_path(tx, unit.id)), count > 1)


def choices(tx: Transaction, actor: Actor, page: int) -> tuple[tuple[Unit, ...], int, int]:
    """A page (from 0) of the units that the actor has a menu for, its number, and how many. Raises `access.*`."""
    require_person(actor)
    scopes = _scopes(actor)
    if not scopes:
        raise DomainError("access.denied")
    within = _within(scopes)
    _, total = joining.open_units(tx, 0, 1, within=within)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    units, _ = joining.open_units(tx, shown * PAGE, PAGE, within=within)
    return units, shown, pages


def _scopes(actor: Actor) -> list[int | None]:
    return [grant.scope for grant in actor.grants if Action.SEE_UNIT_MENU in ROLE_ACTIONS[grant.role]]


def _within(scopes: Sequence[int | None]) -> list[int] | None:
    return None if None in scopes else [one for one in scopes if one is not None]
