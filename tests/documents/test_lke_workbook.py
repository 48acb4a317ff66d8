"""The worksheet as a workbook: nothing is lost out and in, formulas give the exact score, words stay words."""

import io
import re
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from documents import lke_workbook
from documents.lke_workbook import HIDDEN, SHEET, Filled, LkeBook
from domain import scoring
from domain.answers import Answer, parse_answer
from domain.errors import DomainError
from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.lke_reading import Reading, neat_note
from domain.zone import Layer
from tests.domain.lke_rows import field_rows, row_of
from tests.refusals import refused

RULES = bundled()
NAME = "lke.xlsx"
Layers = dict[Layer, dict[str, Filled]]


def book(
    layers: Layers, documents: dict[str, list[str]] | None = None, links: dict[str, list[str]] | None = None
) -> LkeBook:
    return LkeBook("Dinas Contoh", "dinkes", 2026, "Kabupaten Contoh", RULES, layers, documents or {}, links or {})


def read(data: bytes) -> Reading:
    return lke_workbook.read(data, NAME, RULES)


def answers() -> st.SearchStrategy[dict[str, Answer]]:
    return st.fixed_dictionaries({}, optional={one.code: _answer(one) for one in RULES.questions})


def _answer(question: Question) -> st.SearchStrategy[Answer]:
    raw: st.SearchStrategy[Any]
    if question.type in CHOICES:
        raw = st.sampled_from(CHOICES[question.type])
    elif question.type is AnswerType.SURVEY:
        raw = st.decimals(0, 4, places=2)
    else:
        counts = st.integers(0, 10**9)
        by_key = st.fixed_dictionaries({}, optional={one.key: counts for one in question.inputs})
        by_role = st.fixed_dictionaries({}, optional={one.role: counts for one in question.inputs})
        raw = st.one_of(by_key, by_role)
    return raw.filter(lambda value: _parses(question, value)).map(lambda value: parse_answer(question, value))


def _parses(question: Question, raw: object) -> bool:
    try:
        parse_answer(question, raw)
    except DomainError:
        return False
    return True


notes = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["=1+1", '"kutip"\nbaris dua', "+62", "_x0041_", "'satu", "@SUM(1)", "é 好 🙂"]),
).map(neat_note)


@settings(max_examples=4, deadline=None)
@given(answers(), answers(), st.data())
def test_nothing_is_lost_on_the_way_out_and_in(unit: dict[str, Answer], tpi: dict[str, Answer], data: Any) -> None:
    told: Layers = {
        layer: {
            code: Filled(one, data.draw(notes) if at % 9 == 0 else "", at)
            for at, (code, one) in enumerate(given.items(), 1)
        }
        for layer, given in ((Layer.UNIT, unit), (Layer.TPI, tpi))
    }
    found = read(lke_workbook.write(book(told)))
    assert not found.problems
    for layer, filled in told.items():
        assert {
            code: (parse_answer(RULES.question(code), one.value), one.note) for code, one in found.layers[layer].items()
        } == {code: (one.answer, one.note) for code, one in filled.items()}
        assert found.origin is not None
        assert {code: number for code, number in found.origin.versions[layer].items() if number} == {
            code: one.version for code, one in filled.items()
        }
    assert found.total == pytest.approx(float(scoring.score(RULES, unit).total))


def best() -> dict[str, Filled]:
    """A full worksheet: second best letters, counts that differ, a survey that scores in part."""
    found = {}
    for one in RULES.questions:
        raw: object = 3.2
        if one.type in CHOICES:
            raw = CHOICES[one.type][1]
        elif one.inputs:
            raw = {item.key: 2 + at for at, item in enumerate(one.inputs)}
        found[one.code] = Filled(parse_answer(one, raw), "", 1)
    return found


