"""Evidence in the chat, played with real photos and documents: sent, answered with, used again, taken back, shared."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from domain.rights import Role
from domain.stages import Stage
from sandbox.people import People
from services import cycles
from storage import zone
from storage.engine import Transaction
from tests import files
from tests.handlers.dialogue import (
    Act,
    House,
    Person,
    Turn,
    alert,
    does,
    forges,
    presses,
    redraws,
    refusal,
    says,
    sends,
    toast,
    writes,
)

UNIT, CODE, OTHER, COUNTS = "dinkes", "P1.i.a", "P1.i.b", "R1.i.a"
LINK = "https://drive.google.com/drive/folders/1a"
RECEIVED, THERE = "Bukti diterima", "Bukti ini sudah ada"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def _enter(tx: Transaction, house: House) -> None:
    cycle = zone.latest_cycle(tx)
    assert cycle is not None
    cycles.enter_stage(tx, cycle.id, UNIT, Stage.SELF_ASSESSMENT, "WBK", house.office.clock.now())


async def member(house: House) -> Person:
    """Somebody who works on the worksheet of the unit."""
    await house.office.db.write(_enter, house)
    return await house.colleague(UNIT, role=Role.ZI_TEAM, scope=UNIT)


def unit_id(house: House) -> int:
    ((found,),) = house.rows("select id from units where code = ?", UNIT)
    assert isinstance(found, int)
    return found


def opens_evidence(house: House, code: str) -> Act:
    return forges(f"evidence.open:{unit_id(house)}:{code}")


def sends_file(person: Person, content: bytes, name: str, mime: str = "application/pdf", **more: Any) -> Act:
    def change(people: People) -> object:
        return people.upload(person.id, person.id, content, name, mime, **more)

    return does(change)


def sends_photo(person: Person, caption: str = "") -> Act:
    return sends_file(person, files.PNG, "x.png", "image/png", caption=caption, as_photo=True)


def replies_to_question(text: str, code: str) -> Act:
    """Answer the newest message of the bot whose buttons lead to the evidence of this question."""

    async def act(turn: Turn) -> None:
        messages = reversed(turn.box.messages(turn.chat))
        found = next(one for one in messages if f":{code}'" in str(one.inline))
        turn.box.people.text(turn.person.id, turn.chat, text, reply_to=found.id)

    return act


def names(house: House, code: str) -> list[str]:
    query = (
        "select name from evidence_items where question = ? and unit_id = ? "
        "and id not in (select item_id from evidence_removals) order by id"
    )
    return [name for (name,) in house.rows(query, code, unit_id(house))]


async def test_files_photos_and_links_come_in_and_go_out(house: House) -> None:
    person = await member(house)
    await house.talk(
        person,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (opens_evidence(house, CODE), redraws("Belum ada bukti", "20 MB")),
        (sends_file(person, files.PDF, "../SK\u202e Tim.pdf"), says(RECEIVED, "SK Tim.pdf", CODE)),
        (sends_file(person, files.PDF, "salinan.pdf"), says(THERE, "SK Tim.pdf")),
        (writes(LINK), says(RECEIVED, "Mohon pastikan siapa saja")),
        (presses("Lihat bukti"), redraws("1. SK Tim.pdf", "2. drive.google.com/drive/folders/1a")),
        (presses("📄 SK Tim.pdf"), redraws("Jenis PDF")),
        (presses("Kirim ke saya"), sends("document", files.PDF, CODE)),
        (presses("Hapus"), redraws("Hapus bukti ini?")),
        (presses("Ya, hapus"), toast("Bukti sudah dihapus"), redraws("1. drive.google.com", without=("SK Tim",))),
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (opens_evidence(house, OTHER), redraws("Belum ada bukti")),
        (presses("Pakai bukti yang sudah ada"), redraws("1. drive.google.com/drive/folders/1a, P1.i.a")),
        (presses("🔗 drive.google.com/drive/folders/1a"), redraws(RECEIVED, OTHER)),
    )
    assert (names(house, CODE), names(house, OTHER)) == (["drive.google.com/drive/folders/1a"],) * 2
    store = house.office.evidence
    assert store is not None
    assert await store.read(hashlib.sha256(files.PDF).hexdigest()) == files.PDF


async def test_a_photo_counts_for_the_question_shown_last_or_the_one_it_answers(house: House) -> None:
    person, unit = await member(house), unit_id(house)
    await house.talk(
        person,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (forges(f"lke.show:{unit}:{COUNTS}"), redraws(COUNTS)),
        (sends_photo(person, "Rapat tim"), says(RECEIVED, "Rapat tim.png", COUNTS)),
        (sends_photo(person), says(THERE, COUNTS)),
        (opens_evidence(house, "P1.ii.a"), redraws("P1.ii.a")),
        (replies_to_question("https://contoh.go.id/notulen", COUNTS), says(RECEIVED, COUNTS)),
    )
    assert names(house, COUNTS) == ["Rapat tim.png", "contoh.go.id/notulen"]


async def test_what_can_not_be_evidence_is_refused_with_what_to_do(house: House) -> None:
    person = await member(house)
    html = b"<html><script>alert(1)</script></html>"
    await house.talk(
        person,
        (sends_photo(person), says("Mohon")),  # no question was opened
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (opens_evidence(house, "P1.ii.b"), redraws("P1.ii.b")),
        (
            sends_file(person, html, "halaman.pdf"),
            says(refusal("evidence.not_what_it_says", file="halaman.pdf", type="PDF")),
        ),
        (sends_file(person, files.PDF, "surat.pdf.exe"), says('Jenis berkas "surat.pdf.exe" tidak diterima')),
        (writes("https://192.168.1.5/bukti"), says(refusal("evidence.link_private"))),
        (writes("nanti saja"), says(refusal("evidence.link_incomplete"))),
    )
    assert names(house, "P1.ii.b") == []


async def test_a_file_over_the_limit_is_not_even_fetched(house: House) -> None:
    person = await member(house)
    store = house.office.evidence
    assert store is not None
    object.__setattr__(house.office, "evidence", replace(store, largest_mb=1))
    try:
        before = len(house.box.log)
        await house.talk(
            person,
            (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
            (opens_evidence(house, "P1.ii.c"), redraws("P1.ii.c", "1 MB")),
            (
                sends_file(person, files.PDF + b"x" * 1_000_000, "besar.pdf"),
                says(refusal("evidence.too_large", file="besar.pdf", megabytes=1)),
            ),
        )
        assert [call.method for call in house.box.log[before:] if call.method == "getFile"] == []
    finally:
        object.__setattr__(house.office, "evidence", store)


async def test_an_assessor_reads_and_somebody_else_sees_nothing(house: House) -> None:
    person = await member(house)
    assessor = await house.colleague("dpmptsp", role=Role.ASSESSOR)
    stranger = await house.colleague("dpmptsp")
    await house.talk(
        person,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (opens_evidence(house, "P2.i.a"), redraws("P2.i.a")),
        (sends_file(person, files.XLSX, "rekap.xlsx"), says(RECEIVED)),
    )
    await house.talk(
        assessor,
        (writes("/bantuan"), says("Bantuan")),
        (
            opens_evidence(house, "P2.i.a"),
            redraws("rekap.xlsx", "hanya dapat dilihat", buttons=["📄 rekap.xlsx", "Kembali ke pertanyaan"]),
        ),
        (presses("📄 rekap.xlsx"), redraws("XLSX", buttons=["Kirim ke saya", "Kembali"])),
        (presses("Kirim ke saya"), sends("document", files.XLSX[:4])),
    )
    await house.talk(
        stranger,
        (writes("/bantuan"), says("Bantuan")),
        (opens_evidence(house, "P2.i.a"), alert("access.denied")),
    )


async def test_the_address_for_assessors_is_made_copied_and_closed(house: House) -> None:
    person = await member(house)
    await house.talk(
        person,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (opens_evidence(house, "P3.i.a"), redraws("P3.i.a")),
        (presses("Tautan untuk penilai"), redraws("belum memiliki alamat https")),
        (forges(f"evidence.make:{unit_id(house)}:P3.i.a"), alert("evidence.no_public_address")),
    )
    object.__setattr__(house.office, "public_url", "https://zi.contoh.go.id")
    try:
        await house.talk(
            person,
            (opens_evidence(house, "P3.i.a"), redraws("P3.i.a")),
            (presses("Tautan untuk penilai"), redraws("Belum ada tautan")),
            (presses("Buat tautan"), redraws("https://zi.contoh.go.id/e/", "tanpa akun")),
            (presses("Tutup tautan"), redraws("Tutup tautan ini?")),
            (presses("Ya, tutup"), toast("Tautan sudah ditutup"), redraws("Belum ada tautan")),
        )
    finally:
        object.__setattr__(house.office, "public_url", "")
    assert house.rows("select count(*) from evidence_shares where revoked_at is null") == [(0,)]


async def test_a_lost_file_is_told(house: House) -> None:
    person = await member(house)
    content = files.archive("word/document.xml", "hilang")
    await house.talk(
        person,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (opens_evidence(house, "P4.i.a"), redraws("P4.i.a")),
        (sends_file(person, content, "hilang.docx"), says(RECEIVED)),
        (presses("Lihat bukti"), redraws("hilang.docx")),
        (presses("📄 hilang.docx"), redraws("DOCX")),
    )
    store = house.office.evidence
    assert store is not None
    store.path(hashlib.sha256(content).hexdigest()).unlink()
    await house.talk(person, (presses("Kirim ke saya"), alert("evidence.file_missing", file="hilang.docx")))
