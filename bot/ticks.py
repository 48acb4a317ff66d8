"""APScheduler as the clock only: a few interval jobs, none of which knows a reminder or a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.erasing import erase_expired
from handlers.office import Office
from services import corrections, joining, reminding, retention

log = structlog.get_logger(__name__)

PROMOTE_SECONDS: Final = 2
EXPIRE_SECONDS: Final = 60
DATA_RIGHTS_SECONDS: Final = 60


def start(office: Office) -> AsyncIOScheduler:
    """Start the ticks on the running loop; the caller shuts the scheduler down."""
    # A late tick runs late and once: what it finds due is a query, so no missed time is lost.
    scheduler = AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
    scheduler.add_job(_guarded(promote_all, office), "interval", seconds=PROMOTE_SECONDS, id="promote")
    for tick in (remind_of_corrections, erase_at_night):
        scheduler.add_job(_guarded(tick, office), "interval", seconds=DATA_RIGHTS_SECONDS, id=tick.__name__)
    scheduler.add_job(_guarded(expire_requests, office), "interval", seconds=EXPIRE_SECONDS, id="expire_requests")
    scheduler.start()
    return scheduler


async def promote_all(office: Office) -> None:
    """Promote due reminders, a batch a transaction, until none is left."""
    while await office.db.write(reminding.promote, office.clock.now()):
        office.ring()


async def remind_of_corrections(office: Office) -> None:
    """Tell the admins of requests for correction that are due within 24 hours, or overdue; each once."""
    if await office.db.write(corrections.remind, office.clock.now()):
        office.ring()


async def erase_at_night(office: Office) -> None:
    """Erase what is past its term, once a night from 02.00 on the clock of the agency."""
    # A query and no time of day of the scheduler: the demo's clock moves, and a machine may sleep through the night.
    now = office.clock.now()
    if await office.db.read(retention.is_due, office.tz, now):
        erased = await erase_expired(office.db, office.retention, "retention", now)
        log.info("erased", **{kind: count for kind, count in erased.items() if count})


async def expire_requests(office: Office) -> None:
    """End the requests to be linked that nobody has decided in time."""
    while await office.db.write(joining.expire, office.clock.now()):
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
