"""What holds for a unit follows from its cards, findings, papers and windows."""

from dataclasses import replace
from fractions import Fraction

import pytest

from domain import instrument
from domain.scoring import score, score_shares
from domain.stage_facts import Standing, facts
from domain.stages import Need
from domain.worksheet import Doing

LKE = instrument.bundled()
EMPTY = score(LKE, {})
FULL = score_shares(LKE, dict.fromkeys(LKE.codes, Fraction(1)))
WORST = score_shares(LKE, dict.fromkeys(LKE.codes, Fraction(0)))
READY = Standing(
    target="WBBM",
    unit_card=FULL,
    tpi_card=FULL,
    prior_predicate="WBK",
    windows_open=frozenset(Doing),
    proposal_complete=True,
    agency_conditions=True,
    letter=True,
)


def test_everything_holds_for_a_unit_that_is_ready() -> None:
    assert facts(LKE, READY) == set(Need) - {Need.FINDINGS_OPEN}


@pytest.mark.parametrize(
    ("standing", "lost"),
    [
        (replace(READY, unit_card=EMPTY), {Need.WORKSHEET_COMPLETE}),
        (replace(READY, tpi_card=EMPTY), {Need.TPI_COMPLETE, Need.TPI_MEETS_FLOORS}),
        (replace(READY, tpi_card=WORST), {Need.TPI_MEETS_FLOORS}),
        (replace(READY, prior_predicate=""), {Need.PRIOR_PREDICATE}),
        (replace(READY, windows_open={Doing.FILL}), {Need.REVIEW_WINDOW, Need.REVISE_WINDOW, Need.PROPOSE_WINDOW}),
        (replace(READY, proposal_complete=False), {Need.PROPOSAL_COMPLETE}),
        (replace(READY, agency_conditions=False), {Need.AGENCY_CONDITIONS}),
        (replace(READY, letter=False), {Need.LETTER}),
        (replace(READY, open_findings=1), {Need.FINDINGS_CLOSED}),
    ],
)
def test_each_lack_takes_its_need_away(standing: Standing, lost: set[Need]) -> None:
    assert facts(LKE, READY) - facts(LKE, standing) == lost


def test_a_score_on_its_floor_meets_it() -> None:
    # Answer B for performance is worth 3.75 points, the floor for WBBM.
    card = score_shares(LKE, {**dict.fromkeys(LKE.codes, Fraction(1)), "H1.b": Fraction(3, 4)})
    assert Need.TPI_MEETS_FLOORS in facts(LKE, replace(READY, tpi_card=card))


def test_wbk_needs_no_predicate_before_it() -> None:
    assert Need.PRIOR_PREDICATE in facts(LKE, replace(READY, target="WBK", prior_predicate=""))


def test_open_findings_are_a_fact_too() -> None:
    assert Need.FINDINGS_OPEN in facts(LKE, replace(READY, open_findings=1))


def test_an_unknown_target_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        facts(LKE, replace(READY, target="WBX"))
