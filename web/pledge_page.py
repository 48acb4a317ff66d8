"""The public page that checks a pledge: by its code, or by the PDF; plain HTML without any script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web

from documents import pdf_signature
from documents.pdf_signature import Inspection, PdfSigner, State
from domain import receipt
from domain.errors import DomainError
from domain.proof import Proof
from services import verification
from services.sealing import Sealer
from storage.engine import Database
from texts import verify as texts
from texts.place import Place
from texts.verify import Verdict
from web import pages
from web.rate import Buckets

PATH: Final = "/v"
CHECKS_A_MINUTE, UPLOADS_A_MINUTE = 30, 6
LARGEST_FILE: Final = pdf_signature.LARGEST
# What the form adds around the file.
LARGEST_FORM: Final = LARGEST_FILE + 64 * 1024
UPLOAD_SECONDS: Final = 60
MOST_PARTS: Final = 4
CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class PublicDesk:
    """What the page works with; `place` tells where a text is read, by its language. `base` comes before each path."""

    db: Database
    sealer: Sealer
    signer: PdfSigner | None
    now: Callable[[], datetime]
    place: Callable[[str], Place]
    base: str = ""
    checks: Buckets = field(default_factory=lambda: Buckets(CHECKS_A_MINUTE))
    uploads: Buckets = field(default_factory=lambda: Buckets(UPLOADS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class Found:
    """What a page says: a status of HTTP, verdicts from the first to the last, and the pledge if there is one."""

    status: int
    verdicts: tuple[Verdict, ...] = ()
    proof: Proof | None = None
    retry_after: int = 0


def base_of(public_url: str) -> str:
    """The path at which a public address puts the web server: "" for most."""
    return urlsplit(public_url).path.rstrip("/")


def add_routes(app: web.Application, desk: PublicDesk) -> None:
    """GET /v, GET /v/CODE and POST /v."""

    async def ask(request: web.Request) -> web.Response:
        return await _answered(desk, request, desk.checks, _by_code)

    async def upload(request: web.Request) -> web.Response:
        return await _answered(desk, request, desk.uploads, _by_file)

    app.router.add_get(PATH, ask)
    app.router.add_get(f"{PATH}/{{code}}", ask)
    app.router.add_post(PATH, upload)


async def _answered(
    desk: PublicDesk,
    request: web.Request,
    buckets: Buckets,
    find: Callable[[PublicDesk, web.Request, str], Awaitable[Found]],
) -> web.Response:
    language = pages.reader(request)
    wait = buckets.take(pages.visitor(request), asyncio.get_running_loop().time())
    if wait:
        found = Found(429, (texts.trouble("limited", language),), retry_after=wait)
    else:
        found = await find(desk, request, language)
    return _response(desk, language, found)


async def _by_code(desk: PublicDesk, request: web.Request, language: str) -> Found:
    typed = request.match_info.get("code") or request.query.get("code", "")
    return await _proved(desk, typed, language) if typed.strip() else Found(200)


async def _proved(desk: PublicDesk, code: str, language: str, *before: Verdict) -> Found:
    try:
        proof = await desk.db.read(verification.look_up, code, desk.now(), desk.sealer)
    except DomainError:
        return Found(404, (texts.trouble("unknown", language),))
    return Found(200, (*before, texts.verdict(proof, language)), proof)


async def _by_file(desk: PublicDesk, request: web.Request, language: str) -> Found:
    if desk.signer is None:
        return Found(404, (texts.trouble("off", language),))
    if request.content_length is None or request.content_length > LARGEST_FORM:
        return Found(413, (texts.trouble("too_large", language),))
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            content = await _file(request)
    except TimeoutError:
        content = b""
    if not content:
        return Found(400, (texts.trouble("no_file", language),))
    if len(content) > LARGEST_FILE:
        return Found(413, (texts.trouble("too_large", language),))
    return await _inspected(desk, await asyncio.to_thread(pdf_signature.inspect, content, desk.signer), language)


async def _inspected(desk: PublicDesk, found: Inspection, language: str) -> Found:
    if found.state is State.INTACT and found.code is not None:
        return await _proved(desk, found.code, language, texts.document_verdict("intact", language))
    state = State.FOREIGN if found.state is State.INTACT else found.state
    return Found(200, (texts.document_verdict(state, language),))


async def _file(request: web.Request) -> bytes:
    """The uploaded file; b"" when the form holds none. Never more than the form's own limit is read."""
    if not request.content_type.startswith("multipart/"):
        return b""
    try:
        reader = await request.multipart()
        for _ in range(MOST_PARTS):
            part = await reader.next()
            if part is None:
                break
            if isinstance(part, BodyPartReader) and part.name == "file":
                return await _read(part)
    except ValueError:
        return b""
    return b""


async def _read(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        content += chunk
    return bytes(content)


def _response(desk: PublicDesk, language: str, found: Found) -> web.Response:
    return pages.page("page", language, found.status, found.retry_after, _shown(desk, language, found))


def _shown(desk: PublicDesk, language: str, found: Found) -> dict[str, Any]:
    place, proof = desk.place(language), found.proof
    here = f"{desk.base}{PATH}/{proof.code}" if proof else f"{desk.base}{PATH}"
    key = desk.sealer.pem_of(proof.facts.key_id) if proof and proof.facts else ""
    return {
        "agency": place.agency,
        "words": texts.page_words(language),
        "verdicts": found.verdicts,
        "facts": texts.page_facts(place, proof) if proof else (),
        "sealed": proof is not None and proof.facts is not None,
        "seal": texts.page_seal(place, proof, key) if proof else (),
        "recipe": texts.page_recipe(language),
        "code": receipt.shown(proof.code) if proof else "",
        "form": f"{desk.base}{PATH}",
        "files": desk.signer is not None,
        "other": f"{here}?lang={pages.other(language)}",
    }
