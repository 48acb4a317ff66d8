"""A small bot for the chat page's tests: polls the sandbox over HTTP and answers by a table."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Self

import aiohttp

Json = dict[str, Any]

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
)
BUTTONS = {
    "inline_keyboard": [
        [
            {"text": "Catatan", "callback_data": "toast", "style": "primary"},
            {"text": "Peringatan", "callback_data": "alert", "style": "danger"},
        ],
        [
            {"text": "Ubah", "callback_data": "edit", "style": "success"},
            {"text": "Hapus", "callback_data": "delete"},
            {"text": "Tunggu", "callback_data": "wait"},
        ],
        [{"text": "Salin", "copy_text": {"text": "ZI-7F3K"}}, {"text": "Situs", "url": "https://example.org/zi"}],
    ]
}
CONTACT_KEYBOARD = {
    "keyboard": [[{"text": "Bagikan nomor saya", "request_contact": True}], [{"text": "Nanti saja"}]],
    "resize_keyboard": True,
    "one_time_keyboard": True,
}


class PageBot:
    """The bot of one sandbox; `waiting` holds the callback queries that are to be answered by `release`."""

    def __init__(self, address: str, token: str, username: str) -> None:
        self._base = f"{address}/bot{token}/"
        self._username = username
        self.waiting: asyncio.Queue[str] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))
        self._loop = asyncio.create_task(self._poll())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._loop.cancel()
        with suppress(asyncio.CancelledError):
            await self._loop
        await self._session.close()

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result of a Bot API method; an AssertionError when it was refused."""
        async with self._session.post(self._base + method, json=parameters) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, chat: int, text: str, **more: Any) -> Any:
        """Send HTML text."""
        return await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **more)

    async def send_pdf(self, chat: int) -> None:
        """Send a document by multipart, as libraries do."""
        form = aiohttp.FormData({"chat_id": str(chat), "caption": "Bukti Anda"})
        form.add_field("document", PDF, filename="bukti.pdf", content_type="application/pdf")
        async with self._session.post(self._base + "sendDocument", data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer

    async def release(self) -> None:
        """Answer the callback query that has waited longest."""
        query = await asyncio.wait_for(self.waiting.get(), 10)
        await self.call("answerCallbackQuery", callback_query_id=query)

    async def _poll(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=10):
                offset = update["update_id"] + 1
                await self._answer(update)

    async def _answer(self, update: Json) -> None:
        if "callback_query" in update:
            await self._answer_press(update["callback_query"])
        elif "message" in update:
            await self._answer_message(update["message"])

    async def _answer_press(self, query: Json) -> None:
        where = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        answer: Json = {"callback_query_id": query["id"]}
        match query["data"]:
            case "toast":
                answer["text"] = "Sudah dicatat"
            case "alert":
                answer |= {"text": "Tenggat sudah lewat", "show_alert": True}
            case "edit":
                await self.call("editMessageText", **where, text="Sudah diubah", reply_markup=BUTTONS)
            case "delete":
                await self.call("deleteMessage", **where)
            case "wait":
                return self.waiting.put_nowait(query["id"])
        await self.call("answerCallbackQuery", **answer)
        return None

    async def _answer_message(self, message: Json) -> None:
        chat = message["chat"]["id"]
        if "contact" in message:
            number = message["contact"]["phone_number"]
            await self.say(chat, f"Nomor diterima: {number}", reply_markup={"remove_keyboard": True})
        elif "document" in message:
            await self.say(chat, f"Berkas diterima: {message['document']['file_name']} ({message.get('caption')})")
        elif "photo" in message:
            await self.say(chat, "Foto diterima")
        elif "text" in message:
            word, _, rest = message["text"].partition(" ")
            answer = TEXTS.get(word)
            await (answer(self, chat, rest) if answer else self._echo(chat, message["text"]))

    async def _greet(self, chat: int, payload: str) -> None:
        await self.say(chat, f"<b>Selamat datang</b> {payload}", reply_markup=BUTTONS)

    async def _ask_contact(self, chat: int, _: str) -> None:
        await self.say(chat, "Mohon bagikan nomor", reply_markup=CONTACT_KEYBOARD)

    async def _show_links(self, chat: int, _: str) -> None:
        await self.say(chat, f'<a href="https://t.me/{self._username}?start=d_42">Buka pakta</a> atau /kontak')

    async def _send_file(self, chat: int, _: str) -> None:
        await self.send_pdf(chat)

    async def _echo(self, chat: int, text: str) -> None:
        await self.call("sendMessage", chat_id=chat, text=f"Anda menulis: {text}")


TEXTS: dict[str, Callable[[PageBot, int, str], Awaitable[None]]] = {
    "/start": PageBot._greet,
    "/kontak": PageBot._ask_contact,
    "/tautan": PageBot._show_links,
    "/bukti": PageBot._send_file,
}
COMMANDS = [
    {"command": "bukti", "description": "Kirim bukti"},
    {"command": "kontak", "description": "Bagikan nomor"},
]
