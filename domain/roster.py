"""The rows of a roster: what each says of a person, and everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from domain import employment, phone, rank, staff_number
from domain.employment import Status
from domain.errors import DomainError
from domain.folding import folded, shortened, tidy
from domain.roster_columns import TITLES, Column, Header
from domain.roster_lines import people_lines
from domain.roster_units import UnitIndex

LONGEST_TEXT: Final = 160
# Looking for a name much like an unknown one is slow, and beyond these it is the wrong column.
MOST_SUGGESTIONS: Final = 100
NOTHING: Final = frozenset({"", "n a", "nihil", "null", "tidak ada", "belum ada", "kosong"})
LONGEST_NOTHING: Final = 12
NUMBER_LABEL: Final = re.compile(r"^(?:nip|ni\s*pppk)\s*[.:]*\s*", re.IGNORECASE)
SEVERAL_PHONES: Final = re.compile(r"[0-9]{5}.*(?:[/;,|&\n]|\b(?:dan|atau)\b).*[0-9]{5}", re.IGNORECASE | re.DOTALL)
EMAIL: Final = re.compile(r"[^\s@,;:<>()\"]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person as a roster tells it. `staff_number` has 18 digits or is "", `phone` is E.164 or "".

    `status_stated` is False where the status only follows from the number. An empty text says nothing.
    """

    line: int
    name: str
    staff_number: str
    status: Status
    position: str
    rank: str
    unit_code: str
    phone: str
    email: str
    status_stated: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: `line` counts from 1, `column` is the title, `value` the cell, `key` the reason."""

    line: int
    column: str
    value: str
    key: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """The good rows, the problems of the bad ones, and whom the bad rows seem to be about.

    `mentioned` holds staff numbers, phones and folded names: nobody in it can be told to be missing from the list.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    mentioned: frozenset[str]


def read_rows(rows: Sequence[Sequence[str]], header: Header, units: UnitIndex, today: date) -> Reading:
    """Read a whole table whose titles are known; a row with a problem is left out of the good ones.

    Of rows with the same staff number or phone the first one counts. Raises `roster.columns_open`.
    """
    if header.missing or header.ambiguous:
        columns = [*header.missing, *header.ambiguous]
        raise DomainError("roster.columns_open", columns=", ".join(TITLES[column] for column in columns))
    reader = _Reader(header, units, today)
    good: list[RosterRow] = []
    problems: list[Problem] = []
    mentioned: set[str] = set()
    for line, cells in people_lines(rows, header):
        read = reader.read(line, cells)
        if not read.problems:
            good.append(read.row)
            continue
        problems.extend(read.problems)
        digits = re.sub(r"[^0-9]", "", read.text(Column.STAFF_NUMBER))
        mentioned |= {digits, read.row.phone, folded_name(read.text(Column.NAME))}
    return Reading(tuple(good), tuple(problems), frozenset(mentioned - {""}))


def folded_name(name: str) -> str:
    """A name to be compared, without the degrees that follow it after a comma."""
    return folded(name.partition(",")[0])


class _Line:
    """One line being read: its cells by column, and what was found wrong with them."""

    row: RosterRow

    def __init__(self, line: int, cells: Sequence[str], header: Header) -> None:
        self.problems: list[Problem] = []
        self.wrong: set[Column] = set()
        self._line, self._cells, self._header = line, cells, header

    def text(self, column: Column) -> str:
        """The cell as text: "" for a column that is not there, and for what people write for nothing."""
        index = self._header.columns.get(column)
        text = tidy(self._cells[index]) if index is not None and index < len(self._cells) else ""
        return "" if len(text) < LONGEST_NOTHING and folded(text) in NOTHING else text

    def take(self, column: Column, parse: Callable[[str], Value], default: Value) -> Value:
        """What `parse` makes of the cell, or the default and a problem."""
        try:
            return parse(self.text(column))
        except DomainError as error:
            self.refuse(column, error)
            return default

    def refuse(self, column: Column, error: DomainError) -> None:
        """Note a problem with the cell, its value as it stands in the file."""
        index = self._header.columns.get(column)
        value = self._cells[index] if index is not None and index < len(self._cells) else ""
        self.problems.append(Problem(self._line, self._header.title(column), value, error.key, error.params))
        self.wrong.add(column)


