"""Deadlines for the command line: an audience in words, the list, and what is to be different of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.deadline import Concerned, Deadline, DeadlineAudience, DeadlinePlan
from domain.deadline_change import EditedDeadline
from domain.errors import DomainError
from domain.people import Unit
from services import deadline_changes, roles, roster
from services.owing import MISSED_SHOWN
from services.planning import Planning
from storage import deadline_lists, people
from storage.deadline_audience import numbers
from storage.engine import Transaction

BY = "cli"
EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Listed:
    """A deadline with its unit (None: the agency), how many it concerns and have done it, and when it was cancelled."""

    deadline: Deadline
    unit: Unit | None
    people: int
    done: int
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class EditOrder:
    """What is to be different of a deadline; None leaves it as it is, `unit` is a code, "" for the agency."""

    title: str | None = None
    unit: str | None = None
    audience: str | None = None
    evidence: bool | None = None
    each_zone: bool | None = None
    plan: DeadlinePlan | None = None


def audience(tx: Transaction, words: str, now: datetime) -> tuple[DeadlineAudience, tuple[int, ...]]:
    """Whom `all`, `role:zi_team`, `kind:puskesmas`, `owing:3` or `people:NIP,NIP` mean, and the people in charge.

    Raises `deadline.audience_words`, `roster.unknown_person`, `roster.staff_number_*`.
    """
    name, _, value = (part.strip() for part in words.partition(":"))
    try:
        concerned = Concerned(name.lower())
    except ValueError:
        raise DomainError("deadline.audience_words", value=words) from None
    if (concerned is Concerned.ALL) is bool(value):
        raise DomainError("deadline.audience_words", value=words)
    if concerned is not Concerned.PEOPLE:
        return DeadlineAudience(concerned, value), ()
    numbers_given = [one for one in (part.strip() for part in value.split(",")) if one]
    found = (roles.person_from(tx, BY, one, now).employee.id for one in numbers_given)
    return DeadlineAudience(concerned), tuple(dict.fromkeys(found))


def edit(tx: Transaction, deadline_id: int, order: EditOrder, planning: Planning, now: datetime) -> Deadline:
    """Change a deadline. Raises `roster.unknown_unit`, and like `audience` and `deadline_changes.edit`."""
    edited = deadline_changes.present(tx, deadline_id)
    if order.audience is not None:
        whom, in_charge = audience(tx, order.audience, now)
        edited = replace(edited, audience=whom, people=in_charge)
    if order.unit is not None:
        edited = replace(edited, unit_id=roster.unit_id(tx, order.unit) if order.unit else None)
    return deadline_changes.edit(tx, deadline_id, _plain(edited, order), BY, planning, now)


def _plain(edited: EditedDeadline, order: EditOrder) -> EditedDeadline:
    plan = order.plan
    if plan is not None:
        leads = edited.plan.lead_days if plan.lead_days is None else plan.lead_days
        after = edited.plan.follow_ups if plan.follow_ups is None else plan.follow_ups
        edited = replace(edited, plan=DeadlinePlan(leads, after))
    return replace(
        edited,
        title=edited.title if order.title is None else order.title,
        evidence=edited.evidence if order.evidence is None else order.evidence,
        each_zone=edited.each_zone if order.each_zone is None else order.each_zone,
    )


def listing(tx: Transaction, now: datetime, *, everything: bool) -> Sequence[Listed]:
    """The deadlines ahead and those missed in the last weeks, or every one there ever was; by due time."""
    since = now - MISSED_SHOWN
    found = deadline_lists.every(tx)
    return [
        _listed(tx, deadline, cancelled_at, now)
        for deadline, cancelled_at in found
        if everything or (cancelled_at is None and deadline.due_at > since)
    ]


def _listed(tx: Transaction, deadline: Deadline, cancelled_at: datetime | None, now: datetime) -> Listed:
    unit = people.unit(tx, deadline.unit_id) if deadline.unit_id is not None else None
    whole, left = numbers(tx, deadline, now)
    return Listed(deadline, unit, whole, whole - left, cancelled_at)
