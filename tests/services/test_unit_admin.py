"""Units kept by an admin in the chat: searching, changing, merging, and files that wait for their confirmation."""

import pytest
from sqlalchemy import select

from domain.people import Actor, Unit
from domain.rights import Role
from domain.unit_book import Purpose
from services import unit_admin, unit_files
from services.deadlines import Planning
from storage import drafts, people
from storage.engine import Database, Transaction
from storage.tables import unit_changes
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PLANNING = Planning(country="")
ZONE = "Asia/Jakarta"
FILE = unit_files.find_sheet([[("kode", "nama"), ("rsud", "RSUD")]])
BAD = unit_files.find_sheet([[("kode", "nama"), ("rsud", "RSUD"), ("x y", "X")]])


def world(tx: Transaction) -> tuple[Actor, list[Unit]]:
    """An admin of the agency, and twelve units: an agency, ten clinics, one office."""
    top = builders.unit(tx, "pemda", name="Pemerintah Kabupaten")
    clinics = [builders.unit(tx, f"pkm-{number:02}", name=f"Puskesmas {number:02}", parent=top) for number in range(10)]
    office = builders.unit(tx, "disdag", name="Dinas Perdagangan", parent=top)
    return builders.linked(tx, office, role=Role.ADMIN), [top, *clinics, office]


async def test_typed_words_narrow_what_is_being_picked_page_by_page(db: Database) -> None:
    admin, _ = await db.write(world)
    first = await db.write(unit_admin.pick, admin, Purpose.SEE, 0, 0, NOW)
    assert (first.found, first.page, first.pages, len(first.units)) == (12, 0, 2, 8)
    found = await db.write(unit_admin.search, admin, " puskesmas ", NOW)
    assert (found.found, found.pages, found.words) == (10, 2, "puskesmas")
    second = await db.write(unit_admin.pick, admin, Purpose.SEE, 0, 7, NOW)
    assert (second.page, [unit.code for unit in second.units]) == (1, ["pkm-08", "pkm-09"])
    anew = await db.write(unit_admin.pick, admin, Purpose.SEE, 0, 0, NOW, anew=True)
    assert (anew.words, anew.found, anew.units) == ("", 12, first.units)


async def test_a_unit_is_offered_neither_itself_nor_what_stands_below_it(db: Database) -> None:
    admin, units = await db.write(world)
    below_top = await db.write(unit_admin.pick, admin, Purpose.MERGE, units[0].id, 0, NOW)
    assert (below_top.found, below_top.subject) == (0, units[0])
    for_clinic = await db.write(unit_admin.pick, admin, Purpose.PARENT, units[1].id, 0, NOW)
    assert for_clinic.found == 11
    found = await db.write(unit_admin.search, admin, "perdagangan", NOW)
    assert (found.purpose, found.subject, found.units) == (Purpose.PARENT, units[1], (units[-1],))


async def test_words_without_a_picker_are_refused(db: Database) -> None:
    admin, _ = await db.write(world)
    with refused("units.unknown"):
        await db.write(unit_admin.search, admin, "x", NOW)
    with refused("units.unknown"):
        await db.write(unit_admin.rename, admin, "X", NOW)


async def test_a_typed_name_is_taken_once_and_a_wrong_one_can_be_typed_again(db: Database) -> None:
    admin, units = await db.write(world)
    await db.write(unit_admin.ask_name, admin, units[1].id, NOW)
    with refused("units.name_empty"):
        await db.write(unit_admin.rename, admin, " - ", NOW)
    facts = await db.write(unit_admin.rename, admin, "Puskesmas Baru", NOW)
    assert (facts.unit.name, [event.kind for event in facts.history]) == ("Puskesmas Baru", ["renamed"])
    assert facts.history[0].by == f"account:{admin.telegram_id}"
    assert await db.read(drafts.draft, admin.telegram_id, unit_admin.NAME) is None


async def test_every_change_shows_the_new_state(db: Database) -> None:
    admin, units = await db.write(world)
    clinic, office = units[1], units[-1]
    await db.write(unit_admin.set_zone, admin, clinic.id, "WIT", PLANNING, NOW)
    await db.write(unit_admin.set_work_days, admin, clinic.id, "6", PLANNING, NOW)
    await db.write(unit_admin.set_predicate, admin, clinic.id, "WBBM", "2025", NOW)
    facts = await db.write(unit_admin.move, admin, clinic.id, office.id, PLANNING, NOW)
    changed = facts.unit
    assert (changed.timezone, changed.work_days, changed.predicate) == ("Asia/Jayapura", 6, "WBBM")
    assert facts.parent == office
    assert [event.kind for event in facts.history] == ["moved", "predicate", "work_days", "zone"]
    assert facts.counts.is_empty
    seen = await db.write(unit_admin.see, admin, office.id, NOW)
    assert (seen.counts.people, seen.counts.children, seen.children) == (1, 1, (changed,))


