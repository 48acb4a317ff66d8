"""What publishing would do is told before, with numbers, and is what it does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.audience import Audience, AudienceKind
from domain.ledger import Coverage
from domain.pledge_diff import Size
from domain.pledge_plan import PledgePlan
from domain.pledge_request import RequestState
from domain.publication import Order, Phase
from domain.rights import Role
from services import publishing
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import audit
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused

DAY = timedelta(days=1)


def order(size: Size = Size.MAJOR, version: str = "uji-2", **more: Any) -> Order:
    return Order(builders.pledge_source(version), size, NOW + 90 * DAY, title="Pakta Baru", **more)


def office(tx: Transaction) -> int:
    """Four people asked: one has signed, one declined, two wait; returns the campaign."""
    unit = builders.unit(tx)
    people = [builders.employee(tx, unit) for _ in range(4)]
    campaign = builders.campaign(tx)
    builders.signature(tx, campaign, people[0])
    request = pledges.current_request(tx, campaign.id, people[1].id)
    assert request is not None
    pledges.set_state(tx, request.id, request.state, RequestState.DECLINED, NOW)
    builders.employee(tx, unit, active=False)
    return campaign.id


@pytest.mark.parametrize(("size", "anew", "carried"), [(Size.MAJOR, 1, 0), (Size.MINOR, 0, 2)])
async def test_the_preview_counts_what_publishing_would_do_and_changes_nothing(
    db: Database, size: Size, anew: int, carried: int
) -> None:
    campaign_id = await db.write(office)
    found = await db.read(publishing.preview_from, order(size), NOW + DAY)
    assert (found.version, found.previous, found.is_new) == ("uji-2", "uji-1", True)
    assert (found.signs_anew, found.carries_over, found.declined, found.people) == (anew, carried, 1, 4)
    assert [one.id for one in found.affected] == [campaign_id]
    assert found.difference is not None
    assert found.difference.is_none
    assert await db.read(pledges.text_source, "uji-2") is None


async def test_a_first_text_has_nothing_before_it(db: Database) -> None:
    found = await db.read(publishing.preview_from, order(), NOW)
    assert (found.previous, found.difference, found.people, found.affected) == ("", None, 0, ())


async def test_after_the_last_campaign_of_an_audience_is_over_its_text_is_the_previous_one(db: Database) -> None:
    def play(tx: Transaction) -> tuple[str, str]:
        builders.campaign(tx)
        builders.campaign(tx, "uji-9", opens_at=NOW + 500 * DAY)
        unit = Audience(AudienceKind.UNIT, (str(builders.unit(tx).id),))
        later = NOW + 400 * DAY
        far = Order(builders.pledge_source("uji-2"), Size.MAJOR, later + DAY, title="Pakta Baru")
        for_unit = Order(far.source, Size.MAJOR, later + DAY, title="Pakta Baru", audience=unit)
        return publishing.preview_from(tx, far, later).previous, publishing.preview_from(tx, for_unit, later).previous

    assert await db.write(play) == ("uji-1", "")


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"closes_at": NOW}, "campaign.dates"),
        ({"opens_at": NOW + 91 * DAY}, "campaign.dates"),
        ({"closes_at": NOW + 91 * DAY}, "campaign.dates"),
        ({"closes_at": NOW + 91 * DAY, "months": 12}, ""),
        ({"opens_at": NOW + DAY, "closes_at": NOW + 2 * DAY}, ""),
        ({"audience": Audience(AudienceKind.UNIT, ("99",))}, "roles.unknown_unit"),
    ],
)
async def test_what_makes_no_sense_is_refused_before_anything_is_kept(
    db: Database, more: dict[str, Any], key: str
) -> None:
    def play(tx: Transaction) -> None:
        if not key:
            assert publishing.publish_from(tx, "cli", order(**more), NOW, SEALER)
            return
        with refused(key):
            publishing.publish_from(tx, "cli", order(**more), NOW, SEALER)
        assert pledges.text_source(tx, "uji-2") is None

    await db.write(play)


async def test_titles_and_texts_that_can_not_be_are_refused(db: Database) -> None:
    def play(tx: Transaction) -> None:
        for title in ("", " x ", "x" * 121):
            bad = Order(builders.pledge_source(), Size.MAJOR, NOW + DAY, title=title)
            with refused("campaign.title", shortest=3, longest=120):
                publishing.preview_from(tx, bad, NOW)
        builders.campaign(tx)
        with refused("campaign.same_text", version="uji-1"):
            publishing.preview_from(tx, order(Size.MINOR, "uji-1"), NOW)
        other = Order(builders.pledge_source("uji-1", 4), Size.MAJOR, NOW + DAY, title="Pakta")
        with refused("pledge.version_exists", version="uji-1"):
            publishing.preview_from(tx, other, NOW)
        with pytest.raises(ValueError, match="pledge text"):
            publishing.preview_from(tx, Order('version = "x"', Size.MAJOR, NOW + DAY, title="Pakta"), NOW)

    await db.write(play)


async def test_publishing_does_what_was_told_in_the_name_of_who_did_it(db: Database) -> None:
    def play(tx: Transaction) -> None:
        old = office(tx)
        admin = builders.linked(tx, builders.unit(tx, "bkd"), role=Role.ADMIN)
        plan = PledgePlan((1,), (2,), 0, 0)
        (new,) = publishing.publish(tx, admin, order(plan=plan, months=6), NOW + DAY, SEALER)
        made = pledges.campaign(tx, new)
        assert made is not None
        assert (made.title, made.plan, made.months) == ("Pakta Baru", plan, 6)
        assert pledges.coverage(tx, new) == Coverage(0, 5)
        assert [one.id for one in pledges.open_campaigns(tx, NOW + DAY)] == [new]
        assert publishing.publish(tx, admin, order(Size.MINOR, "uji-3"), NOW + DAY, SEALER) == (new,)
        notes = tx.execute(select(audit).where(audit.c.actor == "account:700").order_by(audit.c.id))
        assert [(one.action, one.subject) for one in notes] == [
            ("publish", f"campaign:{new}"), ("revise", f"campaign:{new}")
        ]  # fmt: skip
        assert old != new

    await db.write(play)


async def test_campaigns_are_listed_open_then_coming_then_over_with_their_numbers(db: Database) -> None:
    def play(tx: Transaction) -> None:
        running = office(tx)
        ended = builders.campaign(tx, "uji-4", opens_at=NOW)
        coming = builders.campaign(tx, "uji-5", opens_at=NOW + 9 * DAY)
        admin = builders.linked(tx, builders.unit(tx, "bkd"), role=Role.ADMIN)
        for _ in range(2):
            assert publishing.end(tx, admin, ended.id, NOW + DAY).phase is Phase.OVER
        found = publishing.listing(tx, admin, 0, NOW + DAY)
        phases = [(one.campaign.id, one.phase) for one in found.campaigns]
        assert phases == [(running, Phase.OPEN), (coming.id, Phase.COMING), (ended.id, Phase.OVER)]
        facts = publishing.card(tx, admin, running, NOW + DAY)
        assert (facts.coverage, facts.waiting, facts.declined) == (Coverage(1, 5), 3, 1)
        with refused("pledge.unknown_campaign"):
            publishing.card(tx, admin, 99, NOW)
        assert tx.execute(select(audit).where(audit.c.action == "end")).one().actor == "account:700"

    await db.write(play)


async def test_a_page_holds_eight_campaigns(db: Database) -> None:
    def play(tx: Transaction) -> None:
        admin = builders.linked(tx, builders.unit(tx), role=Role.ADMIN)
        assert publishing.listing(tx, admin, 0, NOW).pages == 1
        for number in range(9):
            builders.campaign(tx, f"uji-{number}")
        pages = [publishing.listing(tx, admin, page, NOW) for page in (-1, 0, 1, 7)]
        assert [(one.page, one.pages, len(one.campaigns)) for one in pages] == [
            (0, 2, 8), (0, 2, 8), (1, 2, 1), (1, 2, 1)
        ]  # fmt: skip

    await db.write(play)


async def test_audiences_are_told_by_code_role_kind_or_staff_numbers(db: Database) -> None:
    def play(tx: Transaction) -> None:
        unit = builders.unit(tx, "dinkes")
        one, gone = builders.employee(tx, unit), builders.employee(tx, unit, active=False)
        assert publishing.unit_audience(tx, "dinkes") == Audience(AudienceKind.UNIT, (str(unit.id),))
        with refused("roster.unknown_unit", code="x"):
            publishing.unit_audience(tx, "x")
        assert publishing.role_audience(["zi_team", "unit_head"]).values == ("unit_head", "zi_team")
        with refused("campaign.unknown_role"):
            publishing.role_audience(["employee"])
        assert publishing.kind_audience(tx, ["opd"]).values == ("opd",)
        with refused("campaign.unknown_kind", kind="rsud"):
            publishing.kind_audience(tx, ["opd", "rsud"])
        assert publishing.list_audience(tx, ["", f" {one.staff_number} ", one.staff_number]).values == (str(one.id),)
        with refused("campaign.unknown_numbers", lines="2, 4", count=2):
            publishing.list_audience(tx, [one.staff_number, gone.staff_number, "", "1"])
        with refused("campaign.audience"):
            publishing.list_audience(tx, ["", " "])

    await db.write(play)
