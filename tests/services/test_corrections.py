"""Wishes to correct one's data: the clock, who hears of them, who decides, and who is told."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.data_rights import RequestState
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Role
from services import corrections, data_rights
from storage import people
from storage.engine import Database, Transaction
from storage.tables import audit, outbox
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

WISH = "Jabatan saya seharusnya Analis Kebijakan."
DAY = timedelta(days=1)
ASKER, AGENCY_ADMIN, HEALTH_ADMIN, SCHOOL_ADMIN, HEAD = 700, 701, 702, 703, 704


def house(tx: Transaction) -> dict[int, Actor]:
    """Health above a clinic, schools beside it; the asker works in the clinic."""
    health = builders.unit(tx, "dinkes")
    clinic = builders.unit(tx, "pkm", parent=health)
    schools = builders.unit(tx, "disdik")
    return {
        ASKER: builders.linked(tx, clinic, ASKER),
        AGENCY_ADMIN: builders.linked(tx, schools, AGENCY_ADMIN, role=Role.ADMIN),
        HEALTH_ADMIN: builders.linked(tx, schools, HEALTH_ADMIN, role=Role.ADMIN, scope=health),
        SCHOOL_ADMIN: builders.linked(tx, schools, SCHOOL_ADMIN, role=Role.ADMIN, scope=schools),
        HEAD: builders.linked(tx, clinic, HEAD, role=Role.UNIT_HEAD, scope=clinic),
    }


def asked(tx: Transaction, wish: str = WISH) -> tuple[dict[int, Actor], int]:
    people_by_account = house(tx)
    corrections.begin(tx, people_by_account[ASKER], NOW)
    return people_by_account, corrections.ask(tx, people_by_account[ASKER], wish, NOW).id


def told(tx: Transaction) -> list[tuple[str, int]]:
    query = select(outbox.c.dedupe_key, outbox.c.chat_id).order_by(outbox.c.id)
    return [(key, chat) for key, chat in tx.execute(query)]


def logged(tx: Transaction) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in tx.execute(select(audit).order_by(audit.c.id))]


async def test_a_wish_starts_the_clock_and_reaches_every_admin_of_the_unit_and_no_other(db: Database) -> None:
    actors, number = await db.write(asked)
    found = (await db.read(data_rights.standing, actors[ASKER])).open_requests
    assert [(one.wish, one.state, one.due_at - one.created_at) for one in found] == [
        (WISH, RequestState.OPEN, timedelta(hours=72))
    ]
    assert await db.read(told) == [
        (f"correction:{number}:asked:{account}", account) for account in (AGENCY_ADMIN, HEALTH_ADMIN)
    ]
    details = await db.read(lambda tx: tx.execute(select(audit.c.detail)).scalars().all())
    assert WISH not in str(details)


@pytest.mark.parametrize("wish", ["", "  \n ", "x" * 1001])
async def test_a_wish_without_words_or_too_long_can_be_written_again(db: Database, wish: str) -> None:
    actors = await db.write(house)
    await db.write(corrections.begin, actors[ASKER], NOW)
    with refused("correction.too_long" if wish.strip() else "correction.empty"):
        await db.write(corrections.ask, actors[ASKER], wish, NOW)
    request = await db.write(corrections.ask, actors[ASKER], f"  {WISH}\n", NOW)
    assert request.wish == WISH
    with refused("correction.none"):
        await db.write(corrections.ask, actors[ASKER], WISH, NOW)


async def test_three_wishes_may_wait_at_once(db: Database) -> None:
    actors = await db.write(house)
    for number in range(3):
        await db.write(corrections.begin, actors[ASKER], NOW)
        await db.write(corrections.ask, actors[ASKER], f"{WISH} {number}", NOW)
    with refused("correction.too_many", limit=3):
        await db.write(corrections.begin, actors[ASKER], NOW)


async def test_admins_are_reminded_a_day_before_the_end_and_once_it_is_over_each_once(db: Database) -> None:
    _, number = await db.write(asked)
    moments = (NOW + timedelta(hours=hours) for hours in (0, 47, 48, 60, 71, 72, 100, 200))
    new = [await db.write(corrections.remind, moment) for moment in moments]
    assert new == [0, 0, 2, 0, 0, 2, 0, 0]
    assert [key for key, _ in await db.read(told)][2:] == [
        f"correction:{number}:{stage}:{account}"
        for stage in ("soon", "overdue")
        for account in (AGENCY_ADMIN, HEALTH_ADMIN)
    ]


async def test_nobody_is_reminded_of_a_request_that_was_answered(db: Database) -> None:
    _, number = await db.write(asked)
    await db.write(corrections.answer_from, "cli", number, RequestState.DONE, "Sudah.", NOW)
    assert await db.write(corrections.remind, NOW + 10 * DAY) == 0


@pytest.mark.parametrize(
    ("account", "sees"),
    [(AGENCY_ADMIN, True), (HEALTH_ADMIN, True), (SCHOOL_ADMIN, False), (HEAD, None), (ASKER, None)],
)
async def test_an_admin_sees_and_decides_the_requests_of_the_own_units_only(
    db: Database, account: int, sees: bool | None
) -> None:
    actors, number = await db.write(asked)
    actor = actors[account]
    if sees is None:
        with refused("access.denied"):
            await db.read(corrections.listing, actor, 0)
    else:
        found = (await db.read(corrections.listing, actor, 0)).requests
        assert [(one.request.id, one.unit) for one in found] == ([(number, "Unit pkm")] if sees else [])
    if sees:
        case = await db.write(corrections.case, actor, number, NOW)
        assert (case.request.wish, case.unit.code) == (WISH, "pkm")
        await db.write(corrections.begin_answer, actor, number, RequestState.DONE, NOW)
        return
    for step in (
        lambda tx: corrections.case(tx, actor, number, NOW),
        lambda tx: corrections.begin_answer(tx, actor, number, RequestState.DONE, NOW),
    ):
        with refused("access.denied"):
            await db.write(step)


async def test_who_lost_the_role_while_writing_the_answer_decides_nothing(db: Database) -> None:
    actors, number = await db.write(asked)
    admin = actors[HEALTH_ADMIN]
    await db.write(corrections.begin_answer, admin, number, RequestState.DONE, NOW)
    assert admin.employee is not None
    await db.write(builders.revoke_grants, admin.employee)
    now_powerless = await db.read(builders.actor, HEALTH_ADMIN)
    with refused("access.denied"):
        await db.write(corrections.answer, now_powerless, "Sudah.", NOW)


async def test_opening_a_request_is_a_look_that_its_person_can_see(db: Database) -> None:
    actors, number = await db.write(asked)
    await db.write(corrections.case, actors[HEALTH_ADMIN], number, NOW)
    (look,) = (await db.read(data_rights.looks, actors[ASKER], 0)).looks
    assert (look.role, look.unit) == ("admin", "Unit disdik")


@pytest.mark.parametrize("state", [RequestState.DONE, RequestState.REFUSED])
async def test_an_answer_closes_the_request_for_ever_and_goes_to_the_person(db: Database, state: RequestState) -> None:
    actors, number = await db.write(asked)
    admin = actors[AGENCY_ADMIN]
    await db.write(corrections.begin_answer, admin, number, state, NOW)
    answered = await db.write(corrections.answer, admin, "Sesuai SK terakhir.", NOW + DAY)
    request = answered.case.request
    assert (answered.is_mine, answered.told) == (True, True)
    assert (request.state, request.answer, request.decided_at) == (state, "Sesuai SK terakhir.", NOW + DAY)
    assert (await db.read(told))[-1] == (f"correction:{number}:answered", ASKER)
    assert await db.read(corrections.decided, ASKER, number) == request
    assert await db.read(corrections.to_decide, HEALTH_ADMIN, number) is None
    assert (await db.read(logged))[-1] == (f"account:{AGENCY_ADMIN}", "decide_correction")
    with refused("correction.decided"):
        await db.write(corrections.begin_answer, actors[HEALTH_ADMIN], number, RequestState.DONE, NOW)


async def test_of_two_answers_at_once_one_counts_and_the_other_is_told_so(db: Database) -> None:
    actors, number = await db.write(asked)
    for account in (AGENCY_ADMIN, HEALTH_ADMIN):
        await db.write(corrections.begin_answer, actors[account], number, RequestState.DONE, NOW)
    both = await asyncio.gather(
        *(db.write(corrections.answer, actors[one], f"dari {one}", NOW) for one in (AGENCY_ADMIN, HEALTH_ADMIN))
    )
    assert sorted(one.is_mine for one in both) == [False, True]
    assert len({one.case.request.answer for one in both}) == 1
    with refused("correction.none"):
        await db.write(corrections.answer, actors[HEALTH_ADMIN], "lagi", NOW)


async def test_an_answer_goes_to_the_account_that_is_the_person_s_now_and_to_no_other(db: Database) -> None:
    actors, number = await db.write(asked)
    await db.write(data_rights.unlink, actors[ASKER], NOW)
    answered = await db.write(corrections.answer_from, "cli", number, RequestState.DONE, "Sudah.", NOW)
    assert (answered.is_mine, answered.told) == (True, False)
    assert await db.read(corrections.decided, ASKER, number) is None
    assert not (await db.write(corrections.answer_from, "cli", number, RequestState.REFUSED, "x", NOW)).is_mine

    def relinked(tx: Transaction) -> None:
        employee = actors[ASKER].employee
        assert employee is not None
        people.add_account(tx, 750, "id", NOW)
        assert people.add_link(tx, employee.id, 750, "code", NOW)

    await db.write(relinked)
    found = await db.read(corrections.decided, 750, number)
    assert found is not None
    assert found.answer == "Sudah."


async def test_an_admin_is_told_of_a_request_only_while_they_may_decide_it(db: Database) -> None:
    actors, number = await db.write(asked)
    accounts = (AGENCY_ADMIN, HEALTH_ADMIN, SCHOOL_ADMIN, HEAD, 99)
    found = {one: await db.read(corrections.to_decide, one, number) is not None for one in accounts}
    assert found == {AGENCY_ADMIN: True, HEALTH_ADMIN: True, SCHOOL_ADMIN: False, HEAD: False, 99: False}
    await db.write(data_rights.withdraw, actors[HEALTH_ADMIN], NOW + DAY)
    assert await db.read(corrections.to_decide, HEALTH_ADMIN, number) is None


async def test_a_request_that_is_not_there_is_refused(db: Database) -> None:
    actors = await db.write(house)
    for step in (
        lambda tx: corrections.case(tx, actors[AGENCY_ADMIN], 999, NOW),
        lambda tx: corrections.answer_from(tx, "cli", 999, RequestState.DONE, "x", NOW),
    ):
        with pytest.raises(DomainError, match=r"correction\.unknown"):
            await db.write(step)


async def test_the_command_line_lists_requests_by_name_and_the_look_is_noted(db: Database) -> None:
    actors, number = await db.write(asked)
    (case,) = await db.write(corrections.open_from, "cli", NOW)
    assert case.request.id == number
    (look,) = (await db.read(data_rights.looks, actors[ASKER], 0)).looks
    assert (look.role, look.name) == ("", "")


async def test_the_list_comes_in_pages_the_most_urgent_first(db: Database) -> None:
    def many(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        for number in range(8):
            asker = builders.linked(tx, unit, 710 + number)
            corrections.begin(tx, asker, NOW)
            corrections.ask(tx, asker, str(number), NOW - timedelta(hours=number))
        return builders.linked(tx, unit, role=Role.ADMIN)

    admin = await db.write(many)
    first, second = [await db.read(corrections.listing, admin, page) for page in (0, 7)]
    assert [one.request.wish for one in first.requests] == ["7", "6", "5", "4", "3", "2"]
    assert [one.request.wish for one in second.requests] == ["1", "0"]
    assert (second.page, second.pages) == (1, 2)
