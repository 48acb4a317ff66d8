"""What a deadline must be to be kept, whoever sets or changes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.deadline import MARKED, Concerned, Deadline
from domain.errors import DomainError
from domain.folding import tidy
from domain.rights import Role
from storage import deadline_lists, deadlines, people
from storage.engine import Transaction

LONGEST_TITLE = 120
MOST_LEAD_DAYS = 365
MOST_FOLLOW_UP_DAYS = 60
MOST_REMINDERS = 12
ROLES = tuple(role for role in Role if role is not Role.EMPLOYEE)
"""The roles that a deadline can be for: what everybody is needs no role."""


def title(text: str) -> str:
    """The title with single spaces. Raises `deadline.title_empty`, `deadline.title_too_long`."""
    found = tidy(text)
    if not found:
        raise DomainError("deadline.title_empty")
    if len(found) > LONGEST_TITLE:
        raise DomainError("deadline.title_too_long", length=len(found), limit=LONGEST_TITLE)
    return found


def ahead(due_at: datetime, now: datetime) -> None:
    """Raise `deadline.past` unless the moment is still to come."""
    if due_at <= now:
        raise DomainError("deadline.past")


def check(tx: Transaction, deadline: Deadline, in_charge: Sequence[int]) -> None:
    """Refuse what nobody could do or be reminded of.

    Raises `deadline.unit_unknown`, `deadline.audience_unknown`, `deadline.other_unknown`, `deadline.people_missing`,
    `deadline.people_elsewhere`, `deadline.lead_days`, `deadline.follow_ups`, `deadline.evidence_needs_mark`.
    """
    unit = people.unit(tx, deadline.unit_id) if deadline.unit_id is not None else None
    if deadline.unit_id is not None and (unit is None or unit.closed_at is not None):
        raise DomainError("deadline.unit_unknown")
    _check_audience(tx, deadline, in_charge)
    if _out_of_reach(deadline.plan.lead_days, 0, MOST_LEAD_DAYS):
        raise DomainError("deadline.lead_days", limit=MOST_LEAD_DAYS, count=MOST_REMINDERS)
    if _out_of_reach(deadline.plan.follow_ups, 1, MOST_FOLLOW_UP_DAYS):
        raise DomainError("deadline.follow_ups", limit=MOST_FOLLOW_UP_DAYS, count=MOST_REMINDERS)
    if deadline.evidence and deadline.rule not in MARKED:
        raise DomainError("deadline.evidence_needs_mark")


def _check_audience(tx: Transaction, deadline: Deadline, in_charge: Sequence[int]) -> None:
    value = deadline.audience.value
    match deadline.audience.concerned:
        case Concerned.KIND:
            _among(value, deadline_lists.kinds_within(tx, deadline.unit_id))
        case Concerned.ROLE:
            _among(value, ROLES)
        case Concerned.OWING:
            other = deadlines.deadline(tx, int(value)) if value.isascii() and value.isdecimal() else None
            if other is None or other.id == deadline.id:
                raise DomainError("deadline.other_unknown", value=value)
        case Concerned.PEOPLE:
            if not in_charge:
                raise DomainError("deadline.people_missing")
            if set(in_charge) - deadline_lists.serving_within(tx, in_charge, deadline.unit_id):
                raise DomainError("deadline.people_elsewhere")


def _among(value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise DomainError("deadline.audience_unknown", value=value, known=", ".join(known))


def _out_of_reach(days: Sequence[int] | None, least: int, most: int) -> bool:
    return days is not None and (len(days) > MOST_REMINDERS or any(not least <= day <= most for day in days))
