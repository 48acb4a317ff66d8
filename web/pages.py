"""What every public page shares: the reader's language, whose bucket a request draws on, and what a browser may do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from aiohttp import web
from markupsafe import Markup

from texts.catalogue import LANGUAGES, SOURCE, choose
from texts.engine import Engine, ResourceLoader
from web.rate import client_address

ENGINE: Final = Engine(ResourceLoader(resources.files("web").joinpath("templates")))
# For whatever is answered: read as what it says it is, never found by search, never kept on the way.
PRIVATE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
)


def reader(request: web.Request) -> str:
    """The language asked for by ?lang=, else the first that the browser names, Indonesian without one."""
    asked = request.query.get("lang")
    if asked in LANGUAGES:
        return asked
    first = request.headers.get("Accept-Language", "").split(",")[0].partition(";")[0].strip()
    return choose(first) if first and first != "*" else SOURCE


def other(language: str) -> str:
    """The other language that a page can be read in."""
    return next(one for one in LANGUAGES if one != language)


def visitor(request: web.Request) -> str:
    """Whose bucket a request draws on."""
    return client_address(request.remote, ",".join(request.headers.getall("X-Forwarded-For", [])))


def page(template: str, language: str, status: int, retry_after: int, values: Mapping[str, object]) -> web.Response:
    """A page from a template, under a policy that allows nothing but its style sheet and its own forms."""
    css, policy = _style()
    headers = {**PRIVATE, "Content-Security-Policy": policy, "Content-Language": language, "Vary": "Accept-Language"}
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    html = ENGINE.render(template, language, css=Markup(css), **values)  # noqa: S704 - ours
    return web.Response(text=f"{html}\n", status=status, content_type="text/html", charset="utf-8", headers=headers)


@cache
def _style() -> tuple[str, str]:
    css = resources.files("web").joinpath("templates", "page.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return css, policy
