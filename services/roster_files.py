"""A roster as a file: which sheet and line hold the titles, and what is still to be asked. Slow: keep off the loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from documents.workbooks import Table, read_tables
from domain.errors import DomainError
from domain.folding import tidy
from domain.roster_columns import HEADER_WITHIN, Header, find_header
from domain.roster_questions import Answers, Question, next_question, settled

# Fewer known titles than these make a sheet a list of something else, as long as another sheet has more.
FEWEST_TITLES: Final = 2
SAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A file as far as it is understood. `sheets` are the names of those that look like rosters.

    `sheet` is the place of the one that is read, None when a person has to choose: then the first one stands here.
    """

    name: str
    sheets: tuple[str, ...]
    sheet: int | None
    rows: tuple[tuple[str, ...], ...]
    header: Header
    question: Question | None

    @property
    def is_settled(self) -> bool:
        """Nothing is left to be asked about."""
        return self.sheet is not None and self.question is None

    def samples(self, index: int) -> tuple[str, ...]:
        """The first different values of a column."""
        cells = (tidy(row[index]) for row in self.rows[self.header.line :] if index < len(row))
        found: dict[str, None] = {}
        for cell in cells:
            if cell:
                found[cell] = None
            if len(found) == SAMPLES:
                break
        return tuple(found)


def read(data: bytes, name: str, answers: Answers) -> RosterFile:
    """Read a file with what a person has said about it. Raises `file.*` and `roster.header_missing`."""
    candidates = _candidates(read_tables(data, name))
    place = answers.sheet if answers.sheet is not None or len(candidates) > 1 else 0
    if place is not None and not 0 <= place < len(candidates):
        raise DomainError("callback.malformed")
    table, header = candidates[place or 0]
    header = settled(header, answers)
    sheets = tuple(one.name for one, _ in candidates)
    return RosterFile(name, sheets, place, table.rows, header, next_question(header, answers))


def answered(file: RosterFile, answers: Answers) -> RosterFile:
    """The file with more answers about the columns of the sheet that is read."""
    header = settled(file.header, answers)
    return replace(file, header=header, question=next_question(header, answers))


def _candidates(tables: tuple[Table, ...]) -> list[tuple[Table, Header]]:
    found = []
    for table in tables:
        try:
            found.append((table, find_header(table.rows)))
        except DomainError:
            continue
    if not found:
        raise DomainError("roster.header_missing", limit=HEADER_WITHIN)
    rich = [(table, header) for table, header in found if _titles(header) >= FEWEST_TITLES]
    return rich or found[:1]


def _titles(header: Header) -> int:
    return len(header.columns) + len(header.ambiguous)
