"""What holds for every plan, whatever the calendar, the rules, the zone and the moment: tried on many made-up ones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.reminders import (
    HoursSeason,
    PlannedReminder,
    ReminderRules,
    ReminderState,
    SkipReason,
    Snooze,
    WorkCalendar,
    is_working_day,
    later,
    may_send,
    next_office_time,
    office_open,
    plan,
    skip_reason,
)
from tests.domain.planner_cases import CLOSED

DAY = timedelta(days=1)
LEBARAN = (datetime(2026, 3, 10), datetime(2026, 4, 1))  # noqa: DTZ001
NEW_YEAR = (datetime(2026, 12, 15), datetime(2027, 1, 8))  # noqa: DTZ001
SPRING = (datetime(2026, 2, 1), datetime(2026, 4, 30))  # noqa: DTZ001

zones = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
some_days = st.frozensets(
    st.one_of(st.dates(date(2026, 2, 1), date(2026, 5, 31)), st.dates(date(2026, 12, 1), date(2027, 2, 28))),
    max_size=40,
)
calendars = st.builds(
    WorkCalendar, zones, st.sampled_from([5, 6]), some_days.map(lambda extra: CLOSED | extra), some_days
)
moments = st.one_of(*(st.datetimes(*span, timezones=st.just(UTC)) for span in (LEBARAN, NEW_YEAR, SPRING)))
spans = st.timedeltas(timedelta(minutes=1), timedelta(days=45))
seasons = st.builds(
    lambda first, days, send, quiet: HoursSeason(first, first + timedelta(days=days), send, quiet),
    st.dates(date(2026, 2, 1), date(2026, 12, 31)),
    st.integers(0, 60),
    st.sampled_from([time(7), time(8), time(9, 30), time(15)]),
    st.sampled_from([(time(15), time(8)), (time(14, 30), time(8)), (time(12), time(12))]),
)
some_rules = st.builds(
    ReminderRules,
    lead_days=st.lists(st.integers(0, 40), min_size=1, max_size=6).map(tuple),
    send_at=st.sampled_from([time(7, 30), time(8), time(11, 30), time(12, 15), time(15, 59)]),
    follow_ups=st.lists(st.integers(1, 40), max_size=5).map(tuple),
    seasons=st.lists(seasons, max_size=2).map(tuple),
)


def allowed(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> bool:
    """Office hours written down a second time, plainly."""
    here = moment.astimezone(ZoneInfo(calendar.timezone))
    day, clock = here.date(), here.time()
    week = here.isoweekday() <= calendar.work_days and day not in calendar.holidays
    quiet = next((one.quiet_hours for one in rules.seasons if one.first <= day <= one.last), rules.quiet_hours)
    opened, closed = quiet[1], quiet[0]
    in_hours = opened <= clock < closed or opened == closed
    praying = here.isoweekday() == 5 and time(11, 30) <= clock < time(13)
    return (week or day in calendar.worked) and in_hours and not praying


def day_of(moment: datetime, calendar: WorkCalendar) -> date:
    return moment.astimezone(calendar.zone).date()


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_every_reminder_keeps_office_hours_from_now_on_once_a_day(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    planned = plan(1, now + span, calendar, rules, now)
    days = [day_of(one.at, calendar) for one in planned]
    assert all(allowed(calendar, rules, one.at) and one.at >= now for one in planned)
    assert all(first < second for first, second in pairwise(days))
    assert len({one.lead_days for one in planned}) == len(planned)


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_reminders_come_in_the_order_of_their_leads_and_of_their_moments(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    planned = plan(1, now + span, calendar, rules, now)
    assert all(first.lead_days > second.lead_days and first.at < second.at for first, second in pairwise(planned))


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_leads_come_before_the_due_time_except_a_last_chance(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    due = now + span
    planned = plan(1, due, calendar, rules, now)
    before = [one for one in planned if one.lead_days >= 0]
    assert planned
    for late in (one for one in before if one.at >= due):
        assert before == [late]
        assert next_office_time(calendar, rules, now) >= due


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_no_lead_comes_after_its_day_without_need(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    due = now + span
    for one in plan(1, due, calendar, rules, now):
        wanted = day_of(due, calendar) - timedelta(days=one.lead_days)
        needed = one.at >= due or not is_working_day(calendar, wanted)
        assert one.lead_days < 0 or day_of(one.at, calendar) <= wanted or needed


@given(calendar=calendars, rules=some_rules, now=moments, span=st.timedeltas(-timedelta(days=30), timedelta(days=45)))
def test_follow_ups_come_after_the_due_day_on_the_first_working_day_from_theirs_on(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    due = now + span
    found = [one for one in plan(1, due, calendar, rules, now) if one.lead_days < 0]
    assert len(found) <= len(set(rules.follow_ups))
    for one in found:
        wanted, placed = day_of(due, calendar) - timedelta(days=one.lead_days), day_of(one.at, calendar)
        between = [wanted + timedelta(days=count) for count in range((placed - wanted).days)]
        assert -one.lead_days in rules.follow_ups
        assert one.at > due
        assert placed >= wanted > day_of(due, calendar)
        assert not any(is_working_day(calendar, day) for day in between)


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_every_follow_up_is_planned_or_stands_for_the_ones_that_fell_on_its_day(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    due = now + span
    days = {day_of(one.at, calendar) for one in plan(1, due, calendar, rules, now) if one.lead_days < 0}
    for count in rules.follow_ups:
        day = day_of(due, calendar) + timedelta(days=count)
        while not is_working_day(calendar, day):
            day += DAY
        assert day in days


@given(calendar=calendars, rules=some_rules, now=moments, span=spans, step=spans)
def test_planning_again_later_only_drops_what_has_gone_by(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta, step: timedelta
) -> None:
    due, then = now + span, now + step
    first, again = plan(1, due, calendar, rules, now), plan(1, due, calendar, rules, then)
    kept = [one for one in first if one.at >= then and (one.at < due or one.lead_days < 0)]
    assert [one for one in again if one in kept] == kept


@given(calendar=calendars, rules=some_rules, now=moments, span=spans, wait=spans)
def test_nothing_is_due_of_what_is_done_or_cancelled_and_a_follow_up_of_what_is_owed_always_is(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta, wait: timedelta
) -> None:
    due = now + span

    def state(one: PlannedReminder, *, done: bool = False, cancelled: bool = False) -> ReminderState:
        return ReminderState(one.at + wait, due, due, done=done, cancelled=cancelled)

    for one in plan(1, due, calendar, rules, now):
        assert skip_reason(one, state(one, done=True)) is SkipReason.DONE
        assert skip_reason(one, state(one, cancelled=True)) is SkipReason.CANCELLED
        if one.lead_days < 0:
            assert skip_reason(one, state(one)) is None


@given(calendar=calendars, rules=some_rules, now=moments, span=spans)
def test_what_is_planned_may_go_out_at_its_moment_unless_it_is_a_last_chance(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, span: timedelta
) -> None:
    planned = plan(1, now + span, calendar, rules, now)
    assert all(office_open(calendar, rules, one.at) for one in planned)
    closed = [one for one in planned if not may_send(calendar, rules, one.at)]
    assert len(closed) <= 1
    assert all(one.lead_days >= 0 and one.at == next_office_time(calendar, rules, now) for one in closed)


@given(calendar=calendars, rules=some_rules, moment=moments)
def test_the_next_office_time_is_the_first_one(calendar: WorkCalendar, rules: ReminderRules, moment: datetime) -> None:
    found = next_office_time(calendar, rules, moment)
    assert found >= moment
    assert allowed(calendar, rules, found)
    assert next_office_time(calendar, rules, found) == found
    before = [found - timedelta(minutes=minutes) for minutes in (1, 30, 60, 61, 600, 1440, 2880)]
    assert not any(allowed(calendar, rules, earlier) for earlier in before if moment <= earlier < found)


@given(calendar=calendars, rules=some_rules, now=moments, kind=st.sampled_from(Snooze), days=st.integers(-3, 60))
def test_later_is_ahead_and_in_office_hours(
    calendar: WorkCalendar, rules: ReminderRules, now: datetime, kind: Snooze, days: int
) -> None:
    found = later(kind, calendar, rules, now, day_of(now, calendar) + timedelta(days=days))
    assert found > now
    assert allowed(calendar, rules, found)
    if kind is Snooze.WORKDAY:
        assert day_of(found, calendar) > day_of(now, calendar)
