"""Reminders of the pledge as they go out: by the tick, and worded for who still has a reason to read them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from bot import ticks
from bot.pledge_reminder_posts import agency, head, person
from bot.posts import KINDS
from domain.messages import ClaimedPost, Lane
from domain.people import Actor
from domain.pledge_plan import PledgePlan
from domain.reminders import next_office_time
from sandbox import Clock
from services import work_calendars
from services.pledge_reminders import AGENCY_LEVEL
from storage import pledge_reminders, pledges
from storage.engine import Transaction
from storage.tables import outbox, pledge_requests
from tests import builders
from tests.bot.post_office import ADMIN, HEAD, PostOffice, post_office

KIND = ("pledge_reminder", "pledge_escalation", "pledge_agency")


class Fixed(Clock):
    """A clock that shows one moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def claimed(chat: int, **params: object) -> ClaimedPost:
    return ClaimedPost(1, "", params, chat, None, Lane.BULK, 1, "id")


def stand(tx: Transaction, now: datetime) -> tuple[Actor, int, int]:
    """The head of the demo, the open campaign and their request, made long ago with many reminders by now."""
    actor, campaign = builders.actor(tx, HEAD), pledges.open_campaign(tx, now)
    assert actor.employee is not None
    assert campaign is not None
    tx.execute(update(pledge_requests).values(reminded=9))
    request = pledges.current_request(tx, campaign.id, actor.employee.id)
    assert request is not None
    return actor, campaign.id, request.id


def written(tx: Transaction) -> list[tuple[str, int]]:
    rows = tx.execute(select(outbox.c.kind, outbox.c.chat_id).where(outbox.c.kind.in_(KIND)).order_by(outbox.c.chat_id))
    return [(kind, chat) for kind, chat in rows]


async def test_the_tick_reminds_in_office_time_once_and_rings(post: PostOffice) -> None:
    plan = PledgePlan((2,), (), 0, 0)
    year = post.office.clock.now().year
    calendar = await post.office.db.read(work_calendars.calendar, post.office.planning, "Asia/Jakarta", 5, year, year)
    later = next_office_time(calendar, post.office.planning.rules, post.office.clock.now() + timedelta(days=3))
    moment = datetime.combine(later.astimezone(calendar.zone).date(), time(10), calendar.zone)
    office = replace(post.office, plan=plan, clock=Fixed(moment.replace(hour=5)))
    await ticks.remind_of_pledges(office)
    assert (await office.db.read(written), post.bell.is_set()) == ([], False)
    office = replace(office, clock=Fixed(moment))
    await ticks.remind_of_pledges(office)
    assert ("pledge_reminder", HEAD) in await office.db.read(written)
    assert post.bell.is_set()
    first = await office.db.read(written)
    await ticks.remind_of_pledges(office)
    assert await office.db.read(written) == first
    assert len(set(first)) == len(first)


async def test_a_reminder_opens_the_pledge_and_is_not_for_others(post: PostOffice) -> None:
    _, campaign, request = await post.office.db.write(stand, post.office.clock.now())
    screen = await person(post.office, claimed(HEAD, requests=[request], number=1))
    assert screen is not None
    assert [button.action for row in screen.buttons for button in row] == [f"pledge.open:{campaign}"]
    assert await person(post.office, claimed(ADMIN, requests=[request], number=1)) is None
    assert await person(post.office, claimed(404, requests=[request], number=1)) is None


async def test_a_head_reads_a_number_and_opens_the_list(post: PostOffice) -> None:
    actor, campaign, _ = await post.office.db.write(stand, post.office.clock.now())
    assert actor.unit is not None
    told = {"campaign": campaign, "unit": actor.unit.id, "people": 1}
    screen = await head(post.office, claimed(HEAD, **told))
    assert screen is not None
    assert [button.action for row in screen.buttons for button in row] == [f"coverage.open:{actor.unit.id}:{campaign}"]
    assert await head(post.office, claimed(ADMIN, **told)) is None


async def test_an_admin_reads_the_units(post: PostOffice) -> None:
    now = post.office.clock.now()
    actor, campaign, _ = await post.office.db.write(stand, now)
    assert actor.unit is not None
    units = {actor.unit.id: 1}
    await post.office.db.write(pledge_reminders.keep_escalations, campaign, AGENCY_LEVEL, units, now)
    told = {"campaign": campaign, "at": now.isoformat()}
    screen = await agency(post.office, claimed(ADMIN, **told))
    assert screen is not None
    assert actor.unit.name in screen.text
    assert await agency(post.office, claimed(HEAD, **told)) is None


def test_each_kind_has_its_words() -> None:
    assert set(KIND) <= set(KINDS)
