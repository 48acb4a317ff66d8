"""Calls to the Bot API over aiohttp, behind python-telegram-bot's `BaseRequest`: a fraction of its own client's CPU."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from typing import IO, Final
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

_SECRETS: Final = re.compile(r"(?<=bot)\d+(?::|%3A)[\w-]+|(?<=://)[^/@\s]+(?=@)", re.IGNORECASE)
_PIECE: Final = 64 * 1024
_LONGEST_FOREIGN_ANSWER: Final = 300
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}

# The library's opt-in to its coming types; without it every RetryAfter begins with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class NotSent(NetworkError):  # noqa: N818  # named like the library's own errors
    """No byte of the request has left this machine, so asking again can't deliver twice."""

    __slots__ = ()


class NotSentInTime(NotSent, TimedOut):
    """No connection, or no free place in the pool, within the time allowed; nothing was sent."""

    __slots__ = ()


def redacted(text: str) -> str:
    """`text` without bot tokens and without the credentials of a proxy address."""
    return _SECRETS.sub("***", text)


class AiohttpRequest(BaseRequest):
    """One pool of connections; seconds and defaults mean what they mean to python-telegram-bot's `HTTPXRequest`.

    `proxy` (http or https) goes before the environment's HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, which are
    read once, here, and not at all without `trust_env`. Errors: `NotSentInTime` and `NotSent` before the request has
    left; `TimedOut` and `NetworkError` when nobody knows whether it arrived. No message of theirs holds the token.
    """

    __slots__ = (
        "_connect",
        "_media_write",
        "_pool",
        "_proxies",
        "_proxy",
        "_read",
        "_session",
        "_size",
        "_slots",
        "_write",
    )

    def __init__(
        self,
        *,
        connection_pool_size: int = 256,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 1.0,
        media_write_timeout: float | None = 20.0,
        proxy: str | None = None,
        trust_env: bool = True,
    ) -> None:
        self._size = connection_pool_size
        self._read, self._write, self._media_write = read_timeout, write_timeout, media_write_timeout
        self._connect, self._pool = connect_timeout, pool_timeout
        self._proxy = proxy and _checked_proxy(proxy)
        found = getproxies() if trust_env and not proxy else {}
        self._proxies = {kind: _checked_proxy(found[kind]) for kind in ("http", "https", "all") if found.get(kind)}
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(connection_pool_size)

    @property
    def read_timeout(self) -> float | None:
        """The default read timeout in seconds, None for no limit."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; harmless when it is open."""
        if self._session is None:
            self._slots = asyncio.Semaphore(self._size)
            # The semaphore bounds the connections: unlike the connector's own limit it has a timeout of its own.
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": self.USER_AGENT}
            )

    async def shutdown(self) -> None:
        """Close the pool; harmless when it is closed."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and return (HTTP status, body); timeouts in seconds, see the class for errors."""
        if (session := self._session) is None:
            raise NotSent("The transport is not initialized")
        timeout = aiohttp.ClientTimeout(
            connect=_given(connect_timeout, self._connect), sock_read=_given(read_timeout, self._read)
        )
        address = URL(url)
        slots = self._slots
        await _take(slots, _given(pool_timeout, self._pool))
        try:
            async with asyncio.timeout(None) as writing:
                body, headers = self._body(request_data, write_timeout, writing)
                async with session.request(
                    method,
                    address,
                    data=body,
                    headers=headers,
                    proxy=self._proxy_for(address),
                    timeout=timeout,
                    allow_redirects=False,
                ) as response:
                    return response.status, _cleaned(response.status, await response.read())
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error)
        finally:
            slots.release()
        # Raised out here because a chained cause would carry the address, and so the token, into tracebacks.
        raise failure

    def _body(
        self, data: RequestData | None, write_timeout: ODVInput[float], writing: asyncio.Timeout
    ) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
        if data is None:
            return None, None
        if not data.contains_files:
            # A form without files fits the socket's buffer, so writing it can't stall; reading has its timeout.
            return data.url_encoded_parameters().encode(), _FORM
        seconds = _given(write_timeout, self._media_write)
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        for name, value in data.json_parameters.items():
            form.add_field(name, value)
        for name, (filename, content, mime) in data.multipart_data.items():
            form.add_field(name, _Upload(content, mime, writing, seconds), filename=filename)
        return form, None

    def _proxy_for(self, address: URL) -> str | None:
        if self._proxy or not self._proxies or proxy_bypass(address.host or ""):
            return self._proxy
        return self._proxies.get(address.scheme) or self._proxies.get("all")


class _Upload(aiohttp.Payload):
    """A file inside a form, written in pieces, each with `seconds` to leave; a handle is rewound and stays open."""

    _autoclose = True

    def __init__(self, content: bytes | IO[bytes], mime: str, writing: asyncio.Timeout, seconds: float | None) -> None:
        super().__init__(content, content_type=mime)
        self._writing, self._seconds = writing, seconds
        self._size = len(content) if isinstance(content, bytes) else content.seek(0, 2)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The whole content as text."""
        return self._whole().decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write everything to `writer`, moving the deadline on with every piece."""
        loop = asyncio.get_running_loop()
        async for piece in self._pieces():
            if self._seconds is not None:
                self._writing.reschedule(loop.time() + self._seconds)
            await writer.write(piece)
        self._writing.reschedule(None)

    def _whole(self) -> bytes:
        if isinstance(self._value, bytes):
            return self._value
        self._value.seek(0)
        content: bytes = self._value.read()
        return content

    async def _pieces(self) -> AsyncIterator[bytes]:
        if isinstance(self._value, bytes):
            for start in range(0, len(self._value), _PIECE):
                yield self._value[start : start + _PIECE]
            return
        self._value.seek(0)
        while piece := await asyncio.to_thread(self._value.read, _PIECE):
            yield piece


async def _take(slots: asyncio.Semaphore, seconds: float | None) -> None:
    if not slots.locked():
        await slots.acquire()
        return
    try:
        async with asyncio.timeout(seconds):
            await slots.acquire()
    except TimeoutError:
        raise NotSentInTime("Pool timeout: all connections are in use; the request was not sent") from None


def _given(value: ODVInput[float], default: float | None) -> float | None:
    return value if value is None or isinstance(value, int | float) else default


def _checked_proxy(proxy: str) -> str:
    if URL(proxy).scheme not in {"http", "https"}:
        message = f"only http:// and https:// proxies can be used, not {redacted(proxy)}"
        raise ValueError(message)
    return proxy


def _failure(error: Exception) -> NetworkError:
    text = redacted(f"{type(error).__name__}: {error}")
    match error:
        case aiohttp.ConnectionTimeoutError():
            return NotSentInTime(text)
        case aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError() | aiohttp.InvalidURL():
            return NotSent(text)
        case TimeoutError():
            return TimedOut(text)
        case _:
            return NetworkError(text)


def _cleaned(status: int, body: bytes) -> bytes:
    """The body of a refusal without secrets: the library quotes it in its exception; a gateway's page is cut short."""
    if status < 300:
        return body
    text = redacted(body.decode(errors="replace")).encode()
    return text if text.startswith(b"{") else text[:_LONGEST_FOREIGN_ANSWER]
