"""How calls reach the server, and what it answers to those that don't."""

import asyncio
import io
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from sandbox.errors import ApiError
from sandbox.methods import METHODS, NAMES
from sandbox.params import Params
from tests.sandbox.rig import ANI, TOKEN, Rig, running

KEYBOARD = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}


def as_query(params: dict[str, str]) -> dict[str, Any]:
    return {"params": params}


def as_form(params: dict[str, str]) -> dict[str, Any]:
    return {"data": params}


def as_json(params: dict[str, str]) -> dict[str, Any]:
    return {"json": {"chat_id": ANI, "text": params["text"], "reply_markup": KEYBOARD}}


def as_multipart(params: dict[str, str]) -> dict[str, Any]:
    form = aiohttp.FormData(params, default_to_multipart=True)
    return {"data": form}


@pytest.mark.parametrize("shape", [as_query, as_form, as_json, as_multipart])
async def test_parameters_arrive_in_each_of_the_four_ways(shape: Any) -> None:
    async with running() as rig:
        params = {"chat_id": str(ANI), "text": "apa & kabar 😀", "reply_markup": json.dumps(KEYBOARD)}
        url = f"{rig.box.address}/bot{TOKEN}/sendMessage"
        async with rig.session.post(url, **shape(params)) as response:
            result = (await response.json())["result"]
        assert (result["text"], result["reply_markup"]) == ("apa & kabar 😀", KEYBOARD)


