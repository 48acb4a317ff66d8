"""Which question a row of a worksheet file is, by its place in the hierarchy and its place among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.folding import folded
from domain.instrument_model import AnswerType, Instrument
from domain.lke_cells import as_text, is_open
from domain.lke_layout import ROMAN

ENUMERATOR: Final = {"component": 0, "part": 1, "area": 2, "indicator": 3, "question": 4, "text": 5}
PARTS: Final = ("P", "R")
ENABLERS: Final = "a"


@dataclass(slots=True)
class Found:
    """A question in a file: its row and those of its counts, from 1; `path` is where it stands, `letter` its own."""

    row: int
    path: tuple[str, str, str, str]
    letter: str
    choices: str
    code: str = ""
    helpers: list[int] = field(default_factory=list)


def place_rows(
    rules: Instrument, rows: Sequence[Sequence[object]], start: int, first: int, weight: int, choices: int
) -> tuple[list[Found], list[int]]:
    """The questions in the rows from `start` on (from 0), and the numbers of rows that fit none."""
    found = _questions(rows, start, first, weight, choices)
    _name(rules, found)
    good = [one for one in found if one.code]
    return good, [one.row for one in found if not one.code]


def _questions(rows: Sequence[Sequence[object]], start: int, first: int, weight: int, choices: int) -> list[Found]:
    path, inside = ["", "", "", ""], False
    found: list[Found] = []
    for at in range(start, len(rows)):
        levels = [_enumerator(rows, at, first + place) for place in range(4)]
        if folded(_cell(rows, at, first)).startswith(("total ", "nilai evaluasi")):
            inside = False
            path = ["", "", "", ""]
            continue
        for place, one in enumerate(levels):
            if one:
                path = [*path[:place], one, *[""] * (3 - place)]
        choice = folded(_cell(rows, at, choices))
        if choice == "jumlah":
            if inside and found:
                found[-1].helpers.append(at + 1)
            continue
        if any(levels):
            inside = False
        if path[0] and _is_question(rows, at, first, weight if path[0] == ENABLERS else -1, choices):
            letter = _enumerator(rows, at, first + ENUMERATOR["question"])
            path_now = (path[0], path[1], path[2], path[3])
            found.append(Found(at + 1, path_now, letter, _cell(rows, at, choices).strip()))
            inside = True
    return found


def _is_question(rows: Sequence[Sequence[object]], at: int, first: int, weight: int, choices: int) -> bool:
    """It has choices, or a letter and a text of its own without any weight, which results alone have."""
    if not is_open(_cell(rows, at, choices)):
        return True
    letter = _cell(rows, at, first + ENUMERATOR["question"]).strip()
    text = _cell(rows, at, first + ENUMERATOR["text"]).strip()
    return bool(letter and text) and not _cell(rows, at, weight).strip()


def _name(rules: Instrument, found: list[Found]) -> None:
    codes = list(rules.codes)
    if len(found) == len(codes):
        for one, code in zip(found, codes, strict=True):
            if _agrees(rules, one, code):
                one.code = code
        return
    used: set[str] = set()
    for one in found:
        prefix = _prefix(one.path)
        here = [code for code in codes if code.rpartition(".")[0] == prefix and code not in used]
        wanted = f"{prefix}.{one.letter}"
        code = wanted if wanted in here else next(iter(here), "") if not _is_letter(one.letter) else ""
        if code and _agrees(rules, one, code):
            one.code = code
            used.add(code)


def _prefix(path: tuple[str, str, str, str]) -> str:
    component, part, area, indicator = path
    number = ROMAN.index(part) if part in ROMAN else -1
    if component == "b":
        return f"H{number + 1}"
    return f"{PARTS[number]}{area}.{indicator}" if 0 <= number < len(PARTS) else ""


def _agrees(rules: Instrument, one: Found, code: str) -> bool:
    """Whether what the row tells of area and kind of answer does not speak against the question."""
    question = rules.question(code)
    area = one.path[2]
    if question.area is not None and area.isdigit() and area != question.area.removeprefix("A"):
        return False
    words = folded(one.choices)
    if one.choices.strip() == "%" or one.helpers:
        return question.type is AnswerType.PERCENT
    letters = words.split() if words else []
    if letters and all(len(letter) == 1 and letter in "abcde" for letter in letters):
        return question.type in {AnswerType.ABC, AnswerType.ABCD, AnswerType.ABCDE}
    return words != "ya tidak" or question.type is AnswerType.YES_NO


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha()


def _cell(rows: Sequence[Sequence[object]], row: int, column: int) -> str:
    return as_text(rows[row][column]) if 0 <= column < len(rows[row]) else ""


def _enumerator(rows: Sequence[Sequence[object]], row: int, column: int) -> str:
    """A short mark such as `A.`, `ii.`, `3` or `a`; "" for a name, which stands in the same columns."""
    text = _cell(rows, row, column).strip().rstrip(".)").strip().casefold()
    return text if text in {*ROMAN, *"abcdefgh", *"123456789"} else ""
