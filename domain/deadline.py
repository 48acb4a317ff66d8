"""Deadlines and planned reminders, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DoneRule(StrEnum):
    """What ends a person's duty towards a deadline."""

    MARK = "mark"
    PLEDGE = "pledge"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last moment for a task of the agency (`unit_id` None) or of a unit and all below it."""

    id: int
    title: str
    due_at: datetime
    unit_id: int | None
    rule: DoneRule


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A planned reminder whose time has come, for all people in units of one time zone and working week."""

    id: int
    deadline: Deadline
    timezone: str
    work_days: int
    lead_days: int
    at: datetime
    ended: bool
