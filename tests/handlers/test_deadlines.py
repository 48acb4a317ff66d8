"""Deadlines: the list, marking the own duty done, and what a person may not mark."""

import pytest

from tests.handlers.dialogue import (
    Fragment,
    House,
    alert,
    forges,
    in_words,
    presses,
    redraws,
    says,
    toast,
    writes,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVIDENCE = "Unggah eviden area Pengawasan"
MEETING = "Rapat monev ZI triwulan"
SIGNING = "Tanda tangan pakta integritas"
OPEN_PLEDGE = "Buka pakta integritas"
MARKED = "Ditandai selesai. Terima kasih."


def done(title: str) -> Fragment:
    return lambda language: in_words("Selesai: {title}", language).format(title=title)


def number_of(house: House, title: str) -> int:
    return int(house.rows("select id from deadlines where title = ?", title)[0][0])


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_person_marks_a_duty_done_and_sees_it_done(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    await house.talk(
        siti,
        (writes("/tenggat"),
         says(EVIDENCE, MEETING, SIGNING, "⏳", without=("✅",),
              buttons=[done(EVIDENCE), OPEN_PLEDGE, done(MEETING), "Beranda"])),
        (presses(done(MEETING)), toast(MARKED),
         redraws(MEETING, "✅", buttons=[done(EVIDENCE), OPEN_PLEDGE, "Beranda"])),
        (writes("/deadlines"), says("✅", buttons=[done(EVIDENCE), OPEN_PLEDGE, "Beranda"])),
        (presses("Beranda"), redraws("Beranda", EVIDENCE, without=(MEETING,))),
    )  # fmt: skip


async def test_marking_again_changes_nothing(house: House) -> None:
    siti = await house.colleague()
    meeting = number_of(house, MEETING)
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (presses(done(MEETING), times=2), redraws("✅"), toast(MARKED)),
        (forges(f"deadlines.done:{meeting}"), redraws("✅"), toast(MARKED)),
    )
    query = "select count(*) from done_marks m join links l on l.employee_id = m.employee_id where l.telegram_id = ?"
    assert house.rows(query, siti.id) == [(1,)]


async def test_what_one_person_marks_is_open_for_the_others(house: House) -> None:
    siti, budi = await house.colleague(), await house.colleague()
    await house.talk(siti, (writes("/tenggat"), says()), (presses(done(EVIDENCE)), redraws("✅")))
    await house.talk(budi, (writes("/tenggat"), says(EVIDENCE, without=("✅",))))


async def test_the_deadline_of_another_unit_is_neither_shown_nor_marked(house: House) -> None:
    siti = await house.colleague("dinkes")
    evidence = number_of(house, EVIDENCE)
    await house.talk(
        siti,
        (writes("/tenggat"), says(MEETING, without=(EVIDENCE,), buttons=[OPEN_PLEDGE, done(MEETING), "Beranda"])),
        (forges(f"deadlines.done:{evidence}"), alert("deadline.unknown")),
        (forges("deadlines.done:999999"), alert("deadline.unknown")),
    )
    query = "select count(*) from done_marks m join links l on l.employee_id = m.employee_id where l.telegram_id = ?"
    assert house.rows(query, siti.id) == [(0,)]


async def test_the_duty_to_sign_is_done_by_signing_only(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (forges(f"deadlines.done:{number_of(house, SIGNING)}"), alert("deadline.by_signing")),
        (
            presses(OPEN_PLEDGE),
            redraws("Pakta Integritas", buttons=["Mulai membaca", "Baca sekaligus", "Tidak bersedia", "Beranda"]),
        ),
    )
