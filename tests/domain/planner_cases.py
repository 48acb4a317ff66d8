"""Reminder plans made by hand from the calendar of 2026: its joint decree, and 1 January 2027.

Each case says in a few words why the plan is as it is. Moments are written without the year 2026, in the time of
Jakarta; the expected plan is in the time of the unit.
"""

from dataclasses import replace
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.reminders import HoursSeason, PlannedReminder, ReminderRules, WorkCalendar, with_wishes

_PUBLIC = (
    "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25 12-25"
)  # fmt: skip
_LEAVE = "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24"


def day(text: str) -> date:
    """A day of 2026 from month and day."""
    return date.fromisoformat(f"2026-{text}")


CLOSED = frozenset(map(day, f"{_PUBLIC} {_LEAVE}".split())) | {date(2027, 1, 1)}
OFFICE = WorkCalendar("Asia/Jakarta", 5, CLOSED)
CLINIC = WorkCalendar("Asia/Jakarta", 6, CLOSED)
MAKASSAR = WorkCalendar("Asia/Makassar", 5, CLOSED)
JAYAPURA = WorkCalendar("Asia/Jayapura", 5, CLOSED)
USUAL = ReminderRules(follow_ups=())
NOON = ReminderRules(lead_days=(1, 0), send_at=time(12, 0), follow_ups=())
FOLLOWED = ReminderRules(lead_days=(0,))
REMINDED = ReminderRules()
RAMADAN = HoursSeason(day("02-18"), day("03-19"), time(9, 0), (time(15, 0), time(8, 0)))


def leads(*days: int) -> ReminderRules:
    """Rules with these lead days and no follow-ups."""
    return ReminderRules(lead_days=days, follow_ups=())


def after(*days: int) -> ReminderRules:
    """Rules that remind on the due day and on these days after it."""
    return ReminderRules(lead_days=(0,), follow_ups=days)


def fasting(*days: int) -> ReminderRules:
    """Rules with these lead days, and other hours in Ramadan."""
    return replace(leads(*days), seasons=(RAMADAN,))


def wished(at: time) -> ReminderRules:
    """The same for a person who wishes another time of day."""
    return with_wishes(fasting(), (1, 0), at)


def own_days(*, closed: str = "", worked: str = "", work_days: int = 5) -> WorkCalendar:
    """A calendar of Jakarta with days of the agency's own."""
    return WorkCalendar(
        "Asia/Jakarta", work_days, CLOSED | frozenset(map(day, closed.split())), frozenset(map(day, worked.split()))
    )


def local(text: str, zone: str = "Asia/Jakarta") -> datetime:
    """A moment of a zone; without a year it is of 2026."""
    return datetime.fromisoformat(f"2026-{text}" if len(text) < 15 else text).replace(tzinfo=ZoneInfo(zone))


def written(planned: tuple[PlannedReminder, ...], calendar: WorkCalendar) -> str:
    """The plan in local time: `7 on 04-06 08:00` for each reminder."""
    return ", ".join(f"{item.lead_days} on {item.at.astimezone(calendar.zone):%m-%d %H:%M}" for item in planned)


class Case(NamedTuple):
    """Why, for whom and by which rules, when it is planned, when it is due, and the plan."""

    reason: str
    calendar: WorkCalendar
    rules: ReminderRules
    now: str
    due: str
    plan: str