async def test_a_get_request_is_as_good_as_a_post_and_case_does_not_matter() -> None:
    async with running() as rig, rig.session.get(f"{rig.box.address}/bot{TOKEN}/GETme") as response:
        assert (await response.json())["result"]["is_bot"] is True


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot1000001:wrong/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        (f"/bot{TOKEN}/sendDice", 404, "Not Found: method not found"),
        (f"/bot{TOKEN}/noSuchMethod", 404, "Not Found: method not found"),
        (f"/file/bot{TOKEN}/documents/none.pdf", 404, "Not Found"),
        ("/file/bot1000001:wrong/documents/none.pdf", 401, "Unauthorized"),
    ],
)
async def test_wrong_tokens_and_methods_are_told_apart(path: str, status: int, description: str) -> None:
    async with running() as rig, rig.session.get(rig.box.address + path) as response:
        body = await response.json()
        assert (response.status, body) == (status, {"ok": False, "error_code": status, "description": description})


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"text"'])
async def test_a_body_that_is_no_json_object_is_a_400(body: bytes) -> None:
    async with running() as rig:
        url = f"{rig.box.address}/bot{TOKEN}/sendMessage"
        headers = {"Content-Type": "application/json"}
        async with rig.session.post(url, data=body, headers=headers) as response:
            assert (response.status, (await response.json())["error_code"]) == (400, 400)


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": 123456, "text": "x"}, "chat not found"),
        ({"chat_id": ANI}, "message text is empty"),
        ({"chat_id": ANI, "text": " \n "}, "text must be non-empty"),
        ({"chat_id": ANI, "text": "\ud800"}, "strings must be encoded in UTF-8"),
        ({"chat_id": ANI, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": ANI, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"chat_id": ANI, "text": "x", "message_thread_id": "abc"}, "invalid message_thread_id specified"),
        ({"chat_id": ANI, "text": "x", "entities": "{}"}, "can't parse entities: expected an Array of objects"),
        (
            {"chat_id": ANI, "text": "x", "entities": [{"type": "text_mention", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: expected type, offset, length, and what the type needs",
        ),
        ({"chat_id": ANI, "text": "x", "parse_mode": "bbcode"}, "unsupported parse_mode"),
    ],
)
async def test_malformed_parameters_are_refused_in_telegrams_words(params: dict[str, Any], description: str) -> None:
    async with running() as rig:
        assert await rig.refusal("sendMessage", **params) == (400, f"Bad Request: {description}")


async def test_a_body_larger_than_any_file_is_a_413() -> None:
    async with running() as rig:
        form = aiohttp.FormData({"chat_id": str(ANI)})
        form.add_field("document", io.BytesIO(bytes(52 << 20)), filename="big.bin")
        async with rig.session.post(f"{rig.box.address}/bot{TOKEN}/sendDocument", data=form) as response:
            assert (response.status, (await response.json())["description"]) == (413, "Request Entity Too Large")


def test_every_method_served_is_one_of_the_library() -> None:
    from telegram import Bot

    assert [name for name in NAMES.values() if not hasattr(Bot, name)] == []


async def test_the_log_tells_every_call_and_keeps_the_last_ones() -> None:
    async with running(log_size=3) as rig:
        await rig.result("sendMessage", chat_id=ANI, text="satu")
        await rig.refusal("sendMessage", chat_id=ANI, text="")
        sent = await rig.result("sendMessage", chat_id=ANI, text="dua")
        await rig.result("getMe")
        log = rig.box.log
        assert [(call.method, call.chat_id, call.accepted, call.message_id) for call in log] == [
            ("sendMessage", ANI, False, None),
            ("sendMessage", ANI, True, sent["message_id"]),
            ("getMe", None, True, None),
        ]
        assert (log[0].code, log[0].description) == (400, "Bad Request: message text is empty")
        assert [call["method"] for call in (await rig.page("log"))["calls"]] == [call.method for call in log]


async def test_history_is_bounded() -> None:
    async with running(history=3) as rig:
        for number in range(5):
            await rig.result("sendMessage", chat_id=ANI, text=str(number))
        assert [message.text for message in rig.box.messages(ANI)] == ["2", "3", "4"]


async def test_get_me_is_what_the_library_needs() -> None:
    async with running() as rig:
        me = await rig.bot.get_me()
        assert (me.id, me.username, me.first_name, me.is_bot) == (1000001, "uji_bot", "Bot Uji", True)
        assert (me.can_join_groups, me.can_read_all_group_messages, me.supports_inline_queries) == (True, False, False)


NAMED = [
    "text",
    "caption",
    "parse_mode",
    "entities",
    "caption_entities",
    "reply_markup",
    "reply_parameters",
    "message_thread_id",
    "photo",
    "document",
    "media",
    "action",
    "message_ids",
    "reaction",
    "callback_query_id",
    "url",
    "user_id",
    "name",
    "description",
    "short_description",
    "language_code",
    "commands",
    "scope",
    "menu_button",
    "offset",
    "limit",
    "allowed_updates",
    "secret_token",
    "max_connections",
    "file_id",
    "icon_color",
]
JUNK: list[Any] = [
    "",
    "x",
    "null",
    "{}",
    "[1]",
    "[{}]",
    "1e999",
    None,
    True,
    -1,
    10**30,
    1.5,
    [],
    {},
    [[]],
    [None],
    [1],
    [{}],
]
JUNK += [{"type": kind} for kind in (5, None, "chat", "chat_member", "default", "emoji", "photo")]
JUNK += [{"keyboard": [[{"text": 5}]]}, {"inline_keyboard": [[{"text": "x", "url": []}]]}, {"message_id": []}]
JUNK += [
    [{"type": "text_link", "offset": 0, "length": 1}],
    [{"type": "photo", "media": 5}] * 2,
    [{"type": {}}],
    {"type": []},
]


@pytest.mark.parametrize("method", sorted(NAMES.values()))
async def test_no_junk_breaks_a_method(method: str) -> None:
    async with running() as rig:
        message = await rig.result("sendMessage", chat_id=ANI, text="x")
        for junk in JUNK:
            for place in ({"chat_id": ANI, "message_id": message["message_id"]}, {"chat_id": junk, "message_id": junk}):
                params = dict.fromkeys(NAMED, junk) | place
                await answered(rig, method, params)
                for name in NAMED:
                    await answered(rig, method, place | {"text": "y", name: junk})


async def answered(rig: Rig, method: str, params: dict[str, Any]) -> None:
    """The method itself answers or refuses; anything else that it raises fails the test."""
    with suppress(ApiError):
        result = METHODS[method.lower()](rig.box.world, Params(params))
        if asyncio.iscoroutine(result):
            result = await asyncio.wait_for(result, 5)
        json.dumps(result)
