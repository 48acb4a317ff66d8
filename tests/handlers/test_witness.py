"""'Mengetahui' in the menu of the unit, and 'Koreksi tanda tangan' in that of the agency, as they are tapped."""

from typing import Any

from bot.receipt_paper import receipt_paper
from domain import receipt
from domain.ledger import record_facts
from domain.pledge_request import RequestState
from domain.rights import Role
from handlers.papers import pledge_document
from services import ledger_check, pledges, sealing, witnessing
from services.access import find_actor
from storage import pledges as stored
from storage.engine import Transaction
from tests import builders
from tests.handlers.dialogue import (
    House,
    Person,
    alert,
    forges,
    nothing,
    presses,
    redraws,
    refusal,
    says,
    writes,
)

UNIT = "dinkes"
MENU = (
    "Kode aktivasi", "Permintaan bergabung", "Pakta integritas", "Lembar kerja (LKE)", "Tahap", "Temuan penilai",
    "Kelengkapan usulan",
)  # fmt: skip


def _sign(tx: Transaction, telegram_id: int, code: str, house: House) -> None:
    now, actor = house.office.clock.now(), find_actor(tx, telegram_id)
    campaign = stored.open_campaign(tx, now)
    assert actor is not None
    assert actor.employee is not None
    assert campaign is not None
    request = stored.current_request(tx, campaign.id, actor.employee.id)
    assert request is not None
    moments = dict.fromkeys(("signed_at", "read_at", "reading_began_at"), now)
    values = builders.signature_values(tx, campaign, actor.employee, code=code)
    assert stored.add_signature(tx, {**values, **moments, "valid_until": campaign.valid_from(now)})
    stored.set_state(tx, request.id, request.state, RequestState.SIGNED, now)
    made = stored.signature_of_request(tx, request.id)
    assert made is not None
    sealing.append(tx, house.office.sealer, "signature", code, record_facts(made))


async def signer(house: House, number: int) -> tuple[Person, str]:
    """Somebody of the unit who has signed, and the code."""
    person, code = await house.colleague(UNIT), receipt.make(bytes([number] * 6))
    await house.office.db.write(_sign, person.id, code, house)
    return person, code


async def faults(house: House) -> list[Any]:
    verdict = await house.office.db.read(ledger_check.verify, house.office.sealer, every_seal=True)
    return list(verdict.faults)


async def test_a_head_attests_one_and_then_all_the_others(own_house: House) -> None:
    head = await own_house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    people = [await signer(own_house, number) for number in range(1, 11)]
    (first, code), (last, _) = people[0], people[-1]
    found = await own_house.office.db.read(pledges.receipt_by_code, code)
    place = own_house.office.place_for("id")
    before = await receipt_paper(own_house.office, place, found)
    menu = [*MENU, "Mengetahui pakta", "Unit lain", "Beranda"]
    names = [person.employee.name for person, _ in people]
    attest_all = "Ketahui semua yang sudah dibaca"
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit", buttons=menu)),
        (presses("Mengetahui pakta"), redraws("Menunggu diketahui: 10", "Sudah dibaca di sini: 8",
                                        buttons=[*names[:8], "Berikutnya ›", "Kembali"])),
        (presses(first.employee.name), redraws(first.employee.name, receipt.shown(code), "Naskah versi",
                                               buttons=["Saya mengetahui", "Kembali ke daftar"])),
        (presses("Saya mengetahui", times=2), redraws("✅ Diketahui", head.employee.name,
                                                      buttons=["Kembali ke daftar"])),
        (presses("Kembali ke daftar"), redraws("Menunggu diketahui: 9", "Sudah dibaca di sini: 8")),
        (presses("Berikutnya ›"), redraws("Sudah dibaca di sini: 9", last.employee.name,
                                          buttons=[names[-1], "‹ Sebelumnya", attest_all, "Kembali"])),
        (presses(attest_all), redraws("Tanda tangan yang diketahui: 9", buttons=["Kembali"])),
        (presses("Kembali"), redraws("Menu unit")),
        (presses("Mengetahui pakta"), redraws("Tidak ada tanda tangan yang menunggu", buttons=["Kembali"])),
    )  # fmt: skip
    await own_house.talk(first, (nothing, says("Pakta integritas Bapak/Ibu sudah diketahui", head.employee.name)))
    besides = await own_house.office.db.read(witnessing.on_paper, found.signature)
    document = pledge_document(own_house.office, place, found, besides)
    assert (document.witness_name, document.witness_position) == (head.employee.name, head.employee.position)
    assert document.witness_note.startswith("Diketahui secara elektronik, ")
    assert document.record == str(besides.record)
    assert besides.record
    after = await receipt_paper(own_house.office, place, found)
    assert after != before
    assert await receipt_paper(own_house.office, place, found) == after
    assert await faults(own_house) == []


