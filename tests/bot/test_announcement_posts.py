"""Announcements on their way through Telegram: with entities and files, corrected, taken back, and reported live."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import ticks
from bot.posts import render
from domain.announcement import Announcement, Audience, Body
from domain.messages import ClaimedPost, Lane
from domain.people import Actor
from domain.rights import Role
from sandbox.state import Message
from services import announcement_report, announcing, roles
from services.access import find_actor
from storage.engine import Transaction
from storage.tables import outbox
from tests.bot.post_office import ADMIN, ASSESSOR, FORUM, GROUP, HEAD, PostOffice, post_office
from tests.files import PNG
from tests.handlers.dialogue import unhurried

BOLD = {"type": "bold", "offset": 0, "length": 4}
LINK = {"type": "text_link", "offset": 5, "length": 4, "url": "https://contoh.go.id/a?b=1&c=2"}
FORMATTED = Body("Apel <pagi> & doa", (BOLD, LINK))


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    with unhurried():
        async with post_office(sqlite_url) as running:
            yield running


async def actor(post: PostOffice, telegram_id: int = ADMIN) -> Actor:
    found = await post.office.db.read(find_actor, telegram_id)
    assert found is not None
    return found


async def published(
    post: PostOffice, body: Body = FORMATTED, *, people: bool = False, ask_read: bool = False, threshold: int = 0
) -> Announcement:
    audience = Audience(groups=True, people=people)
    return await post.office.db.write(
        announcing.publish, await actor(post), "new", body, audience, None, post.office.clock.now(),
        ask_read=ask_read, threshold=threshold,
    )  # fmt: skip


async def gone_out(post: PostOffice) -> None:
    """Let the ticks run and everything go out, as often as there is something."""
    for _ in range(3):
        await ticks.announce(post.office)
        await post.ended()
        post.box.clock.advance(timedelta(seconds=4))


def in_chat(post: PostOffice, chat: int) -> list[Message]:
    return [one for one in post.box.messages(chat) if one.sender.is_bot and one.service is None]


async def file_id(post: PostOffice, chat: int = ADMIN) -> str:
    """A photo that Telegram holds."""
    message = await post.bot.send_photo(chat, PNG)
    return message.photo[-1].file_id


async def test_it_looks_exactly_as_it_was_written(post: PostOffice) -> None:
    await published(post, ask_read=True)
    async with post.sending():
        await gone_out(post)
    for chat in (GROUP, FORUM):
        (message,) = in_chat(post, chat)
        assert (message.text, message.entities) == (FORMATTED.text, [BOLD, LINK])
        assert message.inline is not None
        assert [[button["text"] for button in row] for row in message.inline] == [["✅ Sudah dibaca"]]


async def test_everybody_of_the_audience_gets_it_once(post: PostOffice) -> None:
    made = await published(post, people=True)
    async with post.sending():
        await gone_out(post)
    for chat in (HEAD, ASSESSOR, ADMIN, GROUP):
        assert [one.text for one in in_chat(post, chat)].count(FORMATTED.text) == 1
    progress = await post.office.db.read(announcement_report.progress, made.id)
    calls = [call for call in post.box.log if call.params.get("text") == FORMATTED.text]
    assert progress.sent == len([call for call in calls if call.accepted])
    assert sum(progress.failed.values()) == len([call for call in calls if not call.accepted])


async def test_a_photo_goes_out_with_its_caption_and_is_corrected_in_place(post: PostOffice) -> None:
    first, second = await file_id(post), await file_id(post)
    made = await published(post, Body("Apel", (BOLD,), {"kind": "photo", "id": first, "name": ""}))
    async with post.sending():
        await gone_out(post)
        (message,) = in_chat(post, GROUP)
        assert (message.text, message.entities, message.media and message.media.kind) == ("Apel", [BOLD], "photo")
        before = message.media
        better = Body("Apel siang", (), {"kind": "photo", "id": second, "name": ""})
        await post.office.db.write(announcing.correct, await actor(post), made.id, better, post.office.clock.now())
        await gone_out(post)
    (message,) = in_chat(post, GROUP)
    assert (message.text, message.entities) == ("Apel siang", [])
    assert message.media is not before


async def test_a_document_goes_out_by_its_number_at_telegram(post: PostOffice) -> None:
    sent = await post.bot.send_document(ADMIN, b"isi", filename="SE.pdf")
    assert sent.document is not None
    await published(post, Body("", (), {"kind": "document", "id": sent.document.file_id, "name": "SE.pdf"}))
    async with post.sending():
        await gone_out(post)
    (message,) = in_chat(post, GROUP)
    assert (message.text, message.media and message.media.kind) == ("", "document")


async def test_a_correction_edits_what_was_sent(post: PostOffice) -> None:
    made = await published(post)
    async with post.sending():
        await gone_out(post)
        better = Body("Apel siang")
        await post.office.db.write(announcing.correct, await actor(post), made.id, better, post.office.clock.now())
        await gone_out(post)
    (message,) = in_chat(post, GROUP)
    assert (message.text, message.entities, message.edited is not None) == ("Apel siang", [], True)


async def withdraw(post: PostOffice, number: int) -> None:
    await post.office.db.write(announcing.withdraw, await actor(post), number, post.office.clock.now())
    await gone_out(post)


async def test_what_is_taken_back_is_deleted(post: PostOffice) -> None:
    made = await published(post)
    async with post.sending():
        await gone_out(post)
        await withdraw(post, made.id)
    assert in_chat(post, GROUP) == []


@pytest.mark.parametrize("with_file", [False, True])
async def test_what_telegram_does_not_let_us_delete_says_that_it_was_taken_back(
    post: PostOffice,
    with_file: bool,
) -> None:
    file = {"kind": "photo", "id": await file_id(post), "name": ""} if with_file else {}
    made = await published(post, Body("Apel", (), file))
    async with post.sending():
        await gone_out(post)
        post.box.clock.advance(timedelta(days=3))
        await withdraw(post, made.id)
    (message,) = in_chat(post, GROUP)
    assert message.text.startswith("Pengumuman ini telah ditarik")
    assert (message.media is not None) == with_file


async def test_what_is_refused_to_be_deleted_is_edited_and_what_is_gone_is_no_error(post: PostOffice) -> None:
    made = await published(post)
    async with post.sending():
        await gone_out(post)
        words = "Bad Request: message can't be deleted for everyone"
        post.box.faults.add(method="deleteMessage", chat=GROUP, kind="error", code=400, description=words)
        (lost,) = in_chat(post, FORUM)
        await post.bot.delete_message(FORUM, lost.id)
        await withdraw(post, made.id)
    acts = select(outbox.c.status).where(outbox.c.kind == "announcement_delete")
    assert set(await post.office.db.read(lambda tx: tx.execute(acts).scalars().all())) == {"sent"}
    assert [one.text.startswith("Pengumuman ini telah ditarik") for one in in_chat(post, GROUP)] == [True]


async def test_another_trouble_of_deleting_is_tried_again(post: PostOffice) -> None:
    made = await published(post)
    async with post.sending():
        await gone_out(post)
        post.box.faults.add(method="deleteMessage", chat=GROUP, kind="error", code=500, description="x", times=1)
        await withdraw(post, made.id)
    assert in_chat(post, GROUP) == []


async def test_the_live_report_follows_in_the_admin_s_chat(post: PostOffice) -> None:
    made = await published(post)
    shown = await post.bot.send_message(ADMIN, "laporan")
    now = post.office.clock.now()
    await post.office.db.write(announcement_report.watch, await actor(post), made.id, shown.message_id, now)
    async with post.sending():
        await gone_out(post)
        await gone_out(post)
        calls = [call for call in post.box.log if call.method == "editMessageText"]
        await gone_out(post)
        assert [call for call in post.box.log if call.method == "editMessageText"] == calls, "nothing has changed"
    (report,) = (one for one in in_chat(post, ADMIN) if one.id == shown.message_id)
    assert "Terkirim: 2" in report.text
    assert "selesai" in report.text


async def test_a_report_whose_message_is_gone_is_drawn_no_more(post: PostOffice) -> None:
    made = await published(post)
    shown = await post.bot.send_message(ADMIN, "laporan")
    now = post.office.clock.now()
    await post.office.db.write(announcement_report.watch, await actor(post), made.id, shown.message_id, now)
    await post.bot.delete_message(ADMIN, shown.message_id)
    async with post.sending():
        await gone_out(post)
        await gone_out(post)
    assert await post.office.db.read(announcement_report.to_draw, made.id) is None
    assert len([call for call in post.box.log if call.method == "editMessageText"]) == 1


def second_admin(tx: Transaction, now: object) -> None:
    head = find_actor(tx, HEAD)
    assert head is not None
    assert head.employee is not None
    roles.grant_from(tx, "cli", head.employee.staff_number, Role.ADMIN, "", now, "SK 12/2026")  # type: ignore[arg-type]


async def test_another_admin_is_asked_and_the_author_is_told(post: PostOffice) -> None:
    now = post.office.clock.now()
    await post.office.db.write(second_admin, now)
    made = await published(post, threshold=1)
    async with post.sending():
        await post.ended()
        asked = in_chat(post, HEAD)[-1]
        assert "Pengumuman menunggu persetujuan" in asked.text
        assert FORMATTED.text in asked.text
        assert asked.inline is not None
        assert asked.inline[0][0]["callback_data"].endswith(f":{made.id}")
        await post.office.db.write(announcing.approve, await actor(post, HEAD), made.id, now)
        await gone_out(post)
    assert any("Pengumuman disetujui oleh" in one.text for one in in_chat(post, ADMIN))
    assert len(in_chat(post, GROUP)) == 1
    approval = ClaimedPost(
        1, "announcement_approval", {"announcement": made.id, "version": 1}, HEAD, None, Lane.TRANSACTIONAL, 1, "id"
    )
    assert await render(post.office, approval) is None


async def test_a_stopped_announcement_has_nothing_to_say(post: PostOffice) -> None:
    made = await published(post)
    await ticks.announce(post.office)
    await post.office.db.write(announcing.cancel, await actor(post), made.id, post.office.clock.now())
    copy = ClaimedPost(1, "announcement", {"announcement": made.id}, GROUP, None, Lane.BULK, 1, "id")
    assert await render(post.office, copy) is None
    async with post.sending():
        await post.ended()
    assert in_chat(post, GROUP) == []
    kinds = select(outbox.c.reason).where(outbox.c.kind == "announcement")
    assert set(await post.office.db.read(lambda tx: tx.execute(kinds).scalars().all())) == {"cancelled"}
