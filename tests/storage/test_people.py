"""Units and their tree, employees, accounts, links, consents and grants."""

import asyncio

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from domain.people import Account
from domain.rights import Grant, Role
from storage import people, roles
from storage.engine import Database, Transaction
from storage.tables import consents, employees, metadata
from tests import builders
from tests.builders import NOW


def tree(tx: Transaction) -> dict[str, int]:
    """Agency > (health > (clinic > post), schools); the ids by code."""
    agency = builders.unit(tx, "pemda")
    health = builders.unit(tx, "dinkes", parent=agency)
    clinic = builders.unit(tx, "pkm", parent=health, timezone="Asia/Makassar", work_days=6)
    post = builders.unit(tx, "pustu", parent=clinic, timezone="Asia/Makassar", work_days=6)
    schools = builders.unit(tx, "disdik", parent=agency, timezone="Asia/Jayapura")
    return {unit.code: unit.id for unit in (agency, health, clinic, post, schools)}


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("pemda", ["pemda"]),
        ("disdik", ["disdik", "pemda"]),
        ("pustu", ["pustu", "pkm", "dinkes", "pemda"]),
    ],
)
async def test_the_path_of_a_unit_leads_up_nearest_first(db: Database, code: str, path: list[str]) -> None:
    ids = await db.write(tree)
    assert await db.read(people.unit_path, ids[code]) == tuple(ids[one] for one in path)


@pytest.mark.parametrize(
    ("code", "below"),
    [
        ("pemda", {"pemda", "dinkes", "pkm", "pustu", "disdik"}),
        ("dinkes", {"dinkes", "pkm", "pustu"}),
        ("pustu", {"pustu"}),
    ],
)
async def test_a_subtree_holds_the_unit_and_all_below_it(db: Database, code: str, below: set[str]) -> None:
    ids = await db.write(tree)
    found = await db.read(lambda tx: tx.execute(people.subtree(ids[code])).scalars().all())
    assert sorted(found) == sorted(ids[one] for one in below)


async def test_a_unit_nobody_knows_has_no_path_and_nothing_below(db: Database) -> None:
    assert await db.read(people.unit_path, 404) == ()
    assert await db.read(lambda tx: tx.execute(people.subtree(404)).all()) == []
    assert await db.read(people.unit, 404) is None
    assert await db.read(people.unit_by_code, "404") is None


