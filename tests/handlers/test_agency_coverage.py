"""The coverage of all units in chat: the table and its buttons, the picture, the workbook, and who comes there how."""

from domain.rights import Role
from tests.handlers.dialogue import House, alert, forges, presses, redraws, says, sends, writes

TABLE = "Cakupan pakta integritas"
LOWEST = ["Tertinggi", "Sisa", "Nama"]


async def test_an_admin_compares_the_units(own_house: House) -> None:
    admin = own_house.player(5005)
    ways = ["Gambar", "Buku kerja", "Menu pengelola", "Beranda"]
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (
            presses("Cakupan pakta"),
            redraws(TABLE, "Cakupan terendah", buttons=[*LOWEST, "Gabung per unit induk", *ways]),
        ),
        (presses("Nama"), redraws("Menurut nama unit")),
        (presses("Gabung per unit induk"), redraws("beserta unit di bawahnya", "Menurut nama unit")),
        (presses("Gambar"), sends("photo", b"\x89PNG", TABLE)),
        (presses("Tabel"), says("beserta unit di bawahnya", "Menurut nama unit")),
        (presses("Buku kerja"), sends("document", b"PK", "tanpa nama pegawai")),
    )


async def test_an_auditor_comes_there_from_home(own_house: House) -> None:
    auditor = await own_house.colleague(role=Role.AUDITOR)
    await own_house.talk(
        auditor,
        (writes("/start"), says("Beranda")),
        (presses("Cakupan pakta"), redraws(TABLE, without=("dalam lingkup",))),
        (presses("Beranda"), redraws("Beranda")),
    )


async def test_who_leads_several_units_sees_those_only(own_house: House) -> None:
    team = await own_house.colleague("dinkes", role=Role.ZI_TEAM, scope="dinkes")
    await own_house.talk(
        team,
        (writes("/unit"), says("Menu unit")),
        (presses("Unit lain"), redraws("Pilih unit kerja")),
        (presses("Cakupan pakta"), redraws(TABLE, "Unit dalam lingkup")),
    )


async def test_a_forged_button_opens_nothing(own_house: House) -> None:
    plain, admin = await own_house.colleague(), own_house.player(5005)
    await own_house.talk(plain, (writes("/start"), says("Beranda")), (forges("agency.open"), alert("access.denied")))
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges("agency.show:best:0:0:1"), alert("callback.malformed")),
        (forges("agency.picture:low:0:0:999"), alert("pledge.unknown_campaign")),
    )
