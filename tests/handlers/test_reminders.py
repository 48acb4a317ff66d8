"""Reminders: who is reminded, when, and who is not any more."""

from bot import ticks
from services import deadlines
from tests.handlers.dialogue import (
    SECONDS,
    House,
    Person,
    nothing,
    opens,
    presses,
    redraws,
    says,
    toast,
    writes,
)

EVIDENCE = "Unggah eviden area Pengawasan"
OPENING = "🔔"


async def to_the_next_reminder(house: House, of: Person | None = None) -> None:
    """Let the clock go to the next reminder, or on to the next one of this person: others work six days a week."""
    before = _queued(house, of)
    while True:
        moment = await house.office.db.read(deadlines.next_reminder_at, house.box.clock.now())
        assert moment is not None
        house.box.clock.set(moment)
        await ticks.promote_all(house.office)
        if of is None or _queued(house, of) > before:
            return


def _queued(house: House, person: Person | None) -> int:
    chat = person.id if person else 0
    ((number,),) = house.rows("select count(*) from outbox where kind = 'reminder' and chat_id = ?", chat)
    assert isinstance(number, int)
    return number


def reminders_of(house: House, person: Person) -> list[str]:
    return [one.text for one in house.box.messages(person.id) if "🔔" in one.text]


async def test_a_person_is_reminded_and_marks_it_done_in_the_reminder(own_house: House) -> None:
    siti, budi = await own_house.colleague(), await own_house.colleague("dinkes", "en")
    while not house_reminds(own_house, EVIDENCE):
        await to_the_next_reminder(own_house)
    await own_house.talk(
        siti,
        (nothing, says(OPENING, EVIDENCE)),
        (presses("Selesai"), toast("Ditandai selesai. Terima kasih."), redraws("✅")),
    )
    assert [one for one in reminders_of(own_house, budi) if EVIDENCE in one] == []


def house_reminds(house: House, title: str) -> bool:
    query = (
        "select count(*) from outbox o, json_each(o.params, '$.deadlines') d "
        "join deadlines l on l.id = json_extract(d.value, '$.id') "
        "where o.kind = 'reminder' and l.title = ?"
    )
    return bool(house.rows(query, title)[0][0])


async def test_who_blocked_the_bot_is_skipped_and_who_unblocks_is_reached_again(own_house: House) -> None:
    siti, budi = await own_house.colleague(), await own_house.colleague()
    own_house.box.people.block(siti.id)
    await own_house.settled()
    actor = await own_house.actor(siti)
    assert actor is not None
    assert actor.account.reachable is False
    await to_the_next_reminder(own_house, budi)
    await own_house.box.until(lambda: reminders_of(own_house, budi), SECONDS)
    assert own_house.rows("select count(*) from outbox where chat_id = ?", siti.id) == [(0,)]

    own_house.box.people.unblock(siti.id)
    await own_house.settled()
    await to_the_next_reminder(own_house, budi)
    await own_house.box.until(lambda: reminders_of(own_house, siti), SECONDS)
    await own_house.box.until(lambda: len(reminders_of(own_house, budi)) == 2, SECONDS)


async def test_who_has_signed_is_not_reminded_to_sign(own_house: House) -> None:
    siti, budi = await own_house.colleague(), await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/pakta"), says()),
        (presses("Mulai membaca"), redraws()),
        *[(presses("☐ Saya berjanji"), redraws()) for _ in range(7)],
        (presses("Tanda tangani"), redraws(), says()),
    )
    signing = "Tanda tangan pakta integritas"
    while not house_reminds(own_house, signing):
        await to_the_next_reminder(own_house)
    await own_house.box.until(lambda: [one for one in reminders_of(own_house, budi) if signing in one], SECONDS)
    assert [one for one in reminders_of(own_house, siti) if signing in one] == []


async def test_a_reminder_is_worded_in_the_reader_s_language_of_that_moment(own_house: House) -> None:
    siti = await own_house.colleague(language="en")
    await to_the_next_reminder(own_house, siti)
    await own_house.talk(siti, (nothing, says(OPENING)), (opens(), says("Beranda")))
    assert "Bapak/Ibu" not in reminders_of(own_house, siti)[-1]
    assert "deadline" in reminders_of(own_house, siti)[-1] or "remind" in reminders_of(own_house, siti)[-1]
