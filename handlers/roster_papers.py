"""Tables of the roster as files: bad rows with their reasons, people missing from a list, the roster itself. Slow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from documents.workbooks import Sheet, write_workbook
from domain.roster import Problem
from domain.roster_columns import Column
from domain.roster_compare import KnownEmployee
from services.roster_export import HEADER
from services.roster_files import RosterFile
from texts.roster import column_labels, reason, workbook_words


def bad_rows(file: RosterFile, problems: Iterable[Problem], language: str) -> bytes:
    """The bad rows as they stand in the file, each with its line and what is wrong; mended, it can be imported."""
    words = workbook_words(language)
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        reasons.setdefault(problem.line, []).append(f"{problem.column}: {reason(problem, language)}")
    titles = file.header.titles
    rows = [(*_filled(file.rows[line - 1], len(titles)), str(line), " ".join(said)) for line, said in reasons.items()]
    return write_workbook([Sheet(words["bad_rows"], (*titles, words["line"], words["reason"]), rows)])


def _filled(cells: Sequence[str], length: int) -> tuple[str, ...]:
    return tuple(cells[:length]) + ("",) * (length - len(cells))


def missing(people: Iterable[KnownEmployee], units: dict[str, str], language: str) -> bytes:
    """People who are not in a list; `units` are names by code."""
    columns = (Column.NAME, Column.STAFF_NUMBER, Column.POSITION, Column.UNIT)
    rows = [(one.name, one.staff_number, one.position, units[one.unit_code]) for one in people]
    return write_workbook([Sheet(workbook_words(language)["missing"], column_labels(language, columns), rows)])


def roster(rows: Sequence[Sequence[str]], language: str) -> bytes:
    """The roster as a workbook."""
    return write_workbook([Sheet(workbook_words(language)["people"], HEADER, rows)])
