"""The interface of the chat page: reads, acts, uploads, live events, the clock."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox import Jump
from sandbox.live import BACKLOG, Live
from sandbox.page_api import clock_text
from tests.sandbox.rig import ANI, BOT, BUDI, FORUM, GROUP, PNG, STRANGER, Rig, running

YES = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}, {"text": "Salin", "copy_text": {"text": "K-1"}}]]}


@asynccontextmanager
async def live(rig: Rig, me: int) -> AsyncIterator[Any]:
    """A function that gives the next event of a type."""
    async with rig.session.get(f"{rig.box.address}/_/live", params={"me": me}) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert await response.content.readline() == b"retry: 1000\n"

        async def event(kind: str) -> dict[str, Any]:
            async with asyncio.timeout(5):
                while True:
                    line = await response.content.readline()
                    if line.startswith(b"data: ") and json.loads(line[6:])["type"] == kind:
                        return dict(json.loads(line[6:]))

        yield event


async def test_people_are_listed_with_the_bot_and_the_clocks_buttons() -> None:
    async with running() as rig:
        rig.box.jumps = [hour_jump()]
        people = await rig.page("people")
        assert people["bot"] == {"id": BOT, "name": "Bot Uji", "username": "uji_bot"}
        assert people["people"][0] == {
            "id": ANI,
            "name": "Ani Contoh",
            "label": "",
            "language_code": "id",
            "phone": "+6280000000011",
        }
        assert people["jumps"] == [{"id": "hour", "label": "Maju 1 jam"}]


async def test_a_person_sees_the_bot_and_their_groups() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        await rig.result("sendMessage", chat_id=ANI, text="halo")
        chats = (await rig.page("chats", me=ANI))["chats"]
        private, group = chats[0], next(chat for chat in chats if chat["id"] == GROUP)
        assert (private["id"], private["title"], private["started"], private["unread"]) == (ANI, "Bot Uji", True, 1)
        assert private["last"]["text"] == "halo"
        assert (group["role"], group["bot_member"], group["members"]) == ("owner", True, 3)
        await rig.act(ANI, "read", chat=ANI)
        assert (await rig.page("chats", me=ANI))["chats"][0]["unread"] == 0
        assert [chat["id"] for chat in (await rig.page("chats", me=STRANGER))["chats"]] == [STRANGER]


async def test_messages_are_paged_backwards_and_shown_as_they_look() -> None:
    async with running() as rig:
        for number in range(5):
            await rig.result("sendMessage", chat_id=ANI, text=f"<b>{number}</b>", parse_mode="HTML", reply_markup=YES)
        page = await rig.page("messages", me=ANI, chat=ANI, limit=2)
        assert ([message["html"] for message in page["messages"]], page["more"]) == (["<b>3</b>", "<b>4</b>"], True)
        before = page["messages"][0]["id"]
        older = await rig.page("messages", me=ANI, chat=ANI, limit=50, before=before)
        assert [message["text"] for message in older["messages"]] == ["/start", "0", "1", "2"]
        assert older["more"] is False
        assert page["messages"][0]["buttons"] == [
            [
                {"text": "Ya", "kind": "callback", "value": "y", "style": None},
                {"text": "Salin", "kind": "copy", "value": "K-1", "style": None},
            ]
        ]
        foreign = await rig.page("messages", me=BUDI, chat=ANI)
        assert foreign == {"ok": False, "error": "Anda bukan anggota obrolan ini."}


async def test_an_open_page_follows_everything_that_happens() -> None:
    async with running() as rig, live(rig, ANI) as event:
        await rig.act(ANI, "text", chat=ANI, text="halo")
        assert (await event("message"))["message"]["text"] == "halo"
        await rig.result("sendChatAction", chat_id=ANI, action="upload_photo")
        assert await event("typing") == {"type": "typing", "chat": ANI, "action": "upload_photo"}
        sent = await rig.result("sendMessage", chat_id=ANI, text="?", reply_markup=YES)
        place = {"chat": ANI, "message": sent["message_id"]}
        await event("message")
        query = (await rig.act(ANI, "press", **place, row=0, column=0))["query"]
        await rig.result("answerCallbackQuery", callback_query_id=query, text="Tersimpan")
        assert await event("answered") == {"type": "answered", **place}
        assert await event("toast") == {"type": "toast", "text": "Tersimpan"}
        await rig.result("editMessageText", chat_id=ANI, message_id=sent["message_id"], text="Selesai")
        assert (await event("edit"))["message"]["text"] == "Selesai"
        await rig.result("deleteMessage", chat_id=ANI, message_id=sent["message_id"])
        assert (await event("delete"))["ids"] == [sent["message_id"]]
        await rig.result("sendMessage", chat_id=ANI, text="x", reply_markup={"keyboard": [["Satu"]]})
        assert (await event("keyboard"))["keyboard"]["rows"] == [[{"text": "Satu", "kind": "text"}]]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"text": "Awas", "show_alert": True}, {"type": "alert", "text": "Awas"}),
        ({"url": "https://t.me/uji_bot?start=a"}, {"type": "open", "url": "https://t.me/uji_bot?start=a"}),
    ],
)
async def test_alerts_and_links_of_answers_open_where_the_button_was_pressed(
    answer: dict[str, Any], expected: dict[str, Any]
) -> None:
    async with running() as rig, live(rig, ANI) as event:
        sent = await rig.result("sendMessage", chat_id=ANI, text="?", reply_markup=YES)
        act = await rig.act(ANI, "press", chat=ANI, message=sent["message_id"], row=0, column=0)
        await rig.result("answerCallbackQuery", callback_query_id=act["query"], **answer)
        assert await event(expected["type"]) == expected


@pytest.mark.parametrize(
    ("me", "do", "fields"),
    [
        (BUDI, "start", {"payload": "v_1"}),
        (ANI, "contact", {"chat": ANI}),
        (ANI, "contact", {"chat": ANI, "of": BUDI}),
        (ANI, "block", {}),
        (ANI, "add_bot", {"chat": GROUP}),
        (ANI, "migrate", {"chat": GROUP}),
        (BUDI, "leave", {"chat": GROUP}),
        (ANI, "react", {"chat": ANI, "message": 1, "emoji": "👍"}),
        (ANI, "react", {"chat": ANI, "message": 1, "emoji": ""}),
        (ANI, "create_topic", {"chat": FORUM, "name": "Baru"}),
        (ANI, "text", {"chat": ANI, "text": "x", "reply_to": 1}),
    ],
)
async def test_each_act_of_the_page_is_done(me: int, do: str, fields: dict[str, Any]) -> None:
    async with running() as rig:
        assert (await rig.act(me, do, **fields))["ok"] is True


@pytest.mark.parametrize(
    ("me", "do", "fields", "error"),
    [
        (STRANGER, "text", {"chat": STRANGER, "text": "x"}, "Tekan Mulai dahulu."),
        (ANI, "text", {"chat": ANI}, "Permintaan halaman ini tidak lengkap."),
        (ANI, "fly", {}, "Permintaan halaman ini tidak lengkap."),
        (123456, "start", {}, "Orang ini tidak ada."),
        (ANI, "press", {"chat": ANI, "message": 9999, "row": 0, "column": 0}, "Pesan ini sudah dihapus."),
    ],
)
async def test_a_wrong_act_is_answered_by_one_sentence(me: int, do: str, fields: dict[str, Any], error: str) -> None:
    async with running() as rig:
        assert await rig.act(me, do, **fields) == {"ok": False, "error": error}


async def test_other_sites_cannot_act() -> None:
    async with running() as rig:
        headers = {"Origin": "http://evil.example"}
        url, act = f"{rig.box.address}/_/act", {"me": ANI, "do": "block"}
        async with rig.session.post(url, json=act, headers=headers) as response:
            assert response.status == 403
        assert rig.box.world.users[ANI].blocked is False


@pytest.mark.parametrize(
    ("kind", "name", "data", "shown"),
    [("photo", "bukti.png", PNG, "photo"), ("document", "surat.html", b"<script>", "document")],
)
async def test_an_upload_is_shown_and_served_without_running(kind: str, name: str, data: bytes, shown: str) -> None:
    async with running() as rig:
        form = aiohttp.FormData({"me": str(ANI), "chat": str(ANI), "caption": "Bukti", "kind": kind})
        form.add_field("file", data, filename=name)
        async with rig.session.post(f"{rig.box.address}/_/upload", data=form) as response:
            assert (await response.json())["ok"] is True
        message = (await rig.page("messages", me=ANI, chat=ANI))["messages"][-1]
        assert message["text"] == "Bukti"
        async with rig.session.get(rig.box.address + message[shown]["url"]) as response:
            assert await response.read() == data
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            is_page = name.endswith(".html")
            assert ("sandbox" in response.headers.get("Content-Security-Policy", "")) is is_page


def hour_jump(target: timedelta | datetime | None = timedelta(hours=1)) -> Jump:
    async def told() -> timedelta | datetime | None:
        return target

    return Jump("hour", "Maju 1 jam", told)


async def test_the_clock_is_shown_and_moved_for_everybody() -> None:
    async with running() as rig, live(rig, BUDI) as event:
        rig.box.jumps = [hour_jump()]
        before = (await rig.page("clock"))["now"]
        async with rig.session.post(f"{rig.box.address}/_/clock", json={"jump": "hour"}) as response:
            after = await response.json()
        assert 3600 <= after["now"] - before < 3610
        assert after["text"].endswith(" WIB")
        assert (await event("clock"))["now"] == after["now"]


@pytest.mark.parametrize(
    ("target", "error"),
    [
        (None, "Tidak ada waktu berikutnya untuk dituju."),
        (datetime(2020, 1, 1, tzinfo=UTC), "Waktu itu sudah lewat; jam hanya dapat maju."),
    ],
)
async def test_a_jump_to_nowhere_is_refused(target: datetime | None, error: str) -> None:
    async with running() as rig:
        rig.box.jumps = [hour_jump(target)]
        async with rig.session.post(f"{rig.box.address}/_/clock", json={"jump": "hour"}) as response:
            assert await response.json() == {"ok": False, "error": error}


def test_the_clock_reads_like_an_indonesian_date() -> None:
    assert clock_text(datetime(2026, 11, 24, 6, 45, tzinfo=UTC)) == "Selasa, 24 November 2026 13.45 WIB"
    assert clock_text(datetime(2026, 12, 31, 17, 5, tzinfo=UTC)) == "Jumat, 1 Januari 2027 00.05 WIB"


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/page/main.js", 200, "text/javascript; charset=utf-8"),
        ("/page/page.css", 200, "text/css; charset=utf-8"),
        ("/page/none.js", 404, "text/plain; charset=utf-8"),
        ("/page/../box.py", 404, "text/plain; charset=utf-8"),
        ("/page/%2e%2e/box.py", 404, "text/plain; charset=utf-8"),
        ("/box.py", 404, "text/plain; charset=utf-8"),
        ("/_/file/none", 404, "application/json"),
    ],
)
async def test_only_the_pages_own_files_are_served(path: str, status: int, kind: str) -> None:
    from yarl import URL

    async with running() as rig, rig.session.get(URL(rig.box.address + path, encoded=True)) as response:
        assert (response.status, response.headers["Content-Type"]) == (status, kind)


async def test_a_page_that_falls_behind_is_told_to_load_afresh() -> None:
    pages = Live()
    with pages.subscribe(ANI) as events:
        for _ in range(BACKLOG + 1):
            pages.publish([ANI, BUDI], lambda me: {"number": me})
        assert events.qsize() == 1
        assert events.get_nowait() is None
    pages.publish([ANI], lambda _: pytest.fail("nobody is there to build an event for"))


async def pinned(rig: Rig) -> int:
    rig.box.people.add_bot(ANI, GROUP)
    rig.box.people.promote_bot(ANI, GROUP)
    sent = await rig.result("sendMessage", chat_id=GROUP, text="pengumuman penting " * 3)
    await rig.result("pinChatMessage", chat_id=GROUP, message_id=sent["message_id"])
    return GROUP


async def added(rig: Rig) -> int:
    rig.box.people.add_bot(ANI, GROUP)
    return GROUP


async def left(rig: Rig) -> int:
    rig.box.people.leave(BUDI, GROUP)
    return GROUP


async def removed(rig: Rig) -> int:
    rig.box.people.add_bot(ANI, GROUP)
    rig.box.people.remove_bot(ANI, GROUP)
    return GROUP


async def migrated(rig: Rig) -> int:
    return rig.box.people.migrate(GROUP)


async def topic_opened(rig: Rig) -> int:
    rig.box.people.create_topic(BUDI, FORUM, "Tanya")
    return FORUM


async def topic_closed(rig: Rig) -> int:
    rig.box.people.close_topic(ANI, FORUM, rig.box.people.create_topic(BUDI, FORUM, "Tanya").id)
    return FORUM


async def topic_renamed(rig: Rig) -> int:
    topic = rig.box.people.create_topic(ANI, FORUM, "Tanya")
    rig.box.people.add_bot(ANI, FORUM)
    rig.box.people.promote_bot(ANI, FORUM)
    await rig.result("editForumTopic", chat_id=FORUM, message_thread_id=topic.id, name="Jawab")
    return FORUM


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (added, "Ani Contoh menambahkan Bot Uji"),
        (left, "Budi keluar dari grup"),
        (removed, "Ani Contoh mengeluarkan Bot Uji"),
        (pinned, "Bot Uji menyematkan “pengumuman penting pengumuman penting pe…”"),
        (migrated, "Grup ini ditingkatkan menjadi supergrup"),
        (topic_opened, "Budi membuat topik “Tanya”"),
        (topic_closed, "Ani Contoh menutup topik"),
        (topic_renamed, "Bot Uji mengubah topik menjadi “Jawab”"),
    ],
)
async def test_what_happens_in_a_group_is_told_in_indonesian(deed: Any, told: str) -> None:
    async with running() as rig:
        chat = await deed(rig)
        messages = (await rig.page("messages", me=ANI, chat=chat))["messages"]
        assert messages[-1]["service"] == told


async def test_contacts_replies_and_reactions_are_shown() -> None:
    async with running() as rig:
        contact = rig.box.people.share_contact(ANI, ANI)
        reply = {"message_id": contact.id}
        sent = await rig.result("sendMessage", chat_id=ANI, text="diterima", reply_parameters=reply)
        rig.box.people.react(ANI, ANI, sent["message_id"], "🙏")
        shown, answered = (await rig.page("messages", me=ANI, chat=ANI))["messages"][-2:]
        assert shown["contact"] == {"name": "Ani Contoh", "phone": "+6280000000011"}
        assert answered["reply_to"] == {"id": contact.id, "name": "Ani Contoh", "text": "Kontak"}
        assert answered["reactions"] == [{"emoji": "🙏", "count": 1, "mine": True}]


async def test_someone_who_joins_alone_did_not_add_themselves() -> None:
    async with running() as rig:
        rig.box.people.join(STRANGER, GROUP)
        messages = (await rig.page("messages", me=ANI, chat=GROUP))["messages"]
        assert messages[-1]["service"] == "Orang Asing bergabung dengan grup"