LEADS = (
    Case(
        "all leads on ordinary days, the Sunday one moved to Friday", OFFICE, USUAL, "03-01 09:00", "04-29 16:00",
        "30 on 03-30 08:00, 14 on 04-15 08:00, 7 on 04-22 08:00, 3 on 04-24 08:00, 1 on 04-28 08:00, 0 on 04-29 08:00",
    ),
    Case(
        "three leads inside the Nyepi and Lebaran block meet on the day before it",
        OFFICE, USUAL, "02-01 09:00", "03-25 16:00",
        "30 on 02-23 08:00, 14 on 03-11 08:00, 1 on 03-17 08:00, 0 on 03-25 08:00",
    ),
    Case(
        "due before office hours after the block: the day before the block is the day of warning",
        OFFICE, USUAL, "02-01 09:00", "03-25 07:00",
        "30 on 02-23 08:00, 14 on 03-11 08:00, 0 on 03-17 08:00",
    ),
    Case(
        "made inside the block: what would have been before it comes right after it",
        OFFICE, USUAL, "03-18 10:00", "03-27 16:00",
        "3 on 03-25 08:00, 1 on 03-26 08:00, 0 on 03-27 08:00",
    ),
    Case(
        "made inside the block, due early after it: the first office minute is all there is",
        OFFICE, USUAL, "03-18 10:00", "03-25 07:45",
        "0 on 03-25 07:30",
    ),
    Case(
        "made and due inside the block: nothing but the day after is left", OFFICE, USUAL, "03-18 10:00", "03-24 16:00",
        "0 on 03-25 08:00",
    ),
    Case(
        "made on the last working day before the block, before eight",
        OFFICE, leads(7, 1, 0), "03-17 07:59", "03-24 23:59",
        "0 on 03-17 08:00",
    ),
    Case(
        "made on the last working day before the block, after eight",
        OFFICE, leads(7, 1, 0), "03-17 08:01", "03-24 23:59",
        "7 on 03-17 08:01",
    ),
    Case(
        "the block for a six-day clinic is the same block", CLINIC, leads(7, 3, 1, 0), "03-02 09:00", "03-26 10:00",
        "3 on 03-17 08:00, 1 on 03-25 08:00, 0 on 03-26 08:00",
    ),
    Case(
        "a six-day clinic is warned on Saturday of a Monday", CLINIC, USUAL, "04-01 09:00", "04-13 12:00",
        "7 on 04-06 08:00, 3 on 04-10 08:00, 1 on 04-11 08:00, 0 on 04-13 08:00",
    ),
    Case(
        "a five-day office is warned on Friday of a Monday, once", OFFICE, USUAL, "04-01 09:00", "04-13 12:00",
        "7 on 04-06 08:00, 1 on 04-10 08:00, 0 on 04-13 08:00",
    ),
    Case(
        "a Saturday deadline at a clinic", CLINIC, leads(1, 0), "04-06 09:00", "04-11 10:00",
        "1 on 04-10 08:00, 0 on 04-11 08:00",
    ),
    Case("a Saturday deadline at an office", OFFICE, leads(1, 0), "04-06 09:00", "04-11 10:00", "0 on 04-10 08:00"),
    Case(
        "year's end: New Year's Day and the weekend push back into December",
        OFFICE, USUAL, "12-01 09:00", "2027-01-04 16:00",
        "30 on 12-04 08:00, 14 on 12-21 08:00, 7 on 12-28 08:00, 1 on 12-31 08:00, 0 on 01-04 08:00",
    ),
    Case(
        "Christmas leave pushes back; a lead that is due this very minute counts",
        OFFICE, USUAL, "12-01 08:00", "12-31 16:00",
        "30 on 12-01 08:00, 14 on 12-17 08:00, 7 on 12-23 08:00, 3 on 12-28 08:00, 1 on 12-30 08:00, 0 on 12-31 08:00",
    ),
    Case(
        "a lead one minute ago is gone", OFFICE, USUAL, "12-01 08:01", "12-31 16:00",
        "14 on 12-17 08:00, 7 on 12-23 08:00, 3 on 12-28 08:00, 1 on 12-30 08:00, 0 on 12-31 08:00",
    ),
    Case(
        "the first working day of the year", OFFICE, leads(1, 0), "2025-12-29 09:00", "01-02 16:00",
        "1 on 12-31 08:00, 0 on 01-02 08:00",
    ),
    Case(
        "noon on Friday waits for the end of the prayers", OFFICE, NOON, "04-09 13:00", "04-10 16:00",
        "0 on 04-10 13:00",
    ),
    Case("due during the prayers: the day before", OFFICE, NOON, "04-08 13:00", "04-10 12:30", "0 on 04-09 12:00"),
    Case(
        "noon on Thursday stays noon", OFFICE, NOON, "04-06 09:00", "04-09 16:00",
        "1 on 04-08 12:00, 0 on 04-09 12:00",
    ),
    Case(
        "Good Friday: the day before is the day of warning", OFFICE, leads(7, 3, 1, 0), "03-25 09:00", "04-03 10:00",
        "7 on 03-27 08:00, 3 on 03-31 08:00, 0 on 04-02 08:00",
    ),
    Case(
        "due at eight sharp: eight is too late", OFFICE, leads(1, 0), "04-10 09:00", "04-14 08:00",
        "0 on 04-13 08:00",
    ),
    Case(
        "due a minute after eight", OFFICE, leads(1, 0), "04-10 09:00", "04-14 08:01",
        "1 on 04-13 08:00, 0 on 04-14 08:00",
    ),
    Case("due at midnight of its day", OFFICE, leads(1, 0), "04-10 09:00", "04-15 00:00", "0 on 04-14 08:00"),
    Case("made on its day: at once", OFFICE, USUAL, "04-14 10:00", "04-14 16:00", "0 on 04-14 10:00"),
    Case(
        "made on its day before the office opens: at the usual time", OFFICE, USUAL, "04-14 05:00", "04-14 16:00",
        "0 on 04-14 08:00",
    ),
    Case(
        "made after hours, due at midnight: next morning, late", OFFICE, USUAL, "04-14 16:30", "04-14 23:59",
        "0 on 04-15 08:00",
    ),
    Case(
        "made during the Friday prayers, due at three", OFFICE, USUAL, "04-10 11:45", "04-10 15:00",
        "0 on 04-10 13:00",
    ),
    Case(
        "made when every lead has gone by: at once, with the days left",
        OFFICE, leads(7, 3), "04-13 10:00", "04-15 16:00",
        "2 on 04-13 10:00",
    ),
    Case("made on Saturday for Monday", OFFICE, USUAL, "04-11 10:00", "04-13 12:00", "0 on 04-13 08:00"),
    Case(
        "Lunar New Year and its leave", OFFICE, leads(1, 0), "02-10 09:00", "02-18 10:00",
        "1 on 02-13 08:00, 0 on 02-18 08:00",
    ),
    Case(
        "Ascension week at an office", OFFICE, leads(3, 1, 0), "05-11 09:00", "05-18 16:00",
        "1 on 05-13 08:00, 0 on 05-18 08:00",
    ),
    Case(
        "Ascension week at a clinic", CLINIC, leads(3, 1, 0), "05-11 09:00", "05-18 16:00",
        "3 on 05-13 08:00, 1 on 05-16 08:00, 0 on 05-18 08:00",
    ),
    Case(
        "Idul Adha and its leave", OFFICE, leads(3, 1, 0), "05-18 09:00", "05-29 16:00",
        "1 on 05-26 08:00, 0 on 05-29 08:00",
    ),
    Case(
        "Pancasila Day after a weekend, office", OFFICE, leads(1, 0), "05-20 09:00", "06-02 09:00",
        "1 on 05-29 08:00, 0 on 06-02 08:00",
    ),
    Case(
        "Pancasila Day after a weekend, clinic", CLINIC, leads(1, 0), "05-20 09:00", "06-02 09:00",
        "1 on 05-30 08:00, 0 on 06-02 08:00",
    ),
    Case(
        "Independence Day on a Monday", OFFICE, leads(1, 0), "08-03 09:00", "08-18 09:00",
        "1 on 08-14 08:00, 0 on 08-18 08:00",
    ),
    Case(
        "a lead named twice is one", OFFICE, leads(1, 1, 0), "04-10 09:00", "04-14 16:00",
        "1 on 04-13 08:00, 0 on 04-14 08:00",
    ),
    Case("no leads, no reminders", OFFICE, leads(), "04-10 09:00", "04-14 16:00", ""),
    Case("past deadlines are not reminded of", OFFICE, USUAL, "04-14 16:01", "04-14 16:00", ""),
    Case("a deadline that ends now is past", OFFICE, USUAL, "04-14 16:00", "04-14 16:00", ""),
)  # fmt: skip

