"""The demo: its people are well formed, it starts on its own, goes on where it was, and moves its clock."""

import asyncio
import os
import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import demo, demo_people, demo_seed
from domain import phone, staff_number
from domain.rights import Role
from services.access import find_actor
from services.sealing import new_sealer
from tests.databases import opened
from tests.handlers.dialogue import House, opens, says
from tests.handlers.dialogue import opened as demo_house

SECONDS = 10.0


def test_the_people_are_synthetic_and_well_formed() -> None:
    rows = demo_people.employees()
    assert len(rows) == len({row.staff_number for row in rows}) == len({row.phone for row in rows}) == 200
    assert all("Contoh" in row.name for row in rows)
    assert {staff_number.parse(row.staff_number).digits for row in rows} == {row.staff_number for row in rows}
    assert all(phone.normalise(row.phone) for row in rows)
    assert set(Counter(row.unit_code for row in rows).values()) == {demo_people.PER_UNIT}


def test_every_unit_has_a_known_parent_and_every_employee_a_known_unit() -> None:
    units = demo_people.units()
    codes = {unit.code for unit in units}
    assert len(codes) == len(units) == 96
    assert {unit.parent_code for unit in units} - {""} <= codes
    assert set(demo_people.STAFFED) <= codes


def test_the_players_are_different_people_with_a_row_each() -> None:
    rows = [player.row for player in demo_people.PLAYERS if player.row is not None]
    assert len(set(rows)) == len(rows)
    assert {player.telegram_id for player in demo_people.PLAYERS} == set(range(5001, 5007))
    assert {player.role for player in demo_people.PLAYERS if player.linked} == {
        Role.UNIT_HEAD, Role.ASSESSOR, Role.ADMIN
    }  # fmt: skip


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 9, 30, 18, tzinfo=UTC),
        datetime(2026, 12, 31, 23, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2030, 6, 15, 3, tzinfo=UTC),
    ],
)
async def test_the_data_fit_any_day_of_the_year(sqlite_url: str, moment: datetime) -> None:
    async with opened(sqlite_url) as db:
        await db.write(demo_seed.fill, moment, new_sealer())
        for player in demo_people.PLAYERS:
            actor = await db.read(find_actor, player.telegram_id)
            assert (actor is not None and actor.employee is not None) == player.linked


def _reminded(house: House) -> bool:
    """Whether somebody in the demo has been reminded; who is first depends on today's date."""
    return len(house.rows("select 1 from reminders where status <> 'planned'")) > 0


async def test_the_demo_s_clock_jumps_by_an_hour_by_a_day_and_to_the_next_reminder(tmp_path: Path) -> None:
    async with demo_house(tmp_path, seeds_itself=True) as house:
        jumps = {jump.id: jump for jump in house.box.jumps}
        assert await jumps["hour"].target() == timedelta(hours=1)
        assert await jumps["day"].target() == timedelta(days=1)
        moment = await jumps["next"].target()
        assert isinstance(moment, datetime)
        assert moment > house.box.clock.now()
        house.box.clock.set(moment)
        async with asyncio.timeout(SECONDS):
            while not _reminded(house):  # noqa: ASYNC110 - the tick tells nobody when it has been
                await asyncio.sleep(0.05)
        house.box.clock.advance(timedelta(days=400))
        assert await jumps["next"].target() is None


async def test_a_demo_that_was_kept_goes_on_where_it_was(tmp_path: Path) -> None:
    async with demo_house(tmp_path, seeds_itself=True) as house:
        siti = await house.colleague()
        await house.talk(siti, (opens(), says("Beranda", siti.employee.name)))
    async with demo_house(tmp_path) as again:
        actor = await again.actor(siti)
        assert actor is not None
        assert actor.employee is not None
        assert actor.employee.name == siti.employee.name
        assert again.rows("select count(*) from units") == [(96,)]


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="address already in use"):
        async with demo.running(tmp_path, taken.getsockname()[1]):
            pass
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a method of Path would be taken for slow work in a coroutine
