"""What Telegram itself shows of the bot: command menus for private chats and for groups, descriptions, by language."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.ext import ExtBot

from domain.messages import Lane
from texts.commands import descriptions, menu


async def publish(bot: ExtBot[Lane], languages: Sequence[str]) -> None:
    """Set menus and descriptions; the first language is the one of everybody whose own has none."""
    for position, language in enumerate(languages):
        code = None if position == 0 else language
        for scope, group in ((BotCommandScopeAllPrivateChats(), False), (BotCommandScopeAllGroupChats(), True)):
            commands = [BotCommand(name, about) for name, about in menu(language, group=group)]
            await bot.set_my_commands(commands, scope, code)
        long, short = descriptions(language)
        await bot.set_my_description(long, code)
        await bot.set_my_short_description(short, code)
