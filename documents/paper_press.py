"""Makes and signs documents: in a thread while there are few, in a process of its own while a crowd signs."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from datetime import datetime
from multiprocessing import connection, get_context, parent_process
from typing import TYPE_CHECKING, Final

import structlog

from documents.pledge_pdf import PledgeDocument, render

if TYPE_CHECKING:
    from documents.pades import Credential

log = structlog.get_logger(__name__)

# From this many at once a process is worth its start of a second and its 80 MB.
CROWD: Final = 3
NICE: Final = 10


def make(document: PledgeDocument, credential: Credential | None, reason: str, now: datetime) -> bytes:
    """The PDF, signed if there is a key; `now` (aware) is the moment of the signature. Not for the event loop."""
    pdf = render(document)
    if credential is None:
        return pdf
    from documents import pades

    return pades.sign(pdf, credential, reason, document.place, now)


class PaperPress:
    """Signing holds the interpreter for 20 to 40 ms a document, and so would hold up those who wait for an answer.

    The process is started by the first crowd and kept until `close`; it yields to everything else on the machine and
    ends with this one, however that ends. When it dies, documents are made in threads, and the next crowd starts anew.
    """

    def __init__(self) -> None:
        self._making = 0
        self._pool: ProcessPoolExecutor | None = None

    async def make(self, document: PledgeDocument, credential: Credential | None, reason: str, now: datetime) -> bytes:
        """As the function `make`, without holding up the event loop."""
        self._making += 1
        try:
            if self._pool is None and self._making < CROWD:
                return await asyncio.to_thread(make, document, credential, reason, now)
            return await self._in_process(document, credential, reason, now)
        finally:
            self._making -= 1

    async def _in_process(
        self, document: PledgeDocument, credential: Credential | None, reason: str, now: datetime
    ) -> bytes:
        pool = self._pool
        try:
            if pool is None:
                pool = self._pool = ProcessPoolExecutor(1, get_context("spawn"), _settle_in)
            return await asyncio.get_running_loop().run_in_executor(pool, make, document, credential, reason, now)
        except (BrokenExecutor, OSError) as error:
            log.warning("documents are made in threads", error=repr(error))
            if self._pool is pool:
                self.close()
            return await asyncio.to_thread(make, document, credential, reason, now)

    def close(self) -> None:
        """End the process; what waits for it is cancelled, what it is making is finished unseen."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _settle_in() -> None:
    """Begin the process: after everybody else, deaf to the keyboard, and never longer than its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(NICE)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(0)
