"""Figures of the agency are kept as decimals with a dot, or as the word of an opinion."""

import pytest

from domain.figures import checked_figure
from domain.instrument import bundled
from tests.refusals import refused


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("reform_index", "77,26", "77.26"),
        ("reform_index", "77.2", "77.2"),
        ("reform_index", "77,260", "77.26"),
        ("sakip_score", "70", "70"),
        ("spip_maturity", "3,005", "3.005"),
        ("audit_opinion", " wtp ", "WTP"),
    ],
)
def test_a_figure_is_kept_in_one_form(name: str, typed: str, value: str) -> None:
    assert checked_figure(bundled(), name, 2024, typed).value == value


@pytest.mark.parametrize(
    ("figure", "key"),
    [
        (("indeks", 2024, "1"), "figure.unknown"),
        (("reform_index", 2024, "baik"), "figure.not_a_number"),
        (("reform_index", 2024, "81%"), "figure.not_a_number"),
        (("reform_index", 2024, "-1"), "figure.not_a_number"),
        (("reform_index", 1990, "81"), "cycle.year"),
        (("audit_opinion", 2024, "W T P"), "figure.not_a_word"),
    ],
)
def test_a_figure_that_can_not_be_is_refused(figure: tuple[str, int, str], key: str) -> None:
    with refused(key):
        checked_figure(bundled(), *figure)
