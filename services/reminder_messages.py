"""From reasons to remind people to one message a person: who still owes what, and what was said already is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

import structlog

from domain.deadline import Deadline
from domain.messages import Lane, Post
from services import leave_notices
from services.planning import Calendar
from services.reminder_hours import Hours
from storage import deadline_tellings, deadlines, messages, own_reminders
from storage import reminding as stored
from storage.engine import Transaction
from storage.own_reminders import Own
from storage.reminding import Person, Row

log = structlog.get_logger(__name__)

KIND = "reminder"


@dataclass(frozen=True, slots=True)
class Call:
    """A reason to remind somebody of a deadline.

    `lead` is in days, None for the days that are left; `asked`: the person wished to be reminded at this moment;
    `missed` is when it should have gone out, None: in time. Who was told after `unless_told` has heard of it.
    """

    lead: int | None
    asked: bool = False
    missed: datetime | None = None
    unless_told: datetime | None = None


Calls: TypeAlias = dict[int, dict[int, Call]]
"""By deadline and employee."""


@dataclass(slots=True)
class Page:
    """Some people of one calendar, with the reasons to remind each.

    `key` names the message of an employee for ever; `extra` are further parameters of the messages.
    """

    tx: Transaction
    hours: Hours
    calendar: Calendar
    people: Sequence[Person]
    key: Callable[[int], str]
    extra: Mapping[str, object] = field(default_factory=dict)
    calls: Calls = field(default_factory=lambda: defaultdict(dict))

    def call_all(self, rows: Iterable[Row], sent_at: datetime) -> None:
        """Remind of rows of the calendar, but not who has wishes; of two leads of a deadline the nearer counts."""
        usual = [one.id for one in self.people if not one.wishes]
        for row in sorted(rows, key=lambda one: one.lead_days, reverse=True):
            call = Call(row.lead_days, missed=self.hours.missed_since(self.calendar, row.at, sent_at))
            for one in usual:
                self.call(row.deadline_id, one, call)

    def call_own(self, rows: Iterable[Own]) -> None:
        """Remind of what is due for one person alone."""
        for row in rows:
            missed = self.hours.missed_since(self.calendar, row.at, self.hours.now)
            self.call(row.deadline_id, row.employee_id, Call(row.lead_days, row.asked, missed))

    def call(self, deadline_id: int, employee_id: int, call: Call) -> None:
        """Remind one person; several reasons for one deadline become one."""
        of_deadline = self.calls[deadline_id]
        known = of_deadline.get(employee_id)
        of_deadline[employee_id] = call if known is None else _joined(known, call)

    def write(self) -> frozenset[int]:
        """Put a message to each person, and those to heads of people on leave, into the outbox.

        Returns the deadlines that could not be worked out; nobody of the page is reminded of these.
        """
        found, failed = self._owed()
        posts, told = self._posts(found)
        messages.enqueue(self.tx, posts, self.hours.now)
        deadline_tellings.note_told(self.tx, told, self.hours.now)
        return failed

    def _owed(self) -> tuple[dict[int, list[tuple[Deadline, Call]]], frozenset[int]]:
        """What each person still owes and was not told of today, unless they asked for it."""
        found: dict[int, list[tuple[Deadline, Call]]] = defaultdict(list)
        failed = set()
        for deadline_id, ids in self._asked_of():
            outcome = stored.attempt(self.tx, partial(self._owing, deadline_id, ids))
            if isinstance(outcome, Exception):
                log.error("deadline cannot be worked out", deadline=deadline_id, exc_info=outcome)
                failed.add(deadline_id)
                continue
            for one, deadline in outcome.items():
                found[one].append((deadline, self.calls[deadline_id][one]))
        return found, frozenset(failed)

    def _asked_of(self) -> Iterator[tuple[int, list[int]]]:
        """The open deadlines with the people who are to be asked for them: those below its unit."""
        units = {one.id: one.unit_id for one in self.people}
        scopes = stored.scopes(self.tx, self.calls)
        paths = stored.paths(self.tx, set(units.values())) if any(scopes.values()) else {}
        silent = self._silent(units)
        for deadline_id, scope in sorted(scopes.items()):
            calls = self.calls[deadline_id]
            below = (one for one in calls if one in units and (scope is None or scope in paths[units[one]]))
            ids = sorted(one for one in below if not silent(deadline_id, one, calls[one]))
            if ids:
                yield deadline_id, ids

    def _owing(self, deadline_id: int, ids: Sequence[int]) -> dict[int, Deadline]:
        """Who of these people owes the deadline, with it as it is in their zone."""
        deadline = deadlines.deadline(self.tx, deadline_id)
        if deadline is None:
            return {}
        seen = deadline.seen_in(self.calendar[0])
        return dict.fromkeys(stored.owing_among(self.tx, deadline, ids, self.hours.now), seen)

    def _silent(self, here: Iterable[int]) -> Callable[[int, int, Call], bool]:
        """Whether a person is not to be reminded of a deadline now."""
        ids = sorted(here)
        put_off = own_reminders.put_off(self.tx, ids, self.hours.now)
        told = deadline_tellings.told(self.tx, sorted(self.calls), ids)
        today = self.hours.day_began(self.calendar)

        def silent(deadline_id: int, employee_id: int, call: Call) -> bool:
            at = told.get((deadline_id, employee_id))
            if at is None or (deadline_id, employee_id) in put_off:
                return (deadline_id, employee_id) in put_off
            heard = call.unless_told is not None and at >= call.unless_told
            return heard or (at >= today and not call.asked)

        return silent

    def _posts(self, found: Mapping[int, list[tuple[Deadline, Call]]]) -> tuple[list[Post], list[tuple[int, int]]]:
        posts, told = [], []
        for one in self.people:
            owed = found.get(one.id)
            if not owed or one.account is None:
                continue
            if one.leave is not None:
                posts += leave_notices.to_heads(self.tx, one, [deadline for deadline, _ in owed])
                continue
            posts.append(Post(self.key(one.id), KIND, one.account, self._params(owed), Lane.TRANSACTIONAL))
            told += [(deadline.id, one.id) for deadline, _ in owed]
        return posts, told

    def _params(self, owed: list[tuple[Deadline, Call]]) -> dict[str, object]:
        owed.sort(key=lambda one: (one[0].due_at, one[0].id))
        named = [{"id": deadline.id, "lead": self._lead(deadline, call)} for deadline, call in owed]
        missed = min((call.missed for _, call in owed if call.missed is not None), default=None)
        return {"deadlines": named, "missed": missed.isoformat() if missed else None, **self.extra}

    def _lead(self, deadline: Deadline, call: Call) -> int:
        if call.lead is not None:
            return call.lead
        return (deadline.due_at.astimezone(ZoneInfo(self.calendar[0])).date() - self.hours.today(self.calendar)).days


def _joined(one: Call, other: Call) -> Call:
    missed = min((call.missed for call in (one, other) if call.missed is not None), default=None)
    lead = one.lead if other.lead is None else other.lead
    if one.unless_told is None or other.unless_told is None:
        return Call(lead, one.asked or other.asked, missed)
    return Call(lead, one.asked or other.asked, missed, max(one.unless_told, other.unless_told))
