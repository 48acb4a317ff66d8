"""The command menus at Telegram: for private chats and for groups, in each language."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.ext import ExtBot

from domain.messages import Lane
from texts.commands import menu


async def publish(bot: ExtBot[Lane], languages: Sequence[str]) -> None:
    """Set the menus; the first language is the one of everybody whose own has none."""
    for position, language in enumerate(languages):
        for scope, group in ((BotCommandScopeAllPrivateChats(), False), (BotCommandScopeAllGroupChats(), True)):
            commands = [BotCommand(name, about) for name, about in menu(language, group=group)]
            await bot.set_my_commands(commands, scope, None if position == 0 else language)
