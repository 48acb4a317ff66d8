"""Tables in and out: workbooks (XLSX, XLS, ODS) and delimited text are read, XLSX is written.

What is read is text in every cell. What is written is text too, save for values that are given as numbers.

Excel's number keeps 15 digits. A longer one is shown with its exponent, so that whoever reads it sees the loss.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from domain.errors import DomainError

LARGEST_FILE: Final = 20 * 1024 * 1024
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 60_000
# Calamine lays a sheet out as a rectangle in memory, up to its farthest cell.
MOST_CELLS: Final = 6_000_000
EXACT_BELOW: Final = 1e15
WORKBOOK_SIGNATURES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
CELL_WITH_CONTENT: Final = re.compile(rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"(?:[^<>]*[^<>/])?>')
DELIMITERS: Final = (",", ";", "\t")
SAMPLE_LINES: Final = 60
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SEPARATOR_HINT: Final = re.compile(r"sep=(.)\r?\n")
BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE: Final = 31
LONGEST_CELL: Final = 32_767
NARROWEST, WIDEST, MEASURED_ROWS = 8, 50, 200

# What the two libraries raise for archives and workbooks that are damaged, locked or something else.
UNREADABLE: Final = (CalamineError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)

WHOLE_FORMAT: Final = "#,##0"
SHARE_FORMAT: Final = "0.0%"
DECIMAL_FORMAT: Final = "#,##0.00"
# Told apart by people who do not tell red from green: orange, light blue, blue.
SCALE_COLOURS: Final = ("FDD0A2", "DCE9F7", "8FBCE6")

Value = int | float | str | bool | time | date | datetime | timedelta | None


# What a written cell holds: text, a whole number, a decimal one, or a share of 1, which is shown in percent.
Written = str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a text file, as text. Rows stand where they stand in the file, blank ones too."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Colours of the numbers of a column (from 0): below `low`, from there on, and from `high` on."""

    column: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written; `widths` are in characters, by the contents when left out."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Written]]
    widths: Sequence[int] = ()
    scales: Sequence[Scale] = ()


def read_tables(data: bytes, file_name: str) -> tuple[Table, ...]:
    """The visible sheets that hold anything, whatever the file calls itself.

    A cell merged over several rows holds its text in each of them. Raises `file.unreadable_table`,
    `file.empty_table` and `file.too_large` (20 MB, 60,000 rows).
    """
    if len(data) > LARGEST_FILE:
        raise _too_large(file_name)
    is_workbook = data.startswith(WORKBOOK_SIGNATURES)
    tables = tuple(_sheets(data, file_name)) if is_workbook else (_delimited(data, file_name),)
    tables = tuple(table for table in tables if table.rows)
    if not tables:
        raise DomainError("file.empty_table", file=file_name)
    return tables


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX workbook with bold, frozen, filtered headers; text in it is never a number or a formula."""
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, _free_title(sheet.title, titles))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _too_large(file_name: str) -> DomainError:
    return DomainError("file.too_large", file=file_name, megabytes=LARGEST_FILE // 1024**2, rows=MOST_ROWS)


def _sheets(data: bytes, file_name: str) -> Iterator[Table]:
    try:
        if data.startswith(b"PK") and not fits(data):
            raise _too_large(file_name)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible:
                    yield _table(book.get_sheet_by_name(sheet.name), file_name)
    except UNREADABLE as error:
        raise DomainError("file.unreadable_table", file=file_name) from error


def fits(data: bytes) -> bool:
    """Whether the unpacked parts and the rectangle of each sheet stay within the limits."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            return False
        return all(_area(archive.read(part)) <= MOST_CELLS for part in parts if _is_sheet(part.filename))


def _is_sheet(part: str) -> bool:
    return part.startswith("xl/worksheets/") and part.endswith(".xml")


def _area(xml: bytes) -> int:
    rows, columns = 0, set()
    for found in CELL_WITH_CONTENT.finditer(xml):
        columns.add(found[1])
        rows = max(rows, int(found[2]))
    return rows * max((column_index_from_string(letters.decode()) for letters in columns), default=0)


def _table(sheet: CalamineSheet, file_name: str) -> Table:
    if sheet.end is not None and sheet.end[0] >= MOST_ROWS:
        raise _too_large(file_name)
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and not row[left]:
                row[left] = rows[top][left]
    return Table(sheet.name, _without_tail(rows))


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float) -> str:
    if abs(value) >= EXACT_BELOW:
        return f"{value:.14e}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _without_tail(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    last = max((place for place, row in enumerate(rows, 1) if any(cell.strip() for cell in row)), default=0)
    return tuple(tuple(row) for row in rows[:last])


