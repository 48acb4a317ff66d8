"""How far a unit is with a campaign, by numbers and by name: each person counted where their request stands."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.coverage import Listed, Listing, Unexpected
from domain.people import Actor, Unit
from domain.pledge_request import RequestReason, RequestState
from domain.rights import Role
from services import campaigns, coverage, coverage_lists
from services.coverage import CoverageOverview
from services.coverage_lists import CoveragePage
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import accounts, audit, employees, pledge_requests
from tests import builders
from tests.builders import NOW
from tests.refusals import refused


def filled(tx: Transaction) -> tuple[Actor, CoverageOverview]:
    """Somebody in each list of a unit and one below it, the name telling which; and somebody of another unit."""
    above = builders.unit(tx)
    below = builders.unit(tx, "pkm", parent=above)
    other = builders.unit(tx, "lain")
    head = builders.linked(tx, above, person=builders.employee(tx, above, name="signed"), role=Role.UNIT_HEAD)
    builders.linked(tx, below, 701, person=builders.employee(tx, below, name="blocked"))
    reader = builders.employee(tx, below, name="reader")
    refuser = builders.employee(tx, below, name="declined")
    joiner = builders.employee(tx, above, name="joiner", phone_number="")
    spared = builders.employee(tx, above, name="spared")
    gone = builders.employee(tx, below, name="gone")
    mover = builders.employee(tx, below, name="mover")
    builders.employee(tx, other, name="elsewhere")
    campaign = builders.campaign(tx)
    assert head.employee is not None
    for number, signer in enumerate((head.employee, gone, mover, spared)):
        builders.signature(tx, campaign, signer, code=f"AAAAAAAAA{number}")
    builders.dismiss(tx, gone)
    builders.move_employee(tx, mover, above)
    campaigns.take_leave(tx, [spared.id], NOW)
    for who, state in ((reader, RequestState.READ), (refuser, RequestState.DECLINED)):
        request = pledges.current_request(tx, campaign.id, who.id)
        assert request is not None
        pledges.set_state(tx, request.id, request.state, state, NOW)
    mine = pledge_requests.c.employee_id == joiner.id
    tx.execute(update(pledge_requests).where(mine).values(reason=RequestReason.JOINED.value))
    tx.execute(update(accounts).where(accounts.c.telegram_id == 701).values(reachable=False))
    return head, CoverageOverview(
        above, campaign, signed=1, read=1, open=3, declined=1, unlinked=3, blocked=1, no_phone=1, joined=1,
        not_expected=1, unexpected=3, several=False, may_remind=True,
    )  # fmt: skip


NAMES = {
    Listing.SIGNED: ["signed"],
    Listing.WAITING: ["blocked", "joiner", "mover", "reader"],
    Listing.DECLINED: ["declined"],
    Listing.UNLINKED: ["joiner", "mover", "reader"],
    Listing.BLOCKED: ["blocked"],
    Listing.NO_PHONE: ["joiner"],
    Listing.JOINED: ["joiner"],
    Listing.NOT_ASKED: ["spared"],
    Listing.UNEXPECTED: ["gone", "mover", "spared"],
}


async def page(
    db: Database, actor: Actor, expected: CoverageOverview, listing: Listing, number: int = 0
) -> CoveragePage:
    return await db.write(
        coverage_lists.page, actor, expected.unit.id, expected.campaign.id, listing, number, NOW + timedelta(hours=1)
    )


async def test_everybody_is_counted_where_their_request_stands(db: Database) -> None:
    head, expected = await db.write(filled)
    assert await db.read(coverage.overview, head, expected.unit.id, NOW) == expected
    assert await db.read(coverage.overview, head, expected.unit.id, NOW, expected.campaign.id) == expected


async def test_every_list_names_whom_the_overview_counts(db: Database) -> None:
    head, expected = await db.write(filled)
    found = {one: await page(db, head, expected, one) for one in Listing}
    assert {one: [person.name for person in shown.people] for one, shown in found.items()} == NAMES
    assert {one: shown.total for one, shown in found.items()} == {one: len(names) for one, names in NAMES.items()}
    why = {person.name: person.why for person in found[Listing.UNEXPECTED].people}
    assert why == {"gone": Unexpected.LEFT, "mover": Unexpected.ASKED_ANEW, "spared": Unexpected.OUTSIDE}
    (joiner,) = found[Listing.JOINED].people
    assert (joiner.state, joiner.unit, joiner.reachable) == (RequestState.OPEN, expected.unit.name, False)
    assert found[Listing.WAITING].may_remind


async def test_a_signature_given_anew_takes_the_place_of_the_earlier_one(db: Database) -> None:
    head, expected = await db.write(filled)

    def sign_anew(tx: Transaction) -> None:
        mover = tx.execute(select(employees.c.id).where(employees.c.name == "mover")).scalar_one()
        request = pledges.current_request(tx, expected.campaign.id, mover)
        assert request is not None
        pledges.set_state(tx, request.id, request.state, RequestState.SIGNED, NOW)

    await db.write(sign_anew)
    assert [one.name for one in (await page(db, head, expected, Listing.UNEXPECTED)).people] == ["gone", "spared"]
    assert (await db.read(coverage.overview, head, expected.unit.id, NOW)).unexpected == 2


def crowded(tx: Transaction) -> tuple[Actor, CoverageOverview]:
    unit = builders.unit(tx)
    head = builders.linked(tx, unit, person=builders.employee(tx, unit, name="Z kepala"), role=Role.UNIT_HEAD)
    for number in range(18):
        builders.employee(tx, unit, name=f"Pegawai {number:02}")
    builders.campaign(tx)
    assert head.unit is not None
    return head, coverage.overview(tx, head, unit.id, NOW)


def looked_at(tx: Transaction) -> list[str]:
    return list(tx.execute(select(audit.c.subject).where(audit.c.action == "see_list").order_by(audit.c.id)).scalars())


async def test_a_page_has_eight_and_only_those_are_told_that_they_were_seen(db: Database) -> None:
    head, expected = await db.write(crowded)
    third = await page(db, head, expected, Listing.WAITING, 2)
    assert [one.name for one in third.people] == ["Pegawai 16", "Pegawai 17", "Z kepala"]
    assert (third.page, third.pages, third.total) == (2, 3, 19)
    # The head has seen their own name too, which is no news.
    assert await db.read(looked_at) == [f"employee:{one.employee_id}" for one in third.people[:2]]
    assert await page(db, head, expected, Listing.WAITING, 99) == third
    assert len((await page(db, head, expected, Listing.WAITING, -5)).people) == 8


async def test_an_empty_list_has_one_page_without_anybody(db: Database) -> None:
    head, expected = await db.write(crowded)
    empty = await page(db, head, expected, Listing.DECLINED)
    assert (empty.people, empty.total, empty.page, empty.pages) == ((), 0, 0, 1)


async def test_one_of_several_open_campaigns_is_chosen(db: Database) -> None:
    head, expected = await db.write(crowded)
    later = await db.write(builders.campaign, "lain-1", opens_at=NOW + timedelta(minutes=1))
    now = NOW + timedelta(minutes=2)
    unit, found = await db.read(coverage.choices, head, expected.unit.id, now)
    assert (unit, [one.id for one in found]) == (expected.unit, [later.id, expected.campaign.id])
    for one in found:
        chosen = await db.read(coverage.overview, head, unit.id, now, one.id)
        assert (chosen.campaign.id, chosen.several) == (one.id, True)


async def test_a_campaign_that_is_over_shows_nothing_any_more(db: Database) -> None:
    head, expected = await db.write(crowded)
    await db.write(builders.end_campaign, expected.campaign)
    with refused("pledge.no_campaign"):
        await db.read(coverage.overview, head, expected.unit.id, NOW)
    for chosen in (expected.campaign.id, 999):
        with refused("coverage.campaign_over"):
            await db.read(coverage.overview, head, expected.unit.id, NOW, chosen)
    with refused("coverage.campaign_over"):
        await page(db, head, expected, Listing.SIGNED)


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.ZI_TEAM])
async def test_an_employee_and_the_head_of_another_unit_see_no_name_and_no_number(
    db: Database, role: Role | None
) -> None:
    def somebody(tx: Transaction, unit: Unit) -> Actor:
        elsewhere = builders.unit(tx, "elsewhere")
        return builders.linked(tx, elsewhere if role else unit, 800, role=role, scope=elsewhere)

    _, expected = await db.write(filled)
    actor = await db.write(somebody, expected.unit)
    with refused("access.denied"):
        await db.read(coverage.overview, actor, expected.unit.id, NOW)
    for listing in Listing:
        with refused("access.denied"):
            await page(db, actor, expected, listing)
    assert await db.read(looked_at) == []


async def test_an_auditor_sees_the_names_and_may_not_remind(db: Database) -> None:
    _, expected = await db.write(filled)

    def auditor(tx: Transaction) -> Actor:
        return builders.linked(tx, builders.unit(tx, "itda"), 800, role=Role.AUDITOR)

    shown = await page(db, await db.write(auditor), expected, Listing.WAITING)
    assert ([one.name for one in shown.people], shown.may_remind) == (NAMES[Listing.WAITING], False)
    assert all(isinstance(one, Listed) for one in shown.people)
