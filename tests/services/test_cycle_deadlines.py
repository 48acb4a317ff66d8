"""Deadlines at the ends of a cycle's windows: made once, moved with their windows."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.cycle_deadlines import USUAL
from domain.rights import Role
from domain.stages import Stage
from domain.worksheet import Doing
from services import cycle_deadlines, cycles, deadline_changes
from services.planning import Planning
from storage.deadline_audience import owes
from storage.deadlines import deadline
from storage.engine import Database, Transaction
from storage.tables import deadline_changes as change_table
from storage.tables import deadlines
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
PLANNING = Planning()
WINDOWS = {
    Doing.FILL: (date(2026, 2, 1), date(2026, 4, 30)),
    Doing.REVIEW: (date(2026, 5, 1), date(2026, 5, 31)),
    Doing.PROPOSE: (date(2026, 1, 1), date(2026, 3, 1)),
}
MAY_31 = datetime(2026, 5, 31, 9, tzinfo=UTC)


def cycle(tx: Transaction) -> int:
    """Filling and reviewing lie ahead, proposing is over, revising has no days."""
    builders.unit(tx)
    cycle_id = builders.cycle(tx, 2026)
    for doing, span in WINDOWS.items():
        cycles.set_window(tx, cycle_id, doing, span, "cli", PLANNING, NOW)
    return cycle_id


def rows(tx: Transaction) -> list[Any]:
    return list(tx.execute(select(deadlines).order_by(deadlines.c.id)))


def changes(tx: Transaction) -> list[tuple[str, str]]:
    query = select(change_table.c.kind, change_table.c.by).order_by(change_table.c.id)
    return [(kind, by) for kind, by in tx.execute(query)]


async def made(db: Database, chosen: frozenset[Doing] = frozenset(Doing), now: datetime = NOW) -> int:
    cycle_id = await db.write(cycle)
    await db.write(cycle_deadlines.make, cycle_id, chosen, "account:1", PLANNING, TZ, now)
    return cycle_id


async def test_an_offer_tells_what_would_be_made(db: Database) -> None:
    cycle_id = await db.write(cycle)
    found = await db.read(cycle_deadlines.offer, cycle_id, TZ, NOW)
    assert found.makeable == (Doing.FILL, Doing.REVIEW)
    assert [(one.doing, one.last, one.due_at) for one in found.windows] == [
        (Doing.FILL, date(2026, 4, 30), datetime(2026, 4, 30, 9, tzinfo=UTC)),
        (Doing.REVIEW, date(2026, 5, 31), MAY_31),
        (Doing.REVISE, None, None),
        (Doing.PROPOSE, date(2026, 3, 1), None),
    ]
    assert await db.read(rows) == []
    with refused("cycle.unknown"):
        await db.read(cycle_deadlines.offer, cycle_id + 1, TZ, NOW)


async def test_each_chosen_window_gets_a_deadline_once(db: Database) -> None:
    cycle_id = await made(db)
    again = await db.write(cycle_deadlines.make, cycle_id, frozenset(Doing), "cli", PLANNING, TZ, NOW)
    assert again == ()
    fill, review = await db.read(rows)
    assert (fill.title, fill.due_at, fill.window) == (
        "Pengisian LKE: ZI 2026", datetime(2026, 4, 30, 9, tzinfo=UTC), "fill",
    )  # fmt: skip
    assert (fill.timezone, fill.each_zone, fill.unit_id, fill.by) == ("Asia/Jakarta", True, None, "account:1")
    assert (fill.rule, fill.audience) == ("worksheet", {"concerned": "role", "value": "zi_team"})
    assert (review.rule, review.audience) == ("mark", {"concerned": "role", "value": "assessor"})
    assert (await db.read(cycle_deadlines.offer, cycle_id, TZ, NOW)).windows[0].deadline is not None


async def test_what_was_not_chosen_is_not_made(db: Database) -> None:
    await made(db, frozenset({Doing.REVIEW}))
    assert [row.window for row in await db.read(rows)] == ["review"]
    assert Doing.PROPOSE not in USUAL


async def test_a_deadline_moves_with_its_window(db: Database) -> None:
    cycle_id = await made(db)
    longer = (date(2026, 2, 1), date(2026, 5, 15))
    await db.write(cycles.set_window, cycle_id, Doing.FILL, longer, "account:9", PLANNING, NOW)
    assert [row.due_at for row in await db.read(rows)] == [datetime(2026, 5, 15, 9, tzinfo=UTC), MAY_31]
    assert await db.read(changes) == [("moved", "account:9")]
    earlier = (date(2026, 1, 5), date(2026, 5, 15))
    await db.write(cycles.set_window, cycle_id, Doing.FILL, earlier, "cli", PLANNING, NOW)
    await db.write(cycles.set_window, cycle_id, Doing.REVISE, longer, "cli", PLANNING, NOW)
    assert len(await db.read(changes)) == 1


async def test_a_time_of_day_of_its_own_goes_along_and_a_day_of_its_own_stays_until_the_last_day_changes(
    db: Database,
) -> None:
    cycle_id = await made(db)
    fill = (await db.read(rows))[0]
    noon = datetime(2026, 4, 28, 5, tzinfo=UTC)
    await db.write(deadline_changes.move, fill.id, noon, "cli", PLANNING, NOW)
    first_changed = (date(2026, 2, 2), date(2026, 4, 30))
    await db.write(cycles.set_window, cycle_id, Doing.FILL, first_changed, "cli", PLANNING, NOW)
    assert (await db.read(rows))[0].due_at == noon
    last_changed = (date(2026, 2, 2), date(2026, 5, 4))
    await db.write(cycles.set_window, cycle_id, Doing.FILL, last_changed, "cli", PLANNING, NOW)
    assert (await db.read(rows))[0].due_at == datetime(2026, 5, 4, 5, tzinfo=UTC)


async def test_a_window_that_is_over_can_be_made_longer(db: Database) -> None:
    cycle_id = await made(db)
    late = datetime(2026, 5, 4, tzinfo=UTC)
    longer = (date(2026, 2, 1), date(2026, 5, 5))
    await db.write(cycles.set_window, cycle_id, Doing.FILL, longer, "cli", PLANNING, late)
    assert (await db.read(rows))[0].due_at == datetime(2026, 5, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("span", [None, (date(2026, 2, 1), date(2026, 3, 1))], ids=["all year", "over already"])
async def test_without_a_last_day_ahead_it_is_called_off_and_can_be_made_again(
    db: Database, span: tuple[date, date] | None
) -> None:
    cycle_id = await made(db, frozenset({Doing.FILL}))
    await db.write(cycles.set_window, cycle_id, Doing.FILL, span, "cli", PLANNING, NOW)
    assert [row.ended_at for row in await db.read(rows)] == [NOW]
    assert await db.read(changes) == [("cancelled", "cli")]
    await db.write(cycles.set_window, cycle_id, Doing.FILL, WINDOWS[Doing.FILL], "cli", PLANNING, NOW)
    await db.write(cycle_deadlines.make, cycle_id, USUAL, "cli", PLANNING, TZ, NOW)
    assert [(row.window, row.ended_at) for row in await db.read(rows)] == [
        (None, NOW),
        ("fill", None),
        ("review", None),
    ]


async def test_the_team_of_a_unit_that_takes_part_is_whom_it_concerns(db: Database) -> None:
    def there(tx: Transaction) -> tuple[int, int, int]:
        inside, outside = builders.unit(tx, "ikut"), builders.unit(tx, "tidak")
        staff = [builders.employee(tx, unit) for unit in (inside, outside)]
        for number, person in enumerate(staff):
            unit = (inside, outside)[number]
            builders.linked(tx, unit, 700 + number, role=Role.ZI_TEAM, scope=unit, person=person)
        cycle_id = builders.cycle(tx, 2026)
        cycles.set_window(tx, cycle_id, Doing.FILL, WINDOWS[Doing.FILL], "cli", PLANNING, NOW)
        cycles.enter_stage(tx, cycle_id, "ikut", Stage.BUILDING, "WBK", NOW)
        cycle_deadlines.make(tx, cycle_id, USUAL, "cli", PLANNING, TZ, NOW)
        return rows(tx)[0].id, staff[0].id, staff[1].id

    deadline_id, inside, outside = await db.write(there)

    def owing(tx: Transaction) -> list[bool]:
        found = deadline(tx, deadline_id)
        assert found is not None
        return [owes(tx, found, one, NOW) for one in (inside, outside)]

    assert await db.read(owing) == [True, False]


async def test_only_who_manages_cycles_makes_them(db: Database) -> None:
    def people(tx: Transaction) -> int:
        unit = builders.unit(tx, "sekda")
        builders.linked(tx, unit, 800, role=Role.ADMIN)
        builders.linked(tx, unit, 801, role=Role.ADMIN, scope=unit)
        return cycle(tx)

    cycle_id = await db.write(people)
    admin, of_unit = [await db.read(builders.actor, account) for account in (800, 801)]
    with refused("access.denied"):
        await db.read(cycle_deadlines.offer_as, of_unit, cycle_id, TZ, NOW)
    with refused("access.denied"):
        await db.write(cycle_deadlines.make_as, of_unit, cycle_id, USUAL, PLANNING, TZ, NOW)
    assert (await db.read(cycle_deadlines.offer_as, admin, cycle_id, TZ, NOW)).makeable == (Doing.FILL, Doing.REVIEW)
    late = datetime(2026, 4, 30, 9, tzinfo=UTC)
    done = await db.write(cycle_deadlines.make_as, admin, cycle_id, USUAL, PLANNING, TZ, late)
    assert [one.doing for one in done] == [Doing.REVIEW]
    assert [row.by for row in await db.read(rows)] == ["account:800"]
