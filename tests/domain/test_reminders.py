"""Reminders come on working days, at office hours, in time, and never twice a day: a table by hand, and the rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.deadline import DeadlinePlan
from domain.reminders import (
    PlannedReminder,
    ReminderRules,
    ReminderState,
    SkipReason,
    Snooze,
    Tone,
    WorkCalendar,
    later,
    not_told,
    plan,
    skip_reason,
    still_due,
    tone,
    with_plan,
)
from tests.domain.planner_cases import CASES, CLOSED, OFFICE, USUAL, Case, after, fasting, leads, local, written


@pytest.mark.parametrize("case", CASES, ids=[case.reason for case in CASES])
def test_the_plan_made_by_hand(case: Case) -> None:
    planned = plan(1, local(case.due), case.calendar, case.rules, local(case.now))
    assert written(planned, case.calendar) == case.plan


def test_the_cases_are_many_and_each_has_a_reason_of_its_own() -> None:
    assert len({case.reason for case in CASES}) == len(CASES) >= 40


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


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 4, 14, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        plan(1, naive, OFFICE, USUAL, local("04-01 09:00"))
    with pytest.raises(ValueError, match="time zone"):
        plan(1, local("04-14 09:00"), OFFICE, USUAL, naive)
    with pytest.raises(ValueError, match="time zone"):
        later(Snooze.WORKDAY, OFFICE, USUAL, naive)


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
        (PlannedReminder(1, -3, local("04-17 08:00")), ReminderState(local("04-17 08:00"), DUE, DUE), None),
        (PlannedReminder(1, -3, local("04-17 08:00")), ReminderState(local("04-30 08:00"), DUE, DUE), None),
        (
            PlannedReminder(1, -3, local("04-17 08:00")),
            ReminderState(local("04-17 08:00"), DUE, DUE, done=True),
            SkipReason.DONE,
        ),
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


def test_a_deadline_has_lead_days_and_follow_ups_of_its_own_or_those_of_the_house() -> None:
    rules = ReminderRules()
    assert with_plan(rules, DeadlinePlan()) == rules
    assert with_plan(rules, DeadlinePlan((2, 0), ())) == ReminderRules(lead_days=(2, 0), follow_ups=())
    assert with_plan(rules, DeadlinePlan(follow_ups=(5,))) == ReminderRules(follow_ups=(5,))
    assert with_plan(rules, DeadlinePlan(lead_days=())).lead_days == ()


def test_who_was_told_of_a_lead_is_told_of_what_comes_after_it_only() -> None:
    rules = ReminderRules(lead_days=(7, 1), follow_ups=(1,))
    planned = tuple(PlannedReminder(1, lead, DUE) for lead in (7, 2, 1, 0, -1, -2))
    assert not_told(planned, frozenset(), rules) == planned
    assert [one.lead_days for one in not_told(planned, frozenset({7}), rules)] == [1, -1]
    assert [one.lead_days for one in not_told(planned, frozenset({7, 1}), rules)] == [-1]
    assert not_told(planned, frozenset({-1}), rules) == ()


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (30, Tone.EARLY),
        (4, Tone.EARLY),
        (3, Tone.NEAR),
        (1, Tone.NEAR),
        (0, Tone.TODAY),
        (-1, Tone.LATE),
        (-6, Tone.LATE),
        (-7, Tone.VERY_LATE),
        (-30, Tone.VERY_LATE),
    ],
)
def test_the_tone_rises_in_steps(lead: int, expected: Tone) -> None:
    assert tone(lead) is expected


@pytest.mark.parametrize(
    ("kind", "rules", "now", "day", "expected"),
    [
        (Snooze.HOUR, USUAL, "04-14 09:10", None, "04-14 10:10"),
        (Snooze.HOUR, USUAL, "04-14 15:30", None, "04-15 07:30"),
        (Snooze.HOUR, USUAL, "04-14 06:00", None, "04-14 07:30"),
        (Snooze.HOUR, USUAL, "04-10 11:00", None, "04-10 13:00"),
        (Snooze.HOUR, USUAL, "03-17 15:00", None, "03-25 07:30"),
        (Snooze.HOUR, fasting(1), "03-03 14:10", None, "03-04 08:00"),
        (Snooze.MORNING, USUAL, "04-14 09:10", None, "04-15 08:00"),
        (Snooze.MORNING, USUAL, "04-14 00:10", None, "04-15 08:00"),
        (Snooze.MORNING, USUAL, "04-10 09:00", None, "04-13 07:30"),
        (Snooze.MORNING, fasting(1), "03-03 09:10", None, "03-04 09:00"),
        (Snooze.WORKDAY, USUAL, "04-10 09:00", None, "04-13 08:00"),
        (Snooze.WORKDAY, USUAL, "04-11 09:00", None, "04-13 08:00"),
        (Snooze.WORKDAY, USUAL, "03-17 09:00", None, "03-25 08:00"),
        (Snooze.WORKDAY, USUAL, "12-31 09:00", None, "2027-01-04 08:00"),
        (Snooze.DAY, USUAL, "04-14 09:10", "04-20", "04-20 08:00"),
        (Snooze.DAY, USUAL, "04-14 09:10", "04-19", "04-20 07:30"),
        (Snooze.DAY, USUAL, "04-14 09:10", "04-14", "04-14 09:11"),
        (Snooze.DAY, USUAL, "04-14 09:10", "04-01", "04-14 09:11"),
    ],
)
def test_later_is_in_office_hours(kind: Snooze, rules: ReminderRules, now: str, day: str | None, expected: str) -> None:
    wanted = date.fromisoformat(f"2026-{day}") if day else None
    assert later(kind, OFFICE, rules, local(now), wanted) == local(expected)


def test_there_is_no_later_for_a_unit_that_never_works() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=count) for count in range(800))
    with pytest.raises(ValueError, match="no office time within"):
        later(Snooze.WORKDAY, WorkCalendar("Asia/Jakarta", 5, closed), USUAL, local("01-01 09:00"))
    assert plan(1, local("01-05 09:00"), WorkCalendar("Asia/Jakarta", 5, closed), after(1), local("01-05 09:00")) == ()
