"""By which rules and public holidays an installation plans what it sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import TypeAlias

import holidays as holiday_tables

from domain.reminders import ReminderRules

Calendar: TypeAlias = tuple[str, int]
"""Time zone and working days a week."""


@dataclass(frozen=True, slots=True)
class Planning:
    """By which rules and holidays ("" for none) reminders are planned, and what heads and the agency hear.

    Heads and the agency hear so many working days after the due day of what is still owed, 0 for never; the weekly
    digest goes out at `digest_at`, local time, None for never.
    """

    rules: ReminderRules = field(default_factory=ReminderRules)
    country: str = "ID"
    head_after: int = 1
    agency_after: int = 3
    digest_at: time | None = time(8)


@lru_cache(maxsize=32)
def national_holidays(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """Public holidays and collective leave of these years, from the `holidays` tables; "" for none."""
    if not country:
        return frozenset()
    categories = holiday_tables.country_holidays(country).supported_categories
    wanted = tuple(kind for kind in ("public", "government") if kind in categories)
    table = holiday_tables.country_holidays(country, years=range(first_year, last_year + 1), categories=wanted)
    return frozenset(table)
