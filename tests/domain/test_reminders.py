"""Reminders come on working days, at office hours, in time, and never twice a day: a table by hand, and the rules."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reminders import (
    PlannedReminder,
    ReminderRules,
    ReminderState,
    SkipReason,
    WorkCalendar,
    is_working_day,
    next_office_time,
    plan,
    skip_reason,
    still_due,
)

# Joint decree for 2026: 17 public holidays and 8 days of collective leave; New Year's Day of 2027.
CLOSED = frozenset(
    date.fromisoformat(f"2026-{day}")
    for day in [
        "01-01",
        "01-16",
        "02-17",
        "03-19",
        "03-21",
        "03-22",
        "04-03",
        "04-05",
        "05-01",
        "05-14",
        "05-27",
        "05-31",
        "06-01",
        "06-16",
        "08-17",
        "08-25",
        "12-25",
        "02-16",
        "03-18",
        "03-20",
        "03-23",
        "03-24",
        "05-15",
        "05-28",
        "12-24",
    ]
) | {date(2027, 1, 1)}
OFFICE = WorkCalendar("Asia/Jakarta", 5, CLOSED)
CLINIC = WorkCalendar("Asia/Jakarta", 6, CLOSED)
USUAL = ReminderRules()
NOON = ReminderRules(lead_days=(1, 0), send_at=time(12, 0))


def leads(*days: int) -> ReminderRules:
    return ReminderRules(lead_days=days)


def local(text: str, zone: str = "Asia/Jakarta") -> datetime:
    return datetime.fromisoformat(f"2026-{text}" if len(text) < 15 else text).replace(tzinfo=ZoneInfo(zone))


def written(planned: tuple[PlannedReminder, ...], calendar: WorkCalendar) -> str:
    """The plan in local time: `7 on 04-06 08:00` for each reminder."""
    return ", ".join(f"{item.lead_days} on {item.at.astimezone(calendar.zone):%m-%d %H:%M}" for item in planned)


TABLE: list[tuple[str, WorkCalendar, ReminderRules, str, str, str]] = [
    (
        "all leads on ordinary days, the Sunday one moved to Friday",
        *(OFFICE, USUAL, "03-01 09:00", "04-29 16:00"),
        "30 on 03-30 08:00, 14 on 04-15 08:00, 7 on 04-22 08:00, 3 on 04-24 08:00, 1 on 04-28 08:00, 0 on 04-29 08:00",
    ),
    (
        "three leads inside the Nyepi and Lebaran block meet on the day before it",
        *(OFFICE, USUAL, "02-01 09:00", "03-25 16:00"),
        "30 on 02-23 08:00, 14 on 03-11 08:00, 1 on 03-17 08:00, 0 on 03-25 08:00",
    ),
    (
        "due before office hours after the block: the day before the block is the day of warning",
        *(OFFICE, USUAL, "02-01 09:00", "03-25 07:00"),
        "30 on 02-23 08:00, 14 on 03-11 08:00, 0 on 03-17 08:00",
    ),
    (
        "made inside the block: what would have been before it comes right after it",
        *(OFFICE, USUAL, "03-18 10:00", "03-27 16:00"),
        "3 on 03-25 08:00, 1 on 03-26 08:00, 0 on 03-27 08:00",
    ),
    (
        "made inside the block, due early after it: the first office minute is all there is",
        *(OFFICE, USUAL, "03-18 10:00", "03-25 07:45", "0 on 03-25 07:30"),
    ),
    (
        "made and due inside the block: nothing but the day after is left",
        *(OFFICE, USUAL, "03-18 10:00", "03-24 16:00", "0 on 03-25 08:00"),
    ),
    (
        "made on the last working day before the block, before eight",
        *(OFFICE, leads(7, 1, 0), "03-17 07:59", "03-24 23:59", "0 on 03-17 08:00"),
    ),
    (
        "made on the last working day before the block, after eight",
        *(OFFICE, leads(7, 1, 0), "03-17 08:01", "03-24 23:59", "7 on 03-17 08:01"),
    ),
    (
        "the block for a six-day clinic is the same block",
        *(CLINIC, leads(7, 3, 1, 0), "03-02 09:00", "03-26 10:00"),
        "3 on 03-17 08:00, 1 on 03-25 08:00, 0 on 03-26 08:00",
    ),
    (
        "a six-day clinic is warned on Saturday of a Monday",
        *(CLINIC, USUAL, "04-01 09:00", "04-13 12:00"),
        "7 on 04-06 08:00, 3 on 04-10 08:00, 1 on 04-11 08:00, 0 on 04-13 08:00",
    ),
    (
        "a five-day office is warned on Friday of a Monday, once",
        *(OFFICE, USUAL, "04-01 09:00", "04-13 12:00"),
        "7 on 04-06 08:00, 1 on 04-10 08:00, 0 on 04-13 08:00",
    ),
    (
        "a Saturday deadline at a clinic",
        CLINIC,
        leads(1, 0),
        "04-06 09:00",
        "04-11 10:00",
        "1 on 04-10 08:00, 0 on 04-11 08:00",
    ),
    ("a Saturday deadline at an office", OFFICE, leads(1, 0), "04-06 09:00", "04-11 10:00", "0 on 04-10 08:00"),
    (
        "year's end: New Year's Day and the weekend push back into December",
        *(OFFICE, USUAL, "12-01 09:00", "2027-01-04 16:00"),
        "30 on 12-04 08:00, 14 on 12-21 08:00, 7 on 12-28 08:00, 1 on 12-31 08:00, 0 on 01-04 08:00",
    ),
    (
        "Christmas leave pushes back; a lead that is due this very minute counts",
        *(OFFICE, USUAL, "12-01 08:00", "12-31 16:00"),
        "30 on 12-01 08:00, 14 on 12-17 08:00, 7 on 12-23 08:00, 3 on 12-28 08:00, 1 on 12-30 08:00, 0 on 12-31 08:00",
    ),
    (
        "a lead one minute ago is gone",
        *(OFFICE, USUAL, "12-01 08:01", "12-31 16:00"),
        "14 on 12-17 08:00, 7 on 12-23 08:00, 3 on 12-28 08:00, 1 on 12-30 08:00, 0 on 12-31 08:00",
    ),
    (
        "the first working day of the year",
        OFFICE,
        leads(1, 0),
        "2025-12-29 09:00",
        "01-02 16:00",
        "1 on 12-31 08:00, 0 on 01-02 08:00",
    ),
    ("noon on Friday waits for the end of the prayers", OFFICE, NOON, "04-09 13:00", "04-10 16:00", "0 on 04-10 13:00"),
    ("due during the prayers: the day before", OFFICE, NOON, "04-08 13:00", "04-10 12:30", "0 on 04-09 12:00"),
    ("noon on Thursday stays noon", OFFICE, NOON, "04-06 09:00", "04-09 16:00", "1 on 04-08 12:00, 0 on 04-09 12:00"),
    (
        "Good Friday: the day before is the day of warning",
        *(OFFICE, leads(7, 3, 1, 0), "03-25 09:00", "04-03 10:00"),
        "7 on 03-27 08:00, 3 on 03-31 08:00, 0 on 04-02 08:00",
    ),
    ("due at eight sharp: eight is too late", OFFICE, leads(1, 0), "04-10 09:00", "04-14 08:00", "0 on 04-13 08:00"),
    (
        "due a minute after eight",
        OFFICE,
        leads(1, 0),
        "04-10 09:00",
        "04-14 08:01",
        "1 on 04-13 08:00, 0 on 04-14 08:00",
    ),
    ("due at midnight of its day", OFFICE, leads(1, 0), "04-10 09:00", "04-15 00:00", "0 on 04-14 08:00"),
    ("made on its day: at once", OFFICE, USUAL, "04-14 10:00", "04-14 16:00", "0 on 04-14 10:00"),
    (
        "made on its day before the office opens: at the usual time",
        OFFICE,
        USUAL,
        "04-14 05:00",
        "04-14 16:00",
        "0 on 04-14 08:00",
    ),
    (
        "made after hours, due at midnight: next morning, late",
        OFFICE,
        USUAL,
        "04-14 16:30",
        "04-14 23:59",
        "0 on 04-15 08:00",
    ),
    ("made during the Friday prayers, due at three", OFFICE, USUAL, "04-10 11:45", "04-10 15:00", "0 on 04-10 13:00"),
    (
        "made when every lead has gone by: at once, with the days left",
        OFFICE,
        leads(7, 3),
        "04-13 10:00",
        "04-15 16:00",
        "2 on 04-13 10:00",
    ),
    ("made on Saturday for Monday", OFFICE, USUAL, "04-11 10:00", "04-13 12:00", "0 on 04-13 08:00"),
    (
        "Lunar New Year and its leave",
        OFFICE,
        leads(1, 0),
        "02-10 09:00",
        "02-18 10:00",
        "1 on 02-13 08:00, 0 on 02-18 08:00",
    ),
    (
        "Ascension week at an office",
        OFFICE,
        leads(3, 1, 0),
        "05-11 09:00",
        "05-18 16:00",
        "1 on 05-13 08:00, 0 on 05-18 08:00",
    ),
    (
        "Ascension week at a clinic",
        *(CLINIC, leads(3, 1, 0), "05-11 09:00", "05-18 16:00"),
        "3 on 05-13 08:00, 1 on 05-16 08:00, 0 on 05-18 08:00",
    ),
    (
        "Idul Adha and its leave",
        OFFICE,
        leads(3, 1, 0),
        "05-18 09:00",
        "05-29 16:00",
        "1 on 05-26 08:00, 0 on 05-29 08:00",
    ),
    (
        "Pancasila Day after a weekend, office",
        OFFICE,
        leads(1, 0),
        "05-20 09:00",
        "06-02 09:00",
        "1 on 05-29 08:00, 0 on 06-02 08:00",
    ),
    (
        "Pancasila Day after a weekend, clinic",
        CLINIC,
        leads(1, 0),
        "05-20 09:00",
        "06-02 09:00",
        "1 on 05-30 08:00, 0 on 06-02 08:00",
    ),
    (
        "Independence Day on a Monday",
        OFFICE,
        leads(1, 0),
        "08-03 09:00",
        "08-18 09:00",
        "1 on 08-14 08:00, 0 on 08-18 08:00",
    ),
    (
        "a lead named twice is one",
        OFFICE,
        leads(1, 1, 0),
        "04-10 09:00",
        "04-14 16:00",
        "1 on 04-13 08:00, 0 on 04-14 08:00",
    ),
    ("no leads, no reminders", OFFICE, leads(), "04-10 09:00", "04-14 16:00", ""),
    ("past deadlines are not reminded of", OFFICE, USUAL, "04-14 16:01", "04-14 16:00", ""),
    ("a deadline that ends now is past", OFFICE, USUAL, "04-14 16:00", "04-14 16:00", ""),
]


@pytest.mark.parametrize(
    ("calendar", "rules", "now", "due", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_plan_made_by_hand(calendar: WorkCalendar, rules: ReminderRules, now: str, due: str, expected: str) -> None:
    assert written(plan(1, local(due), calendar, rules, local(now)), calendar) == expected


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Asia/Jakarta", "2026-04-14 01:00"),
        ("Asia/Makassar", "2026-04-14 00:00"),
        ("Asia/Jayapura", "2026-04-13 23:00"),
    ],
)
def test_each_zone_is_reminded_at_its_own_eight_o_clock(zone: str, moment: str) -> None:
    calendar = WorkCalendar(zone, 5, CLOSED)
    planned = plan(7, local("04-14 16:00", zone), calendar, leads(0), local("04-10 09:00", zone))
    assert planned == (PlannedReminder(7, 0, datetime.fromisoformat(moment).replace(tzinfo=UTC)),)
    assert planned[0].at.tzinfo is UTC


def test_a_deadline_late_at_night_in_the_west_is_the_next_day_in_the_east() -> None:
    calendar = WorkCalendar("Asia/Jayapura", 5, CLOSED)
    planned = plan(1, local("04-14 23:30"), calendar, leads(1, 0), local("04-10 09:00"))
    assert written(planned, calendar) == "0 on 04-14 08:00"


@pytest.mark.parametrize(
    ("calendar", "moment", "expected"),
    [
        (OFFICE, "04-14 09:30", "04-14 09:30"),
        (OFFICE, "04-14 07:29", "04-14 07:30"),
        (OFFICE, "04-14 15:59", "04-14 15:59"),
        (OFFICE, "04-14 16:00", "04-15 07:30"),
        (OFFICE, "04-10 11:29", "04-10 11:29"),
        (OFFICE, "04-10 11:30", "04-10 13:00"),
        (OFFICE, "04-09 11:30", "04-09 11:30"),
        (OFFICE, "04-10 16:00", "04-13 07:30"),
        (CLINIC, "04-10 16:00", "04-11 07:30"),
        (CLINIC, "04-11 16:00", "04-13 07:30"),
        (OFFICE, "03-17 16:00", "03-25 07:30"),
        (CLINIC, "03-21 09:00", "03-25 07:30"),
        (OFFICE, "12-31 16:00", "2027-01-04 07:30"),
        (CLINIC, "12-31 16:00", "2027-01-02 07:30"),
    ],
)
def test_the_next_office_time(calendar: WorkCalendar, moment: str, expected: str) -> None:
    assert next_office_time(calendar, USUAL, local(moment)) == local(expected)


@pytest.mark.parametrize(
    ("day", "office", "clinic"),
    [
        ("2026-03-16", True, True),
        ("2026-03-18", False, False),
        ("2026-03-21", False, False),
        ("2026-03-25", True, True),
        ("2026-03-28", False, True),
        ("2026-03-29", False, False),
    ],
)
def test_working_days(day: str, office: bool, clinic: bool) -> None:
    date_ = date.fromisoformat(day)
    assert (is_working_day(OFFICE, date_), is_working_day(CLINIC, date_)) == (office, clinic)


def test_quiet_hours_within_one_day_are_kept_too() -> None:
    rules = ReminderRules(lead_days=(0,), send_at=time(6, 0), quiet_hours=(time(9, 0), time(21, 0)))
    assert next_office_time(OFFICE, rules, local("04-14 10:00")) == local("04-14 21:00")
    assert next_office_time(OFFICE, rules, local("04-14 23:00")) == local("04-14 23:00")


def test_without_quiet_hours_any_time_of_a_working_day_will_do() -> None:
    rules = ReminderRules(quiet_hours=(time(0, 0), time(0, 0)), friday_prayer=(time(12, 0), time(12, 0)))
    assert next_office_time(OFFICE, rules, local("04-10 12:00")) == local("04-10 12:00")
    assert next_office_time(OFFICE, rules, local("04-11 12:00")) == local("04-13 00:00")


def test_a_friday_whose_afternoon_is_quiet_is_reminded_in_the_morning() -> None:
    rules = ReminderRules(lead_days=(0,), send_at=time(11, 45), quiet_hours=(time(12, 30), time(7, 30)))
    assert written(plan(1, local("04-10 16:00"), OFFICE, rules, local("04-09 15:00")), OFFICE) == "0 on 04-10 07:30"


def test_a_unit_that_never_works_has_no_office_time() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=count) for count in range(800))
    with pytest.raises(ValueError, match="no office time within"):
        next_office_time(WorkCalendar("Asia/Jakarta", 5, closed), USUAL, local("01-01 09:00"))


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 4, 14, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        plan(1, naive, OFFICE, USUAL, local("04-01 09:00"))
    with pytest.raises(ValueError, match="time zone"):
        plan(1, local("04-14 09:00"), OFFICE, USUAL, naive)
    with pytest.raises(ValueError, match="time zone"):
        next_office_time(OFFICE, USUAL, naive)


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"lead_days": (3, -1)}, "0 or more"),
        ({"send_at": time(16, 0)}, "quiet hours"),
        ({"send_at": time(7, 29)}, "quiet hours"),
        ({"friday_prayer": (time(13, 0), time(11, 30))}, "end before they begin"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(rules: dict[str, tuple[int, ...]], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        ReminderRules(**rules)  # type: ignore[arg-type]


def test_a_week_has_five_or_six_working_days_in_a_zone_that_exists() -> None:
    with pytest.raises(ValueError, match="5 or 6"):
        WorkCalendar("Asia/Jakarta", 7)
    with pytest.raises(KeyError):
        WorkCalendar("Asia/Probolinggo", 5)


REMINDER = PlannedReminder(1, 1, local("04-13 08:00"))
DUE = local("04-14 16:00")
ON_TIME = ReminderState(now=local("04-13 08:00"), due_at=DUE, planned_for=DUE)


@pytest.mark.parametrize(
    ("reminder", "state", "reason"),
    [
        (REMINDER, ON_TIME, None),
        (REMINDER, ReminderState(local("04-14 15:59"), DUE, DUE), None),
        (REMINDER, ReminderState(local("04-14 16:00"), DUE, DUE), SkipReason.LATE),
        (PlannedReminder(1, 0, local("04-15 08:00")), ReminderState(local("04-15 08:00"), DUE, DUE), None),
        (REMINDER, ReminderState(local("04-13 08:00"), local("04-20 16:00"), DUE), SkipReason.MOVED),
        (REMINDER, ReminderState(local("04-13 08:00"), DUE, DUE, done=True), SkipReason.DONE),
        (REMINDER, ReminderState(local("04-13 08:00"), DUE, DUE, done=True, cancelled=True), SkipReason.CANCELLED),
    ],
)
def test_a_reminder_is_sent_only_while_it_still_helps(
    reminder: PlannedReminder, state: ReminderState, reason: SkipReason | None
) -> None:
    assert skip_reason(reminder, state) is reason
    assert still_due(reminder, state) is (reason is None)


zones = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
days_off = st.frozensets(st.dates(date(2026, 2, 1), date(2026, 5, 31)), max_size=40).map(lambda extra: CLOSED | extra)
calendars = st.builds(WorkCalendar, zones, st.sampled_from([5, 6]), days_off)
moments = st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 30), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(minutes=1), timedelta(days=45))
some_rules = st.builds(
    ReminderRules,
    lead_days=st.lists(st.integers(0, 40), min_size=1, max_size=6).map(tuple),
    send_at=st.sampled_from([time(7, 30), time(8), time(11, 30), time(12, 15), time(15, 59)]),
)


def allowed(calendar: WorkCalendar, moment: datetime) -> bool:
    """Office hours written down a second time, plainly."""
    here = moment.astimezone(ZoneInfo(calendar.timezone))
    clock = (here.hour, here.minute, here.second, here.microsecond)
    works = here.isoweekday() <= calendar.work_days and here.date() not in calendar.holidays
    praying = here.isoweekday() == 5 and (11, 30, 0, 0) <= clock < (13, 0, 0, 0)
    return works and (7, 30, 0, 0) <= clock < (16, 0, 0, 0) and not praying


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_every_reminder_keeps_office_hours_from_now_on_once_a_day(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    planned = plan(1, now + span, calendar, rules, now)
    moments_ = [reminder.at for reminder in planned]
    local_days = [moment.astimezone(calendar.zone).date() for moment in moments_]
    assert all(allowed(calendar, moment) and moment >= now for moment in moments_)
    assert moments_ == sorted(moments_)
    assert len(set(local_days)) == len(local_days)
    assert len({reminder.lead_days for reminder in planned}) == len(planned)


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_there_is_always_a_reminder_and_it_is_late_only_when_nothing_else_was_left(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    due = now + span
    planned = plan(1, due, calendar, rules, now)
    assert planned
    late = [reminder for reminder in planned if reminder.at >= due]
    if late:
        assert len(planned) == 1
        assert next_office_time(calendar, rules, now) >= due


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_nearer_leads_come_later_and_no_reminder_comes_after_its_lead_without_need(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    due = now + span
    planned = plan(1, due, calendar, rules, now)
    leads_ = [reminder.lead_days for reminder in planned]
    assert leads_ == sorted(leads_, reverse=True)
    due_day = due.astimezone(calendar.zone).date()
    for reminder in planned:
        wanted = due_day - timedelta(days=reminder.lead_days)
        placed = reminder.at.astimezone(calendar.zone).date()
        assert placed <= wanted or not is_working_day(calendar, wanted) or reminder.at >= due


@given(calendar=calendars, rules=some_rules, now=moments, span=spans, step=spans)
def test_planning_again_later_only_drops_what_has_gone_by(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta, step: timedelta
) -> None:
    due, later = now + span, now + step
    first, again = plan(1, due, calendar, rules, now), plan(1, due, calendar, rules, later)
    kept = [reminder for reminder in first if reminder.at >= later and reminder.at < due]
    assert due <= later or [reminder for reminder in again if reminder in kept] == kept


@given(calendar=calendars, moment=moments)
def test_the_next_office_time_is_the_first_one(calendar: WorkCalendar, moment: datetime) -> None:
    found = next_office_time(calendar, USUAL, moment)
    assert found >= moment
    assert allowed(calendar, found)
    assert next_office_time(calendar, USUAL, found) == found
    before = [found - timedelta(minutes=minutes) for minutes in (1, 30, 60, 61, 600, 1440, 2880)]
    assert not any(allowed(calendar, earlier) for earlier in before if moment <= earlier < found)
