"""The status card and the home screen: stage, score, coverage and next deadlines of a unit."""

from datetime import timedelta

import pytest

from domain import instrument, scoring
from domain.deadline import DoneRule
from domain.instrument_model import AnswerType, Question
from domain.ledger import Coverage
from domain.people import Actor, Unit
from domain.scoring import Status
from domain.stages import Stage
from domain.status_views import NOBODY, UnitStatus
from services import cycles, status
from services.home import home
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

DAY = timedelta(days=1)
RULES = instrument.bundled()
BEST = {AnswerType.YES_NO: "yes", AnswerType.ABC: "A", AnswerType.ABCD: "A", AnswerType.ABCDE: "A"}


def best_answer(question: Question) -> object:
    if question.type is AnswerType.SURVEY:
        return "4"
    if question.type is AnswerType.PERCENT:
        return {one.key: 10 for one in question.inputs}
    return BEST[question.type]


ALL_BEST = {question.code: best_answer(question) for question in RULES.questions}
SOME = dict(list(ALL_BEST.items())[:20])


def member(tx: Transaction, stage: Stage = Stage.SELF_ASSESSMENT, predicate: str = "") -> tuple[Actor, int]:
    """A person of a unit that takes part in the cycle of 2026, and the id of the cycle."""
    unit = builders.unit(tx, "dinkes", predicate=predicate)
    return builders.linked(tx, unit), builders.cycle(tx, 2026, (unit, stage, "WBK"))


async def card_after(db: Database, answers: dict[str, object], predicate: str = "") -> UnitStatus:
    actor, cycle_id = await db.write(member, predicate=predicate)
    await db.write(cycles.record_answers, cycle_id, "dinkes", "unit", answers, NOW)
    return await db.read(status.unit_status, actor, None, NOW)


@pytest.mark.parametrize("answers", [{}, SOME, ALL_BEST], ids=["none", "some", "all"])
async def test_the_score_of_the_card_is_that_of_the_rules(db: Database, answers: dict[str, object]) -> None:
    found = await card_after(db, answers)
    parsed = {code: scoring.parse_answer(RULES.question(code), raw) for code, raw in answers.items()}
    expected = scoring.score(RULES, parsed)
    assert found.card is not None
    assert (found.card, found.card.areas, found.card.indicators) == (expected, expected.areas, expected.indicators)
    assert found.verdicts == {name: scoring.verdict(RULES, expected, name, "") for name in RULES.targets}


async def test_a_worksheet_of_good_answers_is_complete_and_wbk_is_met(db: Database) -> None:
    found = await card_after(db, ALL_BEST)
    assert found.card is not None
    assert (found.card.answered, found.card.complete) == (len(RULES.questions), True)
    assert {name: one.status for name, one in found.verdicts.items()} == {"WBK": Status.MET, "WBBM": Status.NOT_MET}


async def test_the_predicate_held_counts_for_wbbm(db: Database) -> None:
    found = await card_after(db, ALL_BEST, predicate="WBK")
    assert found.verdicts["WBBM"].status is Status.MET


async def test_a_corrected_answer_replaces_the_one_before_and_other_layers_do_not_count(db: Database) -> None:
    actor, cycle_id = await db.write(member)
    for layer, value in (("unit", "no"), ("unit", "yes"), ("tpi", "no")):
        await db.write(cycles.record_answers, cycle_id, "dinkes", layer, {"P1.i.a": value}, NOW)
    found = await db.read(status.unit_status, actor, None, NOW)
    answer = scoring.parse_answer(RULES.question("P1.i.a"), "yes")
    assert found.card == scoring.score(RULES, {"P1.i.a": answer})


async def test_the_card_says_stage_coverage_deadlines_and_when(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, list[str]]:
        actor, _ = member(tx)
        assert actor.unit is not None
        assert actor.employee is not None
        below = builders.unit(tx, "pkm", parent=actor.unit)
        builders.employee(tx, below)
        builders.employee(tx, builders.unit(tx, "other"))
        campaign = builders.campaign(tx)
        builders.signature(tx, campaign, actor.employee)
        for days in (5, 4, 3, 2, 1):
            builders.deadline(tx, f"in {days}", due_at=NOW + days * DAY, of=actor.unit if days % 2 else None)
        return actor, ["in 1", "in 2", "in 3"]

    actor, soonest = await db.write(fill)
    found = await db.read(status.unit_status, actor, None, NOW)
    assert (found.unit, found.cycle_title, found.stage) == (actor.unit, "ZI 2026", Stage.SELF_ASSESSMENT)
    assert (found.target, found.coverage, found.as_of) == ("WBK", Coverage(1, 2), NOW)
    assert [one.title for one in found.deadlines] == soonest


async def test_a_unit_outside_the_cycle_has_no_stage_and_no_score(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        builders.cycle(tx, 2025, (unit, Stage.AWARDED, "WBK"))
        builders.cycle(tx, 2026)
        return builders.linked(tx, unit)

    found = await db.read(status.unit_status, await db.write(fill), None, NOW)
    assert (found.cycle_title, found.stage, found.target, found.card, found.verdicts) == ("ZI 2026", "", "", None, {})


async def test_before_the_first_cycle_and_campaign_the_card_is_bare(db: Database) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx)))
    found = await db.read(status.unit_status, actor, None, NOW)
    assert (found.cycle_title, found.card, found.coverage, found.deadlines) == ("", None, None, ())


async def test_any_employee_sees_any_unit_and_a_group_its_own(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Unit]:
        return builders.linked(tx, builders.unit(tx, "own")), builders.unit(tx, "other")

    actor, other = await db.write(fill)
    by_person = await db.read(status.unit_status, actor, other.id, NOW)
    assert (by_person.unit, by_person.reader) == (other, NOBODY)
    assert await db.read(status.group_status, other.id, NOW) == by_person


async def test_a_unit_that_does_not_exist_is_told(db: Database) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx)))
    with refused("status.unknown_unit"):
        await db.read(status.unit_status, actor, 404, NOW)
    with refused("status.unknown_unit"):
        await db.read(status.group_status, 404, NOW)


async def test_home_shows_what_is_to_be_done(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor, _ = member(tx)
        builders.campaign(tx)
        builders.deadline(tx, "sign", due_at=NOW + DAY, rule=DoneRule.PLEDGE)
        for days in (5, 4, 3, 2):
            builders.deadline(tx, f"in {days}", due_at=NOW + days * DAY)
        return actor

    actor = await db.write(fill)
    found = await db.read(home, actor, NOW)
    assert (found.employee, found.unit) == (actor.employee, actor.unit)
    assert (found.stage, found.target, found.signed_at) == (Stage.SELF_ASSESSMENT, "WBK", None)
    assert found.campaign is not None
    assert [one.title for one in found.deadlines] == ["sign", "in 2", "in 3"]


async def test_home_leaves_out_what_is_done(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor, _ = member(tx)
        assert actor.employee is not None
        assert actor.unit is not None
        builders.deadline(tx, "sign", due_at=NOW + DAY, rule=DoneRule.PLEDGE)
        builders.signature(tx, builders.campaign(tx), actor.employee)
        return actor

    found = await db.read(home, await db.write(fill), NOW)
    assert (found.signed_at, found.deadlines) == (NOW, ())


async def test_home_of_a_quiet_unit_is_bare(db: Database) -> None:
    found = await db.read(home, await db.write(lambda tx: builders.linked(tx, builders.unit(tx))), NOW)
    assert (found.campaign, found.signed_at, found.stage, found.target, found.deadlines) == (None, None, "", "", ())
