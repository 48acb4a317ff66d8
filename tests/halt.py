"""Stopping a use case in the middle of its transaction until a test lets it go on, without sleeping."""

import asyncio
import threading

from sqlalchemy.util import await_only

from storage.engine import Transaction

SECONDS = 10


class Halt:
    """A place in a use case. On SQLite the use case waits in its thread, on PostgreSQL it lets the loop run."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._reached = asyncio.Event()
        self._go = asyncio.Event()
        self._go_in_thread = threading.Event()

    def here(self, tx: Transaction) -> None:
        """Called by the use case: tell the test, and wait for `release`."""
        if tx.dialect.name == "postgresql":
            self._reached.set()
            await_only(asyncio.wait_for(self._go.wait(), SECONDS))
        else:
            self._loop.call_soon_threadsafe(self._reached.set)
            assert self._go_in_thread.wait(SECONDS)

    async def reached(self) -> None:
        """Wait until the use case is there."""
        await asyncio.wait_for(self._reached.wait(), SECONDS)

    def release(self) -> None:
        """Let the use case go on."""
        self._go.set()
        self._go_in_thread.set()
