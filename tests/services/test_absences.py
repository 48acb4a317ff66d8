"""Own leave: what is kept, joined and refused, by the clock of the person's unit."""

import asyncio
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.absence import LONGEST_DAYS, Absence, checked_span, merged
from domain.people import Actor
from services import absences
from storage.engine import Database, Transaction
from storage.tables import absences as table
from storage.tables import audit
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def person(tx: Transaction, timezone: str = "Asia/Jakarta") -> Actor:
    return builders.linked(tx, builders.unit(tx, "home", timezone=timezone))


def on(first: int, last: int) -> tuple[str, str]:
    """Days of August 2026 as a button says them."""
    return f"202608{first:02}", f"202608{last:02}"


def spans(found: tuple[Absence, ...]) -> list[tuple[int, int]]:
    return [(one.first_on.day, one.last_on.day) for one in found]


async def test_leave_is_kept_once_and_noted(db: Database) -> None:
    siti = await db.write(person)
    kept = [await db.write(absences.keep, siti, on(3, 7), NOW) for _ in range(2)]
    assert [spans(one) for one in kept] == [[(3, 7)], [(3, 7)]]
    noted = await db.read(lambda tx: tx.execute(select(audit.c.action)).scalars().all())
    assert list(noted).count("take_leave") == 1


async def test_two_taps_at_once_keep_it_once(db: Database) -> None:
    siti = await db.write(person)
    await asyncio.gather(*(db.write(absences.keep, siti, on(3, 7), NOW) for _ in range(4)))
    rows = await db.read(lambda tx: tx.execute(select(table.c.ended_at)).scalars().all())
    assert list(rows) == [None]


async def test_what_overlaps_is_joined_and_what_only_touches_is_not(db: Database) -> None:
    siti = await db.write(person)
    await db.write(absences.keep, siti, on(3, 7), NOW)
    await db.write(absences.keep, siti, on(8, 9), NOW)
    assert spans(await db.write(absences.keep, siti, on(12, 14), NOW)) == [(3, 7), (8, 9), (12, 14)]
    asked = await db.read(absences.say, siti, "7-12 Agustus 2026", NOW)
    assert (asked.first_on.day, asked.last_on.day, spans(asked.joins)) == (3, 14, [(3, 7), (8, 9), (12, 14)])
    assert spans(await db.write(absences.keep, siti, on(7, 12), NOW)) == [(3, 14)]


async def test_leave_inside_other_leave_changes_nothing(db: Database) -> None:
    siti = await db.write(person)
    await db.write(absences.keep, siti, on(3, 14), NOW)
    assert spans(await db.write(absences.keep, siti, on(5, 6), NOW)) == [(3, 14)]
    assert len(await db.read(lambda tx: tx.execute(select(table)).all())) == 1


async def test_ended_leave_is_over_and_can_be_taken_anew(db: Database) -> None:
    siti = await db.write(person)
    (kept,) = await db.write(absences.keep, siti, on(3, 7), NOW)
    assert [await db.write(absences.end, siti, kept.id, NOW) for _ in range(2)] == [(), ()]
    assert spans(await db.write(absences.keep, siti, on(5, 9), NOW)) == [(5, 9)]


async def test_the_leave_of_another_stays(db: Database) -> None:
    def two(tx: Transaction) -> tuple[Actor, Actor]:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, 701), builders.linked(tx, unit, 702)

    siti, budi = await db.write(two)
    (kept,) = await db.write(absences.keep, siti, on(3, 7), NOW)
    assert await db.write(absences.end, budi, kept.id, NOW) == ()
    assert spans(await db.write(absences.listing, siti, NOW)) == [(3, 7)]
    assert await db.write(absences.listing, budi, NOW) == ()


async def test_leave_that_is_over_is_shown_no_more_and_joins_nothing(db: Database) -> None:
    siti = await db.write(person)
    await db.write(absences.keep, siti, ("20260302", "20260306"), NOW)
    later = NOW + 5 * DAY
    assert await db.write(absences.listing, siti, later) == ()
    with refused("leave.past"):
        await db.write(absences.keep, siti, ("20260302", "20260306"), later)
    assert (await db.read(absences.say, siti, "6-9 Maret 2026", later)).joins == ()


async def test_today_is_the_day_where_the_person_works(db: Database) -> None:
    siti = await db.write(person, "Asia/Jayapura")
    late = datetime(2026, 3, 2, 16, 0, tzinfo=ZoneInfo("UTC"))  # already 3 March in Jayapura, not yet in Jakarta
    with refused("leave.past"):
        await db.write(absences.keep, siti, ("20260302", "20260302"), late)


async def test_deadlines_inside_are_named_and_others_not(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        siti = person(tx)
        builders.deadline(tx, "Di dalam", due_at=NOW + 3 * DAY)
        builders.deadline(tx, "Di luar", due_at=NOW + 9 * DAY)
        return siti

    siti = await db.write(fill)
    asked = await db.read(absences.say, siti, "3-7 Maret 2026", NOW)
    assert [one.title for one in asked.due_inside] == ["Di dalam"]


async def test_there_is_an_end_to_what_one_person_notes(db: Database) -> None:
    siti = await db.write(person)
    for month in range(2):
        for day in range(1, absences.MOST // 2 + 1):
            await db.write(absences.keep, siti, (f"20260{8 + month}{day:02}",) * 2, NOW)
    with refused("leave.too_many", most=absences.MOST):
        await db.write(absences.keep, siti, ("20261224", "20261224"), NOW)
    with refused("leave.too_many", most=absences.MOST):
        await db.read(absences.say, siti, "24 Desember 2026", NOW)


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        (TODAY + DAY, TODAY, "leave.reversed"),
        (TODAY - 9 * DAY, TODAY - DAY, "leave.past"),
        (TODAY, TODAY + LONGEST_DAYS * DAY, "leave.too_long"),
    ],
)
def test_spans_that_are_refused(first: date, last: date, key: str) -> None:
    with refused(key):
        checked_span(first, last, TODAY)


def test_a_year_is_the_longest_also_when_joined() -> None:
    assert checked_span(TODAY, TODAY + (LONGEST_DAYS - 1) * DAY, TODAY)
    known = [Absence(1, TODAY, TODAY + 300 * DAY)]
    with refused("leave.too_long"):
        merged(known, TODAY + 300 * DAY, TODAY + 400 * DAY, TODAY)


def test_leave_that_goes_on_may_have_begun_before_today() -> None:
    assert checked_span(TODAY - 5 * DAY, TODAY, TODAY) == (TODAY - 5 * DAY, TODAY)
