"""A deadline said in one line, as it is typed after the command: "LHE puskesmas 12 Juni 2027 16.00".

The date and the time stand at the end, the rest is the title; a word such as "@dinkes" names the unit. What was read is
always shown before it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Final

from domain.errors import DomainError
from domain.folding import shortened, tidy
from domain.typed_dates import typed_moment

USUAL_TIME: Final = time(16, 0)
"""When a deadline ends of which only the day is said."""
MOST_DATE_WORDS: Final = 10
_UNREADABLE: Final = "date.unreadable"
_UNIT = re.compile(r"(?<!\S)@([A-Za-z0-9][A-Za-z0-9_.-]*)")
# Words that lead over to the date and belong to neither.
_LEADING_OVER = re.compile(
    r"(?:^|\s+)(?:paling lambat|selambatnya|sebelum|hingga|sampai|pada|tanggal|tgl\.?|due|by|on|before|until)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TypedDeadline:
    """What a line says; `due_at` is in UTC, `unit_code` in lower case and "" when no unit is named."""

    title: str
    due_at: datetime
    unit_code: str = ""


def typed_deadline(text: str, now: datetime, tz: tzinfo) -> TypedDeadline:
    """Read a line by the clock of `tz`.

    Raises `deadline.line_empty`, `deadline.line_no_date`, `deadline.line_no_title`, `deadline.line_units`, and
    the `date.*` of `typed_moment` with the words that were not understood.
    """
    units = _UNIT.findall(text)
    words = tidy(_UNIT.sub(" ", text)).split()
    if not words:
        raise DomainError("deadline.line_empty")
    if len(units) > 1:
        raise DomainError("deadline.line_units", value=", ".join(f"@{one}" for one in units[:3]))
    at, due_at = _dated(words, now, tz)
    title = _title(words[:at])
    if not title:
        raise DomainError("deadline.line_no_title")
    return TypedDeadline(title, due_at, units[0].lower() if units else "")


def _title(words: Sequence[str]) -> str:
    title, longer = _bare(" ".join(words)), ""
    while title != longer:
        title, longer = _bare(_LEADING_OVER.sub("", title)), title
    return title


def _bare(text: str) -> str:
    return text.rstrip(" ,;:-–(")


def _dated(words: Sequence[str], now: datetime, tz: tzinfo) -> tuple[int, datetime]:
    """Where the date begins, and the moment: the longest end of the line that can be read as one.

    A word before it that would make another date of it, such as the name of another weekday, is refused, not taken
    for a part of the title.
    """
    first = max(0, len(words) - MOST_DATE_WORDS)
    refusals: dict[int, DomainError] = {}
    for at in range(first, len(words)):
        try:
            found = typed_moment(" ".join(words[at:]), now, tz, USUAL_TIME)
        except DomainError as error:
            if error.key != _UNREADABLE:
                refusals[at] = error
            continue
        if at - 1 in refusals:
            raise refusals[at - 1]
        return at, found
    if refusals:
        raise refusals[min(refusals)]
    raise DomainError("deadline.line_no_date", value=shortened(" ".join(words)))
