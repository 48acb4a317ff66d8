"""Deadlines that are missed, many, shared, or of people in charge: each in an installation of its own."""

from datetime import timedelta

from domain.deadline import Concerned, DeadlineAudience, DoneRule
from domain.rights import Role
from services import deadlines
from storage.deadline_audience import put_in_charge
from storage.engine import Transaction
from storage.people import employee_by_staff_number
from tests.handlers.deadline_talk import CALENDAR_FILE, EVIDENCE, MEETING, change, number_of, opens_entry
from tests.handlers.dialogue import House, alert, forges, presses, redraws, says, writes

CARD = ["Selesai", "Kirim bukti", "Ingatkan nanti", CALENDAR_FILE, "Kembali"]


async def test_a_missed_deadline_comes_first_and_can_still_be_done(own_house: House) -> None:
    house = own_house
    await change(house, MEETING, due_at=house.office.clock.now() - timedelta(days=2))
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says("❗ H+2", MEETING)),
        (opens_entry(MEETING), redraws("Sudah lewat, dan masih menunggu", buttons=CARD)),
        (presses("Selesai"), redraws("✅", without=("Sudah lewat",))),
        (writes("/tenggat"), says(EVIDENCE, without=(MEETING,))),
    )


async def test_many_deadlines_come_in_pages_and_the_card_leads_back_to_its_own(own_house: House) -> None:
    house = own_house

    def fill(tx: Transaction) -> None:
        for number in range(10):
            due = house.office.clock.now() + timedelta(days=60 + number)
            new = deadlines.NewDeadline(f"Laporan bulan ke-{number}", due)
            deadlines.add(tx, new, "cli", house.office.planning, house.office.clock.now())

    await house.office.db.write(fill)
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says("Halaman 1 dari 2", "Laporan bulan ke-4", without=("Laporan bulan ke-5",))),
        (presses("Berikutnya ›"), redraws("Halaman 2 dari 2", "Laporan bulan ke-9", without=(EVIDENCE,))),
        (opens_entry("Laporan bulan ke-9"), redraws("Laporan bulan")),
        (presses("Kembali"), redraws("Halaman 2 dari 2")),
        (presses("‹ Sebelumnya"), redraws("Halaman 1 dari 2")),
        (forges("deadlines.open:99"), redraws("Halaman 2 dari 2")),
    )


async def test_what_one_does_for_all_names_who_did_it_and_when(own_house: House) -> None:
    house = own_house
    await change(house, MEETING, rule=DoneRule.SHARED.value)
    siti, budi = await house.colleague(), await house.colleague()
    await house.talk(
        siti, (writes("/tenggat"), says()), (opens_entry(MEETING), redraws("cukup satu orang")),
        (presses("Selesai"), redraws("✅ ", without=("Selesai oleh",))),
    )  # fmt: skip
    await house.talk(
        budi, (writes("/tenggat"), says("✅")),
        (opens_entry(MEETING), redraws("Selesai oleh", siti.employee.name)),
    )  # fmt: skip


async def test_those_in_charge_are_named_and_others_do_not_see_the_deadline(own_house: House) -> None:
    house = own_house
    siti, budi = await house.colleague(), await house.colleague()

    def put(tx: Transaction) -> None:
        found = employee_by_staff_number(tx, siti.employee.staff_number)
        assert found is not None
        put_in_charge(tx, number_of(house, MEETING), [found.id])

    await change(house, MEETING, audience=DeadlineAudience(Concerned.PEOPLE).as_json())
    await house.office.db.write(put)
    await house.talk(
        siti,
        (writes("/tenggat"), says(MEETING)),
        (opens_entry(MEETING), redraws("Penanggung jawab:", siti.employee.name)),
    )
    await house.talk(budi, (writes("/tenggat"), says(without=(MEETING,))))


async def test_the_worksheet_is_opened_from_its_deadline_by_who_may(own_house: House) -> None:
    house = own_house
    await change(house, MEETING, rule=DoneRule.WORKSHEET.value)
    member, siti = await house.colleague(role=Role.ZI_TEAM, scope="dpmptsp"), await house.colleague()
    await house.talk(
        member,
        (writes("/tenggat"), says()),
        (opens_entry(MEETING), redraws("menyerahkan lembar kerja")),
        (presses("Buka lembar kerja"), redraws("Lembar Kerja Evaluasi (LKE)")),
    )
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (opens_entry(MEETING), redraws(buttons=["Ingatkan nanti", CALENDAR_FILE, "Kembali"])),
        (forges(f"deadlines.done:{number_of(house, MEETING)}"), alert("deadline.by_worksheet")),
    )
