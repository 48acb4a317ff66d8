"""What Telegram shows of the bot: menus and descriptions in each language."""

import pytest
from telegram.ext import ExtBot

from bot import menus
from bot.limiter import LaneLimiter
from bot.transport import AiohttpRequest
from sandbox import Sandbox
from tests.bot.post_office import TOKEN
from texts.commands import menu


async def published(languages: tuple[str, ...]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(kind of chat, language code) and the commands shown there."""
    box = Sandbox(rate_limits=False)
    box.add_bot(TOKEN, "zi_bot", "Zi")
    await box.start(port=0)
    try:
        bot = ExtBot(
            TOKEN,
            f"{box.address}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
            rate_limiter=LaneLimiter(),
        )
        async with bot:
            await menus.publish(bot, languages)
    finally:
        await box.stop()
    shown = {}
    for (scope, code), commands in box.world.commands.items():
        kind = "group" if "group" in scope else "private"
        shown[kind, code] = [(one["command"], one["description"]) for one in commands]
    return shown


@pytest.mark.parametrize("languages", [("id", "en"), ("en", "id"), ("id",)])
async def test_the_menus_of_both_kinds_of_chat_are_in_each_language(languages: tuple[str, ...]) -> None:
    first, *others = languages
    expected = {}
    for language, code in [(first, ""), *((other, other) for other in others)]:
        expected["private", code] = menu(language, group=False)
        expected["group", code] = menu(language, group=True)
    assert await published(languages) == expected


async def test_a_menu_for_everybody_shows_nothing_that_needs_a_right() -> None:
    shown = await published(("id", "en"))
    names = {name for commands in shown.values() for name, _ in commands}
    assert not names & {"umumkan", "announce", "hubungkan", "link", "deklarasi", "declaration"}
    assert {"pakta", "pledge", "status", "bantuan", "help"} <= names
