"""What the public holidays of the national table are called."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

import holidays as holiday_tables

LANGUAGES: Final = {"id": "id", "en": "en_US"}


@lru_cache(maxsize=32)
def holiday_names(country: str, language: str, first_year: int, last_year: int) -> dict[date, str]:
    """What holidays and days of collective leave of these years are called; {} without a country."""
    if not country:
        return {}
    categories = holiday_tables.country_holidays(country).supported_categories
    wanted = tuple(kind for kind in ("public", "government") if kind in categories)
    years = range(first_year, last_year + 1)
    spoken = holiday_tables.country_holidays(country).supported_languages
    word = LANGUAGES.get(language, "id")
    table = holiday_tables.country_holidays(
        country, years=years, categories=wanted, language=word if word in spoken else None
    )
    return dict(table)
