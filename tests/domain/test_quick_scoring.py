"""Scoring from kept text gives what the whole scoring gives, and the fewest steps are those of the cheapest road."""

import json
from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest

from domain import instrument, scoring
from domain.answers import parse_answer
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.quick_scoring import QuickScorer, bundled_scorer
from domain.road import cheapest_road
from tests.domain.small_worksheet import TARGET, Line, small

LKE = instrument.bundled()
SCORER = bundled_scorer()


def raw(question: Question, dice: Random) -> object:
    if question.type is AnswerType.SURVEY:
        return str(dice.randint(30, 40) / 10)
    if question.type is AnswerType.PERCENT:
        lowest = {"realised": 0, "this_year": 0}
        return {one.key: dice.randint(lowest.get(one.role, 1), 10) for one in question.inputs if dice.random() < 0.95}
    choices = CHOICES[question.type]
    return choices[min(len(choices) - 1, dice.choice([0, 0, 0, 1, 2]))]


def worksheet(seed: int, share: float) -> dict[str, str]:
    dice = Random(seed)
    given = {one.code: raw(one, dice) for one in LKE.questions if dice.random() < share}
    return {code: json.dumps(value) for code, value in given.items() if value}


def parsed(texts: Mapping[str, str]) -> dict[str, scoring.Answer]:
    return {code: parse_answer(LKE.question(code), json.loads(text)) for code, text in texts.items()}


@pytest.mark.parametrize("seed", range(12))
def test_a_tally_is_the_card_of_the_same_answers(seed: int) -> None:
    texts = worksheet(seed, share=0.8)
    card, tally = scoring.score(LKE, parsed(texts)), SCORER.tally(texts)
    for target in LKE.targets.values():
        assert tally.measured(target) == scoring.measured(card, target)
    assert (tally.answered, tally.total, tally.result) == (card.answered, card.total, card.result)


def test_notes_without_an_answer_and_foreign_codes_count_for_nothing() -> None:
    assert SCORER.tally({"P1.i.a": "null", "X9": '"yes"'}).answered == 0
    assert SCORER.points("P1.i.a", "null") is None
    assert SCORER.points("X9", '"yes"') is None


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("target", ["WBK", "WBBM"])
def test_the_fewest_steps_of_a_complete_worksheet_are_those_of_the_cheapest_road(seed: int, target: str) -> None:
    dice = Random(seed)
    texts = worksheet(seed, share=1.0)
    for question in LKE.questions:
        if SCORER.points(question.code, texts.get(question.code, "null")) is None:
            full = {one.key: dice.randint(1, 10) for one in question.inputs}
            texts[question.code] = json.dumps(full or raw(question, dice))
    road = cheapest_road(LKE, parsed(texts), target)
    assert not road.open
    assert SCORER.fewest_steps(texts, target) == (road.steps if road.reachable else None)


def test_what_is_open_is_taken_for_the_best_and_needs_no_step() -> None:
    assert SCORER.fewest_steps({}, "WBBM") == 0
    worst = {one.code: json.dumps(CHOICES[one.type][-1]) for one in LKE.questions if one.type in CHOICES}
    first, *rest = [one.code for one in LKE.questions if one.area == "A1" and one.type in CHOICES]
    alone = SCORER.fewest_steps({first: worst[first]}, "WBK")
    assert alone == 0
    assert (SCORER.fewest_steps({code: worst[code] for code in (first, *rest)}, "WBK") or 0) > 0


def test_a_floor_above_every_best_answer_has_no_number_of_steps() -> None:
    lines = [
        Line("A1", "P", 2, ["yes_no"]),
        Line("A2", "P", 2, ["abc"]),
        Line("integrity_survey", "H", 4, ["survey"]),
        Line("performance", "H", 2, ["abc"]),
        Line("service_survey", "H", 3, ["survey"]),
    ]
    floors = dict.fromkeys(("total", "enabler", "area_percent", "performance", "service_survey"), Fraction(0))
    scorer = QuickScorer(small(lines, floors | {"clean": Fraction(6), "integrity_survey": Fraction(3)}))
    survey = next(one.code for one in scorer.rules.questions if one.indicator.startswith("integrity_survey"))
    # Nobody improves a survey beyond its floor: with 3 of 4 points there the 6 together stay out of reach.
    assert scorer.fewest_steps({survey: '"2"'}, TARGET) is None
    assert scorer.fewest_steps({survey: '"4"'}, TARGET) == 0
