"""What Telegram itself shows of the bot: command menus for private chats and for groups, descriptions, by language."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.ext import ExtBot

from domain.messages import ClaimedPost, Lane
from domain.rights import ROLE_ACTIONS
from handlers.office import Office
from services import menus
from services.menus import Menu
from texts.catalogue import LANGUAGES
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


async def show(office: Office, bot: ExtBot[Lane], post: ClaimedPost) -> None:
    """Set the menu of one private chat as its person's rights are now, or take it away for the general one."""
    wanted = await office.db.read(menus.of, post.chat_id)
    while True:
        await _put(bot, post, wanted)
        # Two of these may overtake each other on their way: whoever arrives last must have read last.
        now_wanted = await office.db.read(menus.of, post.chat_id)
        if now_wanted == wanted:
            return
        wanted = now_wanted


async def _put(bot: ExtBot[Lane], post: ClaimedPost, wanted: Menu | None) -> None:
    scope = BotCommandScopeChat(post.chat_id)
    if wanted is None:
        await bot.delete_my_commands(scope, rate_limit_args=post.lane)
        return
    commands = [BotCommand(name, about) for name, about in menu(wanted.language, group=False, allowed=wanted.allowed)]
    await bot.set_my_commands(commands, scope, rate_limit_args=post.lane)


def edition() -> str:
    """What menus show in this version, as one short word: it changes with any command, description or right."""
    shown = [menu(language, group=False, everything=True) for language in LANGUAGES]
    rights = [(role, sorted(actions.items())) for role, actions in sorted(ROLE_ACTIONS.items())]
    return sha256(repr((shown, rights)).encode()).hexdigest()[:12]
