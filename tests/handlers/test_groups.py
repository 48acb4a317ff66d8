"""Groups: linking, what they are shown, being thrown out, becoming a supergroup."""

import pytest

from bot.demo_seed import GROUP_ID
from domain.messages import Lane, Post
from domain.rights import Role
from services import announcements
from storage import messages
from storage.engine import Transaction
from tests.handlers.dialogue import (
    AGENCY,
    SECONDS,
    House,
    Person,
    does,
    find_button,
    nothing,
    presses,
    redraws,
    refusal,
    said,
    says,
    shown,
    writes,
)
from texts import announcements as announcement_texts
from texts import groups as texts

GROUP, FORUM = -777, -1000000000888
OFFICE = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
NAMES = ("Contoh",)  # every person of the demo bears this name


def group_with(house: House, person: Person, kind: str = "group", *, forum: bool = False) -> int:
    """A group of this person alone, with the bot in it."""
    chat = FORUM if forum else GROUP
    house.box.add_group(chat, "Grup baru", kind, forum=forum, admins=[person.id])  # type: ignore[arg-type]
    house.box.people.add_bot(person.id, chat)
    return chat


def said_in(house: House, chat: int) -> list[str]:
    return [one.text for one in house.box.messages(chat) if one.sender.is_bot and one.text]


def linked(house: House, chat: int) -> list[tuple[object, ...]]:
    query = "select u.code, thread_id, trouble from groups g left join units u on u.id = unit_id where chat_id = ?"
    return house.rows(query, chat)


async def announce(house: House, admin: Person, body: str) -> None:
    ask = shown(announcement_texts.ask, announcements.LONGEST)
    await house.talk(admin, (writes("/umumkan"), says(ask)), (writes(body), says(body)), (presses("Kirim"), redraws()))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_bot_greets_a_group_that_it_is_added_to(own_house: House, language: str) -> None:
    siti = await own_house.colleague(language=language)
    own_house.box.add_group(GROUP, "Grup baru", admins=[siti.id])
    await own_house.talk(
        siti, (does(lambda people: people.add_bot(siti.id, GROUP)), says(shown(texts.welcome))), chat=GROUP
    )


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_head_links_a_group_to_the_unit_and_sees_it_there(own_house: House, language: str) -> None:
    head = await own_house.colleague(language=language, role=Role.UNIT_HEAD, scope="dpmptsp")
    chat = group_with(own_house, head)
    signed = said("%(signed)s dari %(expected)s pegawai sudah menandatangani", signed=0, expected=25)
    await own_house.talk(
        head,
        (writes("/status"), says(shown(texts.welcome)), says(refusal("group.not_linked"))),
        (writes("/hubungkan DPMPTSP"), says(shown(texts.linked, OFFICE))),
        (writes("/status"), says(OFFICE, "Area perubahan", buttons=[], without=NAMES)),
        (writes("/tenggat"), says("Tenggat terdekat", "Unggah eviden area Pengawasan", buttons=[], without=NAMES)),
        (writes("/deklarasi"), says(OFFICE, signed, without=NAMES)),
        chat=chat,
    )  # fmt: skip
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


async def test_an_admin_links_a_group_to_the_whole_agency(own_house: House) -> None:
    admin = await own_house.colleague(role=Role.ADMIN)
    chat = group_with(own_house, admin)
    await own_house.talk(
        admin,
        (writes("/link"), says(shown(texts.welcome)), says(shown(texts.linked, AGENCY))),
        (writes("/status"), says(shown(texts.agency_only), buttons=[])),
        (writes("/tenggat"), says("Rapat monev ZI triwulan", without=("Unggah eviden",))),
        (writes("/deklarasi"), says(AGENCY)),
        chat=chat,
    )


@pytest.mark.parametrize(
    ("role", "scope", "command", "key"),
    [
        (None, "", "/hubungkan dpmptsp", "access.denied"),
        (Role.UNIT_HEAD, "dinkes", "/hubungkan dpmptsp", "access.denied"),
        (Role.UNIT_HEAD, "dpmptsp", "/hubungkan", "access.denied"),
        (Role.ASSESSOR, "", "/hubungkan dpmptsp", "access.denied"),
        (Role.UNIT_HEAD, "dpmptsp", "/deklarasi", "group.not_linked"),
        (Role.UNIT_HEAD, "dpmptsp", "/tenggat", "group.not_linked"),
        (Role.UNIT_HEAD, "dpmptsp", "/pakta", "access.private_only"),
        (Role.ADMIN, "", "/umumkan", "access.private_only"),
        (Role.ADMIN, "", "/batal", "access.private_only"),
        (Role.ADMIN, "", "/start", "access.private_only"),
    ],
)
async def test_what_may_not_be_done_in_a_group_is_refused_kindly(
    own_house: House, role: Role | None, scope: str, command: str, key: str
) -> None:
    person = await own_house.colleague(role=role, scope=scope)
    chat = group_with(own_house, person)
    await own_house.talk(person, (writes(command), says(shown(texts.welcome)), says(refusal(key))), chat=chat)
    assert linked(own_house, chat) == []


async def test_an_unknown_unit_and_an_unknown_person_link_nothing(own_house: House) -> None:
    head, stranger = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp"), own_house.stranger()
    chat = group_with(own_house, head)
    own_house.box.people.join(stranger.id, chat)
    unknown = says(refusal("group.unknown_unit", code="tidakada"))
    await own_house.talk(head, (writes("/hubungkan tidakada"), says(shown(texts.welcome)), unknown), chat=chat)
    await own_house.talk(stranger, (writes("/hubungkan dpmptsp"), says(refusal("access.not_linked"))), chat=chat)
    assert linked(own_house, chat) == []


