"""Asking the head of one's unit to be linked, in the chats of both."""

from datetime import timedelta

from bot.ticks import expire_requests
from tests.handlers.dialogue import (
    House,
    Person,
    alert,
    forges,
    nothing,
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


async def asks(house: House, person: Person, name: str, unit: str = "DPMPTSP") -> None:
    """Consent, and ask the head of this unit under this name."""
    await house.talk(
        person,
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
        (writes("bantu saya"), says(shown(texts.ways))),
        (presses(HELP), redraws(said("Halaman %(page)s dari %(pages)s", page=1, pages=12))),
        (presses("Berikutnya ›"), redraws(said("Halaman %(page)s dari %(pages)s", page=2, pages=12))),
        (writes(unit), says(said("Pencarian: %(search)s", search=unit.lower()))),
        (presses_first(), redraws("Mohon ketik nama lengkap")),
        (writes("12"), says(refusal("request.name", shortest=3, longest=100))),
        (writes(name), says("Permintaan menunggu keputusan", name)),
        (opens(), says("Permintaan menunggu keputusan", buttons=[CODE, "Tarik permintaan"])),
    )


async def test_the_head_is_asked_approves_and_the_asker_arrives(own_house: House) -> None:
    siti = own_house.newcomer()
    own_house.box.world.users[siti.id].phone = "6281100077003"
    head, admin = own_house.player(5003), own_house.player(5005)
    await asks(own_house, siti, siti.employee.name.lower())
    account = own_house.box.world.users[siti.id]
    await own_house.talk(
        head,
        (nothing, says("Permintaan bergabung", siti.employee.name.lower(), account.first_name,
                       buttons=["Pilih pegawainya", "Tolak", "Semua permintaan"])),
        (presses("Pilih pegawainya"), redraws(said("Halaman %(page)s dari %(pages)s", page=1, pages=3))),
        (presses(siti.employee.name), redraws("Tautkan akun ini?", siti.employee.name)),
        (presses("Ya, tautkan", times=2), redraws(said("Keadaan: %(standing)s", standing="disetujui"))),
    )  # fmt: skip
    await own_house.talk(
        siti,
        (nothing, says("Permintaan disetujui", siti.employee.name, buttons=["Beranda"])),
        (presses("Beranda"), redraws("Beranda", siti.employee.name)),
    )
    assert await name_of(own_house, siti) == siti.employee.name
    await own_house.talk(admin, (forges("request.refuse:1"), redraws("disetujui")))
    decisions = own_house.rows("select actor, detail from audit where action = 'decide_link'")
    assert [(actor, '"approved"' in str(detail)) for actor, detail in decisions] == [("account:5003", True)]


async def test_a_refused_asker_has_ways_and_one_that_nobody_answers_is_told(own_house: House) -> None:
    siti, budi = (own_house.newcomer() for _ in range(2))
    head = own_house.player(5003)
    for place, person in enumerate((siti, budi)):
        own_house.box.world.users[person.id].phone = f"628110007710{place}"
        await asks(own_house, person, person.employee.name)
        await own_house.talk(head, (nothing, says("Permintaan bergabung", person.employee.name)))
    await own_house.talk(
        head,
        (
            writes("/unit"),
            says(
                "Menu unit",
                buttons=[
                    "Kode aktivasi",
                    "Permintaan bergabung",
                    "Pakta integritas",
                    "Lembar kerja (LKE)",
                    "Tahap",
                    "Temuan penilai",
                    "Kelengkapan usulan",
                    "Mengetahui pakta",
                    "Beranda",
                ],
            ),
        ),
        (presses("Permintaan bergabung"), redraws("Mohon buka satu per satu")),
        (presses_first(siti.employee.name), redraws(siti.employee.name)),
        (presses("Tolak"), redraws(said("Keadaan: %(standing)s", standing="ditolak"))),
    )
    await own_house.talk(siti, (nothing, says("Permintaan belum dapat disetujui", buttons=WAYS)))
    own_house.box.clock.advance(timedelta(days=3))
    await expire_requests(own_house.office)
    await own_house.talk(budi, (nothing, says("Permintaan lewat waktu", buttons=WAYS)))


async def test_a_request_can_be_taken_back(own_house: House) -> None:
    siti = own_house.newcomer("kec-kraksaan")
    own_house.box.world.users[siti.id].phone = "6281100077200"
    await asks(own_house, siti, siti.employee.name, "kraksaan")
    await own_house.talk(
        siti,
        (presses("Tarik permintaan"), redraws(shown(texts.withdrawn), buttons=WAYS)),
        (forges("request.withdraw"), alert("link.expired")),
    )
