"""Loading units, employees and roles, and starting cycles: all or nothing, and again without harm."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from domain.stages import Stage
from services import cycles, roster
from services.roster import EmployeeRow, UnitRow
from storage import people, zone
from storage.engine import Database, Transaction
from storage.tables import answers, audit
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TOP = UnitRow("pemda", "Pemda", "agency", "", "Asia/Jakarta", 5)
HEALTH = UnitRow("dinkes", "Dinas Kesehatan", "opd", "pemda", "Asia/Jakarta", 5, "WBK", 2024)
CLINIC = UnitRow("pkm", "Puskesmas", "uptd", "dinkes", "Asia/Makassar", 6)
ANI = EmployeeRow("Ani", "19700102 200103 2 001", "pns", "Analis", "III/a", "dinkes", "0811-0000-001")
BUDI = EmployeeRow("Budi", builders.staff_number(2), "pns", "Dokter", "III/b", "pkm", "+628110000002")
CITRA = EmployeeRow("Citra", "", "non_asn", "Pramu", "", "pkm", "")


async def notes(db: Database) -> list[tuple[str, dict[str, Any]]]:
    rows = await db.read(lambda tx: tx.execute(select(audit).order_by(audit.c.id)).all())
    return [(row.action, row.detail) for row in rows]


async def filled(db: Database, *rows: EmployeeRow) -> None:
    await db.write(roster.add_units, [TOP, HEALTH, CLINIC], NOW)
    await db.write(roster.add_employees, list(rows), NOW)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
async def test_units_are_added_with_their_parents_in_any_order(db: Database, order: list[int]) -> None:
    rows = [TOP, HEALTH, CLINIC]
    assert await db.write(roster.add_units, [rows[place] for place in order], NOW) == 3
    clinic = await db.read(people.unit_by_code, "pkm")
    health = await db.read(people.unit_by_code, "dinkes")
    assert clinic is not None
    assert health is not None
    assert (clinic.timezone, clinic.work_days, clinic.parent_id) == ("Asia/Makassar", 6, health.id)
    assert (health.name, health.predicate, health.predicate_year) == ("Dinas Kesehatan", "WBK", 2024)
    assert len(await db.read(people.unit_path, clinic.id)) == 3


async def test_units_that_are_known_stay_as_they_are(db: Database) -> None:
    await db.write(roster.add_units, [TOP], NOW)
    assert await db.write(roster.add_units, [replace(TOP, name="Renamed"), HEALTH], NOW) == 1
    assert await db.write(roster.add_units, [TOP, HEALTH], NOW) == 0
    top = await db.read(people.unit_by_code, "pemda")
    assert top is not None
    assert top.name == "Pemda"
    assert await notes(db) == [("import_units", {"count": 1})] * 2


async def test_a_parent_nobody_knows_stops_all_units(db: Database) -> None:
    with refused("roster.unknown_unit", code="nowhere", line=4):
        await db.write(roster.add_units, [TOP, HEALTH, replace(CLINIC, parent_code="nowhere")], NOW)
    assert await db.read(people.all_units) == ()
    assert await notes(db) == []


async def test_units_that_are_each_others_parents_are_refused(db: Database) -> None:
    with refused("roster.unknown_unit", code="dinkes", line=2):
        await db.write(roster.add_units, [replace(TOP, parent_code="dinkes"), HEALTH], NOW)


async def test_employees_are_added_with_numbers_in_their_one_form(db: Database) -> None:
    await db.write(roster.add_units, [TOP, HEALTH, CLINIC], NOW)
    assert await db.write(roster.add_employees, [ANI, BUDI, CITRA], NOW) == 3
    ani = await db.read(people.employee_by_staff_number, "197001022001032001")
    assert ani is not None
    assert (ani.name, ani.phone, ani.position, ani.rank) == ("Ani", "+628110000001", "Analis", "III/a")
    assert (ani.unit_id, ani.active) == (await db.read(roster.unit_id, "dinkes"), True)
    assert await db.read(people.count_employees) == 3


async def test_employees_that_are_known_are_left_out(db: Database) -> None:
    await filled(db, ANI)
    assert await db.write(roster.add_employees, [replace(ANI, name="Renamed"), BUDI], NOW) == 1
    assert await db.write(roster.add_employees, [ANI, BUDI], NOW) == 0
    assert await db.read(people.count_employees) == 2
    assert (await notes(db))[1:] == [("import_roster", {"count": 1})] * 2


@pytest.mark.parametrize(
    ("bad", "reason", "more"),
    [
        (replace(BUDI, unit_code="nowhere"), "roster.unknown_unit", {"code": "nowhere"}),
        (replace(BUDI, staff_number="123"), "roster.staff_number_length", {"expected": 18, "actual": 3}),
        (replace(BUDI, phone="call me"), "roster.phone_characters", {}),
    ],
)
async def test_one_bad_row_stops_all_employees(
    db: Database, bad: EmployeeRow, reason: str, more: dict[str, object]
) -> None:
    await filled(db)
    with refused("roster.bad_row", line=3, reason=reason, **more):
        await db.write(roster.add_employees, [ANI, bad, CITRA], NOW)
    assert await db.read(people.count_employees) == 0


async def test_a_stage_is_noted_for_the_unit_with_the_code(db: Database) -> None:
    await filled(db)
    cycle_id = await db.write(cycles.start, 2026, "ZI 2026")
    for stage in (Stage.DECLARED, Stage.BUILDING):
        await db.write(cycles.enter_stage, cycle_id, "pkm", stage, "WBK", NOW)
    assert await db.read(zone.stage, cycle_id, await db.read(roster.unit_id, "pkm")) == ("building", "WBK")


async def test_answers_are_kept_as_versions(db: Database) -> None:
    await filled(db)
    cycle_id = await db.write(cycles.start, 2026, "ZI 2026")
    for given in ({"P1.i.a": "ya", "P1.i.b": "b"}, {"P1.i.a": False}, {}):
        await db.write(cycles.record_answers, cycle_id, "pkm", "unit", given, NOW)
    rows = await db.read(lambda tx: tx.execute(select(answers).order_by(answers.c.id)).all())
    assert [(row.question, row.version, row.value) for row in rows] == [
        ("P1.i.a", 1, "yes"),
        ("P1.i.b", 1, "B"),
        ("P1.i.a", 2, "no"),
    ]


async def test_one_bad_answer_stops_all(db: Database) -> None:
    await filled(db)
    cycle_id = await db.write(cycles.start, 2026, "ZI 2026")
    with refused("lke.choice_unknown"):
        await db.write(cycles.record_answers, cycle_id, "pkm", "unit", {"P1.i.a": "yes", "P1.i.b": "Z"}, NOW)
    assert await db.read(lambda tx: tx.execute(select(answers)).all()) == []


@pytest.mark.parametrize(
    "use_case",
    [
        lambda tx: cycles.enter_stage(tx, 1, "nowhere", Stage.DECLARED, "WBK", NOW),
        lambda tx: cycles.record_answers(tx, 1, "nowhere", "unit", {}, NOW),
        lambda tx: roster.unit_id(tx, "nowhere"),
    ],
)
async def test_a_unit_nobody_knows_is_told_by_its_code(db: Database, use_case: Callable[[Transaction], object]) -> None:
    with refused("roster.unknown_unit", code="nowhere"):
        await db.write(use_case)
