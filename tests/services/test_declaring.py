"""Letting units take part: who may, one or many at once, once each, who is told."""

from domain.messages import Group
from domain.people import Actor
from domain.rights import Role
from services import declaring
from storage import groups, zone
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.review_play import ADMIN, HEAD, TEAM, Play, play
from tests.services.test_stage_moves import posts


def outside(tx: Transaction) -> Play:
    at = play(tx, None)
    groups.link(tx, Group(-7, None, "ZI", at.id, ""), HEAD, NOW)
    return at


async def test_a_unit_is_declared_once_and_its_team_and_group_are_told(db: Database) -> None:
    at = await db.write(outside)
    made = await db.write(declaring.declare, at.admin, [at.id], "WBK", NOW)
    again = await db.write(declaring.declare, at.admin, [at.id, at.other.id], "WBBM", NOW)
    assert ([one.id for one in made.units], made.already) == ([at.id], 0)
    assert ([one.id for one in again.units], again.already) == ([at.other.id], 1)
    changes = await db.read(zone.stages, at.cycle_id)
    assert {unit: (one.stage, one.target, one.by) for unit, one in changes.items()} == {
        at.id: ("declared", "WBK", f"account:{ADMIN}"), at.other.id: ("declared", "WBBM", f"account:{ADMIN}"),
    }  # fmt: skip
    assert await db.read(posts) == {("stage_moved", HEAD, 2), ("stage_moved", TEAM, 2), ("stage_moved_group", -7, 3)}


async def test_only_an_admin_of_the_agency_declares(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Play, Actor]:
        at = play(tx, None)
        return at, builders.linked(tx, at.unit, 900, role=Role.ADMIN, scope=at.unit)

    at, narrow = await db.write(fill)
    for actor in (at.head, at.team, at.assessor, at.employee, narrow):
        with refused("access.denied"):
            await db.write(declaring.declare, actor, [at.id], "WBK", NOW)
        with refused("access.denied"):
            await db.write(declaring.begin, actor, 0, NOW)
    with refused("stage.target"):
        await db.write(declaring.declare, at.admin, [at.id], "WBX", NOW)
    assert await db.read(zone.stages, at.cycle_id) == {}


async def test_units_are_chosen_over_several_pages_and_declared_together(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx, None)
        for number in range(9):
            builders.unit(tx, f"u{number}")
        return at

    at = await db.write(fill)
    with refused("stage.nothing_chosen"):
        await db.write(declaring.confirm, at.admin, NOW)
    desk = await db.write(declaring.begin, at.admin, 0, NOW)
    assert (len(desk.units), desk.pages, desk.total, desk.target) == (8, 2, 12, "WBK")
    last = (await db.write(declaring.begin, at.admin, 9, NOW)).units[-1]
    for unit_id in (at.id, last.id, at.other.id, at.other.id):
        desk = await db.write(declaring.toggle, at.admin, 1, unit_id, NOW)
    assert desk.chosen == {at.id, last.id}
    desk = await db.write(declaring.aim, at.admin, 1, "WBBM", NOW)
    assert (desk.target, set(desk.chosen)) == ("WBBM", {at.id, last.id})
    made = await db.write(declaring.confirm, at.admin, NOW)
    assert {one.id for one in made.units} == {at.id, last.id}
    assert (await db.write(declaring.begin, at.admin, 0, NOW)).total == 10


async def test_without_a_cycle_nothing_is_declared(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        return builders.linked(tx, builders.unit(tx), role=Role.ADMIN)

    admin = await db.write(fill)
    with refused("lke.no_cycle"):
        await db.write(declaring.begin, admin, 0, NOW)


async def test_typed_words_narrow_the_list_and_what_was_chosen_stays(db: Database) -> None:
    at = await db.write(play, None)
    await db.write(declaring.toggle, at.admin, 0, at.id, NOW)
    desk = await db.write(declaring.search, at.admin, "  dpmptsp ", NOW)
    assert ([one.code for one in desk.units], desk.words, set(desk.chosen)) == (["dpmptsp"], "dpmptsp", {at.id})
    assert (await db.write(declaring.search, at.admin, "zzz", NOW)).units == ()
    assert len((await db.write(declaring.search, at.admin, "", NOW)).units) == 3
