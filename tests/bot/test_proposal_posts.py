"""What keepers of a proposal's items are told at the moment of sending."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import ticks
from bot.posts import render
from domain.messages import ClaimedPost, Lane
from domain.stages import Stage
from domain.worksheet import Doing
from services import cycles
from services.deadlines import Planning
from storage import zone
from storage.engine import Transaction
from storage.tables import outbox
from tests.bot.post_office import ADMIN, ASSESSOR, HEAD, PostOffice, post_office

JAKARTA = ZoneInfo("Asia/Jakarta")


WORKING = datetime(2027, 6, 15, 9, tzinfo=JAKARTA)  # a Tuesday


class Fixed:
    """A clock that stands in office hours."""

    def now(self) -> datetime:
        return WORKING


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        office = replace(running.office, clock=Fixed(), planning=Planning(country=""))
        yield replace(running, office=office)


async def closing(post: PostOffice, days: int) -> tuple[int, str]:
    """The head's unit is proposed, and the window closes in so many days; the cycle and its last day."""
    now = post.office.clock.now()

    def fill(tx: Transaction) -> tuple[int, str]:
        cycle = zone.latest_cycle(tx)
        assert cycle is not None
        last = now.astimezone(JAKARTA).date() + timedelta(days=days)
        cycles.enter_stage(tx, cycle.id, "dpmptsp", Stage.PROPOSED, "WBK", now)
        cycles.set_window(tx, cycle.id, Doing.PROPOSE, (last, last), "cli", Planning(), now)
        return cycle.id, last.isoformat()

    return await post.office.db.write(fill)


async def test_a_keeper_reads_what_is_missing_and_the_button_opens_the_list(post: PostOffice) -> None:
    cycle_id, last = await closing(post, 3)
    params: dict[str, object] = {"cycle": cycle_id, "units": [1], "last": last}
    screen = await render(post.office, ClaimedPost(1, "proposal_missing", params, HEAD, None, Lane.BULK, 1, "id"))
    assert screen is not None
    assert "Survei IPAK, Survei IPKP, Tautan bukti dapat dibuka, Narahubung (PIC)" in screen.text
    assert "SPTJM" not in screen.text
    assert "3 hari lagi" in screen.text
    assert [button.action.partition(":")[0] for (button,) in screen.buttons if button.action] == ["proposal.open"]
    moved = {**params, "last": "2020-01-01"}
    post_of_then = ClaimedPost(1, "proposal_missing", moved, HEAD, None, Lane.BULK, 1, "id")
    assert await render(post.office, post_of_then) is None
    unknown = ClaimedPost(1, "proposal_missing", params, 999_999, None, Lane.BULK, 1, "id")
    assert await render(post.office, unknown) is None


async def test_the_tick_puts_the_reminders_into_the_outbox(post: PostOffice) -> None:
    await closing(post, 14)

    def queued(tx: Transaction) -> list[int]:
        query = select(outbox.c.chat_id).where(outbox.c.kind == "proposal_missing").order_by(outbox.c.chat_id)
        return list(tx.execute(query).scalars())

    await ticks.remind_of_proposals(post.office)
    assert await post.office.db.read(queued) == [HEAD, ASSESSOR, ADMIN]
    assert post.bell.is_set()
    post.bell.clear()
    await ticks.remind_of_proposals(post.office)
    assert not post.bell.is_set()
