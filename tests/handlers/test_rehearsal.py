"""Rehearsing in the chat: of a deadline, of a form that is not kept, of all; and its picture and workbook."""

from datetime import timedelta

from domain.rights import Role
from tests.handlers.deadline_talk import opens_entry
from tests.handlers.dialogue import House, alert, forges, presses, redraws, says, sends, writes

NOTHING_KEPT = "Tidak ada yang dikirim atau disimpan."
TITLE = "LHE triwulan"


def typed(house: House, days: int) -> str:
    return f"{house.office.clock.now() + timedelta(days=days):%d-%m-%Y}"


async def test_a_form_is_rehearsed_before_it_is_kept(own_house: House) -> None:
    boss = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    before = own_house.rows("select count(*) from reminders")
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah {TITLE} {typed(own_house, 60)}"), says("Sudah benar?")),
        (
            presses("Uji coba rencana"),
            redraws("Uji coba rencana", TITLE, NOTHING_KEPT, "Jadwal, waktu setempat", "Jangkauan"),
        ),
        (presses("Gambar"), sends("photo", b"\x89PNG", "Uji coba rencana", TITLE)),
        (presses("Ringkasan"), says(NOTHING_KEPT)),
        (presses("Buku kerja"), sends("document", b"PK", TITLE)),
        (presses("Ringkasan"), says(NOTHING_KEPT)),
        (presses("Kembali"), redraws("Sudah benar?", TITLE)),
    )
    assert own_house.rows("select id from deadlines where title = ?", TITLE) == []
    assert own_house.rows("select count(*) from reminders") == before
    assert own_house.rows("select count(*) from audit where action = 'see_list'")[0][0] > 0


async def test_a_kept_deadline_and_all_together_are_rehearsed(own_house: House) -> None:
    boss = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah {TITLE} {typed(own_house, 40)}"), says("Sudah benar?")),
        (presses("Simpan"), redraws(TITLE)),
        (presses("Uji coba rencana"), redraws(NOTHING_KEPT, TITLE)),
        (presses("Uji coba semua tenggat"), redraws("tenggat bersama", NOTHING_KEPT)),
        (presses("Semua tenggat"), redraws("Kelola tenggat")),
        (opens_entry(TITLE), redraws(TITLE, "Belum selesai")),
        (presses("Uji coba rencana"), redraws(NOTHING_KEPT)),
        (presses("Kembali"), redraws("Belum selesai")),
    )


async def test_a_manager_of_one_unit_rehearses_its_deadlines_only(own_house: House) -> None:
    boss = await own_house.colleague("dpmptsp", role=Role.ADMIN, scope="dpmptsp")
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah {TITLE} {typed(own_house, 40)}"), says("Sudah benar?")),
        (presses("Uji coba rencana"), redraws(NOTHING_KEPT, without=("Uji coba semua tenggat",))),
        (forges("rehearse.open:all"), alert("access.denied")),
        (forges("rehearse.book:999999"), alert("access.denied")),
        (forges("rehearse.open:some"), alert("callback.malformed")),
    )


async def test_a_forged_button_shows_nothing_to_others(own_house: House) -> None:
    plain = await own_house.colleague()
    await own_house.talk(
        plain,
        (writes("/start"), says("Beranda")),
        *((forges(f"rehearse.{verb}"), alert("access.denied")) for verb in ("open:all", "book:1", "picture:draft:0")),
    )


async def test_a_form_that_is_gone_is_not_rehearsed(own_house: House) -> None:
    boss = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        boss,
        (writes("/admin"), says("Menu pengelola")),
        (forges("rehearse.open:draft"), alert("deadline.expired")),
        (forges("rehearse.open:999999"), alert("deadline.unknown")),
    )
