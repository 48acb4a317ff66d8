"""The book of a unit: what hangs on it, and what has happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Employee, Unit


class Happened(StrEnum):
    """What a change of a unit was; the value is stored."""

    CREATED = "created"
    RENAMED = "renamed"
    KIND = "kind"
    MOVED = "moved"
    ZONE = "zone"
    WORK_DAYS = "work_days"
    PREDICATE = "predicate"
    HEAD = "head"
    MERGED = "merged"
    ABSORBED = "absorbed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """A change of a unit: the values before and after, by whom (`account:ID` or `cli`), when."""

    kind: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """What hangs on a unit: active people in it and also below, open children, roles, groups, open deadlines."""

    people: int
    people_below: int
    children: int
    grants: int
    groups: int
    deadlines: int

    @property
    def is_empty(self) -> bool:
        """Nobody and nothing would be left without a unit if it were closed; roles over it end with it."""
        return not (self.people or self.children or self.groups or self.deadlines)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would take along. `head_ends`: the head of the one is none of the other, which has its own."""

    people: int
    children: int
    grants: int
    groups: int
    deadlines: int
    head_ends: bool


class Purpose(StrEnum):
    """What a unit is picked for: to see it, to merge another one into it, to put another one under it."""

    SEE = "see"
    MERGE = "merge"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One page (from 0) of the units that fit the typed words. `subject` is the unit that is merged or moved."""

    purpose: Purpose
    subject: Unit | None
    words: str
    units: tuple[Unit, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit, open or closed, as an admin sees it; children by name, at most ten, and its last five changes."""

    unit: Unit
    parent: Unit | None
    head: Employee | None
    counts: UnitCounts
    children: tuple[Unit, ...]
    history: tuple[UnitEvent, ...]
    merged_into: Unit | None
