"""What has to be asked about the columns of a roster before it can be read, one question after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from domain.roster_columns import Column, Header, with_answers

KEYS: Final = (Column.STAFF_NUMBER, Column.PHONE)


class Doubt(StrEnum):
    """Why a question is asked."""

    SEVERAL = "several"  # several columns claim to be this one
    MISSING = "missing"  # none does, and a roster needs it
    UNKNOWN = "unknown"  # nobody can tell what this one is


@dataclass(frozen=True, slots=True)
class Question:
    """One question: which of `indexes` is `column`? For UNKNOWN: which of `meanings` is the only one of `indexes`?"""

    doubt: Doubt
    indexes: tuple[int, ...]
    column: Column | None = None
    meanings: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said so far: which sheet, what the columns with these indexes are (None: not needed).

    `without` holds the columns that the file does not have; with `rest_ignored` nobody is asked about unknown ones.
    """

    sheet: int | None = None
    columns: Mapping[int, Column | None] = field(default_factory=dict)
    without: frozenset[Column] = frozenset()
    rest_ignored: bool = False

    def with_column(self, index: int, column: Column | None) -> Answers:
        """Also this column is known."""
        return replace(self, columns={**self.columns, index: column})

    def ignoring_rest(self) -> Answers:
        """No other column matters."""
        return replace(self, rest_ignored=True)

    def without_column(self, column: Column) -> Answers:
        """The file has no such column."""
        return replace(self, without=self.without | {column})


def settled(header: Header, answers: Answers) -> Header:
    """The header with the answers in it."""
    return with_answers(header, answers.columns)


def next_question(header: Header, answers: Answers) -> Question | None:
    """What to ask next about a header that already has the answers in it; None when it can be read, or never will."""
    for several, indexes in header.ambiguous.items():
        return Question(Doubt.SEVERAL, indexes, several)
    taken = set(header.columns.values())
    for missing in header.missing:
        wanted = KEYS if missing in KEYS else (missing,)
        column = next((one for one in wanted if one not in answers.without), None)
        free = tuple(index for index, title in enumerate(header.titles) if title and index not in taken)
        return Question(Doubt.MISSING, free, column) if column and free else None
    open_columns = tuple(column for column in Column if column not in header.columns)
    if answers.rest_ignored or not open_columns or not header.unknown:
        return None
    return Question(Doubt.UNKNOWN, (header.unknown[0][0],), meanings=open_columns)
