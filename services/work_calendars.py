"""Working days and office hours as they hold here: the national table with the agency's own days and seasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.work_calendar import ReminderRules, WorkCalendar
from services.planning import Planning, national_holidays
from storage import work_calendars as stored
from storage.engine import Transaction


def calendar(
    tx: Transaction, planning: Planning, zone: str, work_days: int, first_year: int, last_year: int
) -> WorkCalendar:
    """The working days of units with this zone and week, in these years and the year before and after them."""
    first, last = first_year - 1, last_year + 1
    own = stored.days(tx, date(first, 1, 1), date(last, 12, 31))
    closed = frozenset(one.day for one in own if one.closed)
    worked = frozenset(one.day for one in own if not one.closed)
    return WorkCalendar(zone, work_days, national_holidays(planning.country, first, last) | closed, worked)


def rules(tx: Transaction, planning: Planning) -> ReminderRules:
    """The rules of the installation with the agency's seasons."""
    seasons = tuple(season.hours for season in stored.seasons(tx))
    return replace(planning.rules, seasons=seasons)
