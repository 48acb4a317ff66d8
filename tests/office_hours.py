"""The next moment at which a 5-day office in Jakarta is open and its reminders have begun, whatever day it is today."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.work_calendar import WorkCalendar, is_working_day
from sandbox import Clock
from services.planning import national_holidays

TIMEZONE = "Asia/Jakarta"
OPEN_AT, FRIDAY = 9, 4


def next_morning(after: datetime) -> datetime:
    """09.00 of the next working day, but no Friday: six-day units and 5-day units are open then."""
    day = after.astimezone(ZoneInfo(TIMEZONE)).replace(hour=OPEN_AT, minute=0, second=0, microsecond=0)
    calendar = WorkCalendar(TIMEZONE, 5, national_holidays("ID", after.year, after.year + 1))
    while day <= after or day.weekday() == FRIDAY or not is_working_day(calendar, day.date()):
        day += timedelta(days=1)
    return day


def to_the_next_morning(clock: Clock, at_least: timedelta = timedelta()) -> None:
    """Let the clock run on by this much, and then to the next open morning."""
    clock.advance(at_least)
    clock.set(next_morning(clock.now()))
