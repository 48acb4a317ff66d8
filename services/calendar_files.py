"""The calendar file of what a person's calendar shows, in the words of its reader."""

from __future__ import annotations

from collections.abc import Sequence

from documents.calendar_file import CalendarEvent, calendar_file
from domain.deadline_views import Dated, Dates
from texts.calendars import calendar_name, event_words
from texts.place import Place


def written(place: Place, found: Dates) -> bytes:
    """The file; the same deadlines make the same bytes."""
    events = [_event(place, one, done=one.deadline.id in found.done) for one in found.dated]
    return calendar_file(calendar_name(place), _in_order(events))


def _in_order(events: Sequence[CalendarEvent]) -> list[CalendarEvent]:
    return sorted(events, key=lambda one: (one.ends_at, one.uid))


def _event(place: Place, one: Dated, *, done: bool) -> CalendarEvent:
    words = event_words(place, one.deadline, done=done, cancelled=one.cancelled)
    return CalendarEvent(
        uid=f"deadline-{one.deadline.id}@{place.bot_username or 'zibot'}",
        sequence=one.deadline.version,
        ends_at=one.deadline.due_at,
        changed_at=one.changed_at,
        summary=words.summary,
        description=words.description,
        alarm=words.alarm,
        cancelled=one.cancelled,
        rings=not done,
    )
