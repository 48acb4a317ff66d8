"""A rehearsal by its rules alone: messages and their pace, days that moved and why, and what is left out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.absence import Absence
from domain.rehearsal import Call, Scene, next_wave, play
from domain.rehearsal_moves import Cause, DayBook, Gone, Planned, Why, left_out, moves
from domain.reminders import plan
from domain.work_calendar import HoursSeason, ReminderRules, WorkCalendar, closes_at, is_working_day, may_send

WEST = ("Asia/Jakarta", 5)
RULES = ReminderRules(lead_days=(7, 3, 1, 0), follow_ups=(1,))
NYEPI = date(2026, 3, 19)
OWN = date(2026, 3, 25)
CALENDAR = WorkCalendar(*WEST, holidays=frozenset({NYEPI, OWN}))
RAMADAN = HoursSeason(date(2026, 2, 19), date(2026, 3, 20), time(8, 30), (time(15), time(8)))
BOOK = DayBook({NYEPI: "Nyepi"}, {OWN: "HUT"}, (("Ramadan", RAMADAN),))
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
MORNING = datetime(2026, 3, 4, 1, tzinfo=UTC)
SCENE = Scene(RULES, {WEST: CALENDAR}, 30)
CROWD = frozenset(range(9_000))


def planned(due: datetime, rules: ReminderRules = RULES, now: datetime = NOW) -> Planned:
    return Planned(1, due, CALENDAR, rules, plan(1, due, CALENDAR, rules, now))


def jakarta(month: int, day: int, hour: int = 16) -> datetime:
    return datetime(2026, month, day, hour - 7, tzinfo=UTC)


def reasons(
    due: datetime, rules: ReminderRules = RULES, now: datetime = NOW
) -> dict[int, tuple[date, tuple[Cause, ...]]]:
    """By lead, to which day it moved and why."""
    return {one.lead: (one.day, one.causes) for one in moves([planned(due, rules, now)], BOOK)}


WEEKEND, SAID_LATE = Cause(Why.WEEKEND), (Cause(Why.LATE),)
CASES = {
    "a holiday": (jakarta(3, 20), RULES, NOW, 1, (date(2026, 3, 18), (Cause(Why.HOLIDAY, "Nyepi"),))),
    "an agency day": (jakarta(3, 26), RULES, NOW, 1, (date(2026, 3, 24), (Cause(Why.AGENCY_DAY, "HUT"),))),
    "a weekend": (jakarta(3, 15), RULES, NOW, 0, (date(2026, 3, 13), (WEEKEND,))),
    "a follow-up on a weekend": (jakarta(3, 13), RULES, NOW, -1, (date(2026, 3, 16), (WEEKEND,))),
    "a day that a nearer lead takes": (jakarta(3, 12, 7), RULES, NOW, 1, None),
    "due before the morning": (
        jakarta(3, 12, 7), replace(RULES, lead_days=(0,)), NOW, 0, (date(2026, 3, 11), (Cause(Why.DUE_FIRST),)),
    ),
    "the prayers": (
        jakarta(3, 13), replace(RULES, send_at=time(12)), NOW, 0, (date(2026, 3, 13), (Cause(Why.PRAYERS),)),
    ),
    "a season": (
        jakarta(3, 12), replace(RULES, seasons=(RAMADAN,)), NOW, 0,
        (date(2026, 3, 12), (Cause(Why.SEASON, "Ramadan"),)),
    ),
    "the last chance": (
        jakarta(3, 12, 15), replace(RULES, lead_days=(9,)), jakarta(3, 12, 10), 0, (date(2026, 3, 12), SAID_LATE),
    ),
    "a plain working day": (jakarta(3, 12), RULES, NOW, 1, None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_reminder_that_moves_says_to_which_day_and_why(name: str) -> None:
    due, rules, now, lead, expected = CASES[name]
    assert reasons(due, rules, now).get(lead) == expected


def test_what_the_same_days_move_for_several_calendars_is_told_once() -> None:
    six = replace(planned(jakarta(3, 20)), calendar=replace(CALENDAR, work_days=6))
    found = [one for one in moves([planned(jakarta(3, 20)), six], BOOK) if one.lead == 1]
    assert [one.calendars for one in found] == [(WEST, ("Asia/Jakarta", 6))]


def test_what_does_not_come_says_why() -> None:
    late = planned(jakarta(3, 16), now=jakarta(3, 12, 9))
    told = replace(late, told=frozenset({3}), reminders=())
    assert {one.lead: one.why for one in left_out([late], jakarta(3, 12, 9))} == {7: Gone.PAST, 3: Gone.DAY}
    assert {one.lead: one.why for one in left_out([told], jakarta(3, 12, 9))}[3] is Gone.TOLD


@given(
    due=st.integers(0, 330 * 24).map(lambda hours: NOW + timedelta(days=1, hours=hours)),
    leads=st.lists(st.integers(0, 60), max_size=6, unique=True),
    late=st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_every_lead_of_the_rules_is_planned_or_told_to_be_left_out(
    due: datetime, leads: list[int], late: timedelta
) -> None:
    rules = replace(RULES, lead_days=tuple(leads))
    one = planned(due, rules, due - late)
    kept = {reminder.lead_days for reminder in one.reminders}
    gone = {missing.lead for missing in left_out([one], due - late)}
    assert not kept & gone
    assert {*leads, -1} <= kept | gone


@given(moment=st.integers(0, 500_000).map(lambda minutes: NOW + timedelta(minutes=minutes)))
def test_a_wave_leaves_while_the_office_is_open_and_before_it_closes(moment: datetime) -> None:
    at = next_wave(CALENDAR, RULES, moment)
    assert at >= moment
    assert may_send(CALENDAR, RULES, at)
    assert is_working_day(CALENDAR, at.astimezone(CALENDAR.zone).date())
    closing = closes_at(CALENDAR, RULES, at)
    assert at < closing <= at + timedelta(hours=9)
    assert not may_send(CALENDAR, RULES, closing)


@pytest.mark.parametrize(
    ("hour", "rate", "lasts", "in_time"), [(1, 30, 300, True), (1, 1, 9_000, True), (7, 1, 9_000, False)]
)
def test_messages_take_as_long_as_the_limit_says(hour: int, rate: int, lasts: int, in_time: bool) -> None:
    at = MORNING.replace(hour=hour)
    [sending] = play([Call(at, WEST, 1, 7, CROWD)], replace(SCENE, per_second=rate)).days[0].sendings
    assert (sending.begins, sending.ends - at, sending.in_time) == (at, timedelta(seconds=lasts), in_time)
    assert sending.messages == len(CROWD)


def test_what_is_due_while_something_is_being_sent_waits_for_it() -> None:
    later = MORNING + timedelta(seconds=10)
    calls = [Call(MORNING, WEST, 1, 7, frozenset(range(600))), Call(later, WEST, 2, 7, frozenset(range(30)), own=True)]
    first, second = play(calls, SCENE).days[0].sendings
    assert second.begins == first.ends
    assert second.ends == first.ends + timedelta(seconds=1)


def test_several_deadlines_at_one_moment_are_one_message_a_person() -> None:
    calls = [Call(MORNING, WEST, number, 7, frozenset({1, 2, number})) for number in (3, 4)]
    [day] = play(calls, SCENE).days
    assert [line.people for line in day.lines] == [3, 3]
    assert day.messages == 4


def test_a_person_hears_of_a_deadline_once_a_day_unless_they_asked_for_it() -> None:
    noon, both = MORNING + timedelta(hours=2), frozenset({1, 2})
    calls = [Call(MORNING, WEST, 1, 7, both), Call(noon, WEST, 1, 6, both), Call(noon, WEST, 1, None, frozenset({2}))]
    lines = {(one.at, one.lead): one.people for one in play(calls, SCENE).days[0].lines}
    assert lines == {(MORNING, 7): 2, (noon, None): 1}


def test_who_was_told_today_or_has_put_it_off_or_is_on_leave_hears_nothing() -> None:
    scene = replace(
        SCENE,
        leave={1: [Absence(1, MORNING.date(), MORNING.date())]},
        put_off={(1, 2): MORNING + timedelta(hours=1)},
        told={(1, 3): MORNING - timedelta(minutes=20), (1, 4): MORNING - timedelta(days=1)},
    )
    found = play([Call(MORNING, WEST, 1, 7, frozenset({1, 2, 3, 4, 5}))], scene)
    [line] = found.days[0].lines
    assert (line.people, line.away) == (2, 1)
    assert found.recipients[MORNING] == {4, 5}
    assert found.away == {1}
