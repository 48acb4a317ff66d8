"""The promote tick: planned reminders whose time has come become messages in the outbox."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from domain.deadline import Deadline, DueReminder
from domain.messages import Lane, Post
from domain.reminders import PlannedReminder, ReminderState, still_due
from storage import deadlines, messages
from storage.engine import Transaction

BATCH = 50


def promote(tx: Transaction, now: datetime) -> int:
    """Turn due reminders into one message a person, whatever number of deadlines it names; returns how many were taken.

    A reminder whose deadline has passed or was ended meanwhile says nothing any more.
    """
    taken = deadlines.claim_due(tx, now, BATCH)
    live = [due for due in taken if _still_due(due, now)]
    named: dict[tuple[int, int], list[DueReminder]] = defaultdict(list)
    for due in live:
        for person in deadlines.audience(tx, due, now):
            named[person].append(due)
    messages.enqueue(tx, [_post(*person, reminders) for person, reminders in named.items()], now)
    return len(taken)


def _still_due(due: DueReminder, now: datetime) -> bool:
    planned = PlannedReminder(due.deadline.id, due.lead_days, due.at)
    ends = due.deadline.due_at
    return still_due(planned, ReminderState(now, due_at=ends, planned_for=ends, cancelled=due.ended))


def _post(employee_id: int, telegram_id: int, reminders: list[DueReminder]) -> Post:
    batch = "-".join(str(due.id) for due in reminders)
    named = sorted({due.deadline.id for due in reminders})
    return Post(f"reminder:{batch}:{employee_id}", "reminder", telegram_id, {"deadlines": named}, Lane.TRANSACTIONAL)


def named_deadlines(tx: Transaction, ids: list[int]) -> tuple[Deadline, ...]:
    """The deadlines of a reminder that were not ended meanwhile, soonest first; empty when nothing is left to say."""
    found = (deadlines.deadline(tx, one) for one in ids)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.due_at))
