"""A pledge text as TOML, and how long a pledge is valid."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from domain.ledger import months_later


def text(file: Path) -> str:
    """The text of a file; DomainError `file.unreadable`."""
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError("file.unreadable", file=str(file)) from error


def default_pledge() -> str:
    """The TOML source of the default pledge text."""
    return resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8")


def valid_until(validity: Literal["year_end"] | int, tz: ZoneInfo, now: datetime, year: int | None = None) -> datetime:
    """When signatures stop counting: the last second of a year, by default the present one, or some months from now.

    ValueError for a year that is over.
    """
    local = now.astimezone(tz)
    if year is not None and year < local.year:
        message = f"tahun {year} sudah lewat"
        raise ValueError(message)
    if year is not None:
        local = local.replace(year=year, day=1)
    if validity == "year_end" or year is not None:
        return local.replace(month=12, day=31, hour=23, minute=59, second=59, microsecond=0).astimezone(UTC)
    return months_later(local, validity).astimezone(UTC)
