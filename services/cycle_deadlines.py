"""Deadlines from the windows of a ZI cycle: what would be made, making them, and moving them with their windows.

`by` is `cli` or `account:ID`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.cycle_deadlines import DUTIES, Offer, Offered
from domain.deadline import Concerned, Deadline, DeadlineAudience
from domain.errors import DomainError
from domain.folding import shortened
from domain.people import Actor
from domain.rights import Action
from domain.series import USUAL_TIME, SeriesDetails
from domain.worksheet import Doing, window
from domain.zone import Cycle
from services import deadline_changes, deadlines
from services.access import require
from services.deadlines import NewDeadline
from services.planning import Planning
from storage import audit, cycle_copies, zone
from storage import cycle_deadlines as stored
from storage.engine import Transaction
from texts.cycles import doing_label

LANGUAGE: Final = "id"
"""Of the titles, which are data that admins may change."""


def offer(tx: Transaction, cycle_id: int, tz: ZoneInfo, now: datetime) -> Offer:
    """What would be made of a cycle; `tz` is the zone of the agency. Raises `cycle.unknown`."""
    cycle = _known(tx, cycle_id)
    present = stored.of_windows(tx, cycle_id)
    return Offer(cycle, tuple(_offered(cycle, doing, present.get(doing.value), tz, now) for doing in Doing))


def offer_as(tx: Transaction, actor: Actor, cycle_id: int, tz: ZoneInfo, now: datetime) -> Offer:
    """The same for a person. Raises `access.*` too."""
    require(tx, actor, Action.MANAGE_CYCLES)
    return offer(tx, cycle_id, tz, now)


def make(
    tx: Transaction, cycle_id: int, chosen: Collection[Doing], by: str, planning: Planning, tz: ZoneInfo, now: datetime
) -> tuple[Offered, ...]:
    """Make a deadline for the last day of each chosen window, at 16.00 in the zone of each unit; returns those made.

    A window that has one keeps it, one without a day ahead gets none. Raises `cycle.unknown`.
    """
    cycle_copies.lock(tx, cycle_id)
    wanted = [one for one in offer(tx, cycle_id, tz, now).windows if one.doing in chosen and one.can_be_made]
    stored.let_go_of_ended(tx, cycle_id)
    for one in wanted:
        _add(tx, cycle_id, one, by, planning, tz, now)
    if wanted:
        audit.note(tx, now, by, "make_cycle_deadlines", f"cycle:{cycle_id}", windows=[one.doing for one in wanted])
    return tuple(wanted)


def make_as(
    tx: Transaction, actor: Actor, cycle_id: int, chosen: Collection[Doing], planning: Planning, tz: ZoneInfo,
    now: datetime,
) -> tuple[Offered, ...]:  # fmt: skip
    """The same for a person. Raises `access.*` too."""
    require(tx, actor, Action.MANAGE_CYCLES)
    return make(tx, cycle_id, chosen, f"account:{actor.telegram_id}", planning, tz, now)


def follow(tx: Transaction, cycle: Cycle, doing: Doing, by: str, planning: Planning, now: datetime) -> None:
    """A window has changed: its deadline moves to the new last day, at its own time of day.

    Without a last day, or with one that is over, nothing is left to be done in time, and it is called off.
    """
    deadline = stored.of_windows(tx, cycle.id).get(doing.value)
    if deadline is None:
        return
    last = window(cycle, doing).last
    due_at = _moved(deadline, last) if last is not None else None
    if due_at is None or due_at <= now:
        deadline_changes.cancel(tx, deadline.id, by, now)
    elif due_at != deadline.due_at:
        deadline_changes.move(tx, deadline.id, due_at, by, planning, now)


def _moved(deadline: Deadline, last: date) -> datetime:
    at = deadline.due_at.astimezone(ZoneInfo(deadline.timezone)).time()
    return SeriesDetails(deadline.timezone, at).due_on(last)


def _offered(cycle: Cycle, doing: Doing, present: Deadline | None, tz: ZoneInfo, now: datetime) -> Offered:
    last = window(cycle, doing).last
    due_at = SeriesDetails(tz.key, USUAL_TIME).due_on(last) if last is not None else None
    ahead = due_at if due_at is not None and due_at > now else None
    title = f"{doing_label(doing, LANGUAGE)}: {shortened(cycle.title, 100)}"
    return Offered(doing, title, last, ahead, *DUTIES[doing], present)


def _add(
    tx: Transaction, cycle_id: int, one: Offered, by: str, planning: Planning, tz: ZoneInfo, now: datetime
) -> None:  # fmt: skip
    assert one.due_at is not None
    audience = DeadlineAudience(Concerned.ROLE, one.role.value)
    new = NewDeadline(
        one.title, one.due_at, None, one.rule, timezone=tz.key, each_zone=True, audience=audience, cycle_id=cycle_id,
        window=one.doing.value,
    )  # fmt: skip
    deadlines.add(tx, new, by, planning, now)


def _known(tx: Transaction, cycle_id: int) -> Cycle:
    found = zone.cycle(tx, cycle_id)
    if found is None:
        raise DomainError("cycle.unknown")
    return found
