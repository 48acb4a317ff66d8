"""How far a unit is with a campaign: each person counted where their request stands, all below the unit included."""

from sqlalchemy import update

from domain.people import Actor
from domain.pledge_request import RequestReason, RequestState
from domain.rights import Role
from services import campaigns, coverage
from services.coverage import CoverageOverview
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import accounts, pledge_requests
from tests import builders
from tests.builders import NOW
from tests.refusals import refused


def filled(tx: Transaction) -> tuple[Actor, CoverageOverview]:
    """A head who has signed, one who read, one who declined, one who joined, a blocked one, and one not asked."""
    above = builders.unit(tx)
    below = builders.unit(tx, "pkm", parent=above)
    other = builders.unit(tx, "lain")
    head = builders.linked(tx, above, role=Role.UNIT_HEAD)
    blocked = builders.linked(tx, below, 701)
    reader, refuser, joiner, spared, _ = (builders.employee(tx, one) for one in (below, below, above, above, other))
    campaign = builders.campaign(tx)
    assert head.employee is not None
    builders.signature(tx, campaign, head.employee)
    for who, state in ((reader, RequestState.READ), (refuser, RequestState.DECLINED)):
        request = pledges.current_request(tx, campaign.id, who.id)
        assert request is not None
        pledges.set_state(tx, request.id, request.state, state, NOW)
    campaigns.take_leave(tx, [spared.id], NOW)
    mine = pledge_requests.c.employee_id == joiner.id
    tx.execute(update(pledge_requests).where(mine).values(reason=RequestReason.JOINED.value))
    tx.execute(update(accounts).where(accounts.c.telegram_id == blocked.telegram_id).values(reachable=False))
    return head, CoverageOverview(
        above, campaign.title, signed=1, read=1, open=2, declined=1, unlinked=2, blocked=1, joined=1, not_expected=1
    )


async def test_everybody_is_counted_where_their_request_stands(db: Database) -> None:
    head, expected = await db.write(filled)
    assert await db.read(coverage.overview, head, expected.unit.id, NOW) == expected


async def test_without_a_campaign_there_is_nothing_to_count(db: Database) -> None:
    def unit_only(tx: Transaction) -> tuple[Actor, int]:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, role=Role.UNIT_HEAD), unit.id

    head, unit_id = await db.write(unit_only)
    with refused("pledge.no_campaign"):
        await db.read(coverage.overview, head, unit_id, NOW)
