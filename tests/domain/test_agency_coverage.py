"""Rows of the agency's coverage: what they say at the edges, their order, and their sum by the units above."""

import pytest

from domain.agency_coverage import Order, UnitCoverage, added, first_level, ordered


def row(code: str, expected: int, signed: int, name: str = "") -> UnitCoverage:
    return UnitCoverage(code, name or code, expected, signed, read=0, open=expected - signed, declined=0, unreachable=0)


@pytest.mark.parametrize(
    ("expected", "signed", "percent"), [(0, 0, 0), (1000, 1, 0), (1000, 999, 99), (1000, 1000, 100), (3, 2, 66)]
)
def test_100_percent_means_everybody(expected: int, signed: int, percent: int) -> None:
    assert row("a", expected, signed).percent == percent


def test_what_is_neither_signed_nor_waiting_nor_declined_has_ended() -> None:
    one = UnitCoverage("a", "A", expected=10, signed=4, read=1, open=2, declined=1, unreachable=3)

    assert (one.missing, one.ended) == (6, 2)


ROWS = (row("c", 10, 5, "Dinas B"), row("b", 4, 2, "Dinas A"), row("a", 3, 1, "dinas  C"), row("d", 7, 7, "Dinas D"))


@pytest.mark.parametrize(
    ("order", "codes"),
    [(Order.LOWEST, "abcd"), (Order.HIGHEST, "dbca"), (Order.NAME, "bcad"), (Order.MISSING, "cbad")],
)
def test_equal_rows_stand_by_name(order: Order, codes: str) -> None:
    assert "".join(one.code for one in ordered(ROWS, order)) == codes


def test_a_sum_adds_every_number() -> None:
    one = UnitCoverage("a", "A", 21, 1, 2, 3, 4, 5)

    assert added((one, one), "x", "X") == UnitCoverage("x", "X", 42, 2, 4, 6, 8, 10)
    assert added(()).expected == 0


# 1 and 2 are above all; 3 and 4 are below 1, 5 below 4.
PARENTS = {1: None, 2: None, 3: 1, 4: 1, 5: 4}


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        ((1, 2, 3, 4, 5), {1: 1, 2: 2, 3: 1, 4: 1, 5: 1}),
        # One unit above all the others: those right below it are the first level.
        ((1, 3, 4, 5), {1: 1, 3: 3, 4: 4, 5: 4}),
        # The tree of who sees a part only begins where their part does.
        ((4, 5, 3), {4: 4, 5: 4, 3: 3}),
        ((5,), {5: 5}),
        ((), {}),
    ],
)
def test_the_first_level_follows_from_the_units_that_are_seen(among: tuple[int, ...], expected: dict[int, int]) -> None:
    assert first_level(PARENTS, among) == expected
