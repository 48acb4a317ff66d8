"""The public pages of shared evidence: what a unit gives for a question, and each file, for whoever has the address.

`/e/TOKEN` lists, `/e/TOKEN/ITEM` gives a file to be saved, never shown in the page. An address that is unknown,
altered, revoked or over gets one and the same answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final
from urllib.parse import quote

from aiohttp import web

from domain.errors import DomainError
from domain.evidence_desk import Opened
from domain.instrument import bundled
from domain.zone import EvidenceItem
from services import evidence_sharing
from services.evidence_sharing import PATH
from services.sealing import Sealer
from storage.engine import Database
from storage.evidence_store import EvidenceStore
from texts import evidence_page as texts
from texts.place import Place
from web import pages
from web.rate import Buckets

LOOKS_A_MINUTE: Final = 120


@dataclass(frozen=True, slots=True)
class EvidenceDesk:
    """What the pages work with; `place` tells where a text is read, by its language. `base` comes before each path."""

    db: Database
    sealer: Sealer
    store: EvidenceStore
    now: Callable[[], datetime]
    place: Callable[[str], Place]
    base: str = ""
    looks: Buckets = field(default_factory=lambda: Buckets(LOOKS_A_MINUTE))


def add_routes(app: web.Application, desk: EvidenceDesk) -> None:
    """GET /e/TOKEN and /e/TOKEN/ITEM."""

    async def listing(request: web.Request) -> web.StreamResponse:
        found = await _opened(desk, request)
        return _listed(desk, request, found) if isinstance(found, Opened) else found

    async def file(request: web.Request) -> web.StreamResponse:
        found = await _opened(desk, request)
        return await _given(desk, request, found) if isinstance(found, Opened) else found

    app.router.add_get(f"{PATH}/{{token}}", listing)
    app.router.add_get(f"{PATH}/{{token}}/{{item}}", file)


async def _opened(desk: EvidenceDesk, request: web.Request) -> Opened | web.Response:
    wait = desk.looks.take(pages.visitor(request), asyncio.get_running_loop().time())
    if wait:
        return _trouble(desk, request, "limited", 429, wait)
    try:
        return await desk.db.read(evidence_sharing.opened, request.match_info["token"], desk.sealer, desk.now())
    except DomainError:
        return _trouble(desk, request, "closed", 404)


def _listed(desk: EvidenceDesk, request: web.Request, found: Opened) -> web.Response:
    language = pages.reader(request)
    place, here = desk.place(language), f"{desk.base}{PATH}/{request.match_info['token']}"
    rules = bundled()
    groups = [
        {
            "code": code,
            "label": texts.label(rules.question(code), language) if code in rules.codes else "",
            "lines": [texts.line(place, one, one.link or f"{here}/{one.id}") for one in items],
        }
        for code, items in groupby(found.items, key=lambda one: one.question)
    ]
    values = {
        "agency": place.agency, "words": texts.page_words(language), "trouble": None, "unit": found.unit.name,
        "cycle": found.cycle.title, "ends": texts.ends(place, found.share.expires_at), "groups": groups,
        "other": f"{here}?lang={pages.other(language)}",
    }  # fmt: skip
    return pages.page("evidence", language, 200, 0, values)


async def _given(desk: EvidenceDesk, request: web.Request, found: Opened) -> web.StreamResponse:
    wanted = request.match_info["item"]
    one = found.item(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    if one is None or one.link:
        return _trouble(desk, request, "no_file", 404)
    path = desk.store.path(one.sha256)
    if not await asyncio.to_thread(path.is_file):
        return _trouble(desk, request, "no_file", 404)
    return web.FileResponse(path, headers={**pages.PRIVATE, **_file_headers(one)})


def _file_headers(one: EvidenceItem) -> dict[str, str]:
    plain = "".join(mark if mark.isascii() and mark not in '"\\%' else "_" for mark in one.name)
    return {
        "Content-Type": one.media_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(one.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _trouble(desk: EvidenceDesk, request: web.Request, key: str, status: int, retry_after: int = 0) -> web.Response:
    language = pages.reader(request)
    values = {
        "agency": desk.place(language).agency, "words": texts.page_words(language), "other": "",
        "trouble": texts.trouble(key, language),
    }  # fmt: skip
    return pages.page("evidence", language, status, retry_after, values)
