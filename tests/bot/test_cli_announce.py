"""`zibot announce` and `zibot export deliveries`, as IT staff see them."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from typer.testing import CliRunner, Result

from bot import cli_announce
from bot.cli import app
from documents.workbooks import read_tables
from domain.announcement import Announcement, Audience
from services import announcement_delivery
from storage import announcing
from storage.engine import Transaction
from tests.builders import NOW
from tests.services.announcing_play import RECIPIENTS, agency

pytestmark = pytest.mark.usefixtures("logging_as_before")
REACH = (
    "Pegawai yang menerima: 7\nGrup yang menerima: 2\nBelum memakai bot: 2\n"
    "Memblokir bot atau akunnya tidak aktif: 1\nGrup yang sedang bermasalah: 1\n"
)


@dataclass(frozen=True)
class Place:
    """An installation with a configuration file and a database."""

    folder: Path

    def zibot(self, *words: str, answer: str = "") -> Result:
        return CliRunner().invoke(app, [*words, "-c", str(self.folder / "config.toml")], input=answer)

    def run(self, work: Any, *args: Any) -> Any:
        engine = create_engine(f"sqlite:///{self.folder / 'zibot.db'}")
        with engine.begin() as connection:
            found = work(connection, *args)
        engine.dispose()
        return found

    def last(self) -> Announcement | None:
        number = self.run(announcing.last)
        found: Announcement | None = self.run(announcing.announcement, number) if number else None
        return found


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    (tmp_path / "config.toml").write_text(
        '[organization]\nname = "Dinas Contoh"\nshort_name = "Dinas"\n'
        '[telegram]\ntoken = "7000000009:cli-test-synthetic-token-000000000"\n'
        f'[database]\nurl = "{sqlite_url}"\n[announcements]\napprove_above = 12\n'
    )
    monkeypatch.setattr(cli_announce, "now", lambda: NOW)
    found = Place(tmp_path)
    found.run(agency)
    return found


def test_it_shows_the_text_and_whom_it_reaches_and_asks(place: Place) -> None:
    result = place.zibot("announce", "Apel pagi", "--groups", "--people", "--units", "DINKES,setda", answer="y\n")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Apel pagi\n\nPegawai yang menerima: 7\nGrup yang menerima: 1\n")
    assert "Kirim?" in result.output
    assert "terjadwal" in result.stdout
    made = place.last()
    assert made is not None
    assert (made.body.text, made.author, made.audience.groups, made.audience.people) == ("Apel pagi", "", True, True)
    assert len(made.audience.units) == 2


def test_who_says_no_sends_nothing(place: Place) -> None:
    result = place.zibot("announce", "Apel pagi", answer="n\n")
    assert (result.exit_code, result.stderr.strip().splitlines()[-1]) == (1, "Tidak ada yang dikirim.")
    assert place.last() is None


def test_a_file_is_sent_at_a_time_to_the_groups_by_default(place: Place) -> None:
    file = place.folder / "teks.txt"
    file.write_text("\ufeffRapat monev\n", "utf-8")
    result = place.zibot("announce", "--file", str(file), "--at", "3 Maret 2026 pukul 08.00", "--ask-read", "--yes")
    assert result.exit_code == 0, result.output
    assert "Dikirim Selasa, 3 Maret 2026 pukul 08.00 WIB" in result.stdout
    made = place.last()
    assert made is not None
    assert (made.body.text, made.audience, made.ask_read) == ("Rapat monev", Audience(), True)
    assert made.send_at == datetime(2026, 3, 3, 1, tzinfo=UTC)


def test_with_many_recipients_it_waits_for_an_admin(place: Place) -> None:
    result = place.zibot("announce", "Apel", "--groups", "--people", "--yes")
    assert result.stdout == f"Apel\n\n{REACH}Pengumuman 1 menunggu persetujuan seorang admin di Telegram.\n"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 2, "Sebutkan teks pengumuman"),
        (("Apel", "--file", "x.txt"), 2, "Sebutkan teks pengumuman"),
        (("--file", "tidak-ada.txt"), 1, "Berkas tidak-ada.txt tidak dapat dibaca"),
        ((" ",), 1, "Tidak ada teks"),
        (("x" * 4097,), 1, "Teksnya 4097 karakter"),
        (("Apel", "--units", "dinkez"), 1, "dinkez"),
        (("Apel", "--people", "--roles", "bos"), 1, 'Peran "bos" tidak dikenal'),
        (("Apel", "--kinds", "rsud"), 1, 'Jenis unit "rsud" tidak ada'),
        (("Apel", "--kinds", "puskesmas", "--yes"), 1, "Tidak ada penerima"),
        (("Apel", "--at", "kapan-kapan"), 1, "kapan-kapan"),
    ],
)
def test_what_can_not_be_sent_is_one_sentence(place: Place, words: tuple[str, ...], code: int, sentence: str) -> None:
    result = place.zibot("announce", *words)
    assert result.exit_code == code
    assert sentence in result.stderr
    assert place.last() is None


def sent(tx: Transaction) -> None:
    announcement_delivery.start_due(tx, NOW)
    announcement_delivery.expand(tx, NOW)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_every_copy_stands_in_the_list(place: Place, suffix: str) -> None:
    place.zibot("announce", "Apel", "--groups", "--people", "--units", "setda,dinkes", "--yes")
    place.run(sent)
    file = place.folder / f"kiriman.{suffix}"
    result = place.zibot("export", "deliveries", str(file))
    assert result.exit_code == 0, result.output
    count = RECIPIENTS - 1  # not the group of the agency
    assert result.stdout == f"{count} kiriman pengumuman 1 disimpan ke {file}. Berkas ini berisi data pribadi.\n"
    assert file.stat().st_mode & 0o077 == 0
    if suffix == "csv":
        rows = [tuple(row) for row in csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")]
    else:
        rows = list(read_tables(file.read_bytes(), file.name)[0].rows)
    assert rows[0] == ("Penerima", "Unit", "Keadaan", "Sebab", "Waktu")
    assert len(rows) == count + 1
    assert ("Belum Mulai", "Unit pkm", "tidak terjangkau", "belum memakai bot", "") in rows
    assert ("Dinkes", "Unit dinkes", "menunggu", "", "") in rows


def test_a_list_of_nothing_or_to_nowhere_is_one_sentence(place: Place) -> None:
    assert place.zibot("export", "deliveries", "x.pdf").exit_code == 2
    none = place.zibot("export", "deliveries", str(place.folder / "x.csv"))
    assert (none.exit_code, "tidak ada" in none.stderr) == (1, True)
    place.zibot("announce", "Apel", "--yes")
    lost = place.zibot("export", "deliveries", str(place.folder / "no" / "x.csv"), "--announcement", "1")
    assert (lost.exit_code, "tidak dapat ditulis" in lost.stderr) == (1, True)
