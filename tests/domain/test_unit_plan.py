"""What a file of units says and what it would change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.unit_columns import Column, find_header
from domain.unit_plan import KnownUnit, UnitPlan, compare
from domain.unit_rows import read_rows
from tests.refusals import refused

TODAY = date(2026, 3, 2)
HEAD = "197001022001032001"
TITLES = ["Kode", "Nama", "Jenis", "Induk", "Zona", "Hari Kerja", "Predikat", "Tahun Predikat", "NIP Kepala"]


def known(code: str, parent: str = "", **more: object) -> KnownUnit:
    plain = KnownUnit(len(code), code, f"Unit {code}", "dinas", parent, "Asia/Jakarta", 5, "", None)
    return replace(plain, **more)  # type: ignore[arg-type]


TOP, MIDDLE, LEAF = (
    known("pemda"),
    known("dinkes", "pemda"),
    known("pkm", "dinkes", predicate="WBK", predicate_year=2023),
)
TREE = (TOP, MIDDLE, LEAF)


def plan(rows: Sequence[Sequence[str]], units: Sequence[KnownUnit] = TREE, titles: Sequence[str] = TITLES) -> UnitPlan:
    table = [titles, *rows]
    reading = read_rows(table, find_header(table), TODAY, frozenset(unit.code for unit in units))
    return compare(units, reading, {HEAD: 7}, "Asia/Makassar")


def row(code: str, name: str = "", **cells: str) -> list[str]:
    places = {"jenis": 2, "induk": 3, "zona": 4, "hari": 5, "predikat": 6, "tahun": 7, "kepala": 8}
    found = [code, name, *[""] * 7]
    for title, text in cells.items():
        found[places[title]] = text
    return found


def problems(of: UnitPlan) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.key) for one in of.problems]


@pytest.mark.parametrize(
    "titles",
    [
        ["code", "name", "kind", "parent_code", "work_days"],
        ["Kode Unit", "NAMA UNIT KERJA", "jenis", "Unit Induk", "hari kerja"],
        ["KODE OPD", "Nama OPD", "Tipe", "Atasan", "Hari Kerja Seminggu"],
    ],
)
def test_titles_are_known_in_indonesian_and_english(titles: list[str]) -> None:
    header = find_header([["Daftar unit kerja"], [], titles])
    assert header.line == 3
    assert list(header.columns) == [Column.CODE, Column.NAME, Column.KIND, Column.PARENT, Column.WORK_DAYS]
    assert header.ignored == ()


def test_titles_that_nobody_knows_are_told_and_those_of_no_use_are_not() -> None:
    assert find_header([["kode", "nama", "Keterangan", "Luas Kantor"]]).ignored == ("Luas Kantor",)


@pytest.mark.parametrize(
    ("titles", "key"),
    [
        ([["nama", "induk"]], "units.header_missing"),
        ([["kode"]], "units.header_missing"),
        ([], "units.header_missing"),
        ([["kode", "nama", "opd"]], "units.column_twice"),
    ],
)
def test_a_table_without_its_titles_is_refused(titles: list[list[str]], key: str) -> None:
    with refused(key):
        find_header(titles)


def test_new_units_come_with_parents_first_and_plain_values_for_what_is_not_said() -> None:
    found = plan([row("pustu", "Pustu", induk="rsud"), row("rsud", "RSUD", induk="Unit dinkes", zona="WIT", hari="6")])
    assert [(unit.code, unit.parent) for unit in found.new] == [("rsud", "dinkes"), ("pustu", "rsud")]
    assert (found.new[0].timezone, found.new[0].work_days) == ("Asia/Jayapura", 6)
    assert (found.new[1].timezone, found.new[1].work_days, found.new[1].kind) == ("Asia/Makassar", 5, "unit")
    assert [unit.code for unit in found.missing] == ["pemda", "dinkes", "pkm"]


def test_changes_name_each_field_and_an_empty_cell_changes_nothing() -> None:
    found = plan(
        [row("PKM", "Puskesmas", zona="WITA", kepala=f"NIP {HEAD}"), row("dinkes"), row("pemda", "Unit pemda")]
    )
    (change,) = found.changed
    assert change.fields == {
        "name": ("Unit pkm", "Puskesmas"),
        "timezone": ("Asia/Jakarta", "Asia/Makassar"),
        "head": ("", HEAD),
    }
    assert (found.unchanged, found.missing, found.new) == (2, (), ())


def test_the_words_for_nothing_take_away() -> None:
    led = replace(LEAF, head=HEAD)
    found = plan([row("pkm", induk="tidak ada", predikat="belum ada", kepala="nihil")], [TOP, MIDDLE, led])
    assert found.changed[0].fields == {
        "parent": ("dinkes", ""), "predicate": ("WBK", ""), "predicate_year": (2023, None), "head": (HEAD, ""),
    }  # fmt: skip


def test_the_year_goes_with_its_predicate() -> None:
    assert plan([row("pkm", predikat="WBBM")]).changed[0].fields == {
        "predicate": ("WBK", "WBBM"), "predicate_year": (2023, None),
    }  # fmt: skip
    assert plan([row("dinkes", predikat="WBK")]).changed[0].fields == {"predicate": ("", "WBK")}
    assert plan([row("pkm", predikat="WBK")]).unchanged == 1
    assert plan([row("pkm", tahun="2025")]).changed[0].fields == {"predicate_year": (2023, 2025)}


CLOSED = known("lama", closed=True)
BAD: list[tuple[list[list[str]], list[tuple[int, str, str]]]] = [
    ([row("x y", "X")], [(2, "Kode", "units.code_format")]),
    ([row("", "X")], [(2, "Kode", "units.code_empty")]),
    ([row("baru")], [(2, "Nama", "units.name_empty")]),
    ([row("lama", "X")], [(2, "Kode", "units.code_closed")]),
    ([row("a", "A"), row("A", "B")], [(3, "Kode", "units.duplicate_code")]),
    ([row("a", "A", induk="tiada")], [(2, "Induk", "roster.unit_unknown")]),
    ([row("a", "A", induk="Unit dinke")], [(2, "Induk", "roster.unit_unknown_near")]),
    ([row("a", "A", induk="lama")], [(2, "Induk", "units.parent_closed")]),
    ([row("a", "A", induk="a")], [(2, "Induk", "units.cycle")]),
    ([row("pemda", induk="pkm")], [(2, "Induk", "units.cycle")]),
    ([row("a", "A", induk="b"), row("b", "B", induk="a")], [(2, "Induk", "units.cycle"), (3, "Induk", "units.cycle")]),
    ([row("a", "A", induk="b"), row("b", "B", hari="8")],
     [(2, "Induk", "units.parent_refused"), (3, "Hari Kerja", "units.work_days")]),
    ([row("a", "A", zona="WIX", hari="x")], [(2, "Zona", "units.zone_unknown"), (2, "Hari Kerja", "units.work_days")]),
    ([row("dinkes", tahun="2024")], [(2, "Tahun Predikat", "units.year_alone")]),
    ([row("a", "A", tahun="2024")], [(2, "Tahun Predikat", "units.year_alone")]),
    ([row("a", "A", predikat="WBK", tahun="2030")], [(2, "Tahun Predikat", "units.year")]),
    ([row("a", "A", kepala="197001022001032999")], [(2, "NIP Kepala", "units.head_unknown")]),
    ([row("a", "A", kepala="12345")], [(2, "NIP Kepala", "roster.staff_number_length")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), BAD)
def test_a_bad_row_is_told_with_its_line_column_and_reason(
    rows: list[list[str]], expected: list[tuple[int, str, str]]
) -> None:
    found = plan([*rows, row("baik", "Baik")], [*TREE, CLOSED])
    assert problems(found) == expected
    assert "baik" in [unit.code for unit in found.new]


def test_what_stands_below_a_refused_new_unit_is_refused_too() -> None:
    rows = [row("c", "C", induk="b"), row("b", "B", induk="a"), row("a", "A", kepala="197001022001032999")]
    reasons = ["units.parent_refused", "units.parent_refused", "units.head_unknown"]
    assert [one.key for one in plan(rows).problems] == reasons


def test_a_swap_of_parent_and_child_is_no_circle_unless_half_of_it_is_refused() -> None:
    swap = [row("dinkes", induk="pkm"), row("pkm", induk="pemda")]
    assert len(plan(swap).changed) == 2
    assert problems(plan([swap[0], row("pkm", induk="pemda", hari="9")])) == [
        (2, "Induk", "units.cycle"), (3, "Hari Kerja", "units.work_days"),
    ]  # fmt: skip


def test_a_known_code_may_have_any_form_and_lines_without_a_cell_are_passed_over() -> None:
    odd = known("Dinas_Lama Sekali".lower())
    found = plan([[], row("DINAS_LAMA SEKALI", "Baru"), [""]], [odd])
    assert [change.fields for change in found.changed] == [{"name": (odd.name, "Baru")}]
    assert found.problems == ()


codes = st.sampled_from(["a", "b", "c", "d", "pemda", "dinkes", "pkm", ""])


@given(st.lists(st.tuples(codes.filter(bool), codes), max_size=10))
def test_whatever_the_file_says_the_tree_that_comes_out_has_no_circle(said: list[tuple[str, str]]) -> None:
    found = plan([row(code, code.upper() + "x", induk=parent) for code, parent in said])
    tree = {unit.code: unit.parent for unit in [*TREE, *found.new]}
    tree |= {change.unit.code: str(change.fields["parent"][1]) for change in found.changed if "parent" in change.fields}
    for code in tree:
        steps, step = 0, code
        while step:
            step, steps = tree[step], steps + 1
            assert steps <= len(tree)
    order = [unit.code for unit in found.new]
    assert all(unit.parent not in order[place:] for place, unit in enumerate(found.new))
