"""When a unit may fill its worksheet: at which stages, and by which window of the cycle each of them goes.

A unit that still builds may fill too, so that it sees early where it stands; what it filled is kept when it moves on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType

from domain.errors import DomainError
from domain.stages import Stage
from domain.worksheet import Doing, require_open
from domain.zone import Cycle

FILLING: Mapping[Stage, Doing] = MappingProxyType(
    {Stage.BUILDING: Doing.FILL, Stage.SELF_ASSESSMENT: Doing.FILL, Stage.RETURNED: Doing.REVISE}
)


def window_of(stage: Stage | None) -> Doing:
    """Which window counts at a stage; before and after filling that of filling."""
    return Doing.FILL if stage is None else FILLING.get(stage, Doing.FILL)


def check(cycle: Cycle, stage: Stage | None, now: datetime, zone: tzinfo) -> None:
    """Refuse a change of answers outside the stages and windows for it, by the calendar of `zone`.

    DomainError `lke.not_in_cycle` for a unit that takes no part (`stage` None), `lke.stage_closed`,
    `lke.window_not_yet`, `lke.window_passed`.
    """
    if stage is None:
        raise DomainError("lke.not_in_cycle")
    if stage not in FILLING:
        raise DomainError("lke.stage_closed", stage=stage)
    require_open(cycle, FILLING[stage], now, zone)


def refusal(cycle: Cycle, stage: Stage | None, now: datetime, zone: tzinfo) -> DomainError | None:
    """Why nothing can be filled now; None when it can."""
    try:
        check(cycle, stage, now, zone)
    except DomainError as error:
        return error
    return None
