"""Deadlines as one person sees them: a card, putting off, papers, and the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.deadline import Deadline
from domain.people import Actor
from domain.reminders import Snooze


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """Everything that a person may know of a deadline, due at the moment that holds for them.

    `unit` is "" for the whole agency, `other` the title of the deadline that must be owed, `in_charge` are names.
    `own` tells whether it is the reader's own task; who only manages it sees the rest. `done_by` is "" for the reader,
    `done_at` None where it isn't known. `papers` can be opened by the reader, `given` count as evidence of the task.
    `reminds_at` is the next reminder, `put_off` whether the reader chose that moment. `worksheet_of` is the unit whose
    worksheet they may open, `names_of` the unit of whose people they may read who has not done it. Who manages it knows
    how many `people` it concerns and how many are `owing` it.
    """

    deadline: Deadline
    unit: str
    other: str
    in_charge: tuple[str, ...]
    own: bool
    done: bool
    done_by: str
    done_at: datetime | None
    papers: int
    given: int
    reminds_at: datetime | None
    put_off: bool
    may_manage: bool
    worksheet_of: int | None = None
    people: int = 0
    owing: int = 0
    names_of: int | None = None


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A deadline, as it is due for the person, and when they are reminded of it again (None: as planned)."""

    deadline: Deadline
    until_at: datetime | None

    @property
    def after_due(self) -> bool:
        """Whether they are reminded only when it is too late."""
        return self.until_at is not None and self.until_at >= self.deadline.due_at


@dataclass(frozen=True, slots=True)
class SnoozeChoices:
    """What to choose from: each usual delay with its moment, and the next working days."""

    present: Snoozed
    usual: tuple[tuple[Snooze, datetime], ...]
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: who of which unit gave it for which deadline, its name and when; the file by SHA-256 and type."""

    id: int
    deadline_id: int
    employee_id: int
    employee: str
    unit_id: int
    name: str
    at: datetime
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class PaperDesk:
    """A deadline that waits for papers, and how many the person has given."""

    deadline: Deadline
    given: int


@dataclass(frozen=True, slots=True)
class PaperReceived:
    """A paper came: whether it is a new one, how many the person has given, and whether the task was done before."""

    deadline: Deadline
    name: str
    is_new: bool
    count: int
    was_done: bool


@dataclass(frozen=True, slots=True)
class PaperList:
    """A page (from 0) of the papers of a deadline that the reader may open; `count` is all of them."""

    deadline: Deadline
    papers: tuple[Paper, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A deadline with when it last changed, whether it was called off, and whether this person or anybody marked it."""

    deadline: Deadline
    changed_at: datetime
    cancelled: bool
    mine: bool
    anybody: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """What a calendar shows to its reader, soonest first, as due in the zone of their unit; `done` are the ids done."""

    reader: Actor
    dated: tuple[Dated, ...]
    done: frozenset[int]
