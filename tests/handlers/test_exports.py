"""Lists of signatures in chat: the unit, the kind of file, the file with its word of care."""

from datetime import datetime

from domain.people import Employee
from storage import pledges
from storage.engine import Transaction
from tests import builders
from tests.handlers.dialogue import House, alert, forges, presses, redraws, says, sends, writes
from tests.handlers.group_play import group_with

CARE = "data pribadi"


def signed(tx: Transaction, signer: Employee, now: datetime) -> None:
    campaign = pledges.open_campaign(tx, now)
    assert campaign is not None
    builders.signature(tx, campaign, signer)


async def test_an_admin_takes_out_the_list_of_the_agency(own_house: House) -> None:
    admin, signer = own_house.player(5005), await own_house.actor(await own_house.colleague())
    assert signer is not None
    assert signer.employee is not None
    await own_house.office.db.write(signed, signer.employee, own_house.office.clock.now())
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Ekspor"), redraws("Ekspor tanda tangan", CARE)),
        (presses("Seluruh instansi"), redraws("Semua kampanye: 1", CARE)),
        (presses("Kampanye ini: XLSX"), sends("document", b"PK", CARE)),
        (presses("Kampanye ini: CSV"), sends("document", b"\xef\xbb\xbfKode;NIP;Nama", CARE)),
    )
    noted = own_house.rows("SELECT actor, subject FROM audit WHERE action = 'export_pledges'")
    assert noted == [(f"account:{admin.id}", "agency")] * 2


async def test_a_forged_button_takes_out_nothing(own_house: House) -> None:
    plain, admin = await own_house.colleague(), own_house.player(5005)
    await own_house.talk(
        plain,
        (writes("/start"), says("Beranda")),
        (forges("exports.open:0"), alert("access.denied")),
        (forges("exports.make:0:0:csv"), alert("access.denied")),
    )
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges("exports.make:0:0:pdf"), alert("callback.malformed")),
        (forges("exports.make:0:999:csv"), alert("pledge.unknown_campaign")),
    )
    assert own_house.rows("SELECT 1 FROM audit WHERE action = 'export_pledges'") == []


async def test_no_list_is_given_in_a_group(own_house: House) -> None:
    admin = own_house.player(5005)
    chat = await group_with(own_house, admin)
    await own_house.talk(admin, (forges("exports.make:0:0:csv"), alert("access.private_only")), chat=chat)
