"""At which stages, and by which window of the cycle, a unit may fill its worksheet."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import filling
from domain.stages import Stage
from domain.worksheet import Doing
from domain.zone import Cycle
from tests.refusals import refused

JAKARTA = ZoneInfo("Asia/Jakarta")
MARCH = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
CYCLE = Cycle(
    1, 2026, "ZI 2026",
    {"fill": (date(2026, 2, 1), date(2026, 3, 31)), "revise": (date(2026, 5, 1), date(2026, 5, 31))},
)  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "now", "key"),
    [
        (Stage.BUILDING, MARCH, ""),
        (Stage.SELF_ASSESSMENT, MARCH, ""),
        (Stage.SELF_ASSESSMENT, datetime(2026, 1, 31, 16, 59, tzinfo=UTC), "lke.window_not_yet"),
        (Stage.SELF_ASSESSMENT, datetime(2026, 1, 31, 17, 0, tzinfo=UTC), ""),  # midnight in Jakarta
        (Stage.SELF_ASSESSMENT, datetime(2026, 3, 31, 16, 59, tzinfo=UTC), ""),
        (Stage.SELF_ASSESSMENT, datetime(2026, 3, 31, 17, 0, tzinfo=UTC), "lke.window_passed"),
        (Stage.RETURNED, MARCH, "lke.window_not_yet"),
        (Stage.RETURNED, datetime(2026, 5, 1, tzinfo=UTC), ""),
        (Stage.DECLARED, MARCH, "lke.stage_closed"),
        (None, MARCH, "lke.not_in_cycle"),
    ],
)
def test_a_worksheet_is_filled_at_its_stages_within_their_windows(stage: Stage | None, now: datetime, key: str) -> None:
    found = filling.refusal(CYCLE, stage, now, JAKARTA)
    assert (found.key if found else "") == key
    if key:
        with refused(key):
            filling.check(CYCLE, stage, now, JAKARTA)


def test_no_other_stage_lets_anything_be_filled() -> None:
    open_all_year = Cycle(1, 2026, "ZI 2026")
    found = {one for one in Stage if filling.refusal(open_all_year, one, MARCH, JAKARTA) is None}
    assert found == {Stage.BUILDING, Stage.SELF_ASSESSMENT, Stage.RETURNED}


@pytest.mark.parametrize(
    ("stage", "doing"),
    [(Stage.RETURNED, Doing.REVISE), (Stage.BUILDING, Doing.FILL), (Stage.AWARDED, Doing.FILL), (None, Doing.FILL)],
)
def test_which_window_is_told(stage: Stage | None, doing: Doing) -> None:
    assert filling.window_of(stage) is doing
