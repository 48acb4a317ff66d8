"""What people owe: the deadlines that concern a person, as that person sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.deadline import Concerned, Deadline, DoneRule
from domain.people import Actor, Employee, Unit
from services.access import require_person
from storage import deadline_lists, pledges
from storage.deadline_audience import owes
from storage.deadline_lists import Marked
from storage.engine import Transaction

SHOWN = 8
MISSED_SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Owed:
    """A deadline as it concerns one person: due at their own moment; `by` names who did what one does for all."""

    deadline: Deadline
    done: bool
    by: str = ""


def owed(tx: Transaction, actor: Actor, now: datetime) -> tuple[Owed, ...]:
    """The first of `everything_owed`, as many as a screen shows. Raises `access.not_linked`."""
    return everything_owed(tx, actor, now)[:SHOWN]


def everything_owed(tx: Transaction, actor: Actor, now: datetime) -> tuple[Owed, ...]:
    """The deadlines that concern the person: missed ones of the last weeks still owed, then the next, soonest first.

    Raises `access.not_linked`.
    """
    employee, unit = require_person(actor)
    rows = deadline_lists.of_person(tx, employee, unit, actor.unit_path, now - MISSED_SHOWN)
    found = [one for row in rows if (one := _seen(tx, row, employee, unit, now)) is not None]
    return tuple(sorted(found, key=lambda one: (one.deadline.due_at, one.deadline.id)))


def _seen(tx: Transaction, row: Marked, employee: Employee, unit: Unit, now: datetime) -> Owed | None:
    """A deadline as the person sees it; None where it is over: missed for long or done, or impossible now."""
    deadline = row.deadline.seen_in(unit.timezone)
    done, by = _done(tx, row, employee, now)
    is_ahead = deadline.due_at > now
    if not is_ahead and (done or deadline.due_at <= now - MISSED_SHOWN):
        return None
    if deadline.rule is DoneRule.PLEDGE and not is_ahead and pledges.open_campaign(tx, now) is None:
        return None
    spared = row.deadline.audience.concerned is Concerned.OWING and not done
    return None if spared and not owes(tx, row.deadline, employee.id, now) else Owed(deadline, done, by)


def _done(tx: Transaction, row: Marked, employee: Employee, now: datetime) -> tuple[bool, str]:
    match row.deadline.rule:
        case DoneRule.MARK:
            return row.mine, ""
        case DoneRule.SHARED:
            mark = deadline_lists.mark_of(tx, row.deadline.id) if row.anybody else None
            return row.anybody, mark.name if mark and mark.employee_id != employee.id else ""
        case DoneRule.PLEDGE:
            campaign = pledges.open_campaign(tx, now)
            return campaign is not None and pledges.signature_of(tx, campaign.id, employee.id) is not None, ""
        case DoneRule.WORKSHEET:
            return not owes(tx, row.deadline, employee.id, now), ""


def named(tx: Transaction, actor: Actor, ids: Sequence[int], now: datetime) -> tuple[Owed, ...]:
    """Those of these deadlines that concern the person, in the order of the ids. Raises `access.not_linked`."""
    concerning = {one.deadline.id: one for one in everything_owed(tx, actor, now)}
    return tuple(concerning[one] for one in ids if one in concerning)
