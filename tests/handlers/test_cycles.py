"""ZI cycles from the admin's menu, and the check-list of a proposal from the unit's, as they are played."""

from domain.rights import Role
from tests.handlers.dialogue import (
    Act,
    House,
    Turn,
    alert,
    forges,
    presses,
    redraws,
    refusal,
    said,
    says,
    sends,
    toast,
    writes,
)

LINK = "https://bukti.contoh.go.id/ikp"
SAVED = "Tersimpan."


def uploads(content: bytes, name: str, media_type: str) -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.upload(turn.person.id, turn.chat, content, name, media_type)

    return act


def present(house: House) -> tuple[int, int, str]:
    """Id, year and title of the present cycle."""
    cycle_id, year, title = house.rows("select id, year, title from cycles order by year desc limit 1")[0]
    return int(cycle_id), int(year), str(title)


async def test_a_window_is_typed_read_back_and_kept(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    cycle_id, year, title = present(own_house)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Siklus ZI"), redraws(title, buttons=[title, "Siklus baru", "Menu pengelola"])),
        (presses(title), redraws("Pengisian LKE", "sedang dibuka", "3 unit menurut tahap")),
        (presses("Ubah: Pengusulan"), redraws("Jadwal: Pengusulan", "Mohon ketik hari pertamanya")),
        (writes("kapan saja"), says(refusal("date.unreadable", value="kapan saja"))),
        (writes(f"1 Juni {year}"), says("Mohon ketik hari terakhirnya")),
        (writes("29 Mei"), says("Bila sudah benar", without=("Perhatikan",))),
        (presses("Ketik ulang"), redraws("Mohon ketik hari pertamanya")),
        (writes(f"1/6 sampai 30/6/{year}"), says("Bila sudah benar", f"30 Juni {year}")),
        (presses("Simpan"), redraws(f"1 Jun {year}", f"30 Jun {year}"), toast(SAVED)),
        (forges(f"cycles.save:{cycle_id}:propose:{year}0630:{year}0601"), alert("lke.window_reversed")),
        (presses("Ubah: Pengusulan"), redraws(f"30 Juni {year}")),
        (presses("Buka sepanjang tahun"), redraws("Pengusulan: sepanjang tahun"), toast(SAVED)),
    )


async def test_a_new_cycle_is_copied_from_the_present_one_and_compared(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    _, year, title = present(own_house)
    fresh = f"Zona Integritas {year + 1}"
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Siklus ZI"), redraws(title)),
        (presses("Siklus baru"), redraws(said("Tahun %(year)s: %(title)s", year=year + 1, title=fresh), "(3 unit)")),
        (presses("☐ Jawaban unit"), redraws("Bukti lama tidak ikut.")),
        (presses("☐ Bukti"), redraws("Bukti lama ikut.")),
        (writes("ZI Kabupaten"), says("ZI Kabupaten")),
        (presses(f"Mulai siklus {year + 1}"), redraws("Siklus dimulai", "Unit: 3")),
        (presses("Buka siklus"), redraws("ZI Kabupaten", "siklus sekarang", "pembangunan: 3")),
        (presses("Bandingkan siklus"), redraws("ZI Kabupaten")),
        (presses(title), redraws("Perbandingan siklus", "nilai sementara")),
    )
    name = own_house.rows("select name from units where code = 'dpmptsp'")[0][0]
    await own_house.talk(admin, (presses(name), redraws(f"{year}: penilaian mandiri", f"{year + 1}: pembangunan")))
    kept = own_house.rows("select count(*), min(note), max(note) from answers where note <> ''")
    assert kept[0][0] > 0
    assert set(kept[0][1:]) == {f"dari siklus {year}"}


async def test_only_who_manages_cycles_gets_there(own_house: House) -> None:
    head = await own_house.colleague("dpmptsp", role=Role.UNIT_HEAD, scope="dpmptsp")
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (forges("cycles.open:0"), alert("access.denied")),
        (forges("cycles.new"), alert("access.denied")),
    )


async def test_a_head_brings_what_the_proposal_needs(own_house: House) -> None:
    head = await own_house.colleague("dpmptsp", role=Role.UNIT_HEAD, scope="dpmptsp")
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (presses("Kelengkapan usulan"), redraws("☐ Survei IPKP", "Masih kurang: 7", "Masa pengusulan sampai")),
        (presses("☐ Survei IPKP"), redraws("Belum ada", "Mohon kirim bukti di sini")),
        (writes("menunggu surveyor"), says("Catatan: menunggu surveyor", "☐ Belum ada")),
        (writes("http://bukti.contoh.go.id"), says(refusal("evidence.link_incomplete"))),
        (writes(LINK), says("☑ Sudah ada", LINK, "menunggu surveyor")),
        (presses("Belum ada, batalkan tanda"), redraws("☐ Belum ada", without=(LINK,)), toast(SAVED)),
        (uploads(b"%PDF-1.7 contoh", "hasil.pdf", "application/pdf"), says("☑ Sudah ada", "Bukti: berkas")),
        (presses("Unduh berkas"), sends("document", b"%PDF-1.7", "Survei IPKP")),
        (presses("Daftar usulan"), redraws("☑ Survei IPKP", "Masih kurang: 6")),
        (presses("☐ Narahubung (PIC)"), redraws("tidak memerlukan bukti")),
        (presses("Tandai sudah ada"), redraws("☑ Sudah ada"), toast(SAVED)),
        (presses("Daftar usulan"), redraws("Masih kurang: 5")),
        (presses("☐ SPTJM"), redraws("Dicatat oleh pengelola", without=("Mohon kirim",))),
        (presses("Daftar usulan"), redraws("Masih kurang: 5")),
        (presses("Semua unit"), redraws("2/7", "Lengkap: 0 dari 1 unit")),
    )
