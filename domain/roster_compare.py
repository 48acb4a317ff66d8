"""What a roster changes: who joins, moves, is corrected or leaves, compared with the people already known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.employment import Status
from domain.errors import DomainError
from domain.folding import folded
from domain.roster import Problem, RosterRow, folded_name
from domain.roster_columns import TITLES, Column

BIRTH_DATE_DIGITS: Final = 8
FIELDS: Final = ("name", "staff_number", "position", "rank", "unit_code", "phone", "email")
MOVES: Final = frozenset({"unit_code", "position", "rank"})
# A status that only follows from the number leaves these as they are.
AS_GOOD: Final[Mapping[Status, frozenset[str]]] = {
    Status.PNS: frozenset({"pns"}),
    Status.PPPK: frozenset({"pppk", "pppk paruh waktu"}),
    Status.PART_TIME: frozenset({"pppk paruh waktu"}),
}
CONTRACTS: Final = AS_GOOD[Status.PPPK]


class ChangeKind(StrEnum):
    """What a change means; the first that fits counts."""

    RETURNED = "returned"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class KnownEmployee:
    """A person of the roster as stored, with the code of the unit."""

    id: int
    name: str
    staff_number: str
    status: str
    position: str
    rank: str
    unit_code: str
    phone: str
    email: str
    active: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes of a known person: old and new text by the field's name."""

    employee_id: int
    row: RosterRow
    fields: Mapping[str, tuple[str, str]]
    kind: ChangeKind

    @property
    def moves(self) -> bool:
        """Whether unit, position or rank became another one, which asks for a new pledge."""
        return any(_is_another(*self.fields[name]) for name in MOVES & self.fields.keys())


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """All that an import would do.

    `leavers` are missing from a full list; `uncertain` people are missing too, but a bad row may be about them.
    """

    joiners: tuple[RosterRow, ...]
    changes: tuple[Change, ...]
    leavers: tuple[KnownEmployee, ...]
    uncertain: tuple[KnownEmployee, ...]
    unchanged: int
    problems: tuple[Problem, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)


def compare(
    known: Iterable[KnownEmployee], rows: Sequence[RosterRow], *, full: bool, mentioned: frozenset[str] = frozenset()
) -> RosterPlan:
    """Compare the rows of a reading with the people known; `mentioned` comes from the same reading.

    A person is recognised by staff number; by the birth date in it, name and unit or phone when a PPPK got another
    number; by phone and name when one side has no number. Never by name alone. An empty text changes nothing.
    """
    people = tuple(known)
    matching = _Matching(people, rows)
    joiners: list[RosterRow] = []
    changes: list[Change] = []
    unchanged = 0
    for row in rows:
        if row.line in matching.problems:
            continue
        person = matching.by_line.get(row.line)
        if person is None:
            joiners.append(row)
        elif change := _change(person, row):
            changes.append(change)
        else:
            unchanged += 1
    missing = [one for one in people if full and one.active and one.id not in matching.listed]
    uncertain = tuple(one for one in missing if _keys(one) & mentioned)
    leavers = tuple(one for one in missing if not _keys(one) & mentioned)
    problems = tuple(matching.problems[line] for line in sorted(matching.problems))
    return RosterPlan(tuple(joiners), tuple(changes), leavers, uncertain, unchanged, problems)


