"""Campaigns ask their audience, life events ask one person anew, and what is over expires."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from domain.audience import Audience, AudienceKind
from domain.errors import DomainError
from domain.ledger import Coverage
from domain.pledge_request import RequestReason, RequestState
from domain.rights import Role
from services import campaigns, roles, unit_merges
from services.deadlines import Planning
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import pledge_counts, pledge_requests
from tests import builders
from tests.builders import NOW, SEALER

DAY = timedelta(days=1)
END = NOW + 90 * DAY


def publish(tx: Transaction, version: str = "1", **more: Any) -> int:
    """A campaign of a text of its own; returns its id."""
    campaigns.publish(tx, builders.pledge_source(version), f"Pakta {version}", END, NOW, SEALER, **more)
    return int(tx.execute(select(pledge_requests.c.campaign_id).order_by(pledge_requests.c.id.desc())).scalar() or 0)


def asked(tx: Transaction) -> list[tuple[int, str, str, bool]]:
    query = select(pledge_requests).order_by(pledge_requests.c.id)
    return [(row.employee_id, row.reason, row.state, bool(row.current)) for row in tx.execute(query)]


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (AudienceKind.ALL, (), [0, 1, 2]),
        (AudienceKind.UNIT, ("low",), [1, 2]),
        (AudienceKind.UNIT, ("top",), [0, 1, 2]),
        (AudienceKind.ROLE, ("unit_head",), [1]),
        (AudienceKind.KIND, ("opd",), [0, 1, 2]),
        (AudienceKind.KIND, ("puskesmas",), []),
        (AudienceKind.LIST, ("last",), [2]),
    ],
)
async def test_a_campaign_asks_just_its_audience(
    db: Database, kind: AudienceKind, values: tuple[str, ...], expected: list[int]
) -> None:
    def play(tx: Transaction) -> tuple[list[int], list[int]]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        people = [builders.employee(tx, top), builders.employee(tx, low), builders.employee(tx, low)]
        builders.employee(tx, low, active=False)
        roles.grant_from(tx, roles.CLI, people[1].staff_number, Role.UNIT_HEAD, "low", NOW, "uji coba")
        ids = {"top": top.id, "low": low.id, "last": people[2].id}
        publish(tx, audience=Audience(kind, tuple(str(ids.get(one, one)) for one in values)))
        return [one for one, *_ in asked(tx)], [people[index].id for index in expected]

    found, wanted = await db.write(play)
    assert found == wanted


@pytest.mark.parametrize(
    ("kind", "values"), [(AudienceKind.ALL, ("1",)), (AudienceKind.UNIT, ()), (AudienceKind.UNIT, ("1", "2"))]
)
def test_an_audience_that_says_nothing_is_refused(kind: AudienceKind, values: tuple[str, ...]) -> None:
    with pytest.raises(DomainError, match=r"campaign\.audience"):
        Audience(kind, values)


async def test_a_campaign_for_the_same_audience_ends_the_earlier_one_and_what_waits_expires(db: Database) -> None:
    def play(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        first, second = builders.employee(tx, unit), builders.employee(tx, unit)
        old = publish(tx)
        campaign = pledges.campaign(tx, old)
        assert campaign is not None
        builders.signature(tx, campaign, first)
        del second
        return old, publish(tx, "2")

    old, new = await db.write(play)
    (open_one,) = await db.read(pledges.open_campaigns, NOW)
    assert open_one.id == new != old
    assert await db.write(campaigns.close_due, NOW) == 1
    assert await db.write(campaigns.close_due, NOW) == 0
    assert await db.read(pledges.coverage, old) == Coverage(1, 2)
    states = [state for _, _, state, _ in await db.read(asked)]
    assert states == ["signed", "expired", "open", "open"]


async def test_a_campaign_of_the_future_asks_when_its_time_comes(db: Database) -> None:
    await db.write(lambda tx: builders.employee(tx, builders.unit(tx)))
    await db.write(lambda tx: publish(tx, opens_at=NOW + DAY))
    assert await db.read(asked) == []
    assert await db.write(campaigns.open_due, NOW) == 0
    assert await db.write(campaigns.open_due, NOW + DAY) == 1
    assert await db.write(campaigns.open_due, NOW + 2 * DAY) == 0


async def test_life_events_ask_anew_and_leaving_ends_what_waits(db: Database) -> None:
    def play(tx: Transaction) -> tuple[list[tuple[int, str, str, bool]], int, int]:
        old, new = builders.unit(tx, "old"), builders.unit(tx, "new")
        ani, budi = builders.employee(tx, old), builders.employee(tx, old)
        campaign_id = publish(tx)
        campaign = pledges.campaign(tx, campaign_id)
        assert campaign is not None
        builders.signature(tx, campaign, ani)
        builders.move_employee(tx, ani, new)
        roles.grant_from(tx, roles.CLI, ani.staff_number, Role.UNIT_HEAD, "new", NOW, "uji coba")
        builders.dismiss(tx, budi)
        return asked(tx), ani.id, budi.id

    rows, ani, budi = await db.write(play)
    assert rows == [
        (ani, RequestReason.CAMPAIGN, RequestState.SUPERSEDED, False),
        (budi, RequestReason.CAMPAIGN, RequestState.EXPIRED, False),
        (ani, RequestReason.MOVED, RequestState.SUPERSEDED, False),
        (ani, RequestReason.PROMOTED, RequestState.OPEN, True),
    ]
    assert await db.read(pledges.coverage, 1) == Coverage(0, 1)


async def test_a_merge_of_units_takes_requests_along_and_asks_nobody_anew_not_even_the_head(db: Database) -> None:
    def play(tx: Transaction) -> tuple[int, int, int]:
        away, into = builders.unit(tx, "away"), builders.unit(tx, "into")
        head = builders.employee(tx, away)
        roles.grant_from(tx, roles.CLI, head.staff_number, Role.UNIT_HEAD, "away", NOW, "uji coba")
        campaign = builders.campaign(tx)
        builders.signature(tx, campaign, head)
        builders.employee(tx, away)
        before = asked(tx)
        unit_merges.merge(tx, away.id, into.id, Planning(), "cli", NOW)
        assert asked(tx) == before
        return campaign.id, away.id, into.id

    campaign_id, away, into = await db.write(play)
    assert await db.read(pledges.coverage, campaign_id, away) == Coverage(0, 0)
    assert await db.read(pledges.coverage, campaign_id, into) == Coverage(1, 2)


async def test_a_role_given_or_taken_back_follows_in_a_campaign_of_its_holders(db: Database) -> None:
    def play(tx: Transaction) -> list[Any]:
        unit = builders.unit(tx, "opd")
        first, second = builders.employee(tx, unit), builders.employee(tx, unit)
        grant = partial(roles.grant_from, tx, roles.CLI, role=Role.ZI_TEAM, unit_code="opd", now=NOW, reason="uji coba")
        grant(digits=first.staff_number)
        publish(tx, audience=Audience(AudienceKind.ROLE, (Role.ZI_TEAM.value,)))
        grant(digits=second.staff_number)
        roles.revoke_from(tx, roles.CLI, first.staff_number, Role.ZI_TEAM, "opd", NOW, "uji coba")
        return [tuple(rest) for _, *rest in asked(tx)]

    assert await db.write(play) == [("campaign", "expired", False), ("joined", "open", True)]
    assert await db.read(pledges.coverage, 1) == Coverage(0, 1)


async def test_who_leaves_after_a_campaign_is_over_stays_counted_in_it(db: Database) -> None:
    def play(tx: Transaction) -> None:
        campaign = builders.campaign(tx)
        gone = builders.employee(tx, builders.unit(tx))
        builders.end_campaign(tx, campaign)
        campaigns.close_due(tx, NOW)
        campaigns.take_leave(tx, [gone.id], NOW)

    await db.write(play)
    assert [tuple(rest) for _, *rest in await db.read(asked)] == [("joined", "expired", True)]


async def test_many_are_asked_in_a_few_statements(db: Database) -> None:
    statements: list[str] = []

    def play(tx: Transaction) -> int:
        unit = builders.unit(tx)
        builders.campaign(tx)
        people = [builders.employee(tx, unit).id for _ in range(60)]
        event.listen(tx, "before_cursor_execute", lambda *found: statements.append(found[2]))
        campaigns.ask_anew(tx, people, RequestReason.MOVED, NOW)
        return sum(current for *_, current in asked(tx))

    assert await db.write(play) == 60
    assert len(statements) <= 5


async def test_the_counts_are_those_of_the_requests_whatever_changed_them(db: Database) -> None:
    def play(tx: Transaction) -> None:
        of = [builders.unit(tx, code) for code in "ab"]
        people = [builders.employee(tx, of[one % 2]) for one in range(6)]
        campaign = builders.campaign(tx)
        builders.signature(tx, campaign, people[0])
        builders.move_employee(tx, people[1], of[0])
        builders.dismiss(tx, people[2])
        tx.execute(pledge_requests.delete().where(pledge_requests.c.employee_id == people[3].id))
        tx.execute(pledge_requests.update().values(unit_id=of[1].id))

    await db.write(play)

    def both(tx: Transaction) -> tuple[dict[Any, int], dict[Any, int]]:
        kept = {(row.unit_id, row.state): row.people for row in tx.execute(select(pledge_counts)) if row.people}
        counted: dict[Any, int] = {}
        for row in tx.execute(select(pledge_requests).where(pledge_requests.c.current)):
            counted[row.unit_id, row.state] = counted.get((row.unit_id, row.state), 0) + 1
        return kept, counted

    kept, counted = await db.read(both)
    assert kept == counted
