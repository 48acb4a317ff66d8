"""The worksheet (LKE) of a unit as a workbook in the layout that circulates in the field, and reading such files.

Formulas stand where the field has them, with the value that they have now: a phone that calculates nothing shows it.
Whatever people wrote is a text, never a formula. A hidden sheet tells which unit, year and versions a file shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from documents import lke_formulas as formulas
from documents import lke_looks as looks
from documents.workbooks import LARGEST_FILE, MOST_ROWS, UNPRINTABLE, UNREADABLE, WORKBOOK_SIGNATURES, fits
from domain import scoring
from domain.answers import Answer, Choice, Counts, SurveyValue, is_complete
from domain.errors import DomainError
from domain.instrument_model import CHOICES, AnswerType, Instrument
from domain.lke_layout import CHOICE_WORDS, COUNT, LEVEL_COLUMN, NOT_FILLED, Kind, Line, lines
from domain.lke_reading import PORTAL_SHEET, Origin, Reading, Rows, find_columns, read_field, read_portal
from domain.zone import Layer

SHEET: Final = "LKE ZI"
HIDDEN: Final = "zibot"
MARK: Final = "zibot-lke"
HEADER_ROW: Final = 2
FIRST_ROW: Final = 3
# Which columns a layer has: answer, value, note.
LAYER_COLUMNS: Final[Mapping[Layer, tuple[str, str, str]]] = {
    Layer.UNIT: ("K", "L", "O"),
    Layer.TPI: ("R", "S", "T"),
    Layer.TPN: ("U", "V", "W"),
}
TITLES: Final[Mapping[str, str]] = {
    "A": "No", "B": "Penilaian", "H": "Bobot", "I": "Penjelasan", "J": "Pilihan Jawaban", "K": "Jawaban", "L": "Nilai",
    "M": " %", "O": "Catatan/Keterangan/Penjelasan", "P": "Dokumen", "Q": "Tautan Bukti", "R": "Jawaban TPI",
    "S": "Nilai TPI", "T": "Catatan TPI", "U": "Jawaban TPN", "V": "Nilai TPN", "W": "Catatan TPN",
}  # fmt: skip
SIGNERS: Final = (("B", "Pimpinan Unit Kerja"), ("K", "Ketua Tim Penilai Internal"))
YES_NO: Final[Mapping[str, str]] = {"yes": "Ya", "no": "Tidak"}
CELL: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v ?(?:/>|></v>)</c>')


@dataclass(frozen=True, slots=True)
class Filled:
    """What one layer holds of a question: the answer, the note, and which version of it this is."""

    answer: Answer | None
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class LkeBook:
    """A worksheet to be written. `documents` and `links` are by question."""

    unit: str
    unit_code: str
    year: int
    agency: str
    rules: Instrument
    layers: Mapping[Layer, Mapping[str, Filled]] = field(hash=False)
    documents: Mapping[str, Sequence[str]] = field(hash=False)
    links: Mapping[str, Sequence[str]] = field(hash=False)


def write(book: LkeBook) -> bytes:
    """The XLSX file; slow."""
    return _Writer(book).written()


def read(data: bytes, file_name: str, rules: Instrument) -> Reading:
    """A file of the field, of the portal, or of ours; slow.

    Raises `file.unreadable_table`, `file.too_large`, and `lke_file.no_worksheet` when no sheet looks like a worksheet.
    """
    if len(data) > LARGEST_FILE:
        raise DomainError("file.too_large", file=file_name, megabytes=LARGEST_FILE // 1024**2, rows=MOST_ROWS)
    if not data.startswith(WORKBOOK_SIGNATURES):
        raise DomainError("file.unreadable_table", file=file_name)
    try:
        if data.startswith(b"PK") and not fits(data):
            raise DomainError("file.too_large", file=file_name, megabytes=LARGEST_FILE // 1024**2, rows=MOST_ROWS)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            shown = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
            origin = _origin(_rows(book, HIDDEN)) if HIDDEN in {one.name for one in shown} else None
            visible = [one.name for one in shown if one.visible is SheetVisibleEnum.Visible]
            tables = {name: _rows(book, name) for name in visible}
    except UNREADABLE as error:
        raise DomainError("file.unreadable_table", file=file_name) from error
    return _understood(tables, file_name, rules, origin)


def _rows(book: CalamineWorkbook, name: str) -> Rows:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _understood(tables: Mapping[str, Rows], file_name: str, rules: Instrument, origin: Origin | None) -> Reading:
    for rows in tables.values():
        columns = find_columns(rows)
        if columns is not None:
            found = read_field(rules, rows, columns)
            return Reading(found.layers, found.problems, found.total, origin)
    if PORTAL_SHEET in tables:
        return read_portal(rules, tables[PORTAL_SHEET])
    raise DomainError("lke_file.no_worksheet", file=file_name)


def _origin(rows: Rows) -> Origin | None:
    """What the hidden sheet tells; None when somebody has changed it beyond understanding."""
    try:
        if rows[0][0] != MARK:
            return None
        unit_code, year = str(rows[1][0]), int(str(rows[2][0]).partition(".")[0])
        versions: dict[Layer, dict[str, int]] = {layer: {} for layer in Layer}
        for row in rows[3:]:
            for layer, cell in zip(Layer, row[1:], strict=False):
                versions[layer][str(row[0])] = int(float(str(cell)))
    except (IndexError, ValueError):
        return None
    return Origin(unit_code, year, versions)


class _Writer:
    """One workbook being written: the sheet, and the value of each formula by its cell."""

    def __init__(self, book: LkeBook) -> None:
        self.book = book
        self.file = Workbook()
        self.page: Worksheet = self.file.active  # type: ignore[assignment]
        self.wardrobe = looks.Wardrobe()
        self.ground = ""
        self.values: dict[str, float | str] = {}
        self.answers: dict[Layer, dict[str, Answer]] = {
            layer: {code: one.answer for code, one in told.items() if one.answer is not None}
            for layer, told in book.layers.items()
        }
        self.cards = {layer: scoring.score(book.rules, given) for layer, given in self.answers.items()}
        self.table = lines(book.rules)
        self.row_of = {(one.kind, one.code, one.key): FIRST_ROW + at for at, one in enumerate(self.table)}

    def written(self) -> bytes:
        self.page.title = SHEET
        looks.set_page(self.page, FIRST_ROW)
        self._text("B1", f"LEMBAR KERJA EVALUASI ZONA INTEGRITAS {self.book.year}: {self.book.unit}", looks.TITLE)
        for letter in map(get_column_letter, range(1, looks.LAST_COLUMN + 1)):
            self._text(f"{letter}{HEADER_ROW}", TITLES.get(letter, ""), looks.HEADER)
        for at, line in enumerate(self.table):
            self._line(FIRST_ROW + at, line, at + 1)
        self._signatures(FIRST_ROW + len(self.table) + 2)
        self._hidden()
        self.file.calculation.fullCalcOnLoad = True
        target = io.BytesIO()
        self.file.save(target)
        return _with_values(target.getvalue(), self.values)

    def _line(self, row: int, line: Line, number: int) -> None:
        look = looks.of(line.kind)
        self.ground = look.ground
        self._paint(row, look)
        self.page[f"A{row}"].value = number
        if line.kind in LEVEL_COLUMN:
            column = LEVEL_COLUMN[line.kind]
            self._text(f"{get_column_letter(column + 1)}{row}", line.enumerator, look)
            self._text(f"{get_column_letter(column + 2)}{row}", line.label, look)
        else:
            self._text(f"{'B' if line.kind is Kind.TOTAL else 'G'}{row}", line.label, look)
        if line.weight is not None:
            self.page[f"H{row}"].value = float(line.weight)
        if line.kind is Kind.QUESTION:
            self._question(row, line)
        elif line.kind in {Kind.COUNT, Kind.SUM}:
            self._text(f"J{row}", COUNT, look)
            for layer in Layer:
                self._count(row, line, layer)
        else:
            self._points(row, line)

    def _question(self, row: int, line: Line) -> None:
        question, look = self.book.rules.question(line.code), looks.of(line.kind)
        self._text(f"J{row}", CHOICE_WORDS[question.type], look)
        for layer, (answer, value, note) in LAYER_COLUMNS.items():
            told = self.book.layers.get(layer, {}).get(line.code)
            self._answer(f"{answer}{row}", line, layer)
            worth = self._worth(layer, line.code)
            rule = formulas.value(question, self.book.rules.answer_scores, f"{answer}{row}")
            self._formula(f"{value}{row}", rule, "" if worth is None else float(worth), looks.POINTS)
            if told is not None and told.note:
                self._text(f"{note}{row}", told.note, look)
        for letter, told_lines in (("P", self.book.documents), ("Q", self.book.links)):
            self._text(f"{letter}{row}", "\n".join(told_lines.get(line.code, ())), look)

    def _answer(self, at: str, line: Line, layer: Layer) -> None:
        question, given = self.book.rules.question(line.code), self.answers.get(layer, {}).get(line.code)
        if question.type is AnswerType.PERCENT:
            column, rows = at.rstrip("0123456789"), self._count_rows(line.code)
            worth = self._worth(layer, line.code)
            rule = formulas.share(question, self.book.rules.answer_scores, column, rows)
            self._formula(at, rule, NOT_FILLED if worth is None else float(worth), looks.SHARE)
            return
        if question.type in CHOICES:
            words = [YES_NO.get(one, one) for one in CHOICES[question.type]]
            rule_of_cell = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            self.page.add_data_validation(rule_of_cell)
            rule_of_cell.add(at)
        if isinstance(given, Choice):
            self._text(at, YES_NO.get(given.value, given.value), looks.ANSWER)
        elif isinstance(given, SurveyValue):
            self.page[at].value = float(given.value)

    def _count(self, row: int, line: Line, layer: Layer) -> None:
        given, at = self.answers.get(layer, {}).get(line.code), f"{LAYER_COLUMNS[layer][0]}{row}"
        counts = given.values if isinstance(given, Counts) else {}
        if line.kind is Kind.SUM and line.key not in counts:
            kinds = [one.key for one in self.book.rules.question(line.code).inputs if one.role == line.key]
            known = [counts[key] for key in kinds if key in counts]
            rows = [self.row_of[Kind.COUNT, line.code, key] for key in kinds]
            total = sum(known) if len(known) == len(kinds) else NOT_FILLED
            self._formula(at, formulas.total(LAYER_COLUMNS[layer][0], rows), total, looks.COUNTED)
        elif line.key in counts:
            self.page[at].value = counts[line.key]
        elif self._role_of(line) in counts and self._is_only(line):
            self.page[at].value = counts[self._role_of(line)]

    def _role_of(self, line: Line) -> str:
        found = {one.key: one.role for one in self.book.rules.question(line.code).inputs}
        return found.get(line.key, line.key)

    def _is_only(self, line: Line) -> bool:
        roles = [one.role for one in self.book.rules.question(line.code).inputs]
        return roles.count(self._role_of(line)) == 1

    def _count_rows(self, code: str) -> dict[str, int]:
        """The row of each role's number, the sum where several kinds make it."""
        found = {}
        for one in self.book.rules.question(code).inputs:
            summed = self.row_of.get((Kind.SUM, code, one.role))
            found[one.role] = summed or self.row_of[Kind.COUNT, code, one.key]
        return found

    def _points(self, row: int, line: Line) -> None:
        for layer, (_, column, _) in LAYER_COLUMNS.items():
            rule = formulas.points(self.book.rules, line, column, self.row_of)
            self._formula(f"{column}{row}", rule, float(self._reached(layer, line)), looks.POINTS)
        if line.weight is not None:
            reached = self._reached(Layer.UNIT, line)
            self._formula(f"M{row}", f"=L{row}/H{row}", float(reached / line.weight), looks.SHARE)

    def _reached(self, layer: Layer, line: Line) -> Fraction:
        card = self.cards.get(layer) or scoring.score(self.book.rules, {})
        covers = formulas.covered(self.book.rules, line)
        return sum((card.indicators[code] for code in covers), Fraction(0))

    def _worth(self, layer: Layer, code: str) -> Fraction | None:
        question, given = self.book.rules.question(code), self.answers.get(layer, {}).get(code)
        if given is None or not is_complete(question, given):
            return None
        return scoring.share(question, given, self.book.rules.answer_scores)

    def _signatures(self, row: int) -> None:
        self.ground = ""
        self._text(f"B{row}", self.book.agency, looks.PLAIN)
        for letter, title in SIGNERS:
            self._text(f"{letter}{row + 1}", title, looks.PLAIN)
            self._text(f"{letter}{row + 5}", "(..............................)", looks.PLAIN)
            self._text(f"{letter}{row + 6}", "NIP", looks.PLAIN)

    def _hidden(self) -> None:
        page = self.file.create_sheet(HIDDEN)
        page.sheet_state = "hidden"
        rows: list[list[str | int]] = [[MARK], [self.book.unit_code], [self.book.year]]
        for code in self.book.rules.codes:
            told = [self.book.layers.get(layer, {}).get(code) for layer in Layer]
            rows.append([code, *(one.version if one else 0 for one in told)])
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = page.cell(at, column)
                cell.value = UNPRINTABLE.sub("", value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"

    def _paint(self, row: int, look: looks.Look) -> None:
        for column in range(1, looks.LAST_COLUMN + 1):
            found = self.page.cell(row, column)
            assert isinstance(found, Cell)
            self.wardrobe.dress(found, look)

    def _text(self, at: str, words: str, look: looks.Look) -> None:
        """Words in a cell, as a text whatever they begin with."""
        cell: Cell = self.page[at]
        self.wardrobe.dress(cell, look, self.ground)
        if words:
            cell.value = formulas.escaped(UNPRINTABLE.sub("", words))[:32_767]
            cell.data_type = "s"
            # What is typed over a letter must be able to become a number.
            cell.quotePrefix = look is not looks.ANSWER

    def _formula(self, at: str, rule: str, value: float | str, look: looks.Look) -> None:
        cell: Cell = self.page[at]
        self.wardrobe.dress(cell, look, self.ground)
        cell.value = rule
        self.values[at] = value


def _with_values(data: bytes, values: Mapping[str, float | str]) -> bytes:
    """The file with the value of each formula of the first sheet, which the library leaves open."""

    def filled(found: re.Match[bytes]) -> bytes:
        at, attributes, rule = found.groups()
        value = values[at.decode()]
        kind = b' t="str"' if isinstance(value, str) else b""
        return b'<c r="%s"%s%s><f>%s</f><v>%s</v></c>' % (at, attributes, kind, rule, str(value).encode())

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = CELL.sub(filled, content)
            made.writestr(part, content)
    return target.getvalue()
