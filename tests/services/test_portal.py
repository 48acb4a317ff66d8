"""What the portal may pull, when, and with which numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import instrument, portal
from domain.errors import DomainError
from domain.portal import Listed, Proposal, Target, UnitAnswers
from domain.stages import Stage
from services import evidence, stage_moves
from services import portal as use_cases
from storage import people, zone
from storage.engine import Database, Transaction
from storage.tables import units
from tests import builders
from tests.builders import NOW, SEALER
from tests.portal_play import CHOICE, LINK, NOTED, WINDOW, affirm, fill
from tests.review_play import add_figures, play, tick_all

JAKARTA = ZoneInfo("Asia/Jakarta")
PUBLIC = "https://zibot.contoh.go.id"


def proposed(tx: Transaction, target: Target = Target.WBK, now: datetime = NOW) -> Proposal:
    return use_cases.proposed(tx, target, JAKARTA, now)


def answers(tx: Transaction, unit_id: str = "dinkes", now: datetime = NOW, public_url: str = PUBLIC) -> UnitAnswers:
    return use_cases.unit_answers(tx, unit_id, SEALER, public_url, JAKARTA, now)


def unit_id(tx: Transaction, code: str = "dinkes") -> int:
    found = people.unit_by_code(tx, code)
    assert found is not None
    return found.id


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.key


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAKARTA)


async def test_the_window_is_read_by_the_calendar_of_the_agency(db: Database) -> None:
    def steps(tx: Transaction) -> None:
        fill(tx)
        for moment in (local(WINDOW[0]), local(WINDOW[1], 23, 59)):
            assert [one.id for one in proposed(tx, now=moment).units] == ["dinkes"]
            assert answers(tx, now=moment).unit_id == "dinkes"
        for moment in (local(WINDOW[0]) - timedelta(seconds=1), local(WINDOW[1]) + timedelta(days=1)):
            assert refused(lambda moment=moment: proposed(tx, now=moment)) == "portal.closed"  # type: ignore[misc]
            assert refused(lambda moment=moment: answers(tx, now=moment)) == "portal.closed"  # type: ignore[misc]

    await db.write(steps)


async def test_without_a_cycle_nothing_is_open_and_without_a_window_the_whole_year_is(db: Database) -> None:
    def steps(tx: Transaction) -> None:
        assert refused(lambda: proposed(tx)) == "portal.closed"
        fill(tx, None)
        assert proposed(tx, now=NOW + timedelta(days=200)).year == 2026

    await db.write(steps)


async def test_units_come_in_order_of_their_codes_and_only_while_they_are_open(db: Database) -> None:
    def steps(tx: Transaction) -> None:
        cycle_id = fill(tx)
        later = builders.unit(tx, "aaa")
        zone.add_stage(tx, cycle_id, later.id, Stage.PROPOSED.value, "WBK", NOW)
        assert [one.id for one in proposed(tx).units] == ["aaa", "dinkes"]
        tx.execute(units.update().where(units.c.id == later.id).values(closed_at=NOW))
        assert [one.id for one in proposed(tx).units] == ["dinkes"]
        assert refused(lambda: answers(tx, "aaa")) == "portal.unknown_unit"
        zone.add_stage(tx, cycle_id, unit_id(tx), Stage.BUILDING.value, "WBK", NOW)
        assert proposed(tx).units == ()

    await db.write(steps)


async def test_a_newer_cycle_without_proposals_hides_the_old_one(db: Database) -> None:
    def steps(tx: Transaction) -> None:
        fill(tx)
        builders.cycle(tx, 2027)
        assert proposed(tx) == Proposal(2027, ())
        assert refused(lambda: answers(tx)) == "portal.unknown_unit"

    await db.write(steps)


async def test_a_unit_that_was_sent_as_an_affirmation_is_called_so(db: Database) -> None:
    def steps(tx: Transaction) -> None:
        earlier, cycle_id = builders.cycle(tx, 2020), fill(tx)
        affirm(tx, earlier, unit_id(tx))
        zone.add_stage(tx, cycle_id, unit_id(tx), Stage.PROPOSED.value, "WBK", NOW)
        assert [(one.category, one.affirmed) for one in proposed(tx).units] == [("WBK", False)]
        affirm(tx, cycle_id, unit_id(tx))
        assert [(one.category, one.affirmed) for one in proposed(tx).units] == [("WBK-AFIRMASI", True)]
        affirm(tx, cycle_id, unit_id(tx), affirmed=False)
        assert [(one.category, one.affirmed) for one in proposed(tx).units] == [("WBK", False)]
        assert [(one.category, one.affirmed) for one in proposed(tx, Target.WBBM).units] == [("WBBM", False)]

    await db.write(steps)


@pytest.mark.parametrize("affirmed", [True, False])
async def test_the_move_that_sends_a_proposal_tells_whether_it_is_an_affirmation(db: Database, affirmed: bool) -> None:
    def send(tx: Transaction) -> Proposal:
        at = play(tx, Stage.PROPOSED)
        tick_all(tx, at.cycle_id, at.unit)
        add_figures(tx)
        change = zone.stage_history(tx, at.cycle_id, at.id)[-1].id
        stage_moves.move(
            tx, at.admin, at.id, Stage.ADMINISTRATIVE_SELECTION, change, "B/100/2026", NOW, affirmed=affirmed
        )
        return proposed(tx)

    assert [one.affirmed for one in (await db.write(send)).units] == [affirmed]


async def test_evidence_keeps_its_address_from_pull_to_pull_until_it_is_revoked(db: Database) -> None:
    def steps(tx: Transaction) -> None:
        cycle_id = fill(tx)
        first, again = answers(tx), answers(tx, now=NOW + timedelta(days=9))
        assert first.answers == again.answers
        found = {one.number: one.evidence for one in first.answers if one.evidence}
        rules = instrument.bundled()
        assert list(found) == [rules.question(CHOICE).entry, rules.question(NOTED).entry]
        shared = evidence.share(tx, cycle_id, unit_id(tx), CHOICE, "cli", NOW, NOW)
        assert found[1] == evidence.address(shared, SEALER, PUBLIC)
        assert shared.by == "portal"
        plain = answers(tx, public_url="")
        assert [one.evidence for one in plain.answers if one.evidence] == [f"{LINK}\n{LINK}/2"]

    await db.write(steps)


async def test_the_agencys_own_list_gives_the_numbers_and_what_is_sent(db: Database) -> None:
    listed = [Listed(one.number + 1000, one.kind, one.place) for one in portal.entries(instrument.bundled())]
    listed[0] = replace(listed[0], kind="abcd")

    def steps(tx: Transaction) -> None:
        fill(tx)
        assert use_cases.kept_list(tx) is None
        assert not use_cases.drop_list(tx, "cli", NOW)
        for given in (listed[:5], listed):
            comparison = use_cases.load_list(tx, given, "cli", NOW)
            assert comparison == use_cases.compared(given)
        kept = use_cases.kept_list(tx)
        assert kept is not None
        assert (kept.listed, kept.loaded_at) == (tuple(listed), NOW)
        found = answers(tx).answers
        assert [one.number for one in found] == [one.number for one in listed[1:]]
        assert (found[0].number, found[0].unit) == (1002, "A")
        assert use_cases.drop_list(tx, "cli", NOW)
        assert [one.number for one in answers(tx).answers] == list(range(1, 128))

    await db.write(steps)


async def test_a_list_that_fits_nothing_is_refused_and_the_old_one_stays(db: Database) -> None:
    def steps(tx: Transaction) -> Any:
        use_cases.load_list(tx, [Listed(1, "ya_tidak")], "cli", NOW)
        assert refused(lambda: use_cases.load_list(tx, [Listed(900, "abc")], "cli", NOW)) == "portal.list_useless"
        return use_cases.kept_list(tx)

    assert (await db.write(steps)).listed == (Listed(1, "ya_tidak"),)
