"""Codes, tries, requests and facts as they are kept."""

from datetime import timedelta

import pytest

from domain.activation import Attempts
from domain.joining import LinkState
from domain.people import Employee, Unit
from domain.rights import Role
from storage import joining
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(days=14)


async def test_a_fact_is_set_once_until_it_is_dropped(db: Database) -> None:
    assert await db.read(joining.fact, "pepper") is None
    assert [await db.write(joining.keep_fact, "pepper", value, NOW) for value in ("a", "b")] == ["a", "a"]
    assert await db.read(joining.fact, "pepper") == ("a", NOW)
    assert [await db.write(joining.drop_fact, "pepper") for _ in range(2)] == [True, False]


def staff(tx: Transaction) -> tuple[Unit, Employee, Employee]:
    unit = builders.unit(tx)
    return unit, builders.employee(tx, unit), builders.employee(tx, unit)


async def test_a_code_is_used_once_by_its_digest(db: Database) -> None:
    _, one, two = await db.write(staff)
    await db.write(joining.add_codes, {one.id: "d1", two.id: "d2"}, "cli", NOW, LATER)
    assert [await db.write(joining.use_code, "d1", NOW) for _ in range(2)] == [one.id, None]
    assert await db.write(joining.use_code, "d2", LATER) is None
    assert await db.read(joining.is_used_code_of, "d1", one.id)
    assert not await db.read(joining.is_used_code_of, "d1", two.id)
    assert not await db.read(joining.is_used_code_of, "d2", two.id)
    await db.write(joining.add_codes, {two.id: "d3"}, "cli", NOW, LATER)
    assert [await db.write(joining.use_code, digest, NOW) for digest in ("d2", "d3")] == [None, two.id]


async def test_many_codes_are_kept_and_revoked_at_once(db: Database) -> None:
    unit, one, _ = await db.write(staff)
    people = await db.write(lambda tx: [builders.employee(tx, unit).id for _ in range(3)])
    await db.write(joining.add_codes, {number: f"d{number}" for number in people}, "cli", NOW, LATER)
    await db.write(joining.revoke_codes, [*people, *range(10_000, 11_200), one.id], NOW)
    assert [await db.write(joining.use_code, f"d{number}", NOW) for number in people] == [None] * 3
    await db.write(joining.add_codes, {}, "cli", NOW, LATER)


async def test_the_last_issue_is_known_by_who_made_it_and_for_which_unit(db: Database) -> None:
    unit, one, _ = await db.write(staff)
    other = await db.write(builders.unit, "other")
    assert await db.read(joining.last_issued, "account:1", unit.id) is None
    for moment in (NOW, NOW + timedelta(hours=1)):
        await db.write(joining.add_codes, {one.id: f"d{moment}"}, "account:1", moment, LATER)
    assert await db.read(joining.last_issued, "account:1", unit.id) == NOW + timedelta(hours=1)
    assert await db.read(joining.last_issued, "account:2", unit.id) is None
    assert await db.read(joining.last_issued, "account:1", other.id) is None


async def test_tries_are_kept_by_account_and_kind(db: Database) -> None:
    assert await db.write(joining.tries, 7, "code") == Attempts()
    kept = Attempts(5, NOW, NOW + timedelta(minutes=1))
    for attempts in (Attempts(1, NOW, None), kept):
        await db.write(joining.keep_tries, 7, "code", attempts, NOW)
    assert await db.write(joining.tries, 7, "code") == kept
    assert await db.write(joining.tries, 7, "contact") == Attempts()
    await db.write(joining.drop_tries, 7)
    assert await db.write(joining.tries, 7, "code") == Attempts()


