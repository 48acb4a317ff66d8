"""Units in and out as a table: the preview, the import in one step, and the export, which reads back as no change."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.deadline import DoneRule
from domain.people import Unit
from domain.reminders import ReminderRules
from domain.rights import Role
from services import deadlines, unit_files
from services.deadlines import NewDeadline, Planning
from storage import people
from storage import units as unit_storage
from storage.engine import Database, Transaction
from storage.tables import audit, grants, reminders, unit_changes
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PLANNING = Planning(ReminderRules((7,), follow_ups=()), "")
TITLES = ("kode", "nama", "jenis", "induk", "zona", "hari kerja", "predikat", "tahun predikat", "nip kepala")
ZONE = "Asia/Jakarta"
HEAD, DEPUTY = builders.staff_number(1), builders.staff_number(2)
FIRST = [
    ("pkm", "Puskesmas", "puskesmas", "dinkes", "WIT", "6", "", "", ""),
    ("pemda", "Pemerintah Kabupaten", "instansi", "", "", "", "", "", ""),
    ("dinkes", "Dinas Kesehatan", "dinas", "Pemerintah Kabupaten", "", "5", "WBK", "2023", HEAD),
]


def file(*rows: Sequence[str]) -> unit_files.UnitFile:
    return unit_files.find_sheet([[["Catatan", "Lain"]], [TITLES, *rows]])


def staff(tx: Transaction) -> None:
    """Two people who can lead, in a unit of their own."""
    own = builders.unit(tx, "setda")
    builders.employee(tx, own), builders.employee(tx, own)


async def imported(db: Database, *rows: Sequence[str], skip_bad: bool = False) -> tuple[int, int, int]:
    plan = await db.write(unit_files.apply, file(*rows), ZONE, PLANNING, "cli", NOW, skip_bad=skip_bad)
    return len(plan.new), len(plan.changed), plan.unchanged


async def unit(db: Database, code: str) -> Unit:
    found = await db.read(people.unit_by_code, code)
    assert found is not None
    return found


async def heads(db: Database) -> dict[str, str]:
    found = await db.read(unit_storage.heads)
    units = {one.id: one.code for one in await db.read(people.all_units)}
    return {units[unit_id]: employee.staff_number for unit_id, employee in found.items()}


async def test_a_preview_stores_nothing_and_the_import_does_what_it_showed(db: Database) -> None:
    await db.write(staff)
    seen = await db.read(unit_files.preview, file(*FIRST), ZONE, NOW)
    assert [new.code for new in seen.new] == ["pemda", "dinkes", "pkm"]
    assert [one.code for one in seen.missing] == ["setda"]
    assert len(await db.read(people.all_units)) == 1
    assert await imported(db, *FIRST) == (3, 0, 0)
    clinic, health, top = await unit(db, "pkm"), await unit(db, "dinkes"), await unit(db, "pemda")
    assert (clinic.parent_id, clinic.timezone, clinic.work_days) == (health.id, "Asia/Jayapura", 6)
    assert (health.parent_id, health.predicate, health.predicate_year) == (top.id, "WBK", 2023)
    assert await heads(db) == {"dinkes": HEAD}


async def test_the_same_file_again_changes_nothing_at_all(db: Database) -> None:
    await db.write(staff)
    await imported(db, *FIRST)

    def everything(tx: Transaction) -> list[int]:
        return [len(tx.execute(select(table)).all()) for table in (unit_changes, audit, grants)]

    before = await db.read(everything)
    assert await imported(db, *FIRST) == (0, 0, 3)
    assert await db.read(everything) == before


async def test_changes_are_kept_one_by_one_with_their_old_values(db: Database) -> None:
    await db.write(staff)
    await imported(db, *FIRST)
    change = ("dinkes", "Dinas Kesehatan dan KB", "", "tidak ada", "WITA", "", "WBBM", "2025", DEPUTY)
    assert await imported(db, change) == (0, 1, 0)
    health = await unit(db, "dinkes")
    query = select(unit_changes).where(unit_changes.c.unit_id == health.id, unit_changes.c.kind != "created")
    rows = await db.read(lambda tx: tx.execute(query.order_by(unit_changes.c.id)).all())
    assert [(row.kind, row.before, row.after) for row in rows if row.kind != "head"] == [
        ("renamed", {"name": "Dinas Kesehatan"}, {"name": "Dinas Kesehatan dan KB"}),
        ("moved", {"parent": "pemda"}, {"parent": ""}),
        ("zone", {"timezone": "Asia/Jakarta"}, {"timezone": "Asia/Makassar"}),
        ("predicate", {"predicate": "WBK", "predicate_year": 2023}, {"predicate": "WBBM", "predicate_year": 2025}),
    ]
    assert [row.kind for row in rows].count("head") == 2
    assert await heads(db) == {"dinkes": DEPUTY}


async def test_the_head_is_given_and_taken_as_a_role_with_reason_and_log(db: Database) -> None:
    await db.write(staff)
    await imported(db, *FIRST)
    await imported(db, ("dinkes", "", "", "", "", "", "", "", "tidak ada"))
    rows = await db.read(lambda tx: tx.execute(select(grants)).all())
    assert [(row.role, row.granted_by, row.revoked_by, bool(row.reason), bool(row.revoke_reason)) for row in rows] == [
        (Role.UNIT_HEAD, "cli", "cli", True, True)
    ]
    actions = await db.read(lambda tx: tx.execute(select(audit.c.action)).scalars().all())
    assert {"grant_role", "revoke_role", "import_units"} <= set(actions)


async def test_a_bad_row_stops_everything_unless_it_is_to_be_skipped(db: Database) -> None:
    bad = ("rsud", "RSUD", "rsud", "tiada", "", "9", "", "", "")
    good = ("pemda", "Pemda", "", "", "", "", "", "", "")
    with refused("units.problems", count=1):
        await imported(db, good, bad)
    assert await db.read(people.all_units) == ()
    assert await imported(db, good, bad, skip_bad=True) == (1, 0, 0)


async def test_the_export_has_parents_first_and_reads_back_without_a_change(db: Database) -> None:
    await db.write(staff)
    await imported(db, *FIRST)
    rows = await db.write(unit_files.export, "cli", NOW)
    assert [row[0] for row in rows] == ["pemda", "dinkes", "pkm", "setda"]
    assert rows[1] == ("dinkes", "Dinas Kesehatan", "dinas", "pemda", "WIB", "5", "WBK", "2023", HEAD)
    table: list[Sequence[str]] = [unit_files.HEADER, *rows]
    sheet = unit_files.find_sheet([table])
    plan = await db.read(unit_files.preview, sheet, ZONE, NOW)
    assert (plan.new, plan.changed, plan.unchanged, plan.missing, plan.problems) == ((), (), 4, (), ())
    notes = await db.read(lambda tx: tx.execute(select(audit.c.action, audit.c.detail)).all())
    assert ("export_units", {"count": 4}) in [(row.action, row.detail) for row in notes]
    assert [row.action for row in notes].count("see_person") == 1


async def test_reminders_follow_what_a_file_changes(db: Database) -> None:
    await db.write(staff)
    await imported(db, *FIRST)
    new = NewDeadline("Eviden", NOW + timedelta(days=20), None, DoneRule.MARK)
    await db.write(deadlines.add, new, "cli", PLANNING, NOW)

    async def calendars() -> list[tuple[str, int]]:
        rows = await db.read(lambda tx: tx.execute(select(reminders).order_by(reminders.c.timezone)).all())
        return [(row.timezone, row.work_days) for row in rows]

    assert await calendars() == [("Asia/Jakarta", 5), ("Asia/Jayapura", 6)]
    await imported(db, ("pkm", "", "", "", "WITA", "", "", "", ""), ("baru", "Baru", "", "", "WIB", "6", "", "", ""))
    assert await calendars() == [("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Makassar", 6)]


async def test_the_tree_has_its_depths_and_the_closed_ones_only_when_asked_for(db: Database) -> None:
    await db.write(staff)
    await imported(db, *FIRST)
    clinic = await unit(db, "pkm")
    await db.write(lambda tx: unit_storage.change(tx, clinic.id, {"closed_at": NOW}))
    found, _ = await db.read(unit_files.tree)
    assert [(one.code, depth) for one, depth in found] == [("pemda", 0), ("dinkes", 1), ("setda", 0)]
    found, _ = await db.read(lambda tx: unit_files.tree(tx, closed=True))
    assert [(one.code, depth) for one, depth in found][2] == ("pkm", 2)


def test_the_sheet_with_the_most_known_titles_is_read() -> None:
    sheets: list[list[Sequence[str]]] = [[["kode", "nama"]], [TITLES], [["apa", "saja"]]]
    assert len(unit_files.find_sheet(sheets).header.columns) == len(TITLES)
    with refused("units.header_missing"):
        unit_files.find_sheet([[["apa", "saja"]]])


def test_bad_rows_come_back_as_they_stand_with_the_reason_last() -> None:
    header, rows = unit_files.bad_rows(file(("x",), ("y", "Y")), {2: "Keliru."}, "Alasan")
    assert header == (*TITLES, "Alasan")
    assert rows == [("x", *[""] * 8, "Keliru.")]


@pytest.mark.parametrize("code", ["pkm", "dinkes"])
async def test_a_closed_unit_is_told_and_not_opened_by_a_file(db: Database, code: str) -> None:
    await db.write(staff)
    await imported(db, *FIRST)
    found = await unit(db, code)
    await db.write(lambda tx: unit_storage.change(tx, found.id, {"closed_at": NOW}))
    plan = await db.read(unit_files.preview, file((code, "Nama", *[""] * 7)), ZONE, NOW)
    assert [one.key for one in plan.problems] == ["units.code_closed"]
