"""Files of deadlines: bad rows with their reasons, and an example to be filled in. Slow."""

from __future__ import annotations

from documents.workbooks import Sheet, write_workbook
from domain.deadline_columns import TITLES, examples
from domain.deadline_file import FilePlan
from services.deadline_files import DeadlineFile
from services.deadline_files import bad_rows as rows_with_reasons
from texts.deadline_files import guide, reason_title, reasons, sheet_titles


def bad_rows(file: DeadlineFile, plan: FilePlan, language: str) -> bytes:
    """The bad rows as they stand in the file, each with what is wrong; mended, it can be imported."""
    title, _ = sheet_titles(language)
    header, rows = rows_with_reasons(file, reasons(plan, language), reason_title(language))
    return write_workbook([Sheet(title, header, rows)])


def template(year: int, language: str) -> bytes:
    """A workbook with two rows as an example, and what goes into each column on a second sheet."""
    title, guide_title = sheet_titles(language)
    header, rows = guide(language)
    return write_workbook(
        [Sheet(title, tuple(TITLES.values()), examples(year)), Sheet(guide_title, header, rows, widths=(14, 90))]
    )
