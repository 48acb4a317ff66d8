"""A minor change puts new words into open campaigns; who was reading begins anew, and signatures stay."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import pledge
from domain.audience import Audience, AudienceKind
from domain.ledger import Coverage
from domain.pledge_request import RequestReason, RequestState
from domain.second_factor import Factor
from services import campaigns, pledges
from services.pledges import PledgeDesk
from storage import drafts, ledger
from storage import pledges as stored
from storage.engine import Database, Transaction
from storage.tables import audit, pledge_requests
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused

DAY = timedelta(days=1)
OLD, NEW = pledge.mark("uji-1"), pledge.mark("uji-2")


def revise(tx: Transaction, version: str = "uji-2", points: int = 3) -> tuple[int, ...]:
    return campaigns.revise(tx, builders.pledge_source(version, points), NOW + DAY, SEALER)


def read_points(tx: Transaction, telegram_id: int, campaign_id: int) -> PledgeDesk:
    actor = builders.actor(tx, telegram_id)
    found = pledges.begin(tx, actor, campaign_id, NOW)
    for point in range(1, found.points + 1):
        found = pledges.tick(tx, actor, campaign_id, point, NOW)
    return found


async def test_a_minor_change_moves_the_campaign_on_once_and_leaves_requests_and_signatures_alone(db: Database) -> None:
    def play(tx: Transaction) -> None:
        unit = builders.unit(tx)
        me, campaign = builders.linked(tx, unit), builders.campaign(tx)
        builders.employee(tx, unit)
        read_points(tx, 700, campaign.id)
        signed = pledges.sign(tx, me, campaign.id, NOW, SEALER).signature
        before = tx.execute(select(pledge_requests).order_by(pledge_requests.c.id)).all()
        assert revise(tx) == (campaign.id,)
        assert revise(tx) == ()
        assert tx.execute(select(pledge_requests).order_by(pledge_requests.c.id)).all() == before
        moved = stored.campaign(tx, campaign.id)
        assert moved is not None
        assert (moved.text_version, moved.is_open(NOW + DAY)) == ("uji-2", True)
        found = pledges.desk(tx, me, NOW + DAY)
        assert (found.signature, found.campaign.text_version) == (signed, "uji-2")
        assert stored.coverage(tx, campaign.id) == Coverage(1, 2)
        notes = [row.detail for row in tx.execute(select(audit).where(audit.c.action == "revise"))]
        assert notes == [{"before": "uji-1", "version": "uji-2"}]
        last = ledger.last(tx)
        assert last is not None
        assert (last.kind, last.subject_id) == ("text", "uji-2")

    await db.write(play)


async def test_who_has_signed_sees_the_words_that_they_signed(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign = builders.linked(tx, builders.unit(tx)), builders.campaign(tx)
        read_points(tx, 700, campaign.id)
        pledges.sign(tx, me, campaign.id, NOW, SEALER)
        revise(tx, points=5)
        assert len(pledges.desk(tx, me, NOW + DAY).filled.points) == 3

    await db.write(play)


async def test_who_was_in_the_middle_begins_anew_with_the_new_words(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign = builders.linked(tx, builders.unit(tx)), builders.campaign(tx)
        pledges.begin(tx, me, campaign.id, NOW)
        pledges.tick(tx, me, campaign.id, 1, NOW)
        revise(tx)
        assert pledges.desk(tx, me, NOW + DAY).ticked is None
        assert pledges.tick(tx, me, campaign.id, 2, NOW + DAY).ticked is None
        assert pledges.begin(tx, me, campaign.id, NOW + DAY).ticked == 0

    await db.write(play)


async def test_who_had_read_and_proved_it_all_can_not_sign_before_reading_the_new_words(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign = builders.linked(tx, builders.unit(tx)), builders.campaign(tx)
        assert me.employee is not None
        pledges.begin_whole(tx, me, campaign.id, NOW)
        pledges.read_whole(tx, me, campaign.id, NOW, Factor.NAME)
        pledges.prove_name(tx, me, me.employee.name, NOW, Factor.NAME)
        revise(tx)
        with refused("pledge.unread"):
            pledges.sign(tx, me, campaign.id, NOW + DAY, SEALER, Factor.NAME)
        with refused("pledge.unread"):
            pledges.prove_name(tx, me, me.employee.name, NOW + DAY, Factor.NAME)
        pledges.begin_whole(tx, me, campaign.id, NOW + DAY)
        assert not pledges.read_whole(tx, me, campaign.id, NOW + DAY, Factor.NAME).proved

    await db.write(play)


TAPS: list[Callable[[Transaction, int, str], object]] = [
    lambda tx, of, shown: pledges.begin(tx, builders.actor(tx, 700), of, NOW, shown=shown),
    lambda tx, of, shown: pledges.begin_whole(tx, builders.actor(tx, 700), of, NOW, shown=shown),
    lambda tx, of, shown: pledges.tick(tx, builders.actor(tx, 700), of, 1, NOW, shown=shown),
    lambda tx, of, shown: pledges.read_whole(tx, builders.actor(tx, 700), of, NOW, shown=shown),
    lambda tx, of, shown: pledges.sign(tx, builders.actor(tx, 700), of, NOW, SEALER, shown=shown),
]


@pytest.mark.parametrize("tap", TAPS, ids=["begin", "begin_whole", "tick", "read_whole", "sign"])
async def test_a_tap_on_a_screen_with_the_old_words_does_nothing(
    db: Database, tap: Callable[[Transaction, int, str], object]
) -> None:
    def play(tx: Transaction) -> None:
        builders.linked(tx, builders.unit(tx))
        campaign = builders.campaign(tx)
        revise(tx)
        read_points(tx, 700, campaign.id)
        before = drafts.draft(tx, 700, pledges.DRAFT)
        with refused("pledge.text_changed"):
            tap(tx, campaign.id, OLD)
        assert drafts.draft(tx, 700, pledges.DRAFT) == before
        tap(tx, campaign.id, NEW)
        assert pledges.sign(tx, builders.actor(tx, 700), campaign.id, NOW, SEALER, shown=NEW).signature is not None
        tap(tx, campaign.id, OLD)

    await db.write(play)


async def test_a_minor_change_needs_an_open_campaign_of_the_same_audience_and_a_version_of_its_own(
    db: Database,
) -> None:
    def play(tx: Transaction) -> None:
        with refused("campaign.none_running"):
            revise(tx)
        builders.campaign(tx)
        kind = Audience(AudienceKind.KIND, ("opd",))
        with refused("campaign.none_running"):
            campaigns.revise(tx, builders.pledge_source("uji-2"), NOW, SEALER, audience=kind)
        assert stored.text_source(tx, "uji-2") is None
        with refused("pledge.version_exists", version="uji-1"):
            campaigns.revise(tx, builders.pledge_source("uji-1", 4), NOW, SEALER)

    await db.write(play)


@pytest.mark.parametrize(("version", "reason"), [("uji-2", RequestReason.NEW_TEXT), ("uji-1", RequestReason.CAMPAIGN)])
async def test_a_new_campaign_tells_those_of_its_new_text_who_were_asked_before(
    db: Database, version: str, reason: RequestReason
) -> None:
    def play(tx: Transaction) -> None:
        unit = builders.unit(tx)
        asked = [builders.employee(tx, unit) for _ in range(2)]
        old = builders.campaign(tx)
        builders.signature(tx, old, asked[0])
        tx.execute(pledge_requests.delete().where(pledge_requests.c.employee_id == asked[1].id))
        campaigns.publish(tx, builders.pledge_source(version), "Pakta", NOW + 90 * DAY, NOW, SEALER)
        rows = tx.execute(select(pledge_requests).where(pledge_requests.c.campaign_id != old.id))
        found = {row.employee_id: (row.reason, row.state) for row in rows}
        opened = RequestState.OPEN
        assert found == {asked[0].id: (reason, opened), asked[1].id: (RequestReason.CAMPAIGN, opened)}
        assert [one.text_version for one in stored.open_campaigns(tx, NOW)] == [version]

    await db.write(play)


async def test_ending_a_campaign_twice_ends_it_once_and_a_coming_one_never_opens(db: Database) -> None:
    def play(tx: Transaction) -> None:
        builders.employee(tx, builders.unit(tx))
        running = builders.campaign(tx)
        coming = builders.campaign(tx, "uji-2", opens_at=NOW + DAY)
        assert campaigns.end(tx, running.id, NOW)
        assert not campaigns.end(tx, running.id, NOW)
        assert campaigns.end(tx, coming.id, NOW)
        assert stored.open_campaigns(tx, NOW + 2 * DAY) == ()
        with refused("pledge.unknown_campaign"):
            campaigns.end(tx, 99, NOW)

    await db.write(play)
