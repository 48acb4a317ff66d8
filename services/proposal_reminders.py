"""The tick that tells who keeps items of a proposal what is missing before the window closes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain import proposal
from domain.messages import Post
from domain.proposal import Item
from domain.proposal_views import Told
from domain.reminders import WorkCalendar, is_working_day, may_send
from domain.rights import Role
from domain.stages import Stage
from domain.worksheet import Doing, window
from domain.zone import Cycle
from services import work_calendars
from services.planning import Planning
from services.proposals import REMINDED
from storage import joining, messages, people, proposals, zone
from storage import pledge_reminders as marks
from storage.engine import Transaction

KIND: Final = "proposal_missing"
STEPS: Final = (14, 7, 3, 1)
"""Days before the last day of the window on which keepers hear what is missing."""
_TOLD: Final = {
    Role.UNIT_HEAD: (Role.UNIT_HEAD, Role.ZI_TEAM),
    Role.ASSESSOR: (Role.ASSESSOR,),
    Role.ADMIN: (Role.ADMIN,),
}


def remind(tx: Transaction, planning: Planning, tz: ZoneInfo, now: datetime) -> int:
    """Tell keepers in office hours what is missing, 14, 7, 3 and 1 days before the window closes; returns how many.

    Each step once: one that falls on a closed day is told on the working day before it. A window that is moved counts
    anew.
    """
    cycle = zone.latest_cycle(tx)
    last = window(cycle, Doing.PROPOSE).last if cycle else None
    if cycle is None or last is None:
        return 0
    calendar = work_calendars.calendar(tx, planning, tz.key, 5, now.year, now.year)
    today = now.astimezone(tz).date()
    step = _due_step(calendar, last, today)
    if step is None or not may_send(calendar, work_calendars.rules(tx, planning), now):
        return 0
    if not marks.mark_day(tx, f"{KIND}:{cycle.id}", last - timedelta(days=step), now):
        return 0
    posts = []
    for account, units in _owed(tx, cycle).items():
        params: dict[str, object] = {"cycle": cycle.id, "units": sorted(units), "last": last.isoformat()}
        posts.append(Post(f"{KIND}:{cycle.id}:{last}:{step}:{account}", KIND, account, params))
    return messages.enqueue(tx, posts, now)


def told(tx: Transaction, params: Mapping[str, object], account: int, tz: ZoneInfo, now: datetime) -> Told | None:
    """What a keeper is to read by now; None when nothing of theirs is missing, or the window is another one by now."""
    cycle = zone.latest_cycle(tx)
    last = window(cycle, Doing.PROPOSE).last if cycle else None
    if cycle is None or last is None or (cycle.id, last.isoformat()) != (params["cycle"], params["last"]):
        return None
    days = (last - now.astimezone(tz).date()).days
    if days < 0:
        return None
    found = []
    for unit_id, items in _owed(tx, cycle).get(account, {}).items():
        unit = people.unit(tx, unit_id)
        if unit is not None:
            found.append((unit, items))
    found.sort(key=lambda one: one[0].name)
    return Told(cycle, days, last, tuple(found)) if found else None


def _due_step(calendar: WorkCalendar, last: date, today: date) -> int | None:
    """The nearest step whose day has come; None before the first, and after the last day."""
    if today > last:
        return None
    return next((step for step in sorted(STEPS) if _working_day(calendar, last - timedelta(days=step)) <= today), None)


def _working_day(calendar: WorkCalendar, day: date) -> date:
    while not is_working_day(calendar, day):
        day -= timedelta(days=1)
    return day


def _owed(tx: Transaction, cycle: Cycle) -> dict[int, dict[int, tuple[Item, ...]]]:
    """By account and unit: what keepers who can be written to have yet to bring."""
    ticks = proposals.all_ticks(tx, cycle.id)
    found: dict[int, dict[int, tuple[Item, ...]]] = defaultdict(dict)
    for unit_id, change in sorted(zone.stages(tx, cycle.id).items()):
        missing = proposal.missing(ticks.get(unit_id, {}))
        if Stage(change.stage) not in REMINDED or not missing:
            continue
        path = people.unit_path(tx, unit_id)
        for keeper in dict.fromkeys(one.keeper for one in missing):
            items = tuple(one for one in missing if one.keeper is keeper)
            for account in _accounts(tx, keeper, unit_id, path):
                found[account][unit_id] = (*found[account].get(unit_id, ()), *items)
    return found


def _accounts(tx: Transaction, keeper: Role, unit_id: int, path: tuple[int, ...]) -> set[int]:
    scopes: dict[Role, tuple[int | None, ...]] = {
        Role.UNIT_HEAD: (unit_id,), Role.ASSESSOR: (*path, None), Role.ADMIN: (None,)
    }  # fmt: skip
    roles = _TOLD[keeper]
    return {account for role in roles for _, account in joining.deciders(tx, role, scopes[keeper])}
