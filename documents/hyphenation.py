"""Where long Indonesian words may break at the end of a line.

The typesetter has patterns for English, but none for Indonesian.
"""

import re

SOFT_HYPHEN = "\u00ad"

# Capitalised words are left whole: they are names of people and units, or the short first word of a sentence.
_LONG_WORD = re.compile(r"(?<!\w)[a-z]{9,}(?!\w)")
_UNIT = re.compile(r"ng|ny|sy|kh|[a-z]")
_VOWELS = frozenset("aiueo")
_LIQUIDS = frozenset("lr")
# -an and -i are split off as suffixes, so a break in front of the consonant before them would be wrong.
_SUFFIX_WITH_CONSONANT = re.compile(r"(?:ng|ny|sy|kh|[^aiueo])(?:an|i)")
_SHORTEST_PART = 3


def breakable(text: str) -> str:
    """The text with soft hyphens between syllables of its long lower-case words (Pedoman EYD V, pemenggalan kata)."""
    return _LONG_WORD.sub(lambda match: _with_breaks(match[0]), text)


def _with_breaks(word: str) -> str:
    breaks = [place for place in _syllable_starts(word) if _may_break(word, place)]
    parts = [word[start:end] for start, end in zip([0, *breaks], [*breaks, len(word)], strict=True)]
    return SOFT_HYPHEN.join(parts)


def _syllable_starts(word: str) -> list[int]:
    """Where syllables begin: before the consonant in front of a vowel; not where two vowels or l, r leave it open."""
    units = list(_UNIT.finditer(word))
    starts = []
    for before, consonant, vowel in zip(units, units[1:], units[2:], strict=False):
        if vowel[0] not in _VOWELS or consonant[0] in _VOWELS:
            continue
        if before[0] not in _VOWELS and consonant[0] in _LIQUIDS:
            continue
        starts.append(consonant.start())
    return starts


def _may_break(word: str, place: int) -> bool:
    rest = word[place:]
    return place >= _SHORTEST_PART and len(rest) >= _SHORTEST_PART and not _SUFFIX_WITH_CONSONANT.fullmatch(rest)
