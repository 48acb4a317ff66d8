"""`zibot export pledges`: who signed, in which unit and campaign, and what each signature is worth."""

import asyncio
import csv
from pathlib import Path

import pytest

from documents.workbooks import read_tables
from storage.engine import Transaction
from tests import builders, sealed
from tests.bot.test_cli import Place, place
from tests.databases import opened

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")

RISKY = "=1+1"


def signed(tx: Transaction) -> None:
    """Three signatures in one unit, one of them withdrawn, and one below another unit."""
    sealed.fill(tx)
    above = builders.unit(tx, "setda")
    below = builders.unit(tx, "bagian", parent=above)
    who = builders.employee(tx, below, name=RISKY)
    builders.signature(tx, builders.campaign(tx, "2"), who, code="DDDDDDDDDD")


@pytest.fixture
def kept(place: Place, sqlite_url: str) -> Place:
    """With the signatures of `signed`."""

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(signed)

    asyncio.run(work())
    return place


def exported(at: Place, name: str, *words: str) -> list[dict[str, str]]:
    file = at.folder / name
    result = at.zibot("export", "pledges", str(file), *words)
    assert result.exit_code == 0, result.output
    return table(file)


def table(file: Path) -> list[dict[str, str]]:
    if file.suffix == ".csv":
        return list(csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    (header, *rows) = read_tables(file.read_bytes(), file.name)[0].rows
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_everybody_who_signed_stands_in_the_list_in_both_forms(kept: Place) -> None:
    book, text = exported(kept, "a.xlsx"), exported(kept, "a.csv")
    assert [row["Nama"] for row in book] == [RISKY, *(f"Pegawai Contoh {number}" for number in range(3))]
    assert text[0]["Nama"] == f"'{RISKY}"
    same = [name for name in book[0] if name != "Nama"]
    assert [[row[name] for name in same] for row in text] == [[row[name] for name in same] for row in book]
    assert [row["Keadaan"] for row in book] == ["berlaku", "berlaku", "ditarik", "berlaku"]
    assert all("••••" in row["NIP"] for row in book)
    assert len({row["Nomor di buku segel"] for row in book} - {""}) == len(book)
    assert kept.rows("SELECT count(*) FROM audit WHERE action = 'export_pledges'") == [(2,)]


def test_a_unit_holds_those_below_it_and_a_campaign_only_its_own(kept: Place) -> None:
    assert [row["Nama"] for row in exported(kept, "b.xlsx", "--unit", "setda")] == [RISKY]
    assert len(exported(kept, "c.xlsx", "--campaign", "1")) == 3
    assert exported(kept, "d.xlsx", "--unit", "setda", "--campaign", "1") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("x.pdf",), "Akhiran"),
        (("x.csv", "--unit", "lain"), "kode"),
        (("x.csv", "--campaign", "99"), "kampanye"),
        (("no/where.csv",), "tidak dapat ditulis"),
    ],
)
def test_what_cannot_be_exported_is_told(kept: Place, words: tuple[str, ...], told: str) -> None:
    result = kept.zibot("export", "pledges", str(kept.folder / words[0]), *words[1:])
    assert result.exit_code != 0
    assert told in result.output
