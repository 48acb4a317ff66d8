"""Getting about on the chat page: people, chats, topics, the clock, phone and desktop, a lost connection."""

import re

import pytest
from playwright.async_api import Route, expect

from tests.sandbox.chat_page import BUDI, FORUM, OFFICE, PHONE, SARI, STRANGER, Scene, message, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_newcomer_chooses_a_person_reads_the_description_and_presses_start(scene: Scene) -> None:
    page = await scene.open(me=None)
    await page.get_by_test_id("person").filter(has_text="Sari").click()
    await page.get_by_test_id("chat").filter(has_text="Bot Contoh").click()
    await expect(page.get_by_test_id("intro")).to_contain_text("Bot ini hanya contoh.")
    await expect(page.get_by_test_id("message-input")).to_be_hidden()
    await page.get_by_role("button", name="Mulai", exact=True).click()
    await expect(message(page, "/start")).to_have_attribute("data-from", "me")
    await expect(message(page, "Selamat datang")).to_have_attribute("data-from", "bot")
    await expect(page.get_by_test_id("message-input")).to_be_visible()


async def test_a_reload_stays_with_the_person_and_the_chat(scene: Scene) -> None:
    page = await scene.started()
    assert page.url.endswith(f"?me={SARI}&chat={SARI}")
    await page.reload()
    await expect(page.get_by_test_id("me-name")).to_have_text("Sari Contoh")
    await expect(message(page, "Selamat datang")).to_be_visible()


