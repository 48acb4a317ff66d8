"""The chat page in a real browser, over a sandbox with people, groups and a bot."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    ViewportSize,
    async_playwright,
    expect,
)

from sandbox import Clock, Jump, Sandbox
from tests.sandbox.page_bot import COMMANDS, PageBot

TOKEN: Final = "1234567:page-test"
SARI, BUDI, STRANGER = 1001, 1002, 1003
OFFICE, FORUM = -55, -1001000000001
NOON: Final = datetime(2030, 1, 7, 5, 0, tzinfo=UTC)  # Senin, 12.00 WIB
DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)
PATIENCE: Final = 10_000  # milliseconds
SWITCHES: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


expect.set_options(timeout=PATIENCE)


def message(page: Page, text: str) -> Locator:
    """The messages that contain the text."""
    return page.get_by_test_id("message").filter(has_text=text)


async def write(page: Page, text: str) -> None:
    """Send a text with the send button."""
    await page.get_by_test_id("message-input").fill(text)
    await page.get_by_test_id("send").click()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; without it the test is skipped, or fails where CI=true."""
    path = shutil.which("chromium") or shutil.which("chromium", path="/usr/bin")
    if path is None:
        reason = "the chat page needs Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        await browser.close()


@dataclass
class Scene:
    """A sandbox and the pages that look at it; `complaints` gathers what the browser objected to."""

    box: Sandbox
    bot: PageBot
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(
        self, me: int | None = SARI, chat: int | None = None, size: tuple[int, int] = DESKTOP, **options: Any
    ) -> Page:
        """A new window of that size, as that person, in that chat."""
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        context = await self.browser.new_context(viewport=viewport, locale="id-ID", **options)
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", self._catch)
        page.on("request", self._watch)
        place = "&".join(f"{name}={value}" for name, value in {"me": me, "chat": chat}.items() if value is not None)
        await page.goto(f"{self.box.address}/?{place}")
        return page

    async def started(self, **options: Any) -> Page:
        """A window in Sari's private chat, which she has started and where the bot has greeted her."""
        self.box.people.start(SARI)
        page = await self.open(SARI, SARI, **options)
        await page.get_by_test_id("message-text").filter(has_text="Selamat datang").wait_for()
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _catch(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _watch(self, request: Request) -> None:
        # The browser's own PDF viewer consists of chrome: and chrome-extension: addresses.
        if not request.url.startswith((self.box.address, "blob:", "chrome:", "chrome-extension:")):
            self.complaints.append(f"asked {request.url}")


@asynccontextmanager
async def scene(browser: Browser, files: Path) -> AsyncIterator[Scene]:
    """A running sandbox with its bot; afterwards the browser must have had nothing to complain about."""
    clock = Clock()
    clock.set(NOON)
    box = Sandbox(clock=clock, rate_limits=False, files=files)
    box.add_bot(TOKEN, "contoh_bot", "Bot Contoh")
    box.add_user(SARI, "Sari", "Contoh", phone="+6281200000001", label="Pegawai")
    box.add_user(BUDI, "Budi", "Misal", phone="+6281200000002", label="Kepala unit")
    box.add_user(STRANGER, "Tamu", "Asing", language_code="en", label="Orang luar")
    box.add_group(OFFICE, "Kantor", members=[SARI, BUDI], admins=[BUDI])
    box.add_group(FORUM, "Forum Kantor", kind="supergroup", forum=True, members=[SARI, BUDI], admins=[SARI])
    box.jumps = [Jump("day", "Maju 1 hari", _one_day), Jump("none", "Ke tenggat berikutnya", _nowhere)]
    await box.start(port=0)
    try:
        async with PageBot(box.address, TOKEN, "contoh_bot") as bot:
            await bot.call("setMyCommands", commands=COMMANDS)
            await bot.call("setMyDescription", description="Bot ini hanya contoh.")
            shown = Scene(box, bot, browser)
            yield shown
            for context in shown.contexts:
                await context.close()
        assert not shown.complaints, shown.complaints
    finally:
        await box.stop()


async def _one_day() -> timedelta:
    return timedelta(days=1)


async def _nowhere() -> None:
    return None