FOLLOW_UPS = (
    Case(
        "four on ordinary days", OFFICE, FOLLOWED, "04-10 09:00", "04-14 16:00",
        "0 on 04-14 08:00, -1 on 04-15 08:00, -3 on 04-17 08:00, -7 on 04-21 08:00, -14 on 04-28 08:00",
    ),
    Case(
        "due on Friday: the first two meet on Monday, which is H+3", OFFICE, FOLLOWED, "04-09 09:00", "04-10 16:00",
        "0 on 04-10 08:00, -3 on 04-13 08:00, -7 on 04-17 08:00, -14 on 04-24 08:00",
    ),
    Case(
        "due on Friday at a clinic: Saturday is a working day", CLINIC, FOLLOWED, "04-09 09:00", "04-10 16:00",
        "0 on 04-10 08:00, -1 on 04-11 08:00, -3 on 04-13 08:00, -7 on 04-17 08:00, -14 on 04-24 08:00",
    ),
    Case(
        "three fall into the Lebaran block and become one on the day after it",
        OFFICE, FOLLOWED, "03-16 09:00", "03-17 16:00",
        "0 on 03-17 08:00, -7 on 03-25 08:00, -14 on 03-31 08:00",
    ),
    Case(
        "a clinic before the block: Sunday moves to Monday, the 19th to the 25th",
        CLINIC, FOLLOWED, "03-11 09:00", "03-12 15:00",
        "0 on 03-12 08:00, -1 on 03-13 08:00, -3 on 03-16 08:00, -7 on 03-25 08:00, -14 on 03-26 08:00",
    ),
    Case(
        "due inside the block: reminded before it, followed up from the 25th on",
        OFFICE, after(1, 3, 7), "03-16 09:00", "03-21 12:00",
        "0 on 03-17 08:00, -3 on 03-25 08:00, -7 on 03-30 08:00",
    ),
    Case(
        "due on the last day of the block, 24 March, in the evening", OFFICE, after(1, 3), "03-16 09:00", "03-24 20:00",
        "0 on 03-17 08:00, -1 on 03-25 08:00, -3 on 03-27 08:00",
    ),
    Case(
        "the last day of the year: New Year and the weekend move both to Monday",
        OFFICE, FOLLOWED, "12-30 09:00", "12-31 16:00",
        "0 on 12-31 08:00, -3 on 01-04 08:00, -7 on 01-07 08:00, -14 on 01-14 08:00",
    ),
    Case(
        "the last day of the year at a clinic: 2 January is a Saturday", CLINIC, FOLLOWED, "12-30 09:00", "12-31 16:00",
        "0 on 12-31 08:00, -1 on 01-02 08:00, -3 on 01-04 08:00, -7 on 01-07 08:00, -14 on 01-14 08:00",
    ),
    Case(
        "Christmas Eve is leave: due on the 23rd, followed up on Monday",
        OFFICE, after(1), "12-22 09:00", "12-23 12:00",
        "0 on 12-23 08:00, -1 on 12-28 08:00",
    ),
    Case(
        "planned after the due time: what is still ahead", OFFICE, REMINDED, "04-15 09:00", "04-14 16:00",
        "-3 on 04-17 08:00, -7 on 04-21 08:00, -14 on 04-28 08:00",
    ),
    Case(
        "planned in the very minute of a follow-up", OFFICE, REMINDED, "04-17 08:00", "04-14 16:00",
        "-3 on 04-17 08:00, -7 on 04-21 08:00, -14 on 04-28 08:00",
    ),
    Case("planned when the last one has gone by", OFFICE, REMINDED, "04-28 08:01", "04-14 16:00", ""),
    Case(
        "planned on Monday after the Saturday of a follow-up, too late for it",
        OFFICE, after(1), "04-13 08:01", "04-10 16:00",
        "",
    ),
    Case(
        "follow-ups without leads", OFFICE, ReminderRules(lead_days=(), follow_ups=(1,)), "04-10 09:00", "04-14 16:00",
        "-1 on 04-15 08:00",
    ),
    Case(
        "due before office hours: the day before, then the day after", OFFICE, after(1), "04-10 09:00", "04-14 07:00",
        "0 on 04-13 08:00, -1 on 04-15 08:00",
    ),
    Case(
        "due on a Sunday: Friday before, Monday and Wednesday after", OFFICE, after(1, 3), "04-09 09:00", "04-12 12:00",
        "0 on 04-10 08:00, -1 on 04-13 08:00, -3 on 04-15 08:00",
    ),
    Case(
        "a late last chance and the first follow-up on one day are one", OFFICE, after(1), "04-14 16:30", "04-14 23:59",
        "-1 on 04-15 08:00",
    ),
    Case(
        "a late last chance, and a follow-up later", OFFICE, after(3), "04-14 16:30", "04-14 23:59",
        "0 on 04-15 08:00, -3 on 04-17 08:00",
    ),
    Case(
        "a follow-up named twice is one", OFFICE, after(1, 1), "04-10 09:00", "04-14 16:00",
        "0 on 04-14 08:00, -1 on 04-15 08:00",
    ),
    Case(
        "noon on Friday waits for the prayers after the due day too",
        OFFICE, replace(NOON, follow_ups=(1,)), "04-08 13:00", "04-09 16:00",
        "0 on 04-09 12:00, -1 on 04-10 13:00",
    ),
    Case(
        "due at midnight belongs to the new day, from which H+1 counts", OFFICE, after(1), "04-10 09:00", "04-15 00:00",
        "0 on 04-14 08:00, -1 on 04-16 08:00",
    ),
)  # fmt: skip

