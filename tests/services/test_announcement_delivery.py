"""How announcements go out: page by page, corrected and taken back where they arrived, the numbers always adding up."""

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from domain.announcement import Body, Miss, Move, Progress, State
from domain.delivery import Decision, GiveUp, Migrate, Reason, RetryLater, Sent, Unreachable
from domain.errors import DomainError
from domain.messages import ClaimedPost
from services import announcement_delivery as delivery
from services import announcing, groups
from storage.announcement_copies import follow
from storage.engine import Database, Transaction
from storage.tables import announcement_copies, announcement_runs, outbox
from tests.builders import NOW
from tests.databases import opened
from tests.refusals import refused
from tests.services.announcing_play import (
    AUTHOR,
    GROUPS_ONLY,
    REACHED,
    RECIPIENTS,
    Play,
    play,
)

BETTER, BEST = Body("Apel siang"), Body("Apel sore")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAGE", 3)


@pytest.mark.usefixtures("small_pages")
async def test_pages_go_on_where_they_were_after_a_crash(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await db.write(delivery.start_due, NOW)

    def crash(tx: Transaction) -> None:
        delivery.expand(tx, NOW)
        raise RuntimeError

    pages = 0
    while True:
        with pytest.raises(RuntimeError):
            await db.write(crash)
        if not await db.write(delivery.expand, NOW):
            break
        pages += 1
    assert pages == 4  # 10 people by 3
    assert (await scene.progress(made.id)).total == RECIPIENTS
    assert len(await scene.queued("announcement")) == REACHED


async def test_a_tick_looks_first_whether_there_is_anything_to_do(db: Database) -> None:
    scene = await play(db)
    assert not await db.read(delivery.anything_to_do, NOW)
    made = await scene.publish(at=NOW + timedelta(seconds=1), audience=GROUPS_ONLY)
    assert not await db.read(delivery.anything_to_do, NOW)
    await scene.tick()
    assert await db.read(delivery.anything_to_do, scene.now)
    await scene.send()
    for _ in range(2):
        await scene.tick()
    assert not await db.read(delivery.anything_to_do, scene.now)
    await db.write(announcing.correct, scene.cast.author, made.id, BETTER, scene.now)
    assert await db.read(delivery.anything_to_do, scene.now)


@pytest.mark.usefixtures("small_pages")
async def test_two_processes_that_expand_at_once_make_every_copy_once(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await db.write(delivery.start_due, NOW)
    async with asyncio.timeout(30):
        for _ in range(10):
            await asyncio.gather(*(db.write(delivery.expand, NOW) for _ in range(3)))
    progress = await scene.progress(made.id)
    assert (progress.total, progress.queued, progress.expanded) == (RECIPIENTS, REACHED, True)


async def test_an_announcement_to_groups_is_expanded_in_one_go(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await db.write(delivery.start_due, NOW)
    assert await db.write(delivery.expand, NOW) == 3
    assert await db.write(delivery.expand, NOW) == 0
    assert (await scene.progress(made.id)).unreachable == {"kicked": 1}


async def test_it_is_not_done_before_the_last_page(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAGE", 3)
    scene = await play(db)
    made = await scene.publish()
    await db.write(delivery.start_due, NOW)
    await db.write(delivery.expand, NOW)
    await scene.send()
    assert await db.write(delivery.finish, NOW) == 0
    assert (await scene.one(made.id)).state is State.SENDING
    assert not (await scene.progress(made.id)).expanded


@pytest.mark.usefixtures("small_pages")
async def test_a_pause_also_stops_the_pages(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await db.write(delivery.start_due, NOW)
    await db.write(delivery.expand, NOW)
    await db.write(announcing.pause, scene.cast.author, made.id, NOW)
    assert await db.write(delivery.expand, NOW) == 0
    await db.write(announcing.resume, scene.cast.author, made.id, NOW)
    await scene.tick()
    assert (await scene.progress(made.id)).total == RECIPIENTS


async def test_a_correction_edits_what_arrived_and_renders_what_waits(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await scene.tick()
    await scene.send(3)
    in_hand = await scene.claim(2)
    said = [await scene.render(post) for post in in_hand]
    corrected = await db.write(announcing.correct, scene.cast.other, made.id, BETTER, scene.now)
    assert (corrected.state, corrected.version, corrected.body) == (State.SENDING, 2, BETTER)
    await scene.tick()
    assert len(await scene.queued("announcement_edit")) == 3
    for post, text in zip(in_hand, said, strict=True):
        await scene.deliver(post, Sent(), text)
    await scene.send()
    await scene.tick()
    assert len(await scene.queued("announcement_edit")) == 2, "what was on its way is edited when it has arrived"
    await scene.send()
    await scene.tick()
    assert set(scene.screens.values()) == {BETTER.text}
    assert len(scene.screens) == REACHED
    assert await scene.queued("announcement_edit") == []
    assert await db.read(rewriting, made.id) is False


def rewriting(tx: Transaction, number: int) -> bool:
    query = select(announcement_runs.c.rewriting).where(announcement_runs.c.announcement_id == number)
    return bool(tx.execute(query).scalar_one())


@pytest.mark.usefixtures("small_pages")
async def test_copies_are_rewritten_by_pages(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await scene.tick()
    await scene.send()
    await scene.tick()
    await db.write(announcing.correct, scene.cast.author, made.id, BETTER, scene.now)
    assert [await db.write(delivery.rewrite, scene.now) for _ in range(4)] == [3, 3, 3, 0]
    await db.write(announcing.correct, scene.cast.author, made.id, BEST, scene.now)
    await scene.tick()
    assert len(await scene.queued("announcement_edit")) == 2 * REACHED
    await scene.send()
    assert set(scene.screens.values()) == {BEST.text}


async def test_the_same_correction_twice_is_one(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await scene.tick()
    for _ in range(2):
        assert (await db.write(announcing.correct, scene.cast.author, made.id, BETTER, scene.now)).version == 2


async def test_a_correction_neither_adds_nor_takes_away_a_file(db: Database) -> None:
    scene = await play(db)
    photo, other = ({"kind": "photo", "id": one, "name": ""} for one in ("f", "g"))
    plain = await scene.publish(key="plain")
    with_file = await scene.publish(key="file", body=Body("", (), photo))
    await scene.tick()
    for number, body in ((plain.id, Body("Apel", (), photo)), (with_file.id, Body("Apel"))):
        with refused("announce.file_stays"):
            await db.write(announcing.correct, scene.cast.author, number, body, scene.now)
    corrected = await db.write(announcing.correct, scene.cast.author, with_file.id, Body("", (), other), scene.now)
    assert corrected.body.file == other


async def approved(scene: Play) -> int:
    made = await scene.publish(threshold=1)
    await scene.db.write(announcing.approve, scene.cast.other, made.id, scene.now)
    await scene.tick()
    await scene.send()
    return made.id


async def test_a_correction_of_what_was_approved_waits_for_a_second_person(db: Database) -> None:
    scene = await play(db)
    number = await approved(scene)
    waits = await db.write(announcing.correct, scene.cast.author, number, BETTER, scene.now)
    assert (waits.body, waits.version, waits.proposed, waits.proposed_body) == (Body("Apel pagi"), 1, 2, BETTER)
    assert await db.write(announcing.correct, scene.cast.author, number, BETTER, scene.now) == waits
    await scene.tick()
    assert await scene.queued("announcement_edit") == []
    with refused("announce.own"):
        await db.write(announcing.approve, scene.cast.author, number, scene.now)
    shown = await db.write(announcing.approve, scene.cast.third, number, scene.now)
    assert (shown.body, shown.version, shown.proposed) == (BETTER, 2, None)
    assert await db.write(announcing.approve, scene.cast.third, number, scene.now) == shown
    await scene.tick()
    assert len(await scene.queued("announcement_edit")) == REACHED


async def test_a_correction_that_is_refused_changes_nothing_and_another_may_follow(db: Database) -> None:
    scene = await play(db)
    number = await approved(scene)
    await db.write(announcing.correct, scene.cast.author, number, BETTER, scene.now)
    refused_one = await db.write(announcing.refuse, scene.cast.other, number, scene.now)
    assert (refused_one.body, refused_one.proposed, refused_one.state) == (Body("Apel pagi"), None, State.SENDING)
    with refused("announce.move"):
        await db.write(announcing.refuse, scene.cast.other, number, scene.now)
    assert (await db.write(announcing.correct, scene.cast.author, number, BEST, scene.now)).proposed == 3


async def test_a_withdrawal_stops_what_waits_and_takes_back_what_arrived(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await scene.tick()
    await scene.send(3)
    (in_hand,) = await scene.claim(1)
    text = await scene.render(in_hand)
    withdrawn = await db.write(announcing.withdraw, scene.cast.author, made.id, scene.now)
    assert withdrawn.state is State.WITHDRAWN
    await scene.deliver(in_hand, Sent(), text)
    await scene.tick()
    assert len(await scene.queued("announcement_delete")) == 4
    await scene.send()
    assert set(scene.screens.values()) == {None}
    progress = await scene.progress(made.id)
    assert (progress.sent, progress.failed) == (4, {Miss.CANCELLED: REACHED - 4})
    await scene.tick()
    assert await db.read(rewriting, made.id) is False


@pytest.mark.parametrize(("age", "deletable"), [(timedelta(hours=47, minutes=59), True), (timedelta(hours=48), False)])
async def test_telegram_deletes_what_is_younger_than_two_days(db: Database, age: timedelta, deletable: bool) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY, body=Body("Foto", (), {"kind": "photo", "id": "f"}))
    await scene.tick()
    await scene.send()
    await db.write(announcing.withdraw, scene.cast.author, made.id, scene.now)
    copy = select(func.min(announcement_copies.c.id))
    number = await db.read(lambda tx: tx.execute(copy).scalar_one())
    found = await db.read(delivery.to_rewrite, made.id, number, scene.now + age)
    assert found is not None
    assert (found.shown, found.deletable, found.captioned) == (None, deletable, True)


async def test_a_copy_without_a_message_has_nothing_to_rewrite(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await scene.tick()
    assert await db.read(delivery.to_rewrite, made.id, 404, NOW) is None
    with pytest.raises(LookupError, match="announcement 404"):
        await db.read(delivery.to_rewrite, 404, 1, NOW)
    with pytest.raises(LookupError, match="announcement 404"):
        await db.read(delivery.shown, 404)


async def test_a_copy_follows_its_group_that_became_a_supergroup(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await scene.tick()
    posts = {post.chat_id: post for post in await scene.claim()}
    await scene.record(posts[-2], Migrate(-1002))
    await scene.record(posts[-1], Sent())
    scene.now += timedelta(seconds=1)
    (again,) = await scene.send()
    assert again.chat_id == -1002
    chats = select(announcement_copies.c.chat_id).where(announcement_copies.c.announcement_id == made.id)
    assert set(await db.read(lambda tx: tx.execute(chats).scalars().all())) == {-1, -1002, -3}
    await db.write(follow, -1, -1002)
    assert set(await db.read(lambda tx: tx.execute(chats).scalars().all())) == {-1, -1002, -3}, "it has a copy of it"


async def test_every_reason_of_a_failure_is_counted_by_itself(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish()
    await scene.tick()
    ends: dict[int, Decision] = {
        AUTHOR: Unreachable(Reason.BLOCKED), 701: Unreachable(Reason.BLOCKED), -2: GiveUp(Reason.UNCONFIRMED),
    }  # fmt: skip
    await scene.send(ends=lambda post: ends.get(post.chat_id, Sent()))
    await scene.tick()
    progress = await scene.progress(made.id)
    assert progress.failed == {Reason.BLOCKED: 2, Reason.UNCONFIRMED: 1}
    assert (progress.sent, progress.total, progress.share) == (REACHED - 3, RECIPIENTS, 1.0)
    assert (await scene.one(made.id)).state is State.DONE


async def test_a_group_that_failed_may_get_it_once_more_as_it_is_now(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(audience=GROUPS_ONLY)
    await scene.tick()
    await scene.send(ends=lambda _: Unreachable(Reason.NO_RIGHTS))
    await scene.tick()
    await db.write(announcing.correct, scene.cast.author, made.id, BETTER, scene.now)
    await scene.tick()
    assert await db.write(groups.resend, scene.cast.author, -1, scene.now) == 1
    await scene.send()
    assert list(scene.screens.values()) == [BETTER.text]
    assert (await scene.progress(made.id)).sent == 1


def test_a_progress_with_nothing_to_do_is_all_done() -> None:
    assert Progress().share == 1.0
    assert Progress(queued=3, sent=1).share == 0.25


Step = tuple[str, int, str]
Held = list[tuple[ClaimedPost, str | None]]
MOVES = ("pause", "resume", "correct", "cancel", "withdraw")
ENDS: dict[str, Decision] = {
    "sent": Sent(), "blocked": Unreachable(Reason.BLOCKED), "retry": RetryLater(1),
    "unconfirmed": GiveUp(Reason.UNCONFIRMED),
}  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(1, 6), st.sampled_from(list(ENDS))),
        st.tuples(st.sampled_from(["hold", "release", "die", "tick"]), st.integers(1, 4), st.just("")),
        st.tuples(st.sampled_from(MOVES), st.just(0), st.just("")),
    ),
    max_size=20,
)


async def run(scene: Play, number: int, held: Held, step: Step) -> None:
    """One thing happens."""
    what, count, how = step
    scene.now += timedelta(seconds=2)
    match what:
        case "tick":
            await scene.tick()
        case "send":
            await scene.send(count, lambda _: ENDS[how])
        case "hold":
            await hold(scene, held, count)
        case "release":
            for post, text in held:
                await scene.deliver(post, Sent(), text)
            held.clear()
        case "die":
            scene.die()
            held.clear()
        case _:
            await move(scene, number, what)


async def hold(scene: Play, held: Held, count: int) -> None:
    """Render some copies, whose sending takes a while."""
    for post in await scene.claim(count):
        if post.kind == "announcement":
            held.append((post, await scene.render(post)))
        else:
            await scene.record(post, Sent())


async def move(scene: Play, number: int, what: str) -> None:
    """What an admin presses; what is not allowed now is refused and changes nothing."""
    actor, now = scene.cast.author, scene.now
    allowed = Move(what) in (await scene.one(number)).moves
    try:
        if what == "correct":
            await scene.db.write(announcing.correct, actor, number, Body(f"Apel {now}"), now)
        else:
            await scene.db.write(getattr(announcing, what), actor, number, now)
    except DomainError:
        if allowed:
            raise


async def check(scene: Play, number: int) -> None:
    progress = await scene.progress(number)
    assert progress.total == (RECIPIENTS if progress.expanded else progress.total)
    assert progress.total == await scene.db.read(copies_of, number)
    assert progress.sent == await scene.db.read(sent_rows)


def copies_of(tx: Transaction, number: int) -> int:
    query = select(func.count()).select_from(announcement_copies)
    return int(tx.execute(query.where(announcement_copies.c.announcement_id == number)).scalar_one())


def sent_rows(tx: Transaction) -> int:
    query = select(func.count()).select_from(outbox).where(outbox.c.kind == "announcement", outbox.c.status == "sent")
    return int(tx.execute(query).scalar_one())


async def play_out(folder: Path, steps: list[Step]) -> None:
    async with opened(f"sqlite+aiosqlite:///{folder / 'zibot.db'}") as db:
        scene = await play(db)
        number = (await scene.publish()).id
        await scene.tick()
        held: Held = []
        for step in steps:
            await run(scene, number, held, step)
            await check(scene, number)
        scene.die()
        if (await scene.one(number)).state is State.PAUSED:
            await db.write(announcing.resume, scene.cast.author, number, scene.now)
        for _ in range(4):
            scene.now += timedelta(hours=1)
            await scene.tick()
            await scene.send()
        await scene.tick()
        await check(scene, number)
        one = await scene.one(number)
        assert one.state in {State.DONE, State.CANCELLED, State.WITHDRAWN}
        assert (await scene.progress(number)).queued == 0
        if one.state is State.WITHDRAWN:
            assert set(scene.screens.values()) <= {None}
        elif one.state is State.DONE:
            assert set(scene.screens.values()) <= {one.body.text}


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_happens_the_numbers_add_up_and_every_copy_ends_as_it_should(
    sqlite_template: Path, steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(sqlite_template, Path(folder) / "zibot.db")
        asyncio.run(play_out(Path(folder), steps))
