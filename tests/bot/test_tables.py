"""Files that the command line reads."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import tables
from domain import pledge
from tests.refusals import refused

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def file(folder: Path, content: str | bytes) -> Path:
    path = folder / "berkas.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("content", [b"version\xff\xfe", "version = 1".encode("utf-16")])
def test_a_file_in_another_encoding_can_not_be_read(tmp_path: Path, content: bytes) -> None:
    path = file(tmp_path, content)
    with refused("file.unreadable", file=str(path)):
        tables.text(path)


def test_a_file_that_is_not_there_can_not_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "tidak-ada.csv"
    with refused("file.unreadable", file=str(missing)):
        tables.text(missing)
    with refused("file.unreadable", file=str(tmp_path)):
        tables.text(tmp_path)


def test_the_default_pledge_is_a_good_text() -> None:
    assert pledge.load(tables.default_pledge()).version == "default-1"


VALIDITY: list[tuple[Literal["year_end"] | int, ZoneInfo, datetime, datetime]] = [
    ("year_end", JAKARTA, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)),
    ("year_end", JAKARTA, datetime(2026, 12, 31, 18, tzinfo=UTC), datetime(2027, 12, 31, 16, 59, 59, tzinfo=UTC)),
    ("year_end", JAYAPURA, datetime(2026, 12, 31, 15, tzinfo=UTC), datetime(2027, 12, 31, 14, 59, 59, tzinfo=UTC)),
    (1, JAKARTA, datetime(2026, 1, 31, 3, tzinfo=UTC), datetime(2026, 2, 28, 3, tzinfo=UTC)),
    (12, JAKARTA, datetime(2028, 2, 29, 3, tzinfo=UTC), datetime(2029, 2, 28, 3, tzinfo=UTC)),
    (11, JAKARTA, datetime(2026, 1, 15, 3, tzinfo=UTC), datetime(2026, 12, 15, 3, tzinfo=UTC)),
    (12, JAKARTA, datetime(2026, 12, 15, 3, tzinfo=UTC), datetime(2027, 12, 15, 3, tzinfo=UTC)),
    (1, JAKARTA, datetime(2026, 12, 31, 20, tzinfo=UTC), datetime(2027, 1, 31, 20, tzinfo=UTC)),
]


@pytest.mark.parametrize(("validity", "tz", "now", "until"), VALIDITY)
def test_a_pledge_is_valid_to_the_end_of_the_local_year_or_for_months(
    validity: Literal["year_end"] | int, tz: ZoneInfo, now: datetime, until: datetime
) -> None:
    assert tables.valid_until(validity, tz, now) == until


@given(st.integers(1, 120), st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_months_later_is_the_same_day_and_hour_or_the_last_of_the_month(months: int, now: datetime) -> None:
    local, until = now.astimezone(JAKARTA), tables.valid_until(months, JAKARTA, now).astimezone(JAKARTA)
    assert (until.year * 12 + until.month) - (local.year * 12 + local.month) == months
    assert until.time() == local.time()
    assert until.day == local.day or (until.day < local.day and until.day >= 28)
