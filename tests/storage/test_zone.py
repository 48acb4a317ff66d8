"""Cycles, stages and the versions of answers."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from domain.stages import Stage
from domain.zone import AnswerRecord, Cycle, StageChange
from storage import zone
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW


async def test_the_latest_cycle_is_that_of_the_highest_year(db: Database) -> None:
    assert await db.read(zone.latest_cycle) is None
    latest = await db.write(zone.add_cycle, 2026, "ZI 2026")
    await db.write(zone.add_cycle, 2025, "ZI 2025")
    assert await db.read(zone.latest_cycle) == Cycle(latest, 2026, "ZI 2026")
    with pytest.raises(IntegrityError):
        await db.write(zone.add_cycle, 2026, "once more")


async def test_the_last_change_of_a_unit_in_a_cycle_is_its_stage(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int, int]:
        unit, other = builders.unit(tx, "a"), builders.unit(tx, "b")
        cycle_id = builders.cycle(tx, 2026, (unit, Stage.DECLARED, "WBK"), (unit, Stage.BUILDING, "WBBM"))
        builders.cycle(tx, 2025, (unit, Stage.AWARDED, "WBK"))
        return cycle_id, unit.id, other.id

    cycle_id, unit_id, other_id = await db.write(fill)
    assert await db.read(zone.stage, cycle_id, unit_id) == ("building", "WBBM")
    assert await db.read(zone.stage, cycle_id, other_id) is None


async def test_the_last_version_of_each_answer_counts_in_its_own_layer(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit, other = builders.unit(tx, "a"), builders.unit(tx, "b")
        cycle_id = builders.cycle(tx)
        rows = [
            (unit.id, "unit", "P1", 1, "yes"),
            (unit.id, "unit", "P1", 2, "no"),
            (unit.id, "unit", "P2", 1, {"target": 4, "realised": 3}),
            (unit.id, "tpi", "P1", 1, "yes"),
            (other.id, "unit", "P1", 9, "yes"),
        ]
        names = ("unit_id", "layer", "question", "version", "value")
        made = [{"cycle_id": cycle_id, "answered_at": NOW, **dict(zip(names, row, strict=True))} for row in rows]
        zone.add_answers(tx, made)
        return cycle_id, unit.id

    cycle_id, unit_id = await db.write(fill)
    found = await db.read(zone.answers_of, cycle_id, unit_id, "unit")
    assert {code: (one.version, one.value) for code, one in found.items()} == {
        "P1": (2, "no"),
        "P2": (1, {"target": 4, "realised": 3}),
    }
    assert [one.value for one in (await db.read(zone.answers_of, cycle_id, unit_id, "tpi")).values()] == ["yes"]
    assert await db.read(zone.answers_of, cycle_id, unit_id, "tpn") == {}
    everybodys = await db.read(zone.all_answers, cycle_id, "unit")
    assert {unit: sorted(of) for unit, of in everybodys.items()} == {unit_id: ["P1", "P2"], unit_id + 1: ["P1"]}


async def test_an_answer_is_found_as_it_stood_at_a_moment(db: Database) -> None:
    later = NOW + timedelta(days=30)

    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        cycle_id = builders.cycle(tx)
        assert zone.add_answer(tx, cycle_id, unit.id, "unit", "P1", 1, "no", NOW, note="belum", by="account:7")
        assert zone.add_answer(tx, cycle_id, unit.id, "unit", "P1", 2, None, later)
        return cycle_id, unit.id

    cycle_id, unit_id = await db.write(fill)
    first = AnswerRecord("P1", 1, "no", "belum", "account:7", NOW)
    last = AnswerRecord("P1", 2, None, "", "", later)
    assert await db.read(zone.answers_of, cycle_id, unit_id, "unit", NOW) == {"P1": first}
    assert await db.read(zone.answers_of, cycle_id, unit_id, "unit") == {"P1": last}
    assert list(await db.read(lambda tx: list(zone.answer_versions(tx, cycle_id, unit_id, "unit")))) == [first, last]
    again = await db.write(zone.add_answer, cycle_id, unit_id, "unit", "P1", 2, "yes", later)
    assert again is False


async def test_a_cycle_keeps_its_windows_and_stages_their_history(db: Database) -> None:
    windows = {"fill": (date(2026, 2, 1), date(2026, 4, 30))}

    def fill(tx: Transaction) -> tuple[int, int, int]:
        unit, other = builders.unit(tx, "a"), builders.unit(tx, "b")
        cycle_id = zone.add_cycle(tx, 2026, "ZI 2026", windows)
        zone.add_stage(tx, cycle_id, unit.id, "declared", "WBK", NOW)
        zone.add_stage(tx, cycle_id, other.id, "declared", "WBK", NOW)
        zone.add_stage(tx, cycle_id, unit.id, "building", "WBK", NOW, by="cli", note="SK tim")
        return cycle_id, unit.id, other.id

    cycle_id, unit_id, other_id = await db.write(fill)
    assert await db.read(zone.cycle, cycle_id) == Cycle(cycle_id, 2026, "ZI 2026", windows)
    assert [one.year for one in await db.read(zone.all_cycles)] == [2026]
    present = await db.read(zone.stages, cycle_id)
    assert {unit: one.stage for unit, one in present.items()} == {unit_id: "building", other_id: "declared"}
    history = await db.read(zone.stage_history, cycle_id, unit_id)
    assert history[-1] == StageChange(history[-1].id, cycle_id, unit_id, "building", "WBK", NOW, "cli", "SK tim")
    assert [one.stage for one in history] == ["declared", "building"]