class _Matching:
    """Which person each line means, who is on the list at all, and the lines that must not be followed."""

    def __init__(self, people: Sequence[KnownEmployee], rows: Sequence[RosterRow]) -> None:
        self.by_line: dict[int, KnownEmployee] = {}
        self.listed: dict[int, int] = {}
        self.problems: dict[int, Problem] = {}
        numbered = {one.staff_number: one for one in people if one.staff_number}
        others = []
        for row in rows:
            person = numbered.get(row.staff_number)
            if person is None:
                others.append(row)
            else:
                self._take(row, person)
        self._match_otherwise(_Likeness(people), others)
        self._keep_phones_apart(people, rows)

    def _take(self, row: RosterRow, person: KnownEmployee) -> None:
        self.by_line[row.line] = person
        self.listed[person.id] = row.line

    def _match_otherwise(self, likeness: _Likeness, rows: Sequence[RosterRow]) -> None:
        found = {row.line: likeness.to(row, self.listed) for row in rows}
        wanted = Counter(one.id for candidates in found.values() for one in candidates)
        # Whoever is on the list under the known number is settled, before any of these.
        settled = dict(self.listed)
        for row in rows:
            candidates = found[row.line]
            if not candidates:
                continue
            line = settled.get(candidates[0].id)
            if line is not None:
                self._refuse(row, Column.NAME, row.name, DomainError("roster.person_twice", other_line=line))
            elif len(candidates) > 1 or wanted[candidates[0].id] > 1:
                self._refuse(row, Column.NAME, row.name, DomainError("roster.person_ambiguous"))
            else:
                self._take(row, candidates[0])
            # All who may be meant are on the list, so none of them has left it.
            self.listed |= {one.id: row.line for one in candidates if one.id not in self.listed}

    def _keep_phones_apart(self, people: Sequence[KnownEmployee], rows: Sequence[RosterRow]) -> None:
        """Refuse the rows that would give one phone to two people."""
        takers: dict[str, list[RosterRow]] = {}
        new_phones: dict[int, str] = {}
        for row in rows:
            person = self.by_line.get(row.line)
            if person is not None and row.phone:
                new_phones[person.id] = row.phone
            takers.setdefault(_phone_taken(row, person), []).append(row)
        takers.pop("", None)
        for rivals in takers.values():
            if len(rivals) > 1:
                self._refuse_phone(row for row in rivals if not row.phone)
        self._defend([one for one in people if one.active and new_phones.get(one.id, one.phone) == one.phone], takers)

    def _defend(self, keepers: list[KnownEmployee], takers: Mapping[str, Sequence[RosterRow]]) -> None:
        """Refuse whoever would take the phone of a keeper; a refused row gives up no phone either."""
        while keepers:
            keeper = keepers.pop()
            rivals = [
                row
                for row in takers.get(keeper.phone, ())
                if row.line not in self.problems and self.by_line.get(row.line) is not keeper
            ]
            self._refuse_phone(rivals)
            owners = (self.by_line.get(row.line) for row in rivals)
            keepers.extend(owner for owner in owners if owner is not None and owner.active)

    def _refuse_phone(self, rows: Iterable[RosterRow]) -> None:
        for row in rows:
            self._refuse(row, Column.PHONE, row.phone, DomainError("roster.phone_taken"))

    def _refuse(self, row: RosterRow, column: Column, value: str, error: DomainError) -> None:
        self.problems.setdefault(row.line, Problem(row.line, TITLES[column], value, error.key, error.params))


class _Likeness:
    """Finds people by what two entries about the same person have in common besides the number."""

    def __init__(self, people: Sequence[KnownEmployee]) -> None:
        self._by_phone: dict[tuple[str, str], list[KnownEmployee]] = {}
        self._by_birth: dict[tuple[str, str], list[KnownEmployee]] = {}
        for one in people:
            name = folded_name(one.name)
            if one.phone:
                self._by_phone.setdefault((one.phone, name), []).append(one)
            if one.staff_number and folded(one.status) in CONTRACTS:
                self._by_birth.setdefault((one.staff_number[:BIRTH_DATE_DIGITS], name), []).append(one)

    def to(self, row: RosterRow, listed: Mapping[int, int]) -> list[KnownEmployee]:
        """Those whom a row may mean whose number nobody has; whoever still serves goes before those who left."""
        name = folded_name(row.name)
        found = {one.id: one for one in self._by_phone.get((row.phone, name), ())}
        if row.staff_number:
            found = {one.id: one for one in found.values() if not one.staff_number}
            for one in self._by_birth.get((row.staff_number[:BIRTH_DATE_DIGITS], name), ()):
                if one.unit_code == row.unit_code or (row.phone and one.phone == row.phone):
                    found[one.id] = one
            found = {one.id: one for one in found.values() if one.id not in listed}
        serving = [one for one in found.values() if one.active]
        return serving or list(found.values())


def _phone_taken(row: RosterRow, person: KnownEmployee | None) -> str:
    """The phone that the row gives to somebody who does not use it now: whoever returns brings the old one along."""
    if person is None:
        return row.phone
    if not person.active:
        return row.phone or person.phone
    return row.phone if row.phone != person.phone else ""


def _change(person: KnownEmployee, row: RosterRow) -> Change | None:
    fields = {
        name: (old, new)
        for name in FIELDS
        if (new := str(getattr(row, name))) and (old := str(getattr(person, name))) != new
    }
    if person.status != row.status and (row.status_stated or not _is_as_good(person.status, row.status)):
        fields["status"] = (person.status, row.status.value)
    if person.active and not fields:
        return None
    change = Change(person.id, row, fields, ChangeKind.CORRECTED)
    if not person.active:
        return replace(change, kind=ChangeKind.RETURNED)
    if "staff_number" in fields:
        return replace(change, kind=ChangeKind.RENUMBERED)
    return replace(change, kind=ChangeKind.MOVED) if change.moves else change


def _is_as_good(status: str, derived: Status) -> bool:
    return derived is Status.NON_ASN or folded(status) in AS_GOOD[derived]


def _is_another(old: str, new: str) -> bool:
    """Whether the text is another one, not the same in other letters and not the first one at all."""
    return bool(old) and folded(old) != folded(new)


def _keys(person: KnownEmployee) -> set[str]:
    return {person.staff_number, person.phone, folded_name(person.name)} - {""}
