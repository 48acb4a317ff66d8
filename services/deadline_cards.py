"""One deadline with all that is known of it, and the lists of who sets deadlines, and of groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.deadline import Concerned, Deadline, DeadlineAudience, DoneRule
from domain.errors import DomainError
from domain.managed_deadlines import Managed, ManagedPage
from domain.people import Actor, Unit
from domain.rights import ROLE_ACTIONS, Action, may
from services.access import require_person
from services.owing import MISSED_SHOWN, SHOWN
from storage import deadline_lists, deadlines, people, pledges
from storage.deadline_audience import concerns, in_charge, numbers, owes
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class DeadlineCard:
    """A deadline as one person sees it, due at their own moment.

    `unit` is None for the agency, `other` the title of the deadline that must be owed, "" without one. `concerns` tells
    whether it is the person's own task, `done` that nothing of it is left for them; `done_by` and `done_at` are of the
    mark that ended it. `papers` are those that count as evidence. `reminds_at` is when their plan reminds them next.
    Numbers of people are told to who may manage it, else they are 0.
    """

    deadline: Deadline
    unit: Unit | None
    other: str
    in_charge: tuple[str, ...]
    concerns: bool
    done: bool
    done_by: str
    done_at: datetime | None
    papers: int
    reminds_at: datetime | None
    may_manage: bool
    people: int
    owing: int


def one(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> DeadlineCard:
    """A deadline for whom it concerns, and for who may change it. Raises `deadline.unknown`, `access.not_linked`."""
    employee, unit = require_person(actor)
    found = deadlines.deadline(tx, deadline_id)
    managing = found is not None and may_manage(tx, actor, found.unit_id)
    own = found is not None and concerns(tx, found, employee.id)
    if found is None or not (own or managing):
        raise DomainError("deadline.unknown")
    whose = None if found.rule is DoneRule.SHARED else employee.id
    mark = deadline_lists.mark_of(tx, found.id, whose)
    done = own and not owes(tx, found, employee.id, now) and not _impossible(tx, found, now)
    whole, left = numbers(tx, found, now) if managing else (0, 0)
    return DeadlineCard(
        deadline=found.seen_in(unit.timezone),
        unit=people.unit(tx, found.unit_id) if found.unit_id is not None else None,
        other=other_title(tx, found.audience),
        in_charge=tuple(name for _, name in in_charge(tx, found.id)),
        concerns=own,
        done=done,
        done_by=mark.name if mark else "",
        done_at=mark.at if mark else None,
        papers=deadline_lists.papers_of(tx, found.id, whose),
        reminds_at=deadline_lists.reminds_at(tx, found.id, employee.id, unit, now) if own and not done else None,
        may_manage=managing,
        people=whole,
        owing=left,
    )


def other_title(tx: Transaction, audience: DeadlineAudience) -> str:
    """The title of the deadline that an audience must owe; "" for any other audience."""
    if audience.concerned is not Concerned.OWING:
        return ""
    other = deadlines.any_deadline(tx, int(audience.value))
    return other.title if other else ""


def _impossible(tx: Transaction, deadline: Deadline, now: datetime) -> bool:
    """Whether nobody can do it now: no campaign is open to sign in."""
    return deadline.rule is DoneRule.PLEDGE and pledges.open_campaign(tx, now) is None


def may_manage(tx: Transaction, manager: Actor, unit_id: int | None) -> bool:
    """Whether they may set and change deadlines of this unit, or of the agency (None)."""
    path = people.unit_path(tx, unit_id) if unit_id is not None else ()
    return may(manager.grants, Action.MANAGE_DEADLINES, path)


def managed_scopes(manager: Actor) -> tuple[int | None, ...]:
    """The units for which they may set deadlines, each with all below it; None is the agency."""
    held = (grant for grant in manager.grants if Action.MANAGE_DEADLINES in ROLE_ACTIONS[grant.role])
    return tuple(dict.fromkeys(grant.scope for grant in held))


def manageable(tx: Transaction, actor: Actor, page: int, now: datetime) -> ManagedPage:
    """A page of the deadlines that the actor may change, soonest first, with those missed in the last weeks.

    Raises `access.not_linked`, `access.denied`.
    """
    _, home = require_person(actor)
    scopes = managed_scopes(actor)
    if not scopes:
        raise DomainError("access.denied")
    since = now - MISSED_SHOWN
    _, total = deadline_lists.of_units(tx, scopes, since, 0)
    pages = max(1, -(-total // SHOWN))
    shown = min(max(page, 0), pages - 1)
    found, _ = deadline_lists.of_units(tx, scopes, since, SHOWN, shown * SHOWN)
    return ManagedPage(tuple(_managed(tx, one, home.timezone, now) for one in found), shown, pages)


def _managed(tx: Transaction, deadline: Deadline, zone: str, now: datetime) -> Managed:
    unit = people.unit(tx, deadline.unit_id) if deadline.unit_id is not None else None
    return Managed(deadline.seen_in(zone), unit, *numbers(tx, deadline, now))


def group_deadlines(tx: Transaction, unit_id: int | None, now: datetime) -> tuple[Deadline, ...]:
    """The next deadlines that concern anybody of a linked group's unit and below, or of the agency; without names."""
    path = people.unit_path(tx, unit_id) if unit_id is not None else ()
    tz = people.unit(tx, unit_id) if unit_id is not None else None
    found = deadline_lists.of_unit(tx, path, now, SHOWN)
    return tuple(one.seen_in(tz.timezone) if tz else one for one in found)
