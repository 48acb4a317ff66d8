"""Documents in a crowd: a process makes them, does not outlive its parent's work, and a dead one stops nothing."""

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import BrokenExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from documents import paper_press
from documents.paper_press import CROWD, PaperPress

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.fixture
async def press(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PaperPress]:
    """One whose documents tell which process made them."""
    monkeypatch.setattr(paper_press, "make", told)
    made = PaperPress()
    yield made
    made.close()


def told(*_: Any) -> bytes:
    return str(os.getpid()).encode()


async def made(press: PaperPress, count: int) -> list[bytes]:
    document: Any = None
    return await asyncio.gather(*(press.make(document, None, "", NOW) for _ in range(count)))


async def test_few_are_made_here_and_a_crowd_elsewhere(press: PaperPress) -> None:
    here = told()
    assert await made(press, CROWD - 1) == [here] * (CROWD - 1)

    others = await made(press, CROWD + 2)
    assert set(others[CROWD - 1 :]) - {here} == {others[-1]}
    assert await made(press, 1) == [others[-1]]

    press.close()
    assert await made(press, 1) == [here]


async def test_a_process_that_dies_stops_no_document(press: PaperPress, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def submit(self, *_: Any) -> None:
            raise BrokenExecutor

        def shutdown(self, **_: Any) -> None:
            return

    monkeypatch.setattr(paper_press, "ProcessPoolExecutor", lambda *_: Dead())
    assert await made(press, CROWD + 2) == [told()] * (CROWD + 2)
