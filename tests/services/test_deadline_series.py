"""Deadlines that come again: made as their days come near, left out, moved, ended; each of them once."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.rights import Role
from domain.series import Frequency, NewSeries, SeriesDetails
from services import deadline_changes, deadline_series, series_growth
from services.planning import Planning
from storage.engine import Database, Transaction
from storage.tables import audit, deadline_people, deadlines, employees, reminders, units
from storage.tables import deadline_changes as change_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PLANNING = Planning()
JAKARTA = SeriesDetails("Asia/Jakarta")
MONEV = NewSeries("Monev", Frequency.MONTHLY, date(2026, 3, 31), JAKARTA)
END_OF_MONTHS = ["2026-03-31", "2026-04-30", "2026-05-31"]


def rows(tx: Transaction) -> list[Any]:
    return list(tx.execute(select(deadlines).order_by(deadlines.c.occurs_on, deadlines.c.id)))


def days(tx: Transaction, *, ended: bool = False) -> list[str]:
    """The days of the deadlines that stand, or of those that were called off."""
    return [row.occurs_on.isoformat() for row in rows(tx) if (row.ended_at is not None) is ended]


async def extend_all(db: Database, now: datetime) -> list[int]:
    made = []
    while count := await db.write(series_growth.extend, PLANNING, now):
        made.append(count)
    return made


def audited(tx: Transaction) -> list[tuple[str, str, dict[str, Any]]]:
    wanted = select(audit).where(audit.c.subject.like("series:%")).order_by(audit.c.id)
    return [(row.actor, row.action, row.detail) for row in tx.execute(wanted)]


async def test_a_series_makes_the_deadlines_of_the_next_hundred_days_and_the_tick_those_after(db: Database) -> None:
    await db.write(builders.unit)
    series = await db.write(deadline_series.start, MONEV, "account:7", PLANNING, NOW)
    assert await db.read(days) == END_OF_MONTHS
    assert await extend_all(db, NOW) == []
    assert await extend_all(db, datetime(2026, 3, 22, 9, 1, tzinfo=UTC)) == [1]  # the hundredth day before 30 June
    assert await db.read(days) == [*END_OF_MONTHS, "2026-06-30"]
    first = (await db.read(rows))[0]
    assert (first.title, first.due_at, first.by) == ("Monev", datetime(2026, 3, 31, 9, tzinfo=UTC), "account:7")
    assert (first.series_id, first.timezone, first.rule) == (series.id, "Asia/Jakarta", "mark")
    assert await db.read(lambda tx: rows(tx)[-1].by) == "scheduler"
    assert await db.read(lambda tx: tx.execute(select(func.count()).select_from(reminders)).scalar_one()) > 0


async def test_what_a_deadline_takes_over_from_its_series(db: Database) -> None:
    def start(tx: Transaction) -> tuple[int, int, int]:
        unit = builders.unit(tx)
        stays, leaves = builders.employee(tx, unit), builders.employee(tx, unit)
        details = SeriesDetails(
            "Asia/Makassar", time(8, 30), unit.id, DoneRule.SHARED, DeadlineAudience(Concerned.PEOPLE), True,
            DeadlinePlan((3,), (2,)), True, (stays.id, leaves.id),
        )  # fmt: skip
        new = NewSeries("  Survei   kepuasan ", Frequency.QUARTERLY, date(2026, 3, 31), details)
        deadline_series.start(tx, new, "cli", PLANNING, NOW)
        builders.dismiss(tx, leaves)
        return unit.id, stays.id, leaves.id

    unit_id, stays, leaves = await db.write(start)
    await extend_all(db, NOW + timedelta(days=60))
    found = await db.read(rows)
    assert [row.occurs_on for row in found] == [date(2026, 3, 31), date(2026, 6, 30)]
    last = found[-1]
    assert (last.title, last.unit_id, last.rule, last.evidence) == ("Survei kepuasan", unit_id, "shared", True)
    assert (last.due_at, last.timezone) == (datetime(2026, 6, 30, 0, 30, tzinfo=UTC), "Asia/Makassar")
    assert last.each_zone
    assert (last.audience, last.plan) == ({"concerned": "people", "value": ""}, {"lead_days": [3], "follow_ups": [2]})
    query = select(deadline_people.c.deadline_id, deadline_people.c.employee_id)
    pairs = {(deadline, person) for deadline, person in await db.read(lambda tx: tx.execute(query).all())}
    assert pairs == {(found[0].id, stays), (found[0].id, leaves), (last.id, stays)}


async def test_the_same_series_again_is_the_one_that_runs(db: Database) -> None:
    await db.write(builders.unit)
    one = await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)
    assert await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW) == one
    other = replace(MONEV, details=replace(JAKARTA, at=time(9)))
    assert (await db.write(deadline_series.start, other, "cli", PLANNING, NOW)).id != one.id
    await db.write(deadline_series.end, one.id, "cli", NOW)
    assert (await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)).id != one.id


async def test_over_the_end_of_the_year_and_the_leap_day(db: Database) -> None:
    await db.write(builders.unit)
    yearly = NewSeries("Pakta", Frequency.YEARLY, date(2024, 2, 29), JAKARTA)
    await db.write(deadline_series.start, yearly, "cli", PLANNING, NOW)
    assert await db.read(days) == []
    for year in (2026, 2027):
        await extend_all(db, datetime(year, 12, 31, 16, 59, tzinfo=UTC))
    assert await db.read(days) == ["2027-02-28", "2028-02-29"]


async def test_what_was_missed_in_a_long_standstill_is_not_made_afterwards(db: Database) -> None:
    await db.write(builders.unit)
    await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)
    await extend_all(db, datetime(2027, 1, 31, 9, 0, tzinfo=UTC))  # 16.00 in Jakarta: that of today is over
    assert await db.read(days) == [*END_OF_MONTHS, "2027-02-28", "2027-03-31", "2027-04-30"]


async def test_many_deadlines_are_made_a_batch_a_transaction(db: Database) -> None:
    def start(tx: Transaction) -> None:
        builders.unit(tx)
        for number in range(9):
            new = replace(MONEV, title=f"Monev {number}", first_on=date(2026, 6, 20))
            deadline_series.start(tx, new, "cli", PLANNING, NOW)

    await db.write(start)
    assert await db.read(days) == []
    assert await extend_all(db, NOW + timedelta(days=90)) == [20, 7]


async def test_a_day_left_out_before_is_never_made_and_one_that_is_there_is_called_off(db: Database) -> None:
    await db.write(builders.unit)
    new = replace(MONEV, skipped=frozenset({date(2026, 4, 30)}))
    series = await db.write(deadline_series.start, new, "cli", PLANNING, NOW)
    await db.write(deadline_series.skip, series.id, date(2026, 5, 31), "cli", NOW)
    await db.write(deadline_series.skip, series.id, date(2026, 6, 30), "cli", NOW)
    again = await db.write(deadline_series.skip, series.id, date(2026, 6, 30), "account:1", NOW)
    assert again.skipped == {date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)}
    await extend_all(db, NOW + timedelta(days=60))
    assert await db.read(days) == ["2026-03-31", "2026-07-31"]
    assert await db.read(lambda tx: days(tx, ended=True)) == ["2026-05-31"]
    kinds = await db.read(lambda tx: tx.execute(select(change_table.c.kind)).scalars().all())
    assert kinds == ["cancelled"]
    found = await db.read(audited)
    assert [(by, action) for by, action, _ in found] == [
        ("cli", "start_series"), ("cli", "skip_occurrence"), ("cli", "skip_occurrence"),
    ]  # fmt: skip
    facts = (await db.read(deadline_series.listing, NOW))[0]
    assert facts.next_days == (date(2026, 3, 31), date(2026, 7, 31), date(2026, 8, 31))


async def test_only_days_of_the_series_can_be_left_out(db: Database) -> None:
    await db.write(builders.unit)
    series = await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)
    with refused("series.no_such_day", value="29-04-2026"):
        await db.write(deadline_series.skip, series.id, date(2026, 4, 29), "cli", NOW)
    with refused("series.unknown"):
        await db.write(deadline_series.skip, series.id + 1, date(2026, 4, 30), "cli", NOW)
    await db.write(deadline_series.end, series.id, "cli", NOW)
    with refused("series.ended"):
        await db.write(deadline_series.skip, series.id, date(2026, 4, 30), "cli", NOW)


async def test_one_that_is_moved_stays_in_its_series_and_is_not_made_anew(db: Database) -> None:
    await db.write(builders.unit)
    series = await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)
    later = datetime(2026, 5, 4, 9, tzinfo=UTC)
    moved = await db.write(deadline_series.move_one, series.id, date(2026, 4, 30), later, "cli", PLANNING, NOW)
    assert (moved.due_at, moved.series_id, moved.occurs_on) == (later, series.id, date(2026, 4, 30))
    assert await extend_all(db, NOW) == []
    assert await db.read(days) == END_OF_MONTHS
    with refused("series.no_such_day", value="30-06-2026"):
        await db.write(deadline_series.move_one, series.id, date(2026, 6, 30), later, "cli", PLANNING, NOW)


async def test_a_deadline_called_off_by_itself_is_not_made_anew(db: Database) -> None:
    await db.write(builders.unit)
    await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)
    first = (await db.read(rows))[0]
    await db.write(deadline_changes.cancel, first.id, "cli", NOW)
    assert await extend_all(db, NOW) == []
    assert await db.read(days) == END_OF_MONTHS[1:]


async def test_the_end_of_a_series_calls_off_what_is_ahead_and_leaves_what_is_over(db: Database) -> None:
    await db.write(builders.unit)
    series = await db.write(deadline_series.start, MONEV, "cli", PLANNING, NOW)
    later = datetime(2026, 4, 1, tzinfo=UTC)
    ended = await db.write(deadline_series.end, series.id, "account:3", later)
    assert ended.ended_at == later
    assert await db.write(deadline_series.end, series.id, "cli", later + timedelta(days=1)) == ended
    assert (await db.read(days), await db.read(lambda tx: days(tx, ended=True))) == (
        END_OF_MONTHS[:1], END_OF_MONTHS[1:],
    )  # fmt: skip
    assert await extend_all(db, later + timedelta(days=90)) == []
    assert await db.read(deadline_series.listing, later) == ()
    assert (await db.read(audited))[-1] == ("account:3", "end_series", {"called_off": 2})


async def test_the_last_day_of_a_series_is_the_last(db: Database) -> None:
    await db.write(builders.unit)
    new = replace(MONEV, until=date(2026, 4, 30))
    await db.write(deadline_series.start, new, "cli", PLANNING, NOW)
    await extend_all(db, NOW + timedelta(days=20))
    assert await db.read(days) == END_OF_MONTHS[:2]


BAD = {
    "no title": (replace(MONEV, title=" "), "deadline.title_empty"),
    "ended before it begins": (replace(MONEV, until=date(2026, 3, 30)), "series.nothing_ahead"),
    "all over": (replace(MONEV, first_on=date(2025, 1, 1), until=date(2026, 3, 1)), "series.nothing_ahead"),
    "all left out": (
        replace(MONEV, until=date(2026, 4, 30), skipped=frozenset({date(2026, 3, 31), date(2026, 4, 30)})),
        "series.nothing_ahead",
    ),
    "of no unit, and far ahead": (
        replace(MONEV, first_on=date(2027, 3, 31), details=replace(JAKARTA, unit_id=99)), "deadline.unit_unknown",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_a_series_that_makes_no_sense_is_refused(db: Database, name: str) -> None:
    await db.write(builders.unit)
    new, key = BAD[name]
    with refused(key):
        await db.write(deadline_series.start, new, "cli", PLANNING, NOW)
    assert await db.read(deadline_series.listing, NOW) == ()


async def test_a_series_goes_along_when_its_unit_is_merged_and_ends_when_it_is_closed(db: Database) -> None:
    def start(tx: Transaction) -> tuple[int, int, int]:
        away, into, closed = (builders.unit(tx, code) for code in ("away", "into", "closed"))
        for unit in (away, closed):
            new = replace(MONEV, first_on=date(2026, 7, 31), details=replace(JAKARTA, unit_id=unit.id))
            deadline_series.start(tx, new, "cli", PLANNING, NOW)
        tx.execute(update(units).where(units.c.id == away.id).values(closed_at=NOW, merged_into=into.id))
        tx.execute(update(units).where(units.c.id == closed.id).values(closed_at=NOW))
        return away.id, into.id, closed.id

    _, into, _ = await db.write(start)
    assert await extend_all(db, NOW + timedelta(days=60)) == [1]
    assert [row.unit_id for row in await db.read(rows)] == [into]
    assert [one.series.details.unit_id for one in await db.read(deadline_series.listing, NOW)] == [into]


async def test_one_series_whose_people_are_gone_holds_up_no_other(db: Database) -> None:
    def start(tx: Transaction) -> None:
        unit = builders.unit(tx)
        person = builders.employee(tx, unit)
        named = replace(JAKARTA, audience=DeadlineAudience(Concerned.PEOPLE), people=(person.id,))
        deadline_series.start(tx, replace(MONEV, title="Berkas", details=named), "cli", PLANNING, NOW)
        deadline_series.start(tx, MONEV, "cli", PLANNING, NOW)
        tx.execute(update(employees).values(active=False))

    await db.write(start)
    later = NOW + timedelta(days=30)
    assert await extend_all(db, later) == [1]
    found = await db.read(deadline_series.listing, later)
    troubles = {one.series.title: one.trouble and one.trouble.key for one in found}
    assert troubles == {"Berkas": "deadline.people_missing", "Monev": None}


async def test_two_processes_never_make_a_deadline_twice(db: Database) -> None:
    def start(tx: Transaction) -> None:
        builders.unit(tx)
        for number in range(4):
            new = replace(MONEV, title=f"Monev {number}", first_on=date(2026, 6, 20))
            deadline_series.start(tx, new, "cli", PLANNING, NOW)

    await db.write(start)
    later = NOW + timedelta(days=30)
    made = await asyncio.gather(*(db.write(series_growth.extend, PLANNING, later) for _ in range(4)))
    assert sum(made) == 4
    assert await db.read(days) == ["2026-06-20"] * 4


def people(tx: Transaction) -> tuple[int, int]:
    """Series of the agency and of a unit; admins 800 of the agency and 801 of the unit, and 802 without a role."""
    unit = builders.unit(tx)
    builders.linked(tx, unit, 800, role=Role.ADMIN)
    builders.linked(tx, unit, 801, role=Role.ADMIN, scope=unit)
    builders.linked(tx, unit, 802)
    own = replace(MONEV, title="Sendiri", details=replace(JAKARTA, unit_id=unit.id))
    whole = deadline_series.start(tx, MONEV, "cli", PLANNING, NOW)
    return whole.id, deadline_series.start(tx, own, "cli", PLANNING, NOW).id


def titles(found: Iterable[Any]) -> list[str]:
    return [one.series.title for one in found]


async def test_admins_manage_the_series_of_their_units_only(db: Database) -> None:
    whole, own = await db.write(people)
    agency, unit, nobody = [await db.read(builders.actor, account) for account in (800, 801, 802)]
    assert titles(await db.read(deadline_series.listing_as, agency, NOW)) == ["Monev", "Sendiri"]
    assert titles(await db.read(deadline_series.listing_as, unit, NOW)) == ["Sendiri"]
    with refused("access.denied"):
        await db.read(deadline_series.listing_as, nobody, NOW)
    assert (await db.read(deadline_series.card_as, unit, own, NOW)).series.id == own
    for series_id, actor in ((whole, unit), (own, nobody)):
        for refusal in (
            (deadline_series.card_as, actor, series_id, NOW),
            (deadline_series.skip_as, actor, series_id, date(2026, 4, 30), NOW),
            (deadline_series.move_one_as, actor, series_id, date(2026, 4, 30), NOW, PLANNING, NOW),
            (deadline_series.end_as, actor, series_id, NOW),
        ):
            with refused("access.denied"):
                await db.write(*refusal)
    with refused("access.denied"):
        await db.write(deadline_series.start_as, unit, replace(MONEV, title="Baru"), PLANNING, NOW)
    later = datetime(2026, 5, 4, 9, tzinfo=UTC)
    await db.write(deadline_series.move_one_as, unit, own, date(2026, 4, 30), later, PLANNING, NOW)
    await db.write(deadline_series.skip_as, unit, own, date(2026, 5, 31), NOW)
    await db.write(deadline_series.end_as, agency, own, NOW)
    assert titles(await db.read(deadline_series.listing_as, agency, NOW)) == ["Monev"]
    authors = {by for by, action, _ in await db.read(audited) if action != "start_series"}
    assert authors == {"account:801", "account:800"}
