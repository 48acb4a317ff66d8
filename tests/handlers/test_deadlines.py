"""Deadlines in the chat: the list, the card of one, marking the own duty done, and what a person may not mark."""

import pytest

from domain.rights import Role
from tests.handlers.deadline_talk import (
    CALENDAR_FILE,
    EVIDENCE,
    MARKED,
    MEETING,
    OPEN_PLEDGE,
    SIGNING,
    number_of,
    opens_entry,
)
from tests.handlers.dialogue import House, alert, forges, presses, redraws, says, sends, toast, writes

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_PERSON = "select count(*) from done_marks m join links l on l.employee_id = m.employee_id where l.telegram_id = ?"
CARD = ["Selesai", "Kirim bukti", "Ingatkan nanti", CALENDAR_FILE, "Kembali"]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_person_opens_a_card_marks_it_done_and_goes_back(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    await house.talk(
        siti,
        (writes("/tenggat"), says(EVIDENCE, MEETING, SIGNING, "⏳", without=("✅",))),
        (opens_entry(MEETING), redraws(MEETING, "⏳", without=(EVIDENCE,), buttons=CARD)),
        (presses("Selesai"), toast(MARKED),
         redraws(MEETING, "✅", buttons=["Kirim bukti", CALENDAR_FILE, "Kembali"])),
        (presses("Kembali"), redraws(EVIDENCE, MEETING, "✅")),
        (writes("/deadlines"), says("✅")),
        (presses("Beranda"), redraws("Beranda", EVIDENCE, without=(MEETING,))),
    )  # fmt: skip


async def test_marking_again_changes_nothing(house: House) -> None:
    siti = await house.colleague()
    meeting = number_of(house, MEETING)
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (opens_entry(MEETING), redraws(MEETING)),
        (presses("Selesai", times=2), redraws("✅"), toast(MARKED)),
        (forges(f"deadlines.done:{meeting}"), redraws("✅"), toast(MARKED)),
    )
    assert house.rows(OF_PERSON, siti.id) == [(1,)]


async def test_what_one_person_marks_is_open_for_the_others(house: House) -> None:
    siti, budi = await house.colleague(), await house.colleague()
    await house.talk(
        siti, (writes("/tenggat"), says()), (opens_entry(EVIDENCE), redraws()), (presses("Selesai"), redraws("✅"))
    )
    await house.talk(budi, (writes("/tenggat"), says(EVIDENCE, without=("✅",))))


async def test_the_deadline_of_another_unit_is_neither_shown_nor_marked(house: House) -> None:
    siti = await house.colleague("dinkes")
    evidence = number_of(house, EVIDENCE)
    await house.talk(
        siti,
        (writes("/tenggat"), says(MEETING, without=(EVIDENCE,))),
        (forges(f"deadlines.show:{evidence}:0"), alert("deadline.unknown")),
        (forges(f"deadlines.done:{evidence}"), alert("deadline.unknown")),
        (forges("deadlines.done:999999"), alert("deadline.unknown")),
        (forges("deadlines.show:x"), alert("callback.malformed")),
    )
    assert house.rows(OF_PERSON, siti.id) == [(0,)]


async def test_the_duty_to_sign_is_done_by_signing_only(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (forges(f"deadlines.done:{number_of(house, SIGNING)}"), alert("deadline.by_signing")),
        (opens_entry(SIGNING), redraws(buttons=[OPEN_PLEDGE, "Ingatkan nanti", CALENDAR_FILE, "Kembali"])),
        (presses(OPEN_PLEDGE), redraws("Pakta Integritas")),
    )


async def test_who_manages_a_deadline_finds_the_way_to_it(house: House) -> None:
    admin, auditor = await house.colleague("dinkes", role=Role.ADMIN), await house.colleague(role=Role.AUDITOR)
    number = number_of(house, EVIDENCE)
    await house.talk(
        admin,
        (writes("/tenggat"), says(without=(EVIDENCE,))),
        (
            forges(f"deadlines.show:{number}:0"),
            redraws(EVIDENCE, "Bukan tugas Bapak/Ibu sendiri", "Belum selesai:", buttons=["Kelola", "Kembali"]),
        ),
    )
    await house.talk(
        auditor,
        (writes("/tenggat"), says()),
        (opens_entry(EVIDENCE), redraws(buttons=[*CARD[:-1], "Siapa yang belum", "Kembali"])),
    )


async def test_a_deadline_and_all_of_them_come_as_a_calendar_file(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (presses("Kalender saya"), redraws("Kalender saya", buttons=[CALENDAR_FILE, "Kembali"])),
        (presses(CALENDAR_FILE), sends("document", b"BEGIN:VCALENDAR\r\n", "aplikasi kalender")),
        (presses("Kembali"), redraws(EVIDENCE)),
        (opens_entry(EVIDENCE), redraws(EVIDENCE)),
        (presses(CALENDAR_FILE), sends("document", b"BEGIN:VCALENDAR\r\n")),
        (forges("calendar.one:999999"), alert("deadline.unknown")),
        (forges("calendar.make"), alert("calendar.no_public_address")),
    )


async def test_the_address_of_a_calendar_is_shown_once_renewed_and_closed(house: House) -> None:
    siti = await house.colleague()
    object.__setattr__(house.office, "public_url", "https://zi.contoh.go.id")
    try:
        await house.talk(
            siti,
            (writes("/tenggat"), says()),
            (presses("Kalender saya"), redraws(buttons=[CALENDAR_FILE, "Buat alamat langganan", "Kembali"])),
            (presses("Buat alamat langganan"), redraws("https://zi.contoh.go.id/k/", ".ics", "hanya ditampilkan")),
            (presses("Kembali"), redraws("dibuat", without=("https://",))),
            (presses("Ganti alamat"), redraws("https://zi.contoh.go.id/k/")),
            (presses("Tutup alamat"), toast("Alamat kalender sudah ditutup"), redraws(without=("dibuat",))),
        )
    finally:
        object.__setattr__(house.office, "public_url", "")
    query = (
        "select count(*) from calendar_feeds f join links l on l.employee_id = f.employee_id where l.telegram_id = ?"
    )
    assert house.rows(query, siti.id) == [(2,)]
    assert house.rows(f"{query} and f.ended_at is null", siti.id) == [(0,)]
