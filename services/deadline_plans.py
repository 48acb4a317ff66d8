"""Planning the reminders of deadlines: for each calendar of units, and for people with wishes of their own.

What was promoted stays told: whoever was reminded of a lead is not reminded of it again, whatever is planned anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from domain import reminders
from domain.deadline import Deadline
from domain.reminders import PlannedReminder, ReminderRules, WorkCalendar
from services import work_calendars
from services.planning import Calendar, Planning
from storage import deadline_plans as stored
from storage import deadlines, people
from storage.deadline_audience import concerns
from storage.deadline_lists import ZONES_APART
from storage.deadline_plans import Wisher
from storage.engine import Transaction


@dataclass(slots=True)
class _Desk:
    """What planning asks for more than once in a transaction: the rules, calendars by zone and week, people's plans."""

    tx: Transaction
    planning: Planning
    now: datetime
    rules: ReminderRules = field(init=False)
    _calendars: dict[tuple[Calendar, int], WorkCalendar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = work_calendars.rules(self.tx, self.planning)

    def plan(
        self, deadline: Deadline, kept: Calendar, rules: ReminderRules, told: frozenset[int]
    ) -> tuple[PlannedReminder, ...]:
        """What is left to tell of a deadline by this calendar and these rules."""
        due_at = deadline.due_in(kept[0])
        whole = reminders.plan(deadline.id, due_at, self._calendar(kept, due_at.year), rules, self.now)
        return reminders.not_told(whole, told, rules)

    def plan_wished(self, deadline: Deadline, wisher: Wisher, told: frozenset[int]) -> tuple[PlannedReminder, ...]:
        """What is left to tell a person who wishes to be told in their own way."""
        rules = reminders.with_wishes(reminders.with_plan(self.rules, deadline.plan), wisher.lead_days, wisher.send_at)
        return self.plan(deadline, wisher.calendar, rules, told)

    def _calendar(self, kept: Calendar, year: int) -> WorkCalendar:
        if (kept, year) not in self._calendars:
            years = (min(self.now.year, year) - 1, max(self.now.year, year) + 1)
            self._calendars[kept, year] = work_calendars.calendar(self.tx, self.planning, *kept, *years)
        return self._calendars[kept, year]


def plan(tx: Transaction, deadline: Deadline, planning: Planning, now: datetime) -> None:
    """Plan all reminders of a deadline from now on; one that is planned already stays."""
    desk = _Desk(tx, planning, now)
    for calendar in people.calendars(tx, deadline.unit_id):
        _plan_calendar(desk, deadline, calendar, frozenset())
    _plan_people(desk, deadline, stored.wishers(tx, deadline))


def plan_anew(tx: Transaction, deadline: Deadline, planning: Planning, now: datetime) -> None:
    """Forget what was planned and told of a deadline that says something else now, and plan it from now on."""
    stored.drop_all(tx, deadline.id)
    plan(tx, deadline, planning, now)


def drop(tx: Transaction, deadline_id: int) -> None:
    """Forget all reminders of a deadline: nobody is reminded of it any more."""
    stored.drop_all(tx, deadline_id)


def replan(
    tx: Transaction, planning: Planning, now: datetime, moved: Mapping[Calendar, AbstractSet[Calendar]] | None = None
) -> None:
    """Plan the open deadlines anew after units have changed: what nobody keeps any more goes, what is new comes.

    A calendar that has planned reminders stays as it is. `moved` names, by the calendar that people keep now, those
    they kept before: what the old one has reminded them of, a new one does not remind them of again.
    """
    desk = _Desk(tx, planning, now)
    for deadline in stored.plannable(tx, now - ZONES_APART):
        known = deadlines.reminders_of(tx, deadline.id)
        planned = {calendar for calendar, _, status in known if status == stored.PLANNED}
        used = set(people.calendars(tx, deadline.unit_id))
        for calendar in planned - used:
            deadlines.drop_planned(tx, deadline.id, calendar)
        for calendar in sorted(used - planned):
            before = {calendar, *(moved or {}).get(calendar, ())}
            told = frozenset(lead for one, lead, status in known if one in before and status != stored.PLANNED)
            _plan_calendar(desk, deadline, calendar, told)
        _replan_people(desk, deadline)


def replan_all(tx: Transaction, planning: Planning, now: datetime) -> None:
    """Plan the open deadlines anew after working days or hours have changed; what was told stays told."""
    desk = _Desk(tx, planning, now)
    for deadline in stored.plannable(tx, now - ZONES_APART):
        told = stored.told(tx, deadline.id, now)
        stored.drop_ahead(tx, deadline.id, now)
        for calendar in people.calendars(tx, deadline.unit_id):
            _plan_calendar(desk, deadline, calendar, told.get(calendar, frozenset()))
        _replan_people(desk, deadline)


def replan_person(tx: Transaction, employee_id: int, planning: Planning, now: datetime) -> None:
    """Plan the open deadlines of one person anew after their wishes have changed, or ended."""
    desk, wisher = _Desk(tx, planning, now), stored.wisher(tx, employee_id)
    for deadline in stored.plannable(tx, now - ZONES_APART):
        wishes = wisher is not None and concerns(tx, deadline, employee_id)
        told = _told(desk, deadline, [wisher]) if wisher is not None and wishes else {}
        stored.drop_personal(tx, deadline.id, now, [employee_id])
        if wisher is not None and wishes:
            _plan_people(desk, deadline, [wisher], told)


def plan_newcomers(tx: Transaction, planning: Planning, now: datetime) -> int:
    """Plan for people with wishes whom a deadline concerns only since they moved or got a role; returns how many."""
    desk, count = _Desk(tx, planning, now), 0
    for deadline in stored.plannable(tx, now - ZONES_APART):
        wishers = stored.unplanned(tx, deadline)
        _plan_people(desk, deadline, wishers, _told(desk, deadline, wishers))
        count += len(wishers)
    return count


def _replan_people(desk: _Desk, deadline: Deadline) -> None:
    wishers = stored.wishers(desk.tx, deadline)
    told = _told(desk, deadline, wishers)
    stored.drop_personal(desk.tx, deadline.id, desk.now)
    _plan_people(desk, deadline, wishers, told)


def _told(desk: _Desk, deadline: Deadline, wishers: Sequence[Wisher]) -> dict[int, frozenset[int]]:
    """What each of these people was reminded of: by their own plan, and by that of their unit before they had one."""
    if not wishers:
        return {}
    by_unit = stored.told(desk.tx, deadline.id, desk.now)
    by_own = stored.told_personally(desk.tx, deadline.id, desk.now)
    farthest = stored.farthest(desk.tx, deadline.id)
    return {
        one.employee_id: by_own.get(one.employee_id, frozenset()).union(
            lead for lead in by_unit.get(one.calendar, ()) if lead > farthest.get(one.employee_id, lead - 1)
        )
        for one in wishers
    }


def _plan_calendar(desk: _Desk, deadline: Deadline, calendar: Calendar, told: frozenset[int]) -> None:
    zone, work_days = calendar
    row = {"deadline_id": deadline.id, "timezone": zone, "work_days": work_days}
    planned = desk.plan(deadline, calendar, reminders.with_plan(desk.rules, deadline.plan), told)
    deadlines.add_reminders(desk.tx, [{**row, "lead_days": one.lead_days, "due_at": one.at} for one in planned])


def _plan_people(
    desk: _Desk, deadline: Deadline, wishers: Sequence[Wisher], told: Mapping[int, frozenset[int]] | None = None
) -> None:
    stored.add_personal(
        desk.tx,
        [
            {"deadline_id": deadline.id, "employee_id": one.employee_id, "lead_days": due.lead_days, "due_at": due.at}
            for one in wishers
            for due in desk.plan_wished(deadline, one, (told or {}).get(one.employee_id, frozenset()))
        ],
    )
