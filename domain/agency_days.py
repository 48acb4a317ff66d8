"""The agency's own days and seasons: closed or worked other than the national table says, and other office hours.

Both are typed on one line: "17-08-2027 libur HUT daerah", "Ramadan 8 Februari 2027 - 9 Maret 2027 tenang 15.00-08.00".
What was read is always shown before it is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, shortened, tidy
from domain.typed_dates import typed_day, typed_period
from domain.work_calendar import HoursSeason, Span, within

LONGEST_NAME: Final = 80
MOST_DAYS: Final = 31
"""Days that can be said at once."""
LONGEST_SEASON: Final = 92
_CLOSED: Final = frozenset({"libur", "tutup", "cuti bersama", "libur nasional", "libur daerah", "closed", "holiday"})
_WORKED: Final = frozenset({"masuk", "masuk kerja", "kerja", "hari kerja", "tetap masuk", "work", "working"})
_BY_LENGTH: Final = sorted(_CLOSED | _WORKED, key=len, reverse=True)
_DAYS = re.compile(rf"(?P<days>.+?)[\s,:]+(?P<kind>{'|'.join(_BY_LENGTH)})\b[\s,:–-]*(?P<name>.*)", re.IGNORECASE)
_CLOCK: Final = r"(\d{1,2})[.:](\d{2})"
_SEND = re.compile(rf"\b(?:kirim|send)\s+(?:(?:pukul|jam|at)\s+)?{_CLOCK}", re.IGNORECASE)
_QUIET = re.compile(
    rf"\b(?:tenang|quiet)\s+(?:(?:pukul|jam|from)\s+)?{_CLOCK}\s*(?:[-–]|sampai|s\.?d\.?|to)\s*{_CLOCK}", re.IGNORECASE
)
_SEASON_WORD = re.compile(r"\b(?:tenang|quiet)\b", re.IGNORECASE)
_UNREADABLE: Final = "date.unreadable"


@dataclass(frozen=True, slots=True)
class AgencyDay:
    """A day on which the whole agency is closed, or works although it is a holiday or weekend, and why."""

    day: date
    closed: bool
    name: str


@dataclass(frozen=True, slots=True)
class Season:
    """Days on which other hours hold, with the name that people know them by."""

    id: int
    name: str
    hours: HoursSeason


@dataclass(frozen=True, slots=True)
class NewSeason:
    """A season that is not kept yet."""

    name: str
    hours: HoursSeason


@dataclass(frozen=True, slots=True)
class NewDays:
    """One or more days in a row of which the same is said."""

    first: date
    last: date
    closed: bool
    name: str

    @property
    def days(self) -> tuple[AgencyDay, ...]:
        """Each of the days."""
        count = (self.last - self.first).days + 1
        return tuple(AgencyDay(self.first + timedelta(days=one), self.closed, self.name) for one in range(count))


@dataclass(frozen=True, slots=True)
class DayPage:
    """A page of what holds or will hold: seasons first, then days; `page` counts from 0.

    `national` tells whether the national table is used, `may_change` whether the reader may change anything.
    """

    seasons: tuple[Season, ...]
    days: tuple[AgencyDay, ...]
    page: int
    pages: int
    national: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One of the agency's own days; `national` when the national table closes it."""

    day: AgencyDay
    national: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """One season."""

    season: Season
    may_change: bool


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a line was read as, for the person to agree to; `key` goes into the button.

    `before` are the days of which the agency says something else so far, `national` those that are holidays anyway.
    """

    entry: NewDays | NewSeason
    key: str
    before: tuple[AgencyDay, ...] = ()
    national: tuple[date, ...] = ()


def typed_entry(text: str, today: date, usual: time) -> NewDays | NewSeason:
    """What a line says: days, or a season when it names quiet hours. `usual` is when a season sends unless it says so.

    Raises `agency_day.form`, `agency_day.season_form`, what `new_days` and `new_season` raise, and `date.*`.
    """
    words = tidy(text)
    quiet, found = _QUIET.search(words), _DAYS.fullmatch(words)
    if quiet is not None:
        return _typed_season(words, quiet, today, usual)
    if found is None and _SEASON_WORD.search(words):
        raise DomainError("agency_day.season_form")
    if found is None:
        raise DomainError("agency_day.form", value=shortened(words, 40))
    return new_days(*typed_days(found["days"], today), is_closed(found["kind"]), found["name"])


def typed_days(text: str, today: date) -> tuple[date, date]:
    """The first and last day in the words, the same for a single one. Raises `date.*`."""
    found = typed_period(text, today)
    if found is None:
        day = typed_day(text, today)
        return day, day
    return found


def is_closed(text: str) -> bool:
    """Whether a word says closed ("libur") or worked ("masuk"). Raises `agency_day.kind`."""
    words = folded(text)
    if words in _CLOSED:
        return True
    if words in _WORKED:
        return False
    raise DomainError("agency_day.kind", value=shortened(text, 40))


def new_days(first: date, last: date, closed: bool, name: str) -> NewDays:  # noqa: FBT001
    """Days that can be kept. Raises `agency_day.name`, `agency_day.reversed`, `agency_day.too_many`."""
    _check_order(first, last)
    count = (last - first).days + 1
    if count > MOST_DAYS:
        raise DomainError("agency_day.too_many", count=count, most=MOST_DAYS)
    return NewDays(first, last, closed, checked_name(name))


def new_season(name: str, first: date, last: date, send_at: time, quiet_hours: Span) -> NewSeason:
    """A season that can be kept.

    Raises `agency_day.name`, `agency_day.reversed`, `agency_day.season_long`, `agency_day.send_quiet`.
    """
    _check_order(first, last)
    count = (last - first).days + 1
    if count > LONGEST_SEASON:
        raise DomainError("agency_day.season_long", count=count, most=LONGEST_SEASON)
    if within(send_at, quiet_hours):
        raise DomainError("agency_day.send_quiet", value=f"{send_at:%H.%M}")
    return NewSeason(checked_name(name), HoursSeason(first, last, send_at, quiet_hours))


def checked_name(text: str) -> str:
    """A name on one line. Raises `agency_day.name`."""
    name = tidy(text).strip(" ,;:-–")
    if not folded(name) or len(name) > LONGEST_NAME:
        raise DomainError("agency_day.name", most=LONGEST_NAME)
    return name


def _check_order(first: date, last: date) -> None:
    if first > last:
        raise DomainError("agency_day.reversed")


def _typed_season(words: str, quiet: re.Match[str], today: date, usual: time) -> NewSeason:
    send = _SEND.search(words)
    hours = (_clock(quiet[1], quiet[2]), _clock(quiet[3], quiet[4]))
    at = _clock(send[1], send[2]) if send is not None else hours[1] if within(usual, hours) else usual
    rest = _SEND.sub(" ", _QUIET.sub(" ", words)).split()
    start, span = _period_at(rest, today)
    return new_season(" ".join(rest[:start]), *span, at, hours)


def _period_at(words: list[str], today: date) -> tuple[int, tuple[date, date]]:
    """Where the days begin that the words end with, and the days: as many words as can be read."""
    for start in range(len(words)):
        try:
            found = typed_period(" ".join(words[start:]).strip(" ,;"), today)
        except DomainError as error:
            if error.key != _UNREADABLE:
                raise
            continue
        if found is not None:
            return start, found
    raise DomainError("agency_day.season_form")


def _clock(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise DomainError("date.impossible", value=f"{hour}.{minute}") from None
