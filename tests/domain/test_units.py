"""What the facts of a unit may be, in the words that people write, and finding units by typed words."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import units
from domain.people import Unit
from tests.refusals import refused

TODAY = date(2026, 3, 2)


def unit(number: int, code: str, name: str, parent: int | None = None) -> Unit:
    return Unit(number, code, name, "dinas", parent, "Asia/Jakarta", 5, "", None)


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (units.code, " PKM-Leces ", "pkm-leces"),
        (units.code, "a" * 20, "a" * 20),
        (units.name, "  Dinas\n Kesehatan ", "Dinas Kesehatan"),
        (units.kind, "Puskesmas", "Puskesmas"),
        (units.timezone, "WIB", "Asia/Jakarta"),
        (units.timezone, " wita ", "Asia/Makassar"),
        (units.timezone, "Waktu Indonesia Timur", "Asia/Jayapura"),
        (units.timezone, "GMT+9", "Asia/Jayapura"),
        (units.timezone, "asia/pontianak", "Asia/Pontianak"),
        (units.work_days, "5", 5),
        (units.work_days, "6 hari kerja", 6),
        (units.work_days, "Senin-Sabtu", 6),
        (units.work_days, "lima", 5),
        (units.predicate, "wbk", "WBK"),
        (units.predicate, " WBBM ", "WBBM"),
        (units.predicate, "tidak ada", ""),
        (units.predicate, "", ""),
    ],
)
def test_a_fact_is_read_as_people_write_it(parse: Callable[[str], object], text: str, expected: object) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("parse", "text", "key"),
    [
        (units.code, "", "units.code_empty"),
        (units.code, "dinas kesehatan", "units.code_format"),
        (units.code, "a" * 21, "units.code_format"),
        (units.code, "puskesmas_1", "units.code_format"),
        (units.name, " - ", "units.name_empty"),
        (units.name, "n" * 161, "units.too_long"),
        (units.kind, "k" * 41, "units.too_long"),
        (units.timezone, "WIBB", "units.zone_unknown"),
        (units.timezone, "Mars/Olympus", "units.zone_unknown"),
        (units.work_days, "7", "units.work_days"),
        (units.work_days, "", "units.work_days"),
        (units.predicate, "WBX", "units.predicate_unknown"),
    ],
)
def test_a_wrong_fact_is_refused(parse: Callable[[str], object], text: str, key: str) -> None:
    with refused(key):
        parse(text)


@pytest.mark.parametrize(("text", "fits"), [("2012", True), ("2026", True), ("2011", False), ("2027", False),
                                            ("24", False), ("dua ribu", False), ("", False)])  # fmt: skip
def test_a_predicate_was_given_from_2012_to_this_year(text: str, fits: bool) -> None:
    if fits:
        assert units.predicate_year(text, TODAY) == int(text)
    else:
        with refused("units.year"):
            units.predicate_year(text, TODAY)


@pytest.mark.parametrize("zone", [*units.ZONES.values(), "Asia/Pontianak", "Europe/Amsterdam"])
def test_the_word_for_a_zone_is_read_back_as_that_zone(zone: str) -> None:
    assert units.timezone(units.zone_word(zone)) == zone


HEALTH = unit(1, "dinkes", "Dinas Kesehatan")
CLINIC = unit(2, "pkm-leces", "Puskesmas Leces", 1)
NAMESAKE = unit(3, "leces", "Kecamatan Leces")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [HEALTH, CLINIC, NAMESAKE]),
        ("leces", [NAMESAKE, CLINIC]),
        ("LECES puskes", [CLINIC]),
        ("pkm", [CLINIC]),
        ("dinkes", [HEALTH]),
        ("pkm-leces!", [CLINIC]),
        ("puskesmas dinas", []),
    ],
)
def test_units_are_found_by_all_words_and_the_code_comes_first(words: str, found: list[Unit]) -> None:
    assert list(units.search([HEALTH, CLINIC, NAMESAKE], words)) == found


@given(st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12)), st.integers(0, 12), st.integers(0, 12))
def test_below_is_what_going_up_reaches(tree: dict[int, int | None], start: int, wanted: int) -> None:
    reached, step = [start], tree.get(start)
    while step is not None and step not in reached:
        reached.append(step)
        step = tree.get(step)
    assert units.is_below(tree, start, wanted) == (wanted in reached)
