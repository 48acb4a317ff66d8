"""Ranks as workbooks write them: golongan ruang of a PNS (I/a to IV/e), golongan of a PPPK (I to XVII).

PNS: the 17 ranks of PP 99/2000 as amended by PP 12/2002; PPPK: Perpres 98/2020.
"""

import re
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, shortened

NAMES: Final = {
    "juru muda": "I/a",
    "juru muda tingkat i": "I/b",
    "juru": "I/c",
    "juru tingkat i": "I/d",
    "pengatur muda": "II/a",
    "pengatur muda tingkat i": "II/b",
    "pengatur": "II/c",
    "pengatur tingkat i": "II/d",
    "penata muda": "III/a",
    "penata muda tingkat i": "III/b",
    "penata": "III/c",
    "penata tingkat i": "III/d",
    "pembina": "IV/a",
    "pembina tingkat i": "IV/b",
    "pembina utama muda": "IV/c",
    "pembina utama madya": "IV/d",
    "pembina utama": "IV/e",
}
GRADES: Final = frozenset(NAMES.values())
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
                "XVII")  # fmt: skip
CONTRACT_GRADES: Final = {word: roman for step, roman in enumerate(ROMAN, 1) for word in (roman.lower(), str(step))}
GRADE: Final = re.compile(r"\b(iv|iii|ii|i|[1-4])\s*[/.\-]?\s*([a-e])\b", re.IGNORECASE)
FIRST_LEVEL: Final = re.compile(r"\b(?:tk|tingkat)\.?\s*(?:1|i)\b", re.IGNORECASE)
LABELS: Final = frozenset({"gol", "golongan", "ruang", "pangkat"})


def normalise(text: str) -> str:
    """The rank as `III/a` or `IX`; "" for no text.

    Raises `roster.rank_unknown`, and `roster.rank_contradicts` for a rank name beside the golongan of another one.
    """
    if not text.strip():
        return ""
    found = GRADE.search(text)
    rest = f"{text[: found.start()]} {text[found.end() :]}" if found else text
    words = _name(rest)
    if found is None:
        rank = NAMES.get(words) or CONTRACT_GRADES.get(words)
        if rank is None:
            raise DomainError("roster.rank_unknown", value=shortened(text))
        return rank
    grade = _grade(found)
    if grade not in GRADES or (words and words not in NAMES):
        raise DomainError("roster.rank_unknown", value=shortened(text))
    if words and NAMES[words] != grade:
        raise DomainError("roster.rank_contradicts", value=shortened(text), rank=grade)
    return grade


def _grade(found: re.Match[str]) -> str:
    number, letter = found.group(1).upper(), found.group(2).lower()
    return f"{ROMAN[int(number) - 1] if number.isdecimal() else number}/{letter}"


def _name(text: str) -> str:
    """The rank's name with Tk. and Tk.1 written out, and without the words for golongan."""
    words = folded(FIRST_LEVEL.sub(" tingkat i ", text)).split()
    return " ".join(word for word in words if word not in LABELS)
