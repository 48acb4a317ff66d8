"""The chat page, used as a person uses it: in a browser, on a phone and on a desktop, by mouse and by keyboard."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.sandbox.chat_page import (
    BUDI,
    FORUM,
    OFFICE,
    PATIENCE,
    PHONE,
    SARI,
    STRANGER,
    Scene,
    chromium,
)
from tests.sandbox.chat_page import scene as open_scene

pytestmark = pytest.mark.asyncio(loop_scope="module")
expect.set_options(timeout=PATIENCE)

ACCESSIBILITY = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8").strip().rstrip(";")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAIRS = [
    ("--ink", "--page"), ("--ink", "--surface"), ("--ink", "--sunken"), ("--ink", "--hover"), ("--ink", "--chosen"),
    ("--ink-soft", "--surface"), ("--ink-soft", "--sunken"), ("--ink-soft", "--hover"), ("--ink-soft", "--chosen"),
    ("--ink", "--bubble-in"), ("--ink-soft", "--bubble-in"), ("--link", "--bubble-in"), ("--ink", "--key"),
    ("--on-bubble-out", "--bubble-out"), ("--out-soft", "--bubble-out"), ("--on-pill", "--pill"),
    ("--brand", "--surface"), ("--brand", "--hover"), ("--gold-ink", "--surface"), ("--gold-ink", "--hover"),
    ("--on-brand", "--brand-deep"), ("--on-brand-soft", "--brand-deep"), ("--on-solid", "--solid"),
    ("--on-solid", "--solid-hover"), ("--on-danger", "--danger"), ("--on-success", "--success"),
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def scene(browser: Browser, tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_scene(browser, tmp_path) as opened:
        yield opened


def message(page: Page, text: str) -> Any:
    return page.get_by_test_id("message").filter(has_text=text)


async def write(page: Page, text: str) -> None:
    await page.get_by_test_id("message-input").fill(text)
    await page.get_by_test_id("send").click()


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


async def test_the_keyboard_alone_sends_a_message_in_two_lines(scene: Scene) -> None:
    page = await scene.started()
    await expect(page.get_by_test_id("message-input")).to_be_focused()
    await page.keyboard.type("baris satu")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("baris dua")
    await page.keyboard.press("Enter")
    sent = message(page, "Anda menulis").get_by_test_id("message-text")
    await expect(sent).to_have_text("Anda menulis: baris satu\nbaris dua")
    await expect(page.get_by_test_id("message-input")).to_have_value("")


async def test_an_inline_button_turns_until_it_is_answered(scene: Scene) -> None:
    page = await scene.started()
    button = page.get_by_role("button", name="Tunggu")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await scene.bot.release()
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_the_answer_of_a_callback_is_a_toast(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_role("button", name="Catatan").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Sudah dicatat")


async def test_an_alert_is_a_dialog_that_gives_the_focus_back(scene: Scene) -> None:
    page = await scene.started()
    button = page.get_by_role("button", name="Peringatan")
    await button.focus()
    await page.keyboard.press("Enter")
    alert = page.get_by_role("dialog", name="Pemberitahuan")
    await expect(alert.get_by_test_id("alert-text")).to_have_text("Tenggat sudah lewat")
    await expect(alert.get_by_role("button", name="Mengerti")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)
    await expect(button).to_be_focused()


async def test_an_edit_happens_in_place_and_keeps_the_focus(scene: Scene) -> None:
    page = await scene.started()
    number = await message(page, "Selamat datang").get_attribute("data-id")
    button = page.get_by_role("button", name="Ubah")
    await button.focus()
    await page.keyboard.press("Enter")
    edited = page.locator(f'[data-testid=message][data-id="{number}"]')
    await expect(edited).to_contain_text("Sudah diubah")
    await expect(edited.get_by_test_id("edited")).to_be_visible()
    await expect(edited.get_by_role("button", name="Ubah")).to_be_focused()
    await expect(page.get_by_test_id("message")).to_have_count(2)


async def test_a_deleted_message_goes(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_role("button", name="Hapus").click()
    await expect(message(page, "Selamat datang")).to_have_count(0)


async def test_copy_and_address_buttons_act_without_the_bot(scene: Scene) -> None:
    page = await scene.started(permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Salin", exact=True).click()
    await expect(page.get_by_test_id("toast")).to_have_text("Disalin: ZI-7F3K")
    assert await page.evaluate("navigator.clipboard.readText()") == "ZI-7F3K"
    await page.get_by_role("button", name="Situs").click()
    link = page.get_by_role("dialog").get_by_role("link", name="Buka di tab baru")
    await expect(link).to_have_attribute("href", "https://example.org/zi")


async def test_the_own_contact_is_shared_only_after_a_yes(scene: Scene) -> None:
    page = await scene.started()
    await write(page, "/kontak")
    share = page.get_by_test_id("keyboard").get_by_role("button", name="Bagikan nomor saya")
    await share.click()
    dialog = page.get_by_test_id("contact-dialog")
    await expect(dialog).to_contain_text("+6281200000001")
    await dialog.get_by_role("button", name="Batal").click()
    await expect(page.get_by_test_id("contact")).to_have_count(0)
    await share.click()
    await dialog.get_by_test_id("confirm").click()
    await expect(message(page, "Nomor diterima: +6281200000001")).to_be_visible()
    await expect(page.get_by_test_id("keyboard")).to_be_hidden()


async def test_somebody_elses_contact_is_shared_from_the_menu(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_role("menuitem", name="Bagikan kontak orang lain").click()
    await page.get_by_test_id("contact-person").filter(has_text="Budi").click()
    await page.get_by_test_id("confirm").click()
    await expect(message(page, "Nomor diterima: +6281200000002")).to_be_visible()


async def test_a_document_goes_up_with_its_caption(scene: Scene) -> None:
    page = await scene.started()
    upload: Any = {"name": "bukti.txt", "mimeType": "text/plain", "buffer": b"isi bukti"}
    await page.get_by_test_id("file").set_input_files(upload)
    await page.get_by_label("Keterangan").fill("Bukti rapat")
    await page.keyboard.press("Enter")
    await expect(message(page, "Berkas diterima: bukti.txt (Bukti rapat)")).to_be_visible()
    await expect(page.get_by_test_id("document")).to_contain_text("9 B")


async def test_a_picture_goes_up_as_a_photo_and_opens_in_a_dialog(scene: Scene) -> None:
    page = await scene.started()
    picture: Any = {"name": "foto.png", "mimeType": "image/png", "buffer": await page.screenshot()}
    await page.get_by_test_id("file").set_input_files(picture)
    await page.get_by_test_id("attachment-send").click()
    await expect(message(page, "Foto diterima")).to_be_visible()
    await page.get_by_role("button", name="Buka foto").click()
    shown = page.get_by_test_id("viewer").get_by_role("img")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


async def test_a_pdf_opens_in_a_dialog(scene: Scene) -> None:
    page = await scene.started()
    await write(page, "/bukti")
    await page.get_by_test_id("document").click()
    viewer = page.get_by_role("dialog", name="bukti.pdf")
    source = await viewer.locator("iframe").get_attribute("src")
    assert source
    answer = await page.request.get(scene.box.address + source)
    assert (answer.headers["content-type"], (await answer.body())[:5]) == ("application/pdf", b"%PDF-")
    await viewer.get_by_role("button", name="Tutup").click()
    await expect(page.get_by_test_id("document")).to_be_focused()


async def test_a_slash_completes_commands_from_the_keyboard(scene: Scene) -> None:
    page = await scene.started()
    box = page.get_by_test_id("message-input")
    await box.press_sequentially("/")
    await expect(page.get_by_role("option")).to_have_text([re.compile("/bukti"), re.compile("/kontak")])
    await page.keyboard.type("ko")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("/kontak")
    await page.keyboard.press("Enter")
    await expect(message(page, "Mohon bagikan nomor")).to_be_visible()


async def test_the_command_menu_opens_from_its_button(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_role("button", name="Daftar perintah").click()
    await page.get_by_role("option", name="/kontak").click()
    await expect(message(page, "Mohon bagikan nomor")).to_be_visible()


async def test_a_deep_link_and_a_command_in_a_text_work(scene: Scene) -> None:
    page = await scene.started()
    await write(page, "/tautan")
    await page.get_by_role("link", name="Buka pakta").click()
    await expect(message(page, "Selamat datang d_42")).to_be_visible()
    await page.get_by_role("link", name="/kontak").last.click()
    await expect(message(page, "Mohon bagikan nomor")).to_be_visible()


async def test_what_people_write_is_never_markup(scene: Scene) -> None:
    page = await scene.started()
    nasty = '<img src=x onerror="document.title=1"><b>tebal</b>'
    await write(page, nasty)
    await expect(message(page, "Anda menulis").get_by_test_id("message-text")).to_have_text(f"Anda menulis: {nasty}")
    assert await page.locator("#messages img, #messages script").count() == 0


async def test_formatting_is_shown_and_a_spoiler_opens_by_key(scene: Scene) -> None:
    page = await scene.started()
    await scene.bot.say(SARI, "<b>tebal</b> <code>kode</code> <tg-spoiler>rahasia</tg-spoiler>")
    await expect(page.locator("#messages code")).to_have_text("kode")
    await page.get_by_role("button", name="Teks tersembunyi").press("Enter")
    await expect(page.locator(".spoiler")).to_have_class("spoiler shown")


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


async def test_typing_is_shown_until_the_message_comes(scene: Scene) -> None:
    page = await scene.started()
    await scene.bot.call("sendChatAction", chat_id=SARI, action="typing")
    await expect(page.get_by_test_id("chat-status")).to_have_text("sedang mengetik…")
    await scene.bot.say(SARI, "selesai")
    await expect(page.get_by_test_id("chat-status")).to_have_text("bot")


async def test_messages_elsewhere_are_counted_until_they_are_read(scene: Scene) -> None:
    page = await scene.started()
    scene.box.people.text(BUDI, OFFICE, "Rapat pukul dua")
    office = page.get_by_test_id("chat").filter(has_text="Kantor").first
    await expect(office.get_by_test_id("unread")).to_contain_text("1")
    await office.click()
    await expect(message(page, "Rapat pukul dua")).to_have_attribute("data-from", "other")
    await expect(office.get_by_test_id("unread")).to_have_count(0)


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


async def test_a_reaction_is_given_and_taken_back(scene: Scene) -> None:
    page = await scene.started()
    await message(page, "Selamat datang").hover()
    await message(page, "Selamat datang").get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Beri reaksi 👍").click()
    reaction = page.get_by_role("button", name="Reaksi 👍, 1", pressed=True)
    await reaction.click()
    await expect(reaction).to_have_count(0)


async def test_an_answer_quotes_its_message(scene: Scene) -> None:
    page = await scene.started()
    await message(page, "Selamat datang").hover()
    await message(page, "Selamat datang").get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Balas").click()
    await expect(page.get_by_test_id("reply")).to_contain_text("Membalas Bot Contoh")
    await page.keyboard.type("terima kasih")
    await page.keyboard.press("Enter")
    own = page.locator("[data-testid=message][data-from=me]").last
    await expect(own).to_contain_text("Bot ContohSelamat datang")
    await expect(page.get_by_test_id("reply")).to_be_hidden()


async def test_a_group_becomes_a_supergroup_with_the_bot_in_it(scene: Scene) -> None:
    page = await scene.open(BUDI, OFFICE)
    for name in ["Tambahkan bot", "Jadikan supergrup"]:
        await page.get_by_test_id("chat-menu").click()
        await page.get_by_role("menuitem", name=name).click()
    await expect(page.get_by_test_id("chat-status")).to_have_text("supergrup · 3 anggota")
    await expect(page.get_by_test_id("service")).to_have_text(["Grup ini ditingkatkan menjadi supergrup"])


async def test_changing_the_person_opens_their_own_private_chat(scene: Scene) -> None:
    page = await scene.started()
    await page.get_by_test_id("me").click()
    await page.get_by_test_id("person").filter(has_text="Tamu").click()
    await expect(page.get_by_test_id("me-name")).to_have_text("Tamu Asing")
    await expect(page.get_by_test_id("start")).to_be_visible()
    assert page.url.endswith(f"?me={STRANGER}&chat={STRANGER}")


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


async def everything_shown(scene: Scene, **options: Any) -> Page:
    page = await scene.started(**options)
    for text, sign in [("/kontak", "Mohon bagikan"), ("/tautan", "Buka pakta"), ("/bukti", "Bukti Anda")]:
        await write(page, text)
        await message(page, sign).first.wait_for()
    await page.get_by_test_id("commands").click()
    return page


async def test_every_control_has_a_name(scene: Scene) -> None:
    page = await everything_shown(scene)
    tree = await page.locator("body").aria_snapshot()
    await page.get_by_test_id("me").click()
    tree += await page.locator("body").aria_snapshot()
    controls = re.findall(r"- (button|textbox|link|tab|option|dialog|img|menuitem|checkbox)\b( \")?.*", tree)
    assert len(controls) > 30
    assert [role for role, name in controls if not name] == []


async def test_touch_targets_are_large_enough_for_a_finger(scene: Scene) -> None:
    page = await everything_shown(scene, size=PHONE, has_touch=True, is_mobile=True)
    assert await page.evaluate(f"{ACCESSIBILITY}.smallTargets(44)") == []


async def test_all_text_stands_out_from_its_ground_by_day_and_by_night(scene: Scene) -> None:
    page = await everything_shown(scene)
    grounds = set()
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        grounds.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        ratios = await page.evaluate(f"pairs => {ACCESSIBILITY}.pairs(pairs)", PAIRS)
        weak = [(scheme, pair, ratio) for pair, ratio in zip(PAIRS, ratios, strict=True) if ratio < 4.5]
        assert weak == []
        assert await page.evaluate(f"{ACCESSIBILITY}.faintTexts()") == []
    assert len(grounds) == 2
