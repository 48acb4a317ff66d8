"""The copy of somebody's data as a document: everything is worded, in both languages, and nobody else is in it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from documents import data_file
from domain.data_rights import Seen
from domain.retention import Retention
from handlers.data_paper import paper
from services import personal_data
from services.access import note_look_from
from services.personal_data import Held
from storage import personal_data as stored
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.documents.reading import flowing, raw_text
from tests.services import held
from texts.data_file import LAYOUTS, LONGEST
from texts.place import Place

KEPT = Retention(drafts=0)


def place(language: str) -> Place:
    return Place(language, "Dinas Contoh", ZoneInfo("Asia/Jakarta"), NOW)


def test_every_kind_has_a_layout_and_in_the_order_of_the_file() -> None:
    assert list(LAYOUTS) == [*stored.KINDS, "parked", "looks", "log"]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_kind_is_told_in_words(db: Database, language: str) -> None:
    siti, budi = await db.write(held.fill)
    found = await db.read(personal_data.collect, siti.telegram_id)
    made = paper(place(language), found, KEPT)
    assert len(made.sections) == len(found.kinds)
    assert [one.title for one in made.sections if not one.rows or not one.note] == []
    assert [row for one in made.sections for row in one.rows if not all(row)] == []
    text = flowing(raw_text(data_file.render(made)))
    assert budi.employee is not None
    assert [one for one in (budi.employee.name, str(budi.telegram_id)) if one in text] == []
    words = {
        "id": ("Salinan data pribadi", "melihat data pegawai", "Dewi Petugas, pengelola, Inspektorat", "2 hari"),
        "en": ("Copy of personal data", "looked at staff data", "Dewi Petugas, administrator, Inspektorat", "2 days"),
    }[language]
    assert [one for one in ("Siti Contohwati", *words) if one not in text] == []


async def test_an_account_nobody_is_behind_is_called_so(db: Database) -> None:
    await db.write(builders.stranger)
    made = paper(place("id"), await db.read(personal_data.collect, 900), KEPT)
    assert made.person == "Akun yang belum ditautkan"
    assert {one.title for one in made.sections if one.rows} == {"Akun Telegram"}


async def test_of_many_rows_the_last_are_printed_and_all_are_inside(db: Database) -> None:
    def fill(tx: Transaction) -> Held:
        siti = builders.linked(tx, builders.unit(tx))
        assert siti.employee is not None
        for minute in range(LONGEST + 7):
            note_look_from(tx, "cli", siti.employee.id, Seen.PLEDGE, NOW + timedelta(minutes=minute))
        return personal_data.collect(tx, siti.telegram_id)

    found = await db.write(fill)
    made = paper(place("id"), found, KEPT)
    (log,) = [one for one in made.sections if one.title == "Catatan tindakan"]
    assert len(log.rows) == LONGEST
    assert "7 baris yang lebih lama ada di data.json." in log.note
    assert log.rows[-1][0].endswith("pukul 11.46 WIB")
    assert len(found.kinds["log"]) == LONGEST + 7
