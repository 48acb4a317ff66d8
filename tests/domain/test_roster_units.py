"""Units are found by code or name as people write them, and a near miss is suggested, not taken."""

import pytest

from domain.roster_units import unit_index
from tests.refusals import refused

INDEX = unit_index(
    [
        ("dinkes", "Dinas Kesehatan"),
        ("pkm-leces", "Puskesmas Leces"),
        ("umum-1", "Subbagian Umum"),
        ("umum-2", "Subbagian Umum"),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dinkes", "dinkes"),
        ("DINKES", "dinkes"),
        ("Dinas Kesehatan", "dinkes"),
        (" DINAS  KESEHATAN. ", "dinkes"),
        ("PKM Leces", "pkm-leces"),
        ("umum-2", "umum-2"),
    ],
)
def test_a_unit_is_found(text: str, code: str) -> None:
    assert INDEX.code_of(text) == code


def test_no_unit_is_refused() -> None:
    with refused("roster.unit_empty"):
        INDEX.code_of(" - ")


def test_a_name_of_several_units_is_refused() -> None:
    with refused("roster.unit_ambiguous", value="Subbagian Umum"):
        INDEX.code_of("Subbagian Umum")


def test_a_near_miss_is_refused_with_the_name_that_may_be_meant() -> None:
    with refused("roster.unit_unknown_near", value="Dinas Kesehatann", suggestion="Dinas Kesehatan"):
        INDEX.code_of("Dinas Kesehatann")
    with refused("roster.unit_unknown", value="Dinas Kesehatann"):
        INDEX.code_of("Dinas Kesehatann", suggest=False)


def test_what_is_like_no_unit_is_refused() -> None:
    with refused("roster.unit_unknown", value="Xyz"):
        INDEX.code_of("Xyz")
