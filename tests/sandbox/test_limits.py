"""Flood limits: what passes, what waits how long, and that they can be switched off."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from sandbox.errors import ApiError
from sandbox.limits import RateLimits
from tests.sandbox.rig import ANI, BUDI, PNG, running


class Watch:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def passes(limits: RateLimits, chat: int, **options: bool) -> bool:
    try:
        limits.take(chat, **options)
    except ApiError:
        return False
    return True


def passed(limits: RateLimits, chat: int, tries: int) -> int:
    return sum(passes(limits, chat) for _ in range(tries))


def test_a_person_gets_a_small_burst_and_then_one_a_second() -> None:
    watch = Watch()
    limits = RateLimits(now=watch)
    assert passed(limits, 1, 20) == 5
    for _ in range(10):
        watch.seconds += 1
        assert passed(limits, 1, 1) == 1


def test_a_group_gets_twenty_a_minute() -> None:
    watch = Watch()
    limits = RateLimits(now=watch)
    assert passed(limits, -1, 30) == 20
    watch.seconds += 60
    assert passed(limits, -1, 30) == 20


def test_all_chats_together_get_thirty_a_second() -> None:
    watch = Watch()
    limits = RateLimits(now=watch)
    assert sum(passes(limits, chat) for chat in range(1, 101)) == 30
    watch.seconds += 1
    assert sum(passes(limits, chat) for chat in range(101, 201)) == 30


def test_the_wait_is_told_in_whole_seconds_and_kept() -> None:
    watch = Watch()
    limits = RateLimits(now=watch)
    passed(limits, -1, 20)
    with pytest.raises(ApiError) as caught:
        limits.take(-1)
    assert (caught.value.description, caught.value.parameters) == (
        "Too Many Requests: retry after 3",
        {"retry_after": 3},
    )
    watch.seconds += 2.9
    assert not passes(limits, -1)
    watch.seconds += 4
    assert passes(limits, -1)


def test_a_refused_message_costs_the_other_limits_nothing() -> None:
    watch = Watch()
    limits = RateLimits(now=watch)
    assert passed(limits, 1, 1000) == 5
    assert sum(passes(limits, chat) for chat in range(2, 100)) == 25


def test_edits_are_counted_apart_and_paid_messages_have_their_own_limit() -> None:
    limits = RateLimits(now=Watch())
    passed(limits, 1, 10)
    assert passes(limits, 1, edit=True)
    assert sum(passes(limits, chat, paid=True) for chat in range(100, 1200)) == 1000


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 3), st.integers(-2, 2)), max_size=200))
def test_no_schedule_gets_more_through_than_the_limits_allow(tries: list[tuple[float, int]]) -> None:
    watch = Watch()
    limits = RateLimits(now=watch)
    through: list[tuple[float, int]] = []
    for pause, chat in tries:
        watch.seconds += pause
        if passes(limits, chat):
            through.append((watch.seconds, chat))
    for begin, chat in through:
        own = [moment for moment, other in through if other == chat and begin <= moment < begin + 60]
        assert len(own) <= (40 if chat < 0 else 65)


async def test_the_library_sees_retry_after_and_other_people_are_not_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with running(rate_limits=True) as rig:
        rig.box.people.start(BUDI)
        for _ in range(5):
            await rig.bot.send_message(ANI, "x")
        with pytest.raises(RetryAfter):
            await rig.bot.send_message(ANI, "x")
        await rig.bot.send_message(BUDI, "x")
        assert rig.box.log[-2].code == 429
        assert len(rig.box.messages(ANI)) == 6


async def test_an_album_counts_each_of_its_pictures() -> None:
    async with running(rate_limits=True) as rig:
        photo = rig.box.people.upload(ANI, ANI, PNG, "a.png", "image/png", as_photo=True).media
        assert photo is not None
        media = [{"type": "photo", "media": photo.file.id}] * 3
        await rig.result("sendMediaGroup", chat_id=ANI, media=media)
        status, _ = await rig.call("sendMediaGroup", chat_id=ANI, media=media)
        assert status == 429


async def test_answers_and_reads_are_never_limited() -> None:
    async with running(rate_limits=True) as rig:
        for _ in range(50):
            await rig.result("getChat", chat_id=ANI)


async def test_without_limits_nothing_is_held_back() -> None:
    async with running(rate_limits=False) as rig:
        for _ in range(50):
            await rig.result("sendMessage", chat_id=ANI, text="x")
