"""Deadlines that come again: starting a series, leaving out a day, ending it. `series_growth` makes its deadlines.

`by` is `cli` or `account:ID`. What stands by itself is for the command line, `*_as` for a person in the
chat. A single deadline of a series is moved like any other: it stays in its series, and its day is not made anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from domain.deadline import Deadline
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action, may, offered_actions
from domain.series import NewSeries, Series, SeriesFacts
from services import deadline_changes, deadline_checks, series_growth
from services.access import require, require_person
from services.planning import Planning
from storage import audit, people
from storage import deadline_series as stored
from storage import deadlines as deadline_rows
from storage.engine import Transaction

SHOWN: Final = 3


def start(tx: Transaction, new: NewSeries, by: str, planning: Planning, now: datetime) -> Series:
    """Keep a series and make its deadlines of the next 100 days; one like a running one is that one.

    Raises `series.nothing_ahead`, and as `deadline_checks.title` and `check`.
    """
    title = deadline_checks.title(new.title)
    same = (one for one in stored.alike(tx, title, new.frequency, new.first_on) if one.details == new.details)
    known = next(same, None)
    if known is not None:
        return known
    if not series_growth.next_days(new.as_series(), now, 1):
        raise DomainError("series.nothing_ahead")
    series_growth.check(tx, title, new.details, now)
    series_id = stored.add(tx, replace(new, title=title), by, now)
    facts = {"title": title, "frequency": new.frequency.value, "first_on": new.first_on.isoformat()}
    audit.note(tx, now, by, "start_series", f"series:{series_id}", **facts)
    made = known_series(tx, series_id)
    series_growth.make_missing(tx, made, by, planning, now)
    return made


def start_as(tx: Transaction, actor: Actor, new: NewSeries, planning: Planning, now: datetime) -> Series:
    """The same for a person. Raises `access.*` too."""
    require(tx, actor, Action.MANAGE_DEADLINES, new.details.unit_id)
    return start(tx, new, _by(actor), planning, now)


def skip(tx: Transaction, series_id: int, day: date, by: str, now: datetime) -> Series:
    """Leave out a day: its deadline is called off if there is one, and never made. Again, it changes nothing.

    Raises `series.unknown`, `series.ended`, `series.no_such_day`.
    """
    found = stored.locked(tx, known_series(tx, series_id).id)
    assert found is not None
    if found.ended_at is not None:
        raise DomainError("series.ended")
    if not found.falls_on(day):
        raise DomainError("series.no_such_day", value=f"{day:%d-%m-%Y}")
    if day not in found.skipped:
        stored.set_skipped(tx, series_id, found.skipped | {day})
        audit.note(tx, now, by, "skip_occurrence", f"series:{series_id}", day=day.isoformat())
        deadline_id = stored.standing(tx, series_id, day)
        if deadline_id is not None:
            deadline_changes.cancel(tx, deadline_id, by, now)
    return known_series(tx, series_id)


def skip_as(tx: Transaction, actor: Actor, series_id: int, day: date, now: datetime) -> Series:
    """The same for a person. Raises `access.*` too."""
    _require_for(tx, actor, series_id)
    return skip(tx, series_id, day, _by(actor), now)


def move_one(
    tx: Transaction, series_id: int, day: date, due_at: datetime, by: str, planning: Planning, now: datetime
) -> Deadline:
    """Move the deadline of one day alone; the others and the series stay as they are.

    Raises `series.unknown`, `series.no_such_day` while that day has no deadline, and as `deadline_changes.move`.
    """
    deadline_id = stored.standing(tx, known_series(tx, series_id).id, day)
    if deadline_id is None:
        raise DomainError("series.no_such_day", value=f"{day:%d-%m-%Y}")
    deadline_changes.move(tx, deadline_id, due_at, by, planning, now)
    moved = deadline_rows.any_deadline(tx, deadline_id)
    assert moved is not None
    return moved


def move_one_as(
    tx: Transaction, actor: Actor, series_id: int, day: date, due_at: datetime, planning: Planning, now: datetime
) -> Deadline:
    """The same for a person. Raises `access.*` too."""
    _require_for(tx, actor, series_id)
    return move_one(tx, series_id, day, due_at, _by(actor), planning, now)


def end(tx: Transaction, series_id: int, by: str, now: datetime) -> Series:
    """No further deadlines, and those ahead are called off; again, it changes nothing. Raises `series.unknown`."""
    found = stored.locked(tx, known_series(tx, series_id).id)
    assert found is not None
    if found.ended_at is None:
        stored.end(tx, series_id, now)
        called_off = stored.ahead(tx, series_id, now)
        for deadline_id in called_off:
            deadline_changes.cancel(tx, deadline_id, by, now)
        audit.note(tx, now, by, "end_series", f"series:{series_id}", called_off=len(called_off))
    return known_series(tx, series_id)


def end_as(tx: Transaction, actor: Actor, series_id: int, now: datetime) -> Series:
    """The same for a person. Raises `access.*` too."""
    _require_for(tx, actor, series_id)
    return end(tx, series_id, _by(actor), now)


def listing(tx: Transaction, now: datetime) -> tuple[SeriesFacts, ...]:
    """The series that were not ended, oldest first."""
    return tuple(_facts(tx, one, now) for one in stored.running(tx))


def listing_as(tx: Transaction, actor: Actor, now: datetime) -> tuple[SeriesFacts, ...]:
    """Those of them whose deadlines the person may manage. Raises `access.*` for who may manage none."""
    require_person(actor)
    if Action.MANAGE_DEADLINES not in offered_actions(actor.grants):
        raise DomainError("access.denied")
    return tuple(one for one in listing(tx, now) if _may(tx, actor, one.series))


def card_as(tx: Transaction, actor: Actor, series_id: int, now: datetime) -> SeriesFacts:
    """One series. Raises `access.*`, `series.unknown`."""
    return _facts(tx, _require_for(tx, actor, series_id), now)


def known_series(tx: Transaction, series_id: int) -> Series:
    """The series with this id. Raises `series.unknown`."""
    found = stored.series(tx, series_id)
    if found is None:
        raise DomainError("series.unknown")
    return found


def _require_for(tx: Transaction, actor: Actor, series_id: int) -> Series:
    require_person(actor)
    found = known_series(tx, series_id)
    require(tx, actor, Action.MANAGE_DEADLINES, found.details.unit_id)
    return found


def _may(tx: Transaction, actor: Actor, series: Series) -> bool:
    unit_id = series.details.unit_id
    return may(actor.grants, Action.MANAGE_DEADLINES, people.unit_path(tx, unit_id) if unit_id is not None else ())


def _by(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"


def _facts(tx: Transaction, series: Series, now: datetime) -> SeriesFacts:
    return SeriesFacts(series, series_growth.next_days(series, now, SHOWN), series_growth.trouble(tx, series, now))
