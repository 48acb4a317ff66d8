"""Roles in the chat: an admin finds a person, gives a role with a reason, takes it back; person and menus follow."""

from datetime import timedelta

import pytest

from domain.rights import Role
from tests.handlers.dialogue import (
    House,
    alert,
    forges,
    in_words,
    nothing,
    presses,
    reads,
    redraws,
    refusal,
    says,
    toast,
    writes,
)
from tests.handlers.role_talk import (
    AGENCY,
    GIVE,
    GIVE_THIS,
    OWN,
    REASON,
    SAVED,
    TAKE_THIS,
    UNIT,
    WHY,
    as_button,
    audit_of,
    button,
    found,
    giving,
    held_by,
    menu_of,
    until_menu,
)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_role_is_given_and_taken_back_in_the_chat(own_house: House, language: str) -> None:
    admin = await own_house.colleague("bag-organisasi", language, Role.ADMIN)
    siti = await own_house.colleague("dpmptsp", language)
    held = button(held_by(language, Role.UNIT_HEAD, UNIT), 200)
    await own_house.talk(
        admin,
        *found(own_house, admin, siti),
        (presses(GIVE), redraws("Mohon pilih perannya.")),
        (presses(as_button(Role.UNIT_HEAD)), redraws(siti.employee.name)),
        (presses(button(f"★ {UNIT}")), redraws(held, REASON)),
        (writes("ya"), says(refusal("roles.reason", length=2))),
        (writes(WHY), says(siti.employee.name, held, WHY, buttons=[GIVE_THIS, "Kembali"])),
        (presses(GIVE_THIS, times=3), redraws(held, WHY), toast(SAVED)),
    )
    await own_house.talk(siti, (nothing, says("Bapak/Ibu mendapat peran", held, WHY)), (writes("/saya"), says(held)))
    end = in_words("Cabut: {role}", language).format(role=held_by(language, Role.UNIT_HEAD, UNIT))
    await own_house.talk(
        admin,
        (presses(button(end)), redraws(held, REASON)),
        (writes("mutasi ke provinsi"), says(held, "mutasi ke provinsi", buttons=[TAKE_THIS, "Kembali"])),
        (presses(TAKE_THIS, times=2), redraws("Riwayat", "mutasi ke provinsi"), toast(SAVED)),
    )
    await own_house.talk(
        siti, (nothing, says("Peran Bapak/Ibu berakhir", held)), (writes("/saya"), says(without=(held,)))
    )
    assert audit_of(own_house, "grant_role", siti) == [(f"account:{admin.id}", "unit_head", "dpmptsp", WHY, "chat")]
    assert [row[3] for row in audit_of(own_house, "revoke_role", siti)] == ["mutasi ke provinsi"]
    assert own_house.rows("select count(*) from outbox where kind = 'role_changed'") == [(2,)]
    assert len(audit_of(own_house, "see_list", siti)) == 1  # found by name
    assert len(audit_of(own_house, "see_person", siti)) == 1  # and opened


async def test_the_menu_of_a_person_follows_role_language_and_the_end_of_the_role(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    siti = await own_house.colleague("dpmptsp")
    general = menu_of(own_house, siti)
    await until_menu(own_house, admin, admin=True, umumkan=True, pakta=True)
    assert not {"admin", "umumkan"} & set(general)
    await own_house.talk(admin, *found(own_house, admin, siti), *giving(siti, Role.ADMIN, AGENCY))
    await until_menu(own_house, siti, admin=True, umumkan=True, pakta=True)
    await own_house.talk(
        siti,
        (nothing, says("Bapak/Ibu mendapat peran")),
        (writes("/bahasa"), says(buttons=["Bahasa Indonesia", "English"])),
        (presses("English"), reads("en"), redraws("Beranda")),
    )
    await until_menu(own_house, siti, admin=True, announce=True, pledge=True, umumkan=False)
    await own_house.talk(
        admin,
        (presses(f"Cabut: {held_by('id', Role.ADMIN, AGENCY)}"), redraws(REASON)),
        (writes("mutasi"), says(buttons=[TAKE_THIS, "Kembali"])),
        (presses(TAKE_THIS), redraws("Riwayat"), toast(SAVED)),
    )
    await until_menu(own_house, siti, admin=False)
    assert menu_of(own_house, siti) == general


async def test_a_menu_waits_in_the_outbox_over_a_crash(own_house: House) -> None:
    own_house.box.faults.add(method="setMyCommands", kind="error", code=500, times=None)
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.settled()
    own_house.box.faults.clear()
    assert "admin" not in menu_of(own_house, admin)
    await own_house.restart()
    own_house.box.clock.advance(timedelta(minutes=1))
    own_house.office.ring()
    await until_menu(own_house, admin, admin=True)


async def test_the_menu_after_a_restart_is_not_set_again_without_need(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await until_menu(own_house, admin, admin=True)
    await own_house.restart()
    before = own_house.rows("select count(*) from outbox where kind = 'menu'")
    await own_house.restart()
    assert own_house.rows("select count(*) from outbox where kind = 'menu'") == before


async def test_an_admin_may_take_the_own_role_only_with_the_button_for_it(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    role = held_by("id", Role.ADMIN, AGENCY)
    await own_house.talk(
        admin,
        *found(own_house, admin, admin),
        (presses(f"Cabut: {role}"), redraws(REASON)),
        (writes("pindah tugas"), says("Ini peran Bapak/Ibu sendiri.", buttons=[OWN, "Kembali"])),
    )
    key = own_house.rows("select data ->> 'key' from drafts where telegram_id = ? and kind = 'roles'", admin.id)[0][0]
    await own_house.talk(
        admin,
        (forges(f"roles.confirm:{key}"), alert("roles.own")),
        (presses(OWN), redraws("Riwayat", "pindah tugas"), toast(SAVED), says("Peran Bapak/Ibu berakhir", role)),
        (writes("/admin"), says(refusal("access.denied"))),
    )


async def test_the_last_admin_stays(own_house: House) -> None:
    admin = own_house.player(5005)
    role = held_by("id", Role.ADMIN, AGENCY)
    await own_house.talk(
        admin,
        *found(own_house, admin, admin),
        (presses(f"Cabut: {role}"), redraws(REASON)),
        (writes("pindah tugas"), says(buttons=[OWN, "Kembali"])),
        (presses(OWN), alert("roles.last_admin")),
        (writes("/admin"), says("Menu pengelola")),
    )
