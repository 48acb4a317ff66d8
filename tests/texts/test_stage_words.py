"""Stages in words: every move has a name, and what is missing is said with its numbers."""

from dataclasses import replace
from datetime import date

import pytest

from domain import scoring
from domain.stages import TRANSITIONS, Mover, Need
from domain.worksheet import Doing, Window
from tests.texts.cast import RULES
from tests.texts.review_samples import answers_to_all, lacking
from texts.stage_words import MOVERS, MOVES, missing_lines

TODAY = date(2026, 1, 5)


def test_every_move_and_mover_has_a_name() -> None:
    assert {one.event for one in TRANSITIONS} == MOVES.keys()
    assert MOVERS.keys() == set(Mover)


@pytest.mark.parametrize(
    ("need", "line"),
    [
        (Need.WORKSHEET_COMPLETE, "Terjawab 57 dari 113 pertanyaan"),
        (Need.TPI_COMPLETE, "Dinilai TPI 38 dari 113 pertanyaan"),
        (Need.PRIOR_PREDICATE, "Perlu predikat WBK, sekarang belum ada"),
        (Need.FILL_WINDOW, "Masa pengisian berakhir Rab, 31 Des 2025"),
        (Need.REVIEW_WINDOW, "Masa evaluasi TPI dibuka Min, 1 Feb 2026"),
        (Need.AGENCY_CONDITIONS, "Instansi: Nilai SAKIP 55,52, syarat di atas 70"),
        (Need.AGENCY_CONDITIONS, "Instansi: Maturitas SPIP belum dicatat, syarat paling sedikit 3"),
    ],
)
def test_what_is_missing_is_said_with_its_numbers(need: Need, line: str) -> None:
    assert line in missing_lines(need, lacking(), TODAY, "id")


def test_floors_are_told_of_a_complete_worksheet_only() -> None:
    known = lacking()
    assert missing_lines(Need.TPI_MEETS_FLOORS, known, TODAY, "id") == []
    whole = replace(known.standing, tpi_card=scoring.score(RULES, answers_to_all(well=False)))
    (total, *others) = missing_lines(Need.TPI_MEETS_FLOORS, replace(known, standing=whole), TODAY, "id")
    assert total.endswith("minimal 85")
    assert len(others) == 11


def test_a_window_without_an_end_is_only_to_be_opened() -> None:
    known = replace(lacking(), windows={Need.FILL_WINDOW: Window(Doing.FILL, date(2026, 2, 1), None)})
    assert missing_lines(Need.FILL_WINDOW, known, TODAY, "id") == ["Masa pengisian dibuka Min, 1 Feb 2026"]
