"""What differs between two versions of the pledge, for people to read before the newer one is published.

It proposes whether the change is minor, so that signatures stay, or major, so that everybody signs anew. A person
decides; the proposal only knows words, not what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from domain.pledge import PLACEHOLDER, PledgeText, Wording

ALIKE: Final = 0.5
"""Points whose words agree at least this much are the same point, reworded."""
SLIGHT: Final = 0.8
"""A text whose words agree less than this is no minor change."""
_WORD = re.compile(r"\s+|\S+")
_TURNS_ROUND = frozenset({"tidak", "tak", "bukan", "jangan", "tanpa", "belum", "not", "no", "never", "without", "nor"})


class Size(StrEnum):
    """How far a change goes: `MINOR` leaves signatures valid, `MAJOR` asks everybody anew."""

    MINOR = "minor"
    MAJOR = "major"


class Part(StrEnum):
    """The parts of a wording."""

    TITLE = "title"
    PREAMBLE = "preamble"
    POINT = "point"
    CLOSING = "closing"


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that stayed, came or went, with the spaces between them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of the wording: its words run by run, and the number of a point before and after, from 1."""

    part: Part
    change: Change
    runs: tuple[Run, ...]
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageDifference:
    """A language that stayed, changed, came or went, piece by piece in the order of reading."""

    language: str
    change: Change
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions side by side. `for_whom` is set, before and after, where it changed."""

    before: str
    after: str
    languages: tuple[LanguageDifference, ...]
    for_whom: tuple[str, str] | None
    proposal: Size

    @property
    def is_none(self) -> bool:
        """Whether no word differs."""
        return self.for_whom is None and all(one.change is Change.SAME for one in self.languages)


def compare(before: PledgeText, after: PledgeText) -> Difference:
    """The difference, the languages of the newer version first, in its order."""
    names = [*after.languages, *(one for one in before.languages if one not in after.languages)]
    languages = tuple(_language(one, before.languages.get(one), after.languages.get(one)) for one in names)
    for_whom = (before.for_whom, after.for_whom) if before.for_whom != after.for_whom else None
    is_minor = for_whom is None and all(map(_is_minor, languages))
    return Difference(before.version, after.version, languages, for_whom, Size.MINOR if is_minor else Size.MAJOR)


def _language(name: str, before: Wording | None, after: Wording | None) -> LanguageDifference:
    if before is None or after is None:
        change, only = (Change.ADDED, after) if before is None else (Change.REMOVED, before)
        assert only is not None
        return LanguageDifference(name, change, tuple(_alone(only, change)))
    pieces = (
        _both(Part.TITLE, before.title, after.title),
        _both(Part.PREAMBLE, before.preamble, after.preamble),
        *_points(before.points, after.points),
        _both(Part.CLOSING, before.closing, after.closing),
    )
    same = all(one.change is Change.SAME for one in pieces)
    return LanguageDifference(name, Change.SAME if same else Change.CHANGED, pieces)


def _alone(wording: Wording, change: Change) -> Iterator[Piece]:
    yield _single(Part.TITLE, wording.title, change)
    yield _single(Part.PREAMBLE, wording.preamble, change)
    for number, point in enumerate(wording.points, 1):
        yield _single(Part.POINT, point, change, number)
    yield _single(Part.CLOSING, wording.closing, change)


def _single(part: Part, text: str, change: Change, number: int | None = None) -> Piece:
    before, after = (None, number) if change is Change.ADDED else (number, None)
    return Piece(part, change, (Run(change, text),), before, after)


def _both(part: Part, before: str, after: str, numbers: tuple[int | None, int | None] = (None, None)) -> Piece:
    if before == after:
        return Piece(part, Change.SAME, (Run(Change.SAME, after),), *numbers)
    return Piece(part, Change.CHANGED, tuple(_runs(before, after)), *numbers)


def _runs(before: str, after: str) -> Iterator[Run]:
    for old, new in _blocks(_WORD.findall(before), _WORD.findall(after)):
        if old == new:
            yield Run(Change.SAME, old)
            continue
        if old:
            yield Run(Change.REMOVED, old)
        if new:
            yield Run(Change.ADDED, new)


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Stretches of text before and after; changed words with only a space between them are one stretch."""
    blocks: list[tuple[str, str]] = []
    for _, at, to, new_at, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        block = ("".join(old[at:to]), "".join(new[new_at:new_to]))
        if len(blocks) > 1 and blocks[-1][0].isspace() and blocks[-1][0] == blocks[-1][1]:
            between, first = blocks.pop(), blocks.pop()
            block = (first[0] + between[0] + block[0], first[1] + between[1] + block[1])
        blocks.append(block)
    return blocks


def _points(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """The points in the order of the newer version; those that went stand where they were."""
    old = new = 0
    for at, to in [*_pairs(before, after), (len(before), len(after))]:
        yield from (_single(Part.POINT, before[one], Change.REMOVED, one + 1) for one in range(old, at))
        yield from (_single(Part.POINT, after[one], Change.ADDED, one + 1) for one in range(new, to))
        if at < len(before) and to < len(after):
            yield _both(Part.POINT, before[at], after[to], (at + 1, to + 1))
        old, new = at + 1, to + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Which points belong together, in order, so that as many words as possible agree."""
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [[(0.0, [])] * (len(after) + 1)]
    for row, old in enumerate(before):
        line: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
        for column, new in enumerate(after):
            choice = max(best[row][column + 1], line[column], key=lambda found: found[0])
            likeness = _likeness(old, new)
            score, pairs = best[row][column]
            if likeness >= ALIKE and score + likeness > choice[0]:
                choice = (score + likeness, [*pairs, (row, column)])
            line.append(choice)
        best.append(line)
    return best[-1][-1][1]


def _likeness(before: str, after: str) -> float:
    """How much two texts agree in their words, from 0 to 1."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def _is_minor(difference: LanguageDifference) -> bool:
    """Whether a language only got other words here and there; a new translation is minor, one that went is not."""
    if difference.change is Change.REMOVED:
        return False
    return difference.change is Change.ADDED or all(map(_is_slight, difference.pieces))


def _is_slight(piece: Piece) -> bool:
    if piece.change is Change.SAME:
        return True
    if piece.change is not Change.CHANGED:
        return False
    before = "".join(run.text for run in piece.runs if run.change is not Change.ADDED)
    after = "".join(run.text for run in piece.runs if run.change is not Change.REMOVED)
    return _sense(before) == _sense(after) and _likeness(before, after) >= SLIGHT


def _sense(text: str) -> tuple[list[str], list[str], list[str]]:
    """What a minor change leaves alone: words that turn a sentence round, figures, and placeholders."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    turns = [word for word in words if word in _TURNS_ROUND]
    return turns, re.findall(r"\d+", text), PLACEHOLDER.findall(text)