async def test_units_are_listed_by_name_and_namesakes_stay_in_order(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        for code, name in (("c", "Puskesmas"), ("a", "Badan"), ("b", "Puskesmas"), ("d", "Arsip")):
            builders.unit(tx, code, name=name)

    await db.write(fill)
    assert [unit.code for unit in await db.read(people.all_units)] == ["d", "a", "c", "b"]


async def test_a_unit_comes_back_as_it_was_kept(db: Database) -> None:
    kept = await db.write(builders.unit, "rsud", name="RSUD Contoh", work_days=6, predicate="WBK")
    assert await db.read(people.unit, kept.id) == kept
    assert await db.read(people.unit_by_code, "rsud") == kept
    assert (kept.predicate, kept.predicate_year, kept.work_days) == ("WBK", 2024, 6)


async def test_calendars_are_the_distinct_ones_of_the_agency_or_a_subtree(db: Database) -> None:
    ids = await db.write(tree)
    agency = (("Asia/Jakarta", 5), ("Asia/Jayapura", 5), ("Asia/Makassar", 6))
    assert await db.read(people.calendars, None) == agency
    assert await db.read(people.calendars, ids["dinkes"]) == (("Asia/Jakarta", 5), ("Asia/Makassar", 6))
    assert await db.read(people.calendars, ids["pustu"]) == (("Asia/Makassar", 6),)


async def test_employees_are_counted_with_the_units_below_and_without_the_inactive(db: Database) -> None:
    def fill(tx: Transaction) -> dict[str, int]:
        ids = tree(tx)
        for code, count in (("dinkes", 1), ("pkm", 2), ("pustu", 3), ("disdik", 4)):
            unit = people.unit(tx, ids[code])
            assert unit is not None
            for _ in range(count):
                builders.employee(tx, unit)
            builders.employee(tx, unit, active=False)
        return ids

    ids = await db.write(fill)
    assert await db.read(people.count_employees) == 10
    assert await db.read(people.count_employees, ids["dinkes"]) == 6
    assert await db.read(people.count_employees, ids["pemda"]) == 10
    assert await db.read(people.count_employees, ids["pustu"]) == 3


async def test_an_employee_is_found_by_id_staff_number_and_phone(db: Database) -> None:
    def fill(tx: Transaction) -> object:
        return builders.employee(tx, builders.unit(tx), number=builders.staff_number(9), phone_number="+628119")

    kept = await db.write(fill)
    assert await db.read(people.employee_by_staff_number, builders.staff_number(9)) == kept
    assert await db.read(people.employees_by_phone, "+628119") == (kept,)
    assert await db.read(people.employee_by_staff_number, builders.staff_number(8)) is None
    assert await db.read(people.employees_by_phone, "+628118") == ()
    assert await db.read(people.employee, 404) is None


async def test_a_phone_of_two_active_people_finds_both_and_of_an_inactive_one_nobody(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        for active in (True, True, True, False):
            builders.employee(tx, unit, phone_number="+628119", active=active)
        builders.employee(tx, unit, phone_number="+628118", active=False)

    await db.write(fill)
    assert len(await db.read(people.employees_by_phone, "+628119")) == 2
    assert await db.read(people.employees_by_phone, "+628118") == ()


async def test_a_staff_number_belongs_to_one_person_but_many_may_have_none(db: Database) -> None:
    unit = await db.write(builders.unit)
    for _ in range(2):
        await db.write(builders.employee, unit, number="")
    await db.write(builders.employee, unit, number=builders.staff_number(1))
    with pytest.raises(IntegrityError):
        await db.write(builders.employee, unit, number=builders.staff_number(1))
    assert len(await db.read(lambda tx: tx.execute(select(employees.c.id)).all())) == 3


async def test_an_account_that_is_known_stays_as_it_is(db: Database) -> None:
    await db.write(people.add_account, 700, "en", NOW)
    await db.write(people.set_reachable, 700, reachable=False)
    await db.write(people.add_account, 700, "id", NOW)
    assert await db.read(people.account, 700) == (Account(700, "en", "", reachable=False), None)
    assert await db.read(people.account, 701) is None


async def test_language_and_reachability_of_one_account_only_change(db: Database) -> None:
    for telegram_id in (700, 701):
        await db.write(people.add_account, telegram_id, "id", NOW)
    await db.write(people.set_language, 700, "en")
    await db.write(people.set_reachable, 701, reachable=False)
    assert await db.read(people.account, 700) == (Account(700, "en", "", reachable=True), None)
    assert await db.read(people.account, 701) == (Account(701, "id", "", reachable=False), None)


async def test_the_last_consent_counts_and_the_same_one_is_kept_once(db: Database) -> None:
    await db.write(people.add_account, 700, "id", NOW)
    for version in ("2025-1", "2026-1", "2026-1"):
        await db.write(people.add_consent, 700, version, "id", NOW)
    found = await db.read(people.account, 700)
    assert found is not None
    assert found[0].consent_version == "2026-1"
    assert len(await db.read(lambda tx: tx.execute(select(consents.c.id)).all())) == 2


async def test_a_person_and_an_account_are_linked_one_to_one(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        for telegram_id in (700, 701):
            people.add_account(tx, telegram_id, "id", NOW)
        return builders.employee(tx, unit).id, builders.employee(tx, unit).id

    first, second = await db.write(fill)
    assert await db.write(people.add_link, first, 700, "contact", NOW) is True
    assert await db.write(people.add_link, first, 700, "contact", NOW) is False
    assert await db.write(people.add_link, first, 701, "contact", NOW) is False
    assert await db.write(people.add_link, second, 700, "contact", NOW) is False
    assert await db.read(people.open_link_of_employee, first) == 700
    assert await db.read(people.open_link_of_employee, second) is None


async def test_a_link_that_ended_makes_room_for_another(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        person = builders.linked(tx, builders.unit(tx), 700).employee
        people.add_account(tx, 701, "id", NOW)
        builders.unlink(tx, 700)
        assert person is not None
        return person.id

    employee_id = await db.write(fill)
    assert await db.read(people.open_link_of_employee, employee_id) is None
    assert await db.write(people.add_link, employee_id, 701, "contact", NOW) is True
    known = await db.read(people.account, 700)
    assert known is not None
    assert known[1] is None


async def test_of_many_accounts_at_once_one_gets_the_person(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        for telegram_id in range(20):
            people.add_account(tx, telegram_id, "id", NOW)
        return builders.employee(tx, builders.unit(tx)).id

    employee_id = await db.write(fill)
    won = await asyncio.gather(*(db.write(people.add_link, employee_id, one, "contact", NOW) for one in range(20)))
    assert sorted(won) == [False] * 19 + [True]
    assert await db.read(people.open_link_of_employee, employee_id) == won.index(True)


async def test_grants_in_force_are_those_not_revoked(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        person, other = builders.employee(tx, unit), builders.employee(tx, unit)
        roles.add(tx, person.id, Role.AUDITOR, None, NOW)
        builders.revoke_grants(tx, person)
        roles.add(tx, person.id, Role.ADMIN, None, NOW)
        roles.add(tx, person.id, Role.ZI_TEAM, unit.id, NOW)
        roles.add(tx, other.id, Role.ASSESSOR, None, NOW)
        return person.id, unit.id

    person_id, unit_id = await db.write(fill)
    assert set(await db.read(people.grants_of, person_id)) == {Grant(Role.ADMIN, None), Grant(Role.ZI_TEAM, unit_id)}


async def test_who_serves_is_counted_whatever_changes_the_roster(db: Database) -> None:
    def counted(tx: Transaction) -> dict[int, int]:
        table = metadata.tables["staff_counts"]
        return {row.unit_id: row.people for row in tx.execute(select(table)) if row.people}

    def served(tx: Transaction) -> dict[int, int]:
        query = select(employees.c.unit_id, func.count()).where(employees.c.active).group_by(employees.c.unit_id)
        return {row[0]: row[1] for row in tx.execute(query)}

    def change(tx: Transaction) -> list[dict[int, int]]:
        first, second = builders.unit(tx, "a"), builders.unit(tx, "b")
        siti, budi, tono = (builders.employee(tx, first, name=name) for name in ("Siti", "Budi", "Tono"))
        found = []
        for one, values in (
            (siti, {"unit_id": second.id}), (budi, {"active": False}), (budi, {"unit_id": second.id}),
            (budi, {"active": True}), (tono, {"active": False, "unit_id": second.id}), (siti, {"name": "Siti A"}),
        ):  # fmt: skip
            tx.execute(update(employees).where(employees.c.id == one.id).values(**values))
            found.append(counted(tx))
            assert found[-1] == served(tx), values
        assert people.count_employees(tx, second.id) == 2
        return found

    assert len({str(one) for one in await db.write(change)}) > 3