SEASONS = (
    Case(
        "before Ramadan at eight, in it at nine", OFFICE, fasting(14, 1, 0), "02-01 09:00", "03-02 14:00",
        "14 on 02-13 08:00, 1 on 02-27 09:00, 0 on 03-02 09:00",
    ),
    Case(
        "in Ramadan at nine, after Lebaran at eight", OFFICE, fasting(8, 0), "03-02 10:00", "03-25 16:00",
        "8 on 03-17 09:00, 0 on 03-25 08:00",
    ),
    Case(
        "the first day of Ramadan, the last day before it being a holiday",
        OFFICE, fasting(1, 0), "02-10 09:00", "02-18 14:00",
        "1 on 02-13 08:00, 0 on 02-18 09:00",
    ),
    Case(
        "nine is too late for what is due at nine", OFFICE, fasting(1, 0), "02-26 09:30", "03-03 09:00",
        "0 on 03-02 09:00",
    ),
    Case(
        "made after three in Ramadan: the next day at eight, which is still in time",
        OFFICE, fasting(1, 0), "03-03 15:30", "03-04 08:30",
        "0 on 03-04 08:00",
    ),
    Case(
        "made after three on a day like any other: at once", OFFICE, fasting(1, 0), "04-14 15:30", "04-15 08:00",
        "1 on 04-14 15:30",
    ),
    Case(
        "a follow-up in Ramadan", OFFICE, replace(after(1), seasons=(RAMADAN,)), "03-02 10:00", "03-03 14:00",
        "0 on 03-03 09:00, -1 on 03-04 09:00",
    ),
    Case(
        "half past seven is quiet in Ramadan: moved to eight",
        OFFICE, wished(time(7, 30)), "02-26 09:00", "03-03 14:00",
        "1 on 03-02 08:00, 0 on 03-03 08:00",
    ),
    Case(
        "half past seven is not quiet after Lebaran", OFFICE, wished(time(7, 30)), "03-16 09:00", "03-26 16:00",
        "1 on 03-25 07:30, 0 on 03-26 07:30",
    ),
    Case(
        "two o'clock is fine in Ramadan too", OFFICE, wished(time(14, 0)), "02-26 09:00", "03-03 16:00",
        "1 on 03-02 14:00, 0 on 03-03 14:00",
    ),
    Case(
        "half past three is quiet in Ramadan: moved to eight of that day",
        OFFICE, wished(time(15, 30)), "02-26 09:00", "03-03 16:00",
        "1 on 03-02 08:00, 0 on 03-03 08:00",
    ),
    Case(
        "five o'clock is always quiet: moved to half past seven",
        OFFICE, wished(time(17, 0)), "04-09 09:00", "04-14 16:00",
        "1 on 04-13 07:30, 0 on 04-14 07:30",
    ),
    Case(
        "a quarter past twelve on a Friday of Ramadan is after the prayers",
        OFFICE, wished(time(12, 15)), "02-25 09:00", "02-27 16:00",
        "1 on 02-26 12:15, 0 on 02-27 13:00",
    ),
)  # fmt: skip

