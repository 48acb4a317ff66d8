"""The roster as a table: what goes out can come in again without changing anything."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from documents.delimited import write_delimited
from domain.people import Actor
from domain.rights import Role
from domain.roster_questions import Answers
from handlers import roster_papers
from services import roster_export, roster_files
from services.roster_export import HEADER
from storage import people
from storage.engine import Database, Transaction
from storage.tables import audit
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.services.roster_play import AGENCY, add_units, imported, previewed, row

Table = Sequence[Sequence[str]]
WAYS: dict[str, Callable[[Table], bytes]] = {
    "x.xlsx": lambda rows: roster_papers.roster(rows, "en"),
    "x.csv": lambda rows: write_delimited(HEADER, rows),
}


@pytest.mark.parametrize("name", WAYS)
async def test_an_import_of_an_export_changes_nothing(db: Database, name: str) -> None:
    await db.write(add_units, (*AGENCY, ("dinkes-2", "Dinas Kesehatan", "pemda")))
    await imported(
        db, row(1, "dinkes"), row(2, "pkm"), row(3, "dinkes-2"), row(4, "disdik", email="", position="Analis, Muda"),
        row(5, number="", status="Non-ASN", rank=""),
    )  # fmt: skip
    rows = await db.write(roster_export.export_directly, "cli", NOW)
    assert [(one[0], one[3]) for one in rows] == [
        ("Pegawai 4", "Dinas Pendidikan"), ("Pegawai 1", "dinkes"), ("Pegawai 5", "dinkes"), ("Pegawai 3", "dinkes-2"),
        ("Pegawai 2", "Puskesmas Contoh"),
    ]  # fmt: skip
    seen = await previewed(db, roster_files.read(WAYS[name](rows), name, Answers()))
    n = seen.numbers
    assert (n.unchanged, n.changed, n.joined, n.missing, n.bad) == (5, 0, 0, 0, 0)


async def test_an_export_is_logged_and_leaves_out_whoever_left(db: Database) -> None:
    await db.write(add_units, AGENCY)
    await imported(db, row(1), row(2))
    await imported(db, row(1), leavers=True)
    assert len(await db.write(roster_export.export_directly, "cli", NOW)) == 1
    last = (await db.read(lambda tx: tx.execute(select(audit).order_by(audit.c.id)).all()))[-1]
    assert (last.actor, last.action, last.detail) == ("cli", "export_roster", {"count": 1})


async def test_an_admin_of_a_unit_takes_out_only_its_people(db: Database) -> None:
    await db.write(add_units, AGENCY)
    await imported(db, row(1, "dinkes"), row(2, "pkm"), row(3, "disdik"))

    def fill(tx: Transaction) -> tuple[Actor, Actor]:
        dinkes, disdik = (people.unit_by_code(tx, code) for code in ("dinkes", "disdik"))
        assert dinkes is not None
        assert disdik is not None
        admin = builders.linked(tx, disdik, 701, role=Role.ADMIN, scope=dinkes)
        return admin, builders.linked(tx, disdik, 702, role=Role.UNIT_HEAD, scope=dinkes)

    admin, head = await db.write(fill)
    assert [one[0] for one in await db.write(roster_export.export, admin, NOW)] == ["Pegawai 1", "Pegawai 2"]
    with refused("access.denied"):
        await db.write(roster_export.export, head, NOW)
