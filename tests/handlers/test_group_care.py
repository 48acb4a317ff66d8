"""What goes wrong with a linked group is noticed, told, shown to who cares for it, and mended from there."""

from collections.abc import Callable

import pytest

from bot.demo_seed import GROUP_ID
from domain.rights import Role
from sandbox.membership import change_member
from sandbox.people import People
from sandbox.state import User
from tests.handlers.dialogue import (
    House,
    Person,
    alert,
    forges,
    nothing,
    presses,
    redraws,
    says,
    shown,
    toast,
    writes,
)
from tests.handlers.group_play import (
    FORUM,
    OFFICE,
    announce,
    catch_up,
    group_with,
    heard_in,
    in_indonesian,
    link,
    linked,
    said_in,
)
from texts import groups as texts

DEMO_GROUP = "Grup ZI DPMPTSP (contoh)"
SILENT_NOW = "Sampai beres, pengumuman tidak dikirim ke grup ini."
KICKED, NOT_MEMBER = "Bot dikeluarkan dari grup.", "Bot bukan anggota grup."
MUTED, DEMOTED = "Bot tidak boleh menulis di grup.", "Bot bukan admin grup lagi."
WELL = "Tidak ada masalah yang diketahui."
MENU = "Menu pengelola"
NO_RIGHTS = "Bad Request: not enough rights to send text messages to the chat"
Act = Callable[[People, int, int], None]


async def linked_forum(house: House) -> tuple[Person, int]:
    """A head, and a supergroup that they have linked."""
    head = await house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp")
    chat = await group_with(house, head, "supergroup")
    await link(house, head, chat)
    return head, chat


def promote_and_demote(people: People, head: int, chat: int) -> None:
    people.promote_bot(head, chat)
    people.demote_bot(head, chat)


NOTICED: list[tuple[str, Act, str, str, bool]] = [
    ("kicked", lambda people, head, chat: people.remove_bot(head, chat), "kicked", KICKED, True),
    ("muted", lambda people, head, chat: people.mute_bot(head, chat), "no_rights", MUTED, True),
    ("demoted", promote_and_demote, "demoted", DEMOTED, False),
]


@pytest.mark.parametrize(
    ("act", "trouble", "words", "silent"), [row[1:] for row in NOTICED], ids=[row[0] for row in NOTICED]
)
async def test_what_telegram_tells_is_noted_and_told_once_to_who_linked_the_group(
    own_house: House, act: Act, trouble: str, words: str, silent: bool
) -> None:
    head, chat = await linked_forum(own_house)
    act(own_house.box.people, head.id, chat)
    told = says(words, "Grup baru", *([SILENT_NOW] if silent else []), without=() if silent else (SILENT_NOW,))
    await own_house.talk(head, (nothing, told))
    assert linked(own_house, chat) == [("dpmptsp", None, trouble)]


@pytest.mark.parametrize(
    ("harm", "mend", "greeted"),
    [
        ("remove_bot", "add_bot", True),
        ("mute_bot", "demote_bot", False),
        ("mute_bot", "promote_bot", False),
    ],
)
async def test_trouble_ends_when_telegram_says_so(own_house: House, harm: str, mend: str, greeted: bool) -> None:
    head, chat = await linked_forum(own_house)
    people = own_house.box.people
    getattr(people, harm)(head.id, chat)
    await own_house.settled()
    assert linked(own_house, chat)[0][2] != ""
    before = len(said_in(own_house, chat))
    getattr(people, mend)(head.id, chat)
    await own_house.settled()
    assert linked(own_house, chat) == [("dpmptsp", None, "")]
    assert said_in(own_house, chat)[before:] == ([str(shown(texts.back, OFFICE)("id"))] if greeted else [])  # type: ignore[operator]


