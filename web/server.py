"""The web server of the process: the webhook, health, metrics, and the public page that checks a pledge."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from web import calendar_page, evidence_page, pledge_page, portal
from web.calendar_page import CalendarDesk
from web.evidence_page import EvidenceDesk
from web.pledge_page import PublicDesk
from web.portal import PortalDesk

log = structlog.get_logger(__name__)

WEBHOOK_PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LARGEST_UPDATE = 1024 * 1024

Receive = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
Healthy = Callable[[], Awaitable[bool]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(
    receive: Receive | None,
    secret: str,
    healthy: Healthy,
    desk: PublicDesk | None = None,
    evidence: EvidenceDesk | None = None,
    portal_desk: PortalDesk | None = None,
    calendars: CalendarDesk | None = None,
) -> web.Application:
    """The routes. `receive` keeps updates durably before it returns; None in polling mode, without a webhook.

    Without a `desk` there is no public page that checks pledges, without `evidence` none that shows evidence,
    without a `portal_desk` no interface for the national portal, without `calendars` nothing for calendar programs.
    """
    app = web.Application(client_max_size=LARGEST_UPDATE)
    if receive is not None:
        app.router.add_post(WEBHOOK_PATH, _webhook(receive, secret))
    app.router.add_get("/health", _health(healthy))
    app.router.add_get("/metrics", _metrics)
    _add_pages(app, desk, evidence, portal_desk, calendars)
    return app


def _webhook(receive: Receive, secret: str) -> Handler:
    async def webhook(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            update_id = int(update["update_id"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return web.Response(status=400)
        await receive([{**update, "update_id": update_id}])
        return web.Response()

    return webhook


def _health(healthy: Healthy) -> Handler:
    async def health(_request: web.Request) -> web.Response:
        try:
            fine = await healthy()
        except Exception:
            log.exception("not healthy")
            fine = False
        return web.json_response({"ok": fine}, status=200 if fine else 503)

    return health


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _add_pages(
    app: web.Application,
    desk: PublicDesk | None,
    evidence: EvidenceDesk | None,
    portal_desk: PortalDesk | None,
    calendars: CalendarDesk | None,
) -> None:
    if desk is not None:
        pledge_page.add_routes(app, desk)
    if evidence is not None:
        evidence_page.add_routes(app, evidence)
    if portal_desk is not None:
        portal.add_routes(app, portal_desk)
    if calendars is not None:
        calendar_page.add_routes(app, calendars)


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Start listening; the caller cleans the runner up. Raises OSError when the address is taken."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner
