"""APScheduler as the clock only: a few interval jobs, none of which knows a reminder or a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.erasing import erase_expired
from bot.pledge_reminder_posts import reminding as pledge_reminding
from handlers.office import Office
from services import (
    announcement_delivery,
    announcement_report,
    campaigns,
    corrections,
    deadline_changes,
    deadline_escalation,
    deadline_plans,
    digests,
    joining,
    ledger_check,
    pledge_reminders,
    proposal_reminders,
    reminding,
    retention,
    returning,
    series_growth,
)

log = structlog.get_logger(__name__)

PROMOTE_SECONDS: Final = 2
EXPIRE_SECONDS: Final = 60
NEWCOMER_SECONDS: Final = 900
DATA_RIGHTS_SECONDS: Final = 60


def start(office: Office) -> AsyncIOScheduler:
    """Start the ticks on the running loop; the caller shuts the scheduler down."""
    # A late tick runs late and once: what it finds due is a query, so no missed time is lost.
    scheduler = AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
    scheduler.add_job(_guarded(promote_all, office), "interval", seconds=PROMOTE_SECONDS, id="promote")
    scheduler.add_job(_guarded(announce, office), "interval", seconds=PROMOTE_SECONDS, id="announce")
    for tick in (
        remind_of_corrections, erase_at_night, check_ledger, open_and_close_campaigns, remind_of_pledges,
        remind_of_proposals, extend_series, tell_of_changes, tell_of_what_is_owed, send_digests,
    ):  # fmt: skip
        scheduler.add_job(_guarded(tick, office), "interval", seconds=DATA_RIGHTS_SECONDS, id=tick.__name__)
    scheduler.add_job(_guarded(plan_newcomers, office), "interval", seconds=NEWCOMER_SECONDS, id="plan_newcomers")
    scheduler.add_job(_guarded(expire_requests, office), "interval", seconds=EXPIRE_SECONDS, id="expire_requests")
    scheduler.start()
    return scheduler


async def promote_all(office: Office) -> None:
    """Tell who is back from leave, then promote due reminders, a page a transaction, until none is left."""
    while await office.db.write(returning.resume, office.planning, office.clock.now()):
        office.ring()
    while await office.db.write(reminding.promote, office.planning, office.clock.now()):
        office.ring()


async def announce(office: Office) -> None:
    """Let announcements go out whose time has come, be corrected or taken back, and draw their live reports."""
    if not await office.db.read(announcement_delivery.anything_to_do, office.clock.now()):
        return
    await office.db.write(announcement_delivery.start_due, office.clock.now())
    while await office.db.write(announcement_delivery.expand, office.clock.now()):
        office.ring()
    while await office.db.write(announcement_delivery.rewrite, office.clock.now()):
        office.ring()
    await office.db.write(announcement_delivery.finish, office.clock.now())
    if await office.db.write(announcement_report.report_due, office.clock.now()):
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


async def open_and_close_campaigns(office: Office) -> None:
    """Ask the audience of a campaign that begins; what waits in one that is over expires, a batch a transaction."""
    now = office.clock.now()
    await office.db.write(campaigns.open_due, now)
    while await office.db.write(campaigns.close_due, now):
        pass


async def remind_of_pledges(office: Office) -> None:
    """Remind who has not signed by the plan of each campaign, and tell heads and admins where that did not help."""
    how = pledge_reminding(office)
    told = await office.db.write(pledge_reminders.tell_heads, how, office.clock.now())
    if told + await office.db.write(pledge_reminders.tell_agency, how, office.clock.now()):
        office.ring()
    while await office.db.write(pledge_reminders.promote, how, office.clock.now()):
        office.ring()


async def remind_of_proposals(office: Office) -> None:
    """Tell keepers what a proposal lacks some days before its window closes."""
    if await office.db.write(proposal_reminders.remind, office.planning, office.tz, office.clock.now()):
        office.ring()


async def extend_series(office: Office) -> None:
    """Make the deadlines of series that come within the next 100 days, a batch a transaction."""
    while await office.db.write(series_growth.extend, office.planning, office.clock.now()):
        pass


async def check_ledger(office: Office) -> None:
    """Walk the ledger once a day from 03.00 on the clock of the agency; what is wrong goes to the agency's admins."""
    now = office.clock.now()
    if not await office.db.read(ledger_check.is_due, office.tz, now):
        return
    verdict = await office.db.read(ledger_check.verify, office.sealer)
    anchor = f"{verdict.head_sequence}:{verdict.head_link}"
    if await office.db.write(ledger_check.note, "scheduler", verdict, now):
        office.ring()
    if verdict.faults:
        log.error("ledger is wrong", anchor=anchor, faults=[one.key for one in verdict.faults])
    else:
        log.info("ledger checked", entries=verdict.entries, anchor=anchor)


async def plan_newcomers(office: Office) -> None:
    """Plan for people with wishes of their own whom a deadline concerns since a while only."""
    await office.db.write(deadline_plans.plan_newcomers, office.planning, office.clock.now())


async def tell_of_changes(office: Office) -> None:
    """Tell who was reminded of a deadline what has changed of it since, a page of people a transaction."""
    while await office.db.write(deadline_changes.tell, office.planning, office.tz, office.clock.now()):
        office.ring()


async def tell_of_what_is_owed(office: Office) -> None:
    """Tell heads, and later the agency's admins, of deadlines that are over and still owed."""
    told = await office.db.write(deadline_escalation.tell_heads, office.planning, office.clock.now())
    agency = (office.planning, office.tz, office.clock.now())
    if told + await office.db.write(deadline_escalation.tell_agency, *agency):
        office.ring()


async def send_digests(office: Office) -> None:
    """Put the weekly digests to heads and groups into the outbox, a calendar a transaction."""
    while await office.db.write(digests.tell, office.planning, office.tz, office.clock.now()):
        office.ring()


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
