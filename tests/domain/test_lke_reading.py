"""Reading worksheets of the field: the order tells the question, typing does not matter, every problem has its row."""

from typing import Any

import pytest

from domain.instrument import bundled
from domain.lke_cells import counts_of, links_in
from domain.lke_reading import Reading, find_columns, portal_rows, read_field, read_portal
from domain.zone import Layer
from tests.domain.lke_rows import field_rows, row_of
from tests.refusals import refused

RULES = bundled()
WORK = "A/B/C"


def read(rows: list[list[Any]]) -> Reading:
    columns = find_columns(rows)
    assert columns is not None
    return read_field(RULES, rows, columns)


def value_of(reading: Reading, code: str) -> object:
    return reading.layers[Layer.UNIT][code].value


def test_letters_words_and_numbers_are_read_however_they_were_typed() -> None:
    cells: dict[str, dict[int, Any]] = {
        "P1.i.a": {9: "Ya", 10: "ya "}, "P1.i.b": {10: " b. "}, "P1.ii.a": {10: "TIDAK"}, "P1.ii.b": {10: "-"},
        "H1.a": {10: 3.5999999999999996}, "H2.a": {10: "3,2"}, "P1.iii.a": {10: "d"},
    }  # fmt: skip
    found = read(field_rows(cells, {}))
    assert not found.problems
    assert {code: one.value for code, one in found.layers[Layer.UNIT].items()} == {
        "P1.i.a": "yes", "P1.i.b": "B", "P1.ii.a": "no", "H1.a": "3.6", "H2.a": "3.2", "P1.iii.a": "D",
    }  # fmt: skip


def test_counts_stand_below_their_question_and_its_own_formula_is_not_read() -> None:
    counts: dict[str, list[Any]] = {
        "R1.i.a": [5.0, 4.0], "R3.iii.a": [3, 1, 1], "R5.ii.a": [10, 7, 3], "R5.iii.a": [9, 1, 3, 5, 8],
        "R5.iii.b": [12, "", "", "", 12], "R6.i.b": ["", "Blm Diisi"],
    }  # fmt: skip
    found = read(field_rows({"R1.i.a": {10: 0.8}, "R6.i.b": {10: "#DIV/0!"}}, counts))
    assert not found.problems
    assert value_of(found, "R1.i.a") == {"target": 5, "realised": 4}
    assert value_of(found, "R3.iii.a") == {"last_year": 3, "this_year": 1, "info": 1}
    assert value_of(found, "R5.ii.a") == {"target": 10, "realised": 7, "info": 3}
    assert value_of(found, "R5.iii.a") == {"target_1": 1, "target_2": 3, "target_3": 5, "realised": 8}
    assert value_of(found, "R5.iii.b") == {"target": 12, "realised": 12}
    assert "R6.i.b" not in found.layers[Layer.UNIT]


def test_counts_whose_words_clearly_stand_the_other_way_round_are_turned() -> None:
    rows = field_rows({}, {"R6.i.b": [6, 9]})
    first = row_of(rows, "- Jumlah izin dan layanan yang terdaftar")
    rows[first][6], rows[first + 1][6] = rows[first + 1][6], rows[first][6]
    assert value_of(read(rows), "R6.i.b") == {"target": 9, "realised": 6}


def test_notes_papers_and_links_come_along() -> None:
    cells: dict[str, dict[int, Any]] = {
        "P1.i.a": {
            14: ' Sudah "lengkap"\r\n\n  sejak  Mei',
            15: "SK Tim\nNotulen",
            16: "drive.google.com/x, https://a.go.id",
        }
    }
    given = read(field_rows(cells, {})).layers[Layer.UNIT]["P1.i.a"]
    assert (given.note, given.documents) == ('Sudah "lengkap"\nsejak Mei', "SK Tim\nNotulen")
    assert given.links == ("https://drive.google.com/x", "https://a.go.id")


def test_a_bad_cell_is_a_problem_with_its_row_and_stops_nothing() -> None:
    cells: dict[str, dict[int, Any]] = {
        "P1.i.a": {10: "mungkin"},
        "P1.i.b": {10: "E"},
        "P1.ii.a": {10: "Ya"},
        "H1.a": {10: 7},
    }
    rows = field_rows(cells, {"R1.i.a": [4, "lima"], "R5.iii.a": [9, 1, 1, 1, 2]})
    found = read(rows)
    assert [(one.code, one.error.key) for one in found.problems] == [
        ("P1.i.a", "lke.choice_unknown"), ("P1.i.b", "lke.choice_unknown"), ("R1.i.a", "lke.count_not_a_number"),
        ("R5.iii.a", "lke_file.sum_differs"), ("H1.a", "lke.survey_out_of_range"),
    ]  # fmt: skip
    assert rows[found.problems[0].row - 1][10] == "mungkin"
    assert value_of(found, "P1.ii.a") == "yes"


def test_a_percentage_without_its_counts_is_a_problem() -> None:
    rows = [row for row in field_rows({"R1.i.a": {10: 0.5}}, {}) if not row[6].startswith("- ")]
    assert [(one.code, one.error.key) for one in read(rows).problems] == [("R1.i.a", "lke_file.counts_missing")]


