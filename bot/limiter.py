"""How fast the bot may speak: three lanes, one budget, a pace for every chat, and the pauses Telegram asks for."""

import asyncio
import itertools
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any, Final, TypeAlias

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.outcomes import pause_seconds
from bot.transport import NotSent
from domain.messages import Lane

Answer: TypeAlias = bool | dict[str, Any] | list[dict[str, Any]]
Call: TypeAlias = Callable[..., Coroutine[Any, Any, Answer]]
Chat: TypeAlias = int | str

# Edits count as messages do: a flood of edits has been refused bot-wide like a flood of messages. Answers to presses,
# reactions, deletions, chat actions and questions put nothing new before people, and an answer must never wait.
_SPEAKS: Final = ("send", "copy", "forward", "editMessage")
_SILENT: Final = frozenset({"sendChatAction"})
_PERSON: Final = (3, 1.0)  # 1 message a second, after a burst of 3
_SCREEN: Final = (5, 1.0)  # 1 edit a second, after a burst of 5: someone who taps through a screen
_GROUP: Final = (20, 60.0)  # 20 messages in any minute, and as many edits
_MARGIN: Final = 0.1  # seconds past `retry_after`, which comes in whole seconds
_FEW_SCOPES: Final = 1024
_NEVER: Final = float("-inf")
_AT_NO_TIME: Final = float("inf")


class _Window:
    """No `period` of seconds sees more than `limit` messages."""

    __slots__ = ("_limit", "_period", "_spoken")

    def __init__(self, limit: int, period: float) -> None:
        self._limit, self._period = limit, period
        self._spoken: deque[float] = deque(maxlen=limit)

    def opens_at(self, cost: int, limit: int | None = None) -> float:
        """The moment from which `cost` more keep to the limit, or to a smaller one; more than it need it empty."""
        limit = limit or self._limit
        spare = limit - min(cost, limit)
        return self._spoken[-spare - 1] + self._period if len(self._spoken) > spare else _NEVER

    def note(self, cost: int, now: float) -> None:
        self._spoken.extend(itertools.repeat(now, min(cost, self._limit)))

    def idle(self, now: float) -> bool:
        return not self._spoken or self._spoken[-1] + self._period <= now


class _Bucket:
    """A message every `interval` seconds, and up to `burst` at once after a silence."""

    __slots__ = ("_burst", "_empty_at", "_interval")

    def __init__(self, burst: int, interval: float) -> None:
        self._burst, self._interval = burst, interval
        self._empty_at = _NEVER

    def opens_at(self, cost: int) -> float:
        """The moment from which `cost` more fit; more than the burst need it empty."""
        return self._empty_at - (self._burst - min(cost, self._burst)) * self._interval

    def note(self, cost: int, now: float) -> None:
        self._empty_at = max(self._empty_at, now) + min(cost, self._burst) * self._interval

    def idle(self, now: float) -> bool:
        return self._empty_at <= now


@dataclass(slots=True, order=True)
class _Waiter:
    lane: Lane
    number: int
    cost: int = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class _Scope:
    """One chat: its pace, the pause asked for it, and a heap of those who wait to speak there."""

    __slots__ = ("_pace", "halted_until", "waiting")

    def __init__(self, pace: _Window | _Bucket) -> None:
        self._pace = pace
        self.halted_until = _NEVER
        self.waiting: list[_Waiter] = []

    def opens_at(self) -> float:
        return max(self.halted_until, self._pace.opens_at(self.waiting[0].cost))

    def note(self, cost: int, now: float) -> None:
        self._pace.note(cost, now)

    def idle(self, now: float) -> bool:
        return not self.waiting and self.halted_until <= now and self._pace.idle(now)


