"""Units side by side: the order, the gap, and answers replayed week by week, all counted by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from domain.agency_status import Event, Gap, Order, UnitStanding, at_risk, gap, mean, ordered, replayed, week_ends
from domain.quick_scoring import bundled_scorer
from domain.stages import Stage
from domain.unit_risks import Risk, RiskKind

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)
SCORER = bundled_scorer()
EMPTY = SCORER.tally({})
FIRST, SECOND = [one.code for one in SCORER.rules.questions if one.type.value == "yes_no"][:2]
WORTH = {code: SCORER.points(code, '"yes"') or Fraction(0) for code in (FIRST, SECOND)}
UNIT = UnitStanding(
    unit_id=1, code="a", name="A", stage=Stage.BUILDING, target="WBK", since=NOW, points=EMPTY, tpi=None, questions=113,
    evidence=0, without_evidence=0, findings=0, gap=None, change=Fraction(0),
)  # fmt: skip


def unit(code: str, total: int = 0, missing: int = 0, **changes: Any) -> UnitStanding:
    lacks = Gap("total", Fraction(missing), Fraction(total), Fraction(75), 1) if missing else None
    points = replace(EMPTY, total=Fraction(total))
    return replace(UNIT, code=code, name=changes.pop("name", code.upper()), points=points, gap=lacks, **changes)


def codes(rows: Sequence[UnitStanding]) -> str:
    return "".join(row.code for row in rows)


@pytest.mark.parametrize(
    ("order", "wanted"),
    [(Order.SCORE, "cab"), (Order.GAP, "bca"), (Order.CHANGE, "acb"), (Order.STAGE, "bca")],
)
def test_units_stand_in_each_order(order: Order, wanted: str) -> None:
    rows = [
        unit("a", 50, 0, change=Fraction(3)),
        unit("b", 40, 30, change=Fraction(-1), stage=Stage.TPI_REVIEW),
        unit("c", 60, 20, change=Fraction(0)),
    ]
    assert codes(ordered(rows, order)) == wanted


def test_equal_units_stand_by_name() -> None:
    rows = [unit("a", name="Zeta"), unit("b", name="alfa"), unit("c", name="Beta")]
    assert {codes(ordered(rows, order)) for order in Order} == {"bca"}


def test_most_reasons_come_first_and_units_without_any_are_left_out() -> None:
    head, team = Risk(RiskKind.HEAD), Risk(RiskKind.TEAM)
    rows = [unit("a", missing=9), unit("b", missing=5, risks=(head,)), unit("c", missing=7, risks=(team,))]
    assert codes(at_risk([*rows, unit("d", risks=(head, team))])) == "dcb"


def test_the_gap_is_the_requirement_that_lacks_most_points() -> None:
    target = SCORER.rules.targets["WBK"]
    full = {name: floor for name, _, floor in EMPTY.measured(target)}
    areas = {code: full[f"area_{code}"] for code in EMPTY.areas}
    met = replace(
        EMPTY, areas=areas, enabler=full["enabler"], clean=full["clean"], total=full["total"],
        integrity_survey=full["integrity_survey"], performance=full["performance"],
        service_survey=full["service_survey"],
    )  # fmt: skip
    assert gap(SCORER.rules, met, target) is None
    # A fifth of area A1's 8 points is 1,6; half a point of the total is less, though it comes first.
    poor = replace(met, total=met.total - Fraction(1, 2), areas={**areas, "A1": areas["A1"] - 20})
    assert gap(SCORER.rules, poor, target) == Gap("area_A1", Fraction(8, 5), areas["A1"] - 20, areas["A1"], 2)


def test_weeks_go_back_to_the_one_before_the_first_answer() -> None:
    assert week_ends(None, NOW) == (NOW,)
    assert week_ends(NOW - 7 * DAY, NOW) == (NOW - 7 * DAY, NOW)
    assert week_ends(NOW - 8 * DAY, NOW) == (NOW - 14 * DAY, NOW - 7 * DAY, NOW)
    assert len(week_ends(NOW - 3650 * DAY, NOW)) == 53


def test_answers_are_replayed_as_they_stood_at_each_moment() -> None:
    events = [
        Event(1, FIRST, 1, '"yes"', NOW - 35 * DAY),
        Event(1, FIRST, 2, '"no"', NOW - 28 * DAY),
        Event(9, FIRST, 1, '"yes"', NOW - 20 * DAY),  # a unit that is not asked about
        Event(2, SECOND, 1, '"yes"', NOW - 7 * DAY),
        Event(1, SECOND, 1, '"yes"', NOW - DAY),
        Event(2, SECOND, 2, "null", NOW - DAY),
        Event(1, FIRST, 3, '"yes"', NOW + DAY),
    ]

    found = replayed(SCORER, events, [1, 2], NOW, events[0].at)

    one, two = WORTH[FIRST], WORTH[SECOND]
    assert [(week.answered, week.mean) for week in found.weeks] == [
        (1, one / 2), (1, 0), (1, 0), (1, 0), (2, two / 2), (2, two / 2),
    ]  # fmt: skip
    assert found.before == {1: 0, 2: 0}
    assert found.present == {1: {FIRST: '"no"', SECOND: '"yes"'}, 2: {SECOND: "null"}}


def test_an_older_version_that_comes_later_changes_nothing() -> None:
    events = [Event(1, FIRST, 2, '"no"', NOW - 2 * DAY), Event(1, FIRST, 1, '"yes"', NOW - DAY)]
    found = replayed(SCORER, events, [1], NOW, events[0].at)
    assert (found.present[1][FIRST], found.weeks[-1].mean) == ('"no"', Fraction(0))


def test_the_mean_is_exact() -> None:
    assert mean([]) == 0
    assert mean([Fraction(1), Fraction(0), Fraction(0)]) == Fraction(1, 3)
