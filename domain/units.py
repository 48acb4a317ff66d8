"""Work units: what each of their facts may be, in the words that people write, and finding one by typed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import available_timezones

from domain.errors import DomainError
from domain.folding import folded, shortened, tidy
from domain.people import Unit

CODE: Final = re.compile(r"[a-z0-9-]{1,20}")
LONGEST_NAME: Final = 160
LONGEST_KIND: Final = 40
DEFAULT_KIND: Final = "unit"
PREDICATES: Final = ("WBK", "WBBM")
FIRST_YEAR: Final = 2012  # PermenPANRB 60/2012 was the first to award them
WORKING_WEEKS: Final = (5, 6)

# Keppres 41/1987: the three zones of Indonesia, each with one of its IANA names.
ZONES: Final[Mapping[str, str]] = MappingProxyType(
    {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
)
_ZONE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{label.lower(): label for label in ZONES},
        "waktu indonesia barat": "WIB", "waktu indonesia tengah": "WITA", "waktu indonesia timur": "WIT",
        "gmt 7": "WIB", "gmt 8": "WITA", "gmt 9": "WIT", "utc 7": "WIB", "utc 8": "WITA", "utc 9": "WIT",
    }
)  # fmt: skip
_WEEKS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **{f"{days}{words}": days for days in WORKING_WEEKS for words in ("", " hari", " hari kerja")},
        "lima": 5, "lima hari": 5, "lima hari kerja": 5, "senin jumat": 5, "senin sampai jumat": 5,
        "enam": 6, "enam hari": 6, "enam hari kerja": 6, "senin sabtu": 6, "senin sampai sabtu": 6,
    }
)  # fmt: skip
# Written in a cell to take something away; an empty cell says nothing.
NONE_WORDS: Final = frozenset({"tidak ada", "belum ada", "belum", "nihil", "tanpa", "none"})


def code(text: str) -> str:
    """A unit's code: 1 to 20 lower-case letters, digits and hyphens; raises `units.code_empty`, `units.code_format`."""
    found = tidy(text).lower()
    if not found:
        raise DomainError("units.code_empty")
    if not CODE.fullmatch(found):
        raise DomainError("units.code_format", value=shortened(text))
    return found


def name(text: str) -> str:
    """A unit's name on one line; raises `units.name_empty`, `units.too_long`."""
    found = _short(text, LONGEST_NAME)
    if not folded(found):
        raise DomainError("units.name_empty")
    return found


def kind(text: str) -> str:
    """The kind of a unit as the agency calls it, at most 40 characters; raises `units.too_long`."""
    return _short(text, LONGEST_KIND)


def timezone(text: str) -> str:
    """The IANA name of a zone written as WIB, WITA, WIT or by that name; raises `units.zone_unknown`."""
    words = folded(text)
    label = _ZONE_WORDS.get(words)
    found = ZONES[label] if label else _zones().get(words)
    if found is None:
        raise DomainError("units.zone_unknown", value=shortened(text))
    return found


def work_days(text: str) -> int:
    """5 or 6 working days a week; raises `units.work_days`."""
    found = _WEEKS.get(folded(text))
    if found is None:
        raise DomainError("units.work_days", value=shortened(text))
    return found


def predicate(text: str) -> str:
    """WBK or WBBM, or "" for none; raises `units.predicate_unknown`."""
    words = folded(text)
    if not words or words in NONE_WORDS:
        return ""
    found = words.upper()
    if found not in PREDICATES:
        raise DomainError("units.predicate_unknown", value=shortened(text))
    return found


def predicate_year(text: str, today: date) -> int:
    """The year of a predicate, 2012 to the present one; raises `units.year`."""
    found = tidy(text)
    if not re.fullmatch(r"[0-9]{4}", found) or not FIRST_YEAR <= int(found) <= today.year:
        raise DomainError("units.year", value=shortened(text), first=FIRST_YEAR, last=today.year)
    return int(found)


def zone_word(timezone_name: str) -> str:
    """WIB, WITA or WIT for the zones that these words stand for, the IANA name for any other; `timezone` reads both."""
    return next((word for word, known in ZONES.items() if known == timezone_name), timezone_name)


def says_none(text: str) -> bool:
    """Whether a cell says in words that there is nothing, which takes away; "tidak-ada" may be a code."""
    return tidy(text).lower() in NONE_WORDS


def search(units: Iterable[Unit], words: str) -> tuple[Unit, ...]:
    """The units whose code and name hold every word, in any case and order; the code itself, then beginnings, first."""
    wanted = folded(words)
    parts = wanted.split()
    found = [unit for unit in units if all(part in f"{folded(unit.code)} {folded(unit.name)}" for part in parts)]
    return tuple(sorted(found, key=lambda unit: (folded(unit.code) != wanted, not _begins(unit, wanted))))


def is_below(tree: Mapping[int, int | None], unit_id: int, ancestor_id: int) -> bool:
    """Whether a unit is the other one or stands below it; `tree` has the parent of each unit."""
    seen: set[int] = set()
    step: int | None = unit_id
    while step is not None and step not in seen:
        if step == ancestor_id:
            return True
        seen.add(step)
        step = tree.get(step)
    return False


def _begins(unit: Unit, words: str) -> bool:
    return folded(unit.name).startswith(words)


def _short(text: str, longest: int) -> str:
    found = tidy(text)
    if len(found) > longest:
        raise DomainError("units.too_long", length=len(found), limit=longest)
    return found


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    return {folded(known): known for known in available_timezones() if "/" in known}
