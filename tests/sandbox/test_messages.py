"""Sending, editing, deleting, pinning, reacting: what is stored, shown and refused."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardRemove, ReplyParameters
from telegram.error import BadRequest

from sandbox import Clock
from sandbox.errors import NOT_MODIFIED
from tests.sandbox.rig import ANI, BOT, Rig, running

YES = [[{"text": "Ya", "callback_data": "y"}]]
KEYS = {"keyboard": [["Satu", {"text": "Nomor saya", "request_contact": True}]], "one_time_keyboard": True}


async def sent(rig: Rig, text: str = "x", **params: Any) -> int:
    return int((await rig.result("sendMessage", chat_id=ANI, text=text, **params))["message_id"])


async def test_a_message_comes_back_as_the_library_expects_it() -> None:
    async with running() as rig:
        markup = InlineKeyboardMarkup(
            [[InlineKeyboardButton("Ya", callback_data="y", api_kwargs={"style": "success"})]]
        )
        message = await rig.bot.send_message(ANI, "Halo", reply_markup=markup)
        assert (message.chat.id, message.chat.type, message.from_user and message.from_user.id) == (ANI, "private", BOT)
        assert abs(message.date.timestamp() - rig.box.clock.timestamp()) < 5
        stored = rig.box.messages(ANI)[-1]
        assert (stored.id, stored.text, stored.inline) == (
            message.message_id,
            "Halo",
            [[{"text": "Ya", "callback_data": "y", "style": "success"}]],
        )


@pytest.mark.parametrize(
    ("method", "field", "limit", "reason"),
    [
        ("sendMessage", "text", 4096, "message is too long"),
        ("sendDocument", "caption", 1024, "message caption is too long"),
    ],
)
async def test_length_is_counted_in_utf16_units_after_parsing(method: str, field: str, limit: int, reason: str) -> None:
    async with running() as rig:
        document = rig.box.people.upload(ANI, ANI, b"x", "a.txt", "text/plain").media
        assert document is not None
        params = {"chat_id": ANI, "document": document.file.id, "parse_mode": "HTML"}
        fitting = "<b>😀</b>" * (limit // 2)
        await rig.result(method, **params, **{field: fitting})
        assert await rig.refusal(method, **params, **{field: fitting + "!"}) == (400, f"Bad Request: {reason}")


async def test_raw_text_beyond_32_kib_is_refused_before_parsing() -> None:
    async with running() as rig:
        text = "<b>x</b>" * 4097
        refusal = await rig.refusal("sendMessage", chat_id=ANI, text=text, parse_mode="HTML")
        assert refusal == (400, "Bad Request: text is too long")


async def test_a_reply_names_its_message_and_a_missing_one_is_refused_or_skipped() -> None:
    async with running() as rig:
        first = await sent(rig)
        reply = await rig.bot.send_message(ANI, "y", reply_parameters=ReplyParameters(first))
        assert reply.reply_to_message is not None
        assert reply.reply_to_message.message_id == first
        missing = {"message_id": 9999}
        refusal = await rig.refusal("sendMessage", chat_id=ANI, text="z", reply_parameters=missing)
        assert refusal == (400, "Bad Request: message to be replied not found")
        result = await rig.result(
            "sendMessage", chat_id=ANI, text="z", reply_parameters=missing | {"allow_sending_without_reply": True}
        )
        assert "reply_to_message" not in result


async def test_an_edit_replaces_text_and_buttons_and_is_dated() -> None:
    async with running() as rig:
        message_id = await sent(rig, reply_markup={"inline_keyboard": YES})
        edited = await rig.bot.edit_message_text("<i>y</i>", ANI, message_id, parse_mode="HTML")
        assert not isinstance(edited, bool)
        assert (edited.text, edited.reply_markup, edited.edit_date is not None) == ("y", None, True)


async def test_the_same_content_again_is_not_modified() -> None:
    async with running() as rig:
        message_id = await sent(rig, "<b>x</b>", parse_mode="HTML", reply_markup={"inline_keyboard": YES})
        place = {"chat_id": ANI, "message_id": message_id}
        same = {"text": " <b>x</b> ", "parse_mode": "HTML", "reply_markup": {"inline_keyboard": YES}}
        not_modified = (400, f"Bad Request: {NOT_MODIFIED}")
        assert await rig.refusal("editMessageText", **place, **same) == not_modified
        assert await rig.refusal("editMessageReplyMarkup", **place, reply_markup=same["reply_markup"]) == not_modified
        await rig.result("editMessageText", **place, text="x", reply_markup=same["reply_markup"])
        await rig.result("editMessageReplyMarkup", **place)
        assert await rig.refusal("editMessageReplyMarkup", **place) == not_modified
        with pytest.raises(BadRequest, match="Message is not modified"):
            await rig.bot.edit_message_text("x", ANI, message_id)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("editMessageText", {"message_id": 9999, "text": "y"}, "message to edit not found"),
        ("editMessageText", {"text": "y"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": "own", "text": "y"}, "message can't be edited"),
        ("editMessageText", {"message_id": "keys", "text": "y"}, "message can't be edited"),
        ("editMessageText", {"message_id": "file", "text": "y"}, "there is no text in the message to edit"),
        ("editMessageCaption", {"message_id": "text", "caption": "y"}, "there is no caption in the message to edit"),
        ("editMessageText", {"message_id": "text", "text": "y", "reply_markup": KEYS}, "inline keyboard expected"),
        ("deleteMessage", {"message_id": 9999}, "message to delete not found"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        ("deleteMessages", {"message_ids": list(range(101))}, "too many message identifiers specified"),
        ("pinChatMessage", {"message_id": 9999}, "message to pin not found"),
        ("unpinChatMessage", {}, "message to unpin not found"),
        ("setMessageReaction", {"message_id": 9999, "reaction": []}, "message to react not found"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ],
)
async def test_what_cannot_be_done_to_a_message_is_refused(method: str, params: dict[str, Any], reason: str) -> None:
    async with running() as rig:
        upload = rig.box.people.upload(ANI, ANI, b"x", "a.txt", "text/plain")
        assert upload.media is not None
        file = await rig.result("sendDocument", chat_id=ANI, document=upload.media.file.id)
        named = {
            "own": upload.id,
            "file": file["message_id"],
            "keys": await sent(rig, reply_markup=KEYS),
            "text": await sent(rig),
        }
        params = {key: named.get(value, value) if isinstance(value, str) else value for key, value in params.items()}
        assert await rig.refusal(method, chat_id=ANI, **params) == (400, f"Bad Request: {reason}")


async def test_messages_are_deleted_alone_or_together_and_missing_ones_skipped() -> None:
    async with running() as rig:
        ids = [await sent(rig) for _ in range(4)]
        await rig.result("deleteMessage", chat_id=ANI, message_id=ids[0])
        await rig.result("deleteMessages", chat_id=ANI, message_ids=[ids[0], ids[1], ids[2], 9999])
        assert [message.id for message in rig.box.messages(ANI)][-1:] == ids[3:]
        assert len(rig.box.messages(ANI)) == 2


async def test_after_48_hours_a_message_stays() -> None:
    clock = Clock()
    async with running(clock=clock) as rig:
        message_id = await sent(rig)
        clock.advance(timedelta(hours=49))
        refusal = await rig.refusal("deleteMessage", chat_id=ANI, message_id=message_id)
        assert refusal == (400, "Bad Request: message can't be deleted")


async def test_pinning_is_told_and_seen_in_get_chat() -> None:
    async with running() as rig:
        first, second = await sent(rig, "satu"), await sent(rig, "dua")
        await rig.bot.pin_chat_message(ANI, first)
        await rig.bot.pin_chat_message(ANI, second)
        told = [update["message"]["pinned_message"]["message_id"] for update in await rig.updates()]
        assert told == [first, second]
        pinned = (await rig.bot.get_chat(ANI)).pinned_message
        assert (pinned and pinned.message_id) == second
        await rig.bot.unpin_chat_message(ANI)
        assert (await rig.page("chats", me=ANI))["chats"][0]["pinned"] == [first]
        await rig.bot.unpin_all_chat_messages(ANI)
        assert (await rig.bot.get_chat(ANI)).pinned_message is None


async def test_the_bot_reacts_with_one_of_telegrams_emoji() -> None:
    async with running() as rig:
        message = rig.box.people.text(ANI, ANI, "setuju")
        await rig.bot.set_message_reaction(ANI, message.id, "👍")
        assert message.reactions == {BOT: "👍"}
        with pytest.raises(BadRequest, match="Reaction_invalid"):
            await rig.bot.set_message_reaction(ANI, message.id, "🍕")
        await rig.bot.set_message_reaction(ANI, message.id)
        assert message.reactions == {}


async def test_a_reply_keyboard_stays_until_it_is_removed_or_used_once() -> None:
    async with running() as rig:
        result = await rig.result(
            "sendMessage", chat_id=ANI, text="x", reply_markup={**KEYS, "one_time_keyboard": False}
        )
        assert "reply_markup" not in result
        keyboard = (await rig.page("messages", me=ANI, chat=ANI))["keyboard"]
        assert keyboard["rows"] == [[{"text": "Satu", "kind": "text"}, {"text": "Nomor saya", "kind": "contact"}]]
        await rig.bot.send_message(ANI, "y", reply_markup=ReplyKeyboardRemove())
        assert (await rig.page("messages", me=ANI, chat=ANI))["keyboard"] is None
        await sent(rig, reply_markup=KEYS)
        rig.box.people.text(ANI, ANI, "Satu")
        assert (await rig.page("messages", me=ANI, chat=ANI))["keyboard"] is None


async def test_a_person_edits_their_message_and_the_bot_is_told() -> None:
    async with running() as rig:
        message = rig.box.people.text(ANI, ANI, "salah")
        rig.box.people.edit(ANI, ANI, message.id, "benar")
        last = (await rig.updates())[-1]["edited_message"]
        assert (last["text"], "edit_date" in last) == ("benar", True)


async def test_a_text_mention_carries_who_is_meant() -> None:
    async with running() as rig:
        text = f"<a href='tg://user?id={ANI}'>Ani</a>"
        result = await rig.result("sendMessage", chat_id=ANI, text=text, parse_mode="HTML")
        assert result["entities"] == [
            {
                "type": "text_mention",
                "offset": 0,
                "length": 3,
                "user": {
                    "id": ANI,
                    "is_bot": False,
                    "first_name": "Ani",
                    "last_name": "Contoh",
                    "username": "ani_contoh",
                }
                | {"language_code": "id"},
            }
        ]
