"""What the tests of the process share: no proxies from outside, logging put back, and a local Bot API."""

import logging
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests import plain_logs
from tests.bot.local_api import LocalApi, local_api


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    yield
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    plain_logs.use()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
async def api() -> AsyncIterator[LocalApi]:
    async with local_api() as server:
        yield server
