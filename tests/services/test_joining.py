"""Asking the head of one's unit to be linked: who is asked, who may decide, and what becomes of it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.joining import LinkState
from domain.people import Actor, Employee, Unit
from domain.rights import Role
from services import joining, linking
from services.joining import Petition, UnitChoice
from storage import data_rights
from storage.engine import Database, Transaction
from storage.tables import accounts, audit, link_requests, links, outbox
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

DAYS = 3
ASKER = 900


@dataclass(frozen=True)
class Scene:
    """A top unit with an admin over the agency, a unit below with a head, two people of it, and who asks."""

    top: Unit
    unit: Unit
    admin: Actor
    head: Actor
    asker: Actor
    person: Employee
    other: Employee


def scene(tx: Transaction) -> Scene:
    top = builders.unit(tx, "top")
    unit = builders.unit(tx, "low", parent=top)
    return Scene(
        top=top,
        unit=unit,
        admin=builders.linked(tx, top, 701, role=Role.ADMIN),
        head=builders.linked(tx, unit, 702, role=Role.UNIT_HEAD, scope=unit),
        asker=builders.stranger(tx, ASKER, consented=True),
        person=builders.employee(tx, unit, name="Siti Contohwati, S.E."),
        other=builders.employee(tx, unit, name="Adi Contoh"),
    )


async def ask(db: Database, at: Scene, unit: Unit | None = None, name: str = "siti contohwati") -> Petition:
    await db.write(joining.begin, at.asker, NOW)
    await db.write(joining.choose_unit, at.asker, (unit or at.unit).id, NOW)
    found = await db.write(joining.write, at.asker, name, NOW, DAYS)
    assert isinstance(found, Petition)
    return found


async def told(db: Database, kind: str = "link_request") -> list[int]:
    query = select(outbox.c.chat_id).where(outbox.c.kind == kind).order_by(outbox.c.chat_id)
    return list(await db.read(lambda tx: tx.execute(query).scalars().all()))


async def linked(db: Database) -> int | None:
    employee = (await db.read(builders.actor, ASKER)).employee
    return employee.id if employee else None


async def notes(db: Database) -> list[tuple[str, str]]:
    query = select(audit.c.actor, audit.c.action).order_by(audit.c.id)
    return [(actor, action) for actor, action in await db.read(lambda tx: tx.execute(query).all())]


async def test_the_head_is_asked_and_approves_and_the_asker_is_linked_and_told(db: Database) -> None:
    at = await db.write(scene)
    asked = await ask(db, at)
    assert (asked.standing, asked.request.typed_name, asked.unit) == (LinkState.OPEN, "siti contohwati", at.unit)
    assert asked.request.expires_at == NOW + timedelta(days=DAYS)
    assert await told(db) == [at.head.telegram_id]
    choice = await db.write(joining.candidates, at.head, asked.request.id, 0, NOW)
    assert [one.name for one in choice.people] == [at.person.name, at.other.name]
    _, chosen = await db.write(joining.choose_person, at.head, asked.request.id, at.person.id, NOW)
    assert chosen == at.person
    done = await db.write(joining.approve, at.head, asked.request.id, at.person.id, NOW)
    assert (done.standing, done.employee, await linked(db)) == (LinkState.APPROVED, at.person, at.person.id)
    assert at.head.employee is not None
    assert done.decider == at.head.employee.name
    assert await told(db, "link_decided") == [ASKER]
    (row,) = await db.read(lambda tx: tx.execute(select(links).where(links.c.telegram_id == ASKER)).all())
    assert row.proof == "head"
    assert await notes(db) == [
        ("account:900", "ask_link"), ("account:702", "see_unlinked"), ("account:702", "see_person"),
        ("account:702", "decide_link"), ("account:900", "link"),
    ]  # fmt: skip


async def test_a_decision_stands_however_often_and_by_whom_the_buttons_are_pressed(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id
    first = await db.write(joining.approve, at.head, number, at.person.id, NOW)
    for decide in (
        lambda tx: joining.approve(tx, at.head, number, at.person.id, NOW),
        lambda tx: joining.approve(tx, at.admin, number, at.other.id, NOW),
        lambda tx: joining.refuse(tx, at.admin, number, NOW),
        lambda tx: joining.petition(tx, at.admin, number, NOW),
        lambda tx: joining.candidates(tx, at.admin, number, 0, NOW).petition,
        lambda tx: joining.choose_person(tx, at.admin, number, at.other.id, NOW)[0],
    ):
        assert await db.write(decide) == first
    assert await told(db, "link_decided") == [ASKER]


async def test_of_two_who_decide_at_once_one_wins(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id
    async with asyncio.timeout(20):
        await asyncio.gather(
            db.write(joining.approve, at.head, number, at.person.id, NOW),
            db.write(joining.refuse, at.admin, number, NOW),
        )
    found = await db.read(joining.petition, at.admin, number, NOW)
    assert (found.standing is LinkState.APPROVED) == (await linked(db) is not None)
    assert found.standing in {LinkState.APPROVED, LinkState.REFUSED}
    assert [action for _, action in await notes(db)].count("decide_link") == 1


async def test_a_request_is_refused_and_the_asker_may_ask_again_but_not_for_ever(db: Database) -> None:
    at = await db.write(scene)
    for _ in range(3):
        number = (await ask(db, at)).request.id
        assert (await db.write(joining.refuse, at.head, number, NOW)).standing is LinkState.REFUSED
    assert await told(db, "link_decided") == [ASKER] * 3
    with refused("request.too_many", limit=3):
        await db.write(joining.begin, at.asker, NOW + timedelta(hours=23))
    assert isinstance(await db.write(joining.begin, at.asker, NOW + timedelta(hours=25)), UnitChoice)
    assert await linked(db) is None


async def test_one_request_is_open_at_a_time_and_can_be_taken_back(db: Database) -> None:
    at = await db.write(scene)
    first = await ask(db, at)
    assert await db.write(joining.begin, at.asker, NOW) == first
    assert await db.write(joining.write, at.asker, "Adi Contoh", NOW, DAYS) == first
    assert await told(db) == [at.head.telegram_id]
    assert [await db.write(joining.withdraw, at.asker, NOW) for _ in range(2)] == [True, False]
    assert (await db.read(joining.petition, at.head, first.request.id, NOW)).standing is LinkState.WITHDRAWN
    assert await db.read(joining.open_petition, at.asker, NOW) is None


async def test_a_request_that_nobody_decides_is_over_and_the_asker_is_told_once(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id
    end = NOW + timedelta(days=DAYS)
    assert await db.write(joining.expire, end - timedelta(seconds=1)) == 0
    assert (await db.write(joining.approve, at.head, number, at.person.id, end)).standing is LinkState.EXPIRED
    assert [await db.write(joining.expire, end) for _ in range(2)] == [1, 0]
    assert (await told(db, "link_decided"), await linked(db)) == ([ASKER], None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("nothing", [702]),
        ("no head", [703]),
        ("head has left", [703]),
        ("head can not be reached", [703]),
        ("no head above either", [701]),
    ],
)
async def test_the_nearest_head_is_asked_and_without_one_the_admins(
    db: Database, change: str, expected: list[int]
) -> None:
    def fill(tx: Transaction) -> Scene:
        at = scene(tx)
        if change != "no head above either":
            builders.linked(tx, at.top, 703, role=Role.UNIT_HEAD, scope=at.top)
        assert at.head.employee is not None
        if change in {"no head", "no head above either"}:
            builders.revoke_grants(tx, at.head.employee)
        elif change == "head has left":
            builders.dismiss(tx, at.head.employee)
        elif change == "head can not be reached":
            tx.execute(update(accounts).where(accounts.c.telegram_id == 702).values(reachable=False))
        return at

    await ask(db, await db.write(fill))
    assert await told(db) == expected


async def test_where_nobody_can_decide_no_request_is_made(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Unit]:
        return builders.stranger(tx, ASKER, consented=True), builders.unit(tx)

    asker, unit = await db.write(fill)
    await db.write(joining.choose_unit, asker, unit.id, NOW)
    with refused("request.nobody"):
        await db.write(joining.write, asker, "Siti Contoh", NOW, DAYS)


async def test_only_who_leads_the_unit_may_see_or_decide(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id

    def others(tx: Transaction) -> list[Actor]:
        elsewhere = builders.unit(tx, "elsewhere")
        found = [builders.linked(tx, elsewhere, 710, role=Role.UNIT_HEAD, scope=elsewhere)]
        roles = (Role.EMPLOYEE, Role.ZI_TEAM, Role.ASSESSOR, Role.AUDITOR)
        return found + [builders.linked(tx, at.unit, 711 + place, role=role) for place, role in enumerate(roles)]

    for actor in await db.write(others):
        for act in (
            lambda tx, actor=actor: joining.petition(tx, actor, number, NOW),
            lambda tx, actor=actor: joining.candidates(tx, actor, number, 0, NOW),
            lambda tx, actor=actor: joining.choose_person(tx, actor, number, at.person.id, NOW),
            lambda tx, actor=actor: joining.approve(tx, actor, number, at.person.id, NOW),
            lambda tx, actor=actor: joining.refuse(tx, actor, number, NOW),
            lambda tx, actor=actor: joining.listing(tx, actor, at.unit.id, 0, NOW),
        ):
            with refused("access.denied"):
                await db.write(act)
    assert (await db.read(joining.petition, at.head, number, NOW)).standing is LinkState.OPEN


async def test_who_may_decide_nothing_learns_of_no_request(db: Database) -> None:
    at = await db.write(scene)
    employee = await db.write(lambda tx: builders.linked(tx, at.unit, 720))
    with refused("access.denied"):
        await db.read(joining.petition, employee, 999, NOW)
    with refused("request.gone"):
        await db.read(joining.petition, at.head, 999, NOW)


async def test_somebody_linked_gone_or_of_another_unit_can_not_be_chosen(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id

    def unfit(tx: Transaction) -> list[int]:
        taken = builders.linked(tx, at.unit, 730).employee
        assert taken is not None
        gone = builders.employee(tx, at.unit, active=False)
        return [taken.id, gone.id, builders.employee(tx, builders.unit(tx, "elsewhere")).id, 999]

    for employee_id in await db.write(unfit):
        for act in (joining.approve, joining.choose_person):
            with refused("request.taken"):
                await db.write(act, at.head, number, employee_id, NOW)
    assert await linked(db) is None


async def test_who_has_withdrawn_consent_is_not_linked(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id
    await db.write(data_rights.add_withdrawal, ASKER, NOW + timedelta(hours=1))
    with refused("request.no_consent"):
        await db.write(joining.approve, at.head, number, at.person.id, NOW + timedelta(hours=2))
    assert await linked(db) is None


async def test_being_linked_otherwise_ends_the_request(db: Database) -> None:
    at = await db.write(scene)
    number = (await ask(db, at)).request.id
    assert await db.write(linking.link, at.person.id, ASKER, "contact", NOW)
    assert (await db.write(joining.approve, at.head, number, at.other.id, NOW)).standing is LinkState.WITHDRAWN
    assert await linked(db) == at.person.id


async def test_only_who_has_consented_and_is_not_linked_may_ask(db: Database) -> None:
    at = await db.write(scene)
    newcomer = await db.write(builders.stranger, 901)
    for actor, key in ((newcomer, "link.consent_first"), (at.head, "link.already")):
        with refused(key):
            await db.write(joining.begin, actor, NOW)
        with refused(key):
            await db.read(joining.turn, actor, 1, NOW)
        with refused(key):
            await db.write(joining.choose_unit, actor, at.unit.id, NOW)
        with refused(key):
            await db.write(joining.write, actor, "Siti", NOW, DAYS)


async def test_units_are_paged_and_found_by_words_of_their_name(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        for number in range(20):
            builders.unit(tx, f"u{number:02}", name=f"Puskesmas Contoh {number:02}")
        builders.unit(tx, "dinkes", name="Dinas Kesehatan")
        return builders.stranger(tx, ASKER, consented=True)

    asker = await db.write(fill)
    first = await db.write(joining.begin, asker, NOW)
    assert isinstance(first, UnitChoice)
    assert (len(first.units), first.page, first.pages) == (8, 0, 3)
    last = await db.read(joining.turn, asker, 99, NOW)
    assert ([one.code for one in last.units], last.page) == (["u15", "u16", "u17", "u18", "u19"], 2)
    found = await db.write(joining.write, asker, "KESEHATAN, dinas", NOW, DAYS)
    assert isinstance(found, UnitChoice)
    assert ([one.code for one in found.units], found.pages) == (["dinkes"], 1)
    assert (await db.read(joining.turn, asker, 0, NOW)).search == found.search
    none = await db.write(joining.write, asker, "tidak ada", NOW, DAYS)
    assert isinstance(none, UnitChoice)
    assert (none.units, none.pages) == ((), 1)
    everything = await db.write(joining.write, asker, "%_", NOW, DAYS)
    assert isinstance(everything, UnitChoice)
    assert everything.pages == 3
    with refused("status.unknown_unit"):
        await db.write(joining.choose_unit, asker, 999, NOW)


async def test_words_without_a_dialog_make_no_request(db: Database) -> None:
    at = await db.write(scene)
    with refused("link.expired"):
        await db.write(joining.write, at.asker, "Siti Contoh", NOW, DAYS)
    assert await db.read(lambda tx: tx.execute(select(link_requests.c.id)).all()) == []


async def test_open_requests_are_listed_for_the_unit_and_below(db: Database) -> None:
    at = await db.write(scene)
    asked = await ask(db, at)
    page = await db.write(joining.listing, at.admin, at.top.id, 5, NOW)
    assert ([one.request.id for one in page.petitions], page.page, page.pages) == ([asked.request.id], 0, 1)
    assert (await db.write(joining.listing, at.head, at.unit.id, 0, NOW + timedelta(days=DAYS))).petitions == ()
    with refused("access.denied"):
        await db.write(joining.listing, at.head, at.top.id, 0, NOW)


async def test_a_request_that_is_gone_is_told_to_nobody(db: Database) -> None:
    assert await db.read(joining.told, 999, NOW) is None
