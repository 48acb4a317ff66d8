"""What heads and the agency's admins hear of deadlines that are over and still owed: once, in office hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import Deadline
from domain.escalation import OLD, AgencyCase, HeadCase, Level, Trouble, TroubledUnit, has_come
from domain.messages import Lane, Post
from domain.people import Unit
from domain.rights import Role
from services.planning import Calendar, Planning
from services.reminder_hours import Hours
from storage import deadline_escalations as stored
from storage import deadlines, joining, messages, people
from storage.deadline_escalations import Telling
from storage.engine import Transaction
from storage.pledge_reminders import is_marked, mark_day

HEAD_KIND: Final = "deadline_escalation"
AGENCY_KIND: Final = "deadline_agency"
HEADS_TOLD, AGENCY_TOLD = "deadline_heads_told", "deadline_agency_told"

Heads = dict[int, tuple[int, ...]]
"""The accounts of the heads of each unit who can be written to."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A deadline that people of some units still owe, so many days after the due day, by unit."""

    deadline: Deadline
    left: Mapping[int, int]


def tell_heads(tx: Transaction, planning: Planning, now: datetime) -> int:
    """Tell heads how many of their unit still owe what is over; once a day for each calendar, in its office hours.

    A head is not counted in their own message: that case goes to the admins. Returns how many messages are new.
    """
    hours = Hours(tx, planning, now)
    begun = _begun(tx, hours) if planning.head_after else ()
    owed = list(_owed(tx, hours, begun, planning.head_after, Level.HEAD)) if begun else []
    heads = _heads(tx, {unit for one in owed for unit in one.left})
    tellings, readers = [], {}
    for one in owed:
        own = stored.heads_owing(tx, one.deadline, now)
        for unit_id, left in one.left.items():
            reading = tuple(head for head in heads.get(unit_id, ()) if left > (head in own.get(unit_id, ())))
            if reading:
                tellings.append(_telling(one.deadline, unit_id, Level.HEAD, left))
                readers[one.deadline.id, unit_id] = reading
    named: dict[int, list[int]] = defaultdict(list)
    for told in stored.keep(tx, tellings, now):
        for head in readers[told.deadline_id, told.unit_id]:
            named[head].append(told.id)
    return messages.enqueue(tx, [_post(HEAD_KIND, head, ids) for head, ids in named.items()], now)


def _begun(tx: Transaction, hours: Hours) -> tuple[Calendar, ...]:
    """The calendars whose office has opened today, each once a day."""
    return tuple(
        one
        for one in people.calendars(tx, None)
        if hours.wave_may_go(one) and _first_today(tx, hours, f"{HEADS_TOLD}:{one[0]}:{one[1]}", one)
    )


def _first_today(tx: Transaction, hours: Hours, key: str, calendar: Calendar) -> bool:
    day = hours.today(calendar)
    return not is_marked(tx, key, day) and mark_day(tx, key, day, hours.now)


def _owed(tx: Transaction, hours: Hours, which: Sequence[Calendar], after: int, level: Level) -> Iterator[Owed]:
    """What units with these calendars still owe on the `after`th working day or later, and nobody was told of yet."""
    found = stored.passed(tx, hours.now - OLD, hours.now)
    told = stored.told(tx, [one.id for one in found], level)
    calendars = sorted(stored.calendars(tx).items()) if found else []
    for one in found:
        ripe = {kept for kept in which if _is_ripe(one, hours, kept, after)}
        fresh = [unit for unit, kept in calendars if kept in ripe and (one.id, one.version, unit) not in told]
        left = stored.owing_in(tx, one, fresh, hours.now)
        if left:
            yield Owed(one, dict(sorted(left.items())))


def _is_ripe(deadline: Deadline, hours: Hours, kept: Calendar, after: int) -> bool:
    due = deadline.due_in(kept[0])
    if not hours.now - OLD < due <= hours.now:
        return False
    due_on = due.astimezone(ZoneInfo(kept[0])).date()
    return has_come(hours.working_days(kept), due_on, after, hours.today(kept))


def _heads(tx: Transaction, unit_ids: set[int]) -> Heads:
    ids, found = sorted(unit_ids), defaultdict[int, tuple[int, ...]](tuple)
    for at in range(0, len(ids), stored.CHUNK):
        for scope, account in joining.deciders(tx, Role.UNIT_HEAD, ids[at : at + stored.CHUNK]):
            if scope is not None:
                found[scope] = (*found[scope], account)
    return dict(found)


def _telling(deadline: Deadline, unit_id: int, level: Level, count: int) -> Telling:
    return Telling(deadline.id, deadline.version, unit_id, level, count)


def _post(kind: str, account: int, ids: Sequence[int]) -> Post:
    """A message about all that is told under these ids; what is told once names it for ever."""
    return Post(f"{kind}:{min(ids)}:{account}", kind, account, {"told": list(ids)}, Lane.TRANSACTIONAL)


