"""`zibot export evidence`: the signed documents of a unit in one file, logged; what can't be done is a sentence."""

import asyncio
import csv
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import cli_evidence
from bot.settings import Settings
from storage.engine import Transaction
from storage.tables import audit
from tests import builders, sealed
from tests.bot.test_cli import Place, place
from tests.databases import opened

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")


@pytest.fixture
def kept(place: Place, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two people of the same name in a unit and one below it; three others elsewhere."""

    def signed(tx: Transaction) -> None:
        sealed.fill(tx)
        above = builders.unit(tx, "setda")
        below = builders.unit(tx, "bagian", parent=above)
        for version, unit in (("2", above), ("3", below)):
            who = builders.employee(tx, unit, name="Siti Aminah")
            builders.signature(tx, builders.campaign(tx, version), who, code="DDDDDDDDD" + version)

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(signed)

    async def username(_settings: Settings) -> str:
        return "zi_bot"

    monkeypatch.setattr(cli_evidence, "bot_username", username)
    asyncio.run(work())
    return place


def noted(url: str) -> list[tuple[str, dict[str, object]]]:
    async def work() -> list[tuple[str, dict[str, object]]]:
        async with opened(url) as db:
            query = select(audit.c.actor, audit.c.detail).where(audit.c.action == "export_evidence")
            return await db.read(lambda tx: [(actor, detail) for actor, detail in tx.execute(query)])

    return asyncio.run(work())


def test_the_file_holds_a_signed_document_for_each_and_their_list(kept: Place, sqlite_url: str) -> None:
    file = kept.folder / "bukti.zip"
    result = kept.zibot("export", "evidence", str(file), "--unit", "setda")
    assert result.exit_code == 0, result.output
    assert "2 dokumen" in result.output

    with zipfile.ZipFile(file) as found:
        rows = list(csv.DictReader(io.StringIO(found.read("daftar.csv").decode("utf-8-sig")), delimiter=";"))
        names = {f"Siti-Aminah_DDDDDDDDD{version}.pdf" for version in "23"}
        assert {row["Nama berkas"] for row in rows} == names
        assert set(found.namelist()) == {*names, "daftar.csv"}
        for name in names:
            pdf = found.read(name)
            assert pdf.startswith(b"%PDF-")
            assert b"/ByteRange" in pdf
    assert noted(sqlite_url) == [("cli", {"count": 2})]


def test_of_one_campaign_only(kept: Place) -> None:
    file = kept.folder / "bukti.zip"
    result = kept.zibot("export", "evidence", str(file), "--unit", "setda", "--campaign", "99")
    assert result.exit_code == 1
    assert not file.exists()


@pytest.mark.parametrize(
    ("name", "unit", "code", "words"),
    [
        ("bukti.zip", "tiada", 1, "tiada"),
        ("bukti.pdf", "setda", 2, ".zip"),
        ("tiada/bukti.zip", "setda", 1, "tidak dapat ditulis"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_left(
    kept: Place, sqlite_url: str, name: str, unit: str, code: int, words: str
) -> None:
    before = sorted(kept.folder.iterdir())
    result = kept.zibot("export", "evidence", str(Path(kept.folder, name)), "--unit", unit)
    assert result.exit_code == code
    assert words in result.output
    assert [one for one in sorted(kept.folder.iterdir()) if one not in before and one.suffix != ".pem"] == [
        one for one in kept.folder.iterdir() if one not in before and one.suffix in {".p12", ".pfx"}
    ]
    assert noted(sqlite_url) == []
