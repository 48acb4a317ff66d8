"""Whatever is asked of the limiter, and when: no budget is exceeded and nobody is overtaken from below."""

import asyncio
import itertools
from collections import defaultdict
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.messages import Lane
from tests.bot.limiter_line import Line, on_a_line

INTERACTIVE, _, BULK = Lane
ROUNDING = 1e-6


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
