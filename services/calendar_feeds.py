"""Deadlines for calendar programs: as a file, or read again and again under a private address that can be closed.

The address is the right: whoever has it reads the deadlines of one person, without names. Only its SHA-256 is kept, so
that it is shown once and a new one ends it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.deadline import Concerned, DoneRule
from domain.deadline_views import Dated, Dates
from domain.errors import DomainError
from domain.people import Actor
from services.access import find_actor, require_person
from storage import audit, calendar_feeds, pledges
from storage.deadline_audience import owes
from storage.engine import Transaction

PATH: Final = "/k"
AHEAD: Final = timedelta(days=366)
BACK: Final = timedelta(days=30)
EVER: Final = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))
TOKEN_BYTES: Final = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def made_at(tx: Transaction, actor: Actor) -> datetime | None:
    """When the actor's open address was made, None without one. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    return calendar_feeds.made_at(tx, employee.id)


def make(tx: Transaction, actor: Actor, now: datetime) -> str:
    """Make an address for the actor's calendar, in place of the one before; returns its token, to be shown once.

    Raises `access.not_linked`.
    """
    employee, _ = require_person(actor)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    calendar_feeds.make(tx, employee.id, _hashed(token), now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "make_calendar", f"employee:{employee.id}")
    return token


def revoke(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Close the address; again changes nothing. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    if calendar_feeds.end(tx, employee.id, now):
        audit.note(tx, now, f"account:{actor.telegram_id}", "revoke_calendar", f"employee:{employee.id}")


def mine(tx: Transaction, actor: Actor, now: datetime, deadline_id: int | None = None) -> Dates:
    """The actor's deadlines of the last 30 days and the next year, or one of them, whenever it is.

    Raises `access.not_linked`, `deadline.unknown`.
    """
    employee, unit = require_person(actor)
    since, until = (now - BACK, now + AHEAD) if deadline_id is None else EVER
    found = calendar_feeds.dated(tx, employee, unit, actor.unit_path, since, until, deadline_id)
    shown = tuple(
        replace(one, deadline=one.deadline.seen_in(unit.timezone)) for one in found if _asked(tx, one, employee.id, now)
    )
    if deadline_id is not None and not shown:
        raise DomainError("deadline.unknown")
    done = frozenset(one.deadline.id for one in found if _done(tx, one, employee.id, now))
    return Dates(actor, tuple(one for one in shown if since < one.deadline.due_at <= until), done)


def calendar(tx: Transaction, token: str, now: datetime) -> Dates:
    """What stands under an address. Raises `calendar.no_feed` for one that is unknown, closed, or of who has left."""
    account = calendar_feeds.reader(tx, _hashed(token)) if _TOKEN.fullmatch(token) else None
    actor = find_actor(tx, account) if account is not None else None
    if actor is None or actor.employee is None:
        raise DomainError("calendar.no_feed")
    return mine(tx, actor, now)


def address(token: str, public_url: str) -> str:
    """Where calendar programs read it."""
    return f"{public_url}{PATH}/{token}.ics"


def _asked(tx: Transaction, one: Dated, employee_id: int, now: datetime) -> bool:
    """Whether a deadline for those who owe another one is for this person, too."""
    if one.deadline.audience.concerned is not Concerned.OWING or one.mine:
        return True
    return owes(tx, one.deadline, employee_id, now)


def _done(tx: Transaction, one: Dated, employee_id: int, now: datetime) -> bool:
    match one.deadline.rule:
        case DoneRule.MARK:
            return one.mine
        case DoneRule.SHARED:
            return one.anybody
        case DoneRule.PLEDGE:
            return pledges.open_campaign(tx, now) is not None and not owes(tx, one.deadline, employee_id, now)
        case DoneRule.WORKSHEET:
            return not owes(tx, one.deadline, employee_id, now)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
