"""What the tests of the transport share: no proxies from outside and a local Bot API."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.local_api import LocalApi, local_api


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def api() -> AsyncIterator[LocalApi]:
    async with local_api() as server:
        yield server