OWN_DAYS = (
    Case(
        "the agency's holiday on the due day", own_days(closed="04-14"), leads(1, 0), "04-09 09:00", "04-14 16:00",
        "0 on 04-13 08:00",
    ),
    Case(
        "the agency's holiday on the day of a lead",
        own_days(closed="04-13"), leads(1, 0), "04-09 09:00", "04-14 16:00",
        "1 on 04-10 08:00, 0 on 04-14 08:00",
    ),
    Case(
        "the agency's holiday on the day of a follow-up",
        own_days(closed="04-15"), after(1), "04-10 09:00", "04-14 16:00",
        "0 on 04-14 08:00, -1 on 04-16 08:00",
    ),
    Case(
        "24 March is worked for once", own_days(worked="03-24"), leads(1, 0), "03-16 09:00", "03-25 16:00",
        "1 on 03-24 08:00, 0 on 03-25 08:00",
    ),
    Case(
        "a Saturday is worked for once", own_days(worked="04-11"), leads(1, 0), "04-09 09:00", "04-13 12:00",
        "1 on 04-11 08:00, 0 on 04-13 08:00",
    ),
    Case(
        "a Sunday is worked for once, at a clinic",
        own_days(worked="04-12", work_days=6), leads(1, 0), "04-09 09:00", "04-13 12:00",
        "1 on 04-12 08:00, 0 on 04-13 08:00",
    ),
    Case(
        "a Sunday is worked for once and takes the follow-up of a Friday",
        own_days(worked="04-12"), after(1), "04-09 09:00", "04-10 16:00",
        "0 on 04-10 08:00, -1 on 04-12 08:00",
    ),
    Case(
        "a Good Friday that is worked keeps its prayers",
        own_days(worked="04-03"), replace(NOON, lead_days=(0,)), "04-01 09:00", "04-03 16:00",
        "0 on 04-03 13:00",
    ),
    Case(
        "leave all week after Lebaran", own_days(closed="03-25 03-26 03-27"), leads(1, 0), "03-16 09:00", "03-30 16:00",
        "1 on 03-17 08:00, 0 on 03-30 08:00",
    ),
)  # fmt: skip

