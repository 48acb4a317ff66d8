"""The score and the verdict follow the worked examples, and better answers never cost points."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import instrument
from domain.instrument import AnswerType, Formula, Question
from domain.scoring import (
    Answer,
    AreaScore,
    Choice,
    Counts,
    Scorecard,
    Status,
    SurveyValue,
    Unmet,
    display,
    parse_answer,
    score,
    verdict,
    weak_halves,
)

LKE = instrument.bundled()
CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("scoring_cases.json").read_text("utf-8"))["cases"]
ITEMS = (
    "fulfilment",
    "reform",
    "enabler",
    "clean",
    "integrity_survey",
    "performance",
    "service_survey",
    "result",
    "total",
)


def best(question: Question) -> Answer:
    if question.type is AnswerType.SURVEY:
        return SurveyValue(Decimal(4))
    if question.formula is Formula.SHARE:
        return Counts({"target": 1, "realised": 1})
    if question.formula is Formula.REDUCTION:
        return Counts({"last_year": 0, "this_year": 0})
    return Choice(next(iter(LKE.answer_scores.choices[question.type])))


def best_everywhere(**changes: Answer) -> dict[str, Answer]:
    return {question.code: best(question) for question in LKE.questions} | changes


def answers_of(case: Mapping[str, Any]) -> dict[str, Answer]:
    answers = best_everywhere() if case["others"] == "best" else {}
    for code, raw in case["answers"].items():
        answers.pop(code, None)
        if raw is not None:
            answers[code] = parse_answer(LKE.question(code), raw)
    return answers


def shown(card: Scorecard) -> dict[str, object]:
    numbers = {item: str(display(getattr(card, item))) for item in ITEMS}
    areas = {
        code: {"score": str(display(area.score)), "percent": str(display(area.percent))}
        for code, area in card.areas.items()
    }
    return {**numbers, "areas": areas, "answered": card.answered, "unanswered": len(card.unanswered)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_worked_examples_come_out(case: dict[str, Any]) -> None:
    expected = dict(case["expected"])
    card = score(LKE, answers_of(case))
    verdicts = {
        name: {"verdict": str(found.status), "unmet": [unmet.requirement for unmet in found.unmet]}
        for name in ("WBK", "WBBM")
        for found in [verdict(LKE, card, name, case["prior_predicate"])]
    }
    codes = expected.pop("unanswered_codes", list(card.unanswered))
    assert shown(card) | verdicts == expected
    assert list(card.unanswered) == codes


def test_all_twelve_worked_examples_are_here() -> None:
    assert len(CASES) == 12


def test_unmet_requirements_tell_how_far_it_is() -> None:
    card = score(LKE, best_everywhere(**{"H1.b": Choice("C")}))
    assert verdict(LKE, card, "WBBM", "").unmet == (
        Unmet("performance", Fraction(5, 2), Fraction(15, 4)),
        Unmet("prior_predicate", "", "WBK"),
    )


def test_a_unit_that_holds_wbbm_has_what_wbbm_builds_on() -> None:
    card = score(LKE, best_everywhere())
    assert verdict(LKE, card, "WBBM", "WBBM").status == Status.MET
    assert verdict(LKE, card, "WBBM", "unknown").status == Status.NOT_MET


def test_an_unknown_target_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        verdict(LKE, score(LKE, {}), "WBX", "")


def test_an_area_that_passes_only_as_a_whole_is_a_warning() -> None:
    reform = {question.code: best(question) for question in LKE.questions if question.part == "R"}
    fulfilment = {question.code: best(question) for question in LKE.questions if question.code.startswith("P1.iv")}
    card = score(LKE, reform | fulfilment)
    found = weak_halves(LKE, card, "WBK")
    assert [(weak.area, weak.part, weak.percent, weak.floor) for weak in found] == [
        ("A1", "P", Fraction(75, 2), Fraction(60))
    ]


def test_a_half_exactly_on_the_floor_is_no_warning() -> None:
    card = score(LKE, best_everywhere())
    on_the_floor = AreaScore(Fraction(8), Fraction(10), Fraction(80), fulfilment=Fraction(3), reform=Fraction(5))
    assert weak_halves(LKE, replace(card, areas={**card.areas, "A4": on_the_floor}), "WBK") == ()


def test_split_counts_score_like_their_sum() -> None:
    whole = score(LKE, {"R5.iii.a": Counts({"target": 6, "realised": 3})})
    split = score(LKE, {"R5.iii.a": Counts({"target_1": 1, "target_2": 2, "target_3": 3, "realised": 3})})
    assert split == whole
    assert whole.total == Fraction(1, 2)


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"Z1.i.a": Choice("A")}, "lke-zi-2021 has no question Z1.i.a"),
        ({"H1.a": Choice("A")}, "H1.a of type survey can't take"),
        ({"P1.i.a": SurveyValue(Decimal(1))}, "P1.i.a of type yes_no can't take"),
        ({"P1.i.a": Counts({"target": 1})}, "P1.i.a of type yes_no can't take"),
    ],
)
def test_answers_that_do_not_belong_to_the_worksheet_are_a_mistake(answers: dict[str, Answer], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        score(LKE, answers)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(75625, 1000), "75.63"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction("0.005"), "0.01"),
        (Fraction("0.0049999"), "0.00"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(100), "100.00"),
    ],
)
def test_numbers_are_shown_half_up_with_two_decimals(value: Fraction, text: str) -> None:
    assert str(display(value)) == text


def some_answer(question: Question, dice: Random) -> Answer:
    if question.type is AnswerType.SURVEY:
        return SurveyValue(Decimal(dice.randint(0, 400)) / 100)
    if question.formula is Formula.SHARE:
        target = dice.randint(0, 30)
        return Counts({"target": target, "realised": dice.randint(0, 40) if target else 0})
    if question.formula is Formula.REDUCTION:
        return Counts({"last_year": dice.randint(0, 30), "this_year": dice.randint(0, 30)})
    return Choice(dice.choice(list(LKE.answer_scores.choices[question.type])))


def some_answers(dice: Random, share: float) -> dict[str, Answer]:
    return {question.code: some_answer(question, dice) for question in LKE.questions if dice.random() < share}


def better(question: Question, answer: Answer | None, dice: Random) -> Answer:
    """An answer at least as good as `answer`, after what its words mean and not after what it scores."""
    match answer:
        case None:
            return some_answer(question, dice)
        case SurveyValue(value):
            return SurveyValue(value + (4 - value) * Decimal(dice.randint(0, 100)) / 100)
        case Choice(value):
            letters = list(LKE.answer_scores.choices[question.type])
            return Choice(dice.choice(letters[: letters.index(value) + 1]))
        case Counts(values) if question.formula is Formula.SHARE:
            more = dice.randint(0, 9) if values["target"] else 0
            return Counts({**values, "realised": values["realised"] + more})
        case Counts(values):
            return Counts({**values, "this_year": dice.randint(0, values["this_year"])})


def every_score(card: Scorecard) -> dict[str, Fraction]:
    areas = {code: area.score for code, area in card.areas.items()}
    percents = {f"{code} percent": area.percent for code, area in card.areas.items()}
    return {**areas, **percents, **card.indicators, **{item: getattr(card, item) for item in ITEMS}}


dice_rolls = st.integers(0, 2**32).map(Random)
shares = st.sampled_from([0.0, 0.3, 0.8, 1.0])


@given(dice=dice_rolls, share=shares, question=st.sampled_from(LKE.questions))
def test_a_better_answer_never_lowers_any_score(dice: Random, share: float, question: Question) -> None:
    answers = some_answers(dice, share)
    before = every_score(score(LKE, answers))
    after = every_score(score(LKE, answers | {question.code: better(question, answers.get(question.code), dice)}))
    assert [name for name in before if after[name] < before[name]] == []


@given(dice=dice_rolls, share=shares)
def test_scores_stay_between_nothing_and_their_weight(dice: Random, share: float) -> None:
    card = score(LKE, some_answers(dice, share))
    assert all(0 <= area.score <= area.weight for area in card.areas.values())
    assert all(0 <= card.indicators[row.code] <= row.weight for row in LKE.indicators)
    assert 0 <= card.total <= 100
    assert card.answered + len(card.unanswered) == 113
    assert card.complete is (card.answered == 113)


@given(dice=dice_rolls, share=shares)
def test_the_parts_add_up_to_the_whole(dice: Random, share: float) -> None:
    card = score(LKE, some_answers(dice, share))
    areas = card.areas.values()
    assert sum(area.fulfilment for area in areas) == card.fulfilment
    assert sum(area.reform for area in areas) == card.reform
    assert sum(area.score for area in areas) == card.enabler == card.fulfilment + card.reform
    assert card.clean == card.integrity_survey + card.performance
    assert card.result == card.clean + card.service_survey
    assert card.total == card.enabler + card.result == sum(card.indicators.values())


@given(dice=dice_rolls)
def test_the_order_of_answers_does_not_matter(dice: Random) -> None:
    answers = list(some_answers(dice, 0.9).items())
    shuffled = list(answers)
    dice.shuffle(shuffled)
    assert score(LKE, dict(shuffled)) == score(LKE, dict(answers))


@given(question=st.sampled_from(LKE.questions))
def test_one_best_answer_gives_its_share_of_the_indicator(question: Question) -> None:
    indicator = LKE.indicator(question.indicator)
    assert score(LKE, {question.code: best(question)}).total == indicator.weight / len(indicator.questions)


@given(dice=dice_rolls, share=shares)
def test_nothing_open_means_a_verdict_and_something_open_means_none(dice: Random, share: float) -> None:
    card = score(LKE, some_answers(dice, share))
    found = verdict(LKE, card, "WBK", "")
    expected = Status.INCOMPLETE if card.unanswered else Status.NOT_MET if found.unmet else Status.MET
    assert found.status == expected
