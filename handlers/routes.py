"""The route table: what is said or pressed where, and which handler answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

from telegram import Update
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
from handlers import account, admin, announcements, deadlines, groups, pledge, start, status
from handlers.guards import Context, Guards
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, answer, show
from services import dialogs, onboarding
from texts.commands import COMMANDS
from texts.errors import refusal, sentence
from texts.screen import Screen

ADMIT, IDENTIFY, FEATURES = -2, -1, 0

Answerer: TypeAlias = Callable[[Office, Inbound], Awaitable[Reply]]
Callback: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def arrive(office: Office, said: Inbound) -> Reply:
    """/start, or where a deep link leads: v_CODE checks a pledge, d_… comes from a declaration card."""
    kind = said.words[0].partition("_")[0] if said.words else ""
    if kind == "v":
        return await pledge.arrive_to_verify(office, said)
    if kind == "d" and said.actor.employee is not None:
        return await pledge.open_desk(office, said)
    return await start.start(office, said)


async def set_language(office: Office, said: Inbound) -> Reply:
    """A language was chosen: the screen after it is the one that /start shows."""
    language = said.callback.text(0)
    await office.db.write(onboarding.set_language, said.actor, language, office.languages)
    return await start.start(office, account.speaking(said, language))


async def words(office: Office, said: Inbound) -> Reply:
    """Free text goes to the dialog that waits for it."""
    waiting = await office.db.read(dialogs.current, said.actor, "text")
    return await DIALOGS.get(waiting or "", account.not_understood)(office, said)


async def file(office: Office, said: Inbound) -> Reply:
    """A document goes to the dialog that waits for one."""
    waiting = await office.db.read(dialogs.current, said.actor, "document")
    return await DOCUMENTS.get(waiting or "", account.not_understood)(office, said)


# By the kind of the draft: who takes the words, and who takes the file, that a dialog waits for.
DIALOGS: dict[str, Answerer] = {"announce": announcements.write}
DOCUMENTS: dict[str, Answerer] = {}

BY_COMMAND: dict[str, Answerer] = {
    "start": arrive,
    "pledge": pledge.open_desk,
    "status": status.own,
    "deadlines": deadlines.listing,
    "verify": pledge.verify,
    "me": account.me,
    "announce": announcements.begin,
    "language": account.language,
    "privacy": account.privacy,
    "help": account.help_screen,
    "cancel": account.cancel,
    "admin": admin.menu,
    "link_group": groups.link,
    "declaration": groups.declaration,
}

BY_BUTTON: dict[str, Answerer] = {
    "consent.yes": start.consent,
    "consent.no": start.decline,
    "link.yes": start.confirm,
    "link.no": start.deny,
    "home.open": start.home,
    "pledge.open": pledge.open_desk,
    "pledge.begin": pledge.begin,
    "pledge.tick": pledge.tick,
    "pledge.sign": pledge.sign,
    "pledge.document": pledge.document,
    "status.own": status.own,
    "status.unit": status.unit,
    "status.pick": status.pick,
    "status.picture": status.picture,
    "deadlines.open": deadlines.listing,
    "deadlines.done": deadlines.done,
    "announce.begin": announcements.begin,
    "announce.send": announcements.send,
    "announce.drop": announcements.drop,
    "me.open": account.me,
    "language.open": account.language,
    "language.set": set_language,
    "privacy.open": account.privacy,
    "help.open": account.help_screen,
    "admin.open": admin.menu,
}


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
        routes.append(CommandHandler(names, _answering(office, BY_COMMAND[command.key]), filters=allowed))
        routes.append(CommandHandler(names, _answering(office, _refusing(refused))))
    routes += [
        CallbackQueryHandler(_answering(office, press)),
        ChatMemberHandler(_on_membership(office), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, _on_migration(office)),
        MessageHandler(private & filters.CONTACT, _answering(office, start.contact)),
        MessageHandler(private & filters.Document.ALL, _answering(office, file)),
        MessageHandler(private & ~filters.StatusUpdate.ALL, _answering(office, words)),
    ]
    return routes


def _answering(office: Office, handler: Answerer) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        del update
        said = context.said
        try:
            reply = await handler(office, said)
        except DomainError as error:
            reply = _refusal(said, error)
        await answer(context.bot, said, reply)

    return callback


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
        await answer(context.bot, context.said, reply)

    return callback


def _on_migration(office: Office) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        del context
        assert update.message is not None
        await groups.migration(office, update.message)

    return callback
