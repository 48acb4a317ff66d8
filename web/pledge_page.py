"""The public page that checks a pledge: by its code, or by the PDF; plain HTML without any script."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web
from markupsafe import Markup

from documents import pdf_signature
from documents.pdf_signature import Inspection, PdfSigner, State
from domain import receipt
from domain.errors import DomainError
from domain.proof import Proof
from services import verification
from services.sealing import Sealer
from storage.engine import Database
from texts import verify as texts
from texts.catalogue import LANGUAGES, SOURCE, choose
from texts.engine import Engine, ResourceLoader
from texts.place import Place
from texts.verify import Verdict
from web.rate import Buckets, client_address

PATH: Final = "/v"
CHECKS_A_MINUTE, UPLOADS_A_MINUTE = 30, 6
LARGEST_FILE: Final = pdf_signature.LARGEST
# What the form adds around the file.
LARGEST_FORM: Final = LARGEST_FILE + 64 * 1024
UPLOAD_SECONDS: Final = 60
MOST_PARTS: Final = 4
CHUNK: Final = 64 * 1024

_engine = Engine(ResourceLoader(resources.files("web").joinpath("templates")))


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
    language = _language(request)
    who = client_address(request.remote, ",".join(request.headers.getall("X-Forwarded-For", [])))
    wait = buckets.take(who, asyncio.get_running_loop().time())
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


def _language(request: web.Request) -> str:
    """What was asked for by ?lang=, else the first language that the browser names, Indonesian without one."""
    asked = request.query.get("lang")
    if asked in LANGUAGES:
        return asked
    first = request.headers.get("Accept-Language", "").split(",")[0].partition(";")[0].strip()
    return choose(first) if first and first != "*" else SOURCE


@cache
def _style() -> tuple[str, str]:
    """The style sheet of the page, and the policy that allows nothing but it and the page's own forms."""
    css = resources.files("web").joinpath("templates", "page.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return css, policy


def _response(desk: PublicDesk, language: str, found: Found) -> web.Response:
    css, policy = _style()
    headers = {
        "Content-Security-Policy": policy,
        "Content-Language": language,
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    if found.retry_after:
        headers["Retry-After"] = str(found.retry_after)
    html = _engine.render("page", language, css=Markup(css), **_shown(desk, language, found))  # noqa: S704 - ours
    return web.Response(
        text=f"{html}\n", status=found.status, content_type="text/html", charset="utf-8", headers=headers
    )


def _shown(desk: PublicDesk, language: str, found: Found) -> dict[str, Any]:
    place, proof = desk.place(language), found.proof
    here = f"{desk.base}{PATH}/{proof.code}" if proof else f"{desk.base}{PATH}"
    key = desk.sealer.public_pem if proof and proof.facts and proof.facts.key_id == desk.sealer.key_id else ""
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
        "other": f"{here}?lang={next(one for one in LANGUAGES if one != language)}",
    }
