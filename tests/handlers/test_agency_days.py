"""The agency's own days and seasons from the admin's menu, as they are played."""

from domain.rights import Role
from tests.handlers.dialogue import House, alert, forges, presses, redraws, refusal, said, says, toast, writes

SAVED = "Tersimpan. Pengingat direncanakan ulang."
REMOVED = "Dihapus. Pengingat direncanakan ulang."
TITLE = "Hari kerja dan jam kerja"


async def test_a_day_is_typed_read_back_kept_and_taken_back(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Hari kerja"), redraws(TITLE, "Belum ada.", buttons=["Tambah", "Menu pengelola"])),
        (presses("Tambah"), redraws("Mohon ketik satu baris.", "17-08-2027 libur HUT daerah")),
        (writes("halo"), says(refusal("agency_day.form", value="halo"))),
        (writes("kapan libur HUT"), says(refusal("date.unreadable", value="kapan"))),
        (writes("17 Agustus 2099 libur HUT daerah"), says("HUT daerah", "Senin, 17 Agustus 2099", "Bila sudah benar")),
        (writes("18 Agustus 2099 libur HUT daerah"), says("Selasa, 18 Agustus 2099")),
        (presses("Simpan"), redraws(TITLE, "18 Agu 2099", "libur"), toast(SAVED)),
        (presses("Sel, 18 Agu 2099 · HUT daerah"), redraws("Selasa, 18 Agustus 2099", "tidak ada pengingat")),
        (presses("Hapus"), redraws(TITLE, "Belum ada."), toast(REMOVED)),
        (forges("workdays.day:20990818"), alert("agency_day.unknown")),
        (forges("workdays.day:20991332"), alert("callback.malformed")),
        (forges("workdays.day:hari"), alert("callback.malformed")),
    )
    assert own_house.rows("select count(*) from agency_days") == [(0,)]


async def test_a_season_is_kept_and_ended(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    line = "Ramadan 8 Februari 2099 - 9 Maret 2099 kirim 09.00 tenang 15.00-08.00"
    clocks = {"send": "09.00", "start": "15.00", "end": "08.00"}
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Hari kerja"), redraws(TITLE)),
        (presses("Tambah"), redraws("Mohon ketik satu baris.")),
        (presses("Batal"), redraws(TITLE, "Belum ada.")),
        (presses("Tambah"), redraws("Mohon ketik satu baris.")),
        (writes(line), says("Ramadan", "Minggu, 8 Februari 2099", "Bila sudah benar")),
        (presses("Simpan"), redraws(TITLE, said("Pengingat %(send)s, jam tenang %(start)s sampai %(end)s", **clocks))),
        (presses("Ramadan"), redraws(said("Pengingat dikirim pukul %(send)s.", send="09.00"))),
        (presses("Hapus"), redraws(TITLE, "Belum ada."), toast(REMOVED)),
    )


async def test_who_keeps_one_unit_only_may_look(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Hari kerja"), redraws(TITLE)),
        (presses("Tambah"), redraws("Mohon ketik satu baris.")),
        (writes("17 Agustus 2099 libur HUT daerah"), says("HUT daerah")),
        (presses("Simpan"), redraws(TITLE, "17 Agu 2099"), toast(SAVED)),
    )
    keeper = await own_house.colleague("dpmptsp", role=Role.ADMIN, scope="dpmptsp")
    await own_house.talk(
        keeper,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Hari kerja"), redraws("17 Agu 2099", "Yang dapat mengubahnya", buttons=[
            "Sen, 17 Agu 2099 · HUT daerah", "Menu pengelola",
        ])),
        (presses("Sen, 17 Agu 2099 · HUT daerah"), redraws("Senin, 17 Agustus 2099", buttons=["Kembali"])),
        (forges("workdays.remove:20990817"), alert("access.denied")),
        (forges("workdays.add"), alert("access.denied")),
    )  # fmt: skip