def test_every_formula_gives_what_its_cell_shows_and_the_exact_score() -> None:
    filled = best()
    data = lke_workbook.write(book({Layer.UNIT: filled, Layer.TPI: {"P1.i.a": filled["P1.i.a"]}}))
    rules, shown = load_workbook(io.BytesIO(data))[SHEET], load_workbook(io.BytesIO(data), data_only=True)[SHEET]
    calculated = Calculation(rules)
    formulas = [cell.coordinate for row in rules.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 400
    for at in formulas:
        assert calculated.value(at) == pytest.approx("" if shown[at].value is None else shown[at].value), at
    last = next(
        row for row in range(1, rules.max_row + 1) if rules[f"B{row}"].value == "NILAI EVALUASI ZONA INTEGRITAS"
    )
    card = scoring.score(RULES, {code: one.answer for code, one in filled.items() if one.answer})
    assert Fraction(shown[f"L{last}"].value).limit_denominator(10**6) == card.total.limit_denominator(10**6)


class Calculation:
    """Calculates the formulas that the worksheet uses."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.value = cache(self._value)

    def _value(self, at: str) -> Any:
        cell = self.page[at]
        return self._run(cell.value[1:]) if cell.data_type == "f" else cell.value

    def _run(self, rule: str) -> Any:
        words = re.split(r'("[^"]*")', rule)
        code = "".join(
            one if one.startswith('"') else re.sub(r"\b([A-Z]{1,2}[0-9]+)\b", r"cell('\1')", one.replace("=", "=="))
            for one in words
        )
        return eval(_lazy(code), {"cell": self.value, **FUNCTIONS})


def _lazy(code: str) -> str:
    """IF(a,b,c) as a Python conditional, so that the way not taken is not calculated."""
    while (at := code.find("IF(")) >= 0:
        depth, cuts, end = 0, [], at + 3
        while depth >= 0:
            mark = code[end]
            depth += (mark == "(") - (mark == ")")
            if mark == "," and depth == 0:
                cuts.append(end)
            end += 1
        first, second = cuts
        code = (
            f"{code[:at]}(({code[first + 1 : second]}) if ({code[at + 3 : first]}) else ({code[second + 1 : end - 1]}))"
            f"{code[end:]}"
        )
    return code


def _numbers(cells: tuple[Any, ...]) -> list[float]:
    return [one for one in cells if isinstance(one, int | float)]


FUNCTIONS = {
    "SUM": lambda *cells: sum(_numbers(cells)),
    "COUNT": lambda *cells: len(_numbers(cells)),
    "ISNUMBER": lambda cell: isinstance(cell, int | float),
    "N": lambda cell: cell if isinstance(cell, int | float) else 0,
    "MIN": min,
    "MAX": max,
}


def test_what_people_wrote_is_never_a_formula() -> None:
    attack = '=HYPERLINK("https://jahat.example","klik")'
    told: Layers = {layer: {"P1.i.a": Filled(None, attack, 1)} for layer in Layer}
    data = lke_workbook.write(
        LkeBook(attack, "=1", 2026, "=2", RULES, told, {"P1.i.a": [attack]}, {"P1.i.a": ["=3"]})
    )  # fmt: skip
    file = load_workbook(io.BytesIO(data))
    cells = [cell for page in file for row in page.iter_rows() for cell in row]
    assert sum(1 for cell in cells if cell.data_type == "s" and str(cell.value).startswith("=")) == 7
    assert not [cell for cell in cells if cell.data_type == "f" and "HYPERLINK" in str(cell.value)]
    assert file[HIDDEN].sheet_state == "hidden"


def test_the_sheet_opens_with_frozen_titles_and_room_for_signatures() -> None:
    page = load_workbook(io.BytesIO(lke_workbook.write(book({}))))[SHEET]
    assert page.freeze_panes == "H3"
    assert [page[f"{letter}2"].value for letter in "BHJKLOQR"] == [
        "Penilaian", "Bobot", "Pilihan Jawaban", "Jawaban", "Nilai", "Catatan/Keterangan/Penjelasan", "Tautan Bukti",
        "Jawaban TPI",
    ]  # fmt: skip
    assert "Pimpinan Unit Kerja" in [cell.value for cell in page["B"]]
    assert page.column_dimensions["G"].width == 52


def saved(rows: list[list[Any]], title: str = "LKE ZI ", hidden: bool = True) -> bytes:
    file = Workbook()
    page: Any = file.active
    page.title = "bantu"
    page.sheet_state = "hidden" if hidden else "visible"
    page.append(["Penilaian", "Bobot", "Jawaban"] if hidden else ["x"])
    shown = file.create_sheet(title)
    for row in rows:
        shown.append(row)
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def test_a_file_of_the_field_is_read_beside_its_hidden_sheets() -> None:
    rows = field_rows({"P1.i.a": {9: "Ya", 10: "ya"}, "P1.i.b": {10: " c "}}, {"R1.i.a": [3, 2]})
    rows[row_of(rows, "NILAI EVALUASI ZONA INTEGRITAS")][11] = 12.5
    found = read(saved(rows))
    assert {code: one.value for code, one in found.layers[Layer.UNIT].items()} == {
        "P1.i.a": "yes", "P1.i.b": "C", "R1.i.a": {"target": 3, "realised": 2},
    }  # fmt: skip
    assert (found.total, found.origin, found.problems) == (12.5, None, ())


def test_the_portals_answer_file_is_read_too() -> None:
    rows: list[list[Any]] = [[None] * 17 for _ in range(6)]
    rows[5][10] = "Ya"
    found = read(saved(rows, "Jawaban"))
    assert found.layers[Layer.UNIT]["P1.i.a"].value == "yes"


def test_another_table_is_no_worksheet() -> None:
    with refused("lke_file.no_worksheet", file=NAME):
        read(saved([["Nama"], ["Siti"]], "Pegawai"))


@pytest.mark.parametrize("data", [b"", b"Nama;NIP\n", b"PK\x03\x04 rusak"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with refused("file.unreadable_table", file=NAME):
        read(data)


def test_a_hidden_sheet_that_was_changed_is_passed_over() -> None:
    file = load_workbook(io.BytesIO(lke_workbook.write(book({Layer.UNIT: best()}))))
    file[HIDDEN]["A3"] = "dua ribu"
    target = io.BytesIO()
    file.save(target)
    assert read(target.getvalue()).origin is None
