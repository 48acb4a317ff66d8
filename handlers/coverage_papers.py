"""The agency's coverage as pictures, and as the sheets of a workbook; also for the command line."""

from __future__ import annotations

from documents.coverage_picture import MOST_ROWS, CoverageBar, CoveragePicture
from documents.workbooks import Sheet, Written
from domain.agency_coverage import UnitCoverage
from services.agency_coverage import CoverageTable
from texts import agency_coverage as words
from texts.format import number
from texts.place import Place


def parts(table: CoverageTable) -> int:
    """How many pictures hold all rows."""
    return max(1, -(-len(table.rows) // MOST_ROWS))


def note(place: Place, table: CoverageTable, part: int) -> str:
    """Which of the units the picture `part` (from 0) holds, "" for all."""
    first = part * MOST_ROWS
    last = min(first + MOST_ROWS, len(table.rows))
    return words.part_note(place.language, first + 1, last, len(table.rows))


def picture(place: Place, table: CoverageTable, part: int) -> CoveragePicture:
    """The picture `part` (from 0) of the table."""
    said = words.picture_words(place, table)
    rows = table.rows[part * MOST_ROWS : (part + 1) * MOST_ROWS]
    remarks = [note(place, table, part), said["rolled"] if table.rolled else ""]
    return CoveragePicture(
        title=table.campaign,
        agency=place.agency,
        total=_bar(place, table.total, said["total"], said["counts"]),
        heading=words.heading(table.order, place.language),
        rows=tuple(_bar(place, row, row.name) for row in rows),
        note=", ".join(remark for remark in remarks if remark),
        whole_mark=said["whole_mark"],
        footer=said["as_of"],
        language=place.language,
    )


def _bar(place: Place, row: UnitCoverage, label: str, counts: str = "") -> CoverageBar:
    shown = counts or f"{number(row.signed, place.language)}/{number(row.expected, place.language)}"
    return CoverageBar(label, f"{row.percent}%", shown, float(row.ratio * 100))


def workbook(place: Place, table: CoverageTable) -> tuple[Sheet, Sheet]:
    """The units with numbers as numbers; the sum stands on a sheet of its own, so that sorting leaves it alone."""
    units, summary = words.sheet_titles(place.language)
    header = words.columns(place.language)
    whole = zip(header[2:], _cells(table.total)[2:], strict=True)
    lines: list[tuple[Written, Written]] = [*words.summary(place, table), *whole]
    return (
        Sheet(units, header, [_cells(row) for row in table.rows]),
        Sheet(summary, ("", words.picture_words(place, table)["total"]), lines),
    )


def _cells(row: UnitCoverage) -> tuple[Written, ...]:
    return (
        row.code, row.name, row.expected, row.signed, row.ratio, row.missing, row.read, row.open, row.declined,
        row.ended, row.unreachable,
    )  # fmt: skip
