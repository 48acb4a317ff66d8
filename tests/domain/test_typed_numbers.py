"""Numbers are read as people type them, and refused with the question where they don't fit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import instrument
from domain.answers import Answer, Choice, Counts, dump_answer, parse_answer
from domain.errors import DomainError
from domain.typed_numbers import Number, parse_number, typed_answer, typed_count

LKE = instrument.bundled()


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [
        ("12", Fraction(12), False),
        (" 12 ", Fraction(12), False),
        ("0012", Fraction(12), False),
        ("12,5", Fraction(25, 2), False),
        ("12.5", Fraction(25, 2), False),
        ("12.50", Fraction(25, 2), False),
        ("85 %", Fraction(85), True),
        ("85%", Fraction(85), True),
        ("12,5 persen", Fraction(25, 2), True),
        ("1.234", Fraction(1234), False),
        ("1.234.567", Fraction(1234567), False),
        ("1.234,5", Fraction(2469, 2), False),
        ("-3", Fraction(-3), False),
    ],
)
def test_a_number_is_read(text: str, value: Fraction, percent: bool) -> None:
    assert parse_number(text) == Number(value, percent)


@pytest.mark.parametrize(
    "text", ["", " ", "dua", "1.2345", "12.34.5", "1,2,3", "12,", ",5", "%", "1 2", "1e3", "²", "--3", "1.23.456"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(number=st.integers(0, 999_999_999))
def test_every_count_is_read_with_and_without_dots(number: int) -> None:
    assert parse_number(str(number)) == parse_number(f"{number:,}".replace(",", ".")) == Number(Fraction(number), False)


@pytest.mark.parametrize(
    ("code", "key", "text", "known", "expected"),
    [
        ("R1.i.a", "target", "12", None, {"target": 12}),
        ("R1.i.a", "target", "1.234", {"realised": 3}, {"target": 1234, "realised": 3}),
        ("R1.i.a", "realised", "85 %", {"target": 20}, {"target": 20, "realised": 17}),
        ("R1.i.a", "realised", "12,5%", {"target": 8}, {"target": 8, "realised": 1}),
        ("R1.i.a", "realised", "7", {"target": 8, "realised": 1}, {"target": 8, "realised": 7}),
        (
            "R5.iii.a",
            "realised",
            "50%",
            {"target_1": 1, "target_2": 2, "target_3": 1},
            {"target_1": 1, "target_2": 2, "target_3": 1, "realised": 2},
        ),
        ("R3.iii.a", "info", "0", {"last_year": 1}, {"last_year": 1, "info": 0}),
    ],
)
def test_a_typed_count_joins_the_known_ones(
    code: str, key: str, text: str, known: dict[str, int] | None, expected: dict[str, int]
) -> None:
    assert typed_count(LKE.question(code), key, text, Counts(known) if known else None) == Counts(expected)


@pytest.mark.parametrize(
    ("code", "key", "text", "known", "refusal"),
    [
        ("R1.i.a", "goal", "1", {}, "lke.count_unknown"),
        ("R1.i.a", "target", " ", {}, "lke.empty"),
        ("R1.i.a", "target", "banyak", {}, "lke.count_not_a_number"),
        ("R1.i.a", "target", "12,5", {}, "lke.count_not_a_number"),
        ("R1.i.a", "target", "-1", {}, "lke.count_out_of_range"),
        ("R1.i.a", "target", "1000000001", {}, "lke.count_out_of_range"),
        ("R1.i.a", "target", "85 %", {}, "lke.percent_for_count"),
        ("R1.i.a", "target", "50 %", {"target": 4}, "lke.percent_for_count"),
        ("R1.i.a", "realised", "85 %", {}, "lke.percent_for_count"),
        ("R1.i.a", "realised", "85 %", {"target": 3}, "lke.percent_for_count"),
        ("R1.i.a", "realised", "101 %", {"target": 3}, "lke.percent_out_of_range"),
        ("R1.i.a", "realised", "-1 %", {"target": 3}, "lke.percent_out_of_range"),
        ("R1.i.a", "realised", "1", {"target": 0}, "lke.realised_without_target"),
    ],
)
def test_a_count_that_does_not_fit_is_refused(
    code: str, key: str, text: str, known: dict[str, int], refusal: str
) -> None:
    with pytest.raises(DomainError) as found:
        typed_count(LKE.question(code), key, text, Counts(known))
    assert (found.value.key, found.value.params["question"]) == (refusal, code)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("P1.i.a", "ya", Choice("yes")),
        ("P1.ii.b", "b", Choice("B")),
        ("H1.a", "3,6", parse_answer(LKE.question("H1.a"), "3,6")),
        ("R1.i.a", "24 1", Counts({"target": 24, "realised": 1})),
        ("R1.i.a", "1.200; 7", Counts({"target": 1200, "realised": 7})),
        ("R5.iii.b", "1/2/3/6", Counts({"target_1": 1, "target_2": 2, "target_3": 3, "realised": 6})),
    ],
)
def test_a_whole_answer_is_read_from_one_message(code: str, text: str, expected: Answer) -> None:
    assert typed_answer(LKE.question(code), text) == expected


@pytest.mark.parametrize(
    ("code", "text", "refusal"),
    [
        ("R1.i.a", "24", "lke.counts_expected"),
        ("R1.i.a", "1 2 3", "lke.counts_expected"),
        ("R1.i.a", " ", "lke.empty"),
        ("R1.i.a", "24 50%", "lke.percent_for_count"),
        ("H1.a", "85 %", "lke.survey_not_a_number"),
        ("H1.a", "4,1", "lke.survey_out_of_range"),
        ("P1.i.a", "mungkin", "lke.choice_unknown"),
    ],
)
def test_a_whole_answer_that_does_not_fit_is_refused(code: str, text: str, refusal: str) -> None:
    with pytest.raises(DomainError) as found:
        typed_answer(LKE.question(code), text)
    assert found.value.key == refusal


def outcome(code: str, text: str) -> Answer | str:
    try:
        return typed_answer(LKE.question(code), text)
    except DomainError as refusal:
        return refusal.key


@given(code=st.sampled_from([question.code for question in LKE.questions]), text=st.text())
def test_any_text_is_an_answer_or_a_refusal(code: str, text: str) -> None:
    found = outcome(code, text)
    assert found.startswith("lke.") if isinstance(found, str) else parse_answer(LKE.question(code), dump_answer(found))
