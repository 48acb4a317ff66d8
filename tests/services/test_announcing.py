"""Announcements: publishing once, the second person, and every move allowed or refused."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from domain.announcement import MOVES, Announcement, Audience, Body, Miss, Move, Reach, State, moved
from domain.delivery import RetryLater, Sent
from domain.people import Actor
from services import announcement_audience, announcing
from services.announcement_delivery import shown
from storage import data_rights
from storage.engine import Database, Transaction
from storage.tables import announcements, audit, grants
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.services.announcing_play import (
    AUTHOR,
    EVERYBODY,
    GROUPS_ONLY,
    OTHER,
    REACHED,
    RECIPIENTS,
    STAFF,
    THIRD,
    Play,
    play,
)

LATER = NOW + timedelta(days=1)


async def test_reach_counts_who_can_be_written_to_and_who_can_not(db: Database) -> None:
    scene = await play(db)
    cast = scene.cast

    async def reach(audience: Audience) -> Reach:
        return await db.read(announcing.reach, cast.author, audience)

    assert await reach(EVERYBODY) == Reach(linked=7, never_started=2, unreachable=1, groups=2, lame_groups=1)
    assert await reach(GROUPS_ONLY) == Reach(groups=2, lame_groups=1)
    assert await reach(Audience(groups=True, people=True, units=(cast.health,))) == Reach(3, 2, 1, 1, 1)
    assert await reach(Audience(groups=True, people=True, kinds=("puskesmas",))) == Reach(3, 1, 1, 0, 1)
    assert await reach(Audience(groups=False, people=True, roles=("admin",))) == Reach(linked=3)
    assert await reach(Audience(groups=False, people=True, roles=("admin", "auditor"))) == Reach(linked=4)
    assert await reach(Audience(groups=False, people=True, roles=("employee",))) == Reach(7, 2, 1)
    assert await reach(Audience(groups=False, people=True, units=(cast.clinic,), roles=("admin",))) == Reach()
    with refused("announce.nobody"):
        await reach(Audience(groups=False, people=False))


async def test_an_audience_is_told_by_codes_and_names(db: Database) -> None:
    scene = await play(db)
    named = announcement_audience.named
    found = await db.read(named, groups=True, people=True, codes=["DINKES"], roles=["Admin"], kinds=["opd"])
    assert found == Audience(groups=True, people=True, units=(scene.cast.health,), roles=("admin",), kinds=("opd",))
    with refused("roster.unknown_unit", code="dinkez"):
        await db.read(named, groups=True, people=False, codes=["dinkez"])
    with refused("announce.unknown_kind", value="rsud", known="opd, puskesmas"):
        await db.read(named, groups=True, people=False, kinds=["rsud"])
    with refused("announce.unknown_role"):
        await db.read(named, groups=True, people=False, roles=["boss"])
    with refused("announce.nobody"):
        await db.read(named, groups=False, people=False)


async def test_what_is_published_goes_to_everybody_who_can_be_reached(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    assert (made.state, made.author, made.version, made.body) == (State.SCHEDULED, "Pegawai 1", 1, Body("Apel pagi"))
    await scene.tick()
    posts = await scene.send()
    assert {post.chat_id for post in posts} == {-1, -2, AUTHOR, OTHER, THIRD, 703, *STAFF}
    assert {post.thread_id for post in posts if post.chat_id == -2} == {9}
    await scene.tick()
    assert (await scene.one(made.id)).state is State.DONE
    progress = await scene.progress(made.id)
    assert (progress.sent, progress.queued, progress.failed) == (REACHED, 0, {})
    assert progress.unreachable == {Miss.NEVER_STARTED: 2, Miss.UNREACHABLE: 1, "kicked": 1}
    assert progress.total == RECIPIENTS


async def test_the_same_key_publishes_once(db: Database) -> None:
    scene = await play(db)
    async with asyncio.timeout(30):
        made = await asyncio.gather(*(scene.publish() for _ in range(8)))
    assert len({one.id for one in made}) == 1
    assert (await scene.publish("Lain")).body == Body("Apel pagi")
    await scene.tick()
    assert len(await scene.queued("announcement")) == REACHED
    entries = select(audit).where(audit.c.action == "announce")
    assert len(await db.read(lambda tx: tx.execute(entries).all())) == 1


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (Body(" \n"), "announce.empty"),
        (Body("x" * 4097), "announce.too_long"),
        (Body("😀" * 2049), "announce.too_long"),
        (Body("x" * 1025, (), {"kind": "photo", "id": "f"}), "announce.too_long"),
        (Body("", (), {"kind": "sticker", "id": "f"}), "announce.file"),
        (Body("", (), {"kind": "photo", "id": ""}), "announce.file"),
    ],
)
async def test_a_body_that_telegram_would_refuse_is_refused(db: Database, body: Body, key: str) -> None:
    scene = await play(db)
    with refused(key):
        await scene.publish(body=body)


@pytest.mark.parametrize(
    "body",
    [
        Body("😀" * 2048),
        Body("x" * 1024, (), {"kind": "photo", "id": "f"}),
        Body("", (), {"kind": "document", "id": "f"}),
    ],
)
async def test_the_longest_body_is_taken(db: Database, body: Body) -> None:
    scene = await play(db)
    made = await scene.publish(body=body)
    assert (await scene.one(made.id)).body == body


async def test_with_nobody_to_reach_nothing_is_published(db: Database) -> None:
    scene = await play(db)
    with refused("announce.no_recipients"):
        await scene.publish(audience=Audience(groups=True, people=False, kinds=("puskesmas",)))
    assert await db.read(lambda tx: tx.execute(select(announcements)).all()) == []


async def test_it_waits_for_its_time(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(at=LATER)
    await scene.tick()
    assert (await scene.one(made.id)).state is State.SCHEDULED
    scene.now = LATER - timedelta(seconds=2)
    await scene.tick()
    assert (await scene.one(made.id)).state is State.SCHEDULED
    await scene.tick()
    assert (await scene.one(made.id)).started_at == LATER


async def test_a_time_that_has_passed_is_now(db: Database) -> None:
    scene = await play(db)
    assert (await scene.publish(at=NOW - timedelta(days=1))).send_at == NOW


async def waiting(scene: Play, **how: object) -> Announcement:
    made = await scene.publish(threshold=RECIPIENTS - 1, **how)  # type: ignore[arg-type]
    assert made.state is State.WAITING
    return made


async def test_many_recipients_need_a_second_person(db: Database) -> None:
    scene = await play(db)
    assert (await scene.publish(threshold=RECIPIENTS, key="few")).state is State.SCHEDULED
    made = await waiting(scene)
    asked = await scene.queued("announcement_approval")
    assert [chat for chat, _ in asked] == [OTHER, THIRD]
    assert asked[0][1] == {"announcement": made.id, "version": 1}
    await scene.tick()
    assert (await scene.one(made.id)).state is State.WAITING
    approved = await db.write(announcing.approve, scene.cast.other, made.id, scene.now)
    assert (approved.state, approved.approved_by) == (State.SCHEDULED, "Pegawai 2")
    assert await db.write(announcing.approve, scene.cast.other, made.id, scene.now) == approved
    told = await scene.queued("announcement_decided")
    assert told == [(AUTHOR, {"announcement": made.id, "approved": True, "by": 2, "correction": False})]


async def test_who_wrote_it_does_not_approve_it_from_another_account_either(db: Database) -> None:
    scene = await play(db)
    made = await waiting(scene)
    with refused("announce.own"):
        await db.write(announcing.approve, scene.cast.author, made.id, NOW)

    def move_account(tx: Transaction) -> Actor:
        data_rights.end_link(tx, AUTHOR, NOW)
        author = scene.cast.author.employee
        assert author is not None
        return builders.linked(tx, builders.unit(tx, "lain"), 799, person=author)

    again = await db.write(move_account)
    for use_case in (announcing.approve, announcing.refuse):
        with refused("announce.own"):
            await db.write(use_case, again, made.id, NOW)


async def test_without_another_admin_nobody_could_approve(db: Database) -> None:
    scene = await play(db)
    await db.write(lambda tx: tx.execute(delete(grants).where(grants.c.employee_id.in_([2, 3]))))
    with refused("announce.nobody_approves"):
        await scene.publish(threshold=1)
    assert await db.read(lambda tx: tx.execute(select(announcements)).all()) == []


async def test_a_refusal_ends_it_and_is_told(db: Database) -> None:
    scene = await play(db)
    made = await waiting(scene)
    assert (await db.write(announcing.refuse, scene.cast.other, made.id, NOW)).state is State.CANCELLED
    assert (await db.write(announcing.refuse, scene.cast.third, made.id, NOW)).state is State.CANCELLED
    with refused("announce.move", state="cancelled", move="approve"):
        await db.write(announcing.approve, scene.cast.third, made.id, NOW)
    assert [params["approved"] for _, params in await scene.queued("announcement_decided")] == [False]


async def test_of_two_admins_who_decide_at_once_one_is_heard(db: Database) -> None:
    scene = await play(db)
    made = await waiting(scene)
    async with asyncio.timeout(30):
        results = await asyncio.gather(
            db.write(announcing.approve, scene.cast.other, made.id, NOW),
            db.write(announcing.refuse, scene.cast.third, made.id, NOW),
            return_exceptions=True,
        )
    assert sum(isinstance(one, Announcement) for one in results) == 1
    assert len(await scene.queued("announcement_decided")) == 1


async def test_an_edit_of_what_was_approved_waits_again(db: Database) -> None:
    scene = await play(db)
    made = await waiting(scene, at=LATER)
    await db.write(announcing.approve, scene.cast.other, made.id, NOW)
    edited = await db.write(
        announcing.edit, scene.cast.other, made.id, NOW, threshold=RECIPIENTS - 1, body=Body("Apel siang")
    )
    assert (edited.state, edited.version, edited.approved_at) == (State.WAITING, 2, None)
    with refused("announce.own"):
        await db.write(announcing.approve, scene.cast.other, made.id, NOW)
    approved = await db.write(announcing.approve, scene.cast.author, made.id, NOW)
    assert (approved.state, approved.body) == (State.SCHEDULED, Body("Apel siang"))


async def test_a_smaller_audience_needs_no_approval_any_more(db: Database) -> None:
    scene = await play(db)
    made = await waiting(scene)
    edited = await db.write(announcing.edit, scene.cast.author, made.id, NOW, threshold=3, audience=GROUPS_ONLY)
    assert (edited.state, edited.audience) == (State.SCHEDULED, GROUPS_ONLY)


async def test_an_edit_changes_what_is_named_and_nothing_twice(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(at=LATER)
    same = await db.write(announcing.edit, scene.cast.author, made.id, NOW, threshold=0, body=Body("Apel pagi"))
    assert same == made
    edited = await db.write(announcing.edit, scene.cast.author, made.id, NOW, threshold=0, send_at=NOW, ask_read=False)
    assert (edited.send_at, edited.ask_read, edited.body, edited.version) == (NOW, False, Body("Apel pagi"), 2)
    with refused("announce.empty"):
        await db.write(announcing.edit, scene.cast.author, made.id, NOW, threshold=0, body=Body(""))


async def state_reached(scene: Play, state: State) -> int:
    """The number of an announcement in this state."""
    made = await scene.publish(at=LATER, threshold=1 if state is State.WAITING else 0)
    if state in {State.WAITING, State.SCHEDULED}:
        return made.id
    if state is State.CANCELLED:
        await scene.db.write(announcing.cancel, scene.cast.author, made.id, NOW)
        return made.id
    scene.now = LATER
    await scene.tick()
    if state is State.PAUSED:
        await scene.db.write(announcing.pause, scene.cast.author, made.id, scene.now)
    if state is State.WITHDRAWN:
        await scene.db.write(announcing.withdraw, scene.cast.author, made.id, scene.now)
    if state is State.DONE:
        await scene.send()
        await scene.tick()
    return made.id


async def make(scene: Play, move: Move, number: int) -> Announcement:
    """Another admin makes this move."""
    actor, now = scene.cast.other, scene.now
    if move is Move.EDIT:
        return await scene.db.write(announcing.edit, actor, number, now, threshold=0, body=Body("Lain"))
    if move is Move.CORRECT:
        return await scene.db.write(announcing.correct, actor, number, Body("Lain"), now)
    return await scene.db.write(getattr(announcing, move.value), actor, number, now)


PEOPLE_S_MOVES = [move for move in Move if move not in {Move.START, Move.FINISH}]
# Pressed again, or what it would bring about is so already: nothing changes and nothing is refused.
HARMLESS = {
    (State.PAUSED, Move.PAUSE), (State.SENDING, Move.RESUME), (State.CANCELLED, Move.CANCEL),
    (State.CANCELLED, Move.REFUSE), (State.WITHDRAWN, Move.WITHDRAW),
}  # fmt: skip


@pytest.mark.parametrize("move", PEOPLE_S_MOVES)
@pytest.mark.parametrize("state", State)
async def test_every_move_is_allowed_or_refused_as_the_table_says(db: Database, state: State, move: Move) -> None:
    scene = await play(db)
    number = await state_reached(scene, state)
    before = await scene.one(number)
    assert before.state is state
    if (state, move) in HARMLESS:
        assert await make(scene, move, number) == before
    elif move in before.moves:
        assert (await make(scene, move, number)).state is MOVES[state][move]
    else:
        with refused("announce.move"):
            await make(scene, move, number)
        assert await scene.one(number) == before


def test_a_move_that_is_not_in_the_table_is_refused() -> None:
    with refused("announce.move", state="done", move="pause"):
        moved(State.DONE, Move.PAUSE)


async def test_what_was_stopped_on_its_way_can_be_withdrawn(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await scene.tick()
    await scene.send(3)
    await db.write(announcing.cancel, scene.cast.author, made.id, scene.now)
    assert (await scene.progress(made.id)).failed == {"cancelled": REACHED - 3}
    assert (await db.write(announcing.withdraw, scene.cast.author, made.id, scene.now)).state is State.WITHDRAWN
    await scene.tick()
    assert len(await scene.queued("announcement_delete")) == 3


async def test_nothing_is_moved_that_is_not_there(db: Database) -> None:
    scene = await play(db)
    for use_case in (announcing.approve, announcing.cancel, announcing.pause, announcing.withdraw):
        with refused("announce.gone"):
            await db.write(use_case, scene.cast.author, 404, NOW)


async def test_a_pause_holds_back_what_waits_and_a_resumption_lets_it_go(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await scene.tick()
    await scene.send(2)
    in_hand = await scene.claim(3)
    paused = await db.write(announcing.pause, scene.cast.author, made.id, scene.now)
    assert paused.state is State.PAUSED
    await scene.record(in_hand[0], Sent())
    await scene.record(in_hand[1], RetryLater(1))
    scene.now += timedelta(hours=1)
    assert await scene.claim() == []
    await scene.tick()
    assert (await scene.one(made.id)).state is State.PAUSED
    await db.write(announcing.resume, scene.cast.author, made.id, scene.now)
    rest = await scene.send()
    assert len(rest) == REACHED - 4
    await scene.record(in_hand[2], Sent())
    await scene.tick()
    assert (await scene.one(made.id)).state is State.DONE
    assert (await scene.progress(made.id)).sent == REACHED


async def test_a_message_that_waits_for_another_try_keeps_its_time_when_all_goes_on(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await scene.tick()
    (first, second) = await scene.claim()
    await db.write(announcing.pause, scene.cast.author, made.id, scene.now)
    await db.write(announcing.resume, scene.cast.author, made.id, scene.now)
    await scene.record(first, RetryLater(600))
    await scene.record(second, Sent())
    assert await scene.claim() == []
    scene.now += timedelta(seconds=600)
    assert [post.id for post in await scene.claim()] == [first.id]


async def test_a_cancelled_message_that_is_tried_again_has_nothing_to_say(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await scene.tick()
    (held,) = await scene.claim(1)
    text = await scene.render(held)
    await db.write(announcing.cancel, scene.cast.author, made.id, scene.now)
    await scene.deliver(held, RetryLater(1), text)
    assert await db.read(shown, made.id) is None
    scene.now += timedelta(seconds=1)
    (again,) = await scene.claim()
    await scene.record(again, Sent())
    assert (await scene.progress(made.id)).failed == {"cancelled": 2}


async def test_the_list_of_announcements_is_paged_the_newest_first(db: Database) -> None:
    scene = await play(db)
    for number in range(announcing.PAGE + 1):
        await scene.publish(f"Apel {number}", key=f"k{number}")
    first = await db.read(announcing.listing, scene.cast.auditor, 0)
    assert (first.page, first.pages, first.announcements[0].body.text) == (0, 2, f"Apel {announcing.PAGE}")
    last = await db.read(announcing.listing, scene.cast.author, 99)
    assert (last.page, [one.body.text for one in last.announcements]) == (1, ["Apel 0"])


async def test_the_command_line_publishes_without_an_author(db: Database) -> None:
    scene = await play(db)
    made = await db.write(
        announcing.publish_directly, "cli-1", Body("Apel"), EVERYBODY, None, NOW, ask_read=False, threshold=1
    )
    assert (made.author, made.author_id, made.state) == ("", None, State.WAITING)
    assert [chat for chat, _ in await scene.queued("announcement_approval")] == [AUTHOR, OTHER, THIRD]
    assert (await db.write(announcing.approve, scene.cast.author, made.id, NOW)).state is State.SCHEDULED
    assert await scene.queued("announcement_decided") == []


async def test_every_move_stands_in_the_log(db: Database) -> None:
    scene = await play(db)
    made = await waiting(scene)
    await db.write(announcing.approve, scene.cast.other, made.id, NOW)
    await scene.tick()
    for move in (Move.PAUSE, Move.RESUME):
        await make(scene, move, made.id)
    await db.write(announcing.cancel, scene.cast.author, made.id, NOW)
    query = (
        select(audit.c.actor, audit.c.action).where(audit.c.subject == f"announcement:{made.id}").order_by(audit.c.id)
    )
    assert [tuple(row) for row in await db.read(lambda tx: tx.execute(query).all())] == [
        ("account:700", "announce"), ("account:701", "approve_announcement"), ("account:701", "pause_announcement"),
        ("account:701", "resume_announcement"), ("account:700", "cancel_announcement"),
    ]  # fmt: skip
