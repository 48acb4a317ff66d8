"""The sender delivers at least once, writes down what became of each message, and never sends one row twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot import sender
from bot.limiter import LaneLimiter
from domain.messages import ClaimedPost, Lane, Post
from services import outgoing
from storage import people
from storage.engine import Transaction
from storage.tables import deadlines, outbox
from tests.bot.post_office import ADMIN, BODY, FORUM, GROUP, HEAD, SECONDS, PostOffice, post_office, wall
from tests.handlers.dialogue import unhurried

Act = Callable[[PostOffice], object]


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    with unhurried():
        async with post_office(sqlite_url) as running:
            yield running


async def test_a_message_is_sent_and_its_number_kept(post: PostOffice) -> None:
    async with post.sending():
        await post.enqueue(post.announcement(HEAD), post.announcement(GROUP))
        assert await post.ended() == [("sent", "", 1), ("sent", "", 1)]
    (message,) = post.received(HEAD)
    assert BODY in message.text
    assert [BODY in one.text for one in post.received(GROUP)] == [True]


async def test_a_key_that_was_ever_used_is_not_sent_again(post: PostOffice) -> None:
    async with post.sending():
        await post.enqueue(post.announcement(HEAD, "one"), post.announcement(HEAD, "one"))
        await post.ended()
        await post.enqueue(post.announcement(HEAD, "one"), post.announcement(HEAD, "two"))
        assert await post.ended() == [("sent", "", 1), ("sent", "", 1)]
    assert len(post.received(HEAD)) == 2


RETRIED: list[tuple[dict[str, Any], int, int]] = [
    # the fault, how often it strikes, messages that arrive in the end
    ({"kind": "error", "code": 500, "description": "Internal Server Error"}, 3, 1),
    ({"kind": "error", "code": 502, "description": "Bad Gateway"}, 2, 1),
    ({"kind": "break_before"}, 3, 1),
    ({"kind": "break_after"}, 2, 3),
    ({"kind": "error", "code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}, 1, 1),
]


@pytest.mark.parametrize(
    ("fault", "times", "arrived"), RETRIED, ids=[f"{fault['kind']} {fault.get('code', '')}" for fault, _, _ in RETRIED]
)
async def test_a_passing_trouble_is_retried_until_the_message_arrives(
    post: PostOffice, fault: dict[str, Any], times: int, arrived: int
) -> None:
    post.box.faults.add(method="sendMessage", times=times, **fault)
    async with post.sending():
        await post.enqueue(post.announcement(HEAD))
        ((status, _, attempts),) = await post.ended()
    tries = 1 if fault.get("code") == 429 else times + 1  # being asked to wait says nothing about the message
    assert (status, attempts) == ("sent", tries)
    assert len(post.received(HEAD)) == arrived


async def test_a_retry_waits_for_its_time(post: PostOffice) -> None:
    post.box.faults.add(method="sendMessage", kind="error")
    async with post.sending():
        await post.enqueue(post.announcement(HEAD))
        await post.box.until(lambda: [call for call in post.box.log if call.code == 500], SECONDS)
        await post.enqueue(post.announcement(ADMIN))
        await post.box.until(lambda: post.received(ADMIN), SECONDS)
        assert (await post.rows())[0] == ("queued", "retry", 1)
        assert post.received(HEAD) == []
        await post.later(timedelta(seconds=10))
        await post.box.until(lambda: post.received(HEAD), SECONDS)


UNREACHABLE: list[tuple[str, Act, int, str]] = [
    ("blocked", lambda post: post.box.people.block(HEAD), HEAD, "blocked"),
    ("deleted account", lambda post: post.box.people.deactivate(HEAD), HEAD, "deactivated"),
    ("never started", lambda post: setattr(post.box.world.users[HEAD], "started", False), HEAD, "never_started"),
    ("unknown", lambda post: post.box.world.chats.pop(HEAD), HEAD, "chat_not_found"),
    ("thrown out", lambda post: post.box.people.remove_bot(ADMIN, GROUP), GROUP, "kicked"),
    ("muted", lambda post: post.box.people.mute_bot(ADMIN, FORUM), FORUM, "no_rights"),
    ("group gone", lambda post: post.box.world.chats.pop(GROUP), GROUP, "chat_not_found"),
    (
        "group deleted",
        lambda post: post.box.faults.add(
            kind="error", method="sendMessage", code=403, description="Forbidden: the group chat was deleted"
        ),
        GROUP,
        "group_deleted",
    ),
    (
        "forbidden otherwise",
        lambda post: post.box.faults.add(kind="error", method="sendMessage", code=403, description="Forbidden: new"),
        HEAD,
        "forbidden",
    ),
]


@pytest.mark.parametrize(
    ("act", "chat", "reason"), [row[1:] for row in UNREACHABLE], ids=[row[0] for row in UNREACHABLE]
)
async def test_a_chat_that_takes_no_messages_is_marked_and_the_message_closed(
    post: PostOffice, act: Act, chat: int, reason: str
) -> None:
    act(post)
    async with post.sending():
        await post.enqueue(post.announcement(chat), post.announcement(ADMIN))
        assert await post.ended() == [("failed", reason, 1), ("sent", "", 1)]
    if chat > 0:
        assert await post.reachable(chat) is False
        assert await post.reachable(ADMIN) is True
    else:
        assert await post.group(chat) == (None, reason)


async def test_a_group_that_became_a_supergroup_gets_its_message_there(post: PostOffice) -> None:
    new = post.box.people.migrate(GROUP)
    async with post.sending():
        await post.enqueue(post.announcement(GROUP, "one"), post.announcement(GROUP, "two"))
        rows = await post.ended()
    assert [status for status, _, _ in rows] == ["sent", "sent"]
    assert [BODY in one.text for one in post.received(new)] == [True, True]
    assert (await post.group(GROUP), await post.group(new)) == (None, (None, ""))


async def test_a_message_for_a_topic_that_is_gone_arrives_in_the_main_topic(post: PostOffice) -> None:
    topic = post.box.people.create_topic(ADMIN, FORUM, "ZI").id
    async with post.sending():
        await post.enqueue(post.announcement(FORUM, "one", thread=topic))
        await post.ended()
        post.box.people.delete_topic(ADMIN, FORUM, topic)
        await post.enqueue(post.announcement(FORUM, "two", thread=topic))
        assert await post.ended() == [("sent", "", 1), ("sent", "", 1)]
    assert [one.topic for one in post.received(FORUM)] == [None]
    assert await post.group(FORUM) == (None, "")


async def test_a_mistake_of_ours_is_closed_and_told_loudly(post: PostOffice) -> None:
    post.box.faults.add(
        method="sendMessage", kind="error", code=400, description="Bad Request: can't parse entities: at byte 3"
    )
    with capture_logs() as logs:
        async with post.sending():
            await post.enqueue(post.announcement(HEAD), post.announcement(ADMIN))
            assert await post.ended() == [("failed", "content_rejected", 1), ("sent", "", 1)]
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["message refused"]
    assert await post.reachable(HEAD) is True


@pytest.mark.parametrize(
    "strange",
    [
        Post("strange", "nonsense", HEAD),
        Post("strange", "announcement", HEAD, {}),
        Post("strange", "announcement", HEAD, {"announcement": 999}),
        Post("strange", "receipt", HEAD, {"signature": "AAAAAAAAAA"}),
    ],
    ids=["unknown kind", "no number", "no announcement", "no signature"],
)
async def test_a_message_that_can_not_be_worded_is_given_up_after_a_few_tries(post: PostOffice, strange: Post) -> None:
    async with post.sending():
        await post.enqueue(strange, post.announcement(ADMIN))
        assert await post.ended() == [("failed", "unexpected", 3), ("sent", "", 1)]
    assert post.received(HEAD) == []


async def test_a_refused_token_keeps_the_messages_in_the_queue(post: PostOffice) -> None:
    fault = post.box.faults.add(method="sendMessage", kind="error", code=401, description="Unauthorized", times=None)
    with capture_logs() as logs:
        async with post.sending():
            await post.enqueue(post.announcement(HEAD))
            await post.box.until(lambda: [call for call in post.box.log if call.code == 401], SECONDS)
            await _until_written(post, ("queued", "unauthorized", 0))
            fault.times = 0
            await post.later(timedelta(minutes=2))
            assert [row[0] for row in await post.ended()] == ["sent"]
    assert [entry["log_level"] for entry in logs if entry["event"] == "message refused"] == ["error"]


async def _until_written(post: PostOffice, row: tuple[str, str, int]) -> None:
    async with asyncio.timeout(SECONDS):
        while await post.rows() != [row]:
            pass


async def test_a_reminder_with_nothing_left_to_say_is_dropped(post: PostOffice) -> None:
    async with post.sending():
        await post.enqueue(Post("old", "reminder", HEAD, {"deadlines": [998, 999]}))
        assert await post.ended() == [("failed", "obsolete", 1)]
    assert post.received(HEAD) == []


async def test_the_urgent_lane_goes_before_a_long_backlog(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "STOP_SECONDS", 0.05)
    slow = LaneLimiter(per_second=40, bulk_per_second=5, interactive_per_second=100)
    with unhurried():
        async with post_office(sqlite_url, slow) as post:
            await post.enqueue(*(post.announcement(HEAD, f"bulk {number}", Lane.BULK) for number in range(60)))
            async with post.sending():
                await post.box.until(lambda: len(post.received(HEAD)) > 2, SECONDS)
                await post.enqueue(post.announcement(ADMIN, "urgent", Lane.TRANSACTIONAL))
                await post.box.until(lambda: post.received(ADMIN), SECONDS)
                assert len(post.received(HEAD)) < 40
            # What waited for its turn when the sender was stopped is left to the next one, not lost and not closed.
            assert {row[0] for row in await post.rows()} == {"sent", "queued"}
            assert len([row for row in await post.rows() if row[0] == "sent"]) == len(post.received(HEAD)) + 1


async def test_in_a_crowd_only_a_few_posts_are_in_hand(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    claim = outgoing.claim

    def counted(tx: Transaction, name: str, now: datetime, wall: datetime, limit: int) -> tuple[ClaimedPost, ...]:
        asked.append(limit)
        return claim(tx, name, now, wall, limit)

    monkeypatch.setattr(outgoing, "claim", counted)
    await post.enqueue(*(post.announcement(HEAD, f"bulk {number}") for number in range(3)))
    async with post.sending(crowded=lambda: len(post.received(HEAD)) < 2):
        await post.box.until(lambda: len(post.received(HEAD)) == 3, SECONDS)
    assert asked[0] == sender.AT_ONCE_IN_A_CROWD
    assert max(asked) <= sender.AT_ONCE


async def test_two_senders_on_one_database_send_each_message_once(post: PostOffice) -> None:
    persons = [HEAD, ADMIN, 5001, 5002, 5004]
    posts = [post.announcement(person, f"{person} {number}") for number in range(20) for person in persons]
    async with post.sending(), post.sending():
        for start in range(0, len(posts), 20):
            await post.enqueue(*posts[start : start + 20])
        rows = await post.ended()
    assert Counter(rows) == {("sent", "", 1): len(posts)}
    assert [len(post.received(person)) for person in persons] == [20] * len(persons)


async def test_what_a_dead_sender_held_is_sent_when_its_lease_is_over(post: PostOffice) -> None:
    await post.enqueue(post.announcement(HEAD))
    now = post.office.clock.now()
    held = await post.office.db.write(outgoing.claim, "dead", now, wall(), 10)
    assert len(held) == 1
    async with post.sending():
        await post.enqueue(post.announcement(ADMIN))
        await post.box.until(lambda: post.received(ADMIN), SECONDS)
        assert post.received(HEAD) == []
    async with post.sending(wall=lambda: wall() + outgoing.LEASE + timedelta(seconds=1)):
        await post.box.until(lambda: post.received(HEAD), SECONDS)
        assert await post.ended() == [("sent", "", 1), ("sent", "", 1)]


async def test_what_waits_longer_than_a_lease_stays_in_its_sender_s_hands(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "RENEWAL_SECONDS", 0.05)
    monkeypatch.setattr(outgoing, "LEASE", timedelta(seconds=0.2))
    post.box.faults.add(method="sendMessage", kind="delay", seconds=0.7)
    async with post.sending(), post.sending():
        await post.enqueue(post.announcement(HEAD))
        assert await post.ended() == [("sent", "", 1)]
    assert len(post.received(HEAD)) == 1


async def test_a_jump_of_the_office_s_clock_takes_no_lease_away(post: PostOffice) -> None:
    post.box.faults.add(method="sendMessage", kind="delay", seconds=0.3)
    async with post.sending(), post.sending():
        await post.enqueue(post.announcement(HEAD))
        await post.later(timedelta(days=30))
        assert await post.ended() == [("sent", "", 1)]
    assert len(post.received(HEAD)) == 1


def _held(tx: Transaction) -> bool:
    """Whether somebody has a post in hand."""
    return tx.execute(select(outbox.c.id).where(outbox.c.lease_by.is_not(None))).first() is not None


async def test_a_sender_that_is_stopped_finishes_what_it_began(post: PostOffice) -> None:
    post.box.faults.add(method="sendMessage", kind="delay", seconds=0.2)
    async with post.sending():
        await post.enqueue(post.announcement(HEAD))
        async with asyncio.timeout(SECONDS):
            while not await post.office.db.read(_held):
                pass
    assert await post.rows() == [("sent", "", 1)]
    assert len(post.received(HEAD)) == 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
async def test_a_stop_in_the_moment_the_bell_rings_is_heard(post: PostOffice, turns: int) -> None:
    running = asyncio.create_task(sender.Sender(post.office, post.bot, post.bell).run())
    await asyncio.sleep(0.2)  # it has looked, and waits for the bell
    post.bell.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait({running}, timeout=SECONDS)
    running.cancel()
    assert done == {running}


async def test_messages_are_worded_in_the_reader_s_language_of_that_moment(post: PostOffice) -> None:
    number = await post.office.db.read(lambda tx: tx.execute(select(func.min(deadlines.c.id))).scalar_one())
    await post.enqueue(Post("one", "reminder", HEAD, {"deadlines": [number]}))
    await post.office.db.write(people.set_language, HEAD, "en")
    async with post.sending():
        await post.ended()
    assert "Just a friendly reminder" in post.received(HEAD)[0].text
