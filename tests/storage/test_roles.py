"""Grants of roles, and finding people for one."""

from datetime import timedelta

import pytest

from domain.rights import Role
from storage import people, roles
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW


async def test_a_grant_is_read_back_with_its_unit_and_reason(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx, "dinkes", name="Dinas Kesehatan")
        return builders.employee(tx, unit).id, unit.id

    person, unit = await db.write(fill)
    number = await db.write(roles.add, person, Role.UNIT_HEAD, unit, NOW, "account:5", "SK 12")
    found = await db.read(roles.holding, number)
    assert found is not None
    assert (found.role, found.unit_id, found.unit_code, found.unit_name) == (
        Role.UNIT_HEAD, unit, "dinkes", "Dinas Kesehatan",
    )  # fmt: skip
    assert (found.granted_at, found.granted_by, found.reason) == (NOW, "account:5", "SK 12")
    assert (found.revoked_at, found.revoked_by, found.revoke_reason) == (None, "", "")
    assert await db.read(roles.holding, number + 1) is None


async def test_what_has_ended_stays_as_it_ended(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        return roles.add(tx, builders.employee(tx, builders.unit(tx)).id, Role.ADMIN, None, NOW)

    number = await db.write(fill)
    await db.write(roles.end, number, "cli", "pensiun", NOW)
    await db.write(roles.end, number, "account:1", "lain", NOW + timedelta(days=1))
    found = await db.read(roles.holding, number)
    assert found is not None
    assert (found.revoked_at, found.revoked_by, found.revoke_reason) == (NOW, "cli", "pensiun")


async def test_roles_in_force_come_first_and_then_the_last_ended(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, list[int]]:
        unit = builders.unit(tx)
        person = builders.employee(tx, unit).id
        numbers = [roles.add(tx, person, role, None, NOW) for role in (Role.AUDITOR, Role.ZI_TEAM, Role.ADMIN)]
        for days, number in enumerate(numbers[:2]):
            roles.end(tx, number, "cli", "selesai", NOW + timedelta(days=days))
        return person, numbers

    person, (auditor, team, admin) = await db.write(fill)
    assert [one.id for one in await db.read(roles.holdings_of, person)] == [admin, team, auditor]


async def test_a_role_is_in_force_for_exactly_its_scope(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        person = builders.employee(tx, unit).id
        roles.add(tx, person, Role.ZI_TEAM, unit.id, NOW)
        roles.end(tx, roles.add(tx, person, Role.ADMIN, None, NOW), "cli", "selesai", NOW)
        return person, unit.id

    def held(tx: Transaction, role: Role, unit_id: int | None) -> bool:
        return roles.in_force(tx, person, role, unit_id) is not None

    person, unit = await db.write(fill)
    asked = [(Role.ZI_TEAM, unit), (Role.ZI_TEAM, None), (Role.UNIT_HEAD, unit), (Role.ADMIN, None)]
    assert [await db.read(held, *one) for one in asked] == [True, False, False, False]


async def test_agency_admins_are_those_who_are_still_there(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        here, gone, local = (builders.employee(tx, unit) for _ in range(3))
        builders.dismiss(tx, gone)
        roles.add(tx, gone.id, Role.ADMIN, None, NOW)
        roles.add(tx, local.id, Role.ADMIN, unit.id, NOW)
        roles.add(tx, local.id, Role.AUDITOR, None, NOW)
        return roles.add(tx, here.id, Role.ADMIN, None, NOW)

    assert await db.write(lambda tx: (fill(tx),) == roles.lock_agency_admins(tx))


SEARCHES: list[tuple[list[str], str, list[str]]] = [
    (["siti"], "", ["Siti Aminah", "SITI RAHAYU, S.E."]),
    (["siti", "rah"], "", ["SITI RAHAYU, S.E."]),
    (["rah", "siti"], "", ["SITI RAHAYU, S.E."]),
    (["%"], "", ["Budi 100%"]),
    (["_"], "", []),
    ([], "19700101", ["Siti Aminah"]),
    ([], "9999", []),
    (["gone"], "", []),
    (["kept"], "", ["Kept Role"]),
]


@pytest.mark.parametrize(("words", "digits", "names"), SEARCHES)
async def test_people_are_found_by_words_of_the_name_or_digits_of_the_number(
    db: Database, words: list[str], digits: str, names: list[str]
) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        builders.employee(tx, unit, name="Siti Aminah", number="197001012001031001")
        for name in ("SITI RAHAYU, S.E.", "Budi 100%"):
            builders.employee(tx, unit, name=name, number="")
        for name in ("Gone Away", "Kept Role"):
            gone = builders.employee(tx, unit, name=name, number="")
            builders.dismiss(tx, gone)
            if name == "Kept Role":
                roles.add(tx, gone.id, Role.AUDITOR, None, NOW)

    await db.write(fill)
    found, total = await db.read(roles.search, words, digits, 0, 10)
    assert sorted(one.name.casefold() for one in found) == sorted(name.casefold() for name in names)
    assert total == len(names)


async def test_a_search_gives_one_page_and_the_whole_count(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        for number in range(7):
            builders.employee(tx, unit, name=f"Ani {number}")

    await db.write(fill)
    found, total = await db.read(roles.search, ["ani"], "", 5, 5)
    assert ([one.name for one in found], total) == (["Ani 5", "Ani 6"], 7)


async def test_holders_are_listed_by_name_without_those_who_have_left(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        for name, roles_held in (("Cici", [Role.ADMIN]), ("Ani", [Role.AUDITOR, Role.ZI_TEAM]), ("Budi", [Role.ADMIN])):
            person = builders.employee(tx, unit, name=name)
            for role in roles_held:
                roles.add(tx, person.id, role, None, NOW)
            if name == "Budi":
                builders.dismiss(tx, person)
        builders.employee(tx, unit, name="Tanpa Peran")

    await db.write(fill)
    found, total = await db.read(roles.holders)
    assert [(one.name, held.role) for one, held in found] == [
        ("Ani", Role.AUDITOR), ("Ani", Role.ZI_TEAM), ("Cici", Role.ADMIN),
    ]  # fmt: skip
    assert total == 3
    page, total = await db.read(roles.holders, 2, 2)
    assert ([one.name for one, _ in page], total) == (["Cici"], 3)


async def test_accounts_of_holders_are_those_linked_now(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        builders.linked(tx, unit, 700)
        holder = builders.linked(tx, unit, 701, role=Role.ADMIN)
        builders.linked(tx, unit, 702, role=Role.AUDITOR)
        builders.linked(tx, unit, 703, role=Role.AUDITOR)
        builders.unlink(tx, 703)
        assert holder.employee is not None
        return holder.employee.id

    holder = await db.write(fill)
    assert await db.read(roles.accounts_of_holders) == (701, 702)
    assert await db.read(roles.accounts_of_holders, [holder]) == (701,)


async def test_the_author_of_an_entry_is_who_was_last_linked_to_the_account(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        for name in ("Pertama", "Kedua"):
            people.add_account(tx, 700, "id", NOW)
            assert people.add_link(tx, builders.employee(tx, unit, name=name).id, 700, "contact", NOW)
            builders.unlink(tx, 700)

    await db.write(fill)
    authors = ["account:700", "account:999", "cli", ""]
    assert await db.read(roles.names_behind, authors) == {"account:700": "Kedua"}
