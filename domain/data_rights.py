"""What a person may ask about their own data (UU 27/2022), and the clock that runs from the moment of asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_WITHIN = timedelta(hours=3 * 24)
"""A correction is made or refused within 3 x 24 hours (UU 27/2022, article 30)."""
WARN_BEFORE = timedelta(hours=24)


class RequestState(StrEnum):
    """How far a request for correction is."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class Urgency(StrEnum):
    """Which reminder an open request calls for."""

    SOON = "soon"
    OVERDUE = "overdue"


class Seen(StrEnum):
    """What of somebody's data an official has looked at by name."""

    PERSON = "person"
    PLEDGE = "pledge"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Correction:
    """A wish of a person to have their data corrected; `answer` is "" until it is decided."""

    id: int
    employee_id: int
    wish: str
    state: RequestState
    created_at: datetime
    due_at: datetime
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Look:
    """Who has looked at somebody's data: name, role and unit of the official then, "" from the command line."""

    at: datetime
    seen: Seen
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands: the consent in force (version "" and no moment without one), or when it was withdrawn.

    `linked` tells whether a person is behind it, `open_requests` which of their corrections wait for an answer.
    """

    version: str
    given_at: datetime | None
    withdrawn_at: datetime | None
    linked: bool
    open_requests: tuple[Correction, ...]


def urgency(due_at: datetime, now: datetime) -> Urgency | None:
    """The reminder that is due for an open request: from 24 hours before its end, and again once it is over."""
    if now >= due_at:
        return Urgency.OVERDUE
    return Urgency.SOON if now >= due_at - WARN_BEFORE else None


def hours_left(due_at: datetime, now: datetime) -> int:
    """Whole hours until the end, rounded up; 0 when it is over."""
    return max(0, -((now - due_at) // timedelta(hours=1)))
