"""A worksheet as rows of cells in the manner of the field: typing varies, formulas show what they last gave."""

from collections.abc import Mapping
from typing import Any

from domain.instrument import bundled
from domain.lke_layout import LEVEL_COLUMN, Kind, lines

WIDTH = 20
HEADER = {
    1: "Penilaian", 7: "Bobot", 8: "Penjelasan", 9: "Pilihan Jawaban", 10: "Jawaban", 11: "Nilai", 12: " %",
    14: "Catatan/Keterangan/Penjelasan",
}  # fmt: skip


def field_rows(cells: Mapping[str, Mapping[int, Any]], counts: Mapping[str, list[Any]]) -> list[list[Any]]:
    """All rows; `cells` has cells of questions by code and column, `counts` the numbers below a question in order."""
    rows: list[list[Any]] = [[""] * WIDTH for _ in range(2)]
    rows[0][1] = "LEMBAR KERJA EVALUASI"
    for column, title in HEADER.items():
        rows[1][column] = title
    waiting: list[Any] = []
    for number, line in enumerate(lines(bundled())):
        row: list[Any] = [""] * WIDTH
        row[0] = float(number % 7)
        if line.kind in LEVEL_COLUMN:
            at = LEVEL_COLUMN[line.kind]
            row[at], row[at + 1] = line.enumerator, line.label
        elif line.kind is Kind.TOTAL:
            row[1] = line.label
        else:
            row[6], row[9] = line.label, "Jumlah"
            row[10] = waiting.pop(0) if waiting else ""
        if line.weight is not None:
            row[7] = float(line.weight)
        if line.kind is Kind.QUESTION:
            kind = bundled().question(line.code).type.value
            row[9] = {"yes_no": "Ya/Tidak", "percent": "%", "survey": "", "abc": "A/B/C"}.get(kind, "A/B/C/D/E")
            if kind == "percent":
                row[10] = "Blm Diisi"
            for column, value in cells.get(line.code, {}).items():
                row[column] = value
            waiting = list(counts.get(line.code, []))
        rows.append(row)
    return rows


def row_of(rows: list[list[Any]], text: str) -> int:
    """The place, from 0, of the row that holds a text."""
    return next(at for at, row in enumerate(rows) if text in row)
