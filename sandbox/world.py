"""The world behind the server: finding people and chats, putting messages into it, telling the bot and the pages."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from sandbox.clock import Clock
from sandbox.errors import bad_request
from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.limits import RateLimits
from sandbox.live import Live
from sandbox.page_views import keyboard_view, message_view
from sandbox.state import Answer, Call, Chat, Json, Message, Query, User
from sandbox.updates import UpdateQueue
from sandbox.webhook import Pusher
from sandbox.wire import message_json

T = TypeVar("T")
QUERY_SECONDS: Final = 15.0
KEPT_QUERIES: Final = 10_000


class World:
    """Everything that is so at this moment; `history` messages a chat and `log_size` calls are kept (None: all)."""

    def __init__(
        self,
        clock: Clock,
        *,
        rate_limits: bool,
        files: Path | None,
        log_size: int | None,
        history: int,
        webhook_backoff: tuple[float, float],
    ) -> None:
        self.clock = clock
        self.history = history
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.log: deque[Call] = deque(maxlen=log_size)
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, Json] = {}
        self.files = FileStore(files)
        self.limits = RateLimits(enabled=rate_limits)
        self.faults = Faults()
        self.live = Live()
        self.updates = UpdateQueue(clock, strict=rate_limits)
        self.pusher = Pusher(self.updates, clock, webhook_backoff)
        self._bot: User | None = None
        self._last_id = 0
        self._waiters: list[asyncio.Future[None]] = []
        self.pusher.on_result = self.updates.on_change = self.changed

    @property
    def bot(self) -> User:
        """The one bot; RuntimeError before it was added."""
        if self._bot is None:
            raise RuntimeError("no bot yet: call Sandbox.add_bot first")
        return self._bot

    def add_bot(self, bot: User) -> User:
        """The one bot of this sandbox; ValueError for a second one."""
        if self._bot is not None:
            msg = f"a sandbox serves one bot and has @{self._bot.username}; start another sandbox for {bot.username}"
            raise ValueError(msg)
        self._bot = self.users[bot.id] = bot
        return bot

    def add_person(self, person: User) -> User:
        """A person with the private chat between them and the bot."""
        if person.id in self.users or person.id <= 0:
            msg = f"{person.id} is taken or not positive"
            raise ValueError(msg)
        self.users[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", person.name, person=person)
        return person

    def chat(self, chat_id: int) -> Chat:
        """A chat by its id; a 400 when there is none."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def post(self, chat: Chat, sender: User, **content: Any) -> Message:
        """Put a message into a chat and show it to who takes part; it has passed all checks."""
        message = Message(self._next_message_id(chat), chat, sender, int(self.clock.timestamp()), **content)
        chat.messages[message.id] = message
        if len(chat.messages) > self.history:
            del chat.messages[next(iter(chat.messages))]
        self.show("message", message)
        return message

    def _next_message_id(self, chat: Chat) -> int:
        """Supergroups count their own messages; private chats and basic groups share the bot's counter."""
        if chat.kind == "supergroup":
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id

    def show(self, kind: str, message: Message) -> None:
        """Tell the pages of a new (`message`) or changed (`edit`) message."""

        def event(me: int) -> Json:
            view = message_view(message, me, self.bot.username or "")
            return {"type": kind, "chat": message.chat.id, "message": view}

        self.live.publish(self.audience(message.chat), event)
        self.changed()

    def audience(self, chat: Chat) -> Iterable[int]:
        """Ids of the people who see what happens in a chat."""
        return (chat.id,) if chat.person is not None else chat.present()

    def tell(self, chat: Chat, event: Json) -> None:
        """Tell the pages of everybody in a chat."""
        self.live.publish(self.audience(chat), lambda _: event)

    def set_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """Show or take away a chat's reply keyboard."""
        chat.keyboard = keyboard
        self.tell(chat, {"type": "keyboard", "chat": chat.id, "keyboard": keyboard_view(keyboard)})

    def delete(self, chat: Chat, ids: list[int]) -> None:
        """Take messages out of a chat."""
        for message_id in ids:
            del chat.messages[message_id]
        chat.pinned = [message_id for message_id in chat.pinned if message_id in chat.messages]
        self.tell(chat, {"type": "delete", "chat": chat.id, "ids": ids})

    def bot_receives(self, message: Message) -> int | None:
        """Queue a message for the bot, if it may see it; the update's id."""
        return self.updates.add("message", message.chat.id, message_json(message))

    def ask(self, query: Query) -> None:
        """Keep a callback query until it is answered; very old ones are forgotten."""
        self.queries[query.id] = query
        while len(self.queries) > KEPT_QUERIES:
            del self.queries[next(iter(self.queries))]

    def is_open(self, query: Query | None) -> bool:
        """Whether the bot may still answer a query."""
        return query is not None and query.answer is None and self.clock.timestamp() - query.born <= QUERY_SECONDS

    def answer(self, query: Query, answer: Answer) -> None:
        """Show the bot's answer to who pressed."""
        query.answer = answer
        events: list[Json] = [{"type": "answered", "chat": query.chat_id, "message": query.message_id}]
        if answer.url:
            events.append({"type": "open", "url": answer.url})
        if answer.text:
            events.append({"type": "alert" if answer.alert else "toast", "text": answer.text})
        for event in events:
            self.live.publish((query.user_id,), lambda _, event=event: event)  # type: ignore[misc]

    def changed(self) -> None:
        """Wake all who wait for something to become true."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, condition: Callable[[], T], seconds: float = 5.0) -> T:
        """Wait until `condition()` is truthy and return it; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while not (value := condition()):
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter
            return value

    @staticmethod
    def new_id() -> str:
        """An id like those of callback queries: a positive 63-bit number as text."""
        return str(secrets.randbits(62) + 1)
