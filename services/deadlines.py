"""Deadlines: setting one plans its reminders; people see theirs and mark them done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from domain.deadline import Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from domain.errors import DomainError
from domain.people import Actor, Employee
from domain.rights import Action
from services import deadline_checks, deadline_plans
from services.access import require, require_person
from services.deadline_cards import group_deadlines, manageable, may_manage, one
from services.deadline_plans import replan, replan_all
from services.owing import MISSED_SHOWN, SHOWN, Owed, everything_owed, named, owed
from services.planning import Calendar, Planning, national_holidays
from storage import audit, deadline_lists, deadlines, snoozes
from storage.deadline_audience import concerns, put_in_charge
from storage.engine import Transaction

__all__ = [
    "MISSED_SHOWN", "SHOWN", "Calendar", "NewDeadline", "Owed", "Planning", "add", "add_as", "everything_owed",
    "group_deadlines", "manageable", "mark_done", "may_manage", "named", "national_holidays", "next_reminder_at", "one",
    "owed", "replan", "replan_all",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewDeadline:
    """What a deadline needs. `unit_id` None means the whole agency, `people` are those in charge by name.

    `due_at` is aware and was named in `timezone`. A deadline of a series names its day, one of a cycle its window.
    """

    title: str
    due_at: datetime
    unit_id: int | None = None
    rule: DoneRule = DoneRule.MARK
    timezone: str = "Asia/Jakarta"
    each_zone: bool = False
    audience: DeadlineAudience = field(default_factory=DeadlineAudience)
    evidence: bool = False
    plan: DeadlinePlan = field(default_factory=DeadlinePlan)
    people: tuple[int, ...] = ()
    series_id: int | None = None
    occurs_on: date | None = None
    cycle_id: int | None = None
    window: str | None = None


def add(tx: Transaction, new: NewDeadline, by: str, planning: Planning, now: datetime) -> int:
    """Keep a deadline and plan its reminders in the same transaction; returns its id.

    `by` is `cli` or `account:ID`; who calls for a person in the chat has asked for the right before. Raises
    `deadline.past`, and whatever `deadline_checks` finds.
    """
    kept = Deadline(
        0, deadline_checks.title(new.title), new.due_at.astimezone(UTC), new.unit_id, new.rule, new.timezone,
        new.each_zone, new.audience, new.evidence, new.plan, series_id=new.series_id, occurs_on=new.occurs_on,
    )  # fmt: skip
    deadline_checks.ahead(kept.due_at, now)
    deadline_checks.check(tx, kept, new.people)
    deadline_id = deadlines.add(
        tx, kept.title, kept.due_at, kept.unit_id, kept.rule, now, timezone=kept.timezone, each_zone=kept.each_zone,
        audience=kept.audience.as_json(), evidence=kept.evidence, plan=kept.plan.as_json(), by=by,
        series_id=new.series_id, occurs_on=new.occurs_on, cycle_id=new.cycle_id, window=new.window,
    )  # fmt: skip
    put_in_charge(tx, deadline_id, new.people)
    found = deadlines.deadline(tx, deadline_id)
    assert found is not None
    deadline_plans.plan(tx, found, planning, now)
    audit.note(tx, now, by, "add_deadline", f"deadline:{deadline_id}", title=found.title)
    return deadline_id


def add_as(tx: Transaction, actor: Actor, new: NewDeadline, planning: Planning, now: datetime) -> int:
    """The same by who manages the deadlines of the unit, or of the agency. Raises `access.*`, and like `add`."""
    require(tx, actor, Action.MANAGE_DEADLINES, new.unit_id)
    return add(tx, new, f"account:{actor.telegram_id}", planning, now)


def mark_done(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> tuple[Owed, ...]:
    """Mark one's own duty done; again changes nothing. Returns what the person owes then.

    Raises `deadline.unknown`, `deadline.by_signing`, `deadline.by_worksheet`, `deadline.needs_paper`, `access.*`.
    """
    employee, _ = require_person(actor)
    deadline = deadlines.deadline(tx, deadline_id)
    if deadline is None or not concerns(tx, deadline, employee.id):
        raise DomainError("deadline.unknown")
    require(tx, actor, Action.FINISH_OWN_TASK, employee.unit_id)
    if deadline.rule is DoneRule.PLEDGE:
        raise DomainError("deadline.by_signing")
    if deadline.rule is DoneRule.WORKSHEET:
        raise DomainError("deadline.by_worksheet")
    if not _is_marked(tx, deadline, employee):
        _mark(tx, actor, deadline, employee, now)
    return owed(tx, actor, now)


def _mark(tx: Transaction, actor: Actor, deadline: Deadline, employee: Employee, now: datetime) -> None:
    if not _has_paper(tx, deadline, employee):
        raise DomainError("deadline.needs_paper")
    if deadlines.mark_done(tx, deadline.id, employee.id, now):
        snoozes.end(tx, deadline.id, None if deadline.rule is DoneRule.SHARED else employee.id)
        audit.note(tx, now, f"account:{actor.telegram_id}", "mark_done", f"deadline:{deadline.id}")


def _is_marked(tx: Transaction, deadline: Deadline, employee: Employee) -> bool:
    whose = None if deadline.rule is DoneRule.SHARED else employee.id
    return deadline_lists.mark_of(tx, deadline.id, whose) is not None


def _has_paper(tx: Transaction, deadline: Deadline, employee: Employee) -> bool:
    """Whether the evidence that the deadline asks for is there; what one does for all, one can show for all."""
    whose = None if deadline.rule is DoneRule.SHARED else employee.id
    return not deadline.evidence or deadline_lists.papers_of(tx, deadline.id, whose) > 0


def next_reminder_at(tx: Transaction, now: datetime) -> datetime | None:
    """The moment of the soonest planned reminder that is still ahead."""
    return deadlines.next_reminder_at(tx, now)