class LaneLimiter(BaseRateLimiter[Lane]):
    """Spaces what the bot says: one budget, a part of it for bulk, 1 a second to a person, 20 a minute to a group.

    Of the calls whose chat is free the highest lane goes first, inside a lane the earliest. Who waits holds neither a
    connection nor a part of a budget. A `RetryAfter` pauses the chat it came from. When it answers a message to a
    person that the person did not ask for, it pauses all such messages: that limit may be the bot's. Replies go on, and
    if one is refused meanwhile, it is the bot's, and everything waits. An interactive call is then repeated,
    up to `retries` times and within `patience` seconds of the call; any other `RetryAfter` goes to the caller.
    Telegram's 30 a second is about notifications; `interactive_per_second` may be set above it for replies.
    `clock` gives seconds and never runs back. Calls still waiting at `shutdown` end in `NotSent`; one cancelled in the
    moment of its turn has used it.
    """

    def __init__(
        self,
        *,
        per_second: int = 30,
        bulk_per_second: int = 25,
        interactive_per_second: int = 30,
        retries: int = 2,
        patience: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if not 0 < bulk_per_second <= per_second <= interactive_per_second:
            raise ValueError("a higher lane needs at least the budget of a lower one, and bulk at least 1 a second")
        self._retries, self._patience, self._clock, self._sleep = retries, patience, clock, sleep
        self._spoken = _Window(interactive_per_second, 1.0)
        # A fifth of a second's worth at a time: a reply that finds the budget spent waits 0.2 s for room, not 1 s.
        step = max(1, bulk_per_second // 5)
        self._bulk = (_Window(bulk_per_second, 1.0), _Window(step, step / bulk_per_second))
        self._limits = {
            Lane.INTERACTIVE: interactive_per_second,
            Lane.TRANSACTIONAL: per_second,
            Lane.BULK: per_second,
        }
        self._halted_until = _NEVER
        self._unasked_halted_until = _NEVER
        self._scopes: dict[tuple[Chat, bool], _Scope] = {}
        self._sweep_at = _FEW_SCOPES
        self._numbers = itertools.count()
        # Every chat with waiters stands here by its first: among the open by turn, among the shut by opening time.
        # An entry that no longer tells of the first is stale and dropped when it comes up. The number before the scope
        # keeps two entries of one chat comparable.
        self._open: list[tuple[Lane, int, int, _Scope]] = []
        self._shut: list[tuple[float, int, _Scope]] = []
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = _AT_NO_TIME

    async def initialize(self) -> None:
        """Nothing to open: the first call finds everything ready."""

    async def shutdown(self) -> None:
        """Stop the alarm and end every call that still waits with `NotSent`."""
        self._set_alarm(_AT_NO_TIME)
        waiting = [waiter for scope in self._scopes.values() for waiter in scope.waiting]
        self._scopes.clear()
        self._open.clear()
        self._shut.clear()
        for waiter in waiting:
            if not waiter.turn.done():
                waiter.turn.set_exception(NotSent("The limiter was shut down before this call's turn"))

    @property
    def waiting(self) -> Counter[Lane]:
        """How many calls of each lane wait for their turn."""
        return Counter(waiter.lane for scope in self._scopes.values() for waiter in scope.waiting)

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Answer:
        """Wait for the turn of this call, make it, and return its result; see the class for `RetryAfter`."""
        lane = Lane(rate_limit_args or Lane.INTERACTIVE)
        number = next(self._numbers)
        chat = _chat(data.get("chat_id"))
        speaks = chat is not None and endpoint.startswith(_SPEAKS) and endpoint not in _SILENT
        edit = endpoint.startswith("edit")
        repeats = self._retries if lane is Lane.INTERACTIVE else 0
        latest = self._clock() + self._patience
        while True:
            if chat is not None and speaks:
                await self._turn(self._scope(chat, edit=edit), lane, number, _messages(data))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                until = self._clock() + pause_seconds(refusal) + _MARGIN
                self._halt(chat, until, lane, to_person=speaks and not _is_group(chat))
                if not repeats or until > latest:
                    raise
            repeats -= 1
            if not speaks:
                await self._sleep(until - self._clock())

    async def _turn(self, scope: _Scope, lane: Lane, number: int, cost: int) -> None:
        waiter = _Waiter(lane, number, cost, asyncio.get_running_loop().create_future())
        heappush(scope.waiting, waiter)
        if scope.waiting[0] is waiter:
            self._enlist(scope)
        self._serve()
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if waiter in scope.waiting:
                scope.waiting.remove(waiter)
                heapify(scope.waiting)
                self._enlist(scope)
                self._serve()
            raise

    def _serve(self) -> None:
        """Give every turn that may be given now, and set the alarm for the next."""
        now = self._clock()
        while self._shut and (self._shut[0][0] <= now or not self._shut[0][2].waiting):
            self._enlist(heappop(self._shut)[2])
        next_at = _AT_NO_TIME
        while self._open:
            lane, number, _, scope = self._open[0]
            if not scope.waiting or scope.waiting[0].number != number:
                heappop(self._open)
            elif (opens_at := scope.opens_at()) > now:
                heappop(self._open)
                heappush(self._shut, (opens_at, next(self._numbers), scope))
            elif (opens_at := self._lane_opens_at(lane, scope.waiting[0].cost)) > now:
                # Lower lanes open no earlier, so nobody behind this one may go.
                next_at = opens_at
                break
            else:
                heappop(self._open)
                self._give_turn(scope, now)
        self._set_alarm(min(next_at, self._shut[0][0]) if self._shut else next_at)

    def _enlist(self, scope: _Scope) -> None:
        if scope.waiting:
            first = scope.waiting[0]
            heappush(self._open, (first.lane, first.number, next(self._numbers), scope))

    def _give_turn(self, scope: _Scope, now: float) -> None:
        waiter = heappop(scope.waiting)
        self._enlist(scope)
        if waiter.turn.done():  # cancelled a moment ago
            return
        for pace in (scope, self._spoken, *(self._bulk if waiter.lane is Lane.BULK else ())):
            pace.note(waiter.cost, now)
        waiter.turn.set_result(None)

    def _lane_opens_at(self, lane: Lane, cost: int) -> float:
        windows = self._bulk if lane is Lane.BULK else ()
        return max(
            self._halted_until,
            _NEVER if lane is Lane.INTERACTIVE else self._unasked_halted_until,
            self._spoken.opens_at(cost, self._limits[lane]),
            *(window.opens_at(cost) for window in windows),
        )

    def _halt(self, chat: Chat | None, until: float, lane: Lane, *, to_person: bool) -> None:
        if to_person and lane is not Lane.INTERACTIVE:
            self._unasked_halted_until = max(self._unasked_halted_until, until)
        elif to_person and self._unasked_halted_until > self._clock():
            self._halted_until = max(self._halted_until, until)
        if chat is not None:
            for scope in (self._scope(chat, edit=False), self._scope(chat, edit=True)):
                scope.halted_until = max(scope.halted_until, until)

    def _set_alarm(self, at: float) -> None:
        if self._alarm is not None and at != self._alarm_at:
            self._alarm.cancel()
            self._alarm = None
        self._alarm_at = at
        if self._alarm is None and at < _AT_NO_TIME:
            self._alarm = asyncio.get_running_loop().create_task(self._ring(at))

    async def _ring(self, at: float) -> None:
        await self._sleep(max(0.0, at - self._clock()))
        self._alarm = None
        self._serve()

    def _scope(self, chat: Chat, *, edit: bool) -> _Scope:
        scope = self._scopes.get((chat, edit))
        if scope is None:
            if len(self._scopes) >= self._sweep_at:
                now = self._clock()
                self._scopes = {key: kept for key, kept in self._scopes.items() if not kept.idle(now)}
                self._sweep_at = 2 * len(self._scopes) + _FEW_SCOPES
            pace = _Window(*_GROUP) if _is_group(chat) else _Bucket(*(_SCREEN if edit else _PERSON))
            scope = self._scopes[chat, edit] = _Scope(pace)
        return scope


def _chat(chat_id: object) -> Chat | None:
    """The chat as a number where it is one; groups and channels may also come as "@name"."""
    match chat_id:
        case int():
            return chat_id
        case str():
            return int(chat_id) if chat_id.removeprefix("-").isdecimal() else chat_id
        case _:
            return None


def _is_group(chat: Chat | None) -> bool:
    return isinstance(chat, str) or (chat is not None and chat < 0)


def _messages(data: dict[str, Any]) -> int:
    """How many messages the call puts into the chat: an album and a list of copies are as many as they hold."""
    parts = data.get("media") or data.get("message_ids")
    return max(1, len(parts)) if isinstance(parts, list | tuple) else 1
