"""The states of one person's request, and what a signature is worth."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import DomainError
from domain.pledge_request import REFUSALS, TRANSITIONS, RequestEvent, RequestState, Standing, advance, standing

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FINAL = {RequestState.EXPIRED, RequestState.SUPERSEDED, RequestState.WITHDRAWN}


@pytest.mark.parametrize("state", RequestState)
def test_every_state_answers_every_event_with_a_state_or_a_refusal(state: RequestState) -> None:
    for event in RequestEvent:
        if (state, event) in TRANSITIONS:
            assert advance(state, event) in RequestState
        else:
            with pytest.raises(DomainError) as refusal:
                advance(state, event)
            assert refusal.value.key == REFUSALS[state]


def test_only_what_was_read_is_signed_and_what_is_over_stays_over() -> None:
    assert [state for state, event in TRANSITIONS if event is RequestEvent.SIGN] == [RequestState.READ]
    assert FINAL.isdisjoint(state for state, _ in TRANSITIONS)


@pytest.mark.parametrize(
    ("superseded", "withdrawn", "late", "expected"),
    [
        (False, False, False, Standing.VALID),
        (False, False, True, Standing.EXPIRED),
        (True, False, False, Standing.SUPERSEDED),
        (True, False, True, Standing.SUPERSEDED),
        (True, True, True, Standing.WITHDRAWN),
        (False, True, False, Standing.WITHDRAWN),
    ],
)
def test_a_withdrawal_comes_before_a_newer_signature_and_that_before_the_end(
    superseded: bool, withdrawn: bool, late: bool, expected: Standing
) -> None:
    until = NOW if late else NOW + timedelta(microseconds=1)
    assert standing(valid_until=until, superseded=superseded, withdrawn=withdrawn, now=NOW) is expected