def test_questions_that_are_left_out_are_told_and_the_others_keep_their_place() -> None:
    rows = field_rows({"P1.ii.c": {10: "A"}, "P1.iii.a": {10: "B"}, "R6.ii.a": {10: "C"}, "H1.b": {10: "A"}}, {})
    del rows[row_of(rows, "Target prioritas sesuai dengan tujuan ZI")]
    found = read(rows)
    assert [(one.error.key, one.error.params.get("codes")) for one in found.problems] == [
        ("lke_file.questions_missing", ["P1.ii.b"])
    ]
    assert [value_of(found, code) for code in ("P1.ii.c", "P1.iii.a", "R6.ii.a", "H1.b")] == ["A", "B", "C", "A"]


def test_questions_marked_with_a_dash_and_sub_blocks_with_a_weight_keep_their_place() -> None:
    rows = field_rows({"R5.iii.b": {10: ""}}, {"R5.iii.a": [4, 4, 0, 0, 4], "R5.iii.b": [6, 1, 2, 3, 5]})
    for label in ("Pelaporan LHKPN", "Pelaporan LHKASN (tidak wajib LHKPN)"):
        at = row_of(rows, label)
        rows[at][5] = "-"
        block: list[Any] = [""] * len(rows[at])
        block[5], block[6], block[7] = "a", "Sub-blok", 1.0
        rows.insert(at, block)
    found = read(rows)
    assert not found.problems
    assert value_of(found, "R5.iii.b") == {"target_1": 1, "target_2": 2, "target_3": 3, "realised": 5}


def test_a_row_of_another_kind_than_its_place_asks_for_is_told() -> None:
    rows = field_rows({"P1.i.a": {9: "%", 10: 0.4}}, {})
    at = row_of(rows, RULES.question("P1.i.a").labels["id"])
    assert [(one.row, one.error.key) for one in read(rows).problems] == [
        (at + 1, "lke_file.row_unknown"), (0, "lke_file.questions_missing"),
    ]  # fmt: skip


def test_the_total_of_the_file_is_read_but_not_trusted() -> None:
    rows = field_rows({}, {})
    rows[row_of(rows, "NILAI EVALUASI ZONA INTEGRITAS")][11] = 76.25
    assert read(rows).total == 76.25


def test_an_inserted_column_and_a_later_header_move_nothing() -> None:
    rows = [["", ""], *(["", *row] for row in field_rows({"P1.i.b": {10: "B"}}, {"R1.i.a": [2, 1]}))]
    found = read(rows)
    assert value_of(found, "P1.i.b") == "B"
    assert value_of(found, "R1.i.a") == {"target": 2, "realised": 1}


def test_columns_of_the_assessors_are_a_layer_of_their_own() -> None:
    rows = field_rows({"P1.i.b": {10: "A", 17: "C", 18: "Kurang SK"}}, {})
    rows[1][17], rows[1][18] = "Jawaban TPI", "Catatan TPI"
    found = read(rows)
    assert found.layers[Layer.TPI]["P1.i.b"].value == "C"
    assert found.layers[Layer.TPI]["P1.i.b"].note == "Kurang SK"
    assert found.given(Layer.TPN) == found.layers[Layer.UNIT], "a copy without columns of theirs is their own answers"


def test_a_table_without_the_titles_is_no_worksheet() -> None:
    assert find_columns([["Nama", "NIP"], ["a", "b"]]) is None


def test_the_portals_answer_file_has_a_row_for_each_entry() -> None:
    rows: list[list[Any]] = [[""] * 17 for _ in range(max(portal_rows().values()))]
    for entry, value in {1: "Ya", 2: "b", 88: 4.0, 89: 3.0, 110: 9, 111: 1, 112: 8, 125: 3.4}.items():
        rows[portal_rows()[entry] - 1][10] = value
    rows[portal_rows()[1] - 1][11:14] = ["catatan", "https://a.go.id/x", "Tidak"]
    rows[portal_rows()[1] - 1][16] = "belum ada SK"
    found = read_portal(RULES, rows)
    assert not found.problems
    assert {code: one.value for code, one in found.layers[Layer.UNIT].items()} == {
        "P1.i.a": "yes", "P1.i.b": "B", "R1.i.a": {"target": 4, "realised": 3},
        "R5.ii.a": {"target": 9, "info": 1, "realised": 8}, "H1.a": "3.4",
    }  # fmt: skip
    assert found.layers[Layer.UNIT]["P1.i.a"].links == ("https://a.go.id/x",)
    assert (found.layers[Layer.TPI]["P1.i.a"].value, found.layers[Layer.TPI]["P1.i.a"].note) == ("no", "belum ada SK")


def test_every_entry_of_the_instrument_has_a_row_in_the_portals_file() -> None:
    entries = [entry for one in RULES.questions for entry in one.entries]
    assert sorted(portal_rows()) == sorted(entries)


@pytest.mark.parametrize(
    ("cell", "links", "words"),
    [
        ("", (), ""),
        ("Tautan: https://a.go.id/1;https://a.go.id/1 http://b.go.id", ("https://a.go.id/1", "http://b.go.id"), ""),
        ("lihat folder bagian", (), "lihat folder bagian"),
        ("bit.ly/abc", ("https://bit.ly/abc",), ""),
    ],
)
def test_links_are_found_among_words(cell: str, links: tuple[str, ...], words: str) -> None:
    assert links_in([cell]) == (links, words)


def test_too_many_counts_are_refused() -> None:
    with refused("lke_file.counts_number", question="R1.i.a", actual=3, expected=2):
        counts_of(RULES.question("R1.i.a"), [("a", 1), ("b", 2), ("c", 3)])
