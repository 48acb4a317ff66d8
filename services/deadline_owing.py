"""Who of a unit still owes a deadline, by name, for who may see it; that a page was read is logged."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.deadline_owing import OwingPage
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action
from services.access import note_looks, require, require_person
from storage import deadline_owing as stored
from storage import deadlines, people
from storage.deadline_audience import concerns_unit
from storage.engine import Transaction

PAGE: Final = 8


def page(
    tx: Transaction, actor: Actor, deadline_id: int, unit_id: int | None, page: int, now: datetime
) -> OwingPage:  # fmt: skip
    """A page of those in a unit and all below it, or in the agency (None); whose names stand on it can read of it.

    Raises `access.*`, `status.unknown_unit`, `deadline.unknown`, also for one that concerns nobody there.
    """
    _, home = require_person(actor)
    require(tx, actor, Action.SEE_UNIT_COVERAGE, unit_id)
    unit = people.unit(tx, unit_id) if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise DomainError("status.unknown_unit")
    found = deadlines.deadline(tx, deadline_id)
    if found is None or not concerns_unit(tx, found, unit_id):
        raise DomainError("deadline.unknown")
    total = stored.count(tx, found, unit_id, now)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    owers = stored.people(tx, found, unit_id, now, offset=shown * PAGE, limit=PAGE)
    note_looks(tx, actor, [one.employee_id for one in owers], now)
    return OwingPage(found.seen_in((unit or home).timezone), unit, owers, total, shown, pages)
