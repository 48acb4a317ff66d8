"""When to remind of a deadline: a pure plan from due time, lead days, working days and office hours.

Working days: Perpres 21/2023 (Monday to Friday; six-day units work Saturdays too), less the holidays and collective
leave of the yearly joint decree (SKB 3 Menteri), which are data. Lead days (H-7) are calendar days. Office hours for
reminders, 07.30 to 16.00 without the Friday prayers, are this project's rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

FRIDAY = 4
SEARCH_DAYS = 366
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A unit's zone (IANA key), its 5 or 6 working days a week, and the closed days of the years it plans for."""

    timezone: str
    work_days: int = 5
    holidays: frozenset[date] = frozenset()

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
class ReminderRules:
    """Lead days before the due date, the local time of day, and the local spans [from, to) in which nothing is sent.

    A span may go over midnight; one that begins when it ends is empty.
    """

    lead_days: tuple[int, ...] = (30, 14, 7, 3, 1, 0)
    send_at: time = time(8, 0)
    quiet_hours: tuple[time, time] = (time(16, 0), time(7, 30))
    friday_prayer: tuple[time, time] = (time(11, 30), time(13, 0))

    def __post_init__(self) -> None:
        if any(lead < 0 for lead in self.lead_days):
            msg = "lead days are days before the due date, 0 or more"
            raise ValueError(msg)
        if self.friday_prayer[0] > self.friday_prayer[1]:
            msg = "the Friday prayers end before they begin"
            raise ValueError(msg)
        if _within(self.send_at, self.quiet_hours):
            msg = "reminders would be sent in quiet hours"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One reminder of a deadline: its lead in days, and its moment in UTC."""

    deadline_id: int
    lead_days: int
    at: datetime


class SkipReason(StrEnum):
    """Why a planned reminder is no longer due."""

    CANCELLED = "cancelled"
    DONE = "done"
    MOVED = "moved"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ReminderState:
    """What is known of a deadline when its reminder comes up; `planned_for` is the due time it was planned from."""

    now: datetime
    due_at: datetime
    planned_for: datetime
    done: bool = False
    cancelled: bool = False


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Whether the unit works on this local day."""
    return day.weekday() < calendar.work_days and day not in calendar.holidays


def next_office_time(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> datetime:
    """The first moment from `moment` on (aware) when a reminder may be sent, in UTC; ValueError if none in a year."""
    local = _aware(moment).astimezone(calendar.zone)
    last = local.date() + timedelta(days=SEARCH_DAYS)
    day, start = local.date(), local.time()
    while day <= last:
        found = _first_on(calendar, rules, day, start)
        if found is not None:
            return found
        day, start = day + ONE_DAY, time.min
    msg = f"no office time within {SEARCH_DAYS} days after {moment}"
    raise ValueError(msg)


def plan(
    deadline_id: int, due_at: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime
) -> tuple[PlannedReminder, ...]:
    """The reminders of a deadline from `now` on, in order; both times aware.

    What falls on a closed day, or on the due day too late to help, goes to the working day before, or to the one after
    when that is past. Of two on one day the nearer lead stays. When no lead is left before the due time, the next
    office time is used, even past it; a deadline that is already past gets nothing.
    """
    due = _aware(due_at)
    if due <= _aware(now) or not rules.lead_days:
        return ()
    due_day = due.astimezone(calendar.zone).date()
    by_day: dict[date, PlannedReminder] = {}
    for lead in sorted(set(rules.lead_days), reverse=True):
        at = _place(due_day - timedelta(days=lead), due, calendar, rules, now)
        if at is not None:
            by_day[at.astimezone(calendar.zone).date()] = PlannedReminder(deadline_id, lead, at)
    if not by_day:
        return (_last_chance(deadline_id, due, calendar, rules, now),)
    return tuple(sorted(by_day.values(), key=lambda reminder: reminder.at))


def not_told(
    planned: Iterable[PlannedReminder], told: frozenset[int], rules: ReminderRules
) -> tuple[PlannedReminder, ...]:
    """What is left of a plan for people who were reminded at the leads `told`, by a calendar that was theirs before.

    Only nearer leads are, and no last chance: they have had one.
    """
    if not told:
        return tuple(planned)
    nearest = min(told)
    return tuple(one for one in planned if one.lead_days < nearest and one.lead_days in rules.lead_days)


def skip_reason(reminder: PlannedReminder, state: ReminderState) -> SkipReason | None:
    """Why the reminder is not due any more, None when it is; `LATE`: it was meant for before the due time, now past."""
    if state.cancelled:
        return SkipReason.CANCELLED
    if state.done:
        return SkipReason.DONE
    if state.due_at != state.planned_for:
        return SkipReason.MOVED
    if reminder.at < state.due_at <= state.now:
        return SkipReason.LATE
    return None


def still_due(reminder: PlannedReminder, state: ReminderState) -> bool:
    """Whether the reminder is still to be sent."""
    return skip_reason(reminder, state) is None


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "a moment needs a time zone"
        raise ValueError(msg)
    return moment


def _place(day: date, due: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime) -> datetime | None:
    """The moment for a lead that falls on `day`: there, on the working day before or after; None when none fits."""
    here = _send_moment(calendar, rules, day)
    if here is not None and here < due:
        return here if here >= now else None
    neighbours = (_neighbour(calendar, rules, day, -ONE_DAY), _neighbour(calendar, rules, day, ONE_DAY))
    return next((at for at in neighbours if at is not None and now <= at < due), None)


def _neighbour(calendar: WorkCalendar, rules: ReminderRules, day: date, step: timedelta) -> datetime | None:
    days: Iterable[date] = (day + step * count for count in range(1, SEARCH_DAYS))
    moments = (_send_moment(calendar, rules, other) for other in days)
    return next((moment for moment in moments if moment is not None), None)


def _last_chance(
    deadline_id: int, due: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime
) -> PlannedReminder:
    at = next_office_time(calendar, rules, now)
    day = at.astimezone(calendar.zone).date()
    usual = _send_moment(calendar, rules, day)
    if usual is not None and at < usual and (usual < due or due <= at):
        at = usual
    left = (due.astimezone(calendar.zone).date() - day).days
    return PlannedReminder(deadline_id, max(0, left), at)


def _send_moment(calendar: WorkCalendar, rules: ReminderRules, day: date) -> datetime | None:
    """The usual moment on this day, moved behind the Friday prayers where it must be; None on a closed day."""
    later = _first_on(calendar, rules, day, rules.send_at)
    return later if later is not None else _first_on(calendar, rules, day, time.min)


def _first_on(calendar: WorkCalendar, rules: ReminderRules, day: date, start: time) -> datetime | None:
    """The first allowed moment on this local day from `start` on, in UTC."""
    if not is_working_day(calendar, day):
        return None
    spans = [rules.quiet_hours, *([rules.friday_prayer] if day.weekday() == FRIDAY else [])]
    clock = start
    while span := next((span for span in spans if _within(clock, span)), None):
        if span[1] <= clock:
            return None
        clock = span[1]
    return datetime.combine(day, clock, calendar.zone).astimezone(UTC)


def _within(clock: time, span: tuple[time, time]) -> bool:
    """Whether a local time is in [from, to); a span with `from` after `to` goes over midnight."""
    start, end = span
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end
