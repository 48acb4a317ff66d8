"""Whatever the calendars, people and outages: in office hours, not twice, never after done, and nobody forgotten."""

import asyncio
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.people import Employee
from services import reminding
from storage import deadlines as deadline_repository
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.databases import opened
from tests.services.reminding_play import DAY, HOUR, kept_posts, leave, own, person, snooze, tick, wish

CALENDARS = (("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Jayapura", 5))
DAYS = 10
HOURS = st.integers(0, DAYS * 24)


@dataclass(frozen=True)
class Someone:
    """A person by the number of the calendar; `away` is the first day and the length of leave, None without."""

    calendar: int
    wishes: bool
    away: tuple[int, int] | None


@dataclass(frozen=True)
class Happening:
    """At an hour the process ticks, after somebody is done with a deadline or has put it off, or neither."""

    hour: int
    what: str
    who: int
    which: int


@dataclass(frozen=True)
class World:
    """People, the hours of rows by (deadline, calendar), own rows by (person, deadline), and what happens."""

    people: list[Someone]
    rows: list[tuple[int, int, int]]
    own: list[tuple[int, int, int]]
    happenings: list[Happening]


SOMEONE = st.builds(
    Someone, st.integers(0, 2), st.booleans(), st.none() | st.tuples(st.integers(0, DAYS), st.integers(0, 4))
)
WORLDS = st.builds(
    World,
    st.lists(SOMEONE, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), HOURS), max_size=6, unique_by=lambda row: row[:2]),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), HOURS), max_size=4, unique_by=lambda row: row[:2]),
    st.lists(
        st.builds(Happening, HOURS, st.sampled_from(["", "", "done", "snooze"]), st.integers(0, 4), st.integers(0, 2)),
        min_size=1, max_size=25,
    ),
)  # fmt: skip


@dataclass
class Play:
    """What was put into the database, and what came out of it."""

    employees: list[Employee] = field(default_factory=list)
    deadlines: list[int] = field(default_factory=list)
    done: dict[tuple[int, int], datetime] = field(default_factory=dict)
    put_off: dict[tuple[int, int], datetime] = field(default_factory=dict)
    seen: int = 0
    told: Counter[tuple[int, int, date]] = field(default_factory=Counter)
    named: set[tuple[int, int]] = field(default_factory=set)


def fill(tx: Transaction, world: World) -> Play:
    play = Play()
    units = [builders.unit(tx, f"u{one}", timezone=zone, work_days=days) for one, (zone, days) in enumerate(CALENDARS)]
    found = [builders.deadline(tx, f"{number}", due_at=NOW + (4 + 3 * number) * DAY) for number in range(3)]
    play.deadlines = [one.id for one in found]
    for number, one in enumerate(world.people):
        someone = person(tx, units[one.calendar], number + 1)
        play.employees.append(someone)
        if one.wishes:
            wish(tx, someone)
        if one.away is not None:
            first = NOW + one.away[0] * DAY
            leave(tx, someone, first, first + one.away[1] * DAY)
    for which, calendar, hour in world.rows:
        zone, days = CALENDARS[calendar]
        builders.reminder(tx, found[which], NOW + hour * HOUR, timezone=zone, work_days=days, lead_days=hour)
    for who, which, hour in world.own:
        if who < len(play.employees) and world.people[who].wishes:
            own(tx, play.employees[who], found[which], NOW + hour * HOUR)
    return play


def open_for(calendar: int, now: datetime) -> bool:
    """The office hours, written down once more; the usual time counts for waves alone and is checked there."""
    zone, days = CALENDARS[calendar]
    local = now.astimezone(ZoneInfo(zone))
    clock, prayers = local.time(), local.weekday() == 4 and time(11, 30) <= local.time() < time(13)
    return local.weekday() < days and time(7, 30) <= clock < time(16) and not prayers


def away(world: World, who: int, now: datetime) -> bool:
    span = world.people[who].away
    if span is None:
        return False
    first = (NOW + span[0] * DAY).date()
    today = now.astimezone(ZoneInfo(CALENDARS[world.people[who].calendar][0])).date()
    return first <= today <= first + timedelta(days=span[1])


def check(world: World, play: Play, rows: list[Any], now: datetime) -> None:
    """Everything that was written since the last look keeps the rules."""
    fresh, play.seen = sorted(rows, key=lambda row: row.id)[play.seen :], len(rows)
    for row in fresh:
        assert row.kind == "reminder"
        who = row.chat_id - 1
        assert open_for(world.people[who].calendar, now), (row.dedupe_key, now)
        assert not away(world, who, now)
        day = now.astimezone(ZoneInfo(CALENDARS[world.people[who].calendar][0])).date()
        ids = [one["id"] for one in row.params["deadlines"]]
        assert ids
        assert len(ids) == len(set(ids))
        for deadline in ids:
            key = (who, deadline)
            assert key not in play.done
            asked = key in play.put_off
            assert not asked or play.put_off.pop(key) <= now
            play.told[(*key, day)] += not asked
            play.named.add(key)
    assert max(play.told.values(), default=0) <= 1


async def happen(db: Database, world: World, play: Play, one: Happening, now: datetime) -> None:
    who, deadline = one.who % len(world.people), play.deadlines[one.which]
    someone, key = play.employees[who], (who, deadline)
    if one.what == "done":
        play.done.setdefault(key, now)
        play.put_off.pop(key, None)
        await db.write(deadline_repository.mark_done, deadline, someone.id, now)
    elif one.what == "snooze" and key not in play.put_off and key not in play.done:
        until = now + (1 + one.hour % 30) * HOUR
        play.put_off[key] = until
        found = await db.read(deadline_repository.deadline, deadline)
        assert found is not None
        await db.write(snooze, someone, found, until)


async def run(template: Path, world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copyfile(template, Path(folder) / "zibot.db")
        async with opened(f"sqlite+aiosqlite:///{path}") as db:
            play = await db.write(fill, world)
            for one in sorted(world.happenings, key=lambda one: one.hour):
                now = NOW + one.hour * HOUR
                await happen(db, world, play, one, now)
                await tick(db, now)
                check(world, play, await db.read(kept_posts), now)
            for day in range(DAYS, DAYS + 12):  # and then it runs on, thrice a day
                for hour in (-2, 0, 5):
                    now = NOW + day * DAY + hour * HOUR
                    await tick(db, now)
                    check(world, play, await db.read(kept_posts), now)
            nobody_is_forgotten(world, play)


def nobody_is_forgotten(world: World, play: Play) -> None:
    wanted = {
        (who, play.deadlines[which])
        for which, calendar, _ in world.rows
        for who, one in enumerate(world.people)
        if one.calendar == calendar and not one.wishes
    } | {
        (who, play.deadlines[which])
        for who, which, _ in world.own
        if who < len(world.people) and world.people[who].wishes
    }
    assert wanted - play.named <= set(play.done)
    assert not play.put_off


@given(world=WORLDS)
@settings(
    max_examples=30, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_office_hours_are_kept_nobody_is_told_twice_or_after_done_and_nobody_is_forgotten(
    sqlite_template: Path, world: World
) -> None:
    assert len(world.people) < reminding.PAGE
    asyncio.run(run(sqlite_template, world))
