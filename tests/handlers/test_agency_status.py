"""The status of all units in chat: the summary and its ways, the files, and who comes there how."""

from domain.rights import Role
from tests.handlers.dialogue import House, alert, forges, presses, redraws, says, sends, writes

SUMMARY = "Status ZI instansi"
ORDERS = ["Nilai", "Kekurangan", "Kemajuan", "Tahap"]


async def test_an_admin_looks_at_all_units(own_house: House) -> None:
    admin = own_house.player(5005)
    ways = ["Berisiko", "Perkembangan", "Peta panas", "Buku kerja", "Menu pengelola", "Beranda"]
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (
            presses("Status ZI instansi"),
            redraws(SUMMARY, "3 unit ikut serta", "penilaian mandiri", buttons=[*ORDERS, *ways]),
        ),
        (presses("Nilai"), redraws("Nilai tertinggi lebih dahulu", "menuju WBBM")),
        (presses("Tahap"), redraws("Tahap terjauh lebih dahulu")),
        (presses("Ringkasan"), redraws(SUMMARY)),
        (presses("Berisiko"), redraws("Unit berisiko", "Belum ada tim kerja ZI")),
        (presses("Ringkasan"), redraws(SUMMARY)),
        (presses("Perkembangan"), redraws("Perkembangan ZI instansi", "tiap minggu")),
        (presses("Grafik"), sends("photo", b"\x89PNG", "Perkembangan ZI instansi")),
        (presses("Ringkasan"), says(SUMMARY)),
        (presses("Peta panas"), sends("photo", b"\x89PNG", "Peta panas ZI")),
        (presses("Ringkasan"), says(SUMMARY)),
        (presses("Buku kerja"), sends("document", b"PK", "tanpa nama pegawai")),
    )


async def test_an_assessor_comes_there_from_home(own_house: House) -> None:
    assessor = await own_house.colleague(role=Role.ASSESSOR)
    await own_house.talk(
        assessor,
        (writes("/start"), says("Beranda")),
        (presses("Status ZI instansi"), redraws(SUMMARY, without=("dalam lingkup",))),
        (presses("Beranda"), redraws("Beranda")),
    )


async def test_who_reads_for_one_unit_sees_that_only(own_house: House) -> None:
    auditor = await own_house.colleague("dinkes", role=Role.AUDITOR, scope="dpmptsp")
    await own_house.talk(
        auditor,
        (writes("/start"), says("Beranda")),
        (presses("Status ZI instansi"), redraws("Unit dalam lingkup", "1 unit ikut serta")),
        (presses("Nilai"), redraws("1. ", without=("2. ",))),
        (presses("1"), redraws("Dinas Penanaman Modal")),
    )


async def test_a_forged_button_opens_nothing(own_house: House) -> None:
    plain, admin = await own_house.colleague(), own_house.player(5005)
    await own_house.talk(
        plain,
        (writes("/start"), says("Beranda")),
        (forges("zistatus.open"), alert("access.denied")),
        (forges("zistatus.book"), alert("access.denied")),
    )
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges("zistatus.list:best:0"), alert("callback.malformed")),
        (forges("zistatus.compare:0"), redraws("Belum ada periode sebelumnya")),
    )
