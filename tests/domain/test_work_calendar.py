"""Working days and office hours: the agency's own days, seasons, and the Friday prayers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.reminders import (
    HoursSeason,
    ReminderRules,
    WorkCalendar,
    is_working_day,
    may_send,
    next_office_time,
    office_open,
    plan,
    with_wishes,
)
from tests.domain.planner_cases import CLINIC, OFFICE, RAMADAN, USUAL, fasting, local, own_days, written


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
    rules = ReminderRules((0,), time(11, 45), (time(12, 30), time(7, 30)), follow_ups=())
    assert written(plan(1, local("04-10 16:00"), OFFICE, rules, local("04-09 15:00")), OFFICE) == "0 on 04-10 07:30"


def test_a_unit_that_never_works_has_no_office_time() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=count) for count in range(800))
    with pytest.raises(ValueError, match="no office time within"):
        next_office_time(WorkCalendar("Asia/Jakarta", 5, closed), USUAL, local("01-01 09:00"))


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"lead_days": (3, -1)}, "0 or more"),
        ({"send_at": time(16, 0)}, "quiet hours"),
        ({"send_at": time(7, 29)}, "quiet hours"),
        ({"friday_prayer": (time(13, 0), time(11, 30))}, "end before they begin"),
        ({"follow_ups": (1, 0)}, "1 or more"),
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


def test_a_season_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        HoursSeason(date(2026, 3, 19), date(2026, 2, 18), time(8), (time(15), time(8)))


def test_moments_without_a_zone_have_no_office_time() -> None:
    naive = datetime(2026, 4, 14, 9)  # noqa: DTZ001
    for ask in (next_office_time, may_send, office_open):
        with pytest.raises(ValueError, match="time zone"):
            ask(OFFICE, USUAL, naive)


@pytest.mark.parametrize(
    ("now", "calendar", "sends", "opens"),
    [
        ("03-02 07:29", OFFICE, False, False),
        ("03-02 07:30", OFFICE, False, True),
        ("03-02 07:59", OFFICE, False, True),
        ("03-02 08:00", OFFICE, True, True),
        ("03-02 15:59", OFFICE, True, True),
        ("03-02 16:00", OFFICE, False, False),
        ("03-06 11:29", OFFICE, True, True),
        ("03-06 11:30", OFFICE, False, False),
        ("03-06 13:00", OFFICE, True, True),
        ("03-07 09:00", OFFICE, False, False),
        ("03-07 09:00", CLINIC, True, True),
        ("03-08 09:00", CLINIC, False, False),
        ("03-03 09:00", own_days(closed="03-03"), False, False),
        ("03-08 09:00", own_days(worked="03-08"), True, True),
        ("03-24 09:00", own_days(worked="03-24"), True, True),
    ],
)
def test_people_are_written_to_in_office_hours_only(
    now: str, calendar: WorkCalendar, *, sends: bool, opens: bool
) -> None:
    assert may_send(calendar, USUAL, local(now).astimezone(UTC)) is sends
    assert office_open(calendar, USUAL, local(now).astimezone(UTC)) is opens


@pytest.mark.parametrize(
    ("now", "sends", "opens"),
    [
        ("02-13 08:00", True, True),
        ("02-18 07:59", False, False),
        ("02-18 08:00", False, True),
        ("02-18 09:00", True, True),
        ("02-18 15:00", False, False),
        ("03-17 14:59", True, True),
        ("03-25 15:30", True, True),
    ],
)
def test_the_hours_of_a_season_hold_on_its_days(now: str, *, sends: bool, opens: bool) -> None:
    assert may_send(OFFICE, fasting(), local(now)) is sends
    assert office_open(OFFICE, fasting(), local(now)) is opens


def test_what_may_go_out_begins_where_the_usual_moment_was_moved_to() -> None:
    rules = ReminderRules((0,), time(11, 45), (time(12, 30), time(7, 30)))
    assert not may_send(OFFICE, rules, local("04-09 11:44"))
    assert may_send(OFFICE, rules, local("04-09 11:45"))
    assert not may_send(OFFICE, rules, local("04-10 07:29"))
    assert may_send(OFFICE, rules, local("04-10 07:30"))


def test_the_first_of_two_seasons_holds() -> None:
    second = HoursSeason(date(2026, 3, 1), date(2026, 4, 30), time(10), (time(12), time(10)))
    rules = ReminderRules(seasons=(RAMADAN, second))
    assert rules.hours_on(date(2026, 3, 19)) == (RAMADAN.send_at, RAMADAN.quiet_hours)
    assert rules.hours_on(date(2026, 3, 20)) == (second.send_at, second.quiet_hours)
    assert rules.hours_on(date(2026, 5, 1)) == (rules.send_at, rules.quiet_hours)


def test_a_wish_without_a_time_changes_the_days_alone() -> None:
    assert with_wishes(fasting(7, 1), (2,), None) == fasting(2)