async def test_forged_and_copied_buttons_attest_nothing(own_house: House) -> None:
    head = await own_house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    plain, _ = await signer(own_house, 1)
    ((signature_id, unit_id),) = own_house.rows("select id, unit_id from signatures where telegram_id = 700")
    for who, key in ((plain, "access.denied"), (own_house.player(5003), "access.denied")):
        await own_house.talk(
            who,
            (writes("/bantuan"), says()),
            (forges(f"witness.open:{unit_id}:0"), alert(key)),
            (forges(f"witness.show:{signature_id}:{unit_id}:0"), alert(key)),
            (forges(f"witness.attest:{signature_id}:{unit_id}:0"), alert(key)),
            (forges(f"witness.all:{unit_id}"), alert(key)),
            (forges("withdrawal.open"), alert(key)),
            (forges(f"withdrawal.confirm:{signature_id}"), alert(key)),
        )
    await own_house.talk(
        head,
        (writes("/bantuan"), says()),
        (forges(f"witness.all:{unit_id}"), alert("witness.unread")),
        (forges(f"witness.attest:{signature_id}"), alert("callback.malformed")),
        (forges("witness.attest:x:1:0"), alert("callback.malformed")),
    )
    object.__setattr__(own_house.office, "witnessing", False)
    await own_house.talk(
        head,
        (writes("/unit"), says(buttons=[*MENU, "Unit lain", "Beranda"])),
        (forges(f"witness.open:{unit_id}:0"), alert("witness.off")),
    )  # fmt: skip


async def test_an_admin_corrects_a_signature_and_its_person_signs_anew(own_house: House) -> None:
    admin = own_house.player(5005)
    siti, code = await signer(own_house, 1)
    shown, why = receipt.shown(code), "Ditandatangani dari akun <orang lain>"
    await own_house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Koreksi tanda tangan"), redraws("Mohon ketik kode tanda terimanya", buttons=["Batal"])),
        (writes("00000-000RC"), says(refusal("withdrawal.unknown"))),
        (writes(shown.lower()), says(siti.employee.name, siti.employee.position, shown, buttons=["Batal"])),
        (writes("x"), says(refusal("withdrawal.reason", shortest=3, longest=300))),
        (writes(why), says(siti.employee.name, why, buttons=["Lanjutkan", "Batal"])),
        (presses("Lanjutkan"), redraws("tidak pernah berlaku", buttons=["Ya, nyatakan tidak berlaku", "Batal"])),
        (presses("Ya, nyatakan tidak berlaku", times=2),
         redraws("Orangnya diminta menandatangani lagi", why, buttons=["Menu pengelola"])),
        (writes(f"/periksa {shown}"), says("tanda tangan dibatalkan")),
    )  # fmt: skip
    await own_house.talk(
        siti,
        (nothing, says("Tanda tangan pakta dikoreksi", why, shown, buttons=["Buka pakta"])),
        (presses("Buka pakta"), redraws("Pakta Integritas")),
    )
    assert await faults(own_house) == []


async def test_who_leaves_the_correction_corrects_nothing(own_house: House) -> None:
    admin = own_house.player(5005)
    _, code = await signer(own_house, 1)
    await own_house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Koreksi tanda tangan"), redraws("Mohon ketik kode")),
        (writes(code), says("Mohon tulis alasannya")),
        (presses("Batal"), redraws("Tidak ada yang dikoreksi", buttons=["Menu pengelola"])),
    )
    assert own_house.rows("select count(*) from signature_withdrawals") == [(0,)]
