"""The clock of a request for correction, and the terms of the retention."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.data_rights import ANSWER_WITHIN, Urgency, hours_left, urgency
from domain.retention import KINDS, Retention, cutoff

DUE = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)
MOMENTS = st.datetimes(  # the bounds are naive by the rule of the library
    datetime(2026, 2, 1),  # noqa: DTZ001
    datetime(2026, 4, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("before", "expected", "hours"),
    [
        (timedelta(hours=72), None, 72),
        (timedelta(hours=24, seconds=1), None, 25),
        (timedelta(hours=24), Urgency.SOON, 24),
        (timedelta(minutes=1), Urgency.SOON, 1),
        (timedelta(0), Urgency.OVERDUE, 0),
        (timedelta(days=-3), Urgency.OVERDUE, 0),
    ],
)
def test_a_request_is_urgent_a_day_before_its_end_and_overdue_from_it_on(
    before: timedelta, expected: Urgency | None, hours: int
) -> None:
    assert (urgency(DUE, DUE - before), hours_left(DUE, DUE - before)) == (expected, hours)


def test_an_answer_is_due_within_three_times_twenty_four_hours() -> None:
    assert timedelta(days=3) == ANSWER_WITHIN


@given(MOMENTS)
def test_hours_are_left_exactly_until_it_is_overdue(now: datetime) -> None:
    assert (hours_left(DUE, now) == 0) == (urgency(DUE, now) is Urgency.OVERDUE)


@given(st.sampled_from(KINDS), st.integers(0, 40_000), MOMENTS)
def test_a_term_of_nothing_keeps_for_ever_and_any_other_counts_back_from_now(
    kind: str, days: int, now: datetime
) -> None:
    ends = cutoff(Retention(**{kind: days}), kind, now)
    assert ends == (now - timedelta(days=days) if days else None)
