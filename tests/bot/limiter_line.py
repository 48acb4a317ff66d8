"""A limiter in virtual time with the other end of its line: what the tests of the limiter speak into."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter

from bot.limiter import LaneLimiter
from domain.messages import Lane
from tests.bot.virtual_time import now, play


@dataclass
class Line:
    """A limiter and the other end of its line: notes when each call goes out and can refuse some."""

    limiter: LaneLimiter
    heard: list[tuple[float, Any]] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)

    async def say(
        self,
        chat: int | str | None,
        lane: Lane | None = None,
        endpoint: str = "sendMessage",
        name: object = None,
        **data: object,
    ) -> Any:
        async def call(*args: object, **kwargs: object) -> bool:
            self.heard.append((now(), name if name is not None else chat))
            await asyncio.sleep(0)
            if self.refusals:
                raise RetryAfter(self.refusals.pop(0))
            return True

        given_data = data if chat is None else {"chat_id": chat, **data}
        return await self.limiter.process_request(call, (), {}, endpoint, given_data, lane)

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.heard]

    @property
    def names(self) -> list[Any]:
        return [name for _, name in self.heard]


def line(**settings_: Any) -> Line:
    return Line(LaneLimiter(clock=lambda: asyncio.get_running_loop().time(), **settings_))


def on_a_line(scene: Callable[[Line], Awaitable[Any]], **settings_: Any) -> Line:
    async def whole() -> Line:
        made = line(**settings_)
        await asyncio.wait_for(scene(made), 100_000)
        assert not made.limiter.waiting
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return made

    return play(whole())


async def in_order(*calls: Awaitable[Any]) -> list[Any]:
    """Start the calls one after another and wait for all."""
    return await asyncio.gather(*calls, return_exceptions=True)
