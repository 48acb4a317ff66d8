"""Deadlines for who may change them: the card of one, and leaving out one day of a series."""

from __future__ import annotations

from datetime import datetime

from domain.deadline import Deadline
from domain.deadline_form import DeskCard
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action
from services import deadline_series
from services.access import require, require_person
from services.deadline_cards import other_title
from services.deadline_form import SHOWN_REMINDERS, main_calendar
from storage import deadline_desk, deadlines, people
from storage import deadline_series as series_rows
from storage.deadline_audience import in_charge, numbers
from storage.engine import Transaction


def card(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> DeskCard:
    """A deadline with all that is known of it. Raises `access.*`, `deadline.unknown`, also for one called off."""
    found = _manageable(tx, actor, deadline_id)
    whole, owing = numbers(tx, found, now)
    calendar = main_calendar(actor, people.calendars(tx, found.unit_id))
    ahead = deadline_desk.reminders_ahead(tx, found.id, calendar, now, SHOWN_REMINDERS)
    series = series_rows.series(tx, found.series_id) if found.series_id is not None else None
    return DeskCard(
        deadline=found,
        unit=people.unit(tx, found.unit_id) if found.unit_id is not None else None,
        other=other_title(tx, found.audience),
        in_charge=tuple(name for _, name in in_charge(tx, found.id)),
        people=whole,
        owing=owing,
        told=deadline_desk.told(tx, found.id),
        reminders=ahead,
        zone=calendar[0],
        series=series if series is not None and series.ended_at is None else None,
    )


def skip(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> None:
    """Leave out this day of a series; again, it changes nothing. Raises `access.*`, `deadline.unknown`, `series.*`."""
    require_person(actor)
    known = deadlines.any_deadline(tx, deadline_id)
    require(tx, actor, Action.MANAGE_DEADLINES, known.unit_id if known else None)
    if known is None or known.series_id is None or known.occurs_on is None:
        raise DomainError("deadline.unknown")
    deadline_series.skip_as(tx, actor, known.series_id, known.occurs_on, now)


def _manageable(tx: Transaction, actor: Actor, deadline_id: int) -> Deadline:
    require_person(actor)
    found = deadlines.deadline(tx, deadline_id)
    require(tx, actor, Action.MANAGE_DEADLINES, found.unit_id if found else None)
    if found is None:
        raise DomainError("deadline.unknown")
    return found
