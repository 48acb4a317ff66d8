"""A person's deadlines for calendar programs: GET /k/TOKEN.ics, read again and again, sent only when it has changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from aiohttp import web

from documents.calendar_file import MEDIA_TYPE
from domain.deadline_views import Dates
from domain.errors import DomainError
from domain.people import Actor
from services import calendar_feeds, calendar_files
from services.calendar_feeds import PATH
from storage.engine import Database
from texts.place import Place
from web import pages
from web.rate import Buckets

LOOKS_A_MINUTE: Final = 60
# A calendar may keep what it read, for its owner alone, and asks each time whether it still holds.
KEPT: Final = {**pages.PRIVATE, "Cache-Control": "private, no-cache"}


@dataclass(frozen=True, slots=True)
class CalendarDesk:
    """What the calendars work with; `place` tells where the person behind one reads."""

    db: Database
    now: Callable[[], datetime]
    place: Callable[[Actor], Place]
    looks: Buckets = field(default_factory=lambda: Buckets(LOOKS_A_MINUTE))


def add_routes(app: web.Application, desk: CalendarDesk) -> None:
    """GET /k/TOKEN.ics."""

    async def calendar(request: web.Request) -> web.StreamResponse:
        wait = desk.looks.take(pages.visitor(request), asyncio.get_running_loop().time())
        if wait:
            return web.Response(status=429, headers={**pages.PRIVATE, "Retry-After": str(wait)})
        try:
            found = await desk.db.read(calendar_feeds.calendar, request.match_info["token"], desk.now())
        except DomainError:
            return web.Response(status=404, headers=pages.PRIVATE)
        return _given(desk, request, found)

    app.router.add_get(f"{PATH}/{{token}}.ics", calendar)


def _given(desk: CalendarDesk, request: web.Request, found: Dates) -> web.Response:
    content = calendar_files.written(desk.place(found.reader), found)
    tag = hashlib.sha256(content).hexdigest()[:32]
    headers = {**KEPT, "ETag": f'"{tag}"'}
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="tenggat.ics"'
    return web.Response(body=content, content_type=MEDIA_TYPE, charset="utf-8", headers=headers)
