"""The limiter in virtual time: budgets, order of turns, pauses, cancellation and memory."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.limiter import Lane, LaneLimiter
from bot.transport import NotSent
from tests.bot.virtual_time import VirtualLoop, now, play

INTERACTIVE, TRANSACTIONAL, BULK = Lane
GROUP = -100_200
ROUNDING = 1e-6


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


def test_a_person_gets_three_messages_at_once_and_then_one_a_second() -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(7) for _ in range(6))))

    assert heard.times == [0, 0, 0, 1, 2, 3]


@pytest.mark.parametrize("chat", [GROUP, str(GROUP), "@zona_integritas"])
def test_a_group_gets_twenty_messages_in_any_minute(chat: int | str) -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(chat) for _ in range(41))))

    assert heard.times == [0] * 20 + [60] * 20 + [120]


def test_a_number_and_its_text_are_the_same_chat() -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(chat) for chat in (7, "7", 7, "7"))))

    assert heard.times == [0, 0, 0, 1]


def test_the_whole_budget_is_thirty_a_second() -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(person) for person in range(1, 62))))

    assert heard.times == [0] * 30 + [1] * 30 + [2]


def test_bulk_takes_twenty_five_a_second_in_fifths() -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(person, BULK) for person in range(1, 31))))

    assert heard.times == [0] * 5 + [0.2] * 5 + [0.4] * 5 + [0.6] * 5 + [0.8] * 5 + [1.0] * 5


def test_replies_may_be_allowed_more_than_notifications() -> None:
    async def scene(at: Line) -> None:
        await in_order(*(at.say(person) for person in range(1, 41)), at.say(200, TRANSACTIONAL))

    heard = on_a_line(scene, interactive_per_second=100)

    assert heard.times == [0] * 40 + [1]


@pytest.mark.parametrize(
    ("endpoint", "data", "counts"),
    [
        ("sendMessage", {}, True),
        ("sendDocument", {}, True),
        ("copyMessage", {}, True),
        ("forwardMessage", {}, True),
        ("editMessageText", {}, True),
        ("editMessageReplyMarkup", {}, True),
        ("sendChatAction", {}, False),
        ("deleteMessage", {}, False),
        ("deleteMessages", {"message_ids": [1, 2]}, False),
        ("setMessageReaction", {}, False),
        ("pinChatMessage", {}, False),
        ("editForumTopic", {}, False),
        ("getChat", {}, False),
    ],
)
def test_what_is_spaced_and_what_is_free(endpoint: str, data: dict[str, Any], counts: bool) -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(7, endpoint=endpoint, **data) for _ in range(4))))

    assert heard.times == [0, 0, 0, 1 if counts else 0]


def test_calls_without_a_chat_are_free() -> None:
    async def scene(at: Line) -> None:
        await in_order(*(at.say(person) for person in range(1, 31)))
        await at.say(None, endpoint="answerCallbackQuery")
        await at.say(None, endpoint="editMessageText", inline_message_id="a")

    assert on_a_line(scene).times == [0] * 32


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [("sendMediaGroup", {"media": ["photo"] * 10}), ("copyMessages", {"message_ids": list(range(10))})],
)
def test_an_album_counts_as_the_messages_it_holds(endpoint: str, data: dict[str, Any]) -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(GROUP, endpoint=endpoint, **data) for _ in range(3))))

    assert heard.times == [0, 0, 60]


def test_an_album_larger_than_a_burst_waits_for_silence() -> None:
    async def scene(at: Line) -> None:
        await in_order(at.say(7), at.say(7, endpoint="sendMediaGroup", media=["photo"] * 10), at.say(7))

    assert on_a_line(scene).times == [0, 1, 2]


def test_a_higher_lane_goes_first_and_each_lane_in_its_order() -> None:
    async def scene(at: Line) -> None:
        await in_order(*(at.say(person) for person in range(1, 31)))
        at.heard.clear()
        lanes = [BULK, TRANSACTIONAL, INTERACTIVE] * 3
        await in_order(*(at.say(100 + n, lane, name=(lane, n)) for n, lane in enumerate(lanes)))

    heard = on_a_line(scene)

    assert heard.names == sorted(heard.names)
    assert heard.times == [1] * 9


def test_a_reply_during_a_broadcast_goes_out_at_once() -> None:
    async def scene(at: Line) -> None:
        broadcast = [asyncio.create_task(at.say(person, BULK)) for person in range(1, 500)]
        for _ in range(20):
            await asyncio.sleep(0.37)
            before = now()
            await at.say(9_000 + int(before * 100))
            assert now() == before
        await asyncio.gather(*broadcast)

    heard = on_a_line(scene)

    assert heard.times[-1] == pytest.approx(498 // 5 * 0.2)


def test_a_burst_of_replies_during_a_broadcast_goes_before_its_next_message() -> None:
    async def scene(at: Line) -> None:
        broadcast = [asyncio.create_task(at.say(person, BULK, name="bulk")) for person in range(1, 200)]
        await asyncio.sleep(2.05)
        at.heard.clear()
        await in_order(*(at.say(1_000 + n, name=n) for n in range(15)))
        assert now() == pytest.approx(2.4)
        assert at.names == list(range(15))
        await asyncio.gather(*broadcast)

    on_a_line(scene)


def test_who_waits_for_a_busy_chat_is_in_nobodys_way() -> None:
    async def scene(at: Line) -> None:
        group = [asyncio.create_task(at.say(GROUP, INTERACTIVE)) for _ in range(21)]
        await asyncio.sleep(1)
        at.heard.clear()
        await in_order(at.say(7, BULK), at.say(8, TRANSACTIONAL))
        assert at.times == [1, 1]
        await asyncio.gather(*group)

    on_a_line(scene)


def test_waiting_costs_no_turns_of_the_loop() -> None:
    async def scene(at: Line) -> None:
        await in_order(*(at.say(GROUP, BULK) for _ in range(60)))
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        assert now() == 120.6
        assert loop.naps < 20

    on_a_line(scene)


@pytest.mark.parametrize(
    ("chat", "lane", "everything"),
    [
        (7, INTERACTIVE, False),
        (7, TRANSACTIONAL, True),
        (7, BULK, True),
        (GROUP, INTERACTIVE, False),
        (GROUP, TRANSACTIONAL, False),
        (GROUP, BULK, False),
        ("@zona_integritas", BULK, False),
    ],
)
def test_a_refusal_pauses_the_chat_or_the_bot(chat: int | str, lane: Lane, everything: bool) -> None:
    async def scene(at: Line) -> None:
        at.refusals = [5]
        with pytest.raises(RetryAfter):
            await at.say(chat, lane)
        await in_order(at.say(chat, lane, name="same chat"), at.say(8, name="another"))

    heard = on_a_line(scene, retries=0)

    assert dict(map(reversed, heard.heard[1:])) == {"same chat": 5.1, "another": 5.1 if everything else 0}  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [(5, 2), (2, 5)])
@pytest.mark.parametrize("chats", [(7, 8, 9), (GROUP, GROUP, GROUP)])
def test_of_several_pauses_the_longest_counts(seconds: tuple[int, int], chats: tuple[int, int, int]) -> None:
    async def scene(at: Line) -> None:
        at.refusals = list(seconds)
        await in_order(at.say(chats[0], BULK), at.say(chats[1], BULK))
        await at.say(chats[2])

    assert on_a_line(scene).times == [0, 0, 5.1]


def test_an_interactive_call_is_repeated_after_the_pause() -> None:
    async def scene(at: Line) -> None:
        at.refusals = [2, 3]
        assert await at.say(7) is True

    assert on_a_line(scene).times == [0, 2.1, 5.2]


def test_a_repeated_call_keeps_its_place() -> None:
    async def scene(at: Line) -> None:
        at.refusals = [2]
        await in_order(*(at.say(7, name=name) for name in "abcde"))

    assert on_a_line(scene).names == ["a", "b", "c", "a", "d", "e"]


def test_a_free_call_is_repeated_too() -> None:
    async def scene(at: Line) -> None:
        at.refusals = [2]
        await at.say(None, endpoint="setMyCommands")

    assert on_a_line(scene).times == [0, 2.1]


@pytest.mark.parametrize(
    ("lane", "refusals", "calls"),
    [
        (INTERACTIVE, [1, 1, 1, 1], 3),
        (INTERACTIVE, [31], 1),
        (INTERACTIVE, [20, 20], 2),
        (TRANSACTIONAL, [1], 1),
        (BULK, [1], 1),
    ],
)
def test_what_cannot_be_repeated_in_time_goes_to_the_caller(lane: Lane, refusals: list[int], calls: int) -> None:
    async def scene(at: Line) -> None:
        at.refusals = refusals
        with pytest.raises(RetryAfter):
            await at.say(7, lane)

    assert len(on_a_line(scene).heard) == calls


def test_other_errors_pass_untouched() -> None:
    async def scene(at: Line) -> None:
        async def call() -> bool:
            raise NotSent("no line")

        with pytest.raises(NotSent, match="no line"):
            await at.limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 7}, None)

    on_a_line(scene)


def test_a_cancelled_call_leaves_no_trace() -> None:
    async def scene(at: Line) -> None:
        await in_order(*(at.say(7) for _ in range(3)))
        first = asyncio.create_task(at.say(7, INTERACTIVE, name="cancelled"))
        second = asyncio.create_task(at.say(7, BULK, name="next"))
        await asyncio.sleep(0.5)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await second

    heard = on_a_line(scene)

    assert heard.heard[3:] == [(1, "next")]


def test_a_call_that_is_being_cancelled_does_not_take_its_turn() -> None:
    async def scene(at: Line) -> None:
        tasks: list[asyncio.Task[Any]] = []

        def cancel_while_another_call_begins() -> None:
            tasks.append(asyncio.create_task(at.say(8, name="another")))
            tasks[0].cancel()

        asyncio.get_running_loop().call_at(1.0, cancel_while_another_call_begins)
        await in_order(*(at.say(7) for _ in range(3)))
        tasks += [asyncio.create_task(at.say(7, name=name)) for name in ("cancelled", "next")]
        await in_order(tasks[1])
        await in_order(*tasks)

    heard = on_a_line(scene)

    assert sorted(heard.heard[3:], key=str) == [(1, "another"), (1, "next")]


def test_all_waiting_calls_can_be_cancelled() -> None:
    async def scene(at: Line) -> None:
        calls = [asyncio.create_task(at.say(GROUP, lane)) for lane in [BULK, INTERACTIVE, TRANSACTIONAL] * 20]
        await asyncio.sleep(0.9)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    assert len(on_a_line(scene).heard) == 20


def test_calls_that_wait_at_shutdown_were_not_sent() -> None:
    async def scene(at: Line) -> None:
        calls = [asyncio.create_task(at.say(7)) for _ in range(5)]
        await asyncio.sleep(0.5)
        assert at.limiter.waiting == {INTERACTIVE: 2}
        await at.limiter.shutdown()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(result) for result in results] == [bool, bool, bool, NotSent, NotSent]

    on_a_line(scene)


def test_chats_that_fell_silent_are_forgotten_and_paused_ones_are_not() -> None:
    async def scene(at: Line) -> None:
        at.refusals = [9_000]
        with pytest.raises(RetryAfter):
            await at.say(GROUP, BULK)
        for person in range(1, 20_000):
            await at.say(person, TRANSACTIONAL)
        assert len(at.limiter._scopes) < 2_200
        await at.say(GROUP, BULK)
        assert now() == 9_000.1

    on_a_line(scene)


@pytest.mark.parametrize("budgets", [{"bulk_per_second": 0}, {"bulk_per_second": 31}, {"interactive_per_second": 29}])
def test_budgets_that_contradict_each_other_are_refused(budgets: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="budget"):
        LaneLimiter(**budgets)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Wish:
    at: float
    lane: Lane
    chat: int
    messages: int
    cancelled_after: float | None


WISHES = st.lists(
    st.builds(
        Wish,
        at=st.integers(0, 40).map(lambda tenths: tenths / 10),
        lane=st.sampled_from(Lane),
        chat=st.sampled_from([1, 2, 3, 4, *range(5, 40), -1, -2]),
        messages=st.sampled_from([1, 1, 1, 1, 2, 5]),
        # Never the moment of a turn: who is cancelled just then has used it up, which the reference does not know.
        cancelled_after=st.sampled_from([None, None, None, 0.0517, 0.3017, 2.0017]),
    ),
    min_size=25,
    max_size=80,
)


@settings(max_examples=80, deadline=None)
@given(wishes=WISHES, per_second=st.integers(5, 12), bulk=st.integers(1, 5))
def test_no_budget_is_ever_exceeded_and_nobody_is_overtaken_from_below(
    wishes: list[Wish], per_second: int, bulk: int
) -> None:
    async def scene(at: Line) -> None:
        async def wish(number: int, it: Wish) -> None:
            await asyncio.sleep(it.at)
            call = at.say(it.chat, it.lane, "sendMediaGroup", name=number, media=["photo"] * it.messages)
            await asyncio.wait_for(call, it.cancelled_after) if it.cancelled_after else await call

        await asyncio.gather(*itertools.starmap(wish, enumerate(wishes)), return_exceptions=True)

    heard = on_a_line(scene, per_second=per_second, bulk_per_second=bulk, interactive_per_second=per_second + 3).heard

    assert {number for number, it in enumerate(wishes) if not it.cancelled_after} <= {number for _, number in heard}
    check_budgets([(at, wishes[number]) for at, number in heard], per_second, bulk)
    check_order(heard, wishes)


def check_budgets(heard: list[tuple[float, Wish]], per_second: int, bulk: int) -> None:
    chats: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for at, it in heard:
        chats[it.chat].append((at, it.messages))
    everybody = [(at, it.messages) for at, it in heard]
    unasked = [(at, it.messages) for at, it in heard if it.lane is BULK]
    assert busiest(everybody, 1.0, per_second + 3) <= per_second + 3
    assert busiest(unasked, 1.0, bulk) <= bulk
    for chat, spoken in chats.items():
        if chat < 0:
            assert busiest(spoken, 60.0, 20) <= 20
        for seconds in (1.0, 2.0, 5.0):
            assert chat < 0 or busiest(spoken, seconds, 3) <= 3 + seconds
    for at, it in heard:
        before = sum(min(n, per_second) for then, n in everybody if at - 1.0 + ROUNDING < then < at)
        assert it.lane is INTERACTIVE or before + min(it.messages, per_second) <= per_second


def busiest(spoken: list[tuple[float, int]], seconds: float, limit: int) -> int:
    """The most messages in any half-open window of `seconds`, an album counting as `limit` at most."""
    return max(
        (sum(min(n, limit) for at, n in spoken if start <= at < start + seconds - ROUNDING) for start, _ in spoken),
        default=0,
    )


def check_order(heard: list[tuple[float, int]], wishes: list[Wish]) -> None:
    """Whenever a call goes out, every better placed one that is left waiting has a chat that is shut to it."""
    for at, number in heard:
        before = [(then, other) for then, other in heard if then <= at]
        done = {other for _, other in before}
        chats: dict[int, list[Wish]] = defaultdict(list)
        for other, it in enumerate(wishes):
            if other not in done and it.at < at + ROUNDING and it.at + (it.cancelled_after or 1e9) > at + ROUNDING:
                chats[it.chat].append(it)
        for chat, waiting in chats.items():
            # Who asked in this very moment may be the first of the chat or not: an album at its head shuts it longest.
            largest = max(it.messages for it in waiting)
            first = min(((it.lane, it.at) for it in waiting if it.at < at - ROUNDING), default=(BULK, at))
            if first < (wishes[number].lane, wishes[number].at):
                spoken = [(then, wishes[other].messages) for then, other in before if wishes[other].chat == chat]
                assert is_shut(chat, spoken, largest, at)


def is_shut(chat: int, spoken: list[tuple[float, int]], messages: int, at: float) -> bool:
    if chat < 0:
        return sum(n for then, n in spoken if then + 60.0 > at) + messages > 20
    empty_at = 0.0
    for then, n in spoken:
        empty_at = max(empty_at, then) + min(n, 3)
    return empty_at - (3 - min(messages, 3)) > at - ROUNDING
