"""A plan played on a virtual calendar: who is reminded when, in how many messages, and how long the sending takes.

From reasons to remind people to the messages that come of them, by the rules of the real thing: one person gets one
message at one moment, and hears of a deadline once a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from domain.absence import Absence
from domain.deadline import Deadline
from domain.rehearsal_moves import ClosedDay, LeftOut, Move
from domain.work_calendar import ReminderRules, WorkCalendar, closes_at, next_office_time, send_moment

Kept: TypeAlias = tuple[str, int]
"""Time zone and working days a week."""


@dataclass(frozen=True, slots=True)
class Call:
    """A reason to remind people of one calendar of a deadline, at a moment in UTC.

    `people` are those who can be written to and owe the deadline then. `lead` is None for what was put off until then;
    `own` tells that it is no reminder of the calendar but by a person's wish.
    """

    at: datetime
    calendar: Kept
    deadline_id: int
    lead: int | None
    people: frozenset[int]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What else decides who hears of a deadline: own leave, what was put off, and who was told when last.

    Both by (deadline, employee). `per_second` messages are sent at most.
    """

    rules: ReminderRules
    calendars: Mapping[Kept, WorkCalendar]
    per_second: int
    leave: Mapping[int, Sequence[Absence]] = field(default_factory=dict)
    put_off: Mapping[tuple[int, int], datetime] = field(default_factory=dict)
    told: Mapping[tuple[int, int], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """So many people of a calendar are reminded of a deadline at a moment, and so many are on leave then."""

    at: datetime
    calendar: Kept
    deadline_id: int
    lead: int | None
    own: bool
    people: int
    away: int

    @property
    def day(self) -> date:
        """The local day."""
        return self.at.astimezone(WorkCalendar(*self.calendar).zone).date()


@dataclass(frozen=True, slots=True)
class Sending:
    """The messages due `at` a moment leave from `begins` to `ends`; the first office of them closes at `closes_at`."""

    at: datetime
    begins: datetime
    ends: datetime
    closes_at: datetime
    messages: int

    @property
    def in_time(self) -> bool:
        """Whether the last message leaves before the office closes."""
        return self.ends <= self.closes_at


@dataclass(frozen=True, slots=True)
class Day:
    """What happens on one local day."""

    day: date
    lines: tuple[Line, ...]
    sendings: tuple[Sending, ...]

    @property
    def messages(self) -> int:
        """How many messages are sent."""
        return sum(one.messages for one in self.sendings)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people the deadlines concern, and how many of them hear nothing, or not everything, and why.

    `never` have linked no account, `blocked` have stopped the bot, `away` are on leave on a day of a reminder.
    """

    people: int = 0
    never: int = 0
    blocked: int = 0
    away: int = 0

    @property
    def unreached(self) -> int:
        """How many can't be written to at all."""
        return self.never + self.blocked


class Silence(StrEnum):
    """Why a person hears nothing, or not everything: see `Reach`."""

    NEVER = "never"
    BLOCKED = "blocked"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who hears nothing, or not everything."""

    employee_id: int
    name: str
    unit: str
    why: Silence


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The whole play: `zone` is where most of the people are, `closed` the days off there with their names."""

    deadlines: tuple[Deadline, ...]
    days: tuple[Day, ...]
    moves: tuple[Move, ...]
    left_out: tuple[LeftOut, ...]
    reach: Reach
    closed: tuple[ClosedDay, ...]
    zone: str
    per_second: int
    calendars: int
    now: datetime

    @property
    def messages(self) -> int:
        """How many messages are sent in all."""
        return sum(one.messages for one in self.days)

    @property
    def late(self) -> tuple[Day, ...]:
        """The days on which the sending does not end before the office closes."""
        return tuple(day for day in self.days if not all(one.in_time for one in day.sendings))


@dataclass(frozen=True, slots=True)
class Played:
    """What a play says by itself; `recipients` of a moment are the people who get its message."""

    days: tuple[Day, ...]
    recipients: Mapping[datetime, frozenset[int]]
    away: frozenset[int]


@dataclass(slots=True)
class _Stage:
    scene: Scene
    lines: list[Line] = field(default_factory=list)
    recipients: dict[datetime, frozenset[int]] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    _told: dict[tuple[int, Kept], tuple[date, set[int]]] = field(default_factory=dict)
    _away: dict[date, frozenset[int]] = field(default_factory=dict)

    def moment(self, at: datetime, calls: Sequence[Call]) -> None:
        """All that is due at one moment."""
        found: set[int] = set()
        for _, group in groupby(sorted(calls, key=_by_deadline), key=lambda call: (call.deadline_id, call.calendar)):
            found |= self._deadline(at, list(group))
        if found:
            self.recipients[at] = frozenset(found)

    def _deadline(self, at: datetime, calls: Sequence[Call]) -> set[int]:
        """Who hears of one deadline; of two leads the nearer counts."""
        calendar, deadline_id = calls[0].calendar, calls[0].deadline_id
        day = at.astimezone(self.scene.calendars[calendar].zone).date()
        silent, off = self._heard(deadline_id, calendar, day), self._put_off(deadline_id, at)
        here, seen = self._absent(day), set[int]()
        for call in calls:
            people = call.people.difference(seen, off, () if call.lead is None else silent)
            absent = people & here
            seen |= people
            self.away |= absent
            if people:
                told, own = len(people - here), call.own or call.lead is None
                self.lines.append(Line(at, calendar, deadline_id, call.lead, own, told, len(absent)))
        silent |= seen - here
        return seen - here

    def _heard(self, deadline_id: int, calendar: Kept, day: date) -> set[int]:
        """Who was told of a deadline on this local day so far."""
        key = (deadline_id, calendar)
        if key not in self._told:
            zone = self.scene.calendars[calendar].zone
            known = self.scene.told.items()
            before = {one for (of, one), at in known if of == deadline_id and at.astimezone(zone).date() == day}
            self._told[key] = (day, before)
        if self._told[key][0] != day:
            self._told[key] = (day, set())
        return self._told[key][1]

    def _put_off(self, deadline: int, at: datetime) -> set[int]:
        return {one for (of, one), until in self.scene.put_off.items() if of == deadline and until > at}

    def _absent(self, day: date) -> frozenset[int]:
        if day not in self._away:
            leave = self.scene.leave.items()
            self._away[day] = frozenset(one for one, spans in leave if any(span.holds(day, day) for span in spans))
        return self._away[day]


def play(calls: Iterable[Call], scene: Scene) -> Played:
    """The days with what is sent on each, from these reasons."""
    stage = _Stage(scene)
    ordered = sorted((call for call in calls if call.people), key=lambda call: call.at)
    kept: dict[datetime, set[Kept]] = {}
    for at, group in groupby(ordered, key=lambda call: call.at):
        due = list(group)
        kept[at] = {call.calendar for call in due}
        stage.moment(at, due)
    sendings = _sendings(stage.recipients, kept, scene)
    return Played(tuple(_days(_joined(stage.lines), sendings)), stage.recipients, frozenset(stage.away))


def next_wave(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> datetime:
    """When what is due for a whole calendar at `moment` goes out: office open, from the usual moment of the day on."""
    at = next_office_time(calendar, rules, moment)
    usual = send_moment(calendar, rules, at.astimezone(calendar.zone).date())
    return at if usual is None else max(at, usual)


def _by_deadline(call: Call) -> tuple[int, Kept, bool, int, bool]:
    # What a person asked for comes last: a lead that is due at the same moment says more.
    return call.deadline_id, call.calendar, call.lead is None, call.lead or 0, call.own


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Lines that differ in their people only, as one."""
    sums: dict[tuple[datetime, Kept, int, int | None, bool], list[int]] = defaultdict(lambda: [0, 0])
    for one in lines:
        found = sums[one.at, one.calendar, one.deadline_id, one.lead, one.own]
        found[0] += one.people
        found[1] += one.away
    return [Line(*key, *counts) for key, counts in sums.items()]


def _sendings(
    recipients: Mapping[datetime, frozenset[int]], kept: Mapping[datetime, set[Kept]], scene: Scene
) -> dict[datetime, Sending]:
    """By moment, when its messages leave: one moment after the other, at the limit."""
    found, free = {}, None
    for at, people in sorted(recipients.items()):
        begins = at if free is None else max(at, free)
        free = begins + timedelta(seconds=len(people) / scene.per_second)
        closing = min(closes_at(scene.calendars[one], scene.rules, at) for one in kept[at])
        found[at] = Sending(at, begins, free, closing, len(people))
    return found


def _days(lines: Iterable[Line], sendings: Mapping[datetime, Sending]) -> Iterator[Day]:
    def day_of(line: Line) -> date:
        return line.day

    placed: set[datetime] = set()
    for day, group in groupby(sorted(lines, key=_order), key=day_of):
        here = tuple(group)
        moments = sorted({one.at for one in here} - placed)
        placed |= set(moments)
        yield Day(day, here, tuple(sendings[at] for at in moments if at in sendings))


def _order(line: Line) -> tuple[date, datetime, int, int, Kept, bool]:
    return line.day, line.at, line.deadline_id, -(line.lead or 0), line.calendar, line.own
