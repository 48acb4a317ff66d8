"""Announcements: written by an admin, seen before sending, sent once to every linked group."""

import asyncio

import pytest

from bot.demo_seed import GROUP_ID
from domain.rights import Role
from services import announcements
from tests.handlers.dialogue import (
    SECONDS,
    Fragment,
    House,
    Person,
    alert,
    does,
    forges,
    presses,
    redraws,
    refusal,
    says,
    shown,
    writes,
)
from texts import account
from texts import announcements as texts

ASK = shown(texts.ask, announcements.LONGEST)
CANCELLED = shown(account.cancelled, had_draft=True)
BODY = "Rapat monev hari Senin pukul 09.00 di aula. <b>Mohon hadir</b> & tepat waktu."
SEND, DROP = "Kirim", "Batal"


def post(body: str) -> Fragment:
    return shown(texts.post, body)


def announced(house: House, body: str) -> list[str]:
    return [one.text for one in house.box.messages(GROUP_ID) if body in one.text]


def key_of(house: House, person: Person) -> str:
    found = house.rows("select data ->> 'key' from drafts where telegram_id = ? and kind = 'announce'", person.id)
    return str(found[0][0])


async def admin_of(house: House, role: Role | None = Role.ADMIN) -> Person:
    return await house.colleague("bag-organisasi", role=role)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_an_announcement_is_previewed_and_sent_to_the_groups(own_house: House, language: str) -> None:
    admin = await own_house.colleague("bag-organisasi", language, Role.ADMIN)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK, buttons=[DROP])),
        (writes(BODY), says(post(BODY), "Grup ZI DPMPTSP (contoh)", buttons=[SEND, DROP])),
        (presses(SEND), redraws(shown(texts.sent, 1))),
    )
    await own_house.box.until(lambda: announced(own_house, BODY), SECONDS)
    assert own_house.rows("select chat_id from outbox where kind = 'announcement'") == [(GROUP_ID,)]


async def test_pressing_send_several_times_sends_once(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (writes(BODY), says(post(BODY))),
        (presses(SEND, times=3), redraws(shown(texts.sent, 1))),
    )
    key = key_of(own_house, admin)
    await own_house.talk(admin, (forges(f"announce.send:{key}"), redraws(shown(texts.sent, 1))))
    await own_house.box.until(lambda: announced(own_house, BODY), SECONDS)
    await own_house.settled()
    assert len(announced(own_house, BODY)) == 1
    assert own_house.rows("select count(*) from outbox where kind = 'announcement'") == [(1,)]


async def test_a_text_that_is_too_long_can_be_sent_again_shorter(own_house: House) -> None:
    admin = await admin_of(own_house)
    longest = "p" * announcements.LONGEST
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (writes(longest + "p"), says(refusal("announce.too_long", length=3501, limit=3500))),
        (writes(longest), says(longest, buttons=[SEND, DROP])),
        (presses(SEND), redraws(shown(texts.sent, 1))),
    )
    await own_house.box.until(lambda: announced(own_house, longest), SECONDS)


async def test_a_picture_is_no_text(own_house: House) -> None:
    admin = await admin_of(own_house)
    picture = does(lambda people: people.upload(admin.id, admin.id, b"isi", "berkas.txt", "text/plain", "keterangan"))
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (picture, says(refusal("announce.empty"))),
        (writes(BODY), says(post(BODY))),
    )


async def test_what_is_dropped_is_not_sent(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (presses(DROP), redraws(CANCELLED)),
        (writes("halo"), says(shown(account.not_understood))),
        (writes("/umumkan"), says(ASK)),
        (writes(BODY), says(post(BODY))),
    )
    key = key_of(own_house, admin)
    await own_house.talk(
        admin,
        (presses(DROP), redraws(CANCELLED)),
        (forges(f"announce.send:{key}"), alert("announce.none")),
    )
    assert own_house.rows("select count(*) from outbox where kind = 'announcement'") == [(0,)]


async def test_the_preview_of_an_older_text_sends_nothing(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, (writes("/umumkan"), says(ASK)), (writes("lama"), says(post("lama"))))
    old = key_of(own_house, admin)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (writes("baru"), says(post("baru"))),
        (forges(f"announce.send:{old}"), alert("announce.none")),
        (presses(SEND), redraws(shown(texts.sent, 1))),
    )
    await own_house.box.until(lambda: announced(own_house, "baru"), SECONDS)
    assert announced(own_house, "lama") == []


async def test_nobody_sends_the_draft_of_somebody_else(own_house: House) -> None:
    author, other = await admin_of(own_house), await admin_of(own_house)
    await own_house.talk(author, (writes("/umumkan"), says(ASK)), (writes(BODY), says(post(BODY))))
    key = key_of(own_house, author)
    await own_house.talk(other, (writes("/saya"), says()), (forges(f"announce.send:{key}"), alert("announce.none")))
    await own_house.talk(author, (presses(SEND), redraws(shown(texts.sent, 1))))


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.ASSESSOR, Role.AUDITOR])
async def test_only_an_admin_announces(own_house: House, role: Role | None) -> None:
    other = await admin_of(own_house, role)
    await own_house.talk(
        other,
        (writes("/umumkan"), says(refusal("access.denied"))),
        (writes("/saya"), says()),
        (forges("announce.send:1-1"), alert("access.denied")),
    )


async def test_an_admin_of_one_unit_does_not_announce_to_the_agency(own_house: House) -> None:
    admin = await own_house.colleague(role=Role.ADMIN, scope="dpmptsp")
    await own_house.talk(admin, (writes("/umumkan"), says(refusal("access.denied"))))


async def test_without_a_group_there_is_nothing_to_send_to(own_house: House) -> None:
    admin = await admin_of(own_house)
    own_house.box.people.remove_bot(5005, GROUP_ID)
    await own_house.settled()
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (writes(BODY), says(post(BODY), buttons=[DROP])),
    )
    key = key_of(own_house, admin)
    await own_house.talk(admin, (forges(f"announce.send:{key}"), alert("announce.no_groups")))
    assert own_house.rows("select count(*) from outbox where kind = 'announcement'") == [(0,)]


async def test_the_announcement_waits_for_its_text_over_a_restart(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, (writes("/umumkan"), says(ASK)))
    await own_house.restart()
    await own_house.talk(admin, (writes(BODY), says(post(BODY))))
    await own_house.restart()
    await own_house.talk(admin, (presses(SEND), redraws(shown(texts.sent, 1))))
    async with asyncio.timeout(SECONDS):
        await own_house.box.until(lambda: announced(own_house, BODY), SECONDS)
