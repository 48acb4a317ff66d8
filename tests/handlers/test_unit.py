"""The menu of a unit, its code sheets, who has left, and the first admin."""

import re

from sqlalchemy import update

from domain.rights import Role
from sandbox.state import Message
from services import activation
from storage.engine import Transaction
from storage.tables import employees, grants
from tests.documents.reading import all_qr_codes, pages
from tests.handlers.dialogue import (
    House,
    Person,
    opens,
    presses,
    presses_first,
    redraws,
    refusal,
    said,
    says,
    shown,
    writes,
)
from texts import joining as texts
from texts import start as start_texts

YES = "Saya setuju"
WELCOME = shown(start_texts.privacy)
CONTACT = shown(start_texts.ask_contact)
CODE, HELP = "Punya kode aktivasi", "Minta bantuan kepala unit"
WAYS = [CODE, HELP]
BAD = refusal("activation.bad_code")


async def name_of(house: House, person: Person) -> str:
    actor = await house.actor(person)
    return actor.employee.name if actor is not None and actor.employee is not None else ""


WORKSHEET = ("Lembar kerja (LKE)", "Tahap", "Temuan penilai", "Kelengkapan usulan")


async def test_the_unit_menu_is_for_who_leads_and_shows_what_they_may(own_house: House) -> None:
    team = await own_house.colleague("dinkes", role=Role.ZI_TEAM, scope="dinkes")
    plain = await own_house.colleague("dinkes")
    admin = own_house.player(5005)
    await own_house.talk(
        team, (writes("/unit"), says("Menu unit", buttons=["Pakta integritas", *WORKSHEET, "Unit lain", "Beranda"]))
    )
    await own_house.talk(plain, (writes("/unit"), says(refusal("access.denied"))))
    await own_house.talk(
        admin,
        (
            writes("/unit"),
            says(
                "Menu unit",
                buttons=[
                    "Kode aktivasi",
                    "Permintaan bergabung",
                    "Pakta integritas",
                    *WORKSHEET,
                    "Unit lain",
                    "Beranda",
                ],
            ),
        ),
        (presses("Unit lain"), redraws("Pilih unit kerja")),
        (presses_first(), redraws("Menu unit")),
        (presses("Kode aktivasi"), redraws("Semua pegawai unit ini sudah tertaut. Terima kasih.", buttons=["Kembali"])),
    )


async def test_the_head_gets_a_sheet_whose_qr_codes_link(own_house: House) -> None:
    head, siti = own_house.player(5003), own_house.newcomer()
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit", "Dinas Penanaman Modal")),
        (presses("Kode aktivasi"), redraws(said("Kode pada lembar yang lebih lama tidak berlaku lagi."),
                                           buttons=["Buat lembar kode", "Kembali"])),
        (presses("Buat lembar kode", times=2), says("Lembar kode aktivasi")),
    )  # fmt: skip
    sheet = last_document(own_house, head)
    pdf = sheet.media.file.on_disk.read_bytes() if sheet.media else b""
    # Whoever hands the codes out has to print the sheet.
    assert [call.params["protect_content"] for call in own_house.box.log if call.method == "sendDocument"] == ["false"]
    links = sorted(all_qr_codes(pdf))
    assert len(links) == 24
    text = "\n".join(pages(pdf))
    assert siti.employee.name in text
    assert siti.employee.staff_number not in text
    payloads = [re.fullmatch(r"https://t\.me/zibot_demo_bot\?start=(a_[0-9A-Z]{12})", link) for link in links]
    taken = set()
    for place, payload in enumerate(payloads[:3]):
        assert payload is not None
        guest = own_house.stranger(phone=f"62811000773{place:02}")
        await own_house.talk(guest, (opens(payload[1]), says(WELCOME)), (presses(YES), says("Beranda")))
        taken.add(await name_of(own_house, guest))
    assert len(taken - {""}) == 3
    dump = "".join(str(own_house.rows(f"select * from {table}")) for table in ("audit", "drafts", "activation_codes",
                                                                              "outbox", "installation"))  # fmt: skip
    assert [one[1] for one in payloads if one is not None and one[1][2:] in dump] == []


def last_document(house: House, person: Person) -> Message:
    return [one for one in house.box.messages(person.id) if one.sender.is_bot and one.media is not None][-1]


async def test_who_has_left_is_told_kindly_and_has_ways_to_go_on(own_house: House) -> None:
    siti = await own_house.colleague()

    def dismiss(tx: Transaction) -> None:
        mine = employees.c.staff_number == siti.employee.staff_number
        tx.execute(update(employees).where(mine).values(active=False))

    await own_house.office.db.write(dismiss)
    await own_house.talk(siti, (opens(), says(shown(texts.left), buttons=WAYS), says(CONTACT)))


async def test_the_owner_code_makes_the_first_admin_once(own_house: House) -> None:
    siti = await own_house.colleague()
    admin = own_house.player(5005)

    def without_admins(tx: Transaction) -> str | None:
        now = own_house.office.clock.now()
        tx.execute(update(grants).where(grants.c.role == "admin").values(revoked_at=now))
        return activation.offer_owner_code(tx, now, 14)

    code = await own_house.office.db.write(without_admins)
    assert code is not None
    stranger = own_house.stranger()
    await own_house.talk(stranger, (opens(f"o_{code}"), says(WELCOME)))
    await own_house.talk(
        siti,
        (writes("/admin"), says(refusal("access.denied"))),
        (opens("o_000000000001"), says(BAD)),
        (opens(f"o_{code}"), says("Kode pemilik diterima")),
        (presses("Menu pengelola"), redraws("Menu pengelola")),
    )
    await own_house.talk(admin, (opens(f"o_{code}"), says(BAD)))
