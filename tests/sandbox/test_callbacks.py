"""Presses and their answers: once, in time, and shown to who pressed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.error import BadRequest

from sandbox import Clock, PersonError
from sandbox.state import Answer
from tests.sandbox.rig import ANI, BUDI, SUPERGROUP, Rig, running

TOO_OLD = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
BUTTONS = {
    "inline_keyboard": [
        [{"text": "Ya", "callback_data": "yes:1"}, {"text": "Situs", "url": "https://go.id"}],
        [{"text": "Mulai", "url": "https://t.me/uji_bot?start=v_1"}],
    ]
}


async def with_buttons(rig: Rig, chat: int = ANI) -> int:
    return int((await rig.result("sendMessage", chat_id=chat, text="?", reply_markup=BUTTONS))["message_id"])


async def test_a_press_reaches_the_bot_as_a_whole_callback_query() -> None:
    async with running() as rig:
        message_id = await with_buttons(rig)
        press = await rig.box.people.press(ANI, ANI, message_id, 0, 0, wait=False)
        (body,) = await rig.updates()
        update = Update.de_json(body, rig.bot)
        query = update.callback_query
        assert query is not None
        assert query.message is not None
        assert (query.id, update.update_id, query.data) == (press.query_id, press.update_id, "yes:1")
        assert (query.from_user.id, query.message.message_id, query.message.chat.id) == (ANI, message_id, ANI)
        assert query.chat_instance.lstrip("-").isdigit()


async def test_the_answer_comes_back_to_who_pressed() -> None:
    async with running() as rig:
        message_id = await with_buttons(rig)
        pressing = asyncio.create_task(rig.box.people.press(ANI, ANI, message_id, 0, 0))
        (update,) = await rig.updates(timeout=5)
        await rig.bot.answer_callback_query(update["callback_query"]["id"], "Tersimpan", show_alert=True)
        assert (await pressing).answer == Answer("Tersimpan", alert=True, url="")


async def test_a_press_without_an_answer_ends_in_bounded_time() -> None:
    async with running() as rig:
        press = await rig.box.people.press(ANI, ANI, await with_buttons(rig), 0, 0, seconds=0.05)
        assert press.answer is None


async def test_an_answer_counts_once_and_only_for_a_known_query() -> None:
    async with running() as rig:
        press = await rig.box.people.press(ANI, ANI, await with_buttons(rig), 0, 0, wait=False)
        await rig.result("answerCallbackQuery", callback_query_id=press.query_id)
        assert await rig.refusal("answerCallbackQuery", callback_query_id=press.query_id) == TOO_OLD
        assert await rig.refusal("answerCallbackQuery", callback_query_id="42") == TOO_OLD
        with pytest.raises(BadRequest, match=r"(?i)query is too old"):
            await rig.bot.answer_callback_query(press.query_id)


@pytest.mark.parametrize(("seconds", "accepted"), [(14, True), (16, False)])
async def test_an_answer_must_come_within_fifteen_seconds(seconds: int, *, accepted: bool) -> None:
    clock = Clock()
    async with running(clock=clock) as rig:
        press = await rig.box.people.press(ANI, ANI, await with_buttons(rig), 0, 0, wait=False)
        clock.advance(timedelta(seconds=seconds))
        status, _ = await rig.call("answerCallbackQuery", callback_query_id=press.query_id)
        assert (status == 200) is accepted


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ({"url": "https://go.id"}, "URL_INVALID"),
        ({"url": "https://t.me/other_bot?start=1"}, "URL_INVALID"),
    ],
)
async def test_answers_beyond_the_limits_are_refused_and_may_be_tried_again(
    params: dict[str, Any], reason: str
) -> None:
    async with running() as rig:
        press = await rig.box.people.press(ANI, ANI, await with_buttons(rig), 0, 0, wait=False)
        refusal = await rig.refusal("answerCallbackQuery", callback_query_id=press.query_id, **params)
        assert refusal == (400, f"Bad Request: {reason}")
        opened = {"url": "https://t.me/uji_bot?start=1", "text": "x" * 200}
        await rig.result("answerCallbackQuery", callback_query_id=press.query_id, **opened)


async def test_chat_instances_tell_chats_apart_and_last() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, SUPERGROUP)
        places = [(ANI, await with_buttons(rig)), (SUPERGROUP, await with_buttons(rig, SUPERGROUP))]
        for chat, message_id in places * 2:
            await rig.box.people.press(ANI, chat, message_id, 0, 0, wait=False)
        updates = await rig.updates()
        instances = [u["callback_query"]["chat_instance"] for u in updates if "callback_query" in u]
        assert instances[:2] == instances[2:]
        assert instances[0] != instances[1]


async def test_two_presses_are_two_queries() -> None:
    async with running() as rig:
        message_id = await with_buttons(rig)
        presses = [await rig.box.people.press(ANI, ANI, message_id, 0, 0, wait=False) for _ in range(2)]
        assert presses[0].query_id != presses[1].query_id


async def test_a_deep_link_button_starts_the_bot_and_other_links_do_not_call_it() -> None:
    async with running() as rig:
        message_id = await with_buttons(rig)
        await rig.box.people.press(ANI, ANI, message_id, 1, 0)
        assert (await rig.updates())[-1]["message"]["text"] == "/start v_1"
        with pytest.raises(PersonError):
            await rig.box.people.press(ANI, ANI, message_id, 0, 1)


@pytest.mark.parametrize(("user", "row"), [(ANI, 7), (BUDI, 0)])
async def test_buttons_that_are_not_there_or_not_yours_cannot_be_pressed(user: int, row: int) -> None:
    async with running() as rig:
        message_id = await with_buttons(rig)
        with pytest.raises(PersonError):
            await rig.box.people.press(user, ANI, message_id, row, 0)
        assert await rig.updates() == []
