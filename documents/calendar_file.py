"""Calendar files (RFC 5545): one event a deadline, that ends when the deadline does and rings a day before.

The same events make the same bytes, whenever they are written: an event carries the moment of its last change instead
of that of writing. Words come in as they are shown; this file knows no language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, vDuration, vText

MEDIA_TYPE: Final = "text/calendar"
ENDING: Final = "ics"
PRODUCT: Final = "-//zibot//Zona Integritas//ID"
LENGTH: Final = timedelta(minutes=30)
"""How much room an event takes before the moment of the deadline."""
RINGS: Final = timedelta(days=1)
REFRESH: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A deadline as a calendar shows it; moments are aware.

    `uid` names it for ever, `sequence` counts its changes, `changed_at` is the last one. `rings` asks for the alarm,
    worded by `alarm`.
    """

    uid: str
    sequence: int
    ends_at: datetime
    changed_at: datetime
    summary: str
    description: str
    alarm: str
    cancelled: bool = False
    rings: bool = True


def calendar_file(name: str, events: Sequence[CalendarEvent]) -> bytes:
    """The events in a file that calendar programs read, in UTF-8 with CRLF; `name` is what the calendar is called."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(_clean(name)))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for one in events:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical(sorted=False))


def _event(one: CalendarEvent) -> Event:
    ends, changed = one.ends_at.astimezone(UTC), one.changed_at.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", ends - LENGTH)
    event.add("dtend", ends)
    event.add("summary", _clean(one.summary))
    event.add("description", _clean(one.description))
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a deadline takes nobody's time: who is invited elsewhere stays free
    if one.rings and not one.cancelled:
        event.add_component(_alarm(one))
    return event


def _alarm(one: CalendarEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _clean(one.alarm))
    alarm.add("trigger", -RINGS, parameters={"RELATED": "END"})
    return alarm


def _clean(text: str) -> str:
    """The text without control characters, which no calendar file may hold; lines stay apart."""
    return "\n".join("".join(mark for mark in line if mark.isprintable()) for line in text.splitlines())
