"""The worksheet as a workbook in the chat: out, filled, in with a preview; the report and the recap for assessors."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from documents import lke_workbook
from domain.rights import Role
from services import lke_files
from tests.handlers.dialogue import Act, House, Turn, alert, forges, presses, redraws, says, sends, writes
from tests.handlers.test_lke import answers, team_of, unit_id

SHEET, MIME = "LKE ZI", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def uploads(data: bytes, name: str = "lke.xlsx") -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.upload(turn.person.id, turn.chat, data, name, MIME)

    return act


async def filled(house: House, code: str, person: Any, **cells: str) -> bytes:
    """The workbook of a unit as somebody has filled it."""
    actor = await house.actor(person)
    assert actor is not None
    now = house.office.clock.now()
    book = await house.office.db.write(lke_files.export, actor, unit_id(house, code), "X", now)
    file = load_workbook(io.BytesIO(lke_workbook.write(book)))
    for at, value in cells.items():
        file[SHEET][at] = value
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


async def test_the_workbook_goes_out_is_previewed_and_kept_once(house: House) -> None:
    (person,) = await team_of(house, "dinkes", Role.ZI_TEAM)
    data = await filled(house, "dinkes", person, K7="Ya", K8="z", O7="lengkap")
    await house.talk(
        person,
        (writes("/lke"), says("")),
        (presses("Buku kerja"), redraws("Buku kerja LKE")),
        (presses("Muat jawaban unit"), redraws("Muat buku kerja")),
        (uploads(data), says("Pratinjau buku kerja", "Jawaban baru: 1", "P1.i.a", "Baris 8")),
        (presses("Simpan 1 pertanyaan"), redraws("Jawaban tersimpan: 1")),
    )
    assert answers(house, "dinkes") == {"P1.i.a": ['"yes"']}


async def test_another_table_is_refused_and_a_dropped_file_changes_nothing(house: House) -> None:
    (person,) = await team_of(house, "dispendukcapil", Role.ZI_TEAM)
    unit = unit_id(house, "dispendukcapil")
    target = io.BytesIO()
    Workbook().save(target)
    data = await filled(house, "dispendukcapil", person, K7="Ya")
    await house.talk(
        person,
        (writes("/lke"), says("")),
        (forges(f"lkebook.ask:{unit}:unit"), redraws("Muat buku kerja")),
        (uploads(target.getvalue()), says("tidak memuat lembar kerja evaluasi")),
        (uploads(data), says("Jawaban baru: 1")),
        (presses("Batal"), redraws("Tidak ada yang berubah.")),
    )
    assert answers(house, "dispendukcapil") == {}


async def test_the_report_and_the_recap_are_for_assessors(house: House) -> None:
    (person,) = await team_of(house, "kec-kraksaan", Role.ZI_TEAM)
    unit = unit_id(house, "kec-kraksaan")
    assessor = await house.colleague("inspektorat", role=Role.ASSESSOR)
    await house.talk(
        person,
        (writes("/lke"), says("")),
        (forges(f"lkebook.lhe:{unit}:pdf"), alert("access.denied")),
        (forges("lkebook.recap"), alert("access.denied")),
        (forges(f"lkebook.ask:{unit}:tpi"), alert("access.denied")),
        (forges(f"lkebook.ask:{unit}:x"), alert("callback.malformed")),
    )
    await house.talk(
        assessor,
        (writes("/nilai"), says("")),
        (forges(f"lkebook.open:{unit}"), redraws("Buku kerja LKE")),
        (presses("Unduh XLSX"), sends("document", b"PK", "Buku kerja LKE")),
        (presses("LHE: PDF"), sends("document", b"%PDF", "Laporan hasil evaluasi")),
        (presses("LHE: DOCX"), sends("document", b"PK", "Laporan hasil evaluasi")),
        (presses("Rekap unit"), sends("document", b"PK", "Rekap LKE")),
        (forges(f"lkebook.lhe:{unit}:odt"), alert("callback.malformed")),
    )
