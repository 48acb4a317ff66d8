"""Command menus by scope and language, names, descriptions, the menu button."""

from typing import Any

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    MenuButtonDefault,
)

from tests.sandbox.rig import ANI, BUDI, CITRA, GROUP, STRANGER, Rig, running

PRIVATE_SCOPES = [("chat", ANI, None), ("all_private_chats", None, None), ("default", None, None)]
MEMBER_SCOPES = [
    ("chat_member", GROUP, BUDI),
    ("chat", GROUP, None),
    ("all_group_chats", None, None),
    ("default", None, None),
]
ADMIN_SCOPES = [
    ("chat_member", GROUP, ANI),
    ("chat_administrators", GROUP, None),
    ("chat", GROUP, None),
    ("all_chat_administrators", None, None),
    ("all_group_chats", None, None),
    ("default", None, None),
]


def scope(kind: str, chat: int | None, user: int | None) -> dict[str, Any]:
    given = {"type": kind, "chat_id": chat, "user_id": user}
    return {key: value for key, value in given.items() if value is not None}


async def shown(rig: Rig, me: int, chat: int) -> str:
    commands = (await rig.page("commands", me=me, chat=chat))["commands"]
    return commands[0]["command"] if commands else ""


@pytest.mark.parametrize(
    ("me", "chat", "scopes"), [(ANI, ANI, PRIVATE_SCOPES), (BUDI, GROUP, MEMBER_SCOPES), (ANI, GROUP, ADMIN_SCOPES)]
)
async def test_the_narrowest_scope_wins_and_in_it_the_own_language(me: int, chat: int, scopes: list[Any]) -> None:
    async with running() as rig:
        assert await shown(rig, me, chat) == ""
        for index, given in reversed(list(enumerate(scopes))):
            for language in ("", "en", "id"):
                command = {"command": f"c{index}{language}", "description": "uji"}
                await rig.result("setMyCommands", commands=[command], scope=scope(*given), language_code=language)
                expected = f"c{index}" if language == "en" else command["command"]
                assert await shown(rig, me, chat) == expected


async def test_scopes_of_others_do_not_show() -> None:
    async with running() as rig:
        command = [{"command": "rahasia", "description": "x"}]
        for given in (("all_chat_administrators", None, None), ("chat_member", GROUP, ANI), ("chat", ANI, None)):
            await rig.result("setMyCommands", commands=command, scope=scope(*given))
        assert await shown(rig, BUDI, GROUP) == ""
        assert await shown(rig, CITRA, CITRA) == ""


async def test_commands_are_read_back_for_exactly_their_scope_and_language() -> None:
    async with running() as rig:
        private, commands = BotCommandScopeAllPrivateChats(), [BotCommand("pakta", "Pakta integritas")]
        await rig.bot.set_my_commands(commands, scope=private, language_code="id")
        assert list(await rig.bot.get_my_commands(private, "id")) == commands
        assert list(await rig.bot.get_my_commands(private)) == []
        await rig.bot.delete_my_commands(private, "id")
        assert list(await rig.bot.get_my_commands(private, "id")) == []
        await rig.bot.set_my_commands(commands, scope=BotCommandScopeChat(ANI))
        await rig.bot.set_my_commands([], scope=BotCommandScopeChat(ANI))
        assert await shown(rig, ANI, ANI) == ""


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": [{"command": "Besar", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "x", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "scope": {"type": "planet"}}, "can't parse BotCommandScope: unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 123456}}, "chat not found"),
        ({"commands": [], "language_code": "indonesia"}, "invalid language code specified"),
    ],
)
async def test_wrong_commands_are_refused(params: dict[str, Any], reason: str) -> None:
    async with running() as rig:
        assert await rig.refusal("setMyCommands", **params) == (400, f"Bad Request: {reason}")


async def test_name_and_descriptions_fall_back_to_the_general_ones() -> None:
    async with running() as rig:
        bot = rig.bot
        assert (await bot.get_my_name()).name == "Bot Uji"
        await bot.set_my_name("Zona")
        await bot.set_my_name("Zone", "en")
        await bot.set_my_description("Bot untuk pegawai")
        await bot.set_my_short_description("Untuk pegawai", "id")
        assert [(await bot.get_my_name(code)).name for code in ("", "en", "id")] == ["Zona", "Zone", "Zona"]
        assert (await bot.get_my_description("id")).description == "Bot untuk pegawai"
        assert (await bot.get_my_short_description()).short_description == ""
        titles = [(await rig.page("chats", me=me))["chats"][0]["title"] for me in (ANI, CITRA)]
        assert titles == ["Zona", "Zone"]
        assert (await rig.page("chats", me=STRANGER))["chats"][0]["description"] == "Bot untuk pegawai"


@pytest.mark.parametrize(
    ("method", "field", "limit", "word"),
    [
        ("setMyName", "name", 64, "name"),
        ("setMyDescription", "description", 512, "description"),
        ("setMyShortDescription", "short_description", 120, "short description"),
    ],
)
async def test_profile_texts_have_their_limits(method: str, field: str, limit: int, word: str) -> None:
    async with running() as rig:
        await rig.result(method, **{field: "x" * limit})
        refusal = await rig.refusal(method, **{field: "x" * (limit + 1)})
        assert refusal == (400, f"Bad Request: bot {word} is too long")


async def test_the_menu_button_is_set_for_one_chat_or_all() -> None:
    async with running() as rig:
        assert isinstance(await rig.bot.get_chat_menu_button(), MenuButtonCommands)
        await rig.bot.set_chat_menu_button(ANI, MenuButtonDefault())
        assert isinstance(await rig.bot.get_chat_menu_button(ANI), MenuButtonCommands)
        wrong = await rig.refusal("setChatMenuButton", menu_button={"type": "pizza"})
        assert wrong == (400, "Bad Request: can't parse menu button: unsupported type specified")
