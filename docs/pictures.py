"""Makes the pictures of the documentation anew, by playing the demo in Chromium: `python -m docs.pictures`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import Demo, running
from bot.demo_seed import GROUP_ID

HERE = Path(__file__).parent / "pictures"
EMPLOYEE, ADMIN = 5001, 5005
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE, DESKTOP = (390, 844), (1280, 800)


async def _window(browser: Browser, demo: Demo, me: int, chat: int, size: tuple[int, int], **options: str) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="id-ID", device_scale_factor=2, **options
    )
    page = await context.new_page()
    await page.goto(f"{demo.address}/?me={me}&chat={chat}")
    return page


async def _press(page: Page, label: str, then: str) -> None:
    await page.get_by_test_id("messages").get_by_role("button", name=label, exact=True).last.click()
    await _seen(page, then)


async def _seen(page: Page, text: str) -> None:
    await page.get_by_test_id("message").filter(has_text=text).last.wait_for()


async def _say(page: Page, text: str, then: str) -> None:
    await page.get_by_test_id("message-input").fill(text)
    await page.get_by_test_id("send").click()
    await _seen(page, then)


async def _shoot(page: Page, name: str) -> None:
    await expect(page.get_by_test_id("toast")).to_have_count(0, timeout=20_000)
    await page.wait_for_timeout(300)
    await page.screenshot(path=HERE / name)


async def _employee(page: Page) -> None:
    await page.get_by_test_id("start").click()
    await _seen(page, "Pelindungan data pribadi")
    await _shoot(page, "phone-consent.png")
    await _press(page, "Saya setuju", "mohon bagikan")
    await page.get_by_test_id("keyboard-button").click()
    await page.get_by_test_id("contact-dialog").get_by_test_id("confirm").click()
    await _seen(page, "Benarkah ini")
    await _press(page, "Ya, ini saya", "Beranda")
    await _say(page, "/pakta", "dengan sadar berjanji")
    await _press(page, "Mulai membaca", "butir 1 dari 7")
    for point in range(1, 8):
        if point == 3:
            await _shoot(page, "phone-point.png")
        await _press(page, "☐ Saya berjanji", f"butir {point + 1} dari 7" if point < 7 else "sudah dibaca")
    asked = page.get_by_test_id("message").filter(has_text="ketik nama lengkap").last
    name = await asked.locator("b").nth(1).inner_text()
    await _shoot(page, "phone-name.png")
    await _say(page, name, "7 butir sudah dibaca")
    await _press(page, "Tanda tangani", "sudah ditandatangani")
    await _seen(page, "Tanda terima pakta integritas")
    await _shoot(page, "phone-receipt.png")
    await _say(page, "/status", "Area perubahan")
    await _shoot(page, "phone-status.png")
    await _press(page, "Gambar", "Keadaan")
    await page.get_by_test_id("photo").last.wait_for()
    await _shoot(page, "phone-picture.png")


async def _check_page(browser: Browser, demo: Demo, page: Page) -> None:
    receipt = page.get_by_test_id("message").filter(has_text="Tanda terima pakta integritas").last
    code = await receipt.locator("code").first.inner_text()
    context = await browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, locale="id-ID", device_scale_factor=2
    )
    public = await context.new_page()
    await public.goto(f"{demo.page}/{code}")
    await public.screenshot(path=HERE / "verify-page.png")


async def _rehearsal(browser: Browser, demo: Demo) -> None:
    page = await _window(browser, demo, ADMIN, ADMIN, PHONE)
    await _say(page, "/tenggat tambah Kirim laporan LHE puskesmas 12 Juni 2027 16.00", "12 Juni 2027")
    await _shoot(page, "phone-deadline.png")
    await _press(page, "Uji coba rencana", "Lama pengiriman")
    await _press(page, "Gambar", "pesan")
    await page.get_by_test_id("photo").last.wait_for()
    await _shoot(page, "phone-rehearsal.png")
    await page.context.close()


async def main() -> None:
    """Play and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), 0, factor="name") as demo, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            employee = await _window(browser, demo, EMPLOYEE, EMPLOYEE, PHONE)
            await _employee(employee)
            await _check_page(browser, demo, employee)
            admin = await _window(browser, demo, ADMIN, ADMIN, DESKTOP)
            await _rehearsal(browser, demo)
            while not await admin.get_by_test_id("message").filter(has_text="🔔").count():
                await admin.get_by_test_id("jump").filter(has_text="pengingat").click()
                await admin.wait_for_timeout(4000)
            await _say(admin, "/umumkan", "Pengumuman baru")
            await _say(admin, "Apel pencanangan Zona Integritas: Senin pukul 07.30 di halaman kantor.", "Pratinjau")
            await _shoot(admin, "desktop.png")
            await _press(admin, "Kirim", "Status:")
            dark = await _window(browser, demo, EMPLOYEE, GROUP_ID, DESKTOP, color_scheme="dark")
            await _seen(dark, "Apel pencanangan")
            await _shoot(dark, "desktop-dark.png")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
