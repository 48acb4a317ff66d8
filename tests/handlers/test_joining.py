"""Codes on paper, the head of the unit, and everything that is told on the way."""

import pytest

from domain import activation as rules
from sandbox.state import Message
from services import activation
from services.activation import IssuedCode
from tests.handlers.dialogue import (
    House,
    Person,
    nothing,
    offers,
    opens,
    presses,
    redraws,
    refusal,
    says,
    shares,
    shown,
    writes,
)
from texts import joining as texts
from texts import start as start_texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

YES = "Saya setuju"
WELCOME = shown(start_texts.privacy)
CONTACT = shown(start_texts.ask_contact)
CODE, HELP = "Punya kode aktivasi", "Minta bantuan kepala unit"
WAYS = [CODE, HELP]
BAD = refusal("activation.bad_code")


async def code_for(house: House, person: Person) -> str:
    """A fresh code of this person, as the command line gives them out."""
    return next(
        one.code
        for one in await all_codes(house, person.employee.unit_code)
        if one.employee.staff_number == person.employee.staff_number
    )


async def all_codes(house: House, unit: str) -> tuple[IssuedCode, ...]:
    now = house.office.clock.now()
    return await house.office.db.write(activation.issue_for_file, unit, now, 14, everybody=True)


async def name_of(house: House, person: Person) -> str:
    actor = await house.actor(person)
    return actor.employee.name if actor is not None and actor.employee is not None else ""


def last(house: House, person: Person) -> Message:
    return [one for one in house.box.messages(person.id) if one.sender.is_bot][-1]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_scanned_code_links_after_consent_and_is_nowhere_in_clear(house: House, language: str) -> None:
    siti = house.newcomer(language=language)
    code = await code_for(house, siti)
    await house.talk(siti, (opens(rules.payload(code)), says(WELCOME)))
    assert house.rows("select kind, step from drafts where telegram_id = ?", siti.id) == [("arrival", "consent")]
    assert [row for row in house.rows("select data from drafts") if code in str(row)] == []
    await house.talk(siti, (presses(YES), says("Beranda", siti.employee.name)))
    assert await name_of(house, siti) == siti.employee.name
    await house.talk(siti, (opens(rules.payload(code)), says("Beranda", siti.employee.name)))
    assert house.rows("select 1 from drafts where telegram_id = ?", siti.id) == []


async def test_who_declines_leaves_no_trace_of_the_code(house: House) -> None:
    siti = house.newcomer()
    code = await code_for(house, siti)
    await house.talk(siti, (opens(rules.payload(code)), says(WELCOME)))
    await house.talk(siti, (presses("Tidak setuju"), redraws(shown(start_texts.declined))))
    assert house.rows("select 1 from drafts where telegram_id = ?", siti.id) == []
    await house.talk(siti, (opens(), says(WELCOME)), (presses(YES), says(CONTACT)))


async def test_a_code_that_is_no_good_is_told_after_consent_and_the_contact_is_asked_for(house: House) -> None:
    siti = house.newcomer()
    await house.talk(
        siti,
        (opens("a_12345"), says(WELCOME)),
        (presses(YES), says(BAD, buttons=WAYS), says(CONTACT), offers("Bagikan nomor ponsel saya")),
        (shares(), says(shown(start_texts.received)), says("Benarkah ini Bapak/Ibu?")),
    )


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_code_can_be_typed_in_its_dialog_or_where_the_contact_is_asked_for(house: House, language: str) -> None:
    siti, budi = house.newcomer(language=language), house.newcomer(language=language)
    stranger_number = house.box.world.users[budi.id]
    stranger_number.phone = "6281100077001"
    await house.talk(
        siti,
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
        (writes("tidak bisa"), says(shown(texts.ways), buttons=WAYS)),
        (writes(rules.shown(await code_for(house, siti)).lower()), says("Beranda", siti.employee.name)),
    )
    await house.talk(
        budi,
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
        (shares(), says(refusal("link.unknown"), buttons=WAYS)),
        (presses(CODE), redraws(shown(texts.ask_code), buttons=["Kembali"])),
        (writes("0000-0000-0001"), says(BAD, buttons=WAYS)),
        (writes(rules.shown(await code_for(house, budi))), says("Beranda", budi.employee.name)),
    )


async def test_a_second_account_cuts_the_first_off_which_is_told(house: House) -> None:
    siti = await house.colleague()
    again = house.stranger(phone="6281100077002")
    code = await code_for(house, siti)
    await house.talk(again, (opens(rules.payload(code)), says(WELCOME)), (presses(YES), says(siti.employee.name)))
    await house.talk(
        siti,
        (nothing, says("Akun ini tidak tertaut lagi")),
        (writes("/saya"), says(refusal("access.not_linked"))),
        (opens(rules.payload(code)), says(BAD, buttons=WAYS)),
    )
    assert (await name_of(house, siti), await name_of(house, again)) == ("", siti.employee.name)


async def test_who_is_linked_stays_linked_whatever_code_comes(house: House) -> None:
    siti, budi = await house.colleague(), house.newcomer()
    code = await code_for(house, budi)
    await house.talk(siti, (opens(rules.payload(code)), says(refusal("link.already"))))
    assert await name_of(house, siti) == siti.employee.name
