"""The cheapest road is the cheapest there is, and ends where every floor is met."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import instrument
from domain.answers import Answer, Choice, Counts, SurveyValue
from domain.instrument import AnswerType, Formula, Instrument, Question
from domain.ladder import ladder
from domain.road import Road, cheapest_road, meets
from domain.scoring import Status, score, verdict
from tests.domain.small_worksheet import TARGET, Line, small

LKE = instrument.bundled()
WBK = LKE.targets["WBK"]
SCALE = 400
AREA_KINDS = ("yes_no", "abc", "abcd", "share", "reduction")


def best(question: Question) -> Answer:
    if question.type is AnswerType.SURVEY:
        return SurveyValue(Decimal(4))
    if question.formula is Formula.SHARE:
        return Counts({"target": 4, "realised": 4})
    if question.formula is Formula.REDUCTION:
        return Counts({"last_year": 4, "this_year": 0})
    return Choice(next(iter(LKE.answer_scores.choices[question.type])))


def best_everywhere(**changes: Answer) -> dict[str, Answer]:
    return {question.code: best(question) for question in LKE.questions} | changes


def some_answer(question: Question, dice: Random) -> Answer:
    if question.type is AnswerType.SURVEY:
        return SurveyValue(Decimal(dice.randint(28, 40)) / 10)
    if question.formula is not None:
        first, second = ("target", "realised") if question.formula is Formula.SHARE else ("last_year", "this_year")
        size = dice.choice([1, 2, 4, 5, 10])
        return Counts({first: size, second: dice.randint(0, size)})
    return Choice(dice.choice(list(LKE.answer_scores.choices[question.type])))


def some_worksheet(dice: Random) -> tuple[Instrument, dict[str, Answer]]:
    kinds = [dice.choice(AREA_KINDS) for _ in range(4)]
    lines = [
        Line("A1", "P", dice.randint(1, 4), kinds[:2]),
        Line("A2", "P", dice.randint(1, 4), kinds[2:3]),
        Line("A2", "R", dice.randint(1, 4), kinds[3:]),
        Line("integrity_survey", "H", 4, ["survey"]),
        Line("performance", "H", 2, [dice.choice(["abc", "abcde"])]),
        Line("service_survey", "H", 3, ["survey"]),
    ]
    if dice.random() < 0.3:
        lines.append(Line("other", "H", 1, ["yes_no"]))
    full = sum(line.weight for line in lines)
    floors = {
        "total": Fraction(dice.randint(0, full * 95), 100),
        "enabler": Fraction(dice.randint(0, (sum(line.weight for line in lines[:3])) * 100), 100),
        "area_percent": Fraction(dice.randint(0, 90)),
        "clean": Fraction(dice.randint(0, 550), 100),
        "integrity_survey": Fraction(dice.choice([300, 360, 400]), 100),
        "performance": Fraction(dice.choice([0, 1, 2])),
        "service_survey": Fraction(dice.choice([150, 240, 270]), 100),
    }
    made = small(lines, floors)
    answers = {question.code: some_answer(question, dice) for question in made.questions if dice.random() < 0.8}
    return made, answers


def met(sheet: Instrument, points: Mapping[str, int]) -> bool:
    """Whether points by home (times SCALE) meet every floor; written down apart from the scoring."""
    floors = {name: floor * SCALE for name, floor in sheet.targets[TARGET].floors.items()}
    areas = {area.code: area.weight for area in sheet.areas}
    percent = sheet.targets[TARGET].floors["area_percent"]
    enabler = sum(points[code] for code in areas)
    surveys = ("integrity_survey", "performance", "service_survey")
    return (
        all(points[code] * 100 >= percent * weight * SCALE for code, weight in areas.items())
        and all(points[name] >= floors[name] for name in surveys)
        and enabler >= floors["enabler"]
        and points["integrity_survey"] + points["performance"] + points.get("other", 0) >= floors["clean"]
        and sum(points.values()) >= floors["total"]
    )


def every_road(sheet: Instrument, answers: Mapping[str, Answer]) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """Each way to meet the floors as (steps, questions, minus the total, minus the steps by question)."""
    places, ladders = [], []
    for indicator in sheet.indicators:
        for question in indicator.questions:
            one = ladder(sheet, question, answers.get(question.code), sheet.targets[TARGET])
            shares = [one.present.share, *(rung.share for rung in one.above)]
            worth = [share * indicator.weight * SCALE / len(indicator.questions) for share in shares]
            assert all(points.denominator == 1 for points in worth)
            ladders.append([int(points) for points in worth])
            places.append(indicator.area or indicator.requirement or "other")
    for steps in product(*(range(len(one)) for one in ladders)):
        points = dict.fromkeys(places, 0)
        for place, heights, height in zip(places, ladders, steps, strict=True):
            points[place] += heights[height]
        if met(sheet, points):
            raised = sum(1 for height in steps if height)
            yield sum(steps), raised, -sum(points.values()), tuple(-height for height in steps)


def as_key(sheet: Instrument, road: Road) -> tuple[int, int, int, tuple[int, ...]]:
    taken = {item.question: item.steps for item in road.improvements}
    total = next(floor.then for floor in road.floors if floor.requirement == "total")
    order = tuple(-taken.get(question.code, 0) for question in sheet.questions)
    return road.steps, len(road.improvements), int(-total * SCALE), order


@settings(max_examples=40)
@given(dice=st.integers(0, 2**32).map(Random))
def test_no_other_road_is_cheaper_and_ties_are_broken_as_told(dice: Random) -> None:
    sheet, answers = some_worksheet(dice)
    road = cheapest_road(sheet, answers, TARGET)
    cheapest = min(every_road(sheet, answers), default=None)
    if cheapest is None:
        assert (road.reachable, road.improvements, road.steps) == (False, (), 0)
    else:
        assert (road.reachable, as_key(sheet, road)) == (True, cheapest)


def walked(answers: Mapping[str, Answer], road: Road) -> dict[str, Answer]:
    """The answers at the end of the road; unknown counts get a target of 4, whatever else is open is worst."""
    end = dict(answers)
    for question in LKE.questions:
        if question.code in road.open:
            end[question.code] = worst(question)
    for item in road.improvements:
        end[item.question] = item.after.answer or of_four(LKE.question(item.question), item.after.share)
    return end


def worst(question: Question) -> Answer:
    if question.type is AnswerType.SURVEY:
        return SurveyValue(Decimal(0))
    if question.formula is not None:
        return of_four(question, Fraction(0))
    return Choice(list(LKE.answer_scores.choices[question.type])[-1])


def of_four(question: Question, share: Fraction) -> Answer:
    number = int(share * 4)
    if question.formula is Formula.SHARE:
        return Counts({"target": 4, "realised": number})
    return Counts({"last_year": 4, "this_year": 4 - number})


@settings(max_examples=15)
@given(
    dice=st.integers(0, 2**32).map(Random),
    share=st.sampled_from([0.0, 0.6, 1.0]),
    name=st.sampled_from(["WBK", "WBBM"]),
)
def test_whoever_walks_the_road_gets_the_verdict(dice: Random, share: float, name: str) -> None:
    answers = {question.code: some_answer(question, dice) for question in LKE.questions if dice.random() < share}
    road = cheapest_road(LKE, answers, name, "WBK")
    card = score(LKE, walked(answers, road))
    assert verdict(LKE, card, name, "WBK").status is Status.MET
    assert {floor.requirement: floor.then for floor in road.floors}["total"] == card.total
    assert sum(item.gain for item in road.improvements) == card.total - score(LKE, answers).total
    assert sum(item.steps for item in road.improvements) == road.steps


@settings(max_examples=8)
@given(dice=st.integers(0, 2**32).map(Random), name=st.sampled_from(["WBK", "WBBM"]))
def test_one_step_taken_leaves_one_step_less(dice: Random, name: str) -> None:
    answers = {question.code: some_answer(question, dice) for question in LKE.questions}
    road = cheapest_road(LKE, answers, name)
    for item in dice.sample(road.improvements, min(1, len(road.improvements))):
        first = ladder(LKE, LKE.question(item.question), answers[item.question], LKE.targets[name]).above[0].answer
        assert first is not None
        assert cheapest_road(LKE, answers | {item.question: first}, name).steps == road.steps - 1


def test_a_unit_that_meets_everything_has_nothing_to_do() -> None:
    road = cheapest_road(LKE, best_everywhere(), "WBK")
    assert (road.improvements, road.steps, road.open, road.reachable) == ((), 0, (), True)
    assert {floor.requirement: floor.then - floor.floor for floor in road.floors}["total"] == 25


def test_one_floor_alone_asks_only_for_its_own_question() -> None:
    road = cheapest_road(LKE, best_everywhere() | {"H1.b": Choice("D"), "H1.a": SurveyValue(Decimal("3.5"))}, "WBK")
    taken = [
        (item.question, item.before.answer, item.after.answer, item.steps, item.gain) for item in road.improvements
    ]
    assert taken == [
        ("H1.b", Choice("D"), Choice("C"), 1, Fraction(5, 4)),
        ("H1.a", SurveyValue(Decimal("3.5")), SurveyValue(Decimal("3.60")), 1, Fraction(7, 16)),
    ]


def test_open_questions_come_first_and_are_told_even_when_nothing_is_to_improve() -> None:
    answers = best_everywhere(**{"H1.b": Choice("D")})
    del answers["H2.a"], answers["P1.i.a"]
    road = cheapest_road(LKE, answers, "WBK")
    assert road.open == ("P1.i.a", "H2.a")
    assert [(item.question, item.open) for item in road.improvements] == [("H2.a", True), ("H1.b", False)]


def test_what_gives_most_for_a_step_comes_first() -> None:
    # 2.5 points in two steps, 0.44 in one, 1.75 in one.
    worse: dict[str, Answer] = {
        "H1.b": Choice("E"),
        "H1.a": SurveyValue(Decimal("3.5")),
        "H2.a": SurveyValue(Decimal("2.8")),
    }
    road = cheapest_road(LKE, best_everywhere() | worse, "WBK")
    assert [(item.question, item.gain, item.steps) for item in road.improvements] == [
        ("H2.a", Fraction(7, 4), 1),
        ("H1.b", Fraction(5, 2), 2),
        ("H1.a", Fraction(7, 16), 1),
    ]


def test_a_role_with_several_inputs_is_raised_as_their_sum() -> None:
    plain = LKE.question("R1.i.a")
    target, realised = plain.inputs
    parts = (target, replace(realised, key="realised_1"), replace(realised, key="realised_2"))
    counts = Counts({"target": 4, "realised_1": 1, "realised_2": 2})
    above = ladder(LKE, replace(plain, inputs=parts), counts, WBK).above
    assert [rung.answer for rung in above] == [Counts({"target": 4, "realised": 4})]


def test_what_the_answers_cannot_solve_is_told_apart() -> None:
    agency: dict[str, Fraction | str] = {
        "audit_opinion": "WDP",
        "sakip_score": Fraction(70),
        "reform_index": Fraction(61),
    }
    road = cheapest_road(LKE, best_everywhere(), "WBBM", agency=agency)
    assert (road.missing_predicate, road.unmet_conditions) == ("WBK", ("audit_opinion", "sakip_score"))
    assert road.unknown_conditions == ("spip_maturity",)
    assert cheapest_road(LKE, best_everywhere(), "WBBM", "WBK").missing_predicate == ""


def test_a_floor_above_every_best_answer_is_out_of_reach_with_its_shortfall() -> None:
    lines = [
        Line("A1", "P", 2, ["yes_no"]),
        Line("A2", "P", 2, ["abc"]),
        Line("integrity_survey", "H", 4, ["survey"]),
        Line("performance", "H", 2, ["abc"]),
        Line("service_survey", "H", 3, ["survey"]),
    ]
    floors = dict.fromkeys(("total", "enabler", "area_percent", "performance", "service_survey"), Fraction(0))
    road = cheapest_road(small(lines, floors | {"clean": Fraction(6), "integrity_survey": Fraction(3)}), {}, TARGET)
    clean = next(floor for floor in road.floors if floor.requirement == "clean")
    assert (road.out_of_reach, road.improvements) == (("clean",), ())
    assert (clean.then, clean.floor) == (Fraction(5), Fraction(6))


def test_an_unknown_target_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        cheapest_road(LKE, {}, "WBX")


def test_an_operator_that_does_not_fit_the_value_is_a_mistake() -> None:
    sakip = next(one for one in LKE.preconditions if one.code == "sakip_score")
    assert (meets(sakip, "WBK", Fraction(60)), meets(sakip, "WBK", Fraction(61))) == (False, True)
    with pytest.raises(ValueError, match="can't be held against"):
        meets(sakip, "WBK", "BB")


LADDERS: list[tuple[str, Answer | None, list[Answer | Fraction]]] = [
    ("P1.i.a", None, [Choice("yes")]),
    ("P1.i.a", Choice("yes"), []),
    ("P1.iv.d", Choice("C"), [Choice("B"), Choice("A")]),
    ("H1.b", None, [Choice("D"), Choice("C"), Choice("B"), Choice("A")]),
    ("H1.a", SurveyValue(Decimal("3.6")), []),
    ("H2.a", SurveyValue(Decimal("3.19")), [SurveyValue(Decimal("3.20"))]),
    ("R1.i.a", None, [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)]),
    ("R1.i.a", Counts({"target": 0, "realised": 0}), [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)]),
    ("R5.ii.a", Counts({"target": 0, "realised": 0}), []),
    (
        "R1.i.a",
        Counts({"target": 2, "realised": 0}),
        [Counts({"target": 2, "realised": 1}), Counts({"target": 2, "realised": 2})],
    ),
    (
        "R1.i.a",
        Counts({"target": 10, "realised": 5}),
        [Counts({"target": 10, "realised": 8}), Counts({"target": 10, "realised": 10})],
    ),
    ("R1.i.a", Counts({"target": 1}), [Counts({"target": 1, "realised": 1})]),
    (
        "R3.iii.a",
        Counts({"last_year": 4, "this_year": 6, "info": 1}),
        [Counts({"last_year": 4, "this_year": number, "info": 1}) for number in (3, 2, 1, 0)],
    ),
    (
        "R3.iii.a",
        Counts({"last_year": 5, "this_year": 5}),
        [Counts({"last_year": 5, "this_year": number}) for number in (3, 2, 1, 0)],
    ),
    ("R3.iii.a", Counts({"last_year": 0, "this_year": 2}), [Counts({"last_year": 0, "this_year": 0})]),
    ("R3.iii.a", Counts({"this_year": 2}), [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)]),
    (
        "R5.iii.a",
        Counts({"target_1": 1, "target_2": 1, "target_3": 0, "realised": 1}),
        [Counts({"target_1": 1, "target_2": 1, "target_3": 0, "realised": 2})],
    ),
]


@pytest.mark.parametrize(("code", "answer", "above"), LADDERS)
def test_the_rungs_above_an_answer(code: str, answer: Answer | None, above: list[Answer | Fraction]) -> None:
    found = ladder(LKE, LKE.question(code), answer, WBK)
    assert [rung.share if rung.answer is None else rung.answer for rung in found.above] == above
