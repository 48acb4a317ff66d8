"""docs/privacy.md says of every table and every term what the code does."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from domain.retention import Retention
from storage import personal_data
from storage.tables import EVIDENCE

DOCUMENT = (Path(__file__).parents[1] / "docs" / "privacy.md").read_text("utf-8")
ROWS = {
    name: row
    for row in DOCUMENT.splitlines()
    if row.startswith("| `")
    for name in re.findall(r"`(\w+)`", row.split("|")[1])
}


def test_every_table_about_people_is_named() -> None:
    assert sorted(ROWS) == sorted(personal_data.tables())


@pytest.mark.parametrize("table", sorted(set(personal_data.tables()) & set(EVIDENCE)))
def test_evidence_is_called_evidence(table: str) -> None:
    assert "evidence" in ROWS[table]


@pytest.mark.parametrize(("kind", "days"), asdict(Retention()).items())
def test_every_term_is_told_with_its_default(kind: str, days: int) -> None:
    term = f"{days // 365} years" if days % 365 == 0 else f"{days} days"
    assert f"`retention.{kind}`, {term}" in DOCUMENT
