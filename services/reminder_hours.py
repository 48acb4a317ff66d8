"""When the people of a calendar may be reminded, by the rules, holidays and own days that hold now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.work_calendar import ReminderRules, WorkCalendar, may_send, next_office_time, office_open
from services import work_calendars
from services.planning import Calendar, Planning
from storage.engine import Transaction

MISSED = timedelta(hours=12)
"""What could have gone out longer ago than this was missed: the bot was not running."""


@dataclass(slots=True)
class Hours:
    """The office hours at a moment; rules and calendars are read once."""

    tx: Transaction
    planning: Planning
    now: datetime
    _rules: ReminderRules | None = None
    _calendars: dict[tuple[Calendar, int], WorkCalendar] = field(default_factory=dict)

    def wave_may_go(self, kept: Calendar) -> bool:
        """Whether people of this calendar may be reminded of what is due for all of them."""
        return may_send(self._calendar(kept, self.now), self.rules, self.now)

    def is_open(self, kept: Calendar) -> bool:
        """Whether people of this calendar may be reminded of what is due for them alone, at a time of their own."""
        return office_open(self._calendar(kept, self.now), self.rules, self.now)

    def working_days(self, kept: Calendar) -> WorkCalendar:
        """The working days of this year and those around it."""
        return self._calendar(kept, self.now)

    def today(self, kept: Calendar) -> date:
        """The local day."""
        return self.now.astimezone(ZoneInfo(kept[0])).date()

    def day_began(self, kept: Calendar) -> datetime:
        """The beginning of the local day, in UTC."""
        return beginning(self.today(kept), kept)

    def day_ends(self, kept: Calendar) -> datetime:
        """The last moment of the local day, in UTC."""
        return beginning(self.today(kept) + timedelta(days=1), kept) - timedelta(microseconds=1)

    def missed_since(self, kept: Calendar, at: datetime, sent_at: datetime) -> datetime | None:
        """When a reminder that was due at `at` could have gone out, if that was long before `sent_at`, else None."""
        if sent_at - at <= MISSED:
            return None
        possible = next_office_time(self._calendar(kept, at), self.rules, at)
        return possible if sent_at - possible > MISSED else None

    @property
    def rules(self) -> ReminderRules:
        """The rules of the installation with its seasons."""
        if self._rules is None:
            self._rules = work_calendars.rules(self.tx, self.planning)
        return self._rules

    def _calendar(self, kept: Calendar, moment: datetime) -> WorkCalendar:
        key = (kept, moment.year)
        if key not in self._calendars:
            year = moment.year
            self._calendars[key] = work_calendars.calendar(self.tx, self.planning, *kept, year, year)
        return self._calendars[key]


def beginning(day: date, kept: Calendar) -> datetime:
    """The beginning of a local day of this calendar, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(kept[0])).astimezone(UTC)
