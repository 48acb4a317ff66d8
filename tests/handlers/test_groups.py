"""Groups: what they are shown, what they are not, and how they move."""

import pytest

from bot.demo_seed import GROUP_ID
from domain.messages import Lane, Post
from domain.rights import Role
from storage import messages
from storage.engine import Transaction
from tests.handlers.dialogue import (
    AGENCY,
    SECONDS,
    House,
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
from tests.handlers.group_play import (
    CHOOSE,
    GROUP,
    OFFICE,
    announce,
    group_with,
    heard_in,
    link,
    linked,
    linked_now,
    said_in,
)
from texts import groups as texts

NAMES = ("Contoh",)  # every person of the demo bears this name


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_bot_greets_a_group_that_it_is_added_to(own_house: House, language: str) -> None:
    siti = await own_house.colleague(language=language)
    own_house.box.add_group(GROUP, "Grup baru", admins=[siti.id])
    await own_house.talk(
        siti, (does(lambda people: people.add_bot(siti.id, GROUP)), says(shown(texts.welcome))), chat=GROUP
    )


OWN_PART = ["Bagian saya", "Buka di chat pribadi"]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_linked_group_sees_its_unit_without_names(own_house: House, language: str) -> None:
    head = await own_house.colleague(language=language, role=Role.UNIT_HEAD, scope="dpmptsp")
    chat = await group_with(own_house, head)
    await link(own_house, head, chat)
    signed = said("%(signed)s dari %(expected)s pegawai sudah menandatangani", signed=0, expected=25)
    await own_house.talk(
        head,
        (writes("/status"), says(OFFICE, "Area perubahan", buttons=OWN_PART, without=NAMES)),
        (writes("/tenggat"), says("Tenggat terdekat", "Unggah eviden area Pengawasan", buttons=[], without=NAMES)),
        (writes("/deklarasi"), says(OFFICE, signed, without=NAMES)),
        chat=chat,
    )


async def test_a_group_of_the_whole_agency_sees_what_concerns_the_agency(own_house: House) -> None:
    admin = await own_house.colleague(role=Role.ADMIN)
    chat = await group_with(own_house, admin)
    await own_house.talk(admin, (writes("/link"), says()), chat=chat)
    await own_house.talk(
        admin, (nothing, says(CHOOSE)), (presses("Seluruh instansi"), redraws()), (presses("Tautkan"), redraws())
    )
    await own_house.talk(
        admin,
        (nothing, says(linked_now(AGENCY))),
        (writes("/status"), says(shown(texts.agency_only), buttons=[])),
        (writes("/tenggat"), says("Rapat monev ZI triwulan", without=("Unggah eviden",))),
        (writes("/deklarasi"), says(AGENCY)),
        chat=chat,
    )


REFUSED = (
    ("/deklarasi", "group.not_linked"),
    ("/lepaskan", "group.not_linked"),
    ("/status", "group.not_linked"),
    ("/tenggat", "group.not_linked"),
    ("/pakta", "access.private_only"),
    ("/umumkan", "access.private_only"),
    ("/batal", "access.private_only"),
    ("/start", "access.private_only"),
    ("/admin", "access.private_only"),
)


async def test_what_may_not_be_done_in_a_group_is_refused_kindly(own_house: House) -> None:
    admin = await own_house.colleague(role=Role.ADMIN)
    chat = await group_with(own_house, admin)
    table = [(writes(command), says(refusal(key), buttons=[])) for command, key in REFUSED]
    await own_house.talk(admin, *table, chat=chat)
    assert linked(own_house, chat) == []


async def test_the_declaration_card_leads_each_person_to_the_own_pledge(own_house: House) -> None:
    head, siti = own_house.player(5003), await own_house.colleague()
    own_house.box.people.join(siti.id, GROUP_ID)
    await own_house.talk(head, (writes("/deklarasi"), says(OFFICE)), chat=GROUP_ID)
    card, row, column = find_button(own_house.box, GROUP_ID, "Tanda tangani pakta")
    siti.read[siti.id] = 0
    await own_house.box.people.press(siti.id, GROUP_ID, card.id, row, column)
    await own_house.talk(
        siti,
        (nothing, says(siti.employee.name, buttons=["Mulai membaca", "Baca sekaligus", "Tidak bersedia", "Beranda"])),
    )


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
        (writes("/hubungkan@bot_lain dpmptsp"),),
        (writes("/lepaskan@bot_lain"),),
        (does(lambda _: people.upload(siti.id, GROUP_ID, b"isi", "daftar.csv", "text/csv", "/hubungkan dpmptsp")),),
        chat=GROUP_ID,
    )
    assert linked(own_house, GROUP_ID) == [("dpmptsp", None, "")]


