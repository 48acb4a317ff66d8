"""The chat page's interface below /_/, and the page itself as static package data."""

import asyncio
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import ClientConnectionResetError, web

from sandbox.acts import PersonError
from sandbox.chat_list import chats_view, people_view
from sandbox.clock import Jump
from sandbox.methods_profile import commands_for
from sandbox.page_acts import perform
from sandbox.page_views import keyboard_view, message_view
from sandbox.params import Params, read_params
from sandbox.people import People
from sandbox.state import Chat, Json, User
from sandbox.world import World

DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
WIB: Final = timedelta(hours=7)
SHOWN_INLINE: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})
POLICY: Final = "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; frame-ancestors 'self'"
HEARTBEAT_SECONDS: Final = 15.0
LOG_SHOWN: Final = 500
MALFORMED: Final = "Permintaan halaman ini tidak lengkap."


class PageApi:
    """Answers the page; wrong acts come back as one Indonesian sentence, never as a traceback."""

    def __init__(self, world: World, people: People, jumps: Callable[[], list[Jump]]) -> None:
        self._world = world
        self._people = people
        self._jumps = jumps
        self._static = files("sandbox") / "page"
        self._reads: dict[str, Callable[[Params], Json]] = {
            "people": lambda _: people_view(world, jumps()),
            "chats": lambda params: chats_view(world, self._me(params)),
            "messages": self._messages,
            "commands": self._commands,
            "clock": lambda _: self._clock(),
            "log": lambda _: {"calls": [asdict(call) for call in list(world.log)[-LOG_SHOWN:]]},
        }
        self._writes: dict[str, Callable[[Params], Awaitable[Json]]] = {
            "act": lambda params: perform(people, params.values),
            "upload": self._upload,
            "clock": self._jump,
            "fault": self._fault,
        }

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Any request that is not a Bot API call."""
        path = request.raw_path.partition("?")[0]
        if not path.startswith("/_/"):
            return self._page_file(path)
        name = path[3:]
        if request.method == "POST":
            return await self._write(request, name)
        if name.startswith("file/"):
            return await self._file(name[5:])
        try:
            params = await read_params(request)
            if name == "live":
                return await self._live(request, self._me(params))
            return _json(self._reads[name](params) if name in self._reads else _refused("Tidak ada."))
        except PersonError as error:
            return _json(_refused(str(error)))

    async def _write(self, request: web.BaseRequest, name: str) -> web.Response:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return _json(_refused("Permintaan dari situs lain ditolak."), status=403)
        if name not in self._writes:
            return _json(_refused("Tidak ada."), status=404)
        try:
            params = await read_params(request)
            return _json({"ok": True} | await self._writes[name](params))
        except PersonError as error:
            return _json(_refused(str(error)))
        except web.HTTPRequestEntityTooLarge:
            return _json(_refused("Berkas paling besar 50 MB."))
        except (KeyError, TypeError, ValueError):
            return _json(_refused(MALFORMED), status=400)

    def _me(self, params: Params) -> User:
        person = self._world.users.get(params.integer("me"))
        if person is None or person.is_bot:
            raise PersonError("Orang ini tidak ada.")
        return person

    def _my_chat(self, params: Params) -> tuple[User, Chat]:
        me, chat = self._me(params), self._world.chats.get(params.integer("chat"))
        if chat is None or (chat.person is not me and not chat.has(me.id)):
            raise PersonError("Anda bukan anggota obrolan ini.")
        return me, chat

    def _messages(self, params: Params) -> Json:
        me, chat = self._my_chat(params)
        before, limit = params.integer("before"), min(max(params.integer("limit", 50), 1), 200)
        wanted = [message for message in chat.messages.values() if not before or message.id < before]
        username = self._world.bot.username or ""
        return {
            "messages": [message_view(message, me.id, username) for message in wanted[-limit:]],
            "keyboard": keyboard_view(chat.keyboard),
            "more": len(wanted) > limit,
        }

    def _commands(self, params: Params) -> Json:
        me, chat = self._my_chat(params)
        return {"commands": commands_for(self._world, chat, me.id)}

    async def _upload(self, params: Params) -> Json:
        me, chat = self._my_chat(params)
        upload = params.files["file"]
        message = self._people.upload(
            me.id,
            chat.id,
            upload.data,
            upload.name,
            upload.mime,
            params.text("caption"),
            as_photo=params.text("kind") == "photo",
            topic=params.integer("topic") or None,
        )
        return {"chat": chat.id, "message": message.id}

    def _clock(self) -> Json:
        return {"now": int(self._world.clock.timestamp()), "text": clock_text(self._world.clock.now())}

    async def _jump(self, params: Params) -> Json:
        jump = next((jump for jump in self._jumps() if jump.id == params.text("jump")), None)
        target = await jump.target() if jump else None
        if target is None:
            raise PersonError("Tidak ada waktu berikutnya untuk dituju.")
        try:
            if isinstance(target, timedelta):
                self._world.clock.advance(target)
            else:
                self._world.clock.set(target)
        except ValueError:
            raise PersonError("Waktu itu sudah lewat; jam hanya dapat maju.") from None
        now = self._clock()
        self._world.live.publish_to_all({"type": "clock", "now": now["now"]})
        return now

    async def _fault(self, params: Params) -> Json:
        self._world.faults.add(**params.values)
        return {}

    async def _live(self, request: web.BaseRequest, me: User) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        # A window that is closed or reloaded ends its stream in the middle of a write.
        with self._world.live.subscribe(me.id) as events, suppress(ClientConnectionResetError):
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            while (event := await _next(events)) is not None:
                await response.write(event)
        return response

    async def _file(self, file_id: str) -> web.Response:
        stored = self._world.files.get(file_id)
        if stored is None:
            return _json(_refused("Berkas tidak ada."), status=404)
        headers = {"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}
        if stored.mime not in SHOWN_INLINE:
            # A person may upload a web page; it must not run with the rights of this one.
            headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        data = await asyncio.to_thread(stored.on_disk.read_bytes)
        return web.Response(body=data, headers=headers | {"Content-Type": stored.mime})

    def _page_file(self, path: str) -> web.Response:
        name = "index.html" if path == "/" else path.removeprefix("/page/")
        is_name = re.fullmatch(r"[\w-]+(/[\w-]+)*(\.[\w-]+)+", name) is not None
        file = self._static.joinpath(name)
        if not is_name or not (path == "/" or path.startswith("/page/")) or not file.is_file():
            return web.Response(status=404, text="Not Found")
        kind = (
            "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        headers = {"Content-Type": _with_charset(kind), "Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
        return web.Response(body=file.read_bytes(), headers=headers)


def clock_text(now: datetime) -> str:
    """A moment as an Indonesian reads it in the western zone."""
    local = now + WIB
    return f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year} {local:%H.%M} WIB"


def _with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _refused(sentence: str) -> Json:
    return {"ok": False, "error": sentence}


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(value).encode(), status=status, content_type="application/json")


async def _next(events: asyncio.Queue[Json | None]) -> bytes | None:
    """The next piece of a stream of events: an event, a sign of life after a silence, None at its end."""
    try:
        event = await asyncio.wait_for(events.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return b": still here\n\n"
    return None if event is None else f"data: {json.dumps(event)}\n\n".encode()
