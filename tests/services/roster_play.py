"""What tests of the roster share: a small agency, files of plain rows, and an import in one go."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert

from benchmarks.roster_data import csv_bytes
from domain.people import Actor
from domain.roster_numbers import Applied
from domain.roster_questions import Answers
from services import roster_files, roster_import
from services.roster_files import RosterFile
from services.roster_import import Choice, Preview
from storage.engine import Database, Transaction
from storage.tables import units
from tests.builders import NOW

TODAY = date(2026, 3, 2)
HEADER = ("Nama", "NIP/NI PPPK", "Jabatan", "Unit Kerja", "Golongan", "Status", "No. HP", "Email")

Row = tuple[str, str, str, str, str, str, str, str]


def row(serial: int, unit: str = "dinkes", **other: str) -> Row:
    """A plain row of somebody; other serials are other people."""
    values = {
        "name": f"Pegawai {serial}", "number": f"19700{serial % 9 + 1}01200103{1 + serial % 2}{serial:03}",
        "position": "Analis", "unit": unit, "rank": "III/a", "status": "PNS", "phone": f"0811{serial:07}",
        "email": f"p{serial}@contoh.example",
    } | other  # fmt: skip
    name, number, position, of, rank, status, phone, email = values.values()
    return name, number, position, of, rank, status, phone, email


def file(*rows: Sequence[str], header: Sequence[str] = HEADER, name: str = "pegawai.csv") -> RosterFile:
    """A file of these rows below the titles."""
    return roster_files.read(csv_bytes((header, *rows)), name, Answers())


def add_units(tx: Transaction, tree: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """Units given as (code, name, code of the parent), parents first; returns the ids by code."""
    ids: dict[str, int] = {}
    for code, name, parent in tree:
        values = {
            "code": code, "name": name, "kind": "opd", "parent_id": ids.get(parent), "timezone": "Asia/Jakarta",
            "work_days": 5, "predicate": "", "predicate_year": None,
        }  # fmt: skip
        ids[code] = tx.execute(insert(units).values(**values).returning(units.c.id)).scalar_one()
    return ids


AGENCY = (
    ("pemda", "Pemerintah Kabupaten", ""),
    ("dinkes", "Dinas Kesehatan", "pemda"),
    ("pkm", "Puskesmas Contoh", "dinkes"),
    ("disdik", "Dinas Pendidikan", "pemda"),
)


async def previewed(db: Database, of: RosterFile, actor: Actor | None = None, *, full: bool = True) -> Preview:
    """The preview of a file for somebody, or for the command line."""
    state = await (db.read(roster_import.whole_state) if actor is None else db.read(roster_import.state, actor))
    return roster_import.preview(state, of, TODAY, full=full)


async def imported(
    db: Database, *rows: Sequence[str], choice: Choice = Choice.UPDATE, leavers: bool = False
) -> Applied:
    """Import a full list of these rows from the command line."""
    seen = await previewed(db, file(*rows))
    count = len(seen.plan.leavers) if leavers else None
    return await db.write(roster_import.apply_directly, "cli", seen, choice, NOW, leavers=count)
