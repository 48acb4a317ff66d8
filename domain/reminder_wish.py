"""How a person wishes to be reminded, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

LEADS: Final = (30, 14, 7, 3, 1, 0)
"""Lead days that are offered to everybody."""
TIMES: Final = (time(7, 30), time(8, 0), time(9, 0), time(10, 0), time(11, 0), time(13, 0), time(14, 0), time(15, 0))
"""Times of day that are offered, as far as they lie in the office hours of the installation."""
DUE_DAY: Final = 0
"""The lead that cannot be wished away."""


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """Lead days, and the local time of day; None: as everybody's."""

    lead_days: tuple[int, ...]
    send_at: time | None = None


@dataclass(frozen=True, slots=True)
class WishDesk:
    """What holds for a person now, whether that is their own wish, and what can be chosen instead."""

    lead_days: tuple[int, ...]
    send_at: time
    own: bool
    leads: tuple[int, ...]
    times: tuple[time, ...]


def offered_times(usual: time, quiet: tuple[time, time]) -> tuple[time, ...]:
    """The times that lie outside the quiet hours [from, to), with the usual one among them."""
    start, end = quiet
    return tuple(one for one in sorted({*TIMES, usual}) if not _quiet(one, start, end))


def offered_leads(usual: Sequence[int]) -> tuple[int, ...]:
    """The leads to choose from, the farthest first; those of the installation are among them."""
    return tuple(sorted({*LEADS, *usual}, reverse=True))


def _quiet(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start <= end else clock >= start or clock < end
