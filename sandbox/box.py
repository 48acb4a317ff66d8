"""The sandbox as tests and the demo command use it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, TypeVar

from sandbox.clock import Clock, Jump
from sandbox.faults import Faults
from sandbox.page_api import PageApi
from sandbox.people import People
from sandbox.server import Server
from sandbox.state import RIGHTS, Call, Chat, Member, Message, Status, User
from sandbox.updates import UpdateQueue
from sandbox.world import World

T = TypeVar("T")


class Sandbox:
    """A local Telegram with one bot.

    `rate_limits` switches the flood limits; `files` is where uploads are kept (default: a temporary folder);
    `log_size` calls and `history` messages a chat are remembered (`log_size` None: all calls);
    `webhook_backoff` is the first and the longest pause between tries to push an update, in seconds.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        rate_limits: bool = True,
        files: Path | None = None,
        log_size: int | None = 5000,
        history: int = 1000,
        webhook_backoff: tuple[float, float] = (1.0, 60.0),
    ) -> None:
        self.clock = clock or Clock()
        self.jumps: list[Jump] = []
        self.world = World(
            self.clock,
            rate_limits=rate_limits,
            files=files,
            log_size=log_size,
            history=history,
            webhook_backoff=webhook_backoff,
        )
        self.people = People(self.world)
        self._server: Server | None = None
        self._token = ""
        self._host = ""

    @property
    def address(self) -> str:
        """Where it listens: `http://host:port`; RuntimeError before start."""
        if self._server is None:
            raise RuntimeError("the sandbox is not started")
        return f"http://{self._host}:{self._server.port}"

    @property
    def faults(self) -> Faults:
        """Faults in force."""
        return self.world.faults

    @property
    def updates(self) -> UpdateQueue:
        """Updates that the bot has not confirmed."""
        return self.world.updates

    @property
    def log(self) -> list[Call]:
        """The API calls that are remembered, oldest first."""
        return list(self.world.log)

    def add_bot(self, token: str, username: str, name: str, *, privacy_mode: bool = True) -> User:
        """The bot, its id taken from the token; in privacy mode it sees only what concerns it in groups."""
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret:
            raise ValueError("a token looks like 123456:letters")
        self._token = token
        return self.world.add_bot(User(int(number), name, username=username, is_bot=True, privacy_mode=privacy_mode))

    def add_user(
        self,
        user_id: int,
        first_name: str,
        last_name: str = "",
        language_code: str = "id",
        phone: str | None = None,
        label: str = "",
        username: str | None = None,
    ) -> User:
        """A person who has not started the bot yet; `label` is a caption in the page's list of people."""
        return self.world.add_person(User(user_id, first_name, last_name, username, language_code, phone, label))

    def add_group(
        self,
        chat_id: int,
        title: str,
        kind: Literal["group", "supergroup"] = "group",
        *,
        forum: bool = False,
        members: Iterable[int] = (),
        admins: Iterable[int] = (),
        description: str = "",
    ) -> Chat:
        """A group without the bot; the first of `admins` (else of `members`) owns it."""
        if chat_id >= 0 or chat_id in self.world.chats:
            msg = f"{chat_id} is taken or not negative"
            raise ValueError(msg)
        standing: dict[int, Status] = dict.fromkeys(admins, "administrator")
        standing |= {user_id: "member" for user_id in members if user_id not in standing}
        if not standing:
            raise ValueError("a group needs a member")
        standing[next(iter(standing))] = "creator"
        everybody = {
            user_id: Member(user_id, status, frozenset(RIGHTS) if status == "administrator" else frozenset())
            for user_id, status in standing.items()
        }
        chat = Chat(chat_id, kind, title, forum=forum, members=everybody, description=description)
        self.world.chats[chat_id] = chat
        return chat

    def messages(self, chat_id: int) -> list[Message]:
        """The messages of a chat, oldest first; KeyError for an unknown chat."""
        return list(self.world.chats[chat_id].messages.values())

    async def until(self, condition: Callable[[], T], seconds: float = 5.0) -> T:
        """Wait for `condition()` to become truthy, looked at after every call and act; TimeoutError after `seconds`."""
        return await self.world.until(condition, seconds)

    async def start(self, host: str = "127.0.0.1", port: int = 8080) -> None:
        """Listen; port 0 takes a free one. RuntimeError before a bot was added."""
        if not self._token:
            raise RuntimeError("add a bot before starting")
        page = PageApi(self.world, self.people, lambda: self.jumps)
        self._server, self._host = Server(self.world, page, self._token), host
        await self._server.start(host, port)

    async def stop(self) -> None:
        """Close every connection and remove temporary files."""
        self.world.live.close()
        self.world.updates.interrupt("the server is shutting down")
        await self.world.pusher.stop()
        if self._server is not None:
            await self._server.stop()
        self.world.files.close()
