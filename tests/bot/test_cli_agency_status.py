"""`zibot export status`: the units of a cycle as a workbook and pictures."""

import asyncio
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.quick_scoring import bundled_scorer
from domain.stages import Stage
from storage import zone
from storage.engine import Transaction
from tests import builders
from tests.bot.test_cli import Place, place
from tests.builders import NOW
from tests.databases import opened
from tests.documents.reading import png_size

__all__ = ["place"]
WORTH = float(bundled_scorer().points("P1.i.a", '"yes"') or 0)
pytestmark = pytest.mark.usefixtures("logging_as_before")


def filled(tx: Transaction) -> None:
    """Two units in this cycle, one of which has answered a question, and in the cycle before."""
    one, other = builders.unit(tx, "setda", name="=Setda"), builders.unit(tx, "dinas")
    for year in (2025, 2026):
        cycle_id = builders.cycle(tx, year, (one, Stage.BUILDING, "WBK"), (other, Stage.DECLARED, "WBBM"))
        assert zone.add_answer(tx, cycle_id, one.id, "unit", "P1.i.a", 1, "yes" if year == 2026 else "no", NOW)


@pytest.fixture
def kept(place: Place, sqlite_url: str) -> Place:
    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(filled)

    asyncio.run(work())
    return place


def exported(at: Place, name: str, *words: str) -> Path:
    file = at.folder / name
    result = at.zibot("export", "status", str(file), *words)
    assert result.exit_code == 0, result.output
    return file


def test_the_workbook_holds_units_risks_weeks_and_the_cycle_before(kept: Place) -> None:
    book = load_workbook(io.BytesIO(exported(kept, "a.xlsx").read_bytes()))

    units, risks, weeks, compared, about = book.worksheets
    header = [cell.value for cell in units[1]]
    rows = [dict(zip(header, [cell.value for cell in row], strict=True)) for row in units.iter_rows(min_row=2)]
    assert [(row["Unit kerja"], row["Terjawab"], row["Target"], row["Nilai TPI"]) for row in rows] == [
        ("=Setda", 1, "WBK", "–"), ("Unit dinas", 0, "WBBM", "–"),
    ]  # fmt: skip
    total = units.cell(2, header.index("Nilai unit") + 1)
    assert total.value == pytest.approx(WORTH, abs=0.005)
    assert total.number_format == "#,##0.00"
    assert units.cell(2, header.index("A1 Manajemen Perubahan") + 1).number_format == "0.0%"
    # A total and six areas, three colours each.
    assert sum(len(one.rules) for one in units.conditional_formatting) == 21
    assert {row[4].value for row in risks.iter_rows(min_row=2)} >= {"Belum ada kepala unit yang terdaftar."}
    assert weeks.max_row >= 2
    assert [cell.value for cell in compared[1]][4:6] == ["Nilai 2025", "Nilai 2026"]
    assert compared["E2"].value == 0
    assert about["B2"].value == "ZI 2026"


def test_the_pictures_go_on_and_end_with_the_lines(kept: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.agency_status_papers.MOST_ROWS", 1)

    exported(kept, "a.png", "--order", "stage", "--year", "2025")

    made = sorted(file.name for file in kept.folder.glob("a*.png"))
    assert made == ["a-2.png", "a-3.png", "a.png"]
    assert {png_size((kept.folder / name).read_bytes())[0] for name in made} == {1080}


def test_the_first_cycle_has_no_sheet_of_the_one_before(kept: Place) -> None:
    book = load_workbook(io.BytesIO(exported(kept, "b.xlsx", "--year", "2025").read_bytes()))
    assert len(book.worksheets) == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("x.pdf",), "Akhiran"),
        (("x.xlsx", "--year", "1999"), "periode evaluasi"),
        (("no/where.xlsx",), "tidak dapat ditulis"),
    ],
)
def test_what_cannot_be_exported_is_told(kept: Place, words: tuple[str, ...], told: str) -> None:
    result = kept.zibot("export", "status", str(kept.folder / words[0]), *words[1:])
    assert result.exit_code != 0
    assert told in result.output
