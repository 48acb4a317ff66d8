"""Roles are given and taken with a reason, once, and never so that nobody is left who could give them back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import DomainError
from domain.people import Actor, Employee
from domain.rights import Role
from services import roles
from storage import people
from storage import roles as stored
from storage.engine import Database, Transaction
from storage.tables import audit, outbox
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

WHY = "SK Bupati 12/2026"


def admin_and_siti(tx: Transaction) -> tuple[Actor, Employee, int]:
    """An agency-wide admin (700), a linked person without a role (701), and the number of their unit."""
    unit = builders.unit(tx, "dinkes", name="Dinas Kesehatan")
    admin = builders.linked(tx, unit, 700, role=Role.ADMIN)
    siti = builders.linked(tx, unit, 701).employee
    assert siti is not None
    return admin, siti, unit.id


async def notes(db: Database) -> list[tuple[str, str, str, dict[str, Any]]]:
    query = select(audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail).order_by(audit.c.id)
    return [tuple(row) for row in await db.read(lambda tx: tx.execute(query).all())]


async def posts(db: Database) -> list[tuple[str, int]]:
    query = select(outbox.c.kind, outbox.c.chat_id).order_by(outbox.c.id)
    return [tuple(row) for row in await db.read(lambda tx: tx.execute(query).all())]


def grant_of(tx: Transaction, employee_id: int, role: Role, unit_id: int | None = None) -> int:
    found = stored.in_force(tx, employee_id, role, unit_id)
    assert found is not None
    return found.id


async def test_a_role_is_given_with_the_reason_and_the_person_and_their_menu_follow(db: Database) -> None:
    admin, siti, unit = await db.write(admin_and_siti)
    assert await db.write(roles.grant, admin, siti.id, Role.UNIT_HEAD, unit, f"  {WHY}\n", NOW) is True
    (held,) = await db.read(stored.holdings_of, siti.id)
    assert (held.role, held.unit_id, held.granted_by, held.reason) == (Role.UNIT_HEAD, unit, "account:700", WHY)
    detail = {"role": "unit_head", "unit": "dinkes", "reason": WHY, "source": "chat"}
    assert await notes(db) == [("account:700", "grant_role", f"employee:{siti.id}", detail)]
    assert await posts(db) == [("role_changed", 701), ("menu", 701)]


async def test_the_same_grant_twice_changes_nothing(db: Database) -> None:
    admin, siti, unit = await db.write(admin_and_siti)
    gave = [await db.write(roles.grant, admin, siti.id, Role.UNIT_HEAD, unit, WHY, NOW) for _ in range(2)]
    assert gave == [True, False]
    assert (len(await notes(db)), len(await posts(db))) == (1, 2)
    assert len(await db.read(stored.holdings_of, siti.id)) == 1


async def test_the_same_grant_many_times_at_once_is_one(db: Database) -> None:
    admin, siti, _ = await db.write(admin_and_siti)
    gave = await asyncio.gather(
        *(db.write(roles.grant, admin, siti.id, Role.AUDITOR, None, WHY, NOW) for _ in range(8))
    )
    assert sorted(gave) == [False] * 7 + [True]
    assert len(await db.read(stored.holdings_of, siti.id)) == 1


async def test_a_role_is_taken_back_with_the_reason_and_can_be_given_again(db: Database) -> None:
    admin, siti, _ = await db.write(admin_and_siti)
    await db.write(roles.grant, admin, siti.id, Role.AUDITOR, None, WHY, NOW)
    number = await db.read(grant_of, siti.id, Role.AUDITOR)
    later = NOW + timedelta(days=3)
    took = [await db.write(roles.revoke, admin, number, "mutasi", later) for _ in range(2)]
    assert took == [True, False]
    (past,) = await db.read(stored.holdings_of, siti.id)
    assert (past.revoked_at, past.revoked_by, past.revoke_reason) == (later, "account:700", "mutasi")
    detail = {"role": "auditor", "unit": "", "reason": "mutasi", "source": "chat"}
    assert (await notes(db))[1:] == [("account:700", "revoke_role", f"employee:{siti.id}", detail)]
    assert await posts(db) == [("role_changed", 701), ("menu", 701)] * 2
    assert await db.write(roles.grant, admin, siti.id, Role.AUDITOR, None, WHY, later) is True


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("roles.reason", {"reason": "  ya "}),
    ("roles.reason", {"reason": "x" * 201}),
    ("roles.employee_implied", {"role": Role.EMPLOYEE}),
    ("roles.unknown_person", {"employee_id": 99_999}),
    ("roles.unknown_unit", {"unit_id": 99_999}),
]


@pytest.mark.parametrize(("key", "wrong"), REFUSED)
async def test_a_grant_that_makes_no_sense_is_refused(db: Database, key: str, wrong: dict[str, Any]) -> None:
    admin, siti, _ = await db.write(admin_and_siti)
    words = {"employee_id": siti.id, "role": Role.AUDITOR, "unit_id": None, "reason": WHY, **wrong}
    with refused(key):
        await db.write(roles.grant, admin, now=NOW, **words)
    assert (await notes(db), await posts(db)) == ([], [])


@pytest.mark.parametrize("length", [3, 200])
async def test_a_reason_has_3_to_200_characters(db: Database, length: int) -> None:
    admin, siti, _ = await db.write(admin_and_siti)
    assert await db.write(roles.grant, admin, siti.id, Role.AUDITOR, None, "x" * length, NOW) is True


async def test_who_has_left_is_given_no_role_and_what_they_had_can_be_taken(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int]:
        admin, siti, _ = admin_and_siti(tx)
        number = stored.add(tx, siti.id, Role.ADMIN, None, NOW)
        builders.dismiss(tx, siti)
        return admin, siti.id, number

    admin, siti, number = await db.write(fill)
    with refused("roles.left"):
        await db.write(roles.grant, admin, siti, Role.AUDITOR, None, WHY, NOW)
    assert await db.write(roles.revoke, admin, number, WHY, NOW) is True


async def test_a_role_that_never_was_cannot_be_taken(db: Database) -> None:
    admin, _, _ = await db.write(admin_and_siti)
    with refused("roles.unknown"):
        await db.write(roles.revoke, admin, 99_999, WHY, NOW)


async def test_one_s_own_role_goes_only_on_purpose(db: Database) -> None:
    admin, siti, _ = await db.write(admin_and_siti)
    assert admin.employee is not None
    await db.write(roles.grant, admin, siti.id, Role.ADMIN, None, WHY, NOW)
    number = await db.read(grant_of, admin.employee.id, Role.ADMIN)
    with refused("roles.own"):
        await db.write(roles.revoke, admin, number, WHY, NOW)
    assert await db.write(roles.revoke, admin, number, WHY, NOW, own=True) is True
    with refused("access.denied"):
        await db.write(roles.revoke, await db.read(builders.actor, 700), number, WHY, NOW, own=True)


async def test_the_last_agency_wide_admin_stays(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        admin, siti, unit = admin_and_siti(tx)
        stored.add(tx, siti.id, Role.ADMIN, unit, NOW)
        gone = builders.employee(tx, builders.unit(tx, "lain"))
        stored.add(tx, gone.id, Role.ADMIN, None, NOW)
        builders.dismiss(tx, gone)
        assert admin.employee is not None
        return admin, grant_of(tx, admin.employee.id, Role.ADMIN)

    admin, number = await db.write(fill)
    with refused("roles.last_admin"):
        await db.write(roles.revoke, admin, number, WHY, NOW, own=True)
    assert admin.employee is not None
    with refused("roles.last_admin"):
        await db.write(roles.revoke_from, "cli", admin.employee.staff_number, Role.ADMIN, "", NOW)
    assert await notes(db) == []


async def test_two_admins_who_take_each_other_s_role_at_once_leave_one(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[list[Actor], list[int]]:
        unit = builders.unit(tx)
        admins = [builders.linked(tx, unit, number, role=Role.ADMIN) for number in (700, 701)]
        numbers = [grant_of(tx, one.employee.id, Role.ADMIN) for one in admins if one.employee is not None]
        return admins, numbers[::-1]

    async def take(actor: Actor, number: int) -> str:
        try:
            await db.write(roles.revoke, actor, number, WHY, NOW)
        except DomainError as error:
            return error.key
        return ""

    admins, numbers = await db.write(fill)
    ended = await asyncio.gather(*(take(*one) for one in zip(admins, numbers, strict=True)))
    assert sorted(ended) == ["", "roles.last_admin"]


async def test_the_command_line_names_people_and_units_by_number_and_code(db: Database) -> None:
    _, siti, unit = await db.write(admin_and_siti)
    digits = siti.staff_number
    gave = [await db.write(roles.grant_from, "cli", digits, Role.ZI_TEAM, "dinkes", NOW) for _ in range(2)]
    assert gave == [True, False]
    (held,) = await db.read(stored.holdings_of, siti.id)
    assert (held.unit_id, held.granted_by, held.reason) == (unit, "cli", "lewat baris perintah")
    took = [await db.write(roles.revoke_from, "cli", digits, Role.ZI_TEAM, "dinkes", NOW, "mutasi") for _ in range(2)]
    assert took == [True, False]
    assert [(actor, action, detail["source"]) for actor, action, _, detail in await notes(db)] == [
        ("cli", "grant_role", "cli"), ("cli", "revoke_role", "cli"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("digits", "unit", "key"),
    [
        ("", "", "roster.staff_number_empty"),
        ("197001012001031999", "", "roster.unknown_person"),
        (None, "x", "roster.unknown_unit"),
    ],
)
async def test_the_command_line_says_what_it_does_not_know(
    db: Database, digits: str | None, unit: str, key: str
) -> None:
    _, siti, _ = await db.write(admin_and_siti)
    for use_case in (roles.grant_from, roles.revoke_from):
        with refused(key):
            number = siti.staff_number if digits is None else digits
            await db.write(use_case, "cli", number, Role.AUDITOR, unit, NOW)


async def test_a_person_is_shown_with_names_of_who_gave_and_took_and_the_look_is_noted(db: Database) -> None:
    admin, siti, unit = await db.write(admin_and_siti)
    assert admin.employee is not None
    await db.write(roles.grant, admin, siti.id, Role.UNIT_HEAD, unit, WHY, NOW)
    await db.write(roles.grant_from, "cli", siti.staff_number, Role.AUDITOR, "", NOW)
    number = await db.read(grant_of, siti.id, Role.UNIT_HEAD, unit)
    await db.write(roles.revoke, admin, number, "mutasi", NOW)
    shown = await db.write(roles.person, admin, siti.id, NOW)
    assert (shown.employee, shown.unit.id) == (siti, unit)
    assert [(one.role, one.granted_by) for one in shown.held] == [(Role.AUDITOR, "cli")]
    assert [(one.granted_by, one.revoked_by) for one in shown.past] == [(admin.employee.name,) * 2]
    looks = [(actor, subject) for actor, action, subject, _ in await notes(db) if action == "see_person"]
    assert looks == [("account:700", f"employee:{siti.id}")]


async def test_a_look_from_the_command_line_is_noted_too(db: Database) -> None:
    _, siti, _ = await db.write(admin_and_siti)
    shown = await db.write(roles.person_from, "cli", siti.staff_number, NOW)
    assert (shown.employee, shown.held, shown.past) == (siti, (), ())
    assert [(actor, action) for actor, action, _, _ in await notes(db)] == [("cli", "see_person")]


async def test_nobody_is_shown_who_is_not_there(db: Database) -> None:
    admin, _, _ = await db.write(admin_and_siti)
    with refused("roles.unknown_person"):
        await db.write(roles.person, admin, 99_999, NOW)


async def test_everybody_sees_the_own_roles_in_force(db: Database) -> None:
    admin, siti, unit = await db.write(admin_and_siti)
    await db.write(roles.grant, admin, siti.id, Role.UNIT_HEAD, unit, WHY, NOW)
    siti_now = await db.read(builders.actor, 701)
    assert [one.role for one in await db.read(roles.own, siti_now)] == [Role.UNIT_HEAD]


async def test_holders_are_listed_page_by_page(db: Database) -> None:
    admin, siti, unit = await db.write(admin_and_siti)
    for role in (Role.UNIT_HEAD, Role.ZI_TEAM):
        await db.write(roles.grant, admin, siti.id, role, unit, WHY, NOW)
    pages = [await db.read(roles.listing, admin, page, 2) for page in (0, 1)]
    assert [(len(found), pages) for found, pages in pages] == [(2, 2), (1, 2)]
    assert len(await db.read(roles.listing_from)) == 3


async def test_a_change_is_told_while_it_stands_and_to_the_account_it_was_meant_for(db: Database) -> None:
    admin, siti, unit = await db.write(admin_and_siti)
    await db.write(roles.grant, admin, siti.id, Role.UNIT_HEAD, unit, WHY, NOW)
    number = await db.read(grant_of, siti.id, Role.UNIT_HEAD, unit)

    async def told(telegram_id: int, *, ended: bool) -> bool:
        return await db.read(roles.change, number, telegram_id, ended=ended) is not None

    assert [await told(701, ended=False), await told(701, ended=True), await told(700, ended=False)] == [
        True, False, False,
    ]  # fmt: skip
    await db.write(roles.revoke, admin, number, WHY, NOW)
    assert [await told(701, ended=False), await told(701, ended=True)] == [False, True]
    await db.write(builders.unlink, 701)
    assert await told(701, ended=True) is False
    assert await db.read(roles.change, 99_999, 701, ended=False) is None


async def test_somebody_without_an_account_hears_nothing(db: Database) -> None:
    admin, _, _ = await db.write(admin_and_siti)
    digits = await db.write(lambda tx: builders.employee(tx, builders.unit(tx, "lain")).staff_number)
    await db.write(roles.grant_from, "cli", digits, Role.AUDITOR, "", NOW)
    assert await posts(db) == []
    assert await db.read(people.employee_by_staff_number, digits) is not None
    assert admin.employee is not None
