"""What is asked of who sets a deadline in the chat, in which order, and what is read back before it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from domain.deadline import Concerned, Deadline
from domain.people import Unit
from domain.series import Frequency, Series


class Ask(StrEnum):
    """A question of the dialog; REVIEW is the read-back."""

    TITLE = "title"
    DUE = "due"
    ZONE = "zone"
    WHOM = "whom"
    UNIT = "unit"
    KIND = "kind"
    ROLE = "role"
    PEOPLE = "people"
    OTHER = "other"
    EVIDENCE = "evidence"
    SHARED = "shared"
    PLAN = "plan"
    REPEAT = "repeat"
    REVIEW = "review"


ROUTE: Final = (Ask.TITLE, Ask.DUE, Ask.WHOM, Ask.EVIDENCE, Ask.SHARED, Ask.PLAN, Ask.REPEAT, Ask.REVIEW)
WHOM_UNIT: Final = "unit"
"""Said for everybody of a unit that is still to be chosen."""
DETAIL: Final[Mapping[str, Ask]] = MappingProxyType(
    {
        WHOM_UNIT: Ask.UNIT,
        Concerned.KIND.value: Ask.KIND,
        Concerned.ROLE.value: Ask.ROLE,
        Concerned.PEOPLE.value: Ask.PEOPLE,
        Concerned.OWING.value: Ask.OTHER,
    }
)
"""What is asked next when these were chosen for whom it is."""
DETAILS: Final = frozenset(DETAIL.values())
TYPED: Final = frozenset({Ask.TITLE, Ask.DUE, Ask.UNIT, Ask.PEOPLE, Ask.PLAN})
"""The questions that words answer."""

Option: TypeAlias = tuple[str, str]
"""What a button says back, and its label; "" where the screen words it itself."""


def after(ask: Ask, chosen: str = "") -> Ask:
    """The question after this one; `chosen` is what was answered."""
    if ask is Ask.WHOM and chosen in DETAIL:
        return DETAIL[chosen]
    return ROUTE[min(_place(ask) + 1, len(ROUTE) - 1)]


def before(ask: Ask) -> Ask | None:
    """The question before this one; None before the first."""
    if ask in DETAILS:
        return Ask.WHOM
    place = _place(ask)
    return ROUTE[place - 1] if place else None


def _place(ask: Ask) -> int:
    if ask in DETAILS:
        return ROUTE.index(Ask.WHOM)
    return ROUTE.index(Ask.DUE if ask is Ask.ZONE else ask)


def mark(kind: str) -> str:
    """Eight hex digits that stand for a kind of unit in a button."""
    return hashlib.sha256(kind.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Effect:
    """What keeping it would do: how many people it concerns, and when they are reminded first (at most three times).

    The moments are those of units in `zone`; `calendars` tells how many zones and working weeks there are among them,
    `zones` how many zones. `next_days` are the first days of a series.
    """

    people: int
    reminders: tuple[datetime, ...]
    zone: str
    calendars: int
    zones: int
    next_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineForm:
    """The dialog as it stands. `draft` is the deadline so far, with id 0 while it is new and an empty title at first.

    `due` tells whether its moment was named; `people` are those in charge by name, `other` is the title of the deadline
    that must be owed, `whole` tells whether the agency can be chosen. `was` is the deadline that is edited, with `told`
    of how many people have been reminded of it. `suggested` are audiences that the title names, as (question, said
    back, label).
    """

    ask: Ask
    key: str
    draft: Deadline
    due: bool
    unit: Unit | None
    people: tuple[tuple[int, str], ...]
    other: str
    repeat: Frequency | None
    options: tuple[Option, ...]
    page: int
    pages: int
    words: str
    whole: bool
    effect: Effect | None = None
    was: Deadline | None = None
    was_unit: Unit | None = None
    was_people: tuple[str, ...] = ()
    was_other: str = ""
    told: int = 0
    suggested: tuple[tuple[Ask, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A deadline for who may change it: whom it concerns and how many of them owe it, and how many were reminded.

    `reminders` are the next moments at which units in `zone` are reminded; `series` is None where it ended.
    """

    deadline: Deadline
    unit: Unit | None
    other: str
    in_charge: tuple[str, ...]
    people: int
    owing: int
    told: int
    reminders: tuple[datetime, ...]
    zone: str
    series: Series | None
