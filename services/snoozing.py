"""Being reminded of a deadline later: at a moment in office hours that the person chooses, once for each deadline."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from domain import reminders, typed_dates
from domain.deadline import Deadline
from domain.deadline_views import SnoozeChoices, Snoozed
from domain.errors import DomainError
from domain.people import Actor, Employee, Unit
from domain.reminders import ReminderRules, Snooze, WorkCalendar
from domain.rights import Action
from domain.work_calendar import SEARCH_DAYS
from services import work_calendars
from services.access import require, require_person
from services.planning import Planning
from storage import deadlines, drafts, snoozes
from storage.deadline_audience import owes
from storage.engine import Transaction

DRAFT: Final = "snooze"
FARTHEST_DAYS: Final = 90
DAYS_OFFERED: Final = 8

Choice: TypeAlias = Snooze | date | datetime
"""One of the usual delays, the morning of a local day, or a moment (aware)."""


def choices(tx: Transaction, actor: Actor, deadline_id: int, planning: Planning, now: datetime) -> SnoozeChoices:
    """When the person can be reminded again, in office hours. Raises as `later`."""
    employee, unit, deadline = _owed(tx, actor, deadline_id, now)
    calendar, rules = _hours(tx, unit, planning, now)
    usual: dict[datetime, Snooze] = {}
    for kind in (Snooze.HOUR, Snooze.MORNING, Snooze.WORKDAY):
        usual.setdefault(reminders.later(kind, calendar, rules, now), kind)
    present = Snoozed(deadline, snoozes.waiting(tx, deadline_id, employee.id))
    offered = tuple((kind, at) for at, kind in usual.items())
    return SnoozeChoices(present, offered, _working_days(calendar, now))


def later(
    tx: Transaction, actor: Actor, deadline_id: int, choice: Choice, planning: Planning, now: datetime
) -> Snoozed:
    """Be reminded of a deadline that is still owed at a later moment, in place of the one chosen before.

    Until then nothing else reminds the person of it. Raises `access.*`, `deadline.unknown`, `snooze.done` for what is
    done, `snooze.past`, `snooze.too_far`.
    """
    employee, unit, deadline = _owed(tx, actor, deadline_id, now)
    calendar, rules = _hours(tx, unit, planning, now)
    until = _moment(choice, calendar, rules, now)
    snoozes.put(tx, deadline_id, employee.id, until, now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return Snoozed(deadline, until)


def ask_day(tx: Transaction, actor: Actor, deadline_id: int, planning: Planning, now: datetime) -> SnoozeChoices:
    """As `choices`; what is typed next is a day or moment for this deadline. Raises as `later`."""
    found = choices(tx, actor, deadline_id, planning, now)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {"deadline": deadline_id}, now)
    return found


def say(tx: Transaction, actor: Actor, text: str, planning: Planning, now: datetime) -> Snoozed:
    """A day or a moment was typed. Raises as `later`, `date.*`, and `snooze.not_asked` without a question."""
    employee, unit = require_person(actor)
    require(tx, actor, Action.FINISH_OWN_TASK, employee.unit_id)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("snooze.not_asked")
    return later(tx, actor, int(str(draft.data["deadline"])), _typed(text, unit, now), planning, now)


def stop(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> Snoozed:
    """Be reminded as planned again. Raises as `later`."""
    employee, _, deadline = _owed(tx, actor, deadline_id, now)
    snoozes.end(tx, deadline_id, employee.id)
    return Snoozed(deadline, None)


def _owed(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> tuple[Employee, Unit, Deadline]:
    employee, unit = require_person(actor)
    require(tx, actor, Action.FINISH_OWN_TASK, employee.unit_id)
    deadline = deadlines.deadline(tx, deadline_id)
    if deadline is None:
        raise DomainError("deadline.unknown")
    if not owes(tx, deadline, employee.id, now):
        raise DomainError("snooze.done")
    return employee, unit, deadline.seen_in(unit.timezone)


def _hours(tx: Transaction, unit: Unit, planning: Planning, now: datetime) -> tuple[WorkCalendar, ReminderRules]:
    last = now + timedelta(days=FARTHEST_DAYS + SEARCH_DAYS)
    calendar = work_calendars.calendar(tx, planning, unit.timezone, unit.work_days, now.year, last.year)
    return calendar, work_calendars.rules(tx, planning)


def _moment(choice: Choice, calendar: WorkCalendar, rules: ReminderRules, now: datetime) -> datetime:
    if isinstance(choice, Snooze):
        return reminders.later(choice, calendar, rules, now)
    today = now.astimezone(calendar.zone).date()
    day = choice.astimezone(calendar.zone).date() if isinstance(choice, datetime) else choice
    if day < today or (isinstance(choice, datetime) and choice <= now):
        raise DomainError("snooze.past")
    if (day - today).days > FARTHEST_DAYS:
        raise DomainError("snooze.too_far", limit=FARTHEST_DAYS)
    if isinstance(choice, datetime):
        return reminders.next_office_time(calendar, rules, choice)
    return reminders.later(Snooze.DAY, calendar, rules, now, day)


def _typed(text: str, unit: Unit, now: datetime) -> Choice:
    """A moment where a time of day was typed, a day where there is none."""
    zone = ZoneInfo(unit.timezone)
    try:
        return typed_dates.typed_moment(text, now, zone)
    except DomainError as error:
        if error.key != "date.time_missing":
            raise
    return typed_dates.typed_day(text, now.astimezone(zone).date())


def _working_days(calendar: WorkCalendar, now: datetime) -> tuple[date, ...]:
    today = now.astimezone(calendar.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(1, SEARCH_DAYS))
    open_days = (day for day in days if reminders.is_working_day(calendar, day))
    return tuple(day for day, _ in zip(open_days, range(DAYS_OFFERED), strict=False))
