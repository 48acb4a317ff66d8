"""The clock only goes forward."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox import Clock


def test_it_runs_with_real_time_and_can_be_moved_forward() -> None:
    clock = Clock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    clock.advance(timedelta(days=1))
    moment = datetime.now(UTC) + timedelta(days=3)
    clock.set(moment)
    assert moment <= clock.now() < moment + timedelta(seconds=5)


@pytest.mark.parametrize("moment", [datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1)])  # noqa: DTZ001
def test_it_refuses_the_past_and_moments_without_a_zone(moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"forward|zone"):
        Clock().set(moment)


def test_it_refuses_a_negative_step() -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock().advance(timedelta(seconds=-1))
