"""A gate that use cases pass: open or closed, and closing waits until everybody inside has left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Closed at first."""

    def __init__(self) -> None:
        self._open = False
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def open(self) -> None:
        """Let use cases in."""
        self._open = True

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Be inside for as long as the block lasts; raises RuntimeError when the gate is closed."""
        if not self._open:
            message = "the database is closed"
            raise RuntimeError(message)
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def close(self) -> None:
        """Let nobody in any more, and wait until nobody is inside."""
        self._open = False
        await self._empty.wait()
