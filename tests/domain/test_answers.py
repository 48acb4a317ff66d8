"""Answers are read from what buttons, people and workbooks give, and written back unchanged."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import instrument
from domain.answers import Answer, Choice, Counts, SurveyValue, dump_answer, is_complete, parse_answer
from domain.errors import DomainError

LKE = instrument.bundled()

READ = [
    ("P1.i.a", "Ya", Choice("yes")),
    ("P1.i.a", " tidak ", Choice("no")),
    ("P1.i.a", True, Choice("yes")),
    ("P1.i.a", False, Choice("no")),
    ("P1.ii.b", " b", Choice("B")),
    ("P1.iv.d", "D", Choice("D")),
    ("H1.b", "e", Choice("E")),
    ("H1.a", "3.60", SurveyValue(Decimal("3.60"))),
    ("H1.a", "3,6", SurveyValue(Decimal("3.6"))),
    ("H1.a", 3.5999999999999996, SurveyValue(Decimal("3.6"))),
    ("H1.a", 4.0, SurveyValue(Decimal(4))),
    ("H1.a", 0, SurveyValue(Decimal(0))),
    ("H1.a", "-0", SurveyValue(Decimal(0))),
    ("H1.a", Decimal("3.596"), SurveyValue(Decimal("3.596"))),
    ("R1.i.a", {"target": 24, "realised": "1"}, Counts({"target": 24, "realised": 1})),
    ("R1.i.a", {"target": "1.200", "realised": 7.0}, Counts({"target": 1200, "realised": 7})),
    ("R1.i.a", {"target": 0, "realised": 0}, Counts({"target": 0, "realised": 0})),
    ("R1.i.a", {"target": None, "realised": 3}, Counts({"realised": 3})),
    ("R1.i.a", {"target": 0, "realised": " "}, Counts({"target": 0})),
    ("R5.iii.a", {"target": 4, "realised": 4}, Counts({"target": 4, "realised": 4})),
    ("R5.iii.a", {"target_1": 1, "target_2": 2}, Counts({"target_1": 1, "target_2": 2})),
]


@pytest.mark.parametrize(("code", "raw", "answer"), READ)
def test_an_answer_is_read(code: str, raw: object, answer: Answer) -> None:
    assert parse_answer(LKE.question(code), raw) == answer


@pytest.mark.parametrize(("code", "raw", "answer"), READ)
def test_an_answer_written_and_read_again_is_the_same(code: str, raw: object, answer: Answer) -> None:
    assert parse_answer(LKE.question(code), dump_answer(answer)) == answer


REFUSED = [
    ("P1.i.a", None, "lke.empty"),
    ("P1.i.a", "  ", "lke.empty"),
    ("P1.i.a", "A", "lke.choice_unknown"),
    ("P1.ii.b", "D", "lke.choice_unknown"),
    ("P1.ii.b", 1, "lke.choice_unknown"),
    ("P1.ii.b", "yes", "lke.choice_unknown"),
    ("H1.a", "3.6.0", "lke.survey_not_a_number"),
    ("H1.a", "baik", "lke.survey_not_a_number"),
    ("H1.a", float("nan"), "lke.survey_not_a_number"),
    ("H1.a", float("inf"), "lke.survey_not_a_number"),
    ("H1.a", True, "lke.survey_not_a_number"),
    ("H1.a", ["3"], "lke.survey_not_a_number"),
    ("H1.a", "4.01", "lke.survey_out_of_range"),
    ("H1.a", -0.01, "lke.survey_out_of_range"),
    ("R1.i.a", "50%", "lke.counts_expected"),
    ("R1.i.a", {"goal": 1}, "lke.count_unknown"),
    ("R1.i.a", {"info": 1}, "lke.count_unknown"),
    ("R1.i.a", {}, "lke.empty"),
    ("R1.i.a", {"target": None, "realised": ""}, "lke.empty"),
    ("R1.i.a", {"target": "many"}, "lke.count_not_a_number"),
    ("R1.i.a", {"target": "²"}, "lke.count_not_a_number"),
    ("R1.i.a", {"target": "1.5"}, "lke.count_not_a_number"),
    ("R1.i.a", {"target": 1.5}, "lke.count_not_a_number"),
    ("R1.i.a", {"target": True}, "lke.count_not_a_number"),
    ("R1.i.a", {"target": -1}, "lke.count_out_of_range"),
    ("R1.i.a", {"target": 10**10}, "lke.count_out_of_range"),
    ("R1.i.a", {"target": 0, "realised": 1}, "lke.realised_without_target"),
    ("R5.iii.a", {"target_1": 0, "target_2": 0, "target_3": 0, "realised": 2}, "lke.realised_without_target"),
    ("R5.iii.a", {"target": 3, "target_2": 1}, "lke.count_twice"),
]


@pytest.mark.parametrize(("code", "raw", "key"), REFUSED)
def test_what_is_no_answer_is_refused_with_its_question(code: str, raw: object, key: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_answer(LKE.question(code), raw)
    assert refusal.value.key == key
    assert refusal.value.params["question"] == code


@pytest.mark.parametrize(
    ("code", "values", "complete"),
    [
        ("R1.i.a", {"target": 1, "realised": 1}, True),
        ("R1.i.a", {"target": 1}, False),
        ("R5.iii.a", {"target_1": 1, "target_2": 1, "realised": 2}, False),
        ("R5.iii.a", {"target_1": 1, "target_2": 1, "target_3": 0, "realised": 2}, True),
        ("R5.iii.a", {"target": 1, "realised": 1}, True),
        ("R3.iii.a", {"last_year": 1, "this_year": 1}, True),
        ("R3.iii.a", {"last_year": 1, "info": 1}, False),
    ],
)
def test_counts_are_complete_when_every_scored_role_is_known(code: str, values: dict[str, int], complete: bool) -> None:
    assert is_complete(LKE.question(code), Counts(values)) is complete


def outcome(code: str, raw: object) -> Answer | str:
    try:
        return parse_answer(LKE.question(code), raw)
    except DomainError as refusal:
        return refusal.key


@given(code=st.sampled_from([question.code for question in LKE.questions]), raw=st.text())
def test_any_text_is_an_answer_or_a_refusal(code: str, raw: str) -> None:
    match outcome(code, raw):
        case str(key):
            assert key.startswith("lke.")
        case answer:
            assert parse_answer(LKE.question(code), dump_answer(answer)) == answer
