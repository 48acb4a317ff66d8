"""APScheduler as the clock only: a few interval jobs, none of which knows a reminder or a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.office import Office
from services import reminding

log = structlog.get_logger(__name__)

PROMOTE_SECONDS: Final = 2


def start(office: Office) -> AsyncIOScheduler:
    """Start the ticks on the running loop; the caller shuts the scheduler down."""
    # A late tick runs late and once: what it finds due is a query, so no missed time is lost.
    scheduler = AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
    scheduler.add_job(_guarded(promote_all, office), "interval", seconds=PROMOTE_SECONDS, id="promote")
    scheduler.start()
    return scheduler


async def promote_all(office: Office) -> None:
    """Promote due reminders, a batch a transaction, until none is left."""
    while await office.db.write(reminding.promote, office.clock.now()):
        office.ring()


def _guarded(tick: Callable[[Office], Awaitable[None]], office: Office) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await tick(office)
        except asyncio.CancelledError:
            return  # the scheduler is shut down; what was due is found at the next start
        except Exception:
            log.exception("tick failed", tick=tick.__name__)

    return run
