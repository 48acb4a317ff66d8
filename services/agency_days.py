"""The agency's own days and seasons of other hours: the list, adding and removing. Every change plans reminders anew.

`by` is `cli` or `account:ID`; whoever calls for a person in the chat has asked for the right before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.agency_days import AgencyDay, DayFacts, DayPage, NewSeason, SeasonFacts
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action, may, offered_actions
from services import deadline_plans
from services.access import require, require_person
from services.planning import Planning, national_holidays
from storage import audit
from storage import work_calendars as stored
from storage.engine import Transaction

PAGE: Final = 8


def listing(tx: Transaction, actor: Actor, page: int, planning: Planning, now: datetime, tz: ZoneInfo) -> DayPage:
    """What holds from today on. Raises `access.*`."""
    _require_sight(actor)
    today = now.astimezone(tz).date()
    seasons = stored.seasons(tx, today)
    pages = max(1, -(-(len(seasons) + stored.count_from(tx, today)) // PAGE))
    shown = min(max(page, 0), pages - 1)
    first, last = shown * PAGE, (shown + 1) * PAGE
    room = last - max(first, len(seasons))
    days = stored.days_from(tx, today, room, max(0, first - len(seasons))) if room > 0 else ()
    return DayPage(seasons[first:last], days, shown, pages, bool(planning.country), _may_change(actor))


def day_card(tx: Transaction, actor: Actor, day: date, planning: Planning) -> DayFacts:
    """One day. Raises `access.*`, `agency_day.unknown`."""
    _require_sight(actor)
    found = stored.day(tx, day)
    if found is None:
        raise DomainError("agency_day.unknown")
    return DayFacts(found, is_national(planning, day), _may_change(actor))


def season_card(tx: Transaction, actor: Actor, season_id: int) -> SeasonFacts:
    """One season. Raises `access.*`, `agency_day.unknown`."""
    _require_sight(actor)
    found = stored.season(tx, season_id)
    if found is None:
        raise DomainError("agency_day.unknown")
    return SeasonFacts(found, _may_change(actor))


def put(tx: Transaction, days: Sequence[AgencyDay], by: str, planning: Planning, now: datetime) -> int:
    """Keep these days in place of what was said of them before; returns how many say something new."""
    fresh = [one for one in days if stored.day(tx, one.day) != one]
    if fresh:
        stored.put_days(tx, fresh)
        for one in fresh:
            audit.note(tx, now, by, "put_agency_day", f"day:{one.day}", closed=one.closed, name=one.name)
        deadline_plans.replan_all(tx, planning, now)
    return len(fresh)


def add_season(tx: Transaction, new: NewSeason, by: str, planning: Planning, now: datetime) -> int:
    """Keep a season; returns its id, that of the same one when it is there. Raises `agency_day.season_overlaps`."""
    for one in stored.seasons(tx, new.hours.first):
        if (one.name, one.hours) == (new.name, new.hours):
            return one.id
        if one.hours.first <= new.hours.last:
            raise DomainError("agency_day.season_overlaps", value=one.name)
    season_id = stored.add_season(tx, new.name, new.hours)
    facts = {"name": new.name, "first": new.hours.first.isoformat(), "last": new.hours.last.isoformat()}
    audit.note(tx, now, by, "add_season", f"season:{season_id}", **facts)
    deadline_plans.replan_all(tx, planning, now)
    return season_id


def remove_day(tx: Transaction, actor: Actor, day: date, planning: Planning, now: datetime) -> None:
    """The national table alone says again whether people work on this day; again, it changes nothing.

    Raises `access.*`.
    """
    require(tx, actor, Action.MANAGE_DEADLINES)
    if stored.remove_day(tx, day):
        audit.note(tx, now, f"account:{actor.telegram_id}", "remove_agency_day", f"day:{day}")
        deadline_plans.replan_all(tx, planning, now)


def remove_season(tx: Transaction, actor: Actor, season_id: int, planning: Planning, now: datetime) -> None:
    """The usual hours hold again; again, it changes nothing. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_DEADLINES)
    if stored.remove_season(tx, season_id):
        audit.note(tx, now, f"account:{actor.telegram_id}", "remove_season", f"season:{season_id}")
        deadline_plans.replan_all(tx, planning, now)


def is_national(planning: Planning, day: date) -> bool:
    """Whether the national table closes this day."""
    return day in national_holidays(planning.country, day.year, day.year)


def _require_sight(actor: Actor) -> None:
    """Whoever manages the deadlines of a unit sees what the agency's calendar is made of."""
    require_person(actor)
    if Action.MANAGE_DEADLINES not in offered_actions(actor.grants):
        raise DomainError("access.denied")


def _may_change(actor: Actor) -> bool:
    return may(actor.grants, Action.MANAGE_DEADLINES)
