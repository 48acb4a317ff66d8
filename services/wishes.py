"""How a person wishes to be reminded: on which lead days, and when in the day."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from domain.errors import DomainError
from domain.people import Actor, Employee
from domain.reminder_wish import DUE_DAY, ReminderWish, WishDesk, offered_leads, offered_times
from services import deadline_plans
from services.access import require_person
from services.deadlines import Planning
from storage import audit, wishes
from storage.engine import Transaction

CLOCK: Final = "%H%M"


def desk(tx: Transaction, actor: Actor, planning: Planning) -> WishDesk:
    """What holds for the person, and what there is to choose from. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    wish, rules = wishes.of_person(tx, employee.id), planning.rules
    leads, times = offered_leads(rules.lead_days), offered_times(rules.send_at, rules.quiet_hours)
    if wish is None:
        return WishDesk(tuple(rules.lead_days), rules.send_at, own=False, leads=leads, times=times)
    return WishDesk(wish.lead_days, wish.send_at or rules.send_at, own=True, leads=leads, times=times)


def set_lead(
    tx: Transaction, actor: Actor, lead: int, wanted: str, planning: Planning, now: datetime
) -> WishDesk:  # fmt: skip
    """Be reminded so many days before ("on") or not ("off"); the due day itself always stays.

    Raises `access.not_linked`, `wishes.due_day`, `callback.malformed`.
    """
    employee, _ = require_person(actor)
    shown = desk(tx, actor, planning)
    if lead not in shown.leads or wanted not in ("on", "off"):
        raise DomainError("callback.malformed")
    if lead == DUE_DAY and wanted == "off":
        raise DomainError("wishes.due_day")
    kept = {*shown.lead_days, DUE_DAY, lead} if wanted == "on" else {*shown.lead_days, DUE_DAY} - {lead}
    own_time = shown.send_at if shown.send_at != planning.rules.send_at else None
    return _keep(tx, actor, employee, ReminderWish(_sorted(kept), own_time), planning, now)


def set_time(tx: Transaction, actor: Actor, clock: str, planning: Planning, now: datetime) -> WishDesk:
    """Be reminded at this time of day, as 0900. Raises `access.not_linked`, `callback.malformed`."""
    employee, _ = require_person(actor)
    shown = desk(tx, actor, planning)
    at = next((one for one in shown.times if one.strftime(CLOCK) == clock), None)
    if at is None:
        raise DomainError("callback.malformed")
    own_time: time | None = at if at != planning.rules.send_at else None
    wish = ReminderWish(_sorted({*shown.lead_days, DUE_DAY}), own_time)
    return _keep(tx, actor, employee, wish, planning, now)


def as_usual(tx: Transaction, actor: Actor, planning: Planning, now: datetime) -> WishDesk:
    """Be reminded like everybody again; again, it changes nothing. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    if wishes.drop(tx, employee.id):
        _planned_anew(tx, actor, employee, planning, now)
    return desk(tx, actor, planning)


def _keep(
    tx: Transaction, actor: Actor, employee: Employee, wish: ReminderWish, planning: Planning, now: datetime
) -> WishDesk:  # fmt: skip
    if wishes.of_person(tx, employee.id) != wish:
        wishes.put(tx, employee.id, wish, now)
        _planned_anew(tx, actor, employee, planning, now)
    return desk(tx, actor, planning)


def _planned_anew(tx: Transaction, actor: Actor, employee: Employee, planning: Planning, now: datetime) -> None:
    deadline_plans.replan_person(tx, employee.id, planning, now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "wish_reminders", f"employee:{employee.id}")


def _sorted(leads: set[int]) -> tuple[int, ...]:
    return tuple(sorted(leads, reverse=True))
