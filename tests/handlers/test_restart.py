"""A stop and a start in the middle of a dialog lose nothing."""

from tests.handlers.dialogue import (
    Fragment,
    House,
    nothing,
    opens,
    presses,
    redraws,
    said,
    says,
    sends,
    shares,
    shown,
    writes,
)
from texts import start as texts

TICK = "☐ Saya berjanji"


def point(number: int) -> Fragment:
    return said("butir %(number)s dari %(count)s", number=number, count=7)


async def test_linking_goes_on_after_a_restart_at_every_step(own_house: House) -> None:
    siti = own_house.newcomer()
    await own_house.talk(siti, (opens(), says(shown(texts.privacy))))
    await own_house.restart()
    await own_house.talk(siti, (presses("Saya setuju"), says(shown(texts.ask_contact))))
    await own_house.restart()
    await own_house.talk(siti, (shares(), says(shown(texts.received)), says(siti.employee.name)))
    await own_house.restart()
    await own_house.talk(siti, (presses("Ya, ini saya"), redraws("Beranda", siti.employee.name)))


async def test_a_pledge_half_ticked_is_signed_after_a_restart(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/pakta"), says()),
        (presses("Mulai membaca"), redraws(point(1))),
        (presses(TICK), redraws(point(2))),
        (presses(TICK), redraws(point(3))),
    )
    await own_house.restart()
    await own_house.talk(
        siti,
        *[(presses(TICK), redraws(point(number))) for number in range(4, 8)],
        (presses(TICK), redraws(said("%(count)s butir sudah dibaca", count=7))),
    )
    await own_house.restart()
    await own_house.talk(
        siti,
        (presses("Tanda tangani"), redraws("Pakta integritas sudah ditandatangani"), sends("document", b"%PDF-")),
    )


async def test_what_is_said_while_the_bot_is_down_is_answered_when_it_is_back(own_house: House) -> None:
    siti, budi = await own_house.colleague(), await own_house.colleague()
    await own_house.stop()
    for person in (siti, budi):
        own_house.box.people.text(person.id, person.id, "/saya")
        own_house.box.people.text(person.id, person.id, "/tenggat")
    await own_house.restart()
    for person in (siti, budi):
        await own_house.talk(person, (nothing, says(person.employee.name), says("Tenggat Bapak/Ibu")))
