"""Working days and office hours: when people may be reminded at all.

Working days: Perpres 21/2023 (Monday to Friday; six-day units work Saturdays too), less the holidays and collective
leave of the yearly joint decree (SKB 3 Menteri), which are data, as are the agency's own days and its other hours in
Ramadan. Office hours for reminders, 07.30 to 16.00 without the Friday prayers, are this project's rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

FRIDAY = 4
SEARCH_DAYS = 366
ONE_DAY = timedelta(days=1)

Span: TypeAlias = tuple[time, time]
"""Local times of day [from, to); it may go over midnight, and is empty when both are the same."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A unit's zone (IANA key), its 5 or 6 working days a week, and the closed days of the years it plans for.

    On the days `worked` the unit works although they are a holiday or no day of its week.
    """

    timezone: str
    work_days: int = 5
    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.work_days not in {5, 6}:
            msg = f"a week has 5 or 6 working days, not {self.work_days}"
            raise ValueError(msg)
        ZoneInfo(self.timezone)

    @property
    def zone(self) -> ZoneInfo:
        """The unit's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class HoursSeason:
    """From the first to the last day other hours hold than usual, such as in Ramadan."""

    first: date
    last: date
    send_at: time
    quiet_hours: Span

    def __post_init__(self) -> None:
        if self.first > self.last:
            msg = "a season ends before it begins"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """On which days around the due day people are reminded, at what local time, and when nothing is ever sent.

    `lead_days` are calendar days before the due day, `follow_ups` calendar days after it: their number is the cap. On
    the days of a season its hours hold; where two overlap, those of the first.
    """

    lead_days: tuple[int, ...] = (30, 14, 7, 3, 1, 0)
    send_at: time = time(8, 0)
    quiet_hours: Span = (time(16, 0), time(7, 30))
    friday_prayer: Span = (time(11, 30), time(13, 0))
    follow_ups: tuple[int, ...] = (1, 3, 7, 14)
    seasons: tuple[HoursSeason, ...] = ()

    def __post_init__(self) -> None:
        if any(lead < 0 for lead in self.lead_days):
            msg = "lead days are days before the due date, 0 or more"
            raise ValueError(msg)
        if any(day < 1 for day in self.follow_ups):
            msg = "follow-ups are days after the due date, 1 or more"
            raise ValueError(msg)
        if self.friday_prayer[0] > self.friday_prayer[1]:
            msg = "the Friday prayers end before they begin"
            raise ValueError(msg)
        if within(self.send_at, self.quiet_hours):
            msg = "reminders would be sent in quiet hours"
            raise ValueError(msg)

    def hours_on(self, day: date) -> tuple[time, Span]:
        """When reminders are sent on this local day, and its quiet hours."""
        for season in self.seasons:
            if season.first <= day <= season.last:
                return season.send_at, season.quiet_hours
        return self.send_at, self.quiet_hours


def with_wishes(rules: ReminderRules, lead_days: tuple[int, ...], send_at: time | None) -> ReminderRules:
    """The rules for a person who wishes these lead days and this time of day; None is the usual time.

    A time in quiet hours is moved to their end.
    """
    if send_at is None:
        return replace(rules, lead_days=lead_days)
    seasons = tuple(replace(one, send_at=_after(send_at, one.quiet_hours)) for one in rules.seasons)
    return replace(rules, lead_days=lead_days, send_at=_after(send_at, rules.quiet_hours), seasons=seasons)


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Whether the unit works on this local day."""
    usual = day.weekday() < calendar.work_days and day not in calendar.holidays
    return usual or day in calendar.worked


def next_office_time(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> datetime:
    """The first moment from `moment` on (aware) when a reminder may be sent, in UTC; ValueError if none in a year."""
    local = aware(moment).astimezone(calendar.zone)
    last = local.date() + timedelta(days=SEARCH_DAYS)
    day, start = local.date(), local.time()
    while day <= last:
        found = _first_on(calendar, rules, day, start)
        if found is not None:
            return found
        day, start = day + ONE_DAY, time.min
    msg = f"no office time within {SEARCH_DAYS} days after {moment}"
    raise ValueError(msg)


def office_open(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> bool:
    """Whether people may be reminded at this moment (aware): on a working day, neither quiet nor during the prayers."""
    local = aware(moment).astimezone(calendar.zone)
    if not is_working_day(calendar, local.date()):
        return False
    return not any(within(local.time(), span) for span in _closed_spans(rules, local.date()))


def may_send(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> bool:
    """Whether what has no moment of its own may go out now: office open, from the usual moment of the day on."""
    usual = send_moment(calendar, rules, aware(moment).astimezone(calendar.zone).date())
    return usual is not None and moment >= usual and office_open(calendar, rules, moment)


def send_moment(calendar: WorkCalendar, rules: ReminderRules, day: date) -> datetime | None:
    """The usual moment on this local day in UTC, moved behind what is closed where it must be; None on a closed day."""
    usual = _first_on(calendar, rules, day, rules.hours_on(day)[0])
    return usual if usual is not None else _first_on(calendar, rules, day, time.min)


def closes_at(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> datetime:
    """When the office that is open at this moment (aware) next closes: for the prayers, or for the night; in UTC."""
    local = aware(moment).astimezone(calendar.zone)
    spans = _closed_spans(rules, local.date())
    starts = [start for start, end in spans if start != end and start > local.time()]
    day, clock = (local.date(), min(starts)) if starts else (local.date() + ONE_DAY, time.min)
    return datetime.combine(day, clock, calendar.zone).astimezone(UTC)


def aware(moment: datetime) -> datetime:
    """The moment itself; ValueError when it has no time zone."""
    if moment.tzinfo is None:
        msg = "a moment needs a time zone"
        raise ValueError(msg)
    return moment


def within(clock: time, span: Span) -> bool:
    """Whether a local time of day lies in the span."""
    start, end = span
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def _after(clock: time, span: Span) -> time:
    return span[1] if within(clock, span) else clock


def _closed_spans(rules: ReminderRules, day: date) -> tuple[Span, ...]:
    quiet = rules.hours_on(day)[1]
    return (quiet, rules.friday_prayer) if day.weekday() == FRIDAY else (quiet,)


def _first_on(calendar: WorkCalendar, rules: ReminderRules, day: date, start: time) -> datetime | None:
    """The first allowed moment on this local day from `start` on, in UTC."""
    if not is_working_day(calendar, day):
        return None
    spans, clock = _closed_spans(rules, day), start
    while span := next((span for span in spans if within(clock, span)), None):
        if span[1] <= clock:
            return None
        clock = span[1]
    return datetime.combine(day, clock, calendar.zone).astimezone(UTC)
