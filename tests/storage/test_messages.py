"""The inbox of updates, and the outbox with its claims and results."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from domain.messages import ClaimedPost, Lane, Post
from storage import messages, people
from storage.engine import Database
from storage.tables import inbox, outbox
from tests.builders import NOW

SECOND = timedelta(seconds=1)
LEASE = timedelta(minutes=2)


def post(key: str, chat_id: int = 700, lane: Lane = Lane.TRANSACTIONAL, thread_id: int | None = None) -> Post:
    return Post(key, "receipt", chat_id, {"signature": key}, lane, thread_id)


async def take(
    db: Database, now: datetime = NOW, wall: datetime = NOW, limit: int = 10, sender: str = "a"
) -> tuple[ClaimedPost, ...]:
    return await db.write(messages.claim, sender, now, wall, wall + LEASE, limit)


def keys(posts: tuple[ClaimedPost, ...]) -> list[object]:
    return [one.params["signature"] for one in posts]


async def row(db: Database, key: str) -> Any:
    return await db.read(lambda tx: tx.execute(select(outbox).where(outbox.c.dedupe_key == key)).one())


async def test_updates_are_kept_once_and_come_back_oldest_first(db: Database) -> None:
    assert await db.write(messages.keep_updates, [(3, "c"), (1, "a")], NOW) == 2
    assert await db.write(messages.keep_updates, [(1, "other"), (2, "b"), (2, "twice")], NOW) == 1
    assert await db.read(messages.pending_updates) == ((1, "a"), (2, "b"), (3, "c"))
    assert await db.write(messages.keep_updates, [], NOW) == 0


@pytest.mark.parametrize("count", [1, 2, 500, 501, 1203])
async def test_the_number_of_new_updates_is_told_for_any_size_of_batch(db: Database, count: int) -> None:
    rows = [(number, "{}") for number in range(count)]
    await db.write(messages.keep_updates, rows[::3], NOW)
    assert await db.write(messages.keep_updates, rows, NOW) == count - len(rows[::3])
    assert len(await db.read(messages.pending_updates)) == count


async def test_a_finished_update_is_gone_and_a_parked_one_is_kept_aside(db: Database) -> None:
    await db.write(messages.keep_updates, [(1, "a"), (2, "b"), (3, "c")], NOW)
    await db.write(messages.drop_update, 1)
    await db.write(messages.park_update, 2, "KeyError", NOW)
    assert await db.read(messages.pending_updates) == ((3, "c"),)
    parked = await db.read(lambda tx: tx.execute(select(inbox).where(inbox.c.update_id == 2)).one())
    assert (parked.parked_at, parked.error, parked.payload) == (NOW, "KeyError", "b")
    assert await db.write(messages.keep_updates, [(2, "b")], NOW) == 0


async def test_a_post_is_queued_once_even_after_it_was_sent(db: Database) -> None:
    assert await db.write(messages.enqueue, [post("a"), post("b"), post("a")], NOW) == 2
    (first, _) = await take(db)
    await db.write(messages.finish, first.id, "sent", NOW, 55, "")
    assert await db.write(messages.enqueue, [post("a")], NOW) == 0
    assert await db.write(messages.enqueue, [], NOW) == 0


async def test_the_urgent_lane_goes_first_and_in_each_lane_the_oldest(db: Database) -> None:
    lanes = (Lane.BULK, Lane.TRANSACTIONAL, Lane.INTERACTIVE, Lane.BULK, Lane.TRANSACTIONAL, Lane.INTERACTIVE)
    await db.write(messages.enqueue, [post(f"{n}", lane=lane) for n, lane in enumerate(lanes)], NOW)
    assert keys(await take(db, limit=4)) == ["2", "5", "1", "4"]
    assert keys(await take(db, limit=4)) == ["0", "3"]
    assert await take(db) == ()


async def test_a_claimed_post_says_all_that_the_sender_needs(db: Database) -> None:
    await db.write(people.add_account, 700, "en", NOW)
    posts = [post("a"), Post("b", "announcement", -100, {"announcement": 4}, Lane.BULK, thread_id=9)]
    await db.write(messages.enqueue, posts, NOW)
    first, second = await take(db)
    assert first == ClaimedPost(first.id, "receipt", {"signature": "a"}, 700, None, Lane.TRANSACTIONAL, 1, "en")
    assert second == ClaimedPost(second.id, "announcement", {"announcement": 4}, -100, 9, Lane.BULK, 1, "id")


async def test_two_claimers_at_once_never_get_the_same_post(db: Database) -> None:
    await db.write(messages.enqueue, [post(f"{n}") for n in range(100)], NOW)
    async with asyncio.timeout(20):
        claims = await asyncio.gather(*(take(db, limit=7, sender=f"s{n}") for n in range(16)))
    ids = [one.id for claim in claims for one in claim]
    assert len(ids) == len(set(ids)) == 100
    assert max(map(len, claims)) <= 7


async def test_a_lease_keeps_others_away_until_it_runs_out(db: Database) -> None:
    await db.write(messages.enqueue, [post("a")], NOW)
    (first,) = await take(db, sender="a")
    assert await take(db, wall=NOW + LEASE - SECOND, sender="b") == ()
    (again,) = await take(db, wall=NOW + LEASE, sender="b")
    assert (again.id, first.attempt, again.attempt) == (first.id, 1, 1)
    assert (await row(db, "a")).lease_by == "b"


async def test_leases_follow_the_wall_and_what_is_due_the_clock(db: Database) -> None:
    await db.write(messages.enqueue, [post("a")], NOW + LEASE)
    assert await take(db, now=NOW, wall=NOW + 10 * LEASE) == ()
    assert len(await take(db, now=NOW + LEASE, wall=NOW)) == 1
    assert await take(db, now=NOW + 10 * LEASE, wall=NOW) == ()


async def test_a_post_is_not_claimed_before_its_time(db: Database) -> None:
    await db.write(messages.enqueue, [post("a")], NOW)
    (first,) = await take(db)
    await db.write(messages.put_back, first.id, NOW + 30 * SECOND, "retry", tried=True)
    assert await take(db, now=NOW + 29 * SECOND) == ()
    (again,) = await take(db, now=NOW + 30 * SECOND)
    assert again.attempt == 2
    kept = await row(db, "a")
    assert (kept.not_before, kept.reason) == (NOW + 30 * SECOND, "retry")
    await db.write(messages.put_back, first.id, NOW, "retry")
    assert [one.attempt for one in await take(db)] == [2]


async def test_a_sent_post_keeps_its_message_and_a_failed_one_its_reason(db: Database) -> None:
    await db.write(messages.enqueue, [post("a"), post("b")], NOW)
    first, second = await take(db)
    await db.write(messages.finish, first.id, "sent", NOW + SECOND, 55, "")
    await db.write(messages.finish, second.id, "failed", NOW + SECOND, None, "blocked")
    sent, failed = await row(db, "a"), await row(db, "b")
    assert (sent.status, sent.message_id, sent.reason, sent.finished_at) == ("sent", 55, "", NOW + SECOND)
    assert (failed.status, failed.message_id, failed.reason) == ("failed", None, "blocked")
    assert (sent.lease_until, sent.lease_by) == (None, None)
    assert await take(db, wall=NOW + 10 * LEASE) == ()


async def test_what_is_finished_stays_as_it_is(db: Database) -> None:
    await db.write(messages.enqueue, [post("a", thread_id=4)], NOW)
    (first,) = await take(db)
    await db.write(messages.finish, first.id, "sent", NOW, 55, "")
    before = await row(db, "a")
    await db.write(messages.finish, first.id, "failed", NOW + SECOND, None, "late")
    await db.write(messages.put_back, first.id, NOW, "retry")
    await db.write(messages.move_to_main_topic, first.id, NOW, "topic_closed")
    await db.write(messages.rewrite_chat, 700, -100900)
    assert await row(db, "a") == before


async def test_a_post_whose_topic_is_gone_goes_to_the_main_one(db: Database) -> None:
    await db.write(messages.enqueue, [post("a", thread_id=4), post("b", thread_id=4)], NOW)
    first, _ = await take(db)
    await db.write(messages.move_to_main_topic, first.id, NOW, "topic_closed")
    (again,) = await take(db)
    assert (again.id, again.thread_id) == (first.id, None)
    assert (await row(db, "a")).reason == "topic_closed"
    assert (await row(db, "b")).thread_id == 4


async def test_queued_posts_follow_a_group_to_its_new_id(db: Database) -> None:
    await db.write(messages.enqueue, [post("a", -5), post("b", -6), post("c", -5)], NOW)
    await db.write(messages.rewrite_chat, -5, -1005)
    assert [one.chat_id for one in await take(db)] == [-1005, -6, -1005]


async def test_what_waits_for_a_chat_can_be_dropped(db: Database) -> None:
    await db.write(messages.enqueue, [post("a", -5), post("b", -6), post("c", -5)], NOW)
    first, _, _ = await take(db)
    await db.write(messages.finish, first.id, "sent", NOW, 55, "")
    await db.write(messages.drop_queued, -5, NOW + SECOND, "unlinked")
    found = [await row(db, key) for key in "abc"]
    assert [(one.status, one.reason) for one in found] == [("sent", ""), ("queued", ""), ("failed", "unlinked")]
    assert found[2].finished_at == NOW + SECOND


async def test_what_did_not_arrive_is_counted_and_queued_once_more_for_the_present_topic(db: Database) -> None:
    ends = {"a": ("failed", "kicked"), "b": ("sent", ""), "c": ("failed", "unlinked"), "d": ("failed", "obsolete")}
    await db.write(messages.enqueue, [post(key, -5, thread_id=4) for key in ends], NOW)
    await db.write(messages.enqueue, [post("e", -6), replace(post("f", -5), kind="reminder")], NOW)
    elsewhere = [("failed", "kicked")] * 2
    for claimed, (status, reason) in zip(await take(db), [*ends.values(), *elsewhere], strict=True):
        await db.write(messages.finish, claimed.id, status, NOW, None, reason)
    assert await db.read(messages.count_undelivered, -5, post("a").kind, NOW) == 1
    assert await db.read(messages.count_undelivered, -5, post("a").kind, NOW + SECOND) == 0
    assert await db.write(messages.requeue_undelivered, -5, 9, post("a").kind, NOW, NOW + SECOND) == 1
    assert await db.write(messages.requeue_undelivered, -5, 9, post("a").kind, NOW, NOW + SECOND) == 0
    (again,) = await take(db, NOW + SECOND)
    found = await row(db, "a")
    assert (again.id, again.thread_id, again.attempt, found.finished_at) == (found.id, 9, 1, None)


async def test_a_post_has_one_of_three_states(db: Database) -> None:
    values = {
        "dedupe_key": "x", "kind": "x", "params": {}, "chat_id": 1, "lane": 1, "status": "lost", "not_before": NOW,
        "attempts": 0, "created_at": NOW, "reason": "",
    }  # fmt: skip
    with pytest.raises(DBAPIError):
        await db.write(lambda tx: tx.execute(insert(outbox).values(**values)))
