"""First contact: consent, linking by the own contact, home."""

import pytest

from tests.handlers.dialogue import (
    House,
    alert,
    forges,
    offers,
    opens,
    presses,
    reads,
    redraws,
    refusal,
    said,
    says,
    shares,
    shown,
    toast,
    writes,
)
from texts import start as texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

YES, NO = "Saya setuju", "Tidak setuju"
WELCOME = shown(texts.privacy)
QUESTION = "Benarkah ini Bapak/Ibu?"
CONTACT = shown(texts.ask_contact)
SHARE = "Bagikan nomor ponsel saya"
RECEIVED = shown(texts.received)
HOME_BUTTONS = ["Pakta integritas", "Status unit", "Tenggat", "Data saya", "Bantuan"]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_newcomer_consents_shares_the_own_contact_and_lands_at_home(house: House, language: str) -> None:
    siti = house.newcomer(language=language)
    other = {"id": "English", "en": "Bahasa Indonesia"}[language]
    number = siti.employee.staff_number
    await house.talk(
        siti,
        (opens(), says(WELCOME, buttons=[YES, NO, other])),
        (presses(YES), says(CONTACT), offers(SHARE)),
        (shares(), says(RECEIVED),
         says(QUESTION, siti.employee.name, siti.employee.position, f"{number[:4]}••••••••{number[-4:]}",
              buttons=["Ya, ini saya", "Bukan saya"])),
        (presses("Ya, ini saya"), redraws("Beranda", siti.employee.name, "Pakta integritas", buttons=HOME_BUTTONS)),
        (opens(), says("Beranda", siti.employee.name, buttons=HOME_BUTTONS)),
    )  # fmt: skip
    actor = await house.actor(siti)
    assert actor is not None
    assert actor.employee is not None
    assert (actor.employee.name, actor.language) == (siti.employee.name, language)


async def test_the_contact_button_is_taken_away_after_use(house: House) -> None:
    siti = house.newcomer()
    await house.talk(siti, (opens(), says(WELCOME)), (presses(YES), says(CONTACT), offers(SHARE)))
    await house.talk(siti, (shares(), says(RECEIVED), says(QUESTION)))
    assert house.box.world.chats[siti.id].keyboard is None


@pytest.mark.parametrize("language", ["id", "en"])
async def test_who_declines_is_left_alone_and_may_come_back(house: House, language: str) -> None:
    siti = house.newcomer(language=language)
    await house.talk(
        siti,
        (opens(), says(WELCOME)),
        (presses(NO), redraws(shown(texts.declined))),
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
    )


async def test_a_contact_before_consent_is_not_looked_up(house: House) -> None:
    siti = house.newcomer()
    await house.talk(siti, (opens(), says(WELCOME)), (shares(), says(refusal("link.consent_first"))))


async def test_the_contact_of_somebody_else_links_nobody(house: House) -> None:
    siti, friend = house.newcomer(), house.newcomer()
    await house.talk(
        siti,
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
        (shares(of=friend), says(refusal("link.foreign_contact"))),
        (forges("link.yes"), alert("link.expired")),
    )
    actor = await house.actor(siti)
    assert actor is not None
    assert actor.employee is None


async def test_nobody_learns_whether_a_number_is_unknown_or_linked_already(house: House) -> None:
    colleague = await house.colleague()
    thief = house.stranger(phone=f"62{colleague.employee.phone[1:]}")
    stranger = house.stranger()
    for person in (thief, stranger):
        await house.talk(
            person,
            (opens(), says(WELCOME)),
            (presses(YES), says(CONTACT)),
            (shares(), says(refusal("link.unknown"), without=(colleague.employee.name,))),
        )
        actor = await house.actor(person)
        assert actor is not None
        assert actor.employee is None
    still = await house.actor(colleague)
    assert still is not None
    assert still.employee is not None


async def test_who_is_linked_can_not_be_linked_again(house: House) -> None:
    siti = await house.colleague()
    await house.talk(siti, (shares(), says(refusal("link.already"))))


