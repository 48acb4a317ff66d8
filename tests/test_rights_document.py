"""docs/rights.md says of every right and role what the table in the code says."""

import re

import pytest

from docs.rights import FILE, SENTENCES, cell, page
from domain.rights import ROLE_ACTIONS, Action, Grant, Role, may
from texts.labels import ROLES

DOCUMENT = FILE.read_text("utf-8")
HERE, PARENT, ELSEWHERE = 1, 2, 3
# By the word in a cell: whether a role for the agency, for the unit, for one above it and for another one reaches it,
# and whether one for the unit reaches the whole agency.
MEANINGS = {
    "—": (False, False, False, False, False),
    "unit": (True, True, True, False, False),
    "sendiri": (True, True, True, False, False),
    "instansi": (True, False, False, False, False),
    "di mana pun": (True, True, True, True, True),
}


def test_the_page_is_the_one_that_the_code_prints() -> None:
    assert page() == DOCUMENT, "run `python -m docs.rights`"


def test_every_right_has_one_sentence() -> None:
    assert set(SENTENCES) == set(Action)
    assert [text for text in SENTENCES.values() if not re.fullmatch(r"[A-Z].+\.", text)] == []


def test_the_columns_are_the_roles_as_people_read_them() -> None:
    header = next(line for line in DOCUMENT.splitlines() if line.startswith("| Right"))
    assert [word.strip() for word in header.strip("|").split("|")] == ["Right", *ROLES.values(), "What it allows"]


@pytest.mark.parametrize("action", Action)
def test_a_cell_means_what_the_rule_does(action: Action) -> None:
    path = (HERE, PARENT)
    for role in Role:
        scopes = (None, HERE, PARENT, ELSEWHERE)
        reached = [may([Grant(role, scope)], action, path) for scope in scopes]
        assert (*reached, may([Grant(role, HERE)], action)) == MEANINGS[cell(role, action)], (role, action)


def test_the_page_shows_a_cell_for_each_pair() -> None:
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| `")]
    assert len(rows) == len(Action)
    granted = sum(cell.strip() not in {"—", ""} for row in rows for cell in row.split("|")[2:-2])
    assert granted == sum(len(actions) for actions in ROLE_ACTIONS.values())