async def test_the_declaration_card_leads_each_person_to_the_own_pledge(own_house: House) -> None:
    head, siti = own_house.player(5003), await own_house.colleague()
    own_house.box.people.join(siti.id, GROUP_ID)
    await own_house.talk(head, (writes("/deklarasi"), says(OFFICE)), chat=GROUP_ID)
    card, row, column = find_button(own_house.box, GROUP_ID, "Tanda tangani pakta")
    siti.read[siti.id] = 0
    await own_house.box.people.press(siti.id, GROUP_ID, card.id, row, column)
    await own_house.talk(siti, (nothing, says(siti.employee.name, buttons=["Mulai membaca", "Beranda"])))


async def test_talk_in_a_group_that_is_not_for_the_bot_is_left_alone(own_house: House) -> None:
    siti = own_house.player(5001)
    await own_house.talk(siti, (writes("/status"), says(OFFICE)), chat=GROUP_ID)
    card = [one for one in own_house.box.messages(GROUP_ID) if one.sender.is_bot][-1]
    people = own_house.box.people
    await own_house.talk(
        siti,
        (writes("selamat pagi semua"),),
        (does(lambda _: people.text(siti.id, GROUP_ID, "terima kasih", reply_to=card.id)),),
        (writes("/apaini@zibot_demo_bot"),),
        chat=GROUP_ID,
    )


async def test_a_group_that_threw_the_bot_out_gets_nothing_until_it_is_back(own_house: House) -> None:
    admin = own_house.player(5005)
    people = own_house.box.people
    people.remove_bot(5005, GROUP_ID)
    await own_house.settled()
    assert linked(own_house, GROUP_ID) == [("dpmptsp", None, "kicked")]
    people.add_bot(5005, GROUP_ID)
    await own_house.settled()
    assert linked(own_house, GROUP_ID) == [("dpmptsp", None, "")]
    await announce(own_house, admin, "Kembali bersama")
    await own_house.box.until(lambda: "Kembali bersama" in said_in(own_house, GROUP_ID)[-1], SECONDS)


async def test_announcements_follow_a_group_that_becomes_a_supergroup(own_house: House) -> None:
    head, admin = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp"), own_house.player(5005)
    chat = group_with(own_house, head)
    await own_house.talk(
        head, (writes("/hubungkan dpmptsp"), says(shown(texts.welcome)), says(shown(texts.linked, OFFICE))), chat=chat
    )
    await announce(own_house, admin, "Sebelum pindah")
    await own_house.box.until(lambda: any("Sebelum pindah" in one for one in said_in(own_house, chat)), SECONDS)
    queued = Post("queued", "announcement", chat, {"announcement": 1}, Lane.BULK)

    def enqueue(tx: Transaction) -> None:
        messages.enqueue(tx, [queued], own_house.box.clock.now())

    new = own_house.box.people.migrate(chat)
    await own_house.office.db.write(enqueue)
    own_house.office.ring()
    await own_house.box.until(lambda: said_in(own_house, new), SECONDS)
    await own_house.settled()
    assert (linked(own_house, chat), linked(own_house, new)) == ([], [("dpmptsp", None, "")])
    await announce(own_house, admin, "Sesudah pindah")
    await own_house.box.until(lambda: len(said_in(own_house, new)) == 2, SECONDS)
    before, after = said_in(own_house, new)
    assert "Sebelum pindah" in before
    assert "Sesudah pindah" in after


async def test_a_topic_that_is_linked_gets_the_announcements(own_house: House) -> None:
    head, admin = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp"), own_house.player(5005)
    chat = group_with(own_house, head, "supergroup", forum=True)
    topic = own_house.box.people.create_topic(head.id, chat, "ZI")
    await own_house.talk(
        head,
        (writes("/hubungkan dpmptsp", topic.id), says(shown(texts.welcome)), says(shown(texts.linked, OFFICE))),
        chat=chat,
    )
    assert linked(own_house, chat) == [("dpmptsp", topic.id, "")]
    await announce(own_house, admin, "Untuk topik")
    await own_house.box.until(lambda: "Untuk topik" in said_in(own_house, chat)[-1], SECONDS)
    answers = [one.topic for one in own_house.box.messages(chat) if one.sender.is_bot and one.text]
    assert answers == [None, topic.id, None, topic.id]  # greeting, link, help asked outside of the topic, announcement


@pytest.mark.parametrize(("language", "hidden"), [("id", "/hubungkan"), ("en", "/link")])
async def test_help_in_a_group_lists_linking_only_for_who_may(own_house: House, language: str, hidden: str) -> None:
    siti = await own_house.colleague(language=language)
    head = await own_house.colleague(language=language, role=Role.UNIT_HEAD, scope="dpmptsp")
    for person in (siti, head):
        own_house.box.people.join(person.id, GROUP_ID)
    personal = [f"/{name} –" for name in ("pakta", "pledge", "saya", "me", "umumkan", "announce")]
    await own_house.talk(siti, (writes("/help"), says("/status", without=(f"{hidden} –", *personal))), chat=GROUP_ID)
    await own_house.talk(
        head, (writes("/help"), says("/status", f"{hidden} –", without=tuple(personal))), chat=GROUP_ID
    )
