"""Where units begin a new cycle, and how windows move along."""

from datetime import date

import pytest

from domain.cycles import Taking, begins, checked_title, checked_year, shifted
from domain.stages import Stage
from tests.refusals import refused

HOLDS = {Stage.AWARDED, Stage.MONITORING}


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_leads_into_the_next_cycle_by_the_choice(stage: Stage) -> None:
    first = begins(stage, Taking.ALL)
    assert first in {Stage.DECLARED, Stage.BUILDING, Stage.MONITORING, Stage.REVOKED}
    assert (first is Stage.MONITORING) == (stage in HOLDS)
    assert begins(stage, Taking.OPEN) == (None if stage in HOLDS else first)
    assert begins(stage, Taking.NONE) is None


def test_windows_move_by_years_and_keep_their_days() -> None:
    windows = {"fill": (date(2025, 12, 1), date(2026, 2, 28)), "propose": (date(2024, 2, 29), date(2024, 2, 29))}
    assert shifted(windows, 2) == {
        "fill": (date(2027, 12, 1), date(2028, 2, 28)),
        "propose": (date(2026, 2, 28), date(2026, 2, 28)),
    }
    assert shifted(windows, 4)["propose"] == (date(2028, 2, 29), date(2028, 2, 29))


def test_a_title_is_one_line_and_the_usual_one_when_there_is_none() -> None:
    assert checked_title("  ZI \n Kabupaten ", 2027) == "ZI Kabupaten"
    assert checked_title(" ", 2027) == "Zona Integritas 2027"
    assert len(checked_title("x" * 120, 2027)) == 120
    with refused("cycle.title", most=120):
        checked_title("x" * 121, 2027)


@pytest.mark.parametrize("year", [2013, 2200, 0])
def test_a_year_outside_the_programme_is_refused(year: int) -> None:
    with refused("cycle.year"):
        checked_year(year)