ZONES = (
    Case(
        "half past eleven at night in the west is the next day in the middle",
        MAKASSAR, leads(1, 0), "04-10 09:00", "04-14 23:30",
        "0 on 04-14 08:00",
    ),
    Case(
        "the follow-up counts from the day in the unit's own zone", JAYAPURA, after(1), "04-10 09:00", "04-14 22:30",
        "0 on 04-14 08:00, -1 on 04-16 08:00",
    ),
    Case(
        "the same afternoon everywhere", JAYAPURA, after(1), "04-10 09:00", "04-14 16:00",
        "0 on 04-14 08:00, -1 on 04-15 08:00",
    ),
    Case(
        "eight has gone by in the east when it has not in the west", JAYAPURA, leads(0), "04-14 07:00", "04-14 16:00",
        "0 on 04-14 09:00",
    ),
    Case(
        "after hours in the east, before them in the west", MAKASSAR, leads(1, 0), "04-14 15:30", "04-15 16:00",
        "0 on 04-15 08:00",
    ),
    Case("New Year comes earlier in the east", JAYAPURA, leads(1, 0), "12-28 09:00", "12-31 22:30", "0 on 12-31 08:00"),
)  # fmt: skip

CASES = (*LEADS, *FOLLOW_UPS, *SEASONS, *OWN_DAYS, *ZONES)
