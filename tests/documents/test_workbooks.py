"""Workbooks and delimited text are read as text cell by cell, and what is written reads back as it was."""

import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from benchmarks import roster_data
from documents import workbooks
from documents.workbooks import Scale, Sheet, Table, Written, read_tables, write_workbook
from domain import staff_number
from domain.errors import DomainError
from domain.roster import read_rows
from domain.roster_columns import find_header
from domain.roster_units import unit_index
from tests.refusals import refused

HEADER = ("Nama", "NIP", "HP")


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook(*rows: Sequence[object], merged: Sequence[str] = (), title: str = "Pegawai") -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    return saved(book)


def only_table(data: bytes, name: str = "x.xlsx") -> Table:
    (table,) = read_tables(data, name)
    return table


class TestCells:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (81234567890.0, "81234567890"),
            (81234567890, "81234567890"),
            (123456789012345, "123456789012345"),
            (0, "0"),
            (-3.0, "-3"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.3"),
            ("0811000001", "0811000001"),
            ("'198601012010011001", "'198601012010011001"),
            ("  spasi ", "  spasi "),
            ("dua\nbaris", "dua\nbaris"),
            (True, "TRUE"),
            (False, "FALSE"),
            (date(2026, 3, 2), "2026-03-02"),
            (datetime(2026, 3, 2, 7, 30), "2026-03-02 07:30:00"),  # noqa: DTZ001 - a workbook knows no zones
            (time(7, 30), "07:30:00"),
            (timedelta(hours=30), "1 day, 6:00:00"),
            (None, ""),
            ("#N/A", ""),
        ],
    )
    def test_a_cell_is_text(self, value: object, text: str) -> None:
        assert only_table(workbook(HEADER, ("x", value, "y"))).rows[1] == ("x", text, "y")

    @pytest.mark.parametrize("value", [198601012010011001, 198601012010011001.0, 199003152021212001])
    def test_a_staff_number_stored_as_a_number_is_seen_to_be_rounded(self, value: float) -> None:
        text = only_table(workbook(HEADER, ("x", value, "y"))).rows[1][1]
        with refused("roster.staff_number_rounded"):
            staff_number.parse(text)

    def test_a_merged_cell_holds_its_text_in_every_row_but_in_its_first_column_only(self) -> None:
        rows = (("Pegawai", None, "Unit"), ("Nama", "NIP", None), ("Adi", "1", "Dinas"), ("Budi", "2", None))
        data = workbook(*rows, merged=("A1:B1", "C1:C2", "C3:C4"))
        assert only_table(data).rows == (
            ("Pegawai", "", "Unit"), ("Nama", "NIP", "Unit"), ("Adi", "1", "Dinas"), ("Budi", "2", "Dinas"),
        )  # fmt: skip

    def test_rows_stand_where_they_stand_in_the_file(self) -> None:
        book = Workbook()
        book.worksheets[0]["B3"] = "Nama"
        book.worksheets[0]["B5"] = "Adi"
        book.worksheets[0]["B9"] = "  "
        rows = only_table(saved(book)).rows
        assert [row for row in rows if any(row)] == [("", "Nama"), ("", "Adi")]
        assert (rows[2][1], rows[4][1], len(rows)) == ("Nama", "Adi", 5)


class TestSheets:
    def test_every_visible_sheet_that_holds_anything_is_read(self) -> None:
        book = Workbook()
        for title, state, text in (("PNS", "visible", "a"), ("Rahasia", "hidden", "b"), ("PPPK", "visible", "c")):
            page = book.create_sheet(title)
            page["A1"] = text
            page.sheet_state = state
        assert read_tables(saved(book), "x.xlsx") == (Table("PNS", (("a",),)), Table("PPPK", (("c",),)))

    def test_the_name_of_the_file_decides_nothing(self) -> None:
        assert only_table(workbook(HEADER), "daftar.csv").rows == (HEADER,)
        assert only_table(b"Nama;NIP;HP\n", "daftar.xlsx").rows == (HEADER,)

    def test_an_opendocument_sheet_is_read(self) -> None:
        cells = '<table:table-cell office:value-type="string"><text:p>Nama</text:p></table:table-cell>'
        cells += '<table:table-cell office:value-type="float" office:value="81100000001"/>'
        assert only_table(opendocument(cells)).rows == (("Nama", "81100000001"),)


