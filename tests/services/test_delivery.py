"""The inbox and the outbox as their workers use them, and whether the database answers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain import delivery
from domain.delivery import Decision, Reason
from domain.messages import ClaimedPost, Group, Post
from services import health, incoming, outgoing
from storage import groups, messages
from storage.engine import Database
from storage.tables import outbox
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(seconds=5)
PERSON, GROUP = 900, -5


async def claimed(db: Database, chat_id: int = PERSON) -> ClaimedPost:
    """A post to a known person or to topic 9 of a linked group, claimed once."""
    await db.write(builders.stranger, PERSON)
    await db.write(groups.link, Group(GROUP, 9, "ZI", None, ""), PERSON, NOW)
    post = Post("a", "receipt", chat_id, {"signature": "x"}, thread_id=9 if chat_id == GROUP else None)
    await db.write(messages.enqueue, [post], NOW)
    (found,) = await db.write(outgoing.claim, "one", NOW, NOW, 10)
    return found


async def row(db: Database) -> Any:
    return await db.read(lambda tx: tx.execute(select(outbox)).one())


async def after(db: Database, decision: Decision, chat_id: int = PERSON, message_id: int | None = None) -> Any:
    post = await claimed(db, chat_id)
    await db.write(outgoing.record, post, decision, message_id, LATER)
    return await row(db)


async def test_a_post_is_leased_for_a_while_of_the_wall(db: Database) -> None:
    first = await claimed(db)
    almost = NOW + outgoing.LEASE - timedelta(seconds=1)
    assert await db.write(outgoing.claim, "two", NOW + timedelta(days=1), almost, 10) == ()
    (again,) = await db.write(outgoing.claim, "two", NOW, NOW + outgoing.LEASE, 10)
    assert (again.id, again.attempt) == (first.id, 1)


async def test_a_lease_that_is_renewed_lasts_longer_unless_somebody_else_has_it(db: Database) -> None:
    first = await claimed(db)
    await db.write(outgoing.renew, "one", [first.id], NOW + outgoing.RENEWAL)
    assert await db.write(outgoing.claim, "two", NOW, NOW + outgoing.LEASE, 10) == ()
    late = NOW + outgoing.RENEWAL + outgoing.LEASE
    assert len(await db.write(outgoing.claim, "two", NOW, late, 10)) == 1
    await db.write(outgoing.renew, "one", [first.id], late + 9 * outgoing.LEASE)
    assert len(await db.write(outgoing.claim, "three", NOW, late + outgoing.LEASE, 10)) == 1


async def test_a_sent_post_keeps_its_message(db: Database) -> None:
    found = await after(db, delivery.Sent(), message_id=55)
    assert (found.status, found.message_id, found.finished_at) == ("sent", 55, LATER)


@pytest.mark.parametrize("decision", [delivery.RetryLater(30), delivery.WaitScope(30)])
async def test_a_post_to_be_tried_again_waits(db: Database, decision: Decision) -> None:
    found = await after(db, decision)
    assert (found.status, found.not_before, found.reason) == ("queued", LATER + timedelta(seconds=30), "retry")
    assert (found.lease_by, found.lease_until) == (None, None)


async def test_a_post_waits_a_minute_when_the_token_is_not_accepted(db: Database) -> None:
    found = await after(db, delivery.Halt(Reason.UNAUTHORIZED))
    assert (found.status, found.not_before, found.reason) == ("queued", LATER + timedelta(minutes=1), "unauthorized")


@pytest.mark.parametrize(
    "decision",
    [
        delivery.Bug(Reason.CONTENT_REJECTED),
        delivery.GiveUp(Reason.UNCONFIRMED),
        delivery.SendAnew(Reason.MESSAGE_GONE),
    ],
)
async def test_a_post_that_can_not_arrive_is_closed_with_the_reason_and_the_person_stays_reachable(
    db: Database, decision: Any
) -> None:
    found = await after(db, decision)
    assert (found.status, found.reason, found.message_id) == ("failed", decision.reason, None)
    assert (await db.read(builders.actor, PERSON)).account.reachable is True


async def test_a_person_who_blocked_the_bot_is_not_written_to_any_more(db: Database) -> None:
    found = await after(db, delivery.Unreachable(Reason.BLOCKED))
    assert (found.status, found.reason) == ("failed", "blocked")
    assert (await db.read(builders.actor, PERSON)).account.reachable is False


async def test_a_group_that_threw_the_bot_out_is_in_trouble_until_a_message_arrives(db: Database) -> None:
    found = await after(db, delivery.Unreachable(Reason.KICKED), GROUP)
    assert (found.status, found.reason) == ("failed", "kicked")
    group = await db.read(groups.group, GROUP)
    assert group is not None
    assert group.trouble == "kicked"
    assert (await db.read(builders.actor, PERSON)).account.reachable is True
    await db.write(messages.enqueue, [Post("b", "group_test", GROUP)], NOW)
    (test,) = await db.write(outgoing.claim, "one", NOW, NOW, 10)
    await db.write(outgoing.record, test, delivery.Sent(), 56, LATER)
    group = await db.read(groups.group, GROUP)
    assert group is not None
    assert group.trouble == ""


@pytest.mark.parametrize("reason", [Reason.TOPIC_MISSING, Reason.TOPIC_CLOSED])
async def test_a_group_whose_topic_is_gone_or_closed_is_written_to_without_it(db: Database, reason: Reason) -> None:
    found = await after(db, delivery.Unreachable(reason), GROUP)
    assert (found.status, found.thread_id, found.not_before, found.reason) == ("queued", None, LATER, reason)
    group = await db.read(groups.group, GROUP)
    assert group is not None
    assert (group.thread_id, group.trouble) == (None, "")


async def test_a_main_topic_that_is_closed_is_trouble_and_nothing_is_tried_for_ever(db: Database) -> None:
    post = replace(await claimed(db, GROUP), thread_id=None)
    await db.write(outgoing.record, post, delivery.Unreachable(Reason.TOPIC_CLOSED), None, LATER)
    assert ((await row(db)).status, (await row(db)).reason) == ("failed", "topic_closed")
    group = await db.read(groups.group, GROUP)
    assert group is not None
    assert group.trouble == "topic_closed"


async def test_a_group_that_became_a_supergroup_gets_the_post_at_its_new_place(db: Database) -> None:
    found = await after(db, delivery.Migrate(-1005), GROUP)
    assert (found.status, found.chat_id, found.not_before, found.reason) == ("queued", -1005, LATER, "migrated")
    assert await db.read(groups.group, GROUP) is None
    group = await db.read(groups.group, -1005)
    assert group is not None
    assert (group.title, group.thread_id) == ("ZI", 9)


async def test_a_post_with_nothing_left_to_say_is_closed(db: Database) -> None:
    post = await claimed(db)
    await db.write(outgoing.drop, post, LATER)
    assert ((await row(db)).status, (await row(db)).reason) == ("failed", "obsolete")


async def test_the_first_result_of_a_post_stands(db: Database) -> None:
    post = await claimed(db)
    await db.write(outgoing.record, post, delivery.Sent(), 55, LATER)
    before = await row(db)
    for decision in (delivery.RetryLater(1), delivery.GiveUp(Reason.NETWORK), delivery.Sent()):
        await db.write(outgoing.record, post, decision, 66, LATER)
    assert await row(db) == before


async def test_updates_are_kept_until_they_are_handled_or_parked(db: Database) -> None:
    assert await db.write(incoming.keep, [(2, "b"), (1, "a"), (3, "c")], NOW) == 3
    assert await db.write(incoming.keep, [(2, "b")], NOW) == 0
    await db.write(incoming.finish, 1)
    await db.write(incoming.park, 3, "KeyError", NOW)
    assert await db.read(incoming.pending) == ((2, "b"),)


async def test_a_database_that_is_there_answers(db: Database) -> None:
    assert await db.read(health.answers) is True
