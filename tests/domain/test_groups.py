"""Linking a group: when a request is over, what is wrong with a group, and which units may be linked."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.delivery import Reason
from domain.groups import DEMOTED, GroupRequest, RequestState, Standing, blocks, linkable, trouble_after
from domain.people import Unit
from domain.rights import Grant, Role

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def unit(number: int, parent: int | None = None, *, closed: bool = False) -> Unit:
    code = f"u{number}"
    return Unit(number, code, code, "opd", parent, "Asia/Jakarta", 5, "", None, NOW if closed else None)


AGENCY = (unit(1), unit(2, 1), unit(3, 2), unit(4), unit(5, 1, closed=True), unit(6, 5))


@pytest.mark.parametrize(
    ("state", "after", "expected"),
    [
        (RequestState.OPEN, -MOMENT, RequestState.OPEN),
        (RequestState.OPEN, timedelta(0), RequestState.EXPIRED),
        (RequestState.OPEN, timedelta(days=9), RequestState.EXPIRED),
        (RequestState.LINKED, timedelta(days=9), RequestState.LINKED),
        (RequestState.CANCELLED, timedelta(days=9), RequestState.CANCELLED),
        (RequestState.REPLACED, timedelta(days=9), RequestState.REPLACED),
    ],
)
def test_only_an_open_request_ends_with_its_time(state: RequestState, after: timedelta, expected: RequestState) -> None:
    assert GroupRequest(1, -5, None, "ZI", None, 700, state, NOW).state_at(NOW + after) is expected


@pytest.mark.parametrize(
    ("before", "after", "trouble"),
    [
        (Standing.LEFT, Standing.MEMBER, ""),
        (Standing.KICKED, Standing.MEMBER, ""),
        (Standing.MUTED, Standing.MEMBER, ""),
        (Standing.MEMBER, Standing.ADMIN, ""),
        (Standing.ADMIN, Standing.ADMIN, ""),
        (Standing.ADMIN, Standing.MEMBER, DEMOTED),
        (Standing.ADMIN, Standing.MUTED, Reason.NO_RIGHTS),
        (Standing.MEMBER, Standing.MUTED, Reason.NO_RIGHTS),
        (Standing.MEMBER, Standing.LEFT, Reason.NOT_MEMBER),
        (Standing.ADMIN, Standing.KICKED, Reason.KICKED),
        (Standing.LEFT, Standing.KICKED, Reason.KICKED),
    ],
)
def test_what_a_change_of_the_bot_s_standing_means(before: Standing, after: Standing, trouble: str) -> None:
    assert trouble_after(before, after) == trouble


@pytest.mark.parametrize(
    ("trouble", "blocked"), [("", False), (DEMOTED, False), (Reason.KICKED, True), (Reason.TOPIC_CLOSED, True)]
)
def test_a_warning_keeps_no_message_back(trouble: str, blocked: bool) -> None:
    assert blocks(trouble) is blocked


@pytest.mark.parametrize(
    ("grants", "ids"),
    [
        ([], []),
        ([Grant(Role.EMPLOYEE, 1), Grant(Role.ASSESSOR, None)], []),
        ([Grant(Role.UNIT_HEAD, 1)], [1, 2, 3, 6]),
        ([Grant(Role.ZI_TEAM, 3), Grant(Role.UNIT_HEAD, 4)], [3, 4]),
        ([Grant(Role.ADMIN, None)], [1, 2, 3, 4, 6]),
        ([Grant(Role.UNIT_HEAD, 404)], []),
    ],
)
def test_a_group_is_linked_to_open_units_below_one_s_own(grants: list[Grant], ids: list[int]) -> None:
    assert [one.id for one in linkable(AGENCY, grants)] == ids


def test_units_that_stand_above_each_other_end_the_search() -> None:
    assert linkable((unit(1, 2), unit(2, 1)), [Grant(Role.UNIT_HEAD, 9)]) == ()
