"""Campaigns are open for a while, coverage is a share, and a checker sees no full name."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.ledger import Campaign, Coverage, masked_name

OPENS = datetime(2026, 1, 5, tzinfo=UTC)
ENDS = datetime(2027, 1, 5, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "is_open"), [(OPENS - MOMENT, False), (OPENS, True), (ENDS - MOMENT, True), (ENDS, False)]
)
def test_a_campaign_is_open_from_its_first_moment_until_its_end(now: datetime, is_open: bool) -> None:
    assert Campaign(1, "Pakta 2026", "v-1", OPENS, ENDS, ENDS).is_open(now) is is_open


@pytest.mark.parametrize(("signed", "expected", "percent"), [(0, 0, 0.0), (0, 4, 0.0), (3, 4, 75.0), (4, 4, 100.0)])
def test_coverage_is_a_share_of_those_expected(signed: int, expected: int, percent: float) -> None:
    assert Coverage(signed, expected).percent == percent


def test_a_checker_sees_only_the_first_letters_of_a_name() -> None:
    assert masked_name("Budi  Santoso") == "B••• S••••••"
    assert masked_name("") == ""
