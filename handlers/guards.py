"""What stands before every handler: unknown chats are turned away, floods are slowed, the person is loaded once."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import Any

from telegram import Chat, Update
from telegram.ext import ApplicationHandlerStop, CallbackContext, ExtBot

from domain.messages import Lane
from domain.people import Account, Actor
from handlers.inbound import Inbound, inbound
from handlers.office import Office
from services.access import find_actor, meet
from texts.catalogue import choose

SERVED = frozenset({Chat.PRIVATE, Chat.GROUP, Chat.SUPERGROUP})


class Context(CallbackContext[ExtBot[Lane], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of one update: `said` is set by the guard, for every update of a person."""

    said: Inbound


class Pace:
    """How fast one account may go: `limit` updates in `seconds`; the oldest accounts are forgotten first."""

    def __init__(self, limit: int = 60, seconds: float = 20.0, remembered: int = 10_000) -> None:
        self._limit, self._seconds, self._remembered = limit, seconds, remembered
        self._seen: OrderedDict[int, deque[float]] = OrderedDict()

    def allows(self, account: int) -> bool:
        """Count one update of the account; False when it is too much."""
        now = time.monotonic()
        times = self._seen.setdefault(account, deque())
        self._seen.move_to_end(account)
        while len(self._seen) > self._remembered:
            self._seen.popitem(last=False)
        while times and times[0] < now - self._seconds:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True


class Guards:
    """The two guards of one installation."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._pace = Pace()

    async def admit(self, update: Update, context: Context) -> None:
        """Let through what a person does in a chat that is served, at a human pace; and what Telegram itself tells.

        An administrator who hides behind the group acts through a bot of Telegram's.
        """
        del context
        chat, user, message = update.effective_chat, update.effective_user, update.message
        if message is not None and (message.migrate_to_chat_id or message.migrate_from_chat_id):
            return
        if chat is None or chat.type not in SERVED or user is None:
            raise ApplicationHandlerStop
        if update.my_chat_member is not None:
            return
        if user.is_bot:
            raise ApplicationHandlerStop
        if update.edited_message is not None or not self._pace.allows(user.id):
            raise ApplicationHandlerStop

    async def identify(self, update: Update, context: Context) -> None:
        """Load who acts, or remember who is met for the first time."""
        user = update.effective_user
        if user is None or update.effective_chat is None:
            return
        db = self._office.db
        actor = await db.read(find_actor, user.id)
        if actor is None and user.is_bot:
            actor = Actor(Account(user.id, choose(user.language_code), "", reachable=False))
        elif actor is None:
            actor = await db.write(meet, user.id, choose(user.language_code), self._office.clock.now())
        context.said = inbound(update, actor, self._office.place(actor))