async def test_a_merge_shows_where_everything_went(db: Database) -> None:
    admin, units = await db.write(world)
    away, into, preview = await db.read(unit_admin.preview_merge, admin, units[-1].id, units[1].id, NOW)
    assert (away, into, preview.people) == (units[-1], units[1], 1)
    facts = await db.write(unit_admin.merge, admin, away.id, into.id, PLANNING, NOW)
    assert (facts.unit.id, facts.counts.people) == (into.id, 1)
    gone = await db.write(unit_admin.see, admin, away.id, NOW)
    assert gone.merged_into == facts.unit
    closed = await db.write(unit_admin.close, admin, units[2].id, PLANNING, NOW)
    assert closed.unit.closed_at == NOW


async def test_a_file_waits_for_its_confirmation_and_is_imported_once(db: Database) -> None:
    admin, _ = await db.write(world)
    await db.write(unit_admin.ask_file, admin, NOW)
    upload, plan = await db.write(unit_admin.receive, admin, "unit.csv", b"isi", FILE, ZONE, NOW)
    assert [unit.code for unit in plan.new] == ["rsud"]
    assert await db.read(people.unit_by_code, "rsud") is None
    assert await db.read(unit_admin.kept_file, admin, upload) == ("unit.csv", b"isi")
    await db.write(unit_admin.apply_file, admin, upload, FILE, ZONE, PLANNING, NOW)
    assert await db.read(people.unit_by_code, "rsud") is not None
    with refused("units.file_gone"):
        await db.write(unit_admin.apply_file, admin, upload, FILE, ZONE, PLANNING, NOW)
    rows = await db.read(lambda tx: tx.execute(select(unit_changes)).all())
    assert [(row.kind, row.by) for row in rows] == [("created", f"account:{admin.telegram_id}")]


async def test_a_corrected_file_takes_the_place_of_the_one_before(db: Database) -> None:
    admin, _ = await db.write(world)
    first, plan = await db.write(unit_admin.receive, admin, "unit.csv", b"1", BAD, ZONE, NOW)
    assert len(plan.problems) == 1
    second, _ = await db.write(unit_admin.receive, admin, "unit.csv", b"2", FILE, ZONE, NOW)
    with refused("units.file_gone"):
        await db.write(unit_admin.apply_file, admin, first, BAD, ZONE, PLANNING, NOW)
    await db.write(unit_admin.drop_file, admin)
    with refused("units.file_gone"):
        await db.read(unit_admin.kept_file, admin, second)


async def test_a_file_with_bad_rows_is_imported_only_when_these_are_to_be_skipped(db: Database) -> None:
    admin, _ = await db.write(world)
    upload, _ = await db.write(unit_admin.receive, admin, "unit.csv", b"1", BAD, ZONE, NOW)
    with refused("units.problems", count=1):
        await db.write(unit_admin.apply_file, admin, upload, BAD, ZONE, PLANNING, NOW)
    plan = await db.write(unit_admin.apply_file, admin, upload, BAD, ZONE, PLANNING, NOW, skip_bad=True)
    assert len(plan.new) == 1


async def test_the_file_of_somebody_else_is_no_file(db: Database) -> None:
    admin, units = await db.write(world)
    other = await db.write(lambda tx: builders.linked(tx, units[1], 702, role=Role.ADMIN))
    upload, _ = await db.write(unit_admin.receive, admin, "unit.csv", b"1", FILE, ZONE, NOW)
    with refused("units.file_gone"):
        await db.write(unit_admin.apply_file, other, upload, FILE, ZONE, PLANNING, NOW)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_nobody_but_an_admin_keeps_units(db: Database, role: Role) -> None:
    _, units = await db.write(world)
    other = await db.write(lambda tx: builders.linked(tx, units[1], 702, role=role))
    with refused("access.denied"):
        await db.write(unit_admin.see, other, units[1].id, NOW)
    with refused("access.denied"):
        await db.write(unit_admin.merge, other, units[1].id, units[2].id, PLANNING, NOW)


async def test_an_admin_of_one_unit_does_not_keep_it(db: Database) -> None:
    _, units = await db.write(world)
    other = await db.write(lambda tx: builders.linked(tx, units[1], 702, role=Role.ADMIN, scope=units[1]))
    with refused("access.denied"):
        await db.write(unit_admin.export, other, NOW)
    with refused("access.denied"):
        await db.write(unit_admin.set_zone, other, units[1].id, "WIT", PLANNING, NOW)