async def test_a_person_that_somebody_took_meanwhile_is_not_taken_twice(house: House) -> None:
    siti = house.newcomer()
    second = house.stranger(phone=f"62{siti.employee.phone[1:]}")
    for person in (siti, second):
        await house.talk(
            person,
            (opens(), says(WELCOME)),
            (presses(YES), says(CONTACT)),
            (shares(), says(RECEIVED), says(QUESTION, siti.employee.name)),
        )
    await house.talk(siti, (presses("Ya, ini saya"), redraws("Beranda", siti.employee.name)))
    await house.talk(second, (presses("Ya, ini saya"), alert("link.unknown")))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_who_was_mistaken_for_somebody_else_says_so(house: House, language: str) -> None:
    siti = house.newcomer(language=language)
    await house.talk(
        siti,
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
        (shares(), says(RECEIVED), says(QUESTION)),
        (presses("Bukan saya"), redraws(shown(texts.denied))),
        (forges("link.yes"), alert("link.expired")),
    )


async def test_confirming_twice_at_once_links_once(house: House) -> None:
    siti = house.newcomer()
    await house.talk(
        siti,
        (opens(), says(WELCOME)),
        (presses(YES), says(CONTACT)),
        (shares(), says(RECEIVED), says(QUESTION)),
        (presses("Ya, ini saya", times=2), redraws("Beranda", siti.employee.name)),
    )


async def test_another_language_can_be_chosen_before_consent(house: House) -> None:
    siti = house.newcomer(language="id")
    await house.talk(
        siti,
        (opens(), says(WELCOME, buttons=[YES, NO, "English"])),
        (presses("English"), reads("en"), redraws(WELCOME, buttons=[YES, NO, "Bahasa Indonesia"])),
        (presses(YES), says(CONTACT)),
    )


@pytest.mark.parametrize("payload", ["a_12345", "x", "", "d_1", "zz_zz"])
async def test_a_start_link_of_any_kind_brings_a_newcomer_to_the_welcome(house: House, payload: str) -> None:
    await house.talk(house.newcomer("dinkes"), (opens(payload), says(WELCOME)))


@pytest.mark.parametrize("command", ["/pakta", "/status", "/tenggat", "/saya"])
async def test_who_is_not_linked_is_shown_the_way(house: House, command: str) -> None:
    stranger = house.stranger()
    await house.talk(stranger, (opens(), says(WELCOME)), (writes(command), says(refusal("access.not_linked"))))


@pytest.mark.parametrize("button", ["home.open", "pledge.open", "status.own", "deadlines.open", "me.open"])
async def test_buttons_of_the_linked_refuse_who_is_not(house: House, button: str) -> None:
    stranger = house.stranger()
    await house.talk(stranger, (opens(), says(WELCOME)), (forges(button), alert("access.not_linked")))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_from_home_every_screen_opens_in_place(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    pledge = {"id": "Pakta Integritas", "en": "Integrity Pledge"}[language]
    await house.talk(
        siti,
        (opens(), says("Beranda", buttons=HOME_BUTTONS)),
        (presses("Status unit"), redraws("Area perubahan")),
        (presses("Beranda"), redraws("Beranda", siti.employee.name)),
        (presses("Tenggat"), redraws("Tenggat Bapak/Ibu")),
        (presses("Beranda"), redraws("Beranda", siti.employee.name)),
        (presses("Data saya"), redraws("Data saya", said("Bahasa: %(language)s", language=_name(language)))),
        (presses("Beranda"), redraws("Beranda", siti.employee.name)),
        (presses("Pakta integritas"), redraws(siti.employee.name, pledge)),
        (presses("Beranda"), redraws("Beranda")),
        (presses("Bantuan"), redraws("Bantuan")),
    )  # fmt: skip


def _name(language: str) -> str:
    return {"id": "Bahasa Indonesia", "en": "English"}[language]


async def test_a_toast_is_said_only_where_there_is_one(house: House) -> None:
    siti = await house.colleague()
    await house.talk(siti, (opens(), says("Beranda")), (presses("Bantuan"), toast(""), redraws("Bantuan")))
