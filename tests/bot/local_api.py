"""A Bot API on 127.0.0.1 that misbehaves on request, and a proxy: real sockets for the tests of the transport."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.transport import AiohttpRequest

TOKEN = "123456:AAH-not_a_real-token"
SECRET = TOKEN.partition(":")[2]
MANY = bytes(range(256)) * 12_000  # about 3 MB
USER = {"id": 123456, "is_bot": True, "first_name": "Zi", "username": "zi_bot"}
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
PAGE = "<html><body>502 at /bot" + TOKEN + "/sendMessage" + "x" * 5_000 + "</body></html>"


@dataclass(frozen=True)
class Call:
    """One request as it arrived: fields as text, files as (file name, content type, content)."""

    method: str
    fields: dict[str, str]
    files: dict[str, tuple[str, str, bytes]]
    headers: dict[str, str]
    peer: object


@dataclass
class LocalApi:
    """Answers every method; the names in `misbehave` fail in their way. `open` lets the silent ones end."""

    calls: list[Call] = field(default_factory=list)
    address: str = ""
    open: asyncio.Event = field(default_factory=asyncio.Event)
    arrivals: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    busy: int = 0
    busiest: int = 0
    content: bytes = b""
    floods: int = 0

    @property
    def base_url(self) -> str:
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method == "breakBefore":
            return broken(request)
        if method == "refuseEarly":
            return web.json_response({"ok": False, "description": "Request Entity Too Large"}, status=413)
        self.calls.append(await read_call(request))
        self.arrivals.put_nowait(method)
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            return await self.misbehave(method, request) or web.json_response({"ok": True, "result": result(method)})
        finally:
            self.busy -= 1

    async def misbehave(self, method: str, request: web.Request) -> web.StreamResponse | None:
        match method:
            case "breakAfter":
                return broken(request)
            case "cutShort" | "stall":
                return await self.half_an_answer(request, wait=method == "stall")
            case "trickle":
                return await in_pieces(request)
            case "silent":
                await self.open.wait()
            case "getUpdates" | "brief":
                await asyncio.sleep(0.3)
            case "gateway":
                return web.Response(text=PAGE, status=502, content_type="text/html")
            case "elsewhere":
                return web.Response(status=302, headers={"Location": "/bot/elsewhere/getMe"})
        return self.refuse(method)

    async def half_an_answer(self, request: web.Request, *, wait: bool) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok":true')
        if wait:
            await self.open.wait()
        return broken(request)

    def refuse(self, method: str) -> web.Response | None:
        table: dict[str, tuple[int, str, dict[str, int]]] = {
            "flood": (429, "Too Many Requests: retry after 7", {"retry_after": 7}),
            "migrate": (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1007}),
            "blocked": (403, "Forbidden: bot was blocked by the user", {}),
            "noChat": (400, "Bad Request: chat not found", {}),
            "unauthorized": (401, "Unauthorized", {}),
            "internal": (500, "Internal Server Error", {}),
        }
        if method == "sendMessage" and self.floods:
            self.floods -= 1
            method = "flood"
        if method not in table:
            return None
        code, description, parameters = table[method]
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)

    async def download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["path"] != "documents/pakta.pdf":
            return web.Response(status=404, text="not here: " + request.path)
        return web.Response(body=self.content)


def result(method: str) -> Any:
    match method:
        case "getMe":
            return USER
        case "getUpdates":
            return []
        case "getFile":
            return {"file_id": "f", "file_unique_id": "u", "file_path": "documents/pakta.pdf"}
        case "sendMediaGroup":
            return [MESSAGE]
        case _:
            return MESSAGE if method.startswith("send") else True


async def in_pieces(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "24"})
    await response.prepare(request)
    for piece in (b'{"ok":', b" " * 6, b" " * 6, b"false}"):
        await asyncio.sleep(0.15)
        await response.write(piece)
    return response


def broken(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def read_call(request: web.Request) -> Call:
    fields, files = {}, {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.content_type, value.file.read())
            value.file.close()
        else:
            assert isinstance(value, str)
            fields[name] = value
    assert request.transport is not None
    peer = request.transport.get_extra_info("peername")
    return Call(request.match_info["method"], fields, files, dict(request.headers), peer)


@asynccontextmanager
async def local_api() -> AsyncIterator[LocalApi]:
    api = LocalApi()
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_post("/bot{token}/{method}", api.answer)
    app.router.add_get("/file/bot{token}/{path:.+}", api.download)
    runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        api.open.set()
        await runner.cleanup()


@dataclass
class LocalProxy:
    """A forwarding proxy for plain HTTP that refuses tunnels; `heads` are the request heads it was given."""

    address: str = ""
    heads: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        else:
            await self.forward(head, reader, writer)
        writer.close()
        await writer.wait_closed()

    @staticmethod
    async def forward(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, rest = head.split(b" ", 2)
        host, _, path = target.removeprefix(b"http://").partition(b"/")
        name, _, port = host.partition(b":")
        there, onward = await asyncio.open_connection(name.decode(), int(port))
        onward.write(b" ".join((method, b"/" + path, rest.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))))
        length = next(
            (
                int(line.partition(b":")[2])
                for line in rest.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ),
            0,
        )
        onward.write(await reader.readexactly(length))
        writer.write(await there.read())
        await writer.drain()
        onward.close()
        await onward.wait_closed()


@asynccontextmanager
async def local_proxy() -> AsyncIterator[LocalProxy]:
    proxy = LocalProxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield proxy


def bot_on(api: LocalApi, **settings: Any) -> Bot:
    return Bot(
        TOKEN,
        base_url=api.base_url,
        base_file_url=api.base_file_url,
        request=AiohttpRequest(**settings),
        get_updates_request=AiohttpRequest(**settings | {"connection_pool_size": 1}),
    )


def assert_nothing_told(failure: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    seen: BaseException | None = failure
    while seen is not None:
        assert SECRET not in f"{seen!s} {seen!r} {seen.args}"
        seen = seen.__cause__ or seen.__context__
    assert SECRET not in "".join(traceback.format_exception(failure))
    assert SECRET not in caplog.text
    assert all(SECRET not in str(record.__dict__) for record in caplog.records)
