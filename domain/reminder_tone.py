"""How a reminder of deadlines speaks: more clearly the nearer the due moment is, and politely to the end."""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum

NEAR_DAYS = 3
VERY_LATE_DAYS = 7


class Tone(StrEnum):
    """The steps of the tone, from mild to clear."""

    EARLY = "early"
    NEAR = "near"
    TODAY = "today"
    LATE = "late"
    VERY_LATE = "very_late"


def tone(due_at: datetime, now: datetime, zone: tzinfo) -> Tone:
    """The tone for a task that is due at this moment (aware), by the calendar days of the reader's zone."""
    left = (due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if due_at <= now:
        return Tone.VERY_LATE if left <= -VERY_LATE_DAYS else Tone.LATE
    if left == 0:
        return Tone.TODAY
    return Tone.NEAR if left <= NEAR_DAYS else Tone.EARLY
