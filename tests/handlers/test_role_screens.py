"""The screens about roles: searching, listing, choosing; and that nobody else comes near them."""

import pytest

from domain.rights import Role
from tests.handlers.dialogue import House, alert, forges, presses, redraws, refusal, said, says, writes
from tests.handlers.role_talk import ASK, GIVE, REASON, UNIT, as_button, found, held_by, until_menu

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_search_that_finds_many_has_pages_and_one_that_finds_none_says_so(house: House) -> None:
    admin = await house.colleague("bag-organisasi", role=Role.ADMIN)
    await house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Peran"), redraws(ASK)),
        (writes("contoh"), says(said("Halaman %(page)s dari %(pages)s", page=1, pages=34))),
        (presses("Berikutnya ›"), redraws(said("Halaman %(page)s dari %(pages)s", page=2, pages=34))),
        (presses("‹ Sebelumnya"), redraws(said("Halaman %(page)s dari %(pages)s", page=1, pages=34))),
        (writes("ab"), says(refusal("roles.query"))),
        (writes("tidak ada orangnya"), says('Tidak ada pegawai yang cocok dengan "tidak ada orangnya".')),
        (writes("<b>%_"), says(refusal("roles.query"))),
    )


async def test_who_holds_a_role_is_listed(house: House) -> None:
    admin = await house.colleague("bag-organisasi", role=Role.ADMIN)
    head = house.player(5003)
    await house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Peran"), redraws(ASK)),
        (presses("Pemegang peran"), redraws(f"{head.employee.name}: {held_by('id', Role.UNIT_HEAD, UNIT)}")),
        (presses(head.employee.name), redraws(head.employee.name, "Peran sekarang")),
        (presses("Menu pengelola"), redraws("Menu pengelola")),
    )


async def test_a_unit_far_away_is_found_by_typing(house: House) -> None:
    admin = await house.colleague("bag-organisasi", role=Role.ADMIN)
    siti = await house.colleague("dinkes")
    held = held_by("id", Role.ASSESSOR, "Kecamatan Kraksaan")
    await house.talk(
        admin,
        *found(house, admin, siti),
        (presses(GIVE), redraws("Mohon pilih perannya.")),
        (presses(as_button(Role.ASSESSOR)), redraws(siti.employee.name)),
        (presses("Berikutnya ›"), redraws(said("Halaman %(page)s dari %(pages)s", page=2, pages=12))),
        (writes("tidak ada unitnya"),
         says('Tidak ada unit yang cocok dengan "tidak ada unitnya". Mohon ketik kata lain.')),
        (writes("kecamatan kraksaan"), says(buttons=["Seluruh instansi", "Kecamatan Kraksaan", "Kembali"])),
        (presses("Kecamatan Kraksaan"), redraws(held, REASON)),
        (presses("Kembali"), redraws(siti.employee.name, "Peran sekarang", without=(held,))),
    )  # fmt: skip


VERBS = (
    "roles.open", "roles.page:0", "roles.holders:0", "roles.person:1", "roles.give:1", "roles.role:1:admin",
    "roles.units:0", "roles.scope:1:admin:0", "roles.end:1", "roles.confirm:1-1", "roles.confirm_own:1-1",
)  # fmt: skip


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.AUDITOR])
async def test_nobody_else_comes_near_roles(house: House, role: Role | None) -> None:
    other = await house.colleague("diskominfo", role=role)
    await house.talk(
        other,
        (writes("/admin"), says(refusal("access.denied"))),
        (writes("/saya"), says()),
        *((forges(data), alert("access.denied")) for data in VERBS),
    )


async def test_an_admin_of_one_unit_is_not_offered_roles(house: House) -> None:
    admin = await house.colleague("dpmptsp", role=Role.ADMIN, scope="dpmptsp")
    await until_menu(house, admin, admin=True, umumkan=False)
    await house.talk(
        admin, (writes("/admin"), says("Menu pengelola")), *((forges(data), alert("access.denied")) for data in VERBS)
    )
    assert not any("roles" in str(one.inline) for one in house.box.messages(admin.id))


@pytest.mark.parametrize(
    "data", ["roles.role:1:raja", "roles.role:1", "roles.person:x", "roles.scope:1:admin", "roles.page:1.5"]
)
async def test_a_button_that_was_tampered_with_does_nothing(house: House, data: str) -> None:
    admin = await house.colleague("diskominfo", role=Role.ADMIN)
    await house.talk(admin, (writes("/saya"), says()), (forges(data), alert("callback.malformed")))


async def test_old_steps_are_over(house: House) -> None:
    admin = await house.colleague("bag-organisasi", role=Role.ADMIN)
    await house.talk(
        admin,
        (writes("/saya"), says()),
        (forges("roles.page:0"), alert("roles.expired")),
        (forges("roles.confirm:1-1"), alert("roles.expired")),
        (forges("roles.end:99999"), alert("roles.unknown")),
        (forges("roles.person:99999"), alert("roles.unknown_person")),
        (forges("roles.role:1:employee"), alert("roles.employee_implied")),
        (forges("roles.scope:1:auditor:99999"), alert("roles.unknown_unit")),
    )
