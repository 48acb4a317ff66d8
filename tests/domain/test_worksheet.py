"""Layers stay apart, progress adds up, the next question wraps, windows hold by the local calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import instrument
from domain.answers import Answer, Choice, Counts
from domain.errors import DomainError
from domain.rights import ROLE_ACTIONS, Role
from domain.worksheet import (
    LAYER_ACTIONS,
    Difference,
    Doing,
    Window,
    WindowState,
    check_version,
    check_window,
    differences,
    neighbour,
    next_open,
    open_now,
    progress,
    questions_of,
    require_open,
    sections,
    window,
)
from domain.zone import Cycle, Layer
from tests.refusals import refused

LKE = instrument.bundled()
CODES = tuple(LKE.codes)
JAKARTA = ZoneInfo("Asia/Jakarta")
CYCLE = Cycle(
    1,
    2026,
    "ZI 2026",
    {
        "fill": (date(2026, 2, 2), date(2026, 4, 30)),
        "review": (date(2026, 4, 1), date(2026, 5, 31)),
        "propose": (date(2026, 6, 1), date(2026, 6, 30)),
    },
)


def test_differences_are_where_the_assessor_answers_otherwise() -> None:
    unit = {"P1.i.a": Choice("yes"), "P1.i.b": Choice("A"), "P1.ii.a": Choice("yes")}
    assessed = {"P1.ii.b": Choice("C"), "P1.i.b": Choice("B"), "P1.i.a": Choice("yes")}
    assert differences(LKE, unit, assessed) == (
        Difference("P1.i.b", Choice("A"), Choice("B")),
        Difference("P1.ii.b", None, Choice("C")),
    )
    assert differences(LKE, unit, {}) == ()


def test_each_layer_is_written_by_a_right_that_no_writer_of_another_has() -> None:
    writers = {layer: {role for role in Role if LAYER_ACTIONS[layer] in ROLE_ACTIONS[role]} for layer in Layer}
    assert writers == {
        Layer.UNIT: {Role.UNIT_HEAD, Role.ZI_TEAM},
        Layer.TPI: {Role.ASSESSOR},
        Layer.TPN: {Role.ADMIN},
    }


def test_progress_counts_answers_evidence_and_findings_by_section() -> None:
    answers: dict[str, Answer] = {
        "P1.i.a": Choice("yes"),
        "P1.i.b": Choice("A"),
        "R1.i.a": Counts({"target": 4}),
        "H1.b": Choice("C"),
    }
    found = {
        one.section: one for one in progress(LKE, answers, {"P1.i.a": 2, "R1.i.a": 1}, ["P1.i.b", "P1.i.b", "H1.a"])
    }
    first, last = found["A1"], found["H"]
    assert (first.answered, first.questions, first.evidence, first.without_evidence, first.open_findings) == (
        2, 16, 3, 1, 2,
    )  # fmt: skip
    assert (last.answered, last.questions, last.evidence, last.without_evidence, last.open_findings) == (1, 3, 0, 1, 1)
    assert not last.complete


def test_sections_hold_every_question_once() -> None:
    assert sections(LKE) == ("A1", "A2", "A3", "A4", "A5", "A6", "H")
    assert sorted(one.code for name in sections(LKE) for one in questions_of(LKE, name)) == sorted(CODES)
    assert sum(one.questions for one in progress(LKE, {}, {}, ())) == 113


@given(answered=st.sets(st.sampled_from(CODES)), after=st.sampled_from([None, *CODES]))
def test_the_next_open_question_is_the_nearest_one_onwards(answered: set[str], after: str | None) -> None:
    answers: dict[str, Answer] = {code: best(code) for code in answered}
    found = next_open(LKE, answers, after)
    start = 0 if after is None else CODES.index(after) + 1
    passed = [*CODES[start:], *CODES[:start]]
    assert found == next((code for code in passed if code not in answered), None)


def best(code: str) -> Answer:
    if LKE.question(code).inputs:
        return Counts({item.role: 1 for item in LKE.question(code).inputs})
    return Choice("yes")


@pytest.mark.parametrize(
    ("after", "section", "expected"),
    [
        (None, None, "P1.i.a"),
        ("H2.a", None, "P1.i.a"),
        (None, "A2", "P2.i.a"),
        ("R2.iii.c", "A2", "P2.i.a"),
        ("P2.iii.b", "A2", "R2.i.a"),
        ("P1.i.a", "A1", "P1.i.b"),
    ],
)
def test_the_next_open_question_wraps(after: str | None, section: str | None, expected: str) -> None:
    assert next_open(LKE, {}, after, section) == expected


def test_the_open_question_itself_comes_last_and_half_counts_are_open() -> None:
    answers: dict[str, Answer] = {code: best(code) for code in CODES} | {"R1.i.a": Counts({"target": 1})}
    assert next_open(LKE, answers, "R1.i.a") == "R1.i.a"
    assert next_open(LKE, {code: best(code) for code in CODES}) is None


def test_a_question_of_another_section_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        next_open(LKE, {}, "P1.i.a", "A2")


def test_neighbours_wrap_both_ways() -> None:
    assert neighbour(LKE, "P1.i.a", -1) == "H2.a"
    assert neighbour(LKE, "H2.a", 1) == "P1.i.a"
    assert neighbour(LKE, "R2.iii.c", 1, "A2") == "P2.i.a"
    assert neighbour(LKE, "P1.i.a", 2) == "P1.ii.a"


def test_an_answer_follows_only_the_version_that_was_seen() -> None:
    assert (check_version("P1.i.a", 0, 0), check_version("P1.i.a", 3, 3)) == (1, 4)
    with refused("lke.changed_meanwhile"):
        check_version("P1.i.a", 4, 3)
    with pytest.raises(DomainError) as refusal:
        check_version("P1.i.a", 2, 3)
    assert (refusal.value.key, refusal.value.params) == ("lke.changed_meanwhile", {"question": "P1.i.a"})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Midnight in Jakarta is 17.00 UTC of the day before.
        (datetime(2026, 2, 1, 16, 59, tzinfo=UTC), {Doing.REVISE}),
        (datetime(2026, 2, 1, 17, 0, tzinfo=UTC), {Doing.REVISE, Doing.FILL}),
        (datetime(2026, 4, 30, 16, 59, tzinfo=UTC), {Doing.REVISE, Doing.FILL, Doing.REVIEW}),
        (datetime(2026, 4, 30, 17, 0, tzinfo=UTC), {Doing.REVISE, Doing.REVIEW}),
        (datetime(2026, 12, 24, tzinfo=UTC), {Doing.REVISE}),
    ],
)
def test_windows_hold_from_the_first_day_to_the_last_by_the_local_calendar(now: datetime, expected: set[Doing]) -> None:
    assert open_now(CYCLE, now, JAKARTA) == expected
    for doing in expected:
        require_open(CYCLE, doing, now, JAKARTA)


@pytest.mark.parametrize(
    ("now", "key"),
    [
        (datetime(2026, 5, 31, 16, 59, tzinfo=UTC), "lke.window_not_yet"),
        (datetime(2026, 6, 30, 17, 0, tzinfo=UTC), "lke.window_passed"),
    ],
)
def test_outside_its_window_a_thing_is_refused_with_the_dates(now: datetime, key: str) -> None:
    with pytest.raises(DomainError) as refusal:
        require_open(CYCLE, Doing.PROPOSE, now, JAKARTA)
    expected = {"doing": Doing.PROPOSE, "first": date(2026, 6, 1), "last": date(2026, 6, 30)}
    assert (refusal.value.key, refusal.value.params) == (key, expected)


def test_days_are_counted_to_the_last_one() -> None:
    june = window(CYCLE, Doing.PROPOSE)
    assert [june.days_left(date(2026, 6, day)) for day in (1, 30)] == [29, 0]
    assert june.days_left(date(2026, 7, 2)) == -2
    assert window(CYCLE, Doing.REVISE).days_left(date(2026, 7, 2)) is None
    assert Window(Doing.FILL, None, None).state(date(2026, 1, 1)) is WindowState.OPEN


def test_a_window_ends_no_earlier_than_it_begins() -> None:
    day = date(2026, 6, 1)
    assert check_window(day, day) == (day, day)
    with refused("lke.window_reversed"):
        check_window(day, date(2026, 5, 31))