def opendocument(cells: str) -> bytes:
    """A spreadsheet of one row, the least that the format asks for."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Pegawai"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target.getvalue()


class TestDelimitedText:
    ROWS = (
        ("Nama", "Unit", "HP"),
        ("Adi, S.E.", 'Dinas "Contoh"; Bagian', "0811000001"),
        ("Siti Ñ", "", "+62811000002"),
    )

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_delimiter_and_encoding_are_found_out(self, delimiter: str, encoding: str) -> None:
        data = roster_data.csv_bytes(self.ROWS, delimiter=delimiter, encoding=encoding)
        assert only_table(data, "x.csv") == Table("x.csv", self.ROWS)

    @pytest.mark.parametrize("data", [b"sep=;\r\nNama;NIP, lama\r\n", b"\xef\xbb\xbfsep=;\nNama;NIP, lama\n"])
    def test_the_hint_for_excel_is_a_blank_row(self, data: bytes) -> None:
        assert only_table(data, "x.csv").rows == ((), ("Nama", "NIP, lama"))

    def test_blank_rows_and_rows_of_any_length_stay(self) -> None:
        data = b"Daftar, lengkap\n\nNama;NIP\nAdi;1\nBudi;2;lebih\n\n\n"
        assert only_table(data, "x.csv").rows == (
            ("Daftar, lengkap",), (), ("Nama", "NIP"), ("Adi", "1"), ("Budi", "2", "lebih"),
        )  # fmt: skip

    def test_a_single_column_is_a_table_too(self) -> None:
        assert only_table(b"NIP\n1\n", "x.csv").rows == (("NIP",), ("1",))

    def test_a_cell_of_several_lines_is_one_cell(self) -> None:
        assert only_table(b'Nama,NIP\n"Adi\nContoh",1\n', "x.csv").rows[1] == ("Adi\nContoh", "1")


class TestRefusals:
    @pytest.mark.parametrize(
        "data",
        [
            b"PK\x03\x04 no archive",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            b"%PDF-1.7\n1 0 obj",
            b"<html><table><tr><td>Nama</td></tr></table></html>",
            b"\x89PNG\r\n\x1a\n\x00\x00",
            b"Nama\x00NIP",
            b"\xff\xfe\x00",
            b"\x81\x8d\x8f\x90\x9d;x",
            b'"' + b"x" * 200_000,
        ],
    )
    def test_what_is_no_table_is_refused(self, data: bytes) -> None:
        with refused("file.unreadable_table", file="pegawai.xlsx"):
            read_tables(data, "pegawai.xlsx")

    def test_an_archive_of_something_else_is_refused(self) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        with refused("file.unreadable_table"):
            read_tables(target.getvalue(), "surat.docx")

    @pytest.mark.parametrize("data", [b"", b"\n\n ; \n", b"\xef\xbb\xbf", saved(Workbook()), workbook(("  ", None))])
    def test_an_empty_table_is_refused(self, data: bytes) -> None:
        with refused("file.empty_table", file="x.csv"):
            read_tables(data, "x.csv")

    def test_a_large_file_is_refused_unread(self) -> None:
        with refused("file.too_large", file="x.csv", megabytes=20, rows=60_000):
            read_tables(b"x" * (20 * 1024 * 1024 + 1), "x.csv")

    def test_too_many_rows_are_refused(self) -> None:
        assert len(only_table(b"x;y\n" * 60_000, "x.csv").rows) == 60_000
        with refused("file.too_large"):
            read_tables(b"x;y\n" * 60_001, "x.csv")

    @pytest.mark.parametrize("cell", ["A60001", "XFD1048576", "ZZZ50000"])
    def test_a_cell_far_away_is_refused_before_a_sheet_is_laid_out(self, cell: str) -> None:
        data = workbook(HEADER)
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
            for part in old.infolist():
                content = old.read(part)
                if part.filename == "xl/worksheets/sheet1.xml":
                    far = f'<row><c r="{cell}" t="n"><v>1</v></c></row></sheetData>'.encode()
                    content = content.replace(b"</sheetData>", far)
                new.writestr(part.filename, content)
        with refused("file.too_large"):
            read_tables(target.getvalue(), "x.xlsx")

    def test_an_archive_that_unpacks_too_far_is_refused_unread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = workbook(HEADER)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", unpacked)
        assert only_table(data).rows == (HEADER,)
        monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", unpacked - 1)
        with refused("file.too_large"):
            read_tables(data, "x.xlsx")

    def test_a_damaged_workbook_is_read_or_refused(self) -> None:
        data = workbook(HEADER, ("Adi", 1, date(2026, 3, 2)), merged=("A1:A2",))
        rng = random.Random(1)
        outcomes = {outcome(damaged(data, rng)) for _ in range(150)}
        assert outcomes <= {"read", "file.unreadable_table", "file.empty_table", "file.too_large"}
        assert "file.unreadable_table" in outcomes


def damaged(data: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.3:
        return data[: rng.randrange(4, len(data))]
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 6)):
        changed[rng.randrange(4, len(changed))] = rng.randrange(256)
    return bytes(changed)


def outcome(data: bytes) -> str:
    try:
        read_tables(data, "x.xlsx")
    except DomainError as error:
        return error.key
    return "read"


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome(data) in {"read", "file.unreadable_table", "file.empty_table"}


class TestWriting:
    def test_what_is_written_reads_back(self) -> None:
        rows = (
            ("Adi", "198601012010011001", "0811000001"),
            ("=1+1", "+62811000001", "-5"),
            ("@SUM(A1)", "", "00123"),
            ('=HYPERLINK("http://contoh.example")', "\ttab", "dua\nbaris"),
        )
        sheets = read_tables(write_workbook([Sheet("Satu", HEADER, rows), Sheet("Dua", HEADER, ())]), "x.xlsx")
        assert sheets == (Table("Satu", (HEADER, *rows)), Table("Dua", (HEADER,)))

    def test_every_cell_is_text_and_stays_text_when_edited(self) -> None:
        data = write_workbook([Sheet("Satu", ("A", "B"), [("=1+1", "1.5"), ("@x", "2026-01-01")])])
        cells = list(cells_of(data))
        assert len(cells) == 6
        assert {(cell.data_type, cell.number_format, cell.quotePrefix) for cell in cells} == {("s", "@", True)}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    def test_a_number_is_a_number_and_a_share_is_in_percent_beside_cells_of_text(self) -> None:
        rows: list[tuple[Written, ...]] = [("=1", 12_345, Fraction(1, 3)), (7, "x", ""), ("y", 0, Fraction(1))]
        page = load_workbook(io.BytesIO(write_workbook([Sheet("Satu", HEADER, rows)]))).worksheets[0]
        cells = [[(cell.value, cell.number_format) for cell in row] for row in page.iter_rows(min_row=2)]
        assert cells == [
            [("=1", "@"), (12_345, "#,##0"), (pytest.approx(1 / 3), "0.0%")],
            [(7, "#,##0"), ("x", "@"), (None, "@")],
            [("y", "@"), (0, "#,##0"), (1, "0.0%")],
        ]

    def test_a_decimal_number_has_two_places_and_a_scale_colours_the_numbers_of_a_column(self) -> None:
        rows: list[tuple[Written, ...]] = [("a", Decimal("12.345"), 1), ("b", Decimal(80), 2), ("c", "–", 3)]
        sheet = Sheet("Satu", HEADER, rows, scales=(Scale(1, 60.0, 75.0),))
        page = load_workbook(io.BytesIO(write_workbook([sheet]))).worksheets[0]
        assert [(cell.value, cell.number_format) for cell in page["B"][1:3]] == [(12.345, "#,##0.00"), (80, "#,##0.00")]
        (found,) = page.conditional_formatting
        assert str(found.sqref) == "B2:B4"
        conditions = ["B2<60.0", "B2<75.0", "B2>=75.0"]
        assert [rule.formula for rule in found.rules] == [[f"AND(ISNUMBER(B2),{one})"] for one in conditions]

    def test_the_header_is_bold_frozen_and_filtered(self) -> None:
        page = load_workbook(io.BytesIO(write_workbook([Sheet("Satu", HEADER, [("a", "b", "c")] * 3)]))).worksheets[0]
        assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C4")
        assert [cell.font.bold for row in page.iter_rows(max_row=2) for cell in row] == [True] * 3 + [False] * 3

    def test_columns_are_as_wide_as_told_or_as_their_text(self) -> None:
        sheet = Sheet("Satu", ("A", "B", "C"), [("x", "x" * 20, "x" * 500)], widths=(33,))
        page = load_workbook(io.BytesIO(write_workbook([sheet]))).worksheets[0]
        assert [page.column_dimensions[letter].width for letter in "ABC"] == [33, 22, 50]

    def test_titles_are_made_fit_and_different(self) -> None:
        titles = ["Baris: salah/benar?", "x" * 40, "X" * 40, "[]", "'kutip'"]
        data = write_workbook([Sheet(title, ("A",), ()) for title in titles])
        names = load_workbook(io.BytesIO(data)).sheetnames
        assert names == ["Baris  salah benar", "x" * 31, "X" * 29 + " 2", "Lembar", "kutip"]

    def test_signs_that_a_workbook_cannot_hold_are_left_out(self) -> None:
        data = write_workbook([Sheet("Sa\x00tu", ("A\x01",), [("x\x0by\ud800",)])])
        assert read_tables(data, "x.xlsx") == (Table("Satu", (("A",), ("xy",))),)

    def test_a_row_longer_than_the_header_is_written_whole(self) -> None:
        data = write_workbook([Sheet("Satu", ("A",), [("a", "b"), ("c",)])])
        assert only_table(data).rows == (("A", ""), ("a", "b"), ("c", ""))

    def test_the_same_sheets_give_the_same_cells(self) -> None:
        sheet = Sheet("Satu", HEADER, [("a", "b", "c")])
        assert parts(write_workbook([sheet])) == parts(write_workbook([sheet]))


def cells_of(data: bytes) -> Iterator[Cell]:
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        yield from (cell for cell in row if isinstance(cell, Cell))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).filter(lambda text: text == text.strip())


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_text_reads_back(rows: list[tuple[str, str]]) -> None:
    read = only_table(write_workbook([Sheet("Satu", ("A", "B"), [*rows, ("akhir", "")])])).rows
    assert read == (("A", "B"), *rows, ("akhir", ""))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_roster_means_the_same_in_any_file(kind: str) -> None:
    table = roster_data.rows(roster_data.dirty(roster_data.entries(300), 60).entries)
    data = roster_data.xlsx(table) if kind == "xlsx" else roster_data.csv_bytes(table)
    units = unit_index(roster_data.UNITS)
    read = only_table(data, f"x.{kind}").rows
    found = read_rows(read, find_header(read), units, roster_data.TODAY)
    straight = read_rows(table, find_header(table), units, roster_data.TODAY)
    assert found.rows == straight.rows
    assert [(one.line, one.key) for one in found.problems] == [(one.line, one.key) for one in straight.problems]
    assert len(found.problems) == 60


def test_a_workbook_as_offices_make_them_is_read() -> None:
    data = workbook(
        ("DAFTAR PEGAWAI DINAS CONTOH", None, None, None, None),
        (),
        ("Nomor", None, "Pegawai", None, "Unit Kerja"),
        ("HP", "Urut", "NIP", "Nama", None),
        (81234567890.0, 1.0, "'19860101 201001 1 001", "Adi Contoh, S.E.", "Dinas Contoh"),
        ("0812-3456-7891", 2.0, "19900315.202121.2.001", "Bunga Contoh", None),
        (None, 3.0, 198601012010011001, "Cahya Contoh", "dinas contoh"),
        ("Jumlah", None, None, 3, None),
        (),
        (None, None, None, "Mengetahui,", None),
        (None, None, None, "Kepala Dinas Contoh", None),
        merged=("A1:E1", "A3:B3", "C3:D3", "E3:E4", "E5:E6"),
    )
    table = only_table(data)
    reading = read_rows(table.rows, find_header(table.rows), unit_index([("dinas", "Dinas Contoh")]), roster_data.TODAY)
    assert [(row.line, row.name, row.staff_number, row.unit_code, row.phone) for row in reading.rows] == [
        (5, "Adi Contoh, S.E.", "198601012010011001", "dinas", "+6281234567890"),
        (6, "Bunga Contoh", "199003152021212001", "dinas", "+6281234567891"),
    ]
    assert [(one.line, one.column, one.key) for one in reading.problems] == [(7, "NIP", "roster.staff_number_rounded")]
