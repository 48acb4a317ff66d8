"""The draft of an announcement on both databases: what is kept, what is refused, and that it is let go once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from domain.announcement import Body, Move, State
from domain.announcement_views import Ask, Mode, Step
from services import announcement_board as board
from services import announcement_dialog as dialog
from services import announcement_report as reports
from services import dialogs
from services.announcement_draft import DRAFT
from storage.engine import Database
from storage.tables import announcements
from tests.builders import NOW
from tests.refusals import refused
from tests.services.announcing_play import EVERYBODY, Play, play

JAKARTA = ZoneInfo("Asia/Jakarta")
PHOTO = Body("", (), {"kind": "photo", "id": "AgAC", "name": ""})
MESSAGE = 77


@pytest.fixture
async def on(db: Database) -> Play:
    """An agency with two admins."""
    return await play(db)


async def wrote(on: Play, body: Body | str = "Apel pagi", album: str = "") -> Step:
    """The author has sent this."""
    sent = Body(body) if isinstance(body, str) else body
    found = await on.db.write(dialog.write, on.cast.author, sent, album, 0, on.now, JAKARTA)
    assert found is not None
    return found


async def begun(on: Play, body: Body | str = "Apel pagi") -> Step:
    """The author has begun a new one, and sent this."""
    await on.db.write(dialog.anew, on.cast.author, on.now)
    return await wrote(on, body)


def key(step: Step) -> str:
    assert step.desk is not None
    return step.desk.key


async def how_many(on: Play) -> int:
    return await on.db.read(lambda tx: int(tx.execute(select(func.count()).select_from(announcements)).scalar_one()))


@pytest.mark.parametrize("kind", ["text", "document"])
async def test_texts_and_files_are_for_the_dialog_until_it_is_sent(on: Play, kind: str) -> None:
    step = await begun(on)
    assert await on.db.read(dialogs.current, on.cast.author, kind) == DRAFT
    await on.db.write(dialog.send, on.cast.author, key(step), MESSAGE, 0, on.now)
    assert await on.db.read(dialogs.current, on.cast.author, kind) is None


async def test_of_one_album_the_first_file_counts_and_a_later_one_takes_its_place(on: Play) -> None:
    await on.db.write(dialog.anew, on.cast.author, on.now)
    first = await wrote(on, replace(PHOTO, text="Undangan"), "7")
    assert await on.db.write(dialog.write, on.cast.author, PHOTO, "7", 0, on.now, JAKARTA) is None
    later = await wrote(on, replace(PHOTO, text="Lain"), "8")
    assert [one.desk.body.text for one in (first, later) if one.desk] == ["Undangan", "Lain"]


async def test_many_taps_at_once_let_it_go_once(on: Play) -> None:
    step = await begun(on)
    made = await asyncio.gather(
        *(on.db.write(dialog.send, on.cast.author, key(step), MESSAGE, 0, on.now) for _ in range(6))
    )
    assert {one.announcement.id for one in made} == {made[0].announcement.id}
    assert await how_many(on) == 1


async def test_a_change_after_the_preview_makes_its_key_old(on: Play) -> None:
    step = await begun(on)
    await on.db.write(dialog.choose, on.cast.author, Ask.WHOM, "both", 0, 0, on.now)
    with refused("announce.old"):
        await on.db.write(dialog.send, on.cast.author, key(step), MESSAGE, 0, on.now)
    assert await how_many(on) == 0


async def test_nothing_can_be_chosen_before_there_is_a_body(on: Play) -> None:
    await on.db.write(dialog.anew, on.cast.author, on.now)
    for work in (
        on.db.write(dialog.choose, on.cast.author, Ask.WHOM, "both", 0, 0, on.now),
        on.db.write(dialog.go, on.cast.author, Ask.TIME, 0, 0, on.now),
        on.db.read(dialog.current, on.cast.author, 0),
    ):
        with refused("announce.none"):
            await work


async def test_without_a_draft_nothing_is_taken_or_sent(on: Play) -> None:
    for work in (
        on.db.write(dialog.send, on.cast.author, "k", MESSAGE, 0, on.now),
        on.db.write(dialog.write, on.cast.author, Body("x"), "", 0, on.now, JAKARTA),
        on.db.write(dialog.resume, on.cast.author, 0, on.now),
    ):
        with refused("announce.none"):
            await work
    assert await on.db.write(dialog.drop, on.cast.author) == 0


async def test_more_choices_than_a_list_can_hold_are_refused(on: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "MOST_CHOSEN", 1)
    await begun(on)
    await on.db.write(dialog.choose, on.cast.author, Ask.UNIT, str(on.cast.health), 0, 0, on.now)
    with refused("announce.many_units", most=1):
        await on.db.write(dialog.choose, on.cast.author, Ask.UNIT, str(on.cast.clinic), 0, 0, on.now)


@pytest.mark.parametrize(
    ("ask", "chosen"),
    [(Ask.WHOM, "nobody"), (Ask.UNIT, "x"), (Ask.UNIT, "99999"), (Ask.ROLE, "king"), (Ask.KIND, "x"), (Ask.BODY, "x")],
)
async def test_a_button_that_nobody_made_is_refused(on: Play, ask: Ask, chosen: str) -> None:
    await begun(on)
    with refused("callback.malformed"):
        await on.db.write(dialog.choose, on.cast.author, ask, chosen, 0, 0, on.now)


async def test_what_was_being_changed_is_not_offered_once_it_has_moved_on(on: Play) -> None:
    made = await on.publish(at=NOW + timedelta(hours=1))
    await on.db.write(dialog.change, on.cast.author, made.id, Mode.EDIT, 0, on.now)
    assert await on.db.read(dialog.unsent, on.cast.author)
    on.now += timedelta(hours=2)
    await on.tick()
    assert not await on.db.read(dialog.unsent, on.cast.author)
    with refused("callback.malformed"):
        await on.db.write(dialog.change, on.cast.author, made.id, Mode.NEW, 0, on.now)
    with refused("announce.move", state="sending", move="edit"):
        await on.db.write(dialog.change, on.cast.author, made.id, Mode.EDIT, 0, on.now)


async def test_an_edit_keeps_what_was_not_touched(on: Play) -> None:
    at = NOW + timedelta(days=1)
    made = await on.publish(audience=EVERYBODY, at=at)
    step = await on.db.write(dialog.change, on.cast.author, made.id, Mode.EDIT, 0, on.now)
    step = await wrote(on, "Apel sore")
    report = await on.db.write(dialog.send, on.cast.author, key(step), MESSAGE, 0, on.now)
    found = report.announcement
    assert (found.id, found.body.text, found.audience, found.send_at) == (made.id, "Apel sore", EVERYBODY, at)
    assert (found.ask_read, found.state) == (True, State.SCHEDULED)


async def test_a_correction_that_had_to_be_approved_says_so(on: Play) -> None:
    made = await on.publish(threshold=1)
    await on.db.write(board.act, on.cast.other, made.id, Move.APPROVE, 1, MESSAGE, on.now)
    await on.tick()
    asked = await on.db.write(dialog.change, on.cast.author, made.id, Mode.CORRECT, 1, on.now)
    assert (asked.ask, asked.desk) == (Ask.BODY, None)
    step = await wrote(on, "Apel siang")
    assert step.desk is not None
    assert step.desk.needs_approval
    await on.db.write(dialog.send, on.cast.author, key(step), MESSAGE, 1, on.now)
    seen = await on.db.read(board.review, on.cast.other, made.id)
    assert (seen.body.text, seen.version, seen.decides) == ("Apel siang", 2, True)
    assert not (await on.db.read(board.review, on.cast.author, made.id)).decides
    assert not (await on.db.read(board.review, on.cast.auditor, made.id)).decides


async def test_a_report_that_was_left_is_not_drawn_and_one_that_comes_back_is(on: Play) -> None:
    step = await begun(on)
    made = (await on.db.write(dialog.send, on.cast.author, key(step), MESSAGE, 0, on.now)).announcement
    on.now += timedelta(seconds=5)
    await on.tick()
    assert len(await on.queued("announcement_report")) == 1
    await on.db.write(board.back_to_board, on.cast.author, 0, made.id, MESSAGE + 1)  # another message: it stays
    assert await on.db.read(reports.to_draw, made.id) is not None
    await on.db.write(board.back_to_board, on.cast.author, 0, made.id, MESSAGE)
    assert await on.db.read(reports.to_draw, made.id) is None
    await on.db.write(board.open_card, on.cast.author, made.id, MESSAGE, on.now)
    assert await on.db.read(reports.to_draw, made.id) is not None
    await on.send()
    on.now += timedelta(seconds=5)
    await on.tick()
    assert await on.queued("announcement_report") != []


async def test_the_board_shows_how_far_it_is_only_while_it_goes_out(on: Play) -> None:
    made = await on.publish()
    before = await on.db.read(board.board, on.cast.author, 0)
    await on.tick()
    after = await on.db.read(board.board, on.cast.auditor, 5)
    assert [row.progress for row in before.rows] == [None]
    assert [(row.announcement.id, row.progress is not None) for row in after.rows] == [(made.id, True)]
    assert (before.may_announce, after.may_announce, after.page) == (True, False, 0)


async def test_only_moves_of_people_can_be_made(on: Play) -> None:
    made = await on.publish()
    with refused("callback.malformed"):
        await on.db.write(board.act, on.cast.author, made.id, Move.FINISH, 0, MESSAGE, on.now)
    with refused("announce.move", state="scheduled", move="withdraw"):
        await on.db.read(board.asked, on.cast.author, made.id, Move.WITHDRAW, MESSAGE)
