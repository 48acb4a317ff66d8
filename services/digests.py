"""The weekly digest to heads of units and to linked groups, in numbers: once a week, on its first working day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.digest import AHEAD, BEHIND, Digest, is_due, monday
from domain.messages import Group, Lane, Post
from domain.people import Unit
from domain.rights import Role
from services.access import find_actor
from services.planning import Calendar, Planning
from services.reminder_hours import Hours
from storage import digests as stored
from storage import groups, messages, people, pledges
from storage.engine import Transaction
from storage.pledge_reminders import is_marked, mark_day

HEAD_KIND: Final = "digest"
GROUP_KIND: Final = "digest_group"


def tell(tx: Transaction, planning: Planning, tz: ZoneInfo, now: datetime) -> int:
    """Put the digests of this week for one more calendar into the outbox, when its time has come.

    Missed ones are made up for in the same week, in office hours. Returns how many, at least 1; 0 when none is left.
    """
    hours = Hours(tx, planning, now)
    for calendar in sorted({*people.calendars(tx, None), (tz.key, 5)}) if planning.digest_at else ():
        week, key = monday(hours.today(calendar)), f"digest:{calendar[0]}:{calendar[1]}"
        if is_marked(tx, key, week) or not _is_time(hours, calendar) or not mark_day(tx, key, week, now):
            continue
        posts = [*_to_heads(tx, calendar, week), *_to_groups(tx, calendar, tz, week)]
        messages.enqueue(tx, posts, now)
        return max(1, len(posts))
    return 0


def _is_time(hours: Hours, calendar: Calendar) -> bool:
    at = hours.planning.digest_at
    return at is not None and hours.is_open(calendar) and is_due(hours.working_days(calendar), at, hours.now)


def _to_heads(tx: Transaction, calendar: Calendar, week: date) -> list[Post]:
    return [_post(HEAD_KIND, account, week) for account in stored.heads(tx, calendar)]


def _to_groups(tx: Transaction, calendar: Calendar, tz: ZoneInfo, week: date) -> list[Post]:
    """To the groups of units with this calendar, or of the agency, whose week is that of its own zone."""
    found = ((one, _unit_of(tx, one)) for one in groups.reachable_groups(tx))
    return [
        _post(GROUP_KIND, group.chat_id, week, group.thread_id)
        for group, unit in found
        if calendar == ((unit.timezone, unit.work_days) if unit is not None else (tz.key, 5))
    ]


def _unit_of(tx: Transaction, group: Group) -> Unit | None:
    return people.unit(tx, group.unit_id) if group.unit_id is not None else None


def _post(kind: str, chat: int, week: date, thread: int | None = None) -> Post:
    year, number, _ = week.isocalendar()
    key = f"digest:{year}-W{number:02}:{chat}"
    return Post(key, kind, chat, {"week": week.isoformat()}, Lane.BULK, thread)


def for_head(tx: Transaction, account: int, week: date, now: datetime) -> tuple[Digest, ...]:
    """The digest of each unit that the account's person leads, those below another one left out; () without news."""
    actor = find_actor(tx, account)
    led = {one.scope for one in actor.grants if one.role is Role.UNIT_HEAD} if actor else set()
    units = [unit for one in led if one is not None and (unit := people.unit(tx, one)) is not None]
    top = [unit for unit in units if not led.intersection(people.unit_path(tx, unit.id)[1:])]
    current = [unit for unit in top if unit.closed_at is None and _is_week(week, unit.timezone, now)]
    found = (of_unit(tx, unit, unit.timezone, now) for unit in sorted(current, key=lambda one: (one.name, one.id)))
    return tuple(one for one in found if one.has_news)


def for_group(tx: Transaction, chat_id: int, week: date, tz: ZoneInfo, now: datetime) -> Digest | None:
    """The digest of the unit that a group is linked to, or of the agency; None without news, or when it is late."""
    group = groups.group(tx, chat_id)
    unit = _unit_of(tx, group) if group is not None else None
    zone = unit.timezone if unit is not None else tz.key
    closed = unit is not None and unit.closed_at is not None
    if group is None or closed or not _is_week(week, zone, now):
        return None
    found = of_unit(tx, unit, zone, now)
    return found if found.has_news else None


def _is_week(week: date, zone: str, now: datetime) -> bool:
    return monday(now.astimezone(ZoneInfo(zone)).date()) == week


def of_unit(tx: Transaction, unit: Unit | None, zone: str, now: datetime) -> Digest:
    """What a unit with all below it, or the agency (None), has before and behind it, as seen in this zone."""
    unit_id = unit.id if unit is not None else None
    found = stored.around(tx, unit_id, now - BEHIND, now + AHEAD)
    counted = [stored.counted(tx, one, unit_id, now) for one in found]
    seen = [replace(one, deadline=one.deadline.seen_in(zone)) for one in counted if one.owing]
    seen.sort(key=lambda one: (one.deadline.due_at, one.deadline.id))
    coverage = [(one, pledges.coverage(tx, one.id, unit_id)) for one in pledges.open_campaigns(tx, now)]
    return Digest(
        unit,
        due=tuple(one for one in seen if now < one.deadline.due_at <= now + AHEAD),
        late=tuple(one for one in seen if now - BEHIND < one.deadline.due_at <= now),
        coverage=tuple(pair for pair in coverage if pair[1].expected),
    )