def tell_agency(tx: Transaction, planning: Planning, tz: ZoneInfo, now: datetime) -> int:
    """Tell the agency's admins of the units that still owe what is over; once a day, in the agency's office hours.

    After the heads also of units without a head who can be written to, and of heads who owe it themselves. Returns how
    many messages are new.
    """
    hours, calendar = Hours(tx, planning, now), (tz.key, 5)
    admins = [account for _, account in joining.deciders(tx, Role.ADMIN, (None,))]
    if not admins or not hours.wave_may_go(calendar) or not _first_today(tx, hours, AGENCY_TOLD, calendar):
        return 0
    fresh = [*_late(tx, hours, planning.agency_after), *_beyond(tx, hours, planning.head_after)]
    kept = [one.id for one in stored.keep(tx, fresh, now)]
    return messages.enqueue(tx, [_post(AGENCY_KIND, one, kept) for one in admins] if kept else (), now)


def _late(tx: Transaction, hours: Hours, after: int) -> list[Telling]:
    """Where nothing has helped."""
    owed = _owed(tx, hours, people.calendars(tx, None), after, Level.AGENCY) if after else ()
    return [_telling(one.deadline, unit, Level.AGENCY, left) for one in owed for unit, left in one.left.items()]


def _beyond(tx: Transaction, hours: Hours, after: int) -> list[Telling]:
    """What no head can be told."""
    owed = list(_owed(tx, hours, people.calendars(tx, None), after, Level.BEYOND)) if after else []
    heads = _heads(tx, {unit for one in owed for unit in one.left})
    found = []
    for one in owed:
        own = stored.heads_owing(tx, one.deadline, hours.now)
        for unit_id, left in one.left.items():
            count = len(own.get(unit_id, ())) if unit_id in heads else left
            if count:
                found.append(_telling(one.deadline, unit_id, Level.BEYOND, count))
    return found


def told_head(tx: Transaction, ids: Sequence[int], account: int, now: datetime) -> tuple[HeadCase, ...]:
    """What a head is to read of these by now, what was due first at the top; () when there is nothing to say."""
    cases = []
    for deadline, units in _still_over(tx, stored.tellings(tx, ids), now):
        led = [unit for unit, accounts in _heads(tx, {one.id for one in units}).items() if account in accounts]
        left, own = stored.owing_in(tx, deadline, led, now), stored.heads_owing(tx, deadline, now) if led else {}
        counted = ((one, left.get(one.id, 0) - (account in own.get(one.id, ()))) for one in units if one.id in led)
        cases += [HeadCase(deadline.seen_in(unit.timezone), unit, count) for unit, count in counted if count > 0]
    return tuple(sorted(cases, key=lambda one: (one.deadline.due_at, one.deadline.id, one.unit.name)))


def _still_over(
    tx: Transaction, told: Sequence[Telling], now: datetime
) -> Iterator[tuple[Deadline, tuple[Unit, ...]]]:  # fmt: skip
    """The deadlines with the units where they are over, unless they were ended, or moved so that they are not."""
    units = stored.units_of(tx, sorted({one.unit_id for one in told}))
    for deadline_id in sorted({one.deadline_id for one in told}):
        deadline = deadlines.deadline(tx, deadline_id)
        named = sorted({one.unit_id for one in told if one.deadline_id == deadline_id})
        if deadline is not None:
            over = (units[one] for one in named if deadline.due_in(units[one].timezone) <= now)
            yield deadline, tuple(over)


def told_agency(tx: Transaction, ids: Sequence[int], account: int, now: datetime) -> tuple[AgencyCase, ...]:
    """What an admin is to read of these by now, what was due first at the top; () when there is nothing to say."""
    if account not in {found for _, found in joining.deciders(tx, Role.ADMIN, (None,))}:
        return ()
    told = stored.tellings(tx, ids)
    whole = {(one.deadline_id, one.unit_id) for one in told if one.level is Level.AGENCY}
    heads = _heads(tx, {one.unit_id for one in told})
    cases = [_case(tx, *over, whole, heads, now) for over in _still_over(tx, told, now)]
    return tuple(sorted((one for one in cases if one.units), key=lambda one: (one.deadline.due_at, one.deadline.id)))


def _case(tx: Transaction, deadline: Deadline, units: Sequence[Unit], whole: AbstractSet[tuple[int, int]], heads: Heads,
          now: datetime) -> AgencyCase:  # fmt: skip
    left = stored.owing_in(tx, deadline, [one.id for one in units], now)
    own = stored.heads_owing(tx, deadline, now)
    found: list[TroubledUnit] = []
    for unit in units:
        trouble = Trouble.HEAD_OWES if unit.id in heads else Trouble.NO_HEAD
        if (deadline.id, unit.id) in whole:
            trouble = Trouble.PEOPLE
        count = len(own.get(unit.id, ())) if trouble is Trouble.HEAD_OWES else left.get(unit.id, 0)
        if count:
            found.append(TroubledUnit(unit, count, trouble))
    return AgencyCase(deadline, tuple(sorted(found, key=_most)))


def _most(one: TroubledUnit) -> tuple[int, str, int]:
    return -one.people, one.unit.name, one.unit.id
