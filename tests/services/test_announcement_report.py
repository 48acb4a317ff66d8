"""What an announcement's admins see of it: reads, who was not reached, and the live report."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.announcement import Body, Delivery, State
from domain.delivery import Decision, Reason, Sent, Unreachable
from services import announcement_report as reports
from services import announcing
from services.announcement_report import DRAWN_EVERY
from storage.engine import Database, Transaction
from storage.tables import audit, grants, outbox
from tests.builders import NOW
from tests.refusals import refused
from tests.services.announcing_play import AUTHOR, GROUPS_ONLY, OTHER, PEOPLE_ONLY, RECIPIENTS, STAFF, Play, play


async def begun(scene: Play, **how: object) -> int:
    made = await scene.publish(**how)  # type: ignore[arg-type]
    await scene.tick()
    return made.id


async def test_who_got_it_can_say_once_that_they_have_read_it(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    assert await db.write(reports.mark_read, STAFF[0], number, NOW) is True
    assert await db.write(reports.mark_read, STAFF[0], number, NOW, STAFF[0]) is False
    assert await db.write(reports.mark_read, 999, number, NOW, -2) is True, "a member of a group that got it"
    assert (await scene.progress(number)).reads == 2


@pytest.mark.parametrize("chat", [None, 999, -3, -77])
async def test_who_did_not_get_it_can_not_have_read_it(db: Database, chat: int | None) -> None:
    scene = await play(db)
    number = await begun(scene)
    with refused("announce.not_recipient"):
        await db.write(reports.mark_read, 999, number, NOW, chat)
    with refused("announce.gone"):
        await db.write(reports.mark_read, STAFF[0], 404, NOW)


async def test_what_does_not_ask_is_not_marked_as_read(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    await db.write(announcing.cancel, scene.cast.author, number, NOW)
    made = await db.write(
        announcing.publish_directly, "k2", Body("Apel"), PEOPLE_ONLY, None, NOW, ask_read=False, threshold=0
    )
    await scene.tick()
    with refused("announce.not_recipient"):
        await db.write(reports.mark_read, STAFF[0], made.id, NOW)


async def test_who_was_not_reached_is_listed_with_the_reason_and_each_look_is_noted(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    ends: dict[int, Decision] = {STAFF[0]: Unreachable(Reason.BLOCKED)}
    await scene.send(3)
    await scene.send(ends=lambda post: ends.get(post.chat_id, Sent()))
    found = await db.write(reports.unreachable, scene.cast.auditor, number, NOW)
    assert [(one.name, one.unit, one.state, one.reason) for one in found] == [
        ("Juga Belum", "Unit dinkes", "unreachable", "never_started"),
        ("Belum Mulai", "Unit pkm", "unreachable", "never_started"),
        ("Pegawai 5", "Unit pkm", "failed", "blocked"),
        ("Pegawai 8", "Unit pkm", "unreachable", "unreachable"),
        ("Lama", "Unit pkm", "unreachable", "kicked"),
    ]
    seen = select(audit.c.subject).where(audit.c.action == "see_list")
    looks = await db.read(lambda tx: tx.execute(seen).scalars().all())
    assert sorted(looks) == sorted(f"employee:{one.employee_id}" for one in found if one.employee_id)


async def test_what_was_stopped_on_purpose_is_not_missed(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene, audience=GROUPS_ONLY)
    await db.write(announcing.cancel, scene.cast.author, number, NOW)
    found = await db.write(reports.unreachable, scene.cast.author, number, NOW)
    assert [one.reason for one in found] == ["kicked"]


async def test_the_command_line_lists_every_copy_of_the_last_announcement(db: Database) -> None:
    scene = await play(db)
    with refused("announce.gone"):
        await db.write(reports.deliveries_directly, None, NOW)
    number = await begun(scene)
    await scene.send(2)
    report, found = await db.write(reports.deliveries_directly, None, NOW)
    assert report.announcement.id == number
    assert len(found) == RECIPIENTS
    counts = {state: sum(one.state == state for one in found) for state in ("sent", "queued", "unreachable")}
    assert counts == {"sent": 2, "queued": 7, "unreachable": 4}
    assert Delivery(None, "Lama", "Unit pkm", "unreachable", "kicked", None) in found
    with refused("announce.gone"):
        await db.write(reports.deliveries_directly, number + 1, NOW)


async def drawings(scene: Play) -> list[int]:
    """Chats whose live report is to be drawn."""
    return [chat for chat, _ in await scene.queued("announcement_report")]


async def draw(scene: Play, number: int) -> str | None:
    """The sender draws: the state and numbers that it shows; None for nothing new."""
    found = await scene.db.read(reports.to_draw, number)
    await scene.db.write(_close)
    if found is None:
        return None
    await scene.db.write(reports.drawn, number, found, gone=False)
    return f"{found.report.announcement.state} {found.report.progress.sent}"


def _close(tx: Transaction) -> None:
    acts = update(outbox).where(outbox.c.kind == "announcement_report")
    tx.execute(acts.values(status="sent", finished_at=NOW))


async def test_the_live_report_is_drawn_every_three_seconds_while_it_goes_out_and_once_at_the_end(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    await db.write(reports.watch, scene.cast.author, number, 55, scene.now)
    assert await db.write(reports.report_due, scene.now) == 0
    times = []
    for second in range(1, 10):
        scene.now += timedelta(seconds=1)
        await scene.send(1)
        if await db.write(reports.report_due, scene.now):
            assert await drawings(scene) == [AUTHOR]
            found = await db.read(reports.to_draw, number)
            assert found is not None
            assert (found.chat_id, found.message_id) == (AUTHOR, 55)
            await draw(scene, number)
            times.append(second)
    assert times == [3, 6, 9]
    await scene.send()
    scene.now += timedelta(seconds=1)
    await scene.tick()
    assert (await scene.one(number)).state is State.DONE
    scene.now += DRAWN_EVERY
    await scene.tick()
    assert (await draw(scene, number) or "").startswith("done")
    for _ in range(3):
        scene.now += DRAWN_EVERY
        await scene.tick()
        assert await drawings(scene) == []


async def test_a_report_that_looks_the_same_is_not_drawn_again(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    assert await db.read(reports.to_draw, number) is None, "nobody watches"
    await db.write(reports.watch, scene.cast.author, number, 55, scene.now)
    assert await draw(scene, number) == "sending 0"
    assert await db.read(reports.to_draw, number) is None
    await db.write(reports.mark_read, STAFF[0], number, NOW)
    assert await db.read(reports.to_draw, number) is not None


async def test_no_second_drawing_is_queued_behind_one_that_waits(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    await db.write(reports.watch, scene.cast.author, number, 55, scene.now)
    for _ in range(5):
        scene.now += DRAWN_EVERY
        await db.write(reports.report_due, scene.now)
    assert await drawings(scene) == [AUTHOR]


async def test_a_pause_is_drawn_once(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    await db.write(reports.watch, scene.cast.author, number, 55, scene.now)
    await db.write(announcing.pause, scene.cast.other, number, scene.now)
    scene.now += DRAWN_EVERY
    await scene.tick()
    assert await draw(scene, number) == "paused 0"
    scene.now += DRAWN_EVERY
    await scene.tick()
    assert await drawings(scene) == []


async def test_who_watches_last_has_the_live_report(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    await db.write(reports.watch, scene.cast.author, number, 55, scene.now)
    before = await db.read(reports.to_draw, number)
    assert before is not None
    await db.write(reports.watch, scene.cast.other, number, 66, scene.now)
    await db.write(reports.drawn, number, before, gone=True)
    found = await db.read(reports.to_draw, number)
    assert found is not None
    assert (found.chat_id, found.message_id) == (OTHER, 66)
    await db.write(reports.drawn, number, found, gone=True)
    assert await db.read(reports.to_draw, number) is None
    scene.now += DRAWN_EVERY
    await scene.tick()
    assert await drawings(scene) == []


async def test_who_may_not_see_deliveries_any_more_watches_no_longer(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    await db.write(reports.watch, scene.cast.auditor, number, 55, scene.now)
    ended = update(grants).where(grants.c.role == "auditor").values(revoked_at=NOW)
    await db.write(lambda tx: tx.execute(ended).rowcount)
    assert await db.read(reports.to_draw, number) is None


async def test_what_waits_is_asked_about_until_it_is_decided(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(threshold=1)
    found = await db.read(reports.to_approve, made.id, 1)
    assert found is not None
    assert (found.announcement.id, found.reach.recipients) == (made.id, RECIPIENTS)
    assert await db.read(reports.to_approve, made.id, 2) is None
    await db.write(announcing.approve, scene.cast.other, made.id, NOW)
    assert await db.read(reports.to_approve, made.id, 1) is None
    await scene.tick()
    await db.write(announcing.correct, scene.cast.author, made.id, Body("Lain"), NOW)
    assert await db.read(reports.to_approve, made.id, 2) is not None


async def test_a_decision_names_who_made_it(db: Database) -> None:
    scene = await play(db)
    made = await scene.publish(threshold=1)
    assert (await db.read(reports.decision, made.id, 2)).by == "Pegawai 2"
    assert (await db.read(reports.decision, made.id, 404)).by == ""


async def test_a_report_is_shown_to_who_may_see_deliveries(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    found = await db.read(reports.report, scene.cast.auditor, number)
    assert (found.announcement.id, found.progress.total) == (number, RECIPIENTS)


async def test_who_watches_again_after_the_message_was_gone_has_a_live_report_again(db: Database) -> None:
    scene = await play(db)
    number = await begun(scene)
    for message in (55, 66):
        await db.write(reports.watch, scene.cast.author, number, message, scene.now)
        scene.now += DRAWN_EVERY
        assert await db.write(reports.report_due, scene.now) == 1
        found = await db.read(reports.to_draw, number)
        assert found is not None
        await db.write(_close)
        await db.write(reports.drawn, number, found, gone=True)
