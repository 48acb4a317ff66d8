"""What becomes of the days on which people should be reminded: why a day moved, and what was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from domain.reminders import PlannedReminder, plan
from domain.work_calendar import FRIDAY, ONE_DAY, HoursSeason, ReminderRules, WorkCalendar, is_working_day

LONG_BEFORE: Final = timedelta(days=800)
"""So long before the due time nothing of a plan is past."""
LONGEST_GAP: Final = 31

Kept: TypeAlias = tuple[str, int]


class Why(StrEnum):
    """Why a reminder does not come on its day at the usual time.

    WEEKEND, HOLIDAY and AGENCY_DAY close a day; PRAYERS and a SEASON move the time. DUE_FIRST: the deadline comes
    before the time of reminders on that day. LATE: all days before were past already.
    """

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    AGENCY_DAY = "agency_day"
    PRAYERS = "prayers"
    SEASON = "season"
    DUE_FIRST = "due_first"
    LATE = "late"


class Gone(StrEnum):
    """Why a reminder of the rules does not come: its moment is PAST, a nearer one takes its DAY, it was TOLD before."""

    PAST = "past"
    DAY = "day"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason with the name of the holiday, day or season, "" without one."""

    why: Why
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day off."""

    day: date
    cause: Cause


@dataclass(frozen=True, slots=True)
class Move:
    """A reminder that should come on `wished` and comes on `day` at `clock`, local; for units of these calendars."""

    deadline_id: int
    lead: int
    wished: date
    day: date
    clock: time
    causes: tuple[Cause, ...]
    calendars: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reminder that should come on `wished` and does not come."""

    deadline_id: int
    lead: int
    wished: date
    why: Gone
    calendars: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class DayBook:
    """The names of what closes days and changes hours: national holidays, the agency's own days, seasons."""

    national: Mapping[date, str] = field(default_factory=dict)
    own: Mapping[date, str] = field(default_factory=dict)
    seasons: tuple[tuple[str, HoursSeason], ...] = ()

    def cause(self, calendar: WorkCalendar, day: date) -> Cause | None:
        """Why a unit is closed on this day, None when it works."""
        if is_working_day(calendar, day):
            return None
        if day in self.own:
            return Cause(Why.AGENCY_DAY, self.own[day])
        return Cause(Why.HOLIDAY, self.national[day]) if day in self.national else Cause(Why.WEEKEND)

    def closed(self, calendar: WorkCalendar, first: date, last: date) -> Iterator[ClosedDay]:
        """The days off from the first to the last."""
        for count in range((last - first).days + 1):
            day = first + timedelta(days=count)
            cause = self.cause(calendar, day)
            if cause is not None:
                yield ClosedDay(day, cause)

    def season(self, day: date) -> str:
        """The name of the season whose hours hold on this day, "" without one."""
        return next((name for name, hours in self.seasons if hours.first <= day <= hours.last), "")


@dataclass(frozen=True, slots=True)
class Planned:
    """The reminders of one deadline, due at `due_at`, for one calendar, by its own rules."""

    deadline_id: int
    due_at: datetime
    calendar: WorkCalendar
    rules: ReminderRules
    reminders: tuple[PlannedReminder, ...]
    told: frozenset[int] = frozenset()

    @property
    def kept(self) -> Kept:
        """The calendar as it is stored."""
        return self.calendar.timezone, self.calendar.work_days

    def wished(self, lead: int) -> date:
        """The day so many days before the due day, or after it where they are negative."""
        return self.due_at.astimezone(self.calendar.zone).date() - timedelta(days=lead)


def moves(planned: Iterable[Planned], book: DayBook) -> tuple[Move, ...]:
    """What does not come on its day at the usual time, with the reasons; the same of several calendars is one."""
    found: dict[Move, list[Kept]] = defaultdict(list)
    for one in planned:
        for reminder in one.reminders:
            move = _move(one, reminder, book)
            if move is not None:
                found[move].append(one.kept)
    joined = [replace(move, calendars=tuple(sorted(kept))) for move, kept in found.items()]
    return tuple(sorted(joined, key=lambda one: (one.day, one.clock, one.deadline_id, -one.lead)))


def left_out(planned: Iterable[Planned], now: datetime) -> tuple[LeftOut, ...]:
    """What the rules ask for and does not come."""
    found: dict[LeftOut, list[Kept]] = defaultdict(list)
    for one in planned:
        for lead in sorted(_wanted(one.rules) - {reminder.lead_days for reminder in one.reminders}, reverse=True):
            found[LeftOut(one.deadline_id, lead, one.wished(lead), _gone(one, lead, now), ())].append(one.kept)
    joined = [replace(gone, calendars=tuple(sorted(kept))) for gone, kept in found.items()]
    return tuple(sorted(joined, key=lambda gone: (gone.wished, gone.deadline_id, gone.why)))


def _move(one: Planned, reminder: PlannedReminder, book: DayBook) -> Move | None:
    local = reminder.at.astimezone(one.calendar.zone)
    wished = one.wished(reminder.lead_days)
    causes = _causes(one, reminder, local, wished, book)
    if not causes:
        return None
    return Move(one.deadline_id, reminder.lead_days, wished, local.date(), local.time(), causes, ())


def _causes(one: Planned, reminder: PlannedReminder, local: datetime, wished: date, book: DayBook) -> tuple[Cause, ...]:
    if reminder.lead_days not in _wanted(one.rules):
        return (Cause(Why.LATE),)
    if local.date() == wished:
        return _other_time(one.rules, local, book)
    if is_working_day(one.calendar, wished):
        return (Cause(Why.DUE_FIRST if local < one.due_at else Why.LATE),)
    closed = (book.cause(one.calendar, day) for day in _between(wished, local.date()))
    found = [cause for cause in closed if cause is not None]
    return tuple(dict.fromkeys([*found, *_other_time(one.rules, local, book)]))


def _other_time(rules: ReminderRules, local: datetime, book: DayBook) -> tuple[Cause, ...]:
    usual = rules.hours_on(local.date())[0]
    if local.time() == usual:
        return (Cause(Why.SEASON, book.season(local.date())),) if usual != rules.send_at else ()
    behind_prayers = local.weekday() == FRIDAY and local.time() == rules.friday_prayer[1]
    return (Cause(Why.PRAYERS if behind_prayers else Why.LATE),)


def _between(start: date, end: date) -> Iterator[date]:
    """The days from the start on, before the end, in the direction of the end."""
    step = ONE_DAY if end > start else -ONE_DAY
    day = start
    for _ in range(LONGEST_GAP):
        if day == end:
            return
        yield day
        day += step


def _wanted(rules: ReminderRules) -> set[int]:
    return {*rules.lead_days, *(-day for day in rules.follow_ups)}


def _gone(one: Planned, lead: int, now: datetime) -> Gone:
    if lead in one.told:
        return Gone.TOLD
    leads, after = ((lead,), ()) if lead >= 0 else ((), (-lead,))
    alone = replace(one.rules, lead_days=leads, follow_ups=after)
    placed = plan(one.deadline_id, one.due_at, one.calendar, alone, one.due_at - LONG_BEFORE)
    return Gone.PAST if placed and placed[0].at < now else Gone.DAY
