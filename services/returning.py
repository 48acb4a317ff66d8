"""Back from leave: on the first working day one message tells what was missed meanwhile and is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from domain.absence import Absence
from services.planning import Calendar, Planning
from services.reminder_hours import Hours, beginning
from services.reminder_messages import Call, Page
from storage import own_reminders, returning
from storage import reminding as stored
from storage.engine import Transaction

BATCH: Final = 50


def resume(tx: Transaction, planning: Planning, now: datetime) -> int:
    """Tell the next people who are back; returns how many leaves that were, 0 when nobody is left at this moment.

    Comes before `reminding.promote`: what is due for all on that morning is part of the message.
    """
    hours = Hours(tx, planning, now)
    for calendar in returning.calendars(tx, now):
        if not hours.wave_may_go(calendar):
            continue
        back = dict(returning.claim(tx, calendar, hours.today(calendar), BATCH))
        if back:
            _tell(tx, hours, calendar, back)
            returning.resumed(tx, [one.id for theirs in back.values() for one in theirs], now)
            return sum(map(len, back.values()))
    return 0


def _tell(tx: Transaction, hours: Hours, calendar: Calendar, back: Mapping[int, Sequence[Absence]]) -> None:
    since = {employee: _began(theirs, calendar) for employee, theirs in back.items()}
    last = {employee: max(one.id for one in theirs) for employee, theirs in back.items()}
    page = Page(
        tx, hours, calendar, stored.people(tx, sorted(back), hours.today(calendar)),
        lambda employee: f"back:{last[employee]}", {"back": True, "missed": None},
    )  # fmt: skip
    _call_all(page, since)
    _call_own(page, since)
    page.write()


def _call_all(page: Page, since: Mapping[int, datetime]) -> None:
    """What came due for everybody during the leave of each, and what is due now."""
    usual = [one.id for one in page.people if not one.wishes]
    for wave in stored.waves_since(page.tx, page.calendar, min(since.values())) if usual else ():
        missed = [one for one in usual if wave.finished_at is None or wave.finished_at >= since[one]]
        for row in stored.rows_of(page.tx, wave.rows):
            for one in missed:
                page.call(row.deadline_id, one, Call(row.lead_days, unless_told=wave.begun_at))
    page.call_all(stored.due_rows(page.tx, page.calendar, page.hours.now), page.hours.now)


def _call_own(page: Page, since: Mapping[int, datetime]) -> None:
    """What came due for each alone during the leave, and what is due now."""
    due = own_reminders.claim(page.tx, sorted(since), page.hours.now, page.hours.day_ends(page.calendar))
    taken = own_reminders.since(page.tx, sorted(since), min(since.values()), page.hours.now)
    for row in {*due, *(one for one in taken if one.at >= since[one.employee_id])}:
        page.call(row.deadline_id, row.employee_id, Call(row.lead_days, row.asked, unless_told=row.at))


def _began(theirs: Sequence[Absence], calendar: Calendar) -> datetime:
    return beginning(min(one.first_on for one in theirs), calendar)
