"""Consent, recognising a person by the own contact, linking, and the small settings of an account."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.people import Actor, Employee
from services import onboarding
from services.access import find_actor, meet
from services.guessing import Refused
from services.onboarding import CONSENT_VERSION, Contact, Recognised
from storage import drafts, people
from storage.engine import Database, Transaction
from storage.tables import attempts, audit, consents, links
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

PHONE = builders.phone(1)


def newcomer(tx: Transaction) -> tuple[Actor, Employee]:
    """A person of the roster, and the account of somebody who has consented."""
    person = builders.employee(tx, builders.unit(tx))
    return builders.stranger(tx, 700, consented=True), person


async def open_links(db: Database) -> list[tuple[int, int]]:
    query = select(links.c.employee_id, links.c.telegram_id)
    return [(employee, account) for employee, account in await db.read(lambda tx: tx.execute(query).all())]


async def notes(db: Database) -> list[str]:
    return list(await db.read(lambda tx: tx.execute(select(audit.c.action)).scalars().all()))


async def test_consent_is_kept_once_with_version_and_language(db: Database) -> None:
    actor = await db.write(builders.stranger, 700, language="en")
    for _ in range(2):
        await db.write(onboarding.consent, actor, NOW)
    (row,) = await db.read(lambda tx: tx.execute(select(consents)).all())
    assert (row.telegram_id, row.version, row.language, row.given_at) == (700, CONSENT_VERSION, "en", NOW)
    assert (await db.read(builders.actor, 700)).account.consent_version == CONSENT_VERSION


@pytest.mark.parametrize("written", [PHONE, PHONE[1:], f"+62 {PHONE[3:7]}-{PHONE[7:]}"])
async def test_a_person_is_recognised_by_the_own_contact(db: Database, written: str) -> None:
    actor, person = await db.write(newcomer)
    found = await db.write(onboarding.recognise, actor, Contact(written, 700), NOW)
    assert isinstance(found, Recognised)
    assert (found.employee, found.unit.id) == (person, person.unit_id)
    draft = await db.read(drafts.draft, 700, onboarding.DRAFT)
    assert draft is not None
    assert draft.data == {"employee": person.id}
    assert await open_links(db) == []


async def test_recognising_asks_for_consent_to_the_present_notice(db: Database) -> None:
    await db.write(newcomer)
    for version in (None, "2020-1"):
        actor = await db.write(builders.stranger, 701)
        if version:
            await db.write(people.add_consent, 701, version, "id", NOW)
            actor = await db.read(builders.actor, 701)
        with refused("link.consent_first"):
            await db.write(onboarding.recognise, actor, Contact(PHONE, 701), NOW)


async def refusal(db: Database, actor: Actor, contact: Contact) -> str:
    """The key with which the contact is refused."""
    outcome = await db.write(onboarding.recognise, actor, contact, NOW)
    assert isinstance(outcome, Refused)
    return outcome.error.key


@pytest.mark.parametrize("owner", [701, None])
async def test_the_contact_of_somebody_else_is_refused(db: Database, owner: int | None) -> None:
    actor, _ = await db.write(newcomer)
    assert await refusal(db, actor, Contact(PHONE, owner)) == "link.foreign_contact"


def nobody(tx: Transaction) -> None:
    del tx


def two_with_one_phone(tx: Transaction) -> None:
    unit = builders.unit(tx, "b")
    for _ in range(2):
        builders.employee(tx, unit, phone_number=builders.phone(77))


def linked_already(tx: Transaction) -> None:
    unit = builders.unit(tx, "b")
    builders.linked(tx, unit, 702, person=builders.employee(tx, unit, phone_number=builders.phone(77)))


def inactive(tx: Transaction) -> None:
    builders.employee(tx, builders.unit(tx, "b"), phone_number=builders.phone(77), active=False)


@pytest.mark.parametrize("situation", [nobody, two_with_one_phone, linked_already, inactive])
async def test_nobody_two_people_and_a_taken_one_are_told_alike(
    db: Database, situation: Callable[[Transaction], None]
) -> None:
    actor, _ = await db.write(newcomer)
    await db.write(situation)
    assert await refusal(db, actor, Contact(builders.phone(77), 700)) == "link.unknown"


@pytest.mark.parametrize("number", ["call me", "", "81312345678", "+1", "99999999999999999999"])
async def test_a_number_of_another_country_or_none_at_all_is_told_the_same(db: Database, number: str) -> None:
    actor, _ = await db.write(newcomer)
    assert await refusal(db, actor, Contact(number, 700)) == "link.unknown"


async def test_contacts_that_help_nobody_are_counted_and_make_the_account_wait(db: Database) -> None:
    actor, _ = await db.write(newcomer)
    keys = [await refusal(db, actor, Contact(builders.phone(77), 700)) for _ in range(5)]
    assert (keys, await refusal(db, actor, Contact(PHONE, 700))) == (["link.unknown"] * 5, "guess.locked")
    found = await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW + timedelta(minutes=1))
    assert isinstance(found, Recognised)
    assert (await notes(db)).count("guess_failed") == 5


async def test_being_linked_makes_failures_forgotten(db: Database) -> None:
    actor, _ = await db.write(newcomer)
    for _ in range(4):
        await refusal(db, actor, Contact(builders.phone(77), 700))
    await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)
    await db.write(onboarding.confirm, actor, NOW)
    query = select(attempts.c.telegram_id).order_by(attempts.c.telegram_id)
    assert list(await db.read(lambda tx: tx.execute(query).scalars().all())) == [0]


async def test_who_left_between_being_found_and_confirming_is_not_linked(db: Database) -> None:
    actor, person = await db.write(newcomer)
    await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)
    await db.write(builders.dismiss, person)
    with refused("link.unknown"):
        await db.write(onboarding.confirm, actor, NOW)
    assert await open_links(db) == []


async def test_an_account_is_known_to_be_of_somebody_who_has_left(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor, Actor]:
        unit = builders.unit(tx)
        stays, goes, gone = (builders.linked(tx, unit, number) for number in (700, 701, 702))
        assert goes.employee is not None
        assert gone.employee is not None
        builders.dismiss(tx, goes.employee)
        builders.dismiss(tx, gone.employee)
        builders.unlink(tx, 702)
        return stays, goes, gone

    actors = [*(await db.write(fill)), await db.write(builders.stranger, 703)]
    assert [await db.read(onboarding.has_left, actor) for actor in actors] == [False, True, True, False]


async def test_who_is_linked_is_not_recognised_again(db: Database) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx)))
    with refused("link.already"):
        await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)


async def test_confirming_links_and_says_how(db: Database) -> None:
    actor, person = await db.write(newcomer)
    await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)
    await db.write(onboarding.confirm, actor, NOW)
    assert await open_links(db) == [(person.id, 700)]
    assert (await db.read(builders.actor, 700)).employee == person
    assert await db.read(drafts.latest, 700) is None
    (row,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert (row.actor, row.action, row.detail) == ("account:700", "link", {"proof": "contact"})


async def test_confirming_again_changes_nothing(db: Database) -> None:
    actor, person = await db.write(newcomer)
    await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)
    await db.write(onboarding.confirm, actor, NOW)
    await db.write(onboarding.confirm, actor, NOW)
    await db.write(onboarding.confirm, await db.read(builders.actor, 700), NOW)
    assert await open_links(db) == [(person.id, 700)]
    assert await notes(db) == ["link"]


async def test_confirming_many_times_at_once_is_one_link(db: Database) -> None:
    actor, person = await db.write(newcomer)
    await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)
    async with asyncio.timeout(20):
        await asyncio.gather(*(db.write(onboarding.confirm, actor, NOW) for _ in range(8)))
    assert await open_links(db) == [(person.id, 700)]
    assert await notes(db) == ["link"]


async def test_of_two_accounts_that_confirm_one_person_the_first_gets_it(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor]:
        builders.employee(tx, builders.unit(tx))
        return builders.stranger(tx, 700, consented=True), builders.stranger(tx, 701, consented=True)

    first, second = await db.write(fill)
    for actor in (first, second):
        await db.write(onboarding.recognise, actor, Contact(PHONE, actor.telegram_id), NOW)
    await db.write(onboarding.confirm, first, NOW)
    with refused("link.unknown"):
        await db.write(onboarding.confirm, second, NOW)
    assert len(await open_links(db)) == 1


async def test_confirming_nothing_is_refused(db: Database) -> None:
    actor, _ = await db.write(newcomer)
    with refused("link.expired"):
        await db.write(onboarding.confirm, actor, NOW)


async def test_declining_after_a_consent_takes_it_back(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        onboarding.consent(tx, meet(tx, 700, "id", NOW), NOW)
        return meet(tx, 700, "id", NOW)

    agreed = await db.write(fill)
    await db.write(onboarding.decline, agreed, NOW + timedelta(seconds=1))
    after = await db.read(find_actor, 700)
    assert after is not None
    assert (agreed.account.consent_version, after.account.consent_version) == (onboarding.CONSENT_VERSION, "")


async def test_a_linked_person_does_not_decline_by_an_old_button(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        return builders.linked(tx, builders.unit(tx))

    actor = await db.write(fill)
    with refused("link.already"):
        await db.write(onboarding.decline, actor, NOW)


async def test_denying_forgets_the_person_found(db: Database) -> None:
    actor, _ = await db.write(newcomer)
    await db.write(onboarding.recognise, actor, Contact(PHONE, 700), NOW)
    await db.write(drafts.save, 700, "announce", "text", {}, NOW)
    await db.write(onboarding.deny, actor)
    with refused("link.expired"):
        await db.write(onboarding.confirm, actor, NOW)
    assert await db.read(drafts.draft, 700, "announce") is not None


async def test_who_has_left_and_was_hired_anew_is_linked_anew(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        old = builders.linked(tx, unit, 700).employee
        assert old is not None
        builders.dismiss(tx, old)
        builders.employee(tx, unit, phone_number=builders.phone(77))
        return builders.actor(tx, 700)

    actor = await db.write(fill)
    await db.write(onboarding.recognise, actor, Contact(builders.phone(77), 700), NOW)
    await db.write(onboarding.confirm, actor, NOW)
    employee = (await db.read(builders.actor, 700)).employee
    assert employee is not None
    assert employee.phone == builders.phone(77)


async def test_the_language_is_one_of_those_there_are(db: Database) -> None:
    actor = await db.write(builders.stranger)
    await db.write(onboarding.set_language, actor, "en", ("id", "en"), NOW)
    assert (await db.read(builders.actor, 900)).language == "en"
    with refused("language.unknown"):
        await db.write(onboarding.set_language, actor, "de", ("id", "en"), NOW)
    assert (await db.read(builders.actor, 900)).language == "en"


async def test_cancelling_leaves_every_dialog_and_says_whether_there_was_one(db: Database) -> None:
    actor = await db.write(builders.stranger)
    for kind in ("announce", "link"):
        await db.write(drafts.save, 900, kind, "text", {}, NOW)
    assert await db.write(onboarding.cancel, actor) is True
    assert await db.write(onboarding.cancel, actor) is False


async def test_whether_an_account_can_be_reached_is_noted(db: Database) -> None:
    await db.write(builders.stranger)
    for reachable in (False, True):
        await db.write(onboarding.set_reachable, 900, reachable=reachable)
        assert (await db.read(builders.actor, 900)).account.reachable is reachable
