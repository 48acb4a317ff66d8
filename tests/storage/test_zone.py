"""Cycles, stages and the versions of answers."""

import pytest
from sqlalchemy.exc import IntegrityError

from domain.stages import Stage
from storage import zone
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW


async def test_the_latest_cycle_is_that_of_the_highest_year(db: Database) -> None:
    assert await db.read(zone.latest_cycle) is None
    latest = await db.write(zone.add_cycle, 2026, "ZI 2026")
    await db.write(zone.add_cycle, 2025, "ZI 2025")
    assert await db.read(zone.latest_cycle) == (latest, 2026, "ZI 2026")
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
    expected: dict[str, tuple[int, object]] = {"P1": (2, "no"), "P2": (1, {"target": 4, "realised": 3})}
    assert await db.read(zone.latest_answers, cycle_id, unit_id, "unit") == expected
    assert await db.read(zone.latest_answers, cycle_id, unit_id, "tpi") == {"P1": (1, "yes")}
    assert await db.read(zone.latest_answers, cycle_id, unit_id, "tpn") == {}
