"""One browser for all tests of the chat page; a fresh sandbox for each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from tests.sandbox.chat_page import Scene, chromium
from tests.sandbox.chat_page import scene as open_scene


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def scene(browser: Browser, tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_scene(browser, tmp_path) as opened:
        yield opened