async def test_announcements_follow_a_group_that_becomes_a_supergroup(own_house: House) -> None:
    head, admin = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp"), own_house.player(5005)
    chat = await group_with(own_house, head)
    await link(own_house, head, chat)
    await announce(own_house, admin, "Sebelum pindah")
    await heard_in(own_house, chat, "Sebelum pindah")
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


async def test_an_answer_for_a_group_that_moved_meanwhile_is_given_up(own_house: House) -> None:
    head = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp")
    chat = await group_with(own_house, head)
    await link(own_house, head, chat)
    moved = {"migrate_to_chat_id": -1000000000777}
    own_house.box.faults.add(
        kind="error", method="sendMessage", chat=chat, code=400,
        description="Bad Request: group chat was upgraded to a supergroup chat", parameters=moved,
    )  # fmt: skip
    own_house.box.people.text(head.id, chat, "/status")
    await own_house.settled()
    assert own_house.rows("select count(*) from inbox") == [(0,)]
    assert linked(own_house, -1000000000777) == [("dpmptsp", None, "")]


async def test_a_topic_that_is_linked_gets_the_announcements(own_house: House) -> None:
    head, admin = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp"), own_house.player(5005)
    chat = await group_with(own_house, head, "supergroup", forum=True)
    topic = own_house.box.people.create_topic(head.id, chat, "ZI")
    await link(own_house, head, chat, topic=topic.id)
    assert linked(own_house, chat) == [("dpmptsp", topic.id, "")]
    await announce(own_house, admin, "Untuk topik")
    await heard_in(own_house, chat, "Untuk topik")
    where = {
        text: one.topic
        for one in own_house.box.messages(chat)
        for text in ("Mohon konfirmasi", "sudah tertaut", "Untuk topik")
        if one.sender.is_bot and text in one.text
    }
    assert where == dict.fromkeys(("Mohon konfirmasi", "sudah tertaut", "Untuk topik"), topic.id)


@pytest.mark.parametrize("end", ["closed", "deleted"])
async def test_a_topic_that_is_gone_gives_way_to_the_main_one_and_the_linker_is_told(
    own_house: House, end: str
) -> None:
    head, admin = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp"), own_house.player(5005)
    chat = await group_with(own_house, head, "supergroup", forum=True)
    people = own_house.box.people
    topic = people.create_topic(head.id, chat, "ZI")
    await link(own_house, head, chat, topic=topic.id)
    (people.close_topic if end == "closed" else people.delete_topic)(head.id, chat, topic.id)
    for body in ("Pengumuman satu", "Pengumuman dua"):
        await announce(own_house, admin, body)
        await heard_in(own_house, chat, body)
    topics = {one.topic for one in own_house.box.messages(chat) if one.sender.is_bot and "Pengumuman" in one.text}
    assert topics <= {None, topic.id}
    assert [one.topic for one in own_house.box.messages(chat) if "Pengumuman dua" in one.text] == [None]
    assert linked(own_house, chat) == [("dpmptsp", None, "")]
    ended = {"closed": "Topik untuk pengumuman sudah ditutup.", "deleted": "Topik untuk pengumuman sudah dihapus."}
    await own_house.talk(head, (nothing, says("Grup baru", ended[end], buttons=["Lihat grup"])))


async def test_a_command_in_a_topic_that_is_closed_is_no_trouble(own_house: House) -> None:
    head = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp")
    chat = await group_with(own_house, head, "supergroup", forum=True)
    topic = own_house.box.people.create_topic(head.id, chat, "ZI")
    await link(own_house, head, chat)
    own_house.box.people.close_topic(head.id, chat, topic.id)
    own_house.box.people.text(head.id, chat, "/status", topic.id)
    await own_house.settled()
    assert own_house.rows("select count(*) from inbox") == [(0,)]
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


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
