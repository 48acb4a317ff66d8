"""The parts of a rehearsal: of each deadline the reasons to remind people, by its rows or as it would be planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from domain import reminders
from domain.deadline import Concerned, Deadline, DoneRule
from domain.rehearsal import Call, Kept, Scene, next_wave
from domain.rehearsal_moves import DayBook, Planned
from domain.reminders import PlannedReminder
from domain.work_calendar import ReminderRules, WorkCalendar, next_office_time
from services import work_calendars
from services.holiday_names import holiday_names
from services.planning import Planning
from storage import deadline_plans, people
from storage import rehearsal as stored
from storage import work_calendars as own_days
from storage.engine import Transaction
from storage.rehearsal import Ahead, Person

YESTERDAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A deadline as it would be, planned anew from now on; id 0 is a new one, `in_charge` those named for it."""

    deadline: Deadline
    in_charge: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Play:
    """One deadline: reasons to remind, the plans of calendars for what moved, and whom it concerns."""

    calls: tuple[Call, ...]
    planned: tuple[Planned, ...]
    owing: frozenset[int]


@dataclass(slots=True)
class Desk:
    """What all deadlines of a rehearsal share: people, rules and calendars, read once."""

    tx: Transaction
    planning: Planning
    now: datetime
    language: str
    people: dict[int, Person] = field(init=False)
    rules: ReminderRules = field(init=False)
    _calendars: dict[Kept, WorkCalendar] = field(default_factory=dict)
    _put_off: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = stored.people(self.tx)
        self.rules = work_calendars.rules(self.tx, self.planning)

    def calendar(self, kept: Kept) -> WorkCalendar:
        """The working days of a calendar, for the years that a plan can reach."""
        if kept not in self._calendars:
            years = (self.now.year - 2, self.now.year + 3)
            self._calendars[kept] = work_calendars.calendar(self.tx, self.planning, *kept, *years)
        return self._calendars[kept]

    def day(self, call: Call) -> date:
        """The local day of a call."""
        return call.at.astimezone(self.calendar(call.calendar).zone).date()

    def scene(self, per_second: int, drafts: Sequence[Draft]) -> Scene:
        """What else decides who hears of these."""
        since = self.now - YESTERDAY
        kept = {one.calendar for one in self.people.values()} | set(self._calendars)
        return Scene(
            rules=self.rules,
            calendars={one: self.calendar(one) for one in kept},
            per_second=per_second,
            leave=stored.leaves(self.tx, since.date()),
            put_off=self._put_off,
            told=stored.told_since(self.tx, [one.deadline.id for one in drafts if one.deadline.id], since),
        )

    def book(self, first: date, last: date) -> DayBook:
        """The names of days off, and of the seasons."""
        own = own_days.days(self.tx, first, last)
        seasons = tuple((one.name, one.hours) for one in own_days.seasons(self.tx))
        national = holiday_names(self.planning.country, self.language, first.year, last.year)
        return DayBook(national, {one.day: one.name for one in own if one.closed}, seasons)

    def play(self, draft: Draft, *, anew: bool) -> Play:
        """What is planned of a deadline, or would be."""
        deadline = draft.deadline
        in_charge = draft.in_charge if anew else None
        rules = reminders.with_plan(self.rules, deadline.plan)
        owing = _Owing(self.tx, deadline, in_charge, self.now)
        rows = self._new_rows(deadline, rules) if anew else stored.planned_rows(self.tx, deadline.id)
        own = self._new_own(deadline, rules, owing.now) if anew else self._own(deadline.id)
        told = {} if anew else stored.told_leads(self.tx, deadline.id)
        here = {self.people[one].calendar for one in owing.now if one in self.people}
        calls = (*self._calls(rows, owing), *self._own_calls(own, owing))
        return Play(calls, tuple(self._planned(deadline, rules, rows, told, here)), owing.now)

    def _new_rows(self, deadline: Deadline, rules: ReminderRules) -> tuple[Ahead, ...]:
        found = []
        for kept in people.calendars(self.tx, deadline.unit_id):
            planned = reminders.plan(deadline.id, deadline.due_in(kept[0]), self.calendar(kept), rules, self.now)
            found += [Ahead(deadline.id, one.lead_days, one.at, kept) for one in planned]
        return tuple(found)

    def _new_own(self, deadline: Deadline, rules: ReminderRules, owing: frozenset[int]) -> tuple[Ahead, ...]:
        found = []
        for one in sorted(owing):
            wisher = deadline_plans.wisher(self.tx, one) if self.people[one].wishes else None
            if wisher is None:
                continue
            wished = reminders.with_wishes(rules, wisher.lead_days, wisher.send_at)
            due_at = deadline.due_in(wisher.calendar[0])
            planned = reminders.plan(deadline.id, due_at, self.calendar(wisher.calendar), wished, self.now)
            found += [Ahead(deadline.id, row.lead_days, row.at, None, one) for row in planned]
        return tuple(found)

    def _own(self, deadline_id: int) -> tuple[Ahead, ...]:
        waiting = stored.put_off(self.tx, deadline_id)
        self._put_off |= {(deadline_id, one.employee_id): one.at for one in waiting if one.employee_id is not None}
        return (*stored.own_rows(self.tx, deadline_id), *waiting)

    def _calls(self, rows: Iterable[Ahead], owing: _Owing) -> Iterator[Call]:
        usual: dict[Kept, set[int]] = {}
        for person in self.people.values():
            if person.reachable and not person.wishes:
                usual.setdefault(person.calendar, set()).add(person.id)
        for row in rows:
            assert row.calendar is not None
            at = next_wave(self.calendar(row.calendar), self.rules, max(row.at, self.now))
            those = owing.at(at) & usual.get(row.calendar, set())
            yield Call(at, row.calendar, row.deadline_id, row.lead, those)

    def _own_calls(self, rows: Iterable[Ahead], owing: _Owing) -> Iterator[Call]:
        for row in rows:
            person = self.people.get(row.employee_id or 0)
            if person is None or not person.reachable:
                continue
            at = next_office_time(self.calendar(person.calendar), self.rules, max(row.at, self.now))
            if person.id in owing.at(at):
                yield Call(at, person.calendar, row.deadline_id, row.lead, frozenset({person.id}), own=True)

    def _planned(
        self,
        deadline: Deadline,
        rules: ReminderRules,
        rows: Sequence[Ahead],
        told: dict[Kept, frozenset[int]],
        here: set[Kept],
    ) -> Iterator[Planned]:
        """The plans of the calendars of those whom it concerns."""
        for kept in sorted({row.calendar for row in rows if row.calendar is not None} & here):
            mine = tuple(
                PlannedReminder(deadline.id, row.lead, row.at)
                for row in rows
                if row.calendar == kept and row.lead is not None
            )
            due_at = deadline.due_in(kept[0])
            yield Planned(deadline.id, due_at, self.calendar(kept), rules, mine, told.get(kept, frozenset()))


@dataclass(slots=True)
class _Owing:
    """Who owes a deadline, asked once, and at each moment where that depends on the moment: what can be signed when."""

    tx: Transaction
    deadline: Deadline
    in_charge: tuple[int, ...] | None
    moment: datetime
    _known: dict[datetime, frozenset[int]] = field(default_factory=dict)

    @property
    def now(self) -> frozenset[int]:
        """Who owes it now."""
        return self.at(self.moment)

    def at(self, moment: datetime) -> frozenset[int]:
        """Who owes it then."""
        changes = self.deadline.rule is DoneRule.PLEDGE or self.deadline.audience.concerned is Concerned.OWING
        key = moment if changes else self.moment
        if key not in self._known:
            self._known[key] = stored.owing_ids(self.tx, self.deadline, self.in_charge, key)
        return self._known[key]
