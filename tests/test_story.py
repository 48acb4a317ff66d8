"""The main job, played on the chat page in Chromium: first contact, pledge, status, reminder, announcement."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bot.demo import Demo, running
from bot.demo_seed import GROUP_ID
from tests.sandbox.chat_page import DESKTOP, PHONE, chromium

PATIENCE_MS = 15_000
EMPLOYEE, ADMIN, STRANGER = 5001, 5005, 5006


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


class Seat:
    """One person at one window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def said(self, text: str) -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=text).last

    async def hears(self, *texts: str) -> None:
        for text in texts:
            await self.said(text).wait_for(timeout=PATIENCE_MS)

    async def presses(self, label: str) -> None:
        await self.page.get_by_test_id("messages").get_by_role("button", name=label, exact=True).last.click()

    async def writes(self, text: str) -> None:
        await self.page.get_by_test_id("message-input").fill(text)
        await self.page.get_by_test_id("send").click()


async def _sit(browser: Browser, demo: Demo, person: int, chat: int, size: tuple[int, int]) -> Seat:
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="id-ID")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{demo.address}/?me={person}&chat={chat}")
    return Seat(page)


async def _first_contact(seat: Seat) -> None:
    await seat.page.get_by_test_id("start").click()
    await seat.hears("Pelindungan data pribadi")
    await seat.presses("Saya setuju")
    await seat.hears("mohon bagikan nomor ponsel")
    await seat.page.get_by_test_id("keyboard-button").click()
    await seat.page.get_by_test_id("contact-dialog").get_by_test_id("confirm").click()
    await seat.hears("Benarkah ini Bapak/Ibu?")
    await seat.presses("Ya, ini saya")
    await seat.hears("Beranda", "Menunggu tanda tangan")


async def _sign(seat: Seat) -> None:
    await seat.writes("/pakta")
    await seat.hears("dengan sadar berjanji", "1971••••••••2002")
    await seat.presses("Mulai membaca")
    for point in range(1, 8):
        await seat.hears(f"butir {point} dari 7")
        await seat.presses("☐ Saya berjanji")
    await seat.hears("7 butir sudah dibaca")
    await seat.presses("Tanda tangani")
    await seat.hears("Pakta integritas sudah ditandatangani", "Tanda terima pakta integritas")


def _text_of(pdf: Path) -> str:
    result = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, timeout=30)
    return result.stdout.decode()


async def _read_pdf(seat: Seat, folder: Path, code: str) -> None:
    await seat.page.get_by_test_id("document").last.click()
    await seat.page.get_by_test_id("viewer").wait_for()
    address = await seat.page.get_by_test_id("viewer").locator("iframe").get_attribute("src")
    assert address is not None
    answer = await seat.page.request.get(address if "://" in address else seat.page.url.split("/?")[0] + address)
    pdf = folder / "receipt.pdf"
    pdf.write_bytes(await answer.body())
    await seat.page.keyboard.press("Escape")
    if shutil.which("pdftotext") is None and os.environ.get("CI") != "true":
        assert pdf.read_bytes().startswith(b"%PDF-")
        return
    assert code in await asyncio.to_thread(_text_of, pdf)


async def _jump_until(driver: Seat, reader: Seat, title: str) -> None:
    """Move the clock from reminder to reminder until this one has come; which is first depends on today's date."""
    reminder = reader.page.get_by_test_id("message").filter(has_text="kami mengingatkan").filter(has_text=title)
    for _ in range(8):
        await driver.page.get_by_test_id("jump").filter(has_text="pengingat").click()
        try:
            await reminder.last.wait_for(timeout=6_000)
        except PlaywrightTimeout:
            continue
        return
    raise AssertionError(title)


async def _code_of(seat: Seat) -> str:
    text = await seat.said("Kode tanda terima").get_by_test_id("message-text").inner_text()
    return text.partition("Kode tanda terima: ")[2].split()[0]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_the_story_from_first_contact_to_reminder_and_announcement(browser: Browser, tmp_path: Path) -> None:
    began = time.monotonic()
    async with running(tmp_path, 0) as demo:
        employee = await _sit(browser, demo, EMPLOYEE, EMPLOYEE, PHONE)
        await _first_contact(employee)
        print(f"\nfrom the start of the demo to the home screen: {time.monotonic() - began:.1f} s")

        await _sign(employee)
        code = await _code_of(employee)
        await _read_pdf(employee, tmp_path, code)

        await employee.writes("/status")
        await employee.hears("Tahap: penilaian mandiri, menuju WBBM", "Manajemen Perubahan", "1 dari 25 pegawai")
        await employee.presses("Gambar")
        await employee.page.get_by_test_id("photo").last.wait_for()

        stranger = await _sit(browser, demo, STRANGER, STRANGER, PHONE)
        await stranger.page.get_by_test_id("start").click()
        await stranger.hears("Pelindungan data pribadi")
        await stranger.writes(f"/periksa {code}")
        await stranger.hears("Kode benar, pakta berlaku", "B•••• C••••• 0••")

        admin = await _sit(browser, demo, ADMIN, ADMIN, DESKTOP)
        await _jump_until(admin, employee, "Unggah eviden area Pengawasan")
        await employee.hears("Dengan hormat, kami mengingatkan")
        await _jump_until(admin, admin, "Tanda tangan pakta integritas")

        await admin.writes("/umumkan")
        await admin.hears("Pengumuman baru")
        await admin.writes("Apel pencanangan <Senin> pukul 07.30 & doa bersama.")
        await admin.hears("Pratinjau")
        await admin.presses("Kirim")
        await admin.hears("Status: ")
        group = await _sit(browser, demo, EMPLOYEE, GROUP_ID, DESKTOP)
        await group.hears("Apel pencanangan <Senin> pukul 07.30 & doa bersama.")

    with sqlite3.connect(tmp_path / "zibot.db") as stored:
        rows = stored.execute("select code, staff_number, text_version, fingerprint, shown from signatures").fetchall()
    assert len(rows) == 1
    assert rows[0][0] == code.replace("-", "")
    assert "dengan sadar berjanji" in rows[0][4]
