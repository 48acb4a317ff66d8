"""A new ZI cycle, and what it takes over from an old one: windows, units that take part, who owes what, answers."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import DomainError
from domain.folding import tidy
from domain.stages import Stage

EARLIEST, LATEST = 2014, 2199
"""Years of a cycle; the programme began in 2014."""
LONGEST_TITLE: Final = 120
Windows = Mapping[str, tuple[date, date]]


class Taking(StrEnum):
    """Which units of an old cycle take part in the new one: none, those without a predicate from it, or all."""

    NONE = "none"
    OPEN = "open"
    ALL = "all"


class Keep(StrEnum):
    """What units take along: who is in charge (without due days), their answers, their evidence."""

    OWNERS = "owners"
    ANSWERS = "answers"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """What a new cycle takes over from the cycle `source`. Evidence is taken along only when it is asked for."""

    source: int
    taking: Taking = Taking.ALL
    keep: frozenset[Keep] = frozenset()


@dataclass(frozen=True, slots=True)
class NewCycle:
    """A cycle to be started; windows that are given stand, others come from the copy."""

    year: int
    title: str = ""
    windows: Windows = field(default_factory=dict, hash=False)
    copy: CopyOrder | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """How much a new cycle took over: units, people in charge, answers, items of evidence."""

    units: int = 0
    owners: int = 0
    answers: int = 0
    evidence: int = 0


# Where a unit begins in the next cycle; whatever was under way begins again with building.
_BEGINS: Mapping[Stage, Stage] = MappingProxyType(
    {
        Stage.DECLARED: Stage.DECLARED,
        Stage.AWARDED: Stage.MONITORING,
        Stage.MONITORING: Stage.MONITORING,
        Stage.REVOKED: Stage.REVOKED,
    }
)


def begins(stage: Stage, taking: Taking) -> Stage | None:
    """The stage in which a unit of the old cycle begins the new one; None when it is not taken over."""
    first = _BEGINS.get(stage, Stage.BUILDING)
    left = taking is Taking.NONE or (taking is Taking.OPEN and first is Stage.MONITORING)
    return None if left else first


def checked_year(year: int) -> int:
    """The year; DomainError `cycle.year` unless the programme can have a cycle in it."""
    if not EARLIEST <= year <= LATEST:
        raise DomainError("cycle.year", first=EARLIEST, last=LATEST)
    return year


def checked_title(text: str, year: int) -> str:
    """The title on one line, the usual one for ""; DomainError `cycle.title` for one that is too long."""
    title = tidy(text) or f"Zona Integritas {year}"
    if len(title) > LONGEST_TITLE:
        raise DomainError("cycle.title", most=LONGEST_TITLE)
    return title


def shifted(windows: Windows, years: int) -> dict[str, tuple[date, date]]:
    """The same windows so many years on; the 29 of February becomes the 28 where there is none."""
    return {name: (_shifted(first, years), _shifted(last, years)) for name, (first, last) in windows.items()}


def _shifted(day: date, years: int) -> date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))
