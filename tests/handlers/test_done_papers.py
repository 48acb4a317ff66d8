"""Papers in the chat that show that a task is done: after the button, as an answer, refused, and opened by who may."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from domain.messages import Lane, Post
from domain.rights import Role
from sandbox.people import People
from storage import messages
from tests import files
from tests.handlers.deadline_talk import EVIDENCE, MEETING, SIGNING, number_of, opens_entry
from tests.handlers.dialogue import (
    Act,
    House,
    Person,
    Turn,
    alert,
    does,
    forges,
    nothing,
    presses,
    redraws,
    refusal,
    says,
    sends,
    writes,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

RECEIVED, THERE = "Bukti diterima", "Bukti ini sudah ada"
PAPERS = "select p.name from done_papers p join links l on l.employee_id = p.employee_id where l.telegram_id = ?"
MARKS = "select count(*) from done_marks m join links l on l.employee_id = m.employee_id where l.telegram_id = ?"


def sends_file(person: Person, content: bytes, name: str, mime: str = "application/pdf", **more: Any) -> Act:
    def change(people: People) -> object:
        return people.upload(person.id, person.id, content, name, mime, **more)

    return does(change)


def sends_photo(person: Person, caption: str = "") -> Act:
    return sends_file(person, files.PNG, "x.png", "image/png", caption=caption, as_photo=True)


def answers_with(content: bytes, name: str, words: str) -> Act:
    """Answer the newest message of the bot that says this with a document."""

    async def act(turn: Turn) -> None:
        messages = reversed(turn.box.messages(turn.chat))
        found = next(one for one in messages if one.sender.is_bot and words in one.text)
        turn.box.people.upload(turn.person.id, turn.chat, content, name, "application/pdf", reply_to=found.id)

    return act


def names(house: House, person: Person) -> list[str]:
    return [str(name) for (name,) in house.rows(f"{PAPERS} order by p.id", person.id)]


def marked(house: House, person: Person) -> int:
    return int(house.rows(MARKS, person.id)[0][0])


async def test_photos_and_documents_mark_the_task_done_and_come_back(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (opens_entry(MEETING), redraws(MEETING)),
        (presses("Kirim bukti"), redraws("Mohon kirim foto atau dokumen", MEETING, "20 MB")),
        (sends_photo(siti, "Rapat tim"), says(RECEIVED, "Rapat tim.png", "ditandai selesai",
                                              buttons=["Kirim bukti lain", "Buka tenggat"])),
        (sends_file(siti, files.PDF, "../Notulen.pdf"), says(RECEIVED, "Notulen.pdf", "memang sudah selesai")),
        (sends_file(siti, files.PDF, "salinan.pdf"), says(THERE)),
        (presses("Buka tenggat"), redraws("✅", "Bukti yang diterima: 2")),
        (presses("Lihat bukti (2)"), redraws("1. Rapat tim.png", "2. Notulen.pdf", siti.employee.name)),
        (presses("📄 2. Notulen.pdf"), sends("document", files.PDF, MEETING)),
    )  # fmt: skip
    assert (names(house, siti), marked(house, siti)) == (["Rapat tim.png", "Notulen.pdf"], 1)
    store = house.office.evidence
    assert store is not None
    assert await store.read(hashlib.sha256(files.PDF).hexdigest()) == files.PDF


async def test_an_answer_to_the_card_counts_for_its_deadline(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (opens_entry(EVIDENCE), redraws(EVIDENCE)),
        (forges(f"paper.open:{number_of(house, MEETING)}"), redraws(MEETING)),
        (writes("/tenggat"), says()),
        (opens_entry(EVIDENCE), redraws("Cara selesai")),
        (answers_with(files.PDF, "LHP.pdf", "Cara selesai"), says(RECEIVED, "LHP.pdf", EVIDENCE)),
    )
    assert names(house, siti) == ["LHP.pdf"]


async def remind(house: House, person: Person, *titles: str) -> None:
    """Let the sender give the person a reminder of these deadlines."""
    ids: list[object] = [number_of(house, title) for title in titles]
    post = Post(f"uji:{person.id}:{len(ids)}", "reminder", person.id, {"deadlines": ids}, Lane.TRANSACTIONAL)
    await house.office.db.write(messages.enqueue, [post], house.office.clock.now())
    house.office.ring()


async def test_an_answer_to_a_reminder_counts_where_it_names_one_task(house: House) -> None:
    siti = await house.colleague()
    await house.talk(siti, (writes("/tenggat"), says()))
    await remind(house, siti, MEETING, EVIDENCE)
    await house.talk(
        siti,
        (nothing, says("🔔", MEETING, EVIDENCE)),
        (answers_with(files.PDF, "yang mana.pdf", "🔔"), says(refusal("deadline.which_paper"))),
    )
    await remind(house, siti, MEETING)
    await house.talk(
        siti,
        (nothing, says("🔔", MEETING, without=(EVIDENCE,))),
        (answers_with(files.PDF, "Notulen.pdf", "🔔"), says(RECEIVED, MEETING)),
    )
    assert (names(house, siti), marked(house, siti)) == (["Notulen.pdf"], 1)


async def test_what_is_no_paper_is_refused_and_nothing_is_half_done(house: House) -> None:
    siti = await house.colleague()
    html = b"<html><script>alert(1)</script></html>"
    number = number_of(house, MEETING)
    await house.talk(
        siti,
        (sends_photo(siti), says("Maaf")),  # nothing was asked for
        (writes("/tenggat"), says()),
        (forges(f"paper.open:{number_of(house, SIGNING)}"), alert("deadline.no_paper")),
        (forges("paper.open:999999"), alert("deadline.unknown")),
        (forges(f"paper.open:{number}"), redraws("Mohon kirim foto atau dokumen")),
        (
            sends_file(siti, html, "halaman.pdf"),
            says(refusal("evidence.not_what_it_says", file="halaman.pdf", type="PDF")),
        ),
        (sends_file(siti, files.PDF, "surat.pdf.exe"), says('Jenis berkas "surat.pdf.exe" tidak diterima')),
        (writes("nanti saja"), says("Maaf")),
    )
    assert (names(house, siti), marked(house, siti)) == ([], 0)


async def test_a_file_over_the_limit_is_not_even_fetched(house: House) -> None:
    siti = await house.colleague()
    store = house.office.evidence
    assert store is not None
    object.__setattr__(house.office, "evidence", replace(store, largest_mb=1))
    try:
        before = len(house.box.log)
        await house.talk(
            siti,
            (writes("/tenggat"), says()),
            (forges(f"paper.open:{number_of(house, MEETING)}"), redraws("1 MB")),
            (
                sends_file(siti, files.PDF + b"x" * 1_000_000, "besar.pdf"),
                says(refusal("evidence.too_large", file="besar.pdf", megabytes=1)),
            ),
        )
        assert [call.method for call in house.box.log[before:] if call.method == "getFile"] == []
    finally:
        object.__setattr__(house.office, "evidence", store)


async def test_the_head_and_who_manages_open_papers_and_colleagues_do_not(house: House) -> None:
    siti, budi = await house.colleague(), await house.colleague()
    head = await house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp")
    admin = await house.colleague("dinkes", role=Role.ADMIN)
    number = number_of(house, EVIDENCE)
    content = files.PDF + b"% rahasia"
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (forges(f"paper.open:{number}"), redraws()),
        (sends_file(siti, content, "rahasia.pdf"), says(RECEIVED)),
    )
    ((paper,),) = house.rows("select id from done_papers where name = 'rahasia.pdf'")
    for reader in (head, admin):
        await house.talk(
            reader,
            (writes("/tenggat"), says()),
            (forges(f"paper.list:{number}:0"), redraws("rahasia.pdf", siti.employee.name)),
            (forges(f"paper.send:{paper}"), sends("document", b"%PDF-", siti.employee.name)),
        )
    await house.talk(
        budi,
        (writes("/tenggat"), says()),
        (forges(f"paper.list:{number}:0"), redraws("Belum ada bukti yang dapat dilihat", without=("rahasia",))),
        (forges(f"paper.send:{paper}"), alert("deadline.paper_gone")),
    )
    store = house.office.evidence
    assert store is not None
    store.path(hashlib.sha256(content).hexdigest()).unlink()
    await house.talk(head, (forges(f"paper.send:{paper}"), alert("evidence.file_missing", file="rahasia.pdf")))
