"""Calendar files, read back by a reader that knows the format and not the library that writes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.calendar_file import CalendarEvent, calendar_file
from tests import calendar_reader

DUE = datetime(2026, 6, 12, 16, 0, tzinfo=ZoneInfo("Asia/Makassar"))
CHANGED = datetime(2026, 3, 2, 3, 0, 5, 999_999, tzinfo=UTC)
EVENT = CalendarEvent(
    "deadline-7@contoh_bot", 3, DUE, CHANGED, "Tenggat: LHE, SKP; lengkap", "Baris satu\nBaris dua", "Besok tenggat"
)


def written(*events: CalendarEvent, name: str = "Tenggat ZI") -> bytes:
    return calendar_file(name, events)


def one(event: CalendarEvent) -> calendar_reader.Component:
    (found,) = calendar_reader.events(written(event)).values()
    return found


def test_a_calendar_says_who_wrote_it_how_it_is_called_and_how_often_to_look() -> None:
    calendar = calendar_reader.read(written(EVENT, name="Tenggat, kami; semua"))
    assert (calendar.value("VERSION"), calendar.value("PRODID")) == ("2.0", "-//zibot//Zona Integritas//ID")
    assert calendar.text("X-WR-CALNAME") == "Tenggat, kami; semua"
    assert calendar.properties[-2:] == [
        ("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT4H"),
        ("X-PUBLISHED-TTL", {}, "PT4H"),
    ]


def test_an_event_ends_at_the_deadline_and_carries_its_version() -> None:
    event = one(EVENT)
    assert (event.value("UID"), event.value("SEQUENCE")) == ("deadline-7@contoh_bot", "3")
    assert event.moment("DTEND") == datetime(2026, 6, 12, 8, 0, tzinfo=UTC)
    assert event.moment("DTEND") - event.moment("DTSTART") == timedelta(minutes=30)
    assert event.moment("LAST-MODIFIED") == event.moment("DTSTAMP") == CHANGED.replace(microsecond=0)
    assert (event.text("SUMMARY"), event.text("DESCRIPTION")) == (EVENT.summary, EVENT.description)
    assert (event.value("STATUS"), event.value("TRANSP")) == ("CONFIRMED", "TRANSPARENT")


def test_an_event_rings_a_day_before_it_ends() -> None:
    (alarm,) = one(EVENT).within("VALARM")
    assert alarm.properties == [
        ("ACTION", {}, "DISPLAY"),
        ("DESCRIPTION", {}, "Besok tenggat"),
        ("TRIGGER", {"RELATED": "END"}, "-P1D"),
    ]


@pytest.mark.parametrize("silent", [replace(EVENT, rings=False), replace(EVENT, cancelled=True)])
def test_what_is_done_or_called_off_does_not_ring(silent: CalendarEvent) -> None:
    assert one(silent).within("VALARM") == []


def test_what_is_called_off_stays_in_the_file_and_says_so() -> None:
    assert one(replace(EVENT, cancelled=True)).value("STATUS") == "CANCELLED"


def test_a_file_of_nothing_is_a_calendar_without_events() -> None:
    assert calendar_reader.events(written()) == {}


def test_each_event_stands_in_the_order_given() -> None:
    others = [replace(EVENT, uid=f"deadline-{number}@x") for number in (9, 2, 5)]
    assert list(calendar_reader.events(written(*others))) == [event.uid for event in others]


def test_the_same_events_make_the_same_bytes() -> None:
    assert written(EVENT) == written(replace(EVENT))


@given(st.text(), st.text(), st.text())
def test_whatever_a_title_holds_the_file_stays_whole(title: str, description: str, name: str) -> None:
    event = replace(EVENT, summary=title, description=description, alarm=title)
    calendar = calendar_reader.read(written(event, name=name))
    (found,) = calendar.within("VEVENT")
    assert [found.text("SUMMARY"), found.text("DESCRIPTION")] == [plain(title), plain(description)]
    assert calendar.text("X-WR-CALNAME") == plain(name)


def plain(text: str) -> str:
    """A text as a calendar may show it: lines of printable characters."""
    return "\n".join("".join(mark for mark in line if mark.isprintable()) for line in text.splitlines())
