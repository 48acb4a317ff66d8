"""The dialog about roles: search, choose, reason, confirm; every step asks for the right and old screens do nothing."""

from typing import Any

import pytest
from sqlalchemy import select, update

from domain.people import Actor
from domain.rights import Role, RoleChange
from services import role_desk
from services.role_desk import Page, Scopes
from storage import drafts
from storage import roles as stored
from storage.engine import Database, Transaction
from storage.tables import audit, units
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

WHY = "SK Bupati 12/2026"


async def admin_of(db: Database) -> Actor:
    """An agency-wide admin (700) of the unit "kota"."""
    return await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "kota"), 700, role=Role.ADMIN))


async def siti_of(db: Database) -> int:
    """Somebody of a clinic below the health office."""

    def fill(tx: Transaction) -> int:
        health = builders.unit(tx, "dinkes", name="Dinas Kesehatan")
        clinic = builders.unit(tx, "pkm", name="Puskesmas Leces", parent=health)
        return builders.employee(tx, clinic, name="Siti Contohwati").id

    return await db.write(fill)


async def say(db: Database, actor: Actor, text: str) -> Any:
    return await db.write(role_desk.say, actor, text, NOW)


async def test_a_search_shows_names_with_their_units_and_is_noted_without_the_words(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    await db.write(role_desk.begin, admin, NOW)
    found = await say(db, admin, " Contohwati,  SITI ")
    assert isinstance(found, Page)
    assert [(one.id, unit) for one, unit in found.people] == [(siti, "Puskesmas Leces")]
    assert (found.query, found.page, found.pages, found.total) == ("Contohwati, SITI", 0, 1, 1)
    rows = await db.read(lambda tx: tx.execute(select(audit.c.action, audit.c.subject, audit.c.detail)).all())
    assert tuple(rows[0]) == ("search_people", "agency", {"found": 1})
    assert [(row.action, row.subject) for row in rows[1:]] == [("see_list", f"employee:{siti}")]


async def test_a_search_that_finds_several_is_a_look_at_each_that_is_named(db: Database) -> None:
    admin = await admin_of(db)
    await siti_of(db)
    await db.write(lambda tx: builders.employee(tx, builders.unit(tx, "lain"), name="Siti Rahayu"))
    await db.write(role_desk.begin, admin, NOW)
    assert (await say(db, admin, "siti")).total == 2
    assert await db.read(lambda tx: tx.execute(select(audit.c.action)).scalars().all()) == [
        "search_people", "see_list", "see_list",
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["", " ", "."])
async def test_a_staff_number_finds_too_with_spaces_and_dots(db: Database, between: str) -> None:
    admin = await admin_of(db)
    assert admin.employee is not None
    number = admin.employee.staff_number
    await db.write(role_desk.begin, admin, NOW)
    found = await say(db, admin, f"{number[:8]}{between}{number[8:]}")
    assert [one.id for one, _ in found.people] == [admin.employee.id]


@pytest.mark.parametrize("text", ["", "ab", "12", ".. ,", "1 2"])
async def test_two_letters_or_digits_are_too_few(db: Database, text: str) -> None:
    admin = await admin_of(db)
    await db.write(role_desk.begin, admin, NOW)
    with refused("roles.query"):
        await say(db, admin, text)


async def test_a_search_has_pages_until_another_step_begins(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx, "lain")
        for number in range(role_desk.PAGE + 1):
            builders.employee(tx, unit, name=f"Bayu {number}")

    admin = await admin_of(db)
    await db.write(fill)
    await db.write(role_desk.begin, admin, NOW)
    with refused("roles.expired"):
        await db.write(role_desk.turn, admin, 1, NOW)
    first = await say(db, admin, "bayu")
    second = await db.write(role_desk.turn, admin, 1, NOW)
    assert ([len(first.people), len(second.people)], second.pages) == ([role_desk.PAGE, 1], 2)
    assert (await db.write(role_desk.turn, admin, -4, NOW)).people == first.people
    await db.write(role_desk.choose, admin, first.people[0][0].id, Role.AUDITOR, NOW)
    with refused("roles.expired"):
        await db.write(role_desk.turn, admin, 1, NOW)


async def test_units_near_the_person_come_first_and_a_word_finds_any_open_one(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    await db.write(lambda tx: tx.execute(update(units).where(units.c.code == "kota").values(closed_at=NOW)))
    with refused("roles.expired"):
        await db.write(role_desk.begin, admin, NOW)
        await db.read(role_desk.turn_units, admin, 0)
    scopes = await db.write(role_desk.choose, admin, siti, Role.UNIT_HEAD, NOW)
    assert [unit.code for unit in scopes.near] == ["pkm", "dinkes"]
    assert sorted(unit.code for unit in scopes.units) == ["dinkes", "pkm"]
    assert (scopes.page, scopes.pages, scopes.role) == (0, 1, Role.UNIT_HEAD)
    named = await say(db, admin, "LECES pusk")
    assert isinstance(named, Scopes)
    assert ([unit.code for unit in named.units], named.near, named.query) == (["pkm"], (), "LECES pusk")
    assert (await say(db, admin, "tidak ada")).units == ()
    assert (await db.read(role_desk.turn_units, admin, 5)).page == 0


async def proposed(db: Database, admin: Actor, siti: int, role: Role = Role.AUDITOR) -> RoleChange:
    await db.write(role_desk.propose_grant, admin, siti, role, None, NOW)
    change = await say(db, admin, WHY)
    assert isinstance(change, RoleChange)
    return change


async def test_a_role_is_given_once_after_reason_and_confirmation(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    change = await proposed(db, admin, siti)
    assert (change.employee_id, change.name, change.role, change.unit_name) == (
        siti, "Siti Contohwati", Role.AUDITOR, "",
    )  # fmt: skip
    assert (change.grant_id, change.own, change.reason) == (None, False, WHY)
    assert await db.read(stored.holdings_of, siti) == ()
    shown = await db.write(role_desk.confirm, admin, change.key, NOW)
    assert [one.role for one in shown.held] == [Role.AUDITOR]
    (held,) = shown.held
    await db.write(stored.end, held.id, "cli", "dicabut orang lain", NOW)
    again = await db.write(role_desk.confirm, admin, change.key, NOW)
    assert (again.held, len(again.past)) == ((), 1)


async def test_a_role_is_taken_back_the_same_way(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    number = await db.write(stored.add, siti, Role.AUDITOR, None, NOW)
    asked = await db.write(role_desk.propose_revoke, admin, number, NOW)
    assert (asked.grant_id, asked.reason) == (number, "")
    change = await say(db, admin, "mutasi ke provinsi")
    shown = await db.write(role_desk.confirm, admin, change.key, NOW)
    assert (shown.held, [one.revoke_reason for one in shown.past]) == ((), ["mutasi ke provinsi"])
    with refused("roles.unknown"):
        await db.write(role_desk.propose_revoke, admin, number, NOW)


async def test_one_s_own_role_needs_the_button_of_its_own(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    await db.write(stored.add, siti, Role.ADMIN, None, NOW)
    assert admin.employee is not None
    (own,) = await db.read(stored.holdings_of, admin.employee.id)
    await db.write(role_desk.propose_revoke, admin, own.id, NOW)
    change = await say(db, admin, "pindah tugas")
    assert change.own is True
    with refused("roles.own"):
        await db.write(role_desk.confirm, admin, change.key, NOW)
    shown = await db.write(role_desk.confirm, admin, change.key, NOW, own=True)
    assert shown.held == ()
    with refused("access.denied"):
        await db.write(role_desk.confirm, await db.read(builders.actor, 700), change.key, NOW)


async def test_a_bad_reason_can_be_typed_again(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    await db.write(role_desk.propose_grant, admin, siti, Role.AUDITOR, None, NOW)
    with refused("roles.reason", length=2):
        await say(db, admin, "ya")
    assert (await say(db, admin, WHY)).reason == WHY


async def test_old_screens_and_forged_keys_do_nothing(db: Database) -> None:
    admin, siti = await admin_of(db), await siti_of(db)
    with refused("roles.expired"):
        await db.write(role_desk.confirm, admin, "700-1", NOW)
    with refused("roles.expired"):
        await say(db, admin, "siti")
    asked = await db.write(role_desk.propose_grant, admin, siti, Role.AUDITOR, None, NOW)
    for key in (asked.key, "700-1"):
        with refused("roles.expired"):
            await db.write(role_desk.confirm, admin, key, NOW)
    change = await proposed(db, admin, siti)
    await db.write(role_desk.begin, admin, NOW)
    with refused("roles.expired"):
        await db.write(role_desk.confirm, admin, change.key, NOW)
    assert await db.read(stored.holdings_of, siti) == ()


async def test_what_cannot_be_given_is_not_asked_for(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        stored.add(tx, siti, Role.AUDITOR, None, NOW)
        gone = builders.employee(tx, builders.unit(tx, "lain"))
        builders.dismiss(tx, gone)
        return gone.id

    admin, siti = await admin_of(db), await siti_of(db)
    gone = await db.write(fill)
    with refused("roles.already"):
        await db.write(role_desk.propose_grant, admin, siti, Role.AUDITOR, None, NOW)
    with refused("roles.employee_implied"):
        await db.write(role_desk.choose, admin, siti, Role.EMPLOYEE, NOW)
    with refused("roles.left"):
        await db.read(role_desk.candidate, admin, gone)
    with refused("roles.unknown_person"):
        await db.read(role_desk.candidate, admin, 99_999)
    with refused("roles.unknown_unit"):
        await db.write(role_desk.propose_grant, admin, siti, Role.AUDITOR, 99_999, NOW)
    assert (await db.read(role_desk.candidate, admin, siti)).id == siti
    assert await db.read(drafts.draft, 700, role_desk.DRAFT) is None