def _delimited(data: bytes, file_name: str) -> Table:
    text = _decoded(data, file_name)
    hint = SEPARATOR_HINT.match(text)
    if hint:
        text = "\n" + text[hint.end() :]
    delimiter = hint[1] if hint and hint[1] in DELIMITERS else _delimiter(text)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise _too_large(file_name)
    except csv.Error as error:
        raise DomainError("file.unreadable_table", file=file_name) from error
    return Table(file_name, _without_tail(rows))


def _decoded(data: bytes, file_name: str) -> str:
    """The text in the encoding that Excel saves (with a byte order mark), in UTF-8, or in that of older Windows."""
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Some other kind of file: control characters give away a binary one, the first sign a page or a document.
        if UNPRINTABLE.search(text) or text.lstrip().startswith(("<", "%PDF", "{\\rtf")):
            break
        return text
    raise DomainError("file.unreadable_table", file=file_name)


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of fields, the more the better."""
    sample = "".join(io.StringIO(text, newline="").readlines()[:SAMPLE_LINES])
    return max(DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return (0, 0)
    return max(((lines, width) for width, lines in widths.items() if width > 1), default=(0, 0))


def _free_title(title: str, taken: set[str]) -> str:
    base = NOT_IN_A_TITLE.sub(" ", UNPRINTABLE.sub("", title)).strip().strip("'")[:LONGEST_TITLE].strip() or "Lembar"
    free, number = base, 1
    while free.casefold() in taken:
        number += 1
        free = f"{base[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    taken.add(free.casefold())
    return free


def _write_sheet(book: Workbook, sheet: Sheet, title: str) -> None:
    page = book.create_sheet(title)
    columns = max([len(sheet.header), *(len(row) for row in sheet.rows)])
    for index in range(columns):
        width = sheet.widths[index] if index < len(sheet.widths) else _width(sheet, index)
        page.column_dimensions[get_column_letter(index + 1)].width = width
    page.freeze_panes = "A2"
    for scale in sheet.scales if sheet.rows else ():
        _colour(page, scale, len(sheet.rows) + 1)
    if columns:
        page.auto_filter.ref = f"A1:{get_column_letter(columns)}{len(sheet.rows) + 1}"
    bold = Font(bold=True)
    titles = [WriteOnlyCell(page) for _ in range(columns)]
    texts = [WriteOnlyCell(page) for _ in range(columns)]
    numbers = [WriteOnlyCell(page) for _ in range(columns)]
    for cell in titles + texts:
        cell.number_format = "@"
        # Excel then keeps the cell a text when somebody edits it, even one that looks like a formula.
        cell.quotePrefix = True
    for cell in titles:
        cell.font = bold
    page.append(_filled(titles, numbers, sheet.header))
    for row in sheet.rows:
        page.append(_filled(texts, numbers, row))


def _colour(page: Any, scale: Scale, last_row: int) -> None:
    letter = get_column_letter(scale.column + 1)
    fills = [PatternFill(fill_type="solid", bgColor=colour) for colour in SCALE_COLOURS]
    number = f"ISNUMBER({letter}2)"
    rules = (f"{letter}2<{scale.low}", f"{letter}2<{scale.high}", f"{letter}2>={scale.high}")
    for rule, fill in zip(rules, fills, strict=True):
        found = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f"AND({number},{rule})"], fill=fill, stopIfTrue=True
        )
        page.conditional_formatting.add(f"{letter}2:{letter}{last_row}", found)


def _filled(texts: Sequence[Cell], numbers: Sequence[Cell], row: Sequence[Written]) -> list[Cell]:
    """The cells of a row, each used again for the next one: of every column a text or a number."""
    found = []
    for text, number, value in zip(texts, numbers, row, strict=False):
        if isinstance(value, str):
            text.value = UNPRINTABLE.sub("", value)[:LONGEST_CELL]
            text.data_type = "s"
        else:
            number.value = float(value) if isinstance(value, Fraction) else value
            number.number_format = _format(value)
        found.append(text if isinstance(value, str) else number)
    return found


def _format(value: int | Decimal | Fraction) -> str:
    if isinstance(value, Fraction):
        return SHARE_FORMAT
    return DECIMAL_FORMAT if isinstance(value, Decimal) else WHOLE_FORMAT


def _width(sheet: Sheet, index: int) -> int:
    rows = [sheet.header, *sheet.rows[:MEASURED_ROWS]]
    longest = max((len(str(row[index])) for row in rows if index < len(row)), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)