class _Reader:
    """Reads row after row, remembering numbers and phones for the duplicates and units for the speed."""

    def __init__(self, header: Header, units: UnitIndex, today: date) -> None:
        self._header, self._units, self._today = header, units, today
        self._numbers: dict[str, int] = {}
        self._phones: dict[str, int] = {}
        self._unit_codes: dict[str, str | DomainError] = {}

    def read(self, line: int, cells: Sequence[str]) -> _Line:
        """All that a line says; with any problem its row only tells whom it is about."""
        read = _Line(line, cells, self._header)
        name = read.take(Column.NAME, _name, "")
        number = read.take(Column.STAFF_NUMBER, self._number, None)
        named = read.take(Column.STATUS, employment.stated, None)
        status = named or Status.NON_ASN
        if not read.wrong & {Column.STAFF_NUMBER, Column.STATUS}:
            status = read.take(Column.STATUS, lambda _: employment.fitting(named, number), status)
        if number is None and Column.STAFF_NUMBER not in read.wrong:
            self._need_a_key(read, named)
        read.row = RosterRow(
            line=line,
            name=name,
            staff_number=number.digits if number else "",
            status=status,
            position=read.take(Column.POSITION, _short, ""),
            rank=read.take(Column.RANK, rank.normalise, ""),
            unit_code=read.take(Column.UNIT, self._unit, ""),
            phone=read.take(Column.PHONE, _phone, ""),
            email=read.take(Column.EMAIL, _email, ""),
            status_stated=named is not None,
        )
        self._look_for_twins(read, read.row)
        return read

    def _need_a_key(self, read: _Line, named: Status | None) -> None:
        # A list without a column of staff numbers knows everybody by phone.
        if named in employment.NUMBERED and Column.STAFF_NUMBER in self._header.columns:
            read.refuse(Column.STAFF_NUMBER, DomainError("roster.staff_number_empty"))
        elif not read.text(Column.PHONE):
            read.refuse(Column.STAFF_NUMBER, DomainError("roster.no_key"))

    def _look_for_twins(self, read: _Line, row: RosterRow) -> None:
        other = self._numbers.setdefault(row.staff_number, row.line)
        if row.staff_number and other != row.line:
            read.refuse(Column.STAFF_NUMBER, DomainError("roster.duplicate_staff_number", other_line=other))
        other = self._phones.setdefault(row.phone, row.line)
        if row.phone and other != row.line:
            read.refuse(Column.PHONE, DomainError("roster.duplicate_phone", other_line=other))

    def _number(self, text: str) -> staff_number.StaffNumber | None:
        text = NUMBER_LABEL.sub("", text).strip("'`‘’ ")
        return staff_number.parse(text, self._today) if text else None

    def _unit(self, text: str) -> str:
        known = self._unit_codes.get(text)
        if known is None:
            try:
                known = self._units.code_of(text, suggest=len(self._unit_codes) < self._enough)
            except DomainError as error:
                known = error
            self._unit_codes[text] = known
        if isinstance(known, DomainError):
            raise known.with_traceback(None)
        return known

    @property
    def _enough(self) -> int:
        return len(self._units.codes) + MOST_SUGGESTIONS


def _name(text: str) -> str:
    if not text:
        raise DomainError("roster.name_empty")
    if not any(mark.isalpha() for mark in text):
        raise DomainError("roster.name_characters", value=shortened(text))
    return _short(text)


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise DomainError("roster.text_too_long", length=len(text), limit=LONGEST_TEXT)
    return text


def _phone(text: str) -> str:
    if SEVERAL_PHONES.search(text):
        raise DomainError("roster.phone_several")
    return phone.normalise(text) if text else ""


def _email(text: str) -> str:
    address = text.lower()
    if address and not (len(address) <= LONGEST_TEXT and EMAIL.fullmatch(address)):
        raise DomainError("roster.email_malformed", value=shortened(text))
    return address
