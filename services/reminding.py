"""The promote tick: reminders whose time has come become one message a person in the outbox, in office hours only.

All rows of a calendar that are due together are one wave, whose people are worked off page by page: each call is one
short transaction, and what a crash rolls back is done by the next one. What was missed meanwhile is one wave too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.deadline import Deadline
from services.planning import Calendar, Planning
from services.reminder_hours import Hours
from services.reminder_messages import KIND, Page
from storage import deadlines, own_reminders, people
from storage import reminding as stored
from storage.deadline_audience import owes
from storage.engine import Transaction
from storage.own_reminders import Own
from storage.reminding import Row, Wave

log = structlog.get_logger(__name__)

PAGE: Final = 500
SMALLEST_PAGE: Final = 100
WORK: Final = 1_500
"""People of a page times deadlines of its wave: more deadlines make smaller pages, so that a page stays short."""
ROWS: Final = 2_000
OWN_PAGE: Final = 200
FULL: Final = 1_000
"""So many reminders wait for the sender at most; more could not leave before the office closes."""
LATER: Final = timedelta(hours=1)


def promote(tx: Transaction, planning: Planning, now: datetime) -> int:
    """Do the next piece of work: begin a wave, work off one of its pages, or what is due for single people.

    Returns how many rows or people that were, at least 1; 0 when nothing is left to do at this moment.
    """
    if stored.waiting(tx, KIND, FULL) >= FULL:
        return 0
    hours = Hours(tx, planning, now)
    return _begin(tx, hours) or _go_on(tx, hours) or _own(tx, hours)


def _begin(tx: Transaction, hours: Hours) -> int:
    """Let the due rows of a calendar become a wave; while one is on its way, its calendar waits."""
    for calendar in stored.due_calendars(tx, hours.now):
        wave = stored.begin_wave(tx, calendar, hours.now) if _asked(tx, hours, calendar) else None
        rows = stored.claim_rows(tx, calendar, hours.now, ROWS) if wave is not None else ()
        if wave is not None and rows:
            missed = hours.missed_since(calendar, rows[0][1], hours.now)
            stored.fill_wave(tx, wave, [row_id for row_id, _ in rows], missed)
            return len(rows)
        if wave is not None:
            stored.drop_wave(tx, wave)
    return 0


def _asked(tx: Transaction, hours: Hours, calendar: Calendar) -> bool:
    """Whether a wave may begin; the rows of a calendar that can't be worked out are put off."""
    outcome = stored.attempt(tx, lambda: hours.wave_may_go(calendar))
    if isinstance(outcome, Exception):
        log.error("calendar cannot be worked out", calendar=calendar, exc_info=outcome)
        stored.push_calendar(tx, calendar, hours.now, hours.now + LATER)
        return False
    return outcome


def _go_on(tx: Transaction, hours: Hours) -> int:
    """Work off a page of the first wave whose office is open and that nobody else has in hand."""
    for wave_id, calendar in stored.open_waves(tx):
        wave = stored.hold_wave(tx, wave_id) if hours.wave_may_go(calendar) else None
        if wave is not None:
            return _turn(tx, wave, hours)
    return 0


def _turn(tx: Transaction, wave: Wave, hours: Hours) -> int:
    rows = stored.rows_of(tx, wave.rows)
    size = min(PAGE, max(SMALLEST_PAGE, WORK // max(1, len({row.deadline_id for row in rows}))))
    found = stored.page(tx, wave.calendar, wave.up_to, hours.today(wave.calendar), size)
    page = Page(tx, hours, wave.calendar, found.people, lambda employee: f"reminder:{wave.id}:{employee}")
    page.call_all(rows, wave.begun_at)
    own = own_reminders.claim(tx, [one.id for one in found.people], hours.now, hours.day_ends(wave.calendar))
    page.call_own(own)
    left = _settle(page, rows, own)
    last = found.last or not left
    stored.move_on(tx, wave.id, [row.id for row in left], found.up_to, hours.now if last else None)
    return max(1, len(found.people))


def _settle(page: Page, rows: Sequence[Row], own: Sequence[Own]) -> list[Row]:
    """Write the messages; what could not be worked out is planned for later. Returns the rows that are left."""
    failed, away = page.write(), {one.id for one in page.people if one.leave is not None}
    kept = [one for one in own if one.deadline_id not in failed]
    if away:
        own_reminders.hold_back(page.tx, [one for one in kept if one.employee_id in away], page.hours.now)
    if failed:
        later = page.hours.now + LATER
        stored.push_rows(page.tx, [row.id for row in rows if row.deadline_id in failed], later)
        own_reminders.push(page.tx, [one for one in own if one.deadline_id in failed], later)
    return [row for row in rows if row.deadline_id not in failed]


def _own(tx: Transaction, hours: Hours) -> int:
    """Remind people of what is due for them alone, at an hour of their own."""
    for calendar in own_reminders.due_calendars(tx, hours.now):
        if not hours.is_open(calendar):
            continue
        ids = own_reminders.due_people(tx, calendar, hours.now, OWN_PAGE)
        own = own_reminders.claim(tx, ids, hours.now, hours.day_ends(calendar))
        if own:
            page = Page(tx, hours, calendar, stored.people(tx, ids, hours.today(calendar)), _keys(own))
            page.call_own(own)
            _settle(page, (), own)
            return len(own)
    return 0


def _keys(own: Sequence[Own]) -> Callable[[int], str]:
    """The name of each person's message: which rows it was made of."""

    def key(employee_id: int) -> str:
        rows = (f"{'s' if one.asked else 'p'}{one.id}" for one in own if one.employee_id == employee_id)
        return f"reminder:{'-'.join(rows)}:{employee_id}"

    return key


def still_owed(tx: Transaction, account: int, ids: Sequence[int], now: datetime) -> tuple[Deadline, ...]:
    """Those of these deadlines that the account's person still owes, soonest first, in the zone of their unit."""
    known = people.account(tx, account)
    employee = people.employee(tx, known[1]) if known is not None and known[1] is not None else None
    unit = people.unit(tx, employee.unit_id) if employee is not None else None
    if employee is None or unit is None:
        return ()
    found = (deadlines.deadline(tx, one) for one in dict.fromkeys(ids))
    owed = [one.seen_in(unit.timezone) for one in found if one is not None and owes(tx, one, employee.id, now)]
    return tuple(sorted(owed, key=lambda one: (one.due_at, one.id)))
