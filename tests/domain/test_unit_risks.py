"""Units at risk: each rule just before and just behind its edge."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from domain.reminders import WorkCalendar
from domain.stages import Stage
from domain.unit_risks import EVIDENCE_DAYS, LAST_DAYS, Facts, Risk, RiskKind, risks, working_days
from domain.worksheet import Doing
from domain.zone import Cycle

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 20)  # a Monday, a Friday
CYCLE = Cycle(
    1,
    2026,
    "ZI 2026",
    {
        "fill": (FIRST, LAST),
        "review": (date(2026, 3, 23), date(2026, 4, 17)),
        "revise": (date(2026, 4, 20), date(2026, 5, 8)),
        "propose": (date(2026, 5, 11), date(2026, 5, 31)),
    },
)
ENDLESS = Cycle(2, 2026, "ZI 2026")
JAKARTA = WorkCalendar("Asia/Jakarta")
GOOD = Facts(
    stage=Stage.SELF_ASSESSMENT, since=FIRST, questions=113, answered=113, without_evidence=0, steps=0, heads=1, team=1
)


def found(day: date, cycle: Cycle = CYCLE, calendar: WorkCalendar = JAKARTA, **changes: Any) -> tuple[Risk, ...]:
    return risks(replace(GOOD, **changes), cycle, day, calendar)


def kinds(day: date, cycle: Cycle = CYCLE, **changes: Any) -> list[RiskKind]:
    return [one.kind for one in found(day, cycle, **changes)]


def test_a_unit_that_is_fine_is_not_at_risk() -> None:
    assert kinds(FIRST) == kinds(LAST) == []


def test_working_days_count_both_ends_without_weekends_and_holidays() -> None:
    assert working_days(JAKARTA, date(2026, 3, 13), date(2026, 3, 20)) == 6
    assert working_days(WorkCalendar("Asia/Jakarta", 6), date(2026, 3, 13), date(2026, 3, 20)) == 7
    assert working_days(WorkCalendar("Asia/Jakarta", 5, frozenset({LAST})), LAST, LAST) == 0
    assert working_days(JAKARTA, LAST, FIRST) == 0


def test_five_improvements_a_working_week_are_within_reach_and_one_more_is_not() -> None:
    monday = date(2026, 3, 9)  # two working weeks are left
    assert kinds(monday, steps=10) == []
    (risk,) = found(monday, steps=11)
    assert risk == Risk(RiskKind.GAP, 11, doing=Doing.FILL, last=LAST, days=11, weeks=Fraction(2))


def test_a_week_of_six_days_is_one_week_all_the_same() -> None:
    monday, six = date(2026, 3, 9), WorkCalendar("Asia/Jakarta", 6)
    (risk,) = found(monday, calendar=six, steps=10)
    assert risk.weeks == Fraction(11, 6)  # the last Saturday lies behind the window
    assert found(monday, calendar=six, steps=9) == ()


def test_before_the_window_opens_all_of_it_is_left() -> None:
    assert [one.weeks for one in found(FIRST - timedelta(days=30), steps=10_000)] == [Fraction(11)]


def test_after_the_window_any_gap_is_too_large() -> None:
    after = LAST + timedelta(days=1)
    assert kinds(after, steps=1) == [RiskKind.GAP, RiskKind.STAGE]
    assert kinds(after) == [RiskKind.STAGE]


def test_while_assessors_review_the_days_for_revising_count() -> None:
    day = date(2026, 3, 24)
    assert kinds(day, stage=Stage.TPI_REVIEW, steps=15) == []
    (risk,) = found(day, stage=Stage.TPI_REVIEW, steps=16)
    assert (risk.doing, risk.weeks) == (Doing.REVISE, Fraction(3))


@pytest.mark.parametrize("steps", [0, None])
def test_no_gap_and_floors_out_of_reach_are_no_question_of_time(steps: int | None) -> None:
    assert kinds(LAST, steps=steps) == []


def test_an_open_question_counts_in_the_last_two_weeks() -> None:
    edge = LAST - timedelta(days=LAST_DAYS)
    assert kinds(edge - timedelta(days=1), answered=112) == []
    (risk,) = found(edge, answered=112)
    assert risk == Risk(RiskKind.INCOMPLETE, 1, 113, Doing.FILL, LAST, LAST_DAYS)
    assert kinds(LAST + timedelta(days=2), answered=112)[0] is RiskKind.INCOMPLETE


def test_a_few_answers_without_evidence_count_near_the_end_and_half_of_them_always() -> None:
    edge = LAST - timedelta(days=EVIDENCE_DAYS)
    assert kinds(edge - timedelta(days=1), without_evidence=56) == []
    assert kinds(edge - timedelta(days=1), without_evidence=57) == [RiskKind.EVIDENCE]
    assert kinds(edge, without_evidence=1) == [RiskKind.EVIDENCE]
    assert kinds(date(2026, 3, 24), stage=Stage.TPI_REVIEW, without_evidence=1) == [RiskKind.EVIDENCE]


def test_without_windows_only_missing_evidence_and_people_count() -> None:
    changes: dict[str, Any] = {"steps": 500, "answered": 2, "without_evidence": 1}
    assert kinds(LAST, ENDLESS, **changes) == [RiskKind.EVIDENCE]
    assert kinds(LAST, ENDLESS, steps=500, answered=3, without_evidence=1) == []


@pytest.mark.parametrize(
    ("stage", "last"),
    [
        (Stage.SELF_ASSESSMENT, LAST),
        (Stage.TPI_REVIEW, date(2026, 4, 17)),
        (Stage.RETURNED, date(2026, 5, 8)),
        (Stage.PROPOSED, date(2026, 5, 31)),
    ],
)
def test_a_stage_is_behind_from_the_day_after_its_window(stage: Stage, last: date) -> None:
    assert kinds(last, stage=stage) == []
    (risk,) = found(last + timedelta(days=1), stage=stage)
    assert (risk.kind, risk.last, risk.days) == (RiskKind.STAGE, last, -1)


@pytest.mark.parametrize("stage", [Stage.DECLARED, Stage.BUILDING])
def test_who_has_not_begun_is_behind_after_half_of_the_days(stage: Stage) -> None:
    half = FIRST + (LAST - FIRST) / 2  # 74 days lie between them
    assert kinds(half, stage=stage) == []
    assert kinds(half + timedelta(days=1), stage=stage) == [RiskKind.HALF]


def test_who_went_back_to_building_after_the_window_builds_for_the_next_cycle() -> None:
    day = date(2026, 4, 1)
    bad: dict[str, Any] = {"stage": Stage.BUILDING, "steps": 50, "answered": 3, "without_evidence": 3}
    assert kinds(day, since=LAST + timedelta(days=1), **bad, heads=0) == [RiskKind.HEAD]
    assert RiskKind.STAGE in kinds(day, since=LAST, **bad)


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.NOT_AWARDED, Stage.MONITORING, Stage.REVOKED])
def test_whose_year_has_ended_is_not_looked_at(stage: Stage) -> None:
    assert kinds(LAST + timedelta(days=300), stage=stage, heads=0, team=0, steps=9, answered=1) == []


def test_a_unit_needs_a_head_and_a_team() -> None:
    assert kinds(FIRST, stage=Stage.PANEL, heads=0) == [RiskKind.HEAD]
    assert kinds(FIRST, team=0) == [RiskKind.TEAM]