async def test_people_without_a_link_are_found_in_the_unit_and_below(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        builders.employee(tx, top, name="B")
        builders.employee(tx, low, name="A")
        builders.employee(tx, low, name="Gone", active=False)
        builders.linked(tx, low, 1)
        builders.linked(tx, low, 2)
        builders.unlink(tx, 2)
        return top.id, low.id

    top, low = await db.write(fill)
    names = [one.employee.name for one in await db.read(joining.candidates, top)]
    assert (names, await db.read(joining.count_candidates, top)) == (["A", "Pegawai 5", "B"], 3)
    assert await db.read(joining.count_candidates, low) == 2
    assert len(await db.read(lambda tx: joining.candidates(tx, everybody=True))) == 4


async def test_who_decides_is_found_by_exact_scope(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        builders.linked(tx, low, 1, role=Role.UNIT_HEAD, scope=low)
        builders.linked(tx, low, 2, role=Role.UNIT_HEAD, scope=top)
        builders.linked(tx, low, 3, role=Role.UNIT_HEAD)
        builders.linked(tx, low, 4, role=Role.ADMIN)
        return top.id, low.id

    top, low = await db.write(fill)
    assert await db.read(joining.deciders, Role.UNIT_HEAD, (low,)) == ((low, 1),)
    assert await db.read(joining.deciders, Role.UNIT_HEAD, (low, top, None)) == ((low, 1), (top, 2), (None, 3))
    assert await db.read(joining.deciders, Role.ADMIN, (None,)) == ((None, 4),)
    assert await db.read(joining.deciders, Role.ADMIN, ()) == ()


async def test_an_admin_is_known_while_the_role_and_the_person_last(db: Database) -> None:
    assert not await db.read(joining.admin_is_known)
    admin = await db.write(lambda tx: builders.linked(tx, builders.unit(tx), role=Role.ADMIN))
    assert await db.read(joining.admin_is_known)
    assert admin.employee is not None
    await db.write(builders.dismiss, admin.employee)
    assert not await db.read(joining.admin_is_known)


async def test_units_are_found_by_words_paged_and_within_a_part_of_the_tree(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        top = builders.unit(tx, "top", name="Dinas Contoh")
        builders.unit(tx, "low", name="Bidang Contoh 100%", parent=top)
        builders.unit(tx, "other", name="Badan Lain")
        return top.id

    top = await db.write(fill)

    async def codes(**wanted: object) -> tuple[list[str], int]:
        found, total = await db.read(lambda tx: joining.open_units(tx, 0, 2, **wanted))  # type: ignore[arg-type]
        return [one.code for one in found], total

    assert await codes() == (["other", "low"], 3)
    assert await codes(words=["CONTOH"]) == (["low", "top"], 2)
    assert await codes(words=["contoh", "dinas"]) == (["top"], 1)
    assert await codes(words=["OTHER"]) == (["other"], 1)
    assert await codes(words=["%"]) == (["low"], 1)
    assert await codes(within=[top]) == (["low", "top"], 2)
    assert await codes(within=[]) == ([], 0)


@pytest.mark.parametrize("state", [LinkState.APPROVED, LinkState.REFUSED, LinkState.EXPIRED, LinkState.WITHDRAWN])
async def test_a_request_ends_once(db: Database, state: LinkState) -> None:
    unit, one, _ = await db.write(staff)
    await db.write(builders.stranger, 900)
    made = await db.write(joining.add_request, 900, unit.id, "Siti", NOW, LATER)
    assert await db.read(joining.request, made.id) == made
    assert await db.read(joining.open_request_of, 900, NOW) == made
    assert await db.read(joining.open_request_of, 900, LATER) is None
    assert await db.read(joining.open_requests_within, unit.id, NOW, 0, 5) == ((made,), 1)
    assert await db.read(joining.count_requests_since, 900, NOW - timedelta(seconds=1)) == 1
    assert await db.read(joining.count_requests_since, 900, NOW) == 0
    assert [await db.read(joining.requests_over, at, 5) for at in (NOW, LATER)] == [(), (made,)]
    ends = [await db.write(joining.settle_request, made.id, state, NOW, one.id, one.id) for _ in range(2)]
    found = await db.read(joining.request, made.id)
    assert found is not None
    assert (ends, found.state, found.decided_by, found.decided_at) == ([True, False], state, one.id, NOW)
    await db.write(joining.withdraw_requests, 900, NOW)
    assert await db.read(joining.request, made.id) == found
