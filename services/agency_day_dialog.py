"""The agency's own days and seasons in the chat: a line is typed, read back, and kept when it is right."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.agency_days import NewDays, NewSeason, ReadBack, new_days, new_season, typed_entry
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action
from services import agency_days
from services.access import require
from services.planning import Planning
from storage import drafts
from storage import work_calendars as stored
from storage.engine import Transaction

DRAFT: Final = "agency_day"


def begin(tx: Transaction, actor: Actor, now: datetime) -> None:
    """The next words are a day or a season. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_DEADLINES)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {}, now)


def say(tx: Transaction, actor: Actor, text: str, planning: Planning, now: datetime, tz: ZoneInfo) -> ReadBack:
    """A line was typed. Raises `access.*`, `agency_day.*`, `date.*`."""
    require(tx, actor, Action.MANAGE_DEADLINES)
    today = now.astimezone(tz).date()
    entry = typed_entry(text, today, planning.rules.send_at)
    last = entry.last if isinstance(entry, NewDays) else entry.hours.last
    if last < today:
        raise DomainError("agency_day.past")
    key = str(int(now.timestamp() * 1000))
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {"key": key, "entry": _as_data(entry)}, now)
    if isinstance(entry, NewSeason):
        return ReadBack(entry, key)
    known = {one.day: one for one in stored.days(tx, entry.first, entry.last)}
    before = tuple(known[one.day] for one in entry.days if one.day in known and known[one.day] != one)
    national = tuple(one.day for one in entry.days if agency_days.is_national(planning, one.day))
    return ReadBack(entry, key, before, national)


def save(tx: Transaction, actor: Actor, key: str, planning: Planning, now: datetime) -> None:
    """Keep what was read back under this key, once.

    Raises `access.*`, `agency_day.expired`, `agency_day.season_overlaps`.
    """
    require(tx, actor, Action.MANAGE_DEADLINES)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is not None and draft.data.get("saved") == key:
        return
    if draft is None or draft.data.get("key") != key:
        raise DomainError("agency_day.expired")
    entry, by = _from_data(draft.data["entry"]), f"account:{actor.telegram_id}"
    if isinstance(entry, NewSeason):
        agency_days.add_season(tx, entry, by, planning, now)
    else:
        agency_days.put(tx, entry.days, by, planning, now)
    drafts.save(tx, actor.telegram_id, DRAFT, "done", {"saved": key}, now)


def drop(tx: Transaction, actor: Actor) -> None:
    """Nothing is added after all. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_DEADLINES)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def _as_data(entry: NewDays | NewSeason) -> dict[str, Any]:
    if isinstance(entry, NewDays):
        days = {"first": entry.first.isoformat(), "last": entry.last.isoformat()}
        return {**days, "closed": entry.closed, "name": entry.name}
    hours = entry.hours
    clocks = [one.isoformat("minutes") for one in (hours.send_at, *hours.quiet_hours)]
    return {"first": hours.first.isoformat(), "last": hours.last.isoformat(), "name": entry.name, "clocks": clocks}


def _from_data(data: Any) -> NewDays | NewSeason:
    first, last = date.fromisoformat(data["first"]), date.fromisoformat(data["last"])
    if "clocks" not in data:
        return new_days(first, last, data["closed"], data["name"])
    send_at, start, end = map(time.fromisoformat, data["clocks"])
    return new_season(data["name"], first, last, send_at, (start, end))
