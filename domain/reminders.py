"""When to remind of a deadline: a pure plan from due time, lead days, follow-ups, working days and office hours.

Lead days (H-7) and follow-ups (H+3) are calendar days from the due day in the zone of the unit. A follow-up has
negative lead days: H+3 is -3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.deadline import DeadlinePlan
from domain.work_calendar import (
    ONE_DAY,
    SEARCH_DAYS,
    HoursSeason,
    ReminderRules,
    WorkCalendar,
    aware,
    is_working_day,
    may_send,
    next_office_time,
    office_open,
    send_moment,
    with_wishes,
)

__all__ = [
    "HoursSeason", "PlannedReminder", "ReminderRules", "ReminderState", "SkipReason", "Snooze", "Tone", "WorkCalendar",
    "is_working_day", "later", "may_send", "next_office_time", "not_told", "office_open", "plan", "skip_reason",
    "still_due", "tone", "with_plan", "with_wishes",
]  # fmt: skip

NEAR_DAYS = 3
VERY_LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One reminder of a deadline: its lead in days, negative after the due day, and its moment in UTC."""

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


class Tone(StrEnum):
    """How a reminder speaks, rising in steps and polite to the end."""

    EARLY = "early"
    NEAR = "near"
    TODAY = "today"
    LATE = "late"
    VERY_LATE = "very_late"


class Snooze(StrEnum):
    """Until when a person wants to hear nothing of a deadline."""

    HOUR = "hour"
    MORNING = "morning"
    WORKDAY = "workday"
    DAY = "day"


def with_plan(rules: ReminderRules, own: DeadlinePlan) -> ReminderRules:
    """The rules for a deadline with lead days or follow-ups of its own."""
    leads = rules.lead_days if own.lead_days is None else own.lead_days
    follow_ups = rules.follow_ups if own.follow_ups is None else own.follow_ups
    return replace(rules, lead_days=leads, follow_ups=follow_ups)


def plan(
    deadline_id: int, due_at: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime
) -> tuple[PlannedReminder, ...]:
    """The reminders of a deadline from `now` on, in order, one a local day; both times aware.

    A lead that falls on a closed day, or on the due day too late to help, goes to the working day before, or to the one
    after when that is past. When no lead is left before the due time, the next office time is used, even past it. A
    follow-up comes after the due day, on a closed day the working day after. Of two on one day the one with fewer lead
    days stays: the nearer lead, the later follow-up. A deadline that is already past gets the follow-ups still ahead.
    """
    due = aware(due_at)
    aware(now)
    leads = list(_leads(due, calendar, rules, now))
    if not leads and rules.lead_days and now < due:
        leads = [_last_chance(due, calendar, rules, now)]
    by_day = {
        at.astimezone(calendar.zone).date(): PlannedReminder(deadline_id, lead, at)
        for lead, at in (*leads, *_follow_ups(due, calendar, rules, now))
    }
    return tuple(sorted(by_day.values(), key=lambda reminder: reminder.at))


def not_told(
    planned: Iterable[PlannedReminder], told: frozenset[int], rules: ReminderRules
) -> tuple[PlannedReminder, ...]:
    """What is left of a plan for people who were reminded at the leads `told`, by a calendar that was theirs before.

    Only nearer leads and later follow-ups are, and no last chance: they have had one.
    """
    if not told:
        return tuple(planned)
    nearest = min(told)
    wanted = {*rules.lead_days, *(-day for day in rules.follow_ups)}
    return tuple(one for one in planned if one.lead_days < nearest and one.lead_days in wanted)


def skip_reason(reminder: PlannedReminder, state: ReminderState) -> SkipReason | None:
    """Why the reminder is not due any more, None when it is; `LATE`: it was meant for before the due time, now past.

    A follow-up, and the last chance that came after the due time, are due as long as the deadline is owed.
    """
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


def tone(lead_days: int) -> Tone:
    """The tone so many days before the due day; after it they are negative."""
    if lead_days > NEAR_DAYS:
        return Tone.EARLY
    if lead_days > 0:
        return Tone.NEAR
    if lead_days == 0:
        return Tone.TODAY
    return Tone.LATE if lead_days > -VERY_LATE_DAYS else Tone.VERY_LATE


def later(
    kind: Snooze, calendar: WorkCalendar, rules: ReminderRules, now: datetime, day: date | None = None
) -> datetime:
    """When a person who snoozes at `now` (aware) is reminded again, in UTC: always ahead, and within office hours.

    In an hour, the next morning, the morning of the next working day, or that of `day` (for DAY only). What falls
    outside of office hours goes to the next office time.
    """
    if kind is Snooze.HOUR:
        return next_office_time(calendar, rules, now + timedelta(hours=1))
    today = aware(now).astimezone(calendar.zone).date()
    wanted = day if kind is Snooze.DAY and day is not None else today + ONE_DAY
    if kind is Snooze.WORKDAY:
        found = _near(calendar, rules, today, ONE_DAY)
        return found if found is not None else next_office_time(calendar, rules, now + ONE_DAY)
    morning = datetime.combine(wanted, rules.hours_on(wanted)[0], calendar.zone)
    return next_office_time(calendar, rules, max(morning, now + timedelta(minutes=1)))


def _leads(
    due: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime
) -> Iterator[tuple[int, datetime]]:
    """The leads with their moments before the due time, the farthest lead first."""
    due_day = due.astimezone(calendar.zone).date()
    for lead in sorted(set(rules.lead_days), reverse=True):
        at = _place(due_day - timedelta(days=lead), due, calendar, rules, now)
        if at is not None:
            yield lead, at


def _follow_ups(
    due: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime
) -> Iterator[tuple[int, datetime]]:
    """The follow-ups as negative leads with their moments after the due day, the first first."""
    due_day = due.astimezone(calendar.zone).date()
    for days in sorted(set(rules.follow_ups)):
        at = _near(calendar, rules, due_day + timedelta(days=days - 1), ONE_DAY)
        if at is not None and at >= now:
            yield -days, at


def _place(day: date, due: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime) -> datetime | None:
    """The moment for a lead that falls on `day`: there, on the working day before or after; None when none fits."""
    here = send_moment(calendar, rules, day)
    if here is not None and here < due:
        return here if here >= now else None
    neighbours = (_near(calendar, rules, day, -ONE_DAY), _near(calendar, rules, day, ONE_DAY))
    return next((at for at in neighbours if at is not None and now <= at < due), None)


def _near(calendar: WorkCalendar, rules: ReminderRules, day: date, step: timedelta) -> datetime | None:
    """The usual moment of the nearest working day before or after `day`."""
    days: Iterable[date] = (day + step * count for count in range(1, SEARCH_DAYS))
    moments = (send_moment(calendar, rules, other) for other in days)
    return next((moment for moment in moments if moment is not None), None)


def _last_chance(due: datetime, calendar: WorkCalendar, rules: ReminderRules, now: datetime) -> tuple[int, datetime]:
    at = next_office_time(calendar, rules, now)
    day = at.astimezone(calendar.zone).date()
    usual = send_moment(calendar, rules, day)
    if usual is not None and at < usual and (usual < due or due <= at):
        at = usual
    left = (due.astimezone(calendar.zone).date() - day).days
    return max(0, left), at
