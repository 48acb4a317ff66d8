"""Pledge texts, campaigns, signatures, and how many have signed."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domain.ledger import Coverage
from storage import pledges
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW

DAY = timedelta(days=1)


async def test_a_text_version_is_kept_once_and_for_ever(db: Database) -> None:
    assert await db.write(pledges.add_text, "1", "first", NOW) is True
    assert await db.write(pledges.add_text, "1", "second", NOW) is False
    assert await db.read(pledges.text_source, "1") == "first"
    assert await db.read(pledges.text_source, "2") is None


@pytest.mark.parametrize(
    ("now", "title"),
    [
        (NOW - DAY, None),
        (NOW, "Pakta a"),
        (NOW + 5 * DAY - timedelta(seconds=1), "Pakta a"),
        (NOW + 5 * DAY, "Pakta b"),
        (NOW + 9 * DAY, "Pakta b"),
        (NOW + 10 * DAY, "Pakta a"),
        (NOW + 20 * DAY, None),
    ],
)
async def test_the_open_campaign_is_the_one_opened_last(db: Database, now: datetime, title: str | None) -> None:
    await db.write(builders.campaign, "a", days=20)
    await db.write(builders.campaign, "b", opens_at=NOW + 5 * DAY, days=5)
    campaign = await db.read(pledges.open_campaign, now)
    assert (campaign.title if campaign else None) == title


async def test_of_two_campaigns_opened_at_once_the_later_one_counts(db: Database) -> None:
    await db.write(builders.campaign, "a")
    second = await db.write(builders.campaign, "b")
    assert await db.read(pledges.open_campaign, NOW) == second
    assert await db.read(pledges.campaign, second.id) == second
    assert await db.read(pledges.campaign, 404) is None


async def test_a_person_signs_a_campaign_once_and_a_code_is_used_once(db: Database) -> None:
    def fill(tx: Transaction) -> list[dict[str, object]]:
        unit = builders.unit(tx)
        first, second = builders.campaign(tx, "a"), builders.campaign(tx, "b")
        ani, budi = builders.employee(tx, unit), builders.employee(tx, unit)
        return [
            builders.signature_values(tx, first, ani, code="A"),
            builders.signature_values(tx, first, ani, code="B"),
            builders.signature_values(tx, first, budi, code="A"),
            builders.signature_values(tx, second, ani, code="C"),
        ]

    rows = await db.write(fill)
    assert [await db.write(pledges.add_signature, row) for row in rows] == [True, False, False, True]
    found = await db.read(pledges.signature_by_code, "A")
    assert found is not None
    assert {name: getattr(found, name) for name in rows[0]} == rows[0]
    assert await db.read(pledges.signature_of, found.campaign_id, found.employee_id) == found
    assert await db.read(pledges.signature_by_code, "B") is None


async def test_of_many_signatures_at_once_one_is_kept(db: Database) -> None:
    def fill(tx: Transaction) -> list[dict[str, object]]:
        unit = builders.unit(tx)
        campaign, person = builders.campaign(tx), builders.employee(tx, unit)
        return [builders.signature_values(tx, campaign, person, code=f"C{n}") for n in range(20)]

    kept = await asyncio.gather(*(db.write(pledges.add_signature, row) for row in await db.write(fill)))
    assert sorted(kept) == [False] * 19 + [True]


async def test_coverage_counts_active_people_of_the_subtree_in_this_campaign(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, list[int]]:
        campaign, old = builders.campaign(tx), builders.campaign(tx, "old")
        top = builders.unit(tx, "top")
        middle = builders.unit(tx, "middle", parent=top)
        low = builders.unit(tx, "low", parent=middle)
        other = builders.unit(tx, "other")
        codes = iter(range(100))
        for unit, signed, unsigned in ((top, 1, 0), (middle, 2, 1), (low, 0, 3), (other, 1, 1)):
            for number in range(signed + unsigned):
                person = builders.employee(tx, unit)
                signs = campaign if number < signed else old
                builders.signature(tx, signs, person, code=f"C{next(codes)}")
        gone = builders.employee(tx, low)
        builders.signature(tx, campaign, gone, code="gone")
        builders.dismiss(tx, gone)
        return campaign.id, [top.id, middle.id, low.id, other.id]

    campaign_id, units = await db.write(fill)
    assert await db.read(pledges.coverage, campaign_id) == Coverage(4, 9)
    found = [await db.read(pledges.coverage, campaign_id, unit_id) for unit_id in units]
    assert found == [Coverage(3, 7), Coverage(2, 6), Coverage(0, 3), Coverage(1, 2)]
    assert await db.read(pledges.coverage, campaign_id, 404) == Coverage(0, 0)


async def test_who_moves_is_expected_in_the_new_unit_and_not_in_the_old_one(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int, int]:
        campaign = builders.campaign(tx)
        old, new = builders.unit(tx, "old"), builders.unit(tx, "new")
        person = builders.employee(tx, old)
        builders.signature(tx, campaign, person)
        assert pledges.coverage(tx, campaign.id, old.id) == Coverage(1, 1)
        builders.move_employee(tx, person, new)
        return campaign.id, old.id, new.id

    campaign_id, old, new = await db.write(fill)
    assert await db.read(pledges.coverage, campaign_id, old) == Coverage(0, 0)
    assert await db.read(pledges.coverage, campaign_id, new) == Coverage(0, 1)
