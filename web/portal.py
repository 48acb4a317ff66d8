"""The interface that the national portal (PortalRB) pulls: proposed units, and the answers of each, as JSON.

`portal_openapi.json` describes it and is served with it. The token is compared in constant time and never logged.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache, partial
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import structlog
from aiohttp import hdrs, web

from domain.errors import DomainError
from domain.portal import EntryAnswer, Proposal, Target, UnitAnswers
from domain.units import CODE
from services import portal
from services.sealing import Sealer
from storage.engine import Database
from texts.errors import sentence
from web import pages
from web.rate import Buckets

log = structlog.get_logger(__name__)

PULLS_A_MINUTE: Final = 300
"""For one address: enough for an agency with some hundred units, which are asked for one by one."""
LANGUAGE: Final = "id"
DOCUMENT: Final = "portal_openapi.json"
STATUS: Final[Mapping[str, int]] = MappingProxyType({"portal.closed": 403, "portal.unknown_unit": 404})
MESSAGES: Final[Mapping[int, str]] = MappingProxyType(
    {
        401: "Token tidak ada atau tidak benar.",
        404: "Alamat itu tidak ada.",
        405: "Hanya GET yang dilayani.",
        422: "unit_id terdiri atas 1 sampai 20 huruf kecil, angka, atau tanda hubung.",
        429: "Terlalu banyak permintaan. Mohon coba lagi sesudah {seconds} detik.",
        500: "Peladen sedang terganggu. Mohon coba lagi.",
    }
)
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PortalDesk:
    """What the interface works with.

    `path` is where it lies on this server, `address` the same from outside, `public_url` the https address of the
    server for links to evidence, "" without one. The window is read by the calendar of `tz`.
    """

    db: Database
    sealer: Sealer
    token: str
    path: str
    address: str
    now: Callable[[], datetime]
    tz: tzinfo
    public_url: str = ""
    pulls: Buckets = field(default_factory=lambda: Buckets(PULLS_A_MINUTE))


class RefusedError(Exception):
    """That a request is refused: a status of HTTP, its sentence, further headers."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers


Answering = Callable[[PortalDesk, web.Request], Awaitable[dict[str, Any]]]


def add_routes(app: web.Application, desk: PortalDesk) -> None:
    """The three addresses of the portal and the document that describes them; anything else below is a JSON 404."""

    def add(path: str, work: Answering, *, guarded: bool = True) -> None:
        async def handle(request: web.Request) -> web.Response:
            return await _handled(request, partial(_asked, desk, request, work, guarded=guarded))

        app.router.add_route(hdrs.METH_ANY, f"{desk.path}{path}", handle)

    add("/pengusulan/unit-wbk", partial(_units, Target.WBK))
    add("/pengusulan/unit-wbbm", partial(_units, Target.WBBM))
    add("/lke/jawaban-unit/{unit_id}", _unit)
    add("/openapi.json", _document, guarded=False)
    add("/{rest:.*}", _nowhere, guarded=False)


async def _handled(request: web.Request, work: Callable[[], Awaitable[dict[str, Any]]]) -> web.Response:
    try:
        response = _json(200, await work())
    except RefusedError as refused:
        response = _refusal(refused)
    except Exception:
        log.exception("the portal got no answer")
        response = _refusal(RefusedError(500, MESSAGES[500]))
    # As it came, still quoted, without what stands behind a question mark.
    log.info("asked by the portal", method=request.method, path=request.rel_url.raw_path, status=response.status)
    return response


async def _asked(desk: PortalDesk, request: web.Request, work: Answering, *, guarded: bool) -> dict[str, Any]:
    wait = desk.pulls.take(pages.visitor(request), asyncio.get_running_loop().time())
    if wait:
        raise RefusedError(429, MESSAGES[429].format(seconds=wait), {hdrs.RETRY_AFTER: str(wait)})
    if guarded and not _authorised(desk, request):
        raise RefusedError(401, MESSAGES[401], {hdrs.WWW_AUTHENTICATE: "Bearer"})
    if request.method != hdrs.METH_GET and work is not _nowhere:
        raise RefusedError(405, MESSAGES[405], {hdrs.ALLOW: hdrs.METH_GET})
    try:
        return await work(desk, request)
    except DomainError as error:
        if error.key not in STATUS:
            raise
        raise RefusedError(STATUS[error.key], sentence(error, LANGUAGE)) from error


def _authorised(desk: PortalDesk, request: web.Request) -> bool:
    scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    # Compared whatever the scheme: how long an answer takes tells nothing of the token.
    right = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), desk.token.encode())
    return right and scheme.lower() == "bearer"


async def _units(target: Target, desk: PortalDesk, _request: web.Request) -> dict[str, Any]:
    return _proposal(await desk.db.write(portal.proposed, target, desk.tz, desk.now()))


async def _unit(desk: PortalDesk, request: web.Request) -> dict[str, Any]:
    unit_id = request.match_info["unit_id"]
    if not CODE.fullmatch(unit_id):
        raise RefusedError(422, MESSAGES[422])
    found = await desk.db.write(portal.unit_answers, unit_id, desk.sealer, desk.public_url, desk.tz, desk.now())
    return _worksheet(found)


async def _document(desk: PortalDesk, _request: web.Request) -> dict[str, Any]:
    return {**document(), "servers": [{"url": desk.address}]}


async def _nowhere(_desk: PortalDesk, _request: web.Request) -> dict[str, Any]:
    raise RefusedError(404, MESSAGES[404])


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as it comes with the package, without the address of a server."""
    found: dict[str, Any] = json.loads(resources.files("web").joinpath(DOCUMENT).read_text(encoding="utf-8"))
    return found


def _proposal(found: Proposal) -> dict[str, Any]:
    units = [
        {"id": one.id, "nama": one.name, "kategori": one.category, "afirmasi": one.affirmed} for one in found.units
    ]
    return {"tahun": found.year, "units": units}


def _worksheet(found: UnitAnswers) -> dict[str, Any]:
    return {
        "unit_id": found.unit_id,
        "nama_unit": found.unit_name,
        "tahun": found.year,
        "answers": [_entry(one) for one in found.answers],
    }


def _entry(one: EntryAnswer) -> dict[str, Any]:
    return {
        "soal_id": one.number,
        "jawaban_unit": one.unit,
        "jawaban_tpi": one.tpi,
        "catatan_unit": one.unit_note,
        "bukti_dukung_unit": one.evidence,
        "catatan_tpi": one.tpi_note,
    }


def _refusal(refused: RefusedError) -> web.Response:
    body = {"error": True, "code": refused.status, "message": refused.message}
    return _json(refused.status, body, refused.headers)


def _json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] = NO_HEADERS) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json", headers={**pages.PRIVATE, **headers})
