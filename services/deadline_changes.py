"""Moving, editing and cancelling deadlines; everybody who was told of one is told once what is different now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.deadline import Concerned, Deadline
from domain.deadline_change import ChangeKind, ChangeNews, DeadlineState, EditedDeadline, Told
from domain.errors import DomainError
from domain.folding import shortened
from domain.messages import Lane, Post
from domain.people import Actor
from domain.reminders import may_send
from domain.rights import Action
from services import deadline_checks, deadline_plans, work_calendars
from services.access import find_actor, require
from services.deadline_cards import other_title
from services.planning import Planning
from storage import audit, deadlines, messages, people, snoozes
from storage import deadline_changes as stored
from storage.deadline_audience import concerns, in_charge, put_in_charge
from storage.deadline_changes import Change, Reminded
from storage.engine import Transaction

__all__ = ["EditedDeadline", "cancel", "cancel_as", "edit", "edit_as", "move", "move_as", "news", "present", "tell"]

PAGE = 500
KIND = "deadline_changed"


def move(tx: Transaction, deadline_id: int, due_at: datetime, by: str, planning: Planning, now: datetime) -> Deadline:
    """Give a deadline another moment (aware), and plan its reminders anew; the same moment changes nothing.

    `by` is `cli` or `account:ID`; who calls for a person in the chat has asked for the right before. Raises
    `deadline.unknown`, `deadline.cancelled`, `deadline.past`.
    """
    deadline = _live(tx, deadline_id)
    if deadline.due_at == due_at:
        return deadline
    deadline_checks.ahead(due_at, now)
    changed = replace(deadline, due_at=due_at.astimezone(UTC))
    return _change(tx, ChangeKind.MOVED, deadline, changed, _names(tx, deadline), by, planning, now)


def present(tx: Transaction, deadline_id: int) -> EditedDeadline:
    """What a deadline says now, to be changed in part. Raises `deadline.unknown`, `deadline.cancelled`."""
    deadline = _live(tx, deadline_id, hold=False)
    return EditedDeadline.of(deadline, _names(tx, deadline))


def edit(
    tx: Transaction, deadline_id: int, edited: EditedDeadline, by: str, planning: Planning, now: datetime
) -> Deadline:
    """Change what a deadline says, and plan its reminders anew; what is the same already changes nothing.

    Raises `deadline.unknown`, `deadline.cancelled`, `deadline.past` for another moment, and as `deadline_checks`.
    """
    deadline = _live(tx, deadline_id)
    changed = replace(edited.applied(deadline), title=deadline_checks.title(edited.title))
    names = tuple(sorted(set(edited.people))) if edited.audience.concerned is Concerned.PEOPLE else ()
    known = _names(tx, deadline)
    if changed == deadline and names == known:
        return deadline
    if changed.due_at != deadline.due_at:
        deadline_checks.ahead(changed.due_at, now)
    deadline_checks.check(tx, changed, names)
    when = replace(deadline, due_at=changed.due_at, timezone=changed.timezone, each_zone=changed.each_zone)
    kind = ChangeKind.MOVED if changed == when and names == known else ChangeKind.EDITED
    return _change(tx, kind, deadline, changed, names, by, planning, now)


def cancel(tx: Transaction, deadline_id: int, by: str, now: datetime) -> Deadline:
    """Call a deadline off: nobody is reminded of it any more. Again changes nothing. Raises `deadline.unknown`."""
    found = stored.standing(tx, deadline_id, hold=True)
    if found is None:
        raise DomainError("deadline.unknown")
    deadline, was_cancelled = found
    if was_cancelled:
        return deadline
    ended, names = replace(deadline, version=deadline.version + 1), _names(tx, deadline)
    stored.keep(tx, ended, ended_at=now)
    deadline_plans.drop(tx, deadline_id)
    snoozes.end(tx, deadline_id)
    after = DeadlineState.of(deadline, names, cancelled=True)
    _note(tx, ChangeKind.CANCELLED, deadline_id, DeadlineState.of(deadline, names), after, by, now)
    return ended


def move_as(
    tx: Transaction, actor: Actor, deadline_id: int, due_at: datetime, planning: Planning, now: datetime
) -> Deadline:
    """The same by who manages the deadlines of its unit. Raises `access.*`, and like `move`."""
    return move(tx, deadline_id, due_at, _by(tx, actor, deadline_id), planning, now)


def edit_as(
    tx: Transaction, actor: Actor, deadline_id: int, edited: EditedDeadline, planning: Planning, now: datetime
) -> Deadline:
    """The same by who manages the deadlines of its unit, and of the new one. Raises `access.*`, and like `edit`."""
    by = _by(tx, actor, deadline_id)
    require(tx, actor, Action.MANAGE_DEADLINES, edited.unit_id)
    return edit(tx, deadline_id, edited, by, planning, now)


def cancel_as(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> Deadline:
    """The same by who manages the deadlines of its unit. Raises `access.*`, and like `cancel`."""
    return cancel(tx, deadline_id, _by(tx, actor, deadline_id), now)


def _by(tx: Transaction, actor: Actor, deadline_id: int) -> str:
    deadline = deadlines.any_deadline(tx, deadline_id)
    require(tx, actor, Action.MANAGE_DEADLINES, deadline.unit_id if deadline else None)
    return f"account:{actor.telegram_id}"


def _live(tx: Transaction, deadline_id: int, *, hold: bool = True) -> Deadline:
    found = stored.standing(tx, deadline_id, hold=hold)
    if found is None:
        raise DomainError("deadline.unknown")
    deadline, cancelled = found
    if cancelled:
        raise DomainError("deadline.cancelled", title=shortened(deadline.title))
    return deadline


def _names(tx: Transaction, deadline: Deadline) -> tuple[int, ...]:
    return tuple(sorted(employee_id for employee_id, _ in in_charge(tx, deadline.id)))


def _change(
    tx: Transaction, kind: ChangeKind, before: Deadline, after: Deadline, names: tuple[int, ...], by: str,
    planning: Planning, now: datetime,
) -> Deadline:  # fmt: skip
    knew = DeadlineState.of(before, _names(tx, before))
    changed = replace(after, version=before.version + 1)
    stored.keep(tx, changed)
    put_in_charge(tx, changed.id, names)
    deadline_plans.plan_anew(tx, changed, planning, now)
    _note(tx, kind, changed.id, knew, DeadlineState.of(changed, names), by, now)
    return changed


def _note(
    tx: Transaction, kind: ChangeKind, deadline_id: int, before: DeadlineState, after: DeadlineState, by: str,
    now: datetime,
) -> None:  # fmt: skip
    stored.note(tx, deadline_id, kind.value, before, after, by, now)
    audit.note(tx, now, by, f"deadline_{kind}", f"deadline:{deadline_id}", title=after.title)


def tell(tx: Transaction, planning: Planning, tz: ZoneInfo, now: datetime) -> int:
    """The tick: tell a page of people what has changed of a deadline since they were told; 0 when nothing is left.

    Several changes that wait for one person are told as one. Only at office hours of the agency, in its zone `tz`.
    """
    if not _is_time(tx, planning, tz, now):
        return 0
    changes = stored.claim(tx)
    if not changes:
        return 0
    start = min(one.told_up_to for one in changes)
    people_told = stored.reminded(tx, changes[0].deadline_id, start, PAGE)
    messages.enqueue(tx, [post for one in people_told if (post := _post(one, changes)) is not None], now)
    if len(people_told) < PAGE:
        stored.told(tx, changes, now)
    else:
        stored.told_up_to(tx, changes, people_told[-1].employee_id)
    return 1


def _is_time(tx: Transaction, planning: Planning, tz: ZoneInfo, now: datetime) -> bool:
    year = now.astimezone(tz).year
    calendar = work_calendars.calendar(tx, planning, tz.key, 5, year, year)
    return may_send(calendar, work_calendars.rules(tx, planning), now)


def _post(reminded: Reminded, changes: Sequence[Change]) -> Post | None:
    """The news for one person: from the first change after they were told of the deadline, to the last."""
    new = [one for one in changes if one.told_up_to < reminded.employee_id and one.at >= reminded.first_at]
    if reminded.account is None or not new or not new[-1].after.tells_more_than(new[0].before):
        return None
    params: dict[str, object] = {"since": new[0].id, "change": new[-1].id}
    return Post(f"{KIND}:{new[-1].id}:{reminded.employee_id}", KIND, reminded.account, params, Lane.BULK)


def news(tx: Transaction, since: int, change: int, account: int) -> ChangeNews | None:
    """What the changes from the first to the last one mean for the account's person; None when nothing is different."""
    first, last, actor = stored.change(tx, since), stored.change(tx, change), find_actor(tx, account)
    if first is None or last is None or actor is None or actor.employee is None or actor.unit is None:
        return None
    before, after = (one.seen_in(actor.unit.timezone) for one in (first.before, last.after))
    if not after.tells_more_than(before):
        return None
    deadline = deadlines.deadline(tx, last.deadline_id)
    mine = deadline is not None and concerns(tx, deadline, actor.employee.id)
    return ChangeNews(last.deadline_id, _told(tx, before), _told(tx, after), mine)


def _told(tx: Transaction, state: DeadlineState) -> Told:
    unit = people.unit(tx, state.unit_id) if state.unit_id is not None else None
    found = (people.employee(tx, one) for one in state.people)
    names = sorted(one.name for one in found if one is not None)
    return Told(state, unit.name if unit else "", other_title(tx, state.audience), tuple(names))
