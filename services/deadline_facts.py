"""What a person sees of deadlines: the pages of those that concern them, and all that is known of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.deadline import Deadline, DoneRule
from domain.deadline_views import DeadlineFacts
from domain.people import Actor, Employee, Unit
from domain.rights import Action, may
from services import deadline_cards, done_papers
from services.access import require_person
from services.owing import SHOWN, Owed, everything_owed
from storage import deadlines, pledges, snoozes
from storage.deadline_audience import concerns, concerns_unit
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class OwedPage:
    """A page of what concerns a person; `page` counts from 0."""

    rows: tuple[Owed, ...]
    page: int
    pages: int


def page(tx: Transaction, actor: Actor, page: int, now: datetime) -> OwedPage:
    """A page of the deadlines that concern the actor, the last one where there are fewer: missed ones first.

    Raises `access.not_linked`.
    """
    found = everything_owed(tx, actor, now)
    pages = max(1, -(-len(found) // SHOWN))
    shown = min(max(page, 0), pages - 1)
    return OwedPage(found[shown * SHOWN : (shown + 1) * SHOWN], shown, pages)


def reminded(tx: Transaction, actor: Actor, ids: Sequence[int], now: datetime) -> tuple[Owed, ...]:
    """Those of these deadlines that concern the actor, also done and past ones, in the order of the ids.

    Raises `access.not_linked`.
    """
    require_person(actor)
    found = (deadlines.deadline(tx, one) for one in ids)
    cards = [deadline_cards.one(tx, actor, one.id, now) for one in found if one is not None and _is_own(tx, one, actor)]
    return tuple(Owed(one.deadline, one.done) for one in cards)


def facts(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> DeadlineFacts:
    """One deadline, for who is concerned and for who manages it. Raises `access.not_linked`, `deadline.unknown`."""
    employee, unit = require_person(actor)
    found = deadline_cards.one(tx, actor, deadline_id, now)
    put_off = snoozes.waiting(tx, deadline_id, employee.id) if found.concerns and not found.done else None
    return DeadlineFacts(
        deadline=found.deadline,
        unit=found.unit.name if found.unit else "",
        other=found.other,
        in_charge=found.in_charge,
        own=found.concerns,
        done=found.done,
        done_by=found.done_by if found.done_by != employee.name else "",
        done_at=found.done_at or _signed_at(tx, found.deadline, employee, now),
        papers=done_papers.readable(tx, actor, found.deadline),
        given=found.papers,
        reminds_at=put_off or found.reminds_at,
        put_off=put_off is not None,
        may_manage=found.may_manage,
        worksheet_of=_worksheet(actor, found.deadline, unit),
        people=found.people,
        owing=found.owing,
        names_of=_led(tx, actor, found.deadline, unit),
    )


def _led(tx: Transaction, actor: Actor, deadline: Deadline, unit: Unit) -> int | None:
    """The reader's unit, when they may see its people by name and the deadline concerns somebody there."""
    leads = may(actor.grants, Action.SEE_UNIT_COVERAGE, actor.unit_path)
    return unit.id if leads and concerns_unit(tx, deadline, unit.id) else None


def _is_own(tx: Transaction, deadline: Deadline, actor: Actor) -> bool:
    return actor.employee is not None and concerns(tx, deadline, actor.employee.id)


def _signed_at(tx: Transaction, deadline: Deadline, employee: Employee, now: datetime) -> datetime | None:
    if deadline.rule is not DoneRule.PLEDGE:
        return None
    campaign = pledges.open_campaign(tx, now)
    signed = pledges.signature_of(tx, campaign.id, employee.id) if campaign is not None else None
    return signed.signed_at if signed is not None else None


def _worksheet(actor: Actor, deadline: Deadline, unit: Unit) -> int | None:
    opens = deadline.rule is DoneRule.WORKSHEET and may(actor.grants, Action.SEE_WORKSHEET, actor.unit_path)
    return unit.id if opens else None
