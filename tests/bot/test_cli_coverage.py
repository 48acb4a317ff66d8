"""`zibot export coverage`: the units side by side as a workbook, a table and pictures."""

import asyncio
import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from documents import coverage_picture
from storage.engine import Transaction
from tests import builders
from tests.bot.test_cli import Place, place
from tests.databases import opened
from tests.documents.reading import png_size

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")


def asked(tx: Transaction) -> None:
    """Four people in two units, one of them below the other; one has signed. Both campaigns ask them."""
    above = builders.unit(tx, "setda", name="=Setda")
    below = builders.unit(tx, "bagian", parent=above)
    builders.unit(tx, "dinas")
    signer, *_ = [builders.employee(tx, below) for _ in range(3)]
    builders.employee(tx, above)
    builders.campaign(tx, "2")
    builders.signature(tx, builders.campaign(tx, "1"), signer)


@pytest.fixture
def kept(place: Place, sqlite_url: str) -> Place:
    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(asked)

    asyncio.run(work())
    return place


def exported(at: Place, name: str, *words: str) -> Path:
    file = at.folder / name
    result = at.zibot("export", "coverage", str(file), *words)
    assert result.exit_code == 0, result.output
    return file


def test_the_workbook_holds_numbers_and_the_sum_on_a_sheet_of_its_own(kept: Place) -> None:
    book = load_workbook(io.BytesIO(exported(kept, "a.xlsx", "--campaign", "2").read_bytes()))

    units, summary = book.worksheets
    rows = [[cell.value for cell in row] for row in units.iter_rows(min_row=2)]
    assert rows == [
        ["setda", "=Setda", 1, 0, 0, 1, 0, 1, 0, 0, 1],
        ["bagian", "Unit bagian", 3, 1, pytest.approx(1 / 3), 2, 0, 2, 0, 0, 2],
    ]
    assert units["E3"].number_format == "0.0%"
    assert units.auto_filter.ref == "A1:K3"
    lines = {row[0].value: row[1].value for row in summary.iter_rows(min_row=2)}
    assert (lines["Kampanye"], lines["Diminta"], lines["Sudah menandatangani"]) == ("Pakta 1", 4, 1)


def test_the_table_is_text_in_the_order_that_was_asked_for(kept: Place) -> None:
    text = exported(kept, "a.csv", "--campaign", "2", "--order", "high").read_text("utf-8-sig")

    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [(row["Unit kerja"], row["Persentase"]) for row in rows] == [("Unit bagian", "33,3%"), ("'=Setda", "0,0%")]


def test_more_units_than_a_picture_holds_go_on_a_second_one(kept: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.coverage_papers.MOST_ROWS", 1)
    assert coverage_picture.MOST_ROWS > 1

    first = exported(kept, "a.png")

    assert [png_size((kept.folder / name).read_bytes())[0] for name in (first.name, "a-2.png")] == [1080, 1080]
    assert not (kept.folder / "a-3.png").exists()
    assert exported(kept, "b.png", "--rolled").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("x.pdf",), "Akhiran"),
        (("x.csv", "--campaign", "99"), "kampanye"),
        (("no/where.csv",), "tidak dapat ditulis"),
    ],
)
def test_what_cannot_be_exported_is_told(kept: Place, words: tuple[str, ...], told: str) -> None:
    result = kept.zibot("export", "coverage", str(kept.folder / words[0]), *words[1:])
    assert result.exit_code != 0
    assert told in result.output
