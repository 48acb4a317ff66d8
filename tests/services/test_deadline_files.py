"""Deadlines from a table: what it would add, what is wrong with it, all or nothing, and nothing twice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from domain.deadline_columns import TITLES, examples
from domain.deadline_file import FilePlan
from domain.rights import Role
from services import deadline_changes, deadline_file_dialog, deadline_files, deadline_series
from services.deadline_files import DeadlineFile, find_sheet
from services.planning import Planning
from storage import drafts
from storage.engine import Database, Transaction
from storage.tables import audit, deadline_people, deadlines, units
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
PLANNING = Planning()
HEADER = tuple(TITLES.values())


def sheet(*rows: dict[str, str]) -> DeadlineFile:
    """A file with these rows; title and day are given where a row has none."""
    cells = [
        tuple({"title": "LHE", "day": "12 Juni 2026", **row}.get(column.value, "") for column in TITLES) for row in rows
    ]
    return find_sheet([[HEADER, *cells]])


def agency(tx: Transaction) -> dict[str, int]:
    """Two health centres, one in the east, and an office; Siti is one, Budi are two."""
    found = {
        "pkm": builders.unit(tx, "pkm", name="Puskesmas Satu"),
        "timur": builders.unit(tx, "timur", name="Puskesmas Timur", timezone="Asia/Jayapura"),
        "dinas": builders.unit(tx, "dinas", name="Dinas"),
    }
    for code in ("pkm", "timur"):
        tx.execute(update(units).where(units.c.id == found[code].id).values(kind="Puskesmas"))
    people = {
        "siti": builders.employee(tx, found["pkm"], name="Siti Aminah, S.Kom."),
        "budi": builders.employee(tx, found["dinas"], name="Budi"),
        "other": builders.employee(tx, found["pkm"], name="Budi"),
    }
    return {name: one.id for name, one in (found | people).items()}


def rows(tx: Transaction) -> list[Any]:
    return list(tx.execute(select(deadlines).order_by(deadlines.c.due_at, deadlines.c.id)))


async def apply(db: Database, file: DeadlineFile, now: datetime = NOW) -> FilePlan:
    return await db.write(deadline_files.apply, file, "cli", PLANNING, TZ, now)


FULL = sheet(
    {"title": "Unggah bukti", "time": "15.00", "unit": "Puskesmas Timur", "evidence": "ya", "reminders": "H-7, H+2"},
    {"title": "Rapat", "time": "09.00 WITA", "for": "peran:tim_zi"},
    {"title": "Laporan", "for": "jenis:puskesmas"},
    {"title": "Berkas", "unit": "pkm", "for": "siti aminah, s.kom.; " + builders.staff_number(3)},
    {"title": "Monev", "day": "31 Januari 2026", "every": "bulanan", "until": "31 Mei 2026"},
)


async def test_a_file_adds_what_its_rows_say(db: Database) -> None:
    known = await db.write(agency)
    plan = await db.read(deadline_files.preview, FULL, TZ, NOW)
    assert [one.line for one in plan.new] == [2, 3, 4, 5, 6]
    assert (plan.known, plan.problems) == (0, ())
    assert await db.read(rows) == []
    assert await apply(db, FULL) == plan
    found = {row.title: row for row in await db.read(rows) if row.series_id is None}
    upload = found["Unggah bukti"]
    assert (upload.unit_id, upload.due_at) == (known["timur"], datetime(2026, 6, 12, 6, tzinfo=UTC))
    assert (upload.timezone, upload.each_zone, upload.evidence) == ("Asia/Jayapura", True, True)
    assert (upload.plan, upload.rule, upload.by) == ({"lead_days": [7], "follow_ups": [2]}, "mark", "cli")
    meeting = found["Rapat"]
    assert (meeting.due_at, meeting.timezone) == (datetime(2026, 6, 12, 1, tzinfo=UTC), "Asia/Makassar")
    assert (meeting.each_zone, meeting.audience) == (False, {"concerned": "role", "value": "zi_team"})
    assert found["Laporan"].audience == {"concerned": "kind", "value": "Puskesmas"}
    named = await db.read(lambda tx: tx.execute(select(deadline_people.c.employee_id)).scalars().all())
    assert sorted(named) == sorted((known["siti"], known["other"]))
    days = [row.occurs_on.isoformat() for row in await db.read(rows) if row.series_id is not None]
    assert days == ["2026-03-31", "2026-04-30", "2026-05-31"]
    assert [one.due_at for one in plan.new if one.every] == [datetime(2026, 3, 31, 9, tzinfo=UTC)]


async def test_the_same_file_again_adds_nothing_whatever_became_of_it(db: Database) -> None:
    await db.write(agency)
    await apply(db, FULL)
    before = len(await db.read(rows))
    assert await apply(db, FULL) == FilePlan((), 5, (), ())
    found = {row.title: row.id for row in await db.read(rows)}
    later = datetime(2026, 7, 1, 9, tzinfo=UTC)
    await db.write(deadline_changes.move, found["Unggah bukti"], later, "cli", PLANNING, NOW)
    await db.write(deadline_changes.cancel, found["Rapat"], "cli", NOW)
    series = (await db.read(deadline_series.listing, NOW))[0].series
    await db.write(deadline_series.end, series.id, "cli", NOW)
    assert await apply(db, FULL, datetime(2026, 6, 20, tzinfo=UTC)) == FilePlan((), 5, (), ())
    assert len(await db.read(rows)) == before
    notes = await db.read(
        lambda tx: tx.execute(select(audit.c.detail).where(audit.c.action == "import_deadlines")).scalars().all()
    )
    assert notes == [{"new": 5, "known": 0}]


async def test_a_title_written_otherwise_is_the_same_one(db: Database) -> None:
    await db.write(agency)
    await apply(db, sheet({"title": "Unggah  Bukti"}))
    plan = await apply(db, sheet({"title": "unggah bukti."}, {"title": "Unggah bukti", "time": "15.00"}))
    assert ([one.line for one in plan.new], plan.known) == ([3], 1)


BAD: dict[str, tuple[dict[str, str], tuple[str, str]]] = {
    "over already": ({"day": "1 Maret 2026"}, ("Tanggal", "deadline.past")),
    "a series that is over": (
        {"day": "2025-01-31", "every": "bulanan", "until": "2025-12-31"}, ("Tanggal", "series.nothing_ahead"),
    ),
    "no such unit": ({"unit": "antah"}, ("Unit", "deadline_file.unit_unknown")),
    "two units of one name": ({"unit": "kembar"}, ("Unit", "deadline_file.unit_ambiguous")),
    "no such kind": ({"for": "jenis:sekolah"}, ("Untuk", "deadline_file.kind_unknown")),
    "a kind elsewhere": ({"unit": "dinas", "for": "jenis:puskesmas"}, ("Judul", "deadline.audience_unknown")),
    "nobody of that name": ({"for": "Ratna"}, ("Untuk", "deadline_file.person_unknown")),
    "nobody of that number": ({"for": "199901012020121001"}, ("Untuk", "deadline_file.person_unknown")),
    "two of that name": ({"for": "budi"}, ("Untuk", "deadline_file.person_ambiguous")),
    "somebody elsewhere": ({"unit": "dinas", "for": "Siti Aminah, S.Kom."}, ("Judul", "deadline.people_elsewhere")),
    "a title too long": ({"title": "x" * 121}, ("Judul", "deadline.title_too_long")),
    "the same twice": ({"title": "Baik"}, ("Judul", "deadline_file.duplicate")),
    "a time that is none": ({"time": "99"}, ("Jam", "deadline_file.time")),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_row_is_told_with_its_reason_and_nothing_is_added(db: Database, name: str) -> None:
    def twins(tx: Transaction) -> None:
        agency(tx)
        for code in ("satu", "dua"):
            builders.unit(tx, code, name="Kembar")

    await db.write(twins)
    cells, expected = BAD[name]
    file = sheet({"title": "Baik"}, cells)
    plan = await db.read(deadline_files.preview, file, TZ, NOW)
    assert [one.line for one in plan.new] == [2]
    assert [(one.line, one.column, one.key) for one in plan.problems] == [(3, *expected)]
    with refused("deadline_file.problems", count=1):
        await apply(db, file)
    assert await db.read(rows) == []
    header, bad = deadline_files.bad_rows(file, {3: "Keliru."}, "Alasan")
    assert (header, len(bad), bad[0][-1]) == ((*HEADER, "Alasan"), 1, "Keliru.")


async def test_too_many_rows_are_refused(db: Database) -> None:
    await db.write(agency)
    with refused("deadline_file.too_many", limit=500):
        await db.read(deadline_files.preview, sheet(*({"title": f"T{number}"} for number in range(501))), TZ, NOW)


async def test_two_processes_import_a_file_once(db: Database) -> None:
    await db.write(agency)
    plans = await asyncio.gather(*(apply(db, FULL) for _ in range(3)))
    assert sorted(len(plan.new) for plan in plans) == [0, 0, 5]
    titles = [row.title for row in await db.read(rows) if row.series_id is None]
    assert sorted(titles) == ["Berkas", "Laporan", "Rapat", "Unggah bukti"]


def test_the_sheet_with_the_titles_is_found() -> None:
    guide: Sequence[Sequence[str]] = [["Kolom", "Isi"], ["Judul", "Wajib."]]
    found = find_sheet([guide, [HEADER, *examples(2027)]])
    assert found.header.titles == HEADER
    with refused("deadline_file.header_missing", limit=20):
        find_sheet([guide])


def admins(tx: Transaction) -> None:
    """Admins 800 of the agency and 801 of one unit, and 802, an employee."""
    agency(tx)
    unit = builders.unit(tx, "sekda")
    builders.linked(tx, unit, 800, role=Role.ADMIN)
    builders.linked(tx, unit, 801, role=Role.ADMIN, scope=unit)
    builders.linked(tx, unit, 802)


async def test_a_file_waits_in_the_chat_until_it_is_confirmed_once(db: Database) -> None:
    await db.write(admins)
    admin, other = await db.read(builders.actor, 800), await db.read(builders.actor, 801)
    await db.write(deadline_file_dialog.ask_file, admin, NOW)
    waiting = await db.read(drafts.draft, 800, deadline_file_dialog.DRAFT)
    assert waiting is not None
    assert waiting.step == "document"
    upload_id, plan = await db.write(deadline_file_dialog.receive, admin, "a.csv", b"x", FULL, TZ, NOW)
    assert len(plan.new) == 5
    assert await db.read(deadline_file_dialog.kept_file, admin, upload_id) == ("a.csv", b"x")
    with refused("deadline_file.gone"):
        await db.read(deadline_file_dialog.kept_file, other, upload_id)
    done = await db.write(deadline_file_dialog.apply_file, admin, upload_id, FULL, PLANNING, TZ, NOW)
    assert len(done.new) == 5
    assert {row.by for row in await db.read(rows)} == {"account:800"}
    with refused("deadline_file.gone"):
        await db.write(deadline_file_dialog.apply_file, admin, upload_id, FULL, PLANNING, TZ, NOW)
    assert await db.read(drafts.draft, 800, deadline_file_dialog.DRAFT) is None


async def test_an_admin_of_a_unit_adds_for_that_unit_only(db: Database) -> None:
    await db.write(admins)
    admin, employee = await db.read(builders.actor, 801), await db.read(builders.actor, 802)
    file = sheet({"unit": "sekda"}, {"unit": "pkm"}, {"title": "Semua"})
    _, plan = await db.write(deadline_file_dialog.receive, admin, "a.csv", b"x", file, TZ, NOW)
    assert [(one.line, one.column, one.key) for one in plan.problems] == [
        (3, "Unit", "deadline_file.outside"), (4, "Unit", "deadline_file.outside"),
    ]  # fmt: skip
    with refused("access.denied"):
        await db.write(deadline_file_dialog.ask_file, employee, NOW)
    await db.write(deadline_file_dialog.drop_file, admin)
    with refused("deadline_file.gone"):
        await db.read(deadline_file_dialog.kept_file, admin, 1)
