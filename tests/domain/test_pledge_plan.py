"""Which steps of a campaign's plan are behind a person, when a reminder may go out, and how it speaks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.pledge_plan import PledgePlan, Tone, bounds, day_begins, from_data, tone

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
PLAN = PledgePlan()
DAY = timedelta(days=1)
ASKED = datetime(2026, 3, 2, 10, 0, tzinfo=JAKARTA)
CLOSES = datetime(2026, 3, 31, 23, 59, tzinfo=JAKARTA)

zones = st.sampled_from([JAKARTA, ZoneInfo("Asia/Makassar"), JAYAPURA])
moments = st.integers(0, 365 * 24 * 3600).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(0, second))
days = st.lists(st.integers(1, 60), max_size=5).map(tuple)
plans = st.builds(PledgePlan, days, days, st.just(0), st.just(0))


def at(day: int, clock: str = "08:00", *, month: int = 3) -> datetime:
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), JAKARTA)


def steps_behind(plan: PledgePlan, asked: datetime, closes: datetime, now: datetime, zone: ZoneInfo) -> int:
    """How many steps are behind who was asked then, as the statement counts them."""
    return sum(asked < bound for bound in bounds(plan, closes, now, zone))


@pytest.mark.parametrize(
    ("now", "steps"),
    [
        (at(2, "23:59"), 0),
        (at(4, "23:59"), 0),
        (at(5, "00:00"), 1),
        (at(8), 1),
        (at(9, "00:00"), 2),
        (at(16), 3),
        (at(23, "23:59"), 3),
        (at(24, "00:00"), 4),
        (at(29), 4),
        (at(30, "00:00"), 5),
        (at(31, "23:00"), 5),
    ],
)
def test_each_step_is_behind_from_the_beginning_of_its_day(now: datetime, steps: int) -> None:
    assert steps_behind(PLAN, ASKED, CLOSES, now, JAKARTA) == steps


@pytest.mark.parametrize(
    ("asked", "steps"),
    [(at(2), 2), (at(23, "23:59"), 2), (at(24, "00:00"), 1), (at(29, "23:59"), 1), (at(30, "00:00"), 0), (at(31), 0)],
)
def test_a_step_before_the_closing_counts_only_for_who_was_asked_on_an_earlier_day(asked: datetime, steps: int) -> None:
    assert steps_behind(PledgePlan((), (7, 1)), asked, CLOSES, at(31, "12:00"), JAKARTA) == steps


def test_days_are_those_of_the_zone() -> None:
    asked = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # 23.00 in Jakarta, the next day in Jayapura
    now = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
    plan = PledgePlan((3,), ())
    assert steps_behind(plan, asked, CLOSES, now, JAKARTA) == 1
    assert steps_behind(plan, asked, CLOSES, now, JAYAPURA) == 0


@given(plans, moments, moments, moments, zones)
def test_steps_only_grow_and_nobody_is_reminded_on_the_day_they_were_asked(
    plan: PledgePlan, asked: datetime, closes: datetime, now: datetime, zone: ZoneInfo
) -> None:
    steps = steps_behind(plan, asked, closes, now, zone)
    most = len(set(plan.after_days)) + len(set(plan.before_days))
    assert 0 <= steps <= most
    assert steps <= steps_behind(plan, asked, closes, now + DAY, zone) <= most
    assert steps_behind(plan, asked, closes, asked, zone) == 0
    assert steps_behind(plan, asked + DAY, closes, now, zone) <= steps


@given(plans, moments, moments, moments, zones)
def test_bounds_say_the_same_as_counting_calendar_days(
    plan: PledgePlan, asked: datetime, closes: datetime, now: datetime, zone: ZoneInfo
) -> None:
    asked_on, closing, today = (one.astimezone(zone).date() for one in (asked, closes, now))
    after = sum(asked_on + day * DAY <= today for day in set(plan.after_days))
    before = sum(asked_on < closing - day * DAY <= today for day in set(plan.before_days))
    assert steps_behind(plan, asked, closes, now, zone) == after + before
    assert all(bound.astimezone(zone).time() == time.min for bound in bounds(plan, closes, now, zone))


def test_a_plan_without_steps_reminds_nobody() -> None:
    assert bounds(PledgePlan((), ()), CLOSES, at(31), JAKARTA) == ()


@given(moments, zones)
def test_a_day_begins_at_local_midnight(now: datetime, zone: ZoneInfo) -> None:
    begins = day_begins(now, zone)
    assert begins <= now < begins + DAY
    assert begins.astimezone(zone).time() == time.min


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [(1, 5, Tone.KIND), (1, 31, Tone.KIND), (2, 9, Tone.CLEAR), (4, 29, Tone.CLEAR), (5, 30, Tone.LAST),
     (2, 31, Tone.LAST)],
)  # fmt: skip
def test_the_first_reminder_is_kind_and_the_last_ones_are_the_clearest(number: int, day: int, expected: Tone) -> None:
    assert tone(number, CLOSES, at(day), JAKARTA) is expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"after_days": (0,)},
        {"before_days": (367,)},
        {"head_after": -1},
        {"agency_after": 1},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DomainError, match=r"campaign\.plan"):
        PledgePlan(**wrong)  # type: ignore[arg-type]


@given(plans)
def test_a_plan_is_kept_and_found_again(plan: PledgePlan) -> None:
    assert from_data(plan.as_data()) == plan
