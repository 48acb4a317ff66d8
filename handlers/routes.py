"""The route table: what is said or pressed where, and which handler answers it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import BadRequest, ChatMigrated
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from domain.errors import DomainError
from handlers import groups, privacy, start
from handlers.buttons import BY_BUTTON
from handlers.dispatch import BY_COMMAND, Answerer, file, photo, words
from handlers.guards import Context, Guards
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, answer, show
from texts.commands import COMMANDS
from texts.errors import refusal, sentence
from texts.screen import Screen

ADMIT, IDENTIFY, FEATURES = -2, -1, 0

Callback: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def press(office: Office, said: Inbound) -> Reply:
    """A button was pressed; one that nobody knows belongs to an older version."""
    handler = BY_BUTTON.get(said.callback.verb)
    if handler is None:
        raise DomainError("callback.malformed")
    return await handler(office, said)


def install(application: Application[Any, Any, Any, Any, Any, Any], office: Office) -> None:
    """Register the guards and every route."""
    guards = Guards(office)
    application.add_handler(TypeHandler(Update, guards.admit), ADMIT)
    application.add_handler(TypeHandler(Update, guards.identify), IDENTIFY)
    for handler in _features(office):
        application.add_handler(handler, FEATURES)


def _features(office: Office) -> list[BaseHandler[Update, Context, None]]:
    private, group = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
    routes: list[BaseHandler[Update, Context, None]] = []
    for command in COMMANDS:
        names = sorted(set(command.names))
        allowed = private if not command.group else group if not command.private else private | group
        refused = "access.private_only" if command.private else "access.group_only"
        routes.append(CommandHandler(names, _answering(office, BY_COMMAND[command.key], command.key), filters=allowed))
        routes.append(CommandHandler(names, _answering(office, _refusing(refused))))
    routes += [
        CallbackQueryHandler(_answering(office, press)),
        ChatMemberHandler(_on_membership(office), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, _on_migration(office)),
        MessageHandler(private & filters.CONTACT, _answering(office, start.contact)),
        MessageHandler(private & filters.Document.ALL, _answering(office, file)),
        MessageHandler(private & filters.PHOTO, _answering(office, photo)),
        MessageHandler(private & ~filters.StatusUpdate.ALL, _answering(office, words)),
    ]
    return routes


def _answering(office: Office, handler: Answerer, command: str = "") -> Callback:
    async def callback(update: Update, context: Context) -> None:
        del update
        said = context.said
        try:
            reply = privacy.stopped(said) if privacy.is_stopped(said, command) else await handler(office, said)
        except DomainError as error:
            reply = _refusal(said, error)
        await _give(office, context, reply)

    return callback


async def _give(office: Office, context: Context, reply: Reply) -> None:
    try:
        await answer(context.bot, context.said, reply)
    except (BadRequest, ChatMigrated) as error:
        await groups.unheard(office, context.said, error)


def _refusal(said: Inbound, error: DomainError) -> Reply:
    language = said.place.language
    if said.query_id is not None:
        return Reply(toast=sentence(error, language)[:200], alert=True)
    return show(Screen(refusal(error, language)))


def _refusing(key: str) -> Answerer:
    async def refuse(_office: Office, _said: Inbound) -> Reply:
        raise DomainError(key)

    return refuse


def _on_membership(office: Office) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        assert update.my_chat_member is not None
        reply = await groups.membership(office, context.said, update.my_chat_member)
        await _give(office, context, reply)

    return callback


def _on_migration(office: Office) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        del context
        assert update.message is not None
        await groups.migration(office, update.message)

    return callback
