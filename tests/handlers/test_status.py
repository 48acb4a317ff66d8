"""The status of units: own, others by the picker, the picture, units outside the cycle."""

import pytest

from bot.demo_seed import GROUP_ID
from domain.rights import Role
from tests.handlers.dialogue import (
    Fragment,
    House,
    Turn,
    alert,
    forges,
    opens,
    presses,
    presses_first,
    redraws,
    said,
    says,
    sends,
    writes,
)
from texts.labels import stage_label

pytestmark = pytest.mark.asyncio(loop_scope="module")

AREAS = "Area perubahan"
OUTSIDE = "Unit ini belum ikut dalam periode evaluasi."
PICK = "Pilih unit kerja"
NEXT, BACK = "Berikutnya ›", "‹ Sebelumnya"
UNITS, A_PAGE = 96, 8
PAGES = UNITS // A_PAGE


def page(number: int) -> Fragment:
    return said("Halaman %(page)s dari %(pages)s", page=number, pages=PAGES)


def unit_named(house: House, code: str) -> tuple[int, str]:
    return house.rows("select id, name from units where code = ?", code)[0]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_own_unit_is_shown_with_its_score_and_coverage(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    _, name = unit_named(house, "dpmptsp")
    coverage = said("%(signed)s dari %(expected)s pegawai", signed=0, expected=25)
    stage = said("Tahap: %(stage)s, menuju %(target)s", stage=_stage(language), target="WBBM")
    await house.talk(
        siti,
        (
            writes("/status"),
            says(
                name,
                AREAS,
                stage,
                coverage,
                buttons=["Per area", "Gambar", "Riwayat", "Penanggung jawab", "Unit lain", "Beranda"],
            ),
        ),
    )


def _stage(language: str) -> str:
    return stage_label("self_assessment", language)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_picker_leads_to_any_other_unit_and_back(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    names = [str(row[0]) for row in house.rows("select name from units order by name limit 16")]
    _, own = unit_named(house, "dpmptsp")
    short = [name if len(name) <= 60 else f"{name[:59]}…" for name in names]
    await house.talk(
        siti,
        (writes("/status"), says(own)),
        (presses("Unit lain"), redraws(PICK, page(1), buttons=[*short[:8], NEXT, "Unit saya"])),
        (presses(NEXT), redraws(PICK, page(2), buttons=[*short[8:], BACK, NEXT, "Unit saya"])),
        (presses(BACK), redraws(page(1))),
        (presses(short[0]), redraws(names[0], OUTSIDE, buttons=["Unit lain", "Beranda"])),
        (presses("Unit lain"), redraws(page(1))),
        (presses("Unit saya"), redraws(own, AREAS)),
    )


async def test_pages_before_the_first_and_after_the_last_are_the_first_and_the_last(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/status"), says()),
        (forges("status.pick:999"), redraws(page(PAGES))),
        (forges("status.pick:-5"), redraws(page(1))),
        (forges(f"status.pick:{2**63 - 1}"), redraws(page(PAGES))),
    )


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_picture_comes_as_a_message_of_its_own(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    _, name = unit_named(house, "dpmptsp")
    await house.talk(
        siti,
        (writes("/status"), says(AREAS)),
        (presses("Gambar"), *(sends("photo", b"\x89PNG\r\n\x1a\n", name) for _ in range(2))),
        (presses("Unit lain"), says(PICK)),
    )


async def test_a_unit_outside_the_cycle_has_no_score_and_no_picture(house: House) -> None:
    siti = await house.colleague("dinkes")
    number, name = unit_named(house, "dinkes")
    await house.talk(
        siti,
        (writes("/status"), says(name, OUTSIDE, without=(AREAS,), buttons=["Unit lain", "Beranda"])),
        (forges(f"status.picture:{number}"), alert("status.no_score")),
    )


@pytest.mark.parametrize("button", ["status.unit:999999", "status.unit:0", "status.picture:-1"])
async def test_a_unit_that_does_not_exist_is_answered_kindly(house: House, button: str) -> None:
    siti = await house.colleague("kec-kraksaan")
    await house.talk(siti, (writes("/status"), says()), (forges(button), alert("status.unknown_unit")))


async def test_the_status_of_another_unit_shows_no_names_of_people(house: House) -> None:
    siti = await house.colleague("inspektorat")
    number, name = unit_named(house, "dpmptsp")
    await house.talk(siti, (writes("/status"), says()), (forges(f"status.unit:{number}"), redraws(name)))
    text = house.box.messages(siti.id)[-3].text
    assert name in text
    assert "Contoh" not in text


async def test_typed_words_search_the_picker_and_a_receipt_code_is_still_checked(house: House) -> None:
    siti = await house.colleague()
    _, name = unit_named(house, "dpmptsp")
    await house.talk(
        siti,
        (writes("/status"), says(name)),
        (presses("Unit lain"), redraws(PICK)),
        (writes("dpmptsp"), says(PICK, buttons=[name, "Semua unit", "Unit saya"])),
        (writes("tidak ada yang bernama begini"), says("Tidak ada unit", buttons=["Semua unit", "Unit saya"])),
        (presses("Semua unit"), redraws(PICK, page(1))),
        (writes("F9MP4VVM4H"), says(without=(PICK,))),
        (presses_first("Unit saya"), redraws(name, AREAS)),
        (writes("dpmptsp"), says(without=(PICK,))),
    )


async def test_the_pages_behind_the_card_lead_there_and_back(house: House) -> None:
    head = await house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp")
    _, name = unit_named(house, "dpmptsp")
    await house.talk(
        head,
        (writes("/status"), says(name, AREAS)),
        (presses("Per area"), redraws(name, "Nilai per area")),
        (presses("Kembali"), redraws(name, AREAS)),
        (presses("Jalan ke WBK"), redraws(name, "Jalan ke WBK", "1. ")),
        (presses("Jalan ke WBBM"), redraws(name, "Jalan ke WBBM")),
        (presses("Kembali"), redraws(name, AREAS)),
        (presses("Riwayat"), redraws(name, "Riwayat nilai", "kini")),
        (presses("Kembali"), redraws(name, AREAS)),
        (presses("Penanggung jawab"), redraws(name, "Kepala unit:")),
        (presses("Kembali"), redraws(name, AREAS)),
    )


async def test_answers_and_names_are_not_opened_by_a_forged_button(house: House) -> None:
    stranger = await house.colleague("inspektorat")
    number, _ = unit_named(house, "dpmptsp")
    await house.talk(
        stranger,
        (writes("/status"), says()),
        (forges(f"status.road:{number}:WBK:0"), alert("access.denied")),
        (forges(f"status.missing:{number}:A1:0"), alert("access.denied")),
        (forges(f"status.people:{number}:0"), alert("access.denied")),
        (forges(f"status.areas:{number}"), redraws("Nilai per area")),
    )


async def _tells_to_go_private(turn: Turn) -> None:
    """A window at the button, and no message that the group could read."""
    assert turn.press is not None
    assert turn.press.answer is not None
    assert (turn.press.answer.alert, "tidak ditampilkan di grup" in (turn.press.answer.text or "")) == (True, True)


async def test_in_a_group_the_own_part_stays_private(house: House) -> None:
    siti = await house.colleague()
    house.box.people.join(siti.id, GROUP_ID)
    number, name = unit_named(house, "dpmptsp")
    await house.talk(
        siti,
        (writes("/status"), says(name, buttons=["Bagian saya", "Buka di chat pribadi"], without=("Contoh",))),
        (presses("Bagian saya"), _tells_to_go_private),
        (forges(f"status.unit:{number}"), alert("access.private_only")),
        (forges(f"status.people:{number}:0"), alert("access.private_only")),
        (forges(f"status.areas:{number}"), alert("access.private_only")),
        (forges("status.pick:0"), alert("access.private_only")),
        chat=GROUP_ID,
    )
    await house.talk(siti, (opens(f"s_{number}"), says("Bagian Bapak/Ibu", name)))
    await house.talk(siti, (opens("s_999999999999"), says("Bagian Bapak/Ibu")))
    await house.talk(siti, (opens("s_99999"), says("Unit itu tidak ada.")))
