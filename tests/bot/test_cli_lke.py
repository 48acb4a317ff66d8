"""`zibot import lke` and `zibot export lke|recap|lhe`."""

import asyncio
from pathlib import Path

import pytest
from openpyxl import load_workbook

from storage.engine import Transaction
from tests.bot.test_cli import Place, place
from tests.databases import opened
from tests.documents.reading import raw_text
from tests.services.sheet_play import team
from tests.services.test_lke_files import whole

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")


def kept(at: Place, url: str, *, full: bool) -> None:
    async def work() -> None:
        def fill(tx: Transaction) -> None:
            (whole if full else team)(tx)

        async with opened(url) as db:
            await db.write(fill)

    del at
    asyncio.run(work())


def test_a_worksheet_goes_out_is_filled_and_comes_in_once(place: Place, sqlite_url: str) -> None:
    kept(place, sqlite_url, full=False)
    file = place.folder / "lke.xlsx"
    assert place.zibot("export", "lke", str(file), "--unit", "dinkes").exit_code == 0
    book = load_workbook(file)
    book["LKE ZI"]["K7"], book["LKE ZI"]["K8"] = "ya", "Z"
    book.save(file)
    dry = place.zibot("import", "lke", str(file), "--unit", "dinkes", "--dry-run")
    assert dry.exit_code == 0
    assert "P1.i.a: belum dijawab → Ya" in dry.output
    assert 'Baris 8: Jawaban "Z" tidak ada' in dry.output
    assert place.rows("select count(*) from answers") == [(0,)]
    refused = place.zibot("import", "lke", str(file), "--unit", "dinkes")
    assert refused.exit_code == 1, "nobody said yes"
    done = place.zibot("import", "lke", str(file), "--unit", "dinkes", "--yes")
    assert "Disimpan: 1 jawaban, 0 tautan." in done.output
    assert place.rows('select question, value, version, "by" from answers') == [("P1.i.a", '"yes"', 1, "cli")]
    again = place.zibot("import", "lke", str(file), "--unit", "dinkes", "--yes")
    assert "Tidak ada yang perlu diubah." in again.output


def test_recap_and_report_are_written(place: Place, sqlite_url: str) -> None:
    kept(place, sqlite_url, full=True)
    recap = place.folder / "rekap.xlsx"
    assert place.zibot("export", "recap", str(recap)).exit_code == 0
    book = load_workbook(recap)
    assert book.sheetnames == ["Rekap", "Jawaban Unit", "Jawaban TPI", "Jawaban TPN"]
    overview = [cell.value for cell in book["Rekap"][2]]
    assert (overview[0], *overview[2:5]) == ("dinkes", "penilaian mandiri", "WBK", 113)
    assert overview[5] == overview[6] == overview[7] == pytest.approx(93.1667)
    assert len(list(book["Jawaban TPI"][2])) == 115
    for name, start in (("lhe.pdf", b"%PDF"), ("lhe.docx", b"PK")):
        file = place.folder / name
        assert place.zibot("export", "lhe", str(file), "--unit", "dinkes").exit_code == 0
        assert file.read_bytes().startswith(start)
    assert "dinkes" in raw_text((place.folder / "lhe.pdf").read_bytes())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("export", "lke", "x.csv", "--unit", "dinkes"), 2, "Akhiran berkas harus .xlsx."),
        (("export", "lhe", "x.txt", "--unit", "dinkes"), 2, "Akhiran berkas harus .pdf atau .docx."),
        (("export", "lke", "x.xlsx", "--unit", "tidak-ada"), 1, "Unit itu tidak ada"),
        (("import", "lke", "tidak-ada.xlsx", "--unit", "dinkes"), 1, "tidak dapat dibaca"),
    ],
)
def test_what_cannot_be_done_is_told(place: Place, words: tuple[str, ...], code: int, told: str) -> None:
    result = place.zibot(*words)
    assert (result.exit_code, told in result.output) == (code, True), result.output
    assert not Path(words[2]).exists()
