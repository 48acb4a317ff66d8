"""The limiter in virtual time: budgets, order of turns, pauses, cancellation and memory."""

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.limiter import LaneLimiter
from bot.transport import NotSent
from domain.messages import Lane
from tests.bot.limiter_line import Line, in_order, on_a_line
from tests.bot.virtual_time import VirtualLoop, now

INTERACTIVE, TRANSACTIONAL, BULK = Lane
GROUP = -100_200


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


MESSAGE, EDIT, FREE = [0, 0, 0, 1, 2, 3], [0, 0, 0, 0, 0, 1], [0] * 6


@pytest.mark.parametrize(
    ("endpoint", "data", "times"),
    [
        ("sendMessage", {}, MESSAGE),
        ("sendDocument", {}, MESSAGE),
        ("copyMessage", {}, MESSAGE),
        ("forwardMessage", {}, MESSAGE),
        ("editMessageText", {}, EDIT),
        ("editMessageReplyMarkup", {}, EDIT),
        ("sendChatAction", {}, FREE),
        ("deleteMessage", {}, FREE),
        ("deleteMessages", {"message_ids": [1, 2]}, FREE),
        ("setMessageReaction", {}, FREE),
        ("pinChatMessage", {}, FREE),
        ("editForumTopic", {}, FREE),
        ("getChat", {}, FREE),
    ],
)
def test_what_is_spaced_and_what_is_free(endpoint: str, data: dict[str, Any], times: list[float]) -> None:
    heard = on_a_line(lambda at: in_order(*(at.say(7, endpoint=endpoint, **data) for _ in range(6))))

    assert heard.times == times


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
    ("chat", "lane", "unasked"),
    [
        (7, INTERACTIVE, 0),
        (7, TRANSACTIONAL, 5.1),
        (7, BULK, 5.1),
        (GROUP, INTERACTIVE, 0),
        (GROUP, TRANSACTIONAL, 0),
        (GROUP, BULK, 0),
        ("@zona_integritas", BULK, 0),
    ],
)
def test_a_refusal_pauses_the_chat_or_all_that_nobody_asked_for(chat: int | str, lane: Lane, unasked: float) -> None:
    async def scene(at: Line) -> None:
        at.refusals = [5]
        with pytest.raises(RetryAfter):
            await at.say(chat, lane)
        told = (at.say(9, BULK, name="bulk"), at.say(10, TRANSACTIONAL, name="reminder"))
        await in_order(at.say(chat, lane, name="same chat"), at.say(8, name="reply"), *told)

    times = {name: at for at, name in on_a_line(scene, retries=0).heard[1:]}

    assert times == {"same chat": 5.1, "reply": 0, "bulk": unasked, "reminder": unasked}


def test_a_reply_that_is_refused_in_such_a_pause_pauses_everything() -> None:
    async def scene(at: Line) -> None:
        at.refusals = [5, 7]
        with pytest.raises(RetryAfter):
            await at.say(7, BULK)
        with pytest.raises(RetryAfter):
            await at.say(8)
        await in_order(at.say(9, name="reply"), at.say(10, BULK, name="bulk"))

    times = {name: at for at, name in on_a_line(scene, retries=0).heard[2:]}

    assert times == {"reply": 7.1, "bulk": 7.1}


@pytest.mark.parametrize("seconds", [(5, 2), (2, 5)])
@pytest.mark.parametrize("chats", [(7, 8, 9), (GROUP, GROUP, GROUP)])
def test_of_several_pauses_the_longest_counts(seconds: tuple[int, int], chats: tuple[int, int, int]) -> None:
    async def scene(at: Line) -> None:
        at.refusals = list(seconds)
        await in_order(at.say(chats[0], BULK), at.say(chats[1], BULK))
        await at.say(chats[2], BULK)

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
