"""What leads on from the status card: road, open questions, people in charge, trend, own part, and the picker."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from domain import road
from domain.answers import parse_answer
from domain.figures import Figure
from domain.instrument import bundled
from domain.people import Actor
from domain.rights import Role
from domain.stages import Stage
from services import status_pages, status_pick
from services.data_rights import looks
from storage import agency_figures, drafts, zone
from storage.engine import Database, Transaction
from storage.tables import question_owners
from tests import builders
from tests.builders import NOW
from tests.databases import opened
from tests.refusals import refused
from tests.services.test_status import ALL_BEST, SOME
from tests.services.test_status_card import Town, answer, town

DAY = timedelta(days=1)
RULES = bundled()
CODES = list(ALL_BEST)
WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    """One database is enough: the statements are those of the card."""
    async with opened(sqlite_url) as database:
        yield database


def own(tx: Transaction, there: Town, scope: str, person: int, due: datetime | None = None) -> None:
    """Put somebody in charge."""
    tx.execute(insert(question_owners).values(
        cycle_id=there.cycle_id, unit_id=there.unit.id, scope=scope, employee_id=person,
        due_on=due.date() if due else None, by="cli", at=NOW,
    ))  # fmt: skip


async def test_the_road_is_that_of_the_rules_with_what_the_agency_misses(db: Database) -> None:
    there = await db.write(town)
    await db.write(answer, there.cycle_id, SOME)
    for name, value in (("audit_opinion", "WTP"), ("sakip_score", "60"), ("reform_index", "50.01")):
        await db.write(agency_figures.keep, Figure(name, 2025, value))
    found = await db.read(status_pages.cheapest_road, there.head, there.unit.id, "WBK")
    answers = {code: parse_answer(RULES.question(code), raw) for code, raw in SOME.items()}
    assert found.road == road.cheapest_road(RULES, answers, "WBK", "")
    missed = [(one.condition.code, one.actual) for one in found.conditions]
    assert missed == [("sakip_score", "60"), ("spip_maturity", "")]


@pytest.mark.parametrize("predicate", ["", "wbk", "area_A1"])
async def test_a_predicate_that_is_none_is_refused(db: Database, predicate: str) -> None:
    there = await db.write(town)
    with refused("callback.malformed"):
        await db.read(status_pages.cheapest_road, there.head, there.unit.id, predicate)


async def test_outside_the_cycle_and_without_one_there_is_no_road(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit)

    actor = await db.write(fill)
    assert actor.unit is not None
    unit_id = actor.unit.id
    for _ in ("no cycle at all", "a cycle of others"):
        with refused("status.no_score"):
            await db.read(status_pages.cheapest_road, actor, unit_id, "WBK")
        with refused("status.no_score"):
            await db.write(status_pages.in_charge, actor, unit_id, 0, NOW)
        assert (await db.read(status_pages.trend, actor, unit_id, NOW)).points == ()
        if await db.read(zone.latest_cycle) is None:
            await db.write(builders.cycle, 2026)


async def test_open_questions_come_page_by_page(db: Database) -> None:
    there = await db.write(town)
    section = [one.code for one in RULES.questions if one.area == "A1"]
    await db.write(answer, there.cycle_id, {code: ALL_BEST[code] for code in section[:2]})
    waiting = section[2:]
    pages = -(-len(waiting) // status_pages.PAGE)
    assert pages > 1
    found = [await db.read(status_pages.open_questions, there.head, there.unit.id, "A1", n) for n in range(pages)]
    assert [one.code for page in found for one in page.questions] == waiting
    assert {(page.total, page.pages) for page in found} == {(len(waiting), pages)}
    beyond = await db.read(status_pages.open_questions, there.head, there.unit.id, "A1", 99)
    assert beyond == found[-1]
    with refused("callback.malformed"):
        await db.read(status_pages.open_questions, there.head, there.unit.id, "A9", 0)


async def test_people_in_charge_are_named_in_order_and_each_can_read_who_looked(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Town, Actor, Actor]:
        there = town(tx)
        colleague = builders.linked(tx, there.unit, 701)
        owner = builders.linked(tx, there.unit, 702, person=builders.employee(tx, there.unit, name="Sri"))
        assert owner.employee is not None
        for scope in (CODES[3], "H", "A1"):
            own(tx, there, scope, owner.employee.id, NOW)
        return there, colleague, owner

    there, colleague, owner = await db.write(fill)
    found = await db.write(status_pages.in_charge, colleague, there.unit.id, 0, NOW)
    assert there.head.employee is not None
    assert (found.head, found.pages) == (there.head.employee.name, 1)
    assert [(one.scope, one.name) for one in found.owners] == [("A1", "Sri"), ("H", "Sri"), (CODES[3], "Sri")]
    assert len((await db.read(looks, owner, 0)).looks) == 1


async def test_names_are_not_for_another_unit(db: Database) -> None:
    there = await db.write(town)
    stranger = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "other"), 701))
    with refused("access.denied"):
        await db.write(status_pages.in_charge, stranger, there.unit.id, 0, NOW)


async def test_the_trend_has_the_ends_of_months_by_the_clock_of_the_unit(db: Database) -> None:
    there = await db.write(town)
    end_of_january = datetime(2026, 1, 31, 23, 59, 59, 500_000, tzinfo=WIB)
    one, two, three = ({code: ALL_BEST[code]} for code in CODES[:3])
    await db.write(answer, there.cycle_id, one, at=datetime(2025, 12, 20, tzinfo=WIB))
    await db.write(answer, there.cycle_id, two, at=end_of_january)
    await db.write(answer, there.cycle_id, three, at=end_of_january + timedelta(seconds=1))
    await db.write(zone.add_answer, there.cycle_id, there.unit.id, "unit", CODES[0], 2, None, NOW)
    found = await db.read(status_pages.trend, there.head, there.unit.id, NOW)
    assert [(point.at.astimezone(WIB).strftime("%Y-%m"), point.answered) for point in found.points] == [
        ("2025-12", 1), ("2026-01", 2), ("2026-02", 3), ("2026-03", 2),
    ]  # fmt: skip
    assert found.points[-1].at == NOW


async def test_the_trend_begins_with_the_ends_of_earlier_cycles_and_holds_a_year_at_most(db: Database) -> None:
    there = await db.write(town)
    for year in (2021, 2022, 2023, 2024):
        earlier = await db.write(builders.cycle, year, (there.unit, Stage.BUILDING, "WBK"))
        await db.write(answer, earlier, SOME)
    await db.write(answer, there.cycle_id, SOME, at=NOW - 800 * DAY)
    await db.write(agency_figures.keep, Figure("reform_index", 2025, "81.57"))
    await db.write(agency_figures.keep, Figure("reform_index", 2027, "90"))
    await db.write(agency_figures.keep, Figure("sakip_score", 2025, "70"))
    found = await db.read(status_pages.trend, there.head, there.unit.id, NOW)
    past = [point.cycle for point in found.points if point.cycle]
    assert past == ["ZI 2022", "ZI 2023", "ZI 2024"]
    assert len(found.points) == len(past) + status_pages.MONTHS
    assert [one.value for one in found.figures] == ["81.57"]


async def test_the_own_part_has_the_pledge_and_the_questions_of_that_unit(db: Database) -> None:
    def fill(tx: Transaction) -> Town:
        there = town(tx)
        other = builders.unit(tx, "pkm", parent=there.unit)
        assert there.head.employee is not None
        own(tx, there, "A1", there.head.employee.id)
        own(tx, Town(other, there.cycle_id, there.head), "A2", there.head.employee.id)
        return there

    there = await db.write(fill)
    before = await db.read(status_pages.own_part, there.head, None, NOW)
    assert (before.signed, [one.owner.scope for one in before.tasks]) == (None, ["A1"])

    def sign(tx: Transaction) -> None:
        assert there.head.employee is not None
        campaign = builders.campaign(tx)
        assert status_pages.own_part(tx, there.head, None, NOW).signed is False
        builders.signature(tx, campaign, there.head.employee)

    await db.write(sign)
    assert (await db.read(status_pages.own_part, there.head, there.unit.id, NOW)).signed is True


@pytest.mark.parametrize(
    ("page", "names"), [(-1, "abcdefgh"), (0, "abcdefgh"), (1, "ij"), (9, "ij")], ids=["before", "1", "2", "after"]
)
async def test_units_are_picked_page_by_page(db: Database, page: int, names: str) -> None:
    def fill(tx: Transaction) -> Actor:
        units = [builders.unit(tx, code, name=code) for code in "jecadbfghi"]
        return builders.linked(tx, units[0])

    found = await db.write(status_pick.pick, await db.write(fill), page, NOW)
    assert ("".join(unit.name for unit in found.units), found.found, found.pages) == (names, 10, 2)


async def test_typed_words_narrow_the_picker_until_a_unit_is_chosen(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        builders.unit(tx, "pkm-leces", name="Puskesmas Leces")
        builders.unit(tx, "rsud", name="RSUD Tongas")
        return builders.linked(tx, builders.unit(tx, "dinkes", name="Dinas Kesehatan"))

    actor = await db.write(fill)

    async def codes(typed: str) -> list[str]:
        return [unit.code for unit in (await db.write(status_pick.search, actor, typed, NOW)).units]

    assert [await codes(one) for one in (" LECES ", "rsu", "kesehatan dinas", "tidak ada")] == [
        ["pkm-leces"], ["rsud"], ["dinkes"], [],
    ]  # fmt: skip
    assert (await db.write(status_pick.pick, actor, 0, NOW)).words == "tidak ada"
    assert (await db.write(status_pick.pick, actor, 0, NOW, anew=True)).found == 3
    await db.write(status_pick.choose, actor, None, NOW)
    assert await db.read(drafts.draft, actor.telegram_id, status_pick.SEARCH) is None
