"""Personal data in the process: what the sender words, and what the clock does at night."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot import ticks
from bot.posts import render
from domain.data_rights import RequestState
from domain.messages import ClaimedPost, Lane
from domain.retention import Retention
from handlers.office import Office
from services import corrections, data_rights
from services.access import find_actor
from storage import drafts
from storage.engine import Transaction
from storage.tables import attempts, audit, outbox
from tests.bot.post_office import ADMIN, HEAD, SECONDS, PostOffice, post_office
from tests.documents.inside import attachments

STRANGER = 991


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def claimed(kind: str, chat: int = HEAD, language: str = "id", **params: object) -> ClaimedPost:
    return ClaimedPost(1, kind, params, chat, None, Lane.TRANSACTIONAL, 1, language)


async def asked(post: PostOffice) -> int:
    """A wish of the unit's head."""

    def ask(tx: Transaction) -> int:
        actor, now = find_actor(tx, HEAD), post.office.clock.now()
        assert actor is not None
        corrections.begin(tx, actor, now)
        return corrections.ask(tx, actor, "Jabatan keliru", now).id

    return await post.office.db.write(ask)


async def test_a_copy_is_worded_at_the_moment_of_sending_for_who_is_linked_then(
    post: PostOffice, tmp_path: Path
) -> None:
    for name, linked in (("before", True), ("after", False)):
        screen = await render(post.office, claimed("data_file"))
        assert screen is not None
        assert screen.document is not None
        assert (screen.protect, screen.document.mime) == (False, "application/pdf")
        (tmp_path / name).mkdir()
        data = json.loads(attachments(screen.document.data, tmp_path / name)["data.json"])
        assert (bool(data["name"]), bool(data["roster"])) == (linked, linked)
        actor = await post.office.db.read(find_actor, HEAD)
        assert actor is not None
        await post.office.db.write(data_rights.unlink, actor, post.office.clock.now())
    with pytest.raises(LookupError):
        await render(post.office, claimed("data_file", STRANGER))


async def test_a_request_is_told_while_it_is_open_to_who_may_decide_it(post: PostOffice) -> None:
    number = await asked(post)
    assert await render(post.office, claimed("correction", HEAD, request=number)) is None
    screen = await render(post.office, claimed("correction", ADMIN, request=number))
    assert screen is not None
    assert "Jabatan keliru" not in screen.text
    assert await render(post.office, claimed("correction_answer", ADMIN, request=number)) is None
    now = post.office.clock.now()
    await post.office.db.write(corrections.answer_from, "cli", number, RequestState.DONE, "Sudah", now)
    assert await render(post.office, claimed("correction", ADMIN, request=number)) is None
    answer = await render(post.office, claimed("correction_answer", HEAD, request=number))
    assert answer is not None
    assert "Jabatan keliru" in answer.text


def kinds(tx: Transaction) -> list[str]:
    return list(tx.execute(select(outbox.c.kind).order_by(outbox.c.id)).scalars())


async def test_the_clock_reminds_the_admins_each_once(post: PostOffice) -> None:
    await asked(post)
    before = await post.office.db.read(kinds)
    for hours, new in ((0, 0), (49, 1), (1, 0), (30, 1), (500, 0)):
        post.box.clock.advance(timedelta(hours=hours))
        post.bell.clear()
        await ticks.remind_of_corrections(post.office)
        found = await post.office.db.read(kinds)
        assert (found, post.bell.is_set()) == ([*before, *["correction"] * new], bool(new))
        before = found


def night(tx: Transaction) -> list[dict[str, Any]]:
    return list(tx.execute(select(audit.c.detail).where(audit.c.action == "erase").order_by(audit.c.id)).scalars())


async def test_at_night_what_is_past_its_term_goes_once(post: PostOffice) -> None:
    office = replace(post.office, retention=Retention(drafts=3, attempts=0))

    def begun(tx: Transaction, now: datetime) -> None:
        drafts.save(tx, HEAD, "pledge", "reading", {}, now)
        tried = {"telegram_id": HEAD, "kind": "code", "failures": 1, "window_started_at": now, "last_at": now}
        tx.execute(insert(attempts).values(**tried))

    await office.db.write(begun, office.clock.now())
    for _ in range(2):
        await ticks.erase_at_night(office)
    post.box.clock.advance(timedelta(days=4))
    for _ in range(2):
        await ticks.erase_at_night(office)
    assert [one["drafts"] for one in await office.db.read(night)] == [0, 1]
    assert await office.db.read(drafts.latest, HEAD) is None
    assert await office.db.read(lambda tx: len(tx.execute(select(attempts)).all())) == 1


async def test_the_running_clock_does_both(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "DATA_RIGHTS_SECONDS", 0.02)
    erase, erased = ticks.erase_at_night, asyncio.Event()

    async def erase_at_night(office: Office) -> None:
        await erase(office)
        erased.set()

    monkeypatch.setattr(ticks, "erase_at_night", erase_at_night)
    await asked(post)
    post.bell.clear()
    post.box.clock.advance(timedelta(hours=50))
    scheduler = ticks.start(post.office)
    try:
        async with asyncio.timeout(SECONDS):
            await asyncio.gather(post.bell.wait(), erased.wait())
    finally:
        scheduler.shutdown(wait=False)
    assert "correction" in await post.office.db.read(kinds)
    assert len(await post.office.db.read(night)) == 1
