"""Which characters the shipped fonts can print.

PDF/A refuses a character without a glyph, and an unusual name must not stop a pledge.
"""

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib import resources

# Printed in place of a character that no shipped font has, so that a reader sees that something stood there.
MISSING = "□"

_KEPT = frozenset({"\n", "\u00ad"})
_SPACES = frozenset({"Zs", "Zl", "Zp", "Cc"})
_INVISIBLE = frozenset({"Cf"})


@cache
def _coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first and the last code points of the covered ranges, ascending."""
    lines = resources.files("documents").joinpath("fonts", "coverage.txt").read_text("ascii").split()
    ends = [line.partition("-")[::2] for line in lines]
    return tuple(int(first, 16) for first, _ in ends), tuple(int(last or first, 16) for first, last in ends)


def is_covered(character: str) -> bool:
    """Whether the shipped fonts have a glyph for one character."""
    firsts, lasts = _coverage()
    index = bisect_right(firsts, ord(character)) - 1
    return index >= 0 and ord(character) <= lasts[index]


def printable(text: str) -> str:
    """The text as it can be printed: composed (NFC), with `MISSING` in place of a character without a glyph.

    Controls become spaces; line ends and soft hyphens are kept. Other invisible format characters are left out, among
    them the bidirectional controls, which can make a name read as another one.
    """
    return "".join(_printed(character) for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def _printed(character: str) -> str:
    if character in _KEPT or is_covered(character):
        return character
    category = unicodedata.category(character)
    if category in _SPACES:
        return " "
    return "" if category in _INVISIBLE else MISSING
