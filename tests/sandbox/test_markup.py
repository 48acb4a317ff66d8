"""Reply markup: counts, sizes and shapes that Telegram accepts."""

from typing import Any

import pytest

from tests.sandbox.rig import ANI, GROUP, running


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **button}]]}


def rows(*lengths: int) -> list[list[dict[str, str]]]:
    return [[{"text": "x", "callback_data": "x"}] * length for length in lengths]


@pytest.mark.parametrize(
    "markup",
    [
        inline(callback_data="é" * 32),
        inline(url="go.id"),
        inline(url="tg://resolve?domain=x"),
        inline(copy_text={"text": "c" * 256}),
        inline(callback_data="x", style="danger"),
        inline(switch_inline_query=""),
        {"inline_keyboard": rows(*[8] * 12, 4)},
        {"inline_keyboard": []},
        {"keyboard": [["a"] * 8]},
        {"keyboard": [[{"text": "a", "request_location": True}]]},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
async def test_markup_within_the_limits_is_accepted(markup: dict[str, Any]) -> None:
    async with running() as rig:
        await rig.result("sendMessage", chat_id=ANI, text="x", reply_markup=markup)


BUTTON = "can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (inline(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (inline(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (inline(callback_data=""), "BUTTON_DATA_INVALID"),
        (inline(url="not a url"), "inline keyboard button URL 'not a url' is invalid: Wrong HTTP URL"),
        (inline(url="ftp://go.id"), "inline keyboard button URL 'ftp://go.id' is invalid: Wrong HTTP URL"),
        (inline(), BUTTON + "Text buttons are unallowed in the inline keyboard"),
        (inline(url="go.id", callback_data="x"), BUTTON + "exactly one action must be specified"),
        (inline(copy_text={"text": "c" * 257}), BUTTON + "copied text must be 1-256 characters long"),
        (inline(callback_data="x", style="pink"), BUTTON + "unsupported style"),
        ({"inline_keyboard": [[{"callback_data": "x"}]]}, BUTTON + 'Can\'t find field "text"'),
        ({"inline_keyboard": [["x"]]}, BUTTON + "expected an Object"),
        ({"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}, "BUTTON_TEXT_INVALID"),
        ({"inline_keyboard": ["x"]}, "can't parse reply markup: inline_keyboard must be an Array of Arrays"),
        ({"inline_keyboard": rows(9)}, "reply markup is too long"),
        ({"inline_keyboard": rows(*[8] * 12, 5)}, "reply markup is too long"),
        ({"keyboard": [[{"text": ""}]]}, "BUTTON_TEXT_INVALID"),
        ({"keyboard": [[5]]}, "can't parse keyboard button: expected an Object"),
    ],
)
async def test_markup_beyond_the_limits_is_refused(markup: dict[str, Any], reason: str) -> None:
    async with running() as rig:
        refusal = await rig.refusal("sendMessage", chat_id=ANI, text="x", reply_markup=markup)
        assert refusal == (400, f"Bad Request: {reason}")
        assert len(rig.box.messages(ANI)) == 1


async def test_a_group_is_never_asked_for_a_phone_number() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        markup = {"keyboard": [[{"text": "Nomor", "request_contact": True}]]}
        refusal = await rig.refusal("sendMessage", chat_id=GROUP, text="x", reply_markup=markup)
        assert refusal == (400, "Bad Request: phone number can be requested in private chats only")