async def test_changing_the_person_opens_their_own_private_chat(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_test_id("me").click()
    await page.get_by_test_id("person").filter(has_text="Tamu").click()
    await expect(page.get_by_test_id("me-name")).to_have_text("Tamu Asing")
    await expect(page.get_by_test_id("start")).to_be_visible()
    assert page.url.endswith(f"?me={STRANGER}&chat={STRANGER}")


async def test_messages_elsewhere_are_counted_until_they_are_read(scene: Scene) -> None:
    page = await scene.started()
    scene.box.people.text(BUDI, OFFICE, "Rapat pukul dua")
    office = page.get_by_test_id("chat").filter(has_text="Kantor").first
    await expect(office.get_by_test_id("unread")).to_contain_text("1")
    await office.click()
    await expect(message(page, "Rapat pukul dua")).to_have_attribute("data-from", "other")
    await expect(office.get_by_test_id("unread")).to_have_count(0)


async def test_blocking_replaces_the_composer_until_it_is_undone(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_role("menuitem", name="Blokir bot").press("Enter")
    await page.get_by_role("button", name="Buka blokir").click()
    await expect(page.get_by_test_id("message-input")).to_be_visible()


async def test_topics_and_the_pinned_message_of_a_forum(scene: Scene) -> None:
    scene.box.people.add_bot(SARI, FORUM)
    scene.box.people.promote_bot(SARI, FORUM)
    topic = await scene.bot.call("createForumTopic", chat_id=FORUM, name="Pengumuman")
    number = topic["message_thread_id"]
    sent = await scene.bot.say(FORUM, "Deklarasi hari Kamis", message_thread_id=number)
    await scene.bot.call("pinChatMessage", chat_id=FORUM, message_id=sent["message_id"])
    page = await scene.open(SARI, FORUM)
    await expect(page.get_by_test_id("pinned")).to_contain_text("Deklarasi hari Kamis")
    await page.get_by_role("tab", name="Pengumuman").click()
    await expect(message(page, "Deklarasi hari Kamis")).to_be_visible()
    await write(page, "Siap hadir")
    own = page.locator("[data-testid=message][data-from=me]")
    await expect(own).to_have_text(re.compile("Siap hadir"))
    await page.get_by_role("tab", name=re.compile("^Umum")).click()
    await expect(own).to_have_count(0)


async def test_a_group_becomes_a_supergroup_with_the_bot_in_it(scene: Scene) -> None:
    page = await scene.open(BUDI, OFFICE)
    for name in ["Tambahkan bot", "Jadikan supergrup"]:
        await page.get_by_test_id("chat-menu").click()
        await page.get_by_role("menuitem", name=name).click()
    await expect(page.get_by_test_id("chat-status")).to_have_text("supergrup · 3 anggota")
    await expect(page.get_by_test_id("service")).to_have_text(["Grup ini ditingkatkan menjadi supergrup"])


async def test_the_clock_jumps_and_says_when_there_is_nowhere_to_go(scene: Scene) -> None:
    page = await scene.open()
    await expect(page.get_by_test_id("clock-day")).to_have_text("Senin, 7 Januari 2030")
    await expect(page.get_by_test_id("clock-hour")).to_have_text(re.compile(r"12\.0\d WIB"))
    await page.get_by_role("button", name="Maju 1 hari").click()
    await expect(page.get_by_test_id("clock-day")).to_have_text("Selasa, 8 Januari 2030")
    await page.get_by_role("button", name="Ke tenggat berikutnya").click()
    await expect(page.locator(".toast.wrong")).to_have_count(1)


async def test_days_are_separated_by_the_sandbox_clock(scene: Scene) -> None:
    page = await scene.started()
    await expect(page.get_by_test_id("day")).to_have_text(["Hari ini"])
    await page.get_by_role("button", name="Maju 1 hari").click()
    await write(page, "hari berikutnya")
    await expect(page.get_by_test_id("day")).to_have_text(["Kemarin", "Hari ini"])


async def test_older_messages_come_in_above_and_what_is_read_stays_in_place(scene: Scene) -> None:
    for number in range(1, 71):
        scene.box.people.text(BUDI, OFFICE, f"pesan ke-{number}.")
    page = await scene.open(SARI, OFFICE)
    await expect(message(page, "pesan ke-70.")).to_be_in_viewport()
    await expect(page.get_by_test_id("message")).to_have_count(50)
    await page.get_by_test_id("log").evaluate("log => { log.scrollTop = 0 }")
    await expect(page.get_by_test_id("message")).to_have_count(70)
    await expect(message(page, "pesan ke-21.")).to_be_in_viewport()
    await page.get_by_test_id("to-bottom").click()
    await expect(message(page, "pesan ke-70.")).to_be_in_viewport()


async def test_a_phone_shows_one_pane_and_a_way_back(scene: Scene) -> None:
    page = await scene.open(SARI, size=PHONE, has_touch=True, is_mobile=True)
    chats = page.get_by_test_id("chats")
    await page.get_by_test_id("chat").filter(has_text="Bot Contoh").tap()
    await expect(page.get_by_test_id("start")).to_be_visible()
    await expect(chats).to_be_hidden()
    await page.get_by_test_id("clock-button").tap()
    await page.get_by_role("dialog").get_by_role("button", name="Maju 1 hari").tap()
    await expect(page.get_by_role("dialog").get_by_test_id("clock-day")).to_have_text("Selasa, 8 Januari 2030")
    await page.get_by_role("dialog").get_by_role("button", name="Tutup").tap()
    await page.get_by_test_id("back").tap()
    await expect(chats).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_lost_connection_is_told_and_what_was_missed_comes_in(scene: Scene) -> None:
    page = await scene.started()

    async def cut(route: Route) -> None:
        await route.abort()

    await page.route("**/_/live*", cut)
    await page.reload()
    await expect(page.get_by_test_id("connection")).to_contain_text("Terputus")
    await expect(message(page, "Selamat datang")).to_be_visible()
    await scene.bot.say(SARI, "terkirim saat terputus")
    await page.unroute("**/_/live*", cut)
    await expect(message(page, "terkirim saat terputus")).to_be_visible()
    await expect(page.get_by_test_id("connection")).to_be_empty()
    scene.complaints[:] = [one for one in scene.complaints if "ERR_FAILED" not in one]
