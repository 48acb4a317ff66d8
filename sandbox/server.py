"""The one HTTP server: Bot API calls, file downloads, and the chat page with its interface."""

import asyncio
import json
import re
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import web

from sandbox.errors import ApiError
from sandbox.faults import Fault
from sandbox.files import MAX_UPLOAD
from sandbox.methods import METHODS, NAMES
from sandbox.page_api import PageApi
from sandbox.params import Params, read_params
from sandbox.state import Call
from sandbox.world import World

JSON_HEADERS: Final = {"Content-Type": "application/json"}
UNAUTHORIZED: Final = ApiError(401, "Unauthorized")
NOT_FOUND: Final = ApiError(404, "Not Found")
NO_METHOD: Final = ApiError(404, "Not Found: method not found")
TOO_LARGE: Final = ApiError(413, "Request Entity Too Large")
TOKEN: Final = re.compile(r"\d+:[\w-]+")
# A form field or a file's envelope adds a little to the largest file.
MAX_BODY: Final = MAX_UPLOAD + (1 << 20)

encode = json.JSONEncoder(separators=(",", ":")).encode


class ConnectionBrokenError(Exception):
    """The connection was cut on purpose; nobody is there to answer."""


class Server:
    """Routes by path prefix: one comparison a call instead of a router and middlewares."""

    def __init__(self, world: World, page: PageApi, token: str) -> None:
        self._world = world
        self._page = page
        self._token = token
        self._runner: web.ServerRunner | None = None
        self.port = 0
        world.pusher.on_reply = self._reply

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one, which `port` then tells."""
        server = web.Server(self._handle, request_factory=_request)
        self._runner = web.ServerRunner(server, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path
        try:
            if path.startswith("/bot"):
                return await self._api(request, unquote(path.partition("?")[0][4:]))
            if path.startswith("/file/bot"):
                return await self._download(unquote(path.partition("?")[0][9:]))
        except ConnectionBrokenError:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return await self._page.handle(request)

    async def _api(self, request: web.BaseRequest, path: str) -> web.Response:
        token, _, name = path.partition("/")
        refusal = self._refusal(token, name.lower())
        if refusal is not None:
            return _answer(refusal.code, refusal.body())
        try:
            params = await read_params(request)
        except web.HTTPRequestEntityTooLarge:
            return _answer(413, TOO_LARGE.body())
        except ApiError as error:
            return _answer(error.code, error.body())
        code, body = await self.call(name.lower(), params)
        return _answer(code, body)

    def _refusal(self, token: str, method: str) -> ApiError | None:
        if token != self._token:
            return UNAUTHORIZED if TOKEN.fullmatch(token) else NOT_FOUND
        return None if method in METHODS else NO_METHOD

    async def call(self, method: str, params: Params) -> tuple[int, dict[str, Any]]:
        """Run a method (lower case): faults before, the method itself, the log, faults after."""
        world, chat_id = self._world, _chat_id(params)
        faults = world.faults.strike(method, chat_id)
        try:
            await _before(faults)
            result = METHODS[method](world, params)
            if asyncio.iscoroutine(result):
                result = await result
            code, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            code, body = error.code, error.body()
        self._record(method, chat_id, params, code, body)
        if any(fault.kind == "break_after" for fault in faults):
            raise ConnectionBrokenError
        return code, body

    def _record(self, method: str, chat_id: int | None, params: Params, code: int, body: dict[str, Any]) -> None:
        result = body.get("result")
        if isinstance(result, list) and result:
            result = result[0]
        message_id = result.get("message_id") if isinstance(result, dict) else None
        call = Call(
            NAMES[method],
            chat_id,
            code == 200,
            message_id,
            self._world.clock.timestamp(),
            code,
            body.get("description", ""),
            params.values,
        )
        self._world.log.append(call)
        self._world.changed()

    async def _reply(self, method: str, params: Params) -> None:
        """A call that came as the answer of a webhook; its result goes nowhere."""
        if method.lower() in METHODS:
            with suppress(ConnectionBrokenError):
                await self.call(method.lower(), params)

    async def _download(self, path: str) -> web.Response:
        token, _, file_path = path.partition("/")
        faults = self._world.faults.strike("download", None)
        try:
            await _before(faults)
        except ApiError as error:
            return _answer(error.code, error.body())
        stored = self._world.files.at(file_path) if token == self._token else None
        if stored is None:
            refusal = NOT_FOUND if token == self._token else UNAUTHORIZED
            return _answer(refusal.code, refusal.body())
        data = await asyncio.to_thread(stored.on_disk.read_bytes)
        return web.Response(body=data, content_type="application/octet-stream")


async def _before(faults: list[Fault]) -> None:
    for fault in faults:
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "break_before":
            raise ConnectionBrokenError
        elif fault.kind == "error":
            raise ApiError(fault.code, fault.description, fault.parameters)


def _chat_id(params: Params) -> int | None:
    try:
        return int(params.values.get("chat_id", ""))
    except (TypeError, ValueError):
        return None


def _answer(code: int, body: dict[str, Any]) -> web.Response:
    return web.Response(body=encode(body).encode(), status=code, headers=JSON_HEADERS)


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    return web.BaseRequest(
        message, payload, protocol, writer, task, asyncio.get_running_loop(), client_max_size=MAX_BODY
    )