async def test_what_an_admin_does_who_hides_behind_the_group_is_noticed_too(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    hidden = User(1087968824, "Group", is_bot=True)
    world = own_house.box.world
    change_member(world, world.chats[chat], world.bot.id, "restricted", by=hidden)
    await own_house.talk(head, (nothing, says(MUTED)))
    assert linked(own_house, chat) == [("dpmptsp", None, "no_rights")]
    assert own_house.rows("select count(*) from accounts where telegram_id = ?", hidden.id) == [(0,)]


async def test_the_first_send_that_fails_tells_what_telegram_did_not(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    own_house.box.faults.add(kind="error", method="sendMessage", chat=chat, code=400, description=NO_RIGHTS, times=None)
    await announce(own_house, own_house.player(5005), "Tidak sampai")
    await own_house.talk(head, (nothing, says(MUTED, "Grup baru", buttons=["Lihat grup"])))
    await own_house.talk(
        head,
        (presses("Lihat grup"), redraws(MUTED, "1 pengumuman dalam 7 hari terakhir belum sampai.")),
    )
    own_house.box.faults.clear()
    resending = toast("Sedang dikirim ulang. Tekan Perbarui untuk melihat hasilnya.")
    await own_house.talk(head, (presses("Kirim ulang"), resending))
    await heard_in(own_house, chat, "Tidak sampai")
    await own_house.talk(head, (presses("Perbarui"), redraws(WELL, without=(MUTED, "belum sampai"))))
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


async def test_an_answer_that_may_not_be_written_is_noted_too(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    own_house.box.faults.add(kind="error", method="sendMessage", chat=chat, code=400, description=NO_RIGHTS)
    own_house.box.people.text(head.id, chat, "/status")
    await own_house.talk(head, (nothing, says(MUTED)))
    await own_house.settled()
    assert linked(own_house, chat) == [("dpmptsp", None, "no_rights")]
    assert own_house.rows("select count(*) from inbox") == [(0,)]


async def test_a_mistake_of_ours_in_a_group_is_no_trouble_of_the_group(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    own_house.box.faults.add(
        kind="error", method="sendMessage", chat=chat, code=400, description="Bad Request: text is too long"
    )
    await own_house.talk(head, (writes("/status"), says(OFFICE)), chat=chat)  # tried once more by the inbox
    assert 400 in [one.code for one in own_house.box.log]
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


async def test_announcements_leave_out_groups_in_trouble_and_say_how_many(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    own_house.box.people.remove_bot(head.id, chat)
    await own_house.settled()
    body = "Apel pencanangan"
    await own_house.talk(
        admin,
        (writes("/umumkan"), says()),
        (writes(body), says(body), says("Pratinjau pengumuman", "Grup yang sedang bermasalah: 1")),
        (presses("Kirim"), redraws()),
    )
    await heard_in(own_house, GROUP_ID, body)
    assert own_house.rows("select chat_id from outbox where kind = 'announcement'") == [(GROUP_ID,)]


async def test_a_group_in_which_the_bot_was_demoted_gets_announcements_and_is_well_again(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    promote_and_demote(own_house.box.people, head.id, chat)
    await own_house.settled()
    await announce(own_house, own_house.player(5005), "Tetap sampai")
    await heard_in(own_house, chat, "Tetap sampai")
    await own_house.talk(head, (nothing, says(DEMOTED)), (presses("Lihat grup"), redraws(WELL)))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_an_admin_finds_the_groups_in_the_menu_with_their_trouble_first(own_house: House, language: str) -> None:
    head, chat = await linked_forum(own_house)
    admin = await own_house.colleague("bag-organisasi", language, Role.ADMIN)
    own_house.box.people.remove_bot(head.id, chat)
    await own_house.settled()
    again = "Mohon tambahkan lagi bot ke grup itu; tautannya masih tersimpan."
    await own_house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Grup"), redraws(KICKED, again, DEMO_GROUP, OFFICE, buttons=["Grup baru", DEMO_GROUP, MENU])),
        (presses("Grup baru"), redraws(KICKED, buttons=["Kirim pesan uji", "Perbarui", "Lepaskan", "Semua grup"])),
        (presses("Semua grup"), redraws("Grup yang tertaut")),
        (presses(DEMO_GROUP), redraws(WELL, "Pengumuman: ke topik utama")),
        (presses("Semua grup"), redraws()),
        (presses(MENU), redraws(MENU)),
    )


async def test_a_test_message_clears_what_was_only_thought_to_be_wrong(own_house: House) -> None:
    head, chat = await linked_forum(own_house)
    own_house.box.faults.add(kind="error", method="sendMessage", chat=chat, code=400, description=NO_RIGHTS)
    own_house.box.people.text(head.id, chat, "/status")
    testing = toast("Pesan uji sedang dikirim. Tekan Perbarui untuk melihat hasilnya.")
    await own_house.talk(
        head,
        (nothing, says(MUTED)),
        (presses("Lihat grup"), redraws(MUTED)),
        (presses("Kirim pesan uji", times=2), testing),
    )
    await heard_in(own_house, chat, str(in_indonesian(shown(texts.test_message, OFFICE))("id")))  # type: ignore[operator]
    await own_house.talk(head, (presses("Perbarui"), redraws(WELL)))
    assert sum("Pesan uji" in one for one in said_in(own_house, chat)) == 1


async def test_a_group_is_let_go_from_the_list_after_asking(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Grup"), redraws(DEMO_GROUP)),
        (presses(DEMO_GROUP), redraws(WELL)),
        (presses("Lepaskan"), redraws("Lepaskan grup ini?", DEMO_GROUP, OFFICE, buttons=["Ya, lepaskan", "Kembali"])),
        (presses("Kembali"), redraws(WELL)),
        (presses("Lepaskan"), redraws()),
        (presses("Ya, lepaskan", times=2), redraws("Belum ada grup yang tertaut.", buttons=[MENU])),
        (forges(f"groups.open:{GROUP_ID}"), alert("group.gone")),
        (forges(f"groups.test:{GROUP_ID}"), alert("group.gone")),
        (forges(f"groups.resend:{GROUP_ID}"), alert("group.gone")),
        (forges(f"groups.unlink:{GROUP_ID}"), redraws("Belum ada grup yang tertaut.")),
    )
    assert linked(own_house, GROUP_ID) == []
    actors = own_house.rows("select actor, action from audit where action = 'unlink_group'")
    assert actors == [(f"account:{admin.id}", "unlink_group")]


VERBS = ("groups.open", "groups.test", "groups.resend", "groups.drop", "groups.unlink")


OTHERS = ((None, ""), (Role.UNIT_HEAD, "dinkes"), (Role.ADMIN, "dinkes"), (Role.ASSESSOR, ""), (Role.AUDITOR, ""))


async def test_nobody_else_cares_for_a_group(own_house: House) -> None:
    for role, scope in OTHERS:
        person = await own_house.colleague("dinkes", role=role, scope=scope)
        forged = [(forges(f"{verb}:{GROUP_ID}"), alert("access.denied")) for verb in VERBS]
        await own_house.talk(person, (writes("/saya"), says()), *forged)
    assert linked(own_house, GROUP_ID) == [("dpmptsp", None, "")]
    assert own_house.rows("select count(*) from outbox where kind like 'group%'") == [(0,)]


async def test_a_head_sees_the_own_groups_only_and_goes_home_from_there(own_house: House) -> None:
    head = await own_house.colleague("dinkes", role=Role.UNIT_HEAD, scope="dinkes")
    await own_house.talk(
        head,
        (writes("/saya"), says()),
        (forges("groups.list:0"), redraws("Belum ada grup yang tertaut.", buttons=["Beranda"], without=(DEMO_GROUP,))),
    )


async def test_the_list_comes_in_pages(own_house: House) -> None:
    admin = await own_house.colleague("dpmptsp", role=Role.ADMIN)
    for number in range(7):
        chat = await group_with(own_house, admin, "supergroup", chat=FORUM - number)
        await catch_up(own_house, admin, chat)
        await link(own_house, admin, chat)
    await own_house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Grup"), redraws("Halaman 1 dari 2")),
        (
            presses("Berikutnya ›"),
            redraws("Halaman 2 dari 2", buttons=["Grup baru", "Grup baru", "‹ Sebelumnya", MENU]),
        ),
        (forges("groups.list:99"), redraws("Halaman 2 dari 2")),
        (forges("groups.list:-1"), redraws("Halaman 1 dari 2")),
    )
