"""Talking with the bot on the chat page: messages, buttons, keyboards, files, commands and links."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.sandbox.chat_page import SARI, Scene, message, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    await page.wait_for_function("document.activeElement.dataset.testid === 'document'")


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


async def test_typing_is_shown_until_the_message_comes(scene: Scene) -> None:
    page = await scene.started()
    await scene.bot.call("sendChatAction", chat_id=SARI, action="typing")
    await expect(page.get_by_test_id("chat-status")).to_have_text("sedang mengetik…")
    await scene.bot.say(SARI, "selesai")
    await expect(page.get_by_test_id("chat-status")).to_have_text("bot")


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
