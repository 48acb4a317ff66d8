"""Who still owes a deadline, by name: for who leads them, and logged for those who were looked at."""

from datetime import timedelta

from domain.rights import Role
from storage.people import employee_by_staff_number
from storage.tables import employees
from tests.handlers.deadline_talk import EVIDENCE, MEETING, change, number_of, opens_entry
from tests.handlers.dialogue import House, Person, alert, forges, presses, redraws, said, says, writes

UNIT = "dpmptsp"
WHO = "Siapa yang belum"


def unit_id(house: House, code: str = UNIT) -> int:
    return int(house.rows("select id from units where code = ?", code)[0][0])


async def first_of_all(house: House) -> Person:
    """Somebody of the unit whose name comes before all others."""
    found = await house.colleague()
    named = employees.update().where(employees.c.staff_number == found.employee.staff_number)
    await house.office.db.write(lambda tx: tx.execute(named.values(name="Aan Contoh")))
    return found


async def test_the_team_of_a_unit_reads_the_names_page_by_page_and_each_can_read_of_it(own_house: House) -> None:
    house = own_house
    await change(house, EVIDENCE, due_at=house.office.clock.now() - timedelta(days=2))
    siti = await first_of_all(house)
    team = await house.colleague(role=Role.ZI_TEAM, scope=UNIT)
    pages = "Halaman %(page)s dari %(pages)s"
    await house.talk(
        team,
        (writes("/tenggat"), says("❗ H+2", EVIDENCE)),
        (opens_entry(EVIDENCE), redraws(EVIDENCE)),
        (presses(WHO), redraws("Yang belum menyelesaikan", "Aan Contoh", said("Jumlah: %(count)s", count=25),
                               said(pages, page=1, pages=4), buttons=["Berikutnya ›", "Menu unit"])),
        (presses("Berikutnya ›"), redraws(said(pages, page=2, pages=4), without=("Aan Contoh",))),
        (forges(f"owing.list:{number_of(house, EVIDENCE)}:{unit_id(house)}:-5"), redraws(said(pages, page=1, pages=4))),
        (presses("Menu unit"), redraws("Menu unit")),
    )  # fmt: skip
    found = await house.office.db.read(employee_by_staff_number, siti.employee.staff_number)
    assert found is not None
    looks = house.rows("select count(*) from audit where action = 'see_list' and subject = ?", f"employee:{found.id}")
    assert looks == [(2,)]


async def test_who_is_done_is_not_in_the_list(own_house: House) -> None:
    house = own_house
    siti = await first_of_all(house)
    team = await house.colleague(role=Role.ZI_TEAM, scope=UNIT)
    await house.talk(
        siti, (writes("/tenggat"), says(MEETING)), (opens_entry(MEETING), redraws(MEETING)),
        (presses("Selesai"), redraws("✅")),
    )  # fmt: skip
    await house.talk(
        team, (writes("/tenggat"), says(MEETING)), (opens_entry(MEETING), redraws(MEETING)),
        (presses(WHO), redraws(said("Jumlah: %(count)s", count=24), without=("Aan Contoh",))),
    )  # fmt: skip


async def test_the_admin_reads_of_the_whole_agency_and_comes_back_to_the_deadline(own_house: House) -> None:
    house = own_house
    admin = await house.colleague(role=Role.ADMIN)
    await house.talk(
        admin,
        (writes("/tenggat"), says(MEETING)),
        (opens_entry(MEETING), redraws(MEETING)),
        (presses("Kelola"), redraws("Belum selesai:")),
        (presses(WHO), redraws("Yang belum menyelesaikan", "Seluruh instansi", "Halaman")),
        (presses("Kelola"), redraws("Belum selesai:")),
    )


async def test_names_are_for_who_leads_the_unit_and_only_of_it(own_house: House) -> None:
    house = own_house
    number, own, other = number_of(house, MEETING), unit_id(house), unit_id(house, "dinkes")
    siti = await house.colleague()
    team = await house.colleague(role=Role.ZI_TEAM, scope=UNIT)
    await house.talk(
        siti,
        (writes("/tenggat"), says(MEETING)),
        (opens_entry(MEETING), redraws(MEETING, without=(WHO,))),
        (forges(f"owing.list:{number}:{own}:0"), alert("access.denied")),
    )
    await house.talk(
        team,
        (writes("/tenggat"), says(MEETING)),
        (forges(f"owing.list:{number}:{other}:0"), alert("access.denied")),
        (forges(f"owing.list:{number}:0:0"), alert("access.denied")),
        (forges(f"owing.list:404:{own}:0"), alert("deadline.unknown")),
    )
